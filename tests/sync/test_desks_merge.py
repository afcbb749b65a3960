"""Merging whole desks: the cases one by one, and the laws over random desks."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.model.merge.people import ANA, BOB, NOW, after
from tests.scale import scaled, usual
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.config.config import Config
from tix.model.merge.clashes import new_id
from tix.model.merge.desks import DeskFiles, MergedDesk, conflicted, merge_desks
from tix.model.people import Person
from tix.model.record.notes import AUTHOR, asides_of
from tix.model.ticket.document import dump, load
from tix.model.ticket.paths import ticket_id
from tix.model.ticket.ticket import Ticket

CONFIG = Config()
COMMON: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes here
}


def ticket(ident: str, **values: Any) -> Ticket:
    known = {"title": f"About {ident}", "status": "open", "since": NOW, "opened": NOW}
    return Ticket(id=ident, **{"opened_by": str(ANA), **known, **values})


def said(one: Ticket, comment: str, text: str, by: Person = ANA) -> Ticket:
    return changes.add_comment(one, f"c-{comment}", by, text, NOW)


def desk(*tickets: Ticket, at: str = "tickets/2026/11", **attachments: str) -> DeskFiles:
    return DeskFiles({f"{at}/{one.id}.md": dump(one) for one in tickets}, attachments)


def files(**by_path: Ticket) -> DeskFiles:
    """Tickets by path, ``__`` for a slash."""
    return DeskFiles({f"{p.replace('__', '/')}.md": dump(one) for p, one in by_path.items()})


def result(ours: DeskFiles, merged: MergedDesk) -> DeskFiles:
    """What becomes of ours."""
    tickets: dict[str, bytes | None] = {**ours.tickets, **merged.tickets}
    attached: dict[str, str | None] = {**ours.attachments, **merged.attachments}
    return DeskFiles(
        {path: data for path, data in sorted(tickets.items()) if data is not None},
        {path: name for path, name in sorted(attached.items()) if name is not None},
    )


def merge(base: DeskFiles, ours: DeskFiles, theirs: DeskFiles) -> tuple[DeskFiles, MergedDesk]:
    """The result, which is the same from both sides, with what was decided."""
    merged, swapped = merge_desks(base, ours, theirs), merge_desks(base, theirs, ours)
    there = result(ours, merged)
    assert there == result(theirs, swapped), "it matters which side is ours"
    assert set(merged.decisions) == set(swapped.decisions)
    return there, merged


A = ticket("aaaaaa")
EMPTY = DeskFiles({})


# -- the cases --------------------------------------------------------------------------------


def test_d1_what_one_side_changed_moved_deleted_or_opened_is_that_sides() -> None:
    base = desk(A, ticket("bbbbbb"))
    moved = DeskFiles(
        {"archive/2026/11/aaaaaa.md": dump(A), "tickets/2026/11/cccccc.md": dump(ticket("cccccc"))}
    )
    there, merged = merge(base, moved, base)
    assert there == moved
    assert merged.decisions == ()


def test_d2_deleted_here_and_only_moved_there_is_gone() -> None:
    there, merged = merge(desk(A), EMPTY, desk(A, at="archive/2026/11"))
    assert there == EMPTY
    assert merged.decisions == ()


def test_d2_deleted_here_and_changed_there_stays_and_is_told() -> None:
    changed = desk(said(A, "xxxxxx", "News"))
    there, merged = merge(desk(A), EMPTY, changed)
    assert there == changed
    assert [(d.ident, d.undeleted) for d in merged.decisions] == [("aaaaaa", True)]


def test_d2_deleted_apart_the_last_versions_are_merged_whatever_their_order() -> None:
    one, other = (desk(said(A, id_ * 6, "News", by)) for id_, by in (("x", ANA), ("y", BOB)))
    changed = desk(said(A, "zzzzzz", "News"))
    merged = [
        result(ours, merge_desks(desk(A), ours, theirs, deleted=deleted))
        for deleted in ((one, other), (other, one))
        for ours, theirs in ((EMPTY, changed), (changed, EMPTY))
    ]
    [[data]] = [each.tickets.values() for each in merged[:1]]
    assert merged == [merged[0]] * 4
    assert {c.id for c in load(data).record.comments} == {"c-xxxxxx", "c-yyyyyy", "c-zzzzzz"}


def test_d2_an_attachment_is_as_it_was_before_the_deletion() -> None:
    named = replace(A, attachments=("log.txt",))
    base = desk(named, **{"attachments/aaaaaa/log.txt": "old"})
    last = desk(named, **{"attachments/aaaaaa/log.txt": "new"})
    stays = desk(said(named, "zzzzzz", "News"), **{"attachments/aaaaaa/log.txt": "old"})
    merged = merge_desks(base, EMPTY, stays, deleted=[base, last])
    assert result(EMPTY, merged).attachments == {"attachments/aaaaaa/log.txt": "new"}


def test_d3_an_edit_follows_the_ticket_to_where_the_other_side_moved_it() -> None:
    done = changes.set_status(A, "closed", CONFIG, after(1))
    archived = files(archive__2026__11__aaaaaa=done)
    there, _ = merge(desk(A), archived, desk(said(A, "xxxxxx", "News", BOB)))
    (path,) = there.tickets
    assert path == "archive/2026/11/aaaaaa.md"
    merged = load(there.tickets[path]).record
    assert (merged.status, [c.text for c in merged.comments]) == ("closed", ["News"])


def test_d3_archived_here_and_reopened_there_is_live() -> None:
    done = changes.set_status(A, "closed", CONFIG, after(1))
    again = changes.set_status(done, "in-progress", CONFIG, after(2))
    there, _ = merge(desk(done), files(archive__2026__11__aaaaaa=done), desk(again))
    assert list(there.tickets) == ["tickets/2026/11/aaaaaa.md"]
    both = replace(done, title="Another")
    moved = files(archive__2026__11__aaaaaa=both)
    there, _ = merge(desk(done), moved, desk(again))
    assert list(there.tickets) == ["tickets/2026/11/aaaaaa.md"]


def test_d4_two_tickets_with_one_id_are_both_there_and_their_attachments_too() -> None:
    one = replace(A, attachments=("11111111-log",), title="One")
    other = replace(A, attachments=("22222222-log",), title="Other", opened=after(5))
    late = new_id(other)
    ours = DeskFiles({"tickets/2026/11/aaaaaa.md": dump(one)}, {_at("aaaaaa", "1"): "100644 one"})
    theirs = DeskFiles(
        {"tickets/2026/12/aaaaaa.md": dump(other)}, {_at("aaaaaa", "2"): "100644 other"}
    )
    there, merged = merge(EMPTY, ours, theirs)
    assert {p: load(data).record.title for p, data in there.tickets.items()} == {
        "tickets/2026/11/aaaaaa.md": "One",
        f"tickets/2026/12/{late}.md": "Other",
    }
    assert there.attachments == {_at("aaaaaa", "1"): "100644 one", _at(late, "2"): "100644 other"}
    assert [(d.ident, d.was) for d in merged.decisions] == [(late, "aaaaaa")]


def _at(ident: str, digit: str) -> str:
    return f"attachments/{ident}/{digit * 8}-log"


def test_d5_broken_on_both_sides_has_both_texts_between_markers() -> None:
    one, other = (DeskFiles({"tickets/2026/11/aaaaaa.md": text}) for text in (b"one\n", b"two\n"))
    there, merged = merge(EMPTY, one, other)
    assert there.tickets == {"tickets/2026/11/aaaaaa.md": conflicted(b"one\n", b"two\n")}
    assert [d.conflict is not None for d in merged.decisions] == [True]


def test_d6_an_id_that_a_side_has_twice_is_merged_file_by_file() -> None:
    base = files(tickets__2026__11__aaaaaa=A, tickets__2026__10__aaaaaa=A)
    ours = files(
        tickets__2026__11__aaaaaa=said(A, "xxxxxx", "In November"), tickets__2026__10__aaaaaa=A
    )
    theirs = files(
        tickets__2026__11__aaaaaa=A, tickets__2026__10__aaaaaa=said(A, "yyyyyy", "In October")
    )
    there, _ = merge(base, ours, theirs)
    texts = [[c.text for c in load(data).record.comments] for data in there.tickets.values()]
    assert texts == [["In October"], ["In November"]]


def test_d7_an_attachment_that_the_result_names_is_not_taken_away() -> None:
    kept, gone = replace(A, attachments=("11111111-log",)), A
    path = _at("aaaaaa", "1")
    base = DeskFiles({"tickets/2026/11/aaaaaa.md": dump(kept)}, {path: "100644 one"})
    ours = DeskFiles({}, {})
    theirs = DeskFiles(
        {"tickets/2026/11/aaaaaa.md": dump(said(kept, "xxxxxx", "See the log"))},
        {path: "100644 one"},
    )
    there, _ = merge(base, ours, theirs)
    assert there == theirs
    without = DeskFiles({"tickets/2026/11/aaaaaa.md": dump(gone)}, {})
    assert merge(base, without, base)[0] == without


def test_d7_two_contents_of_one_name_are_both_kept() -> None:
    path = _at("aaaaaa", "1")
    ours, theirs = (DeskFiles({}, {path: f"100644 {name}"}) for name in ("one", "two"))
    there, _ = merge(EMPTY, ours, theirs)
    assert sorted(there.attachments.values()) == ["100644 one", "100644 two"]


# -- random desks -----------------------------------------------------------------------------

IDS = ("aaaaaa", "bbbbbb", "cccccc", "dddddd", "eeeeee")
MONTHS = ("2026/10", "2026/11")


class _Maker:
    """A base and what two people made of it; every text is written once."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.words = 0

    def versions(self) -> tuple[DeskFiles, DeskFiles, DeskFiles]:
        base = self.worked_on(EMPTY, self.rng.randint(2, 8), BOB)
        sides = (self.worked_on(base, self.rng.randint(0, 8), who) for who in (ANA, BOB))
        return (base, *sides)  # type: ignore[return-value]  # two sides

    def worked_on(self, start: DeskFiles, steps: int, who: Person) -> DeskFiles:
        tickets = {path: load(data).record for path, data in start.tickets.items()}
        attached = dict(start.attachments)
        for _ in range(steps):
            self.rng.choice(self.STEPS)(self, tickets, attached, who)
        return DeskFiles({path: dump(one) for path, one in tickets.items()}, attached)

    def word(self) -> str:
        self.words += 1
        return f"word {self.words}"

    def new(self, tickets: dict[str, Ticket], attached: dict[str, str], who: Person) -> None:
        free = [i for i in IDS if not any(one.id == i for one in tickets.values())]
        if free:
            ident, opened = self.rng.choice(free), after(self.rng.randint(0, 9))
            new = ticket(ident, title=self.word(), opened=opened, opened_by=str(who))
            tickets[f"tickets/{self.rng.choice(MONTHS)}/{ident}.md"] = new

    def comment(self, tickets: dict[str, Ticket], attached: dict[str, str], who: Person) -> None:
        for path in self.some(tickets):
            self.words += 1
            comment = f"{'abc'[self.words // 1024 % 3]}{self.words:05}"
            tickets[path] = said(tickets[path], comment, f"{path[-9:-3]} {self.word()}", who)

    def title(self, tickets: dict[str, Ticket], attached: dict[str, str], who: Person) -> None:
        for path in self.some(tickets):
            tickets[path] = replace(tickets[path], title=self.word())

    def status(self, tickets: dict[str, Ticket], attached: dict[str, str], who: Person) -> None:
        for path in self.some(tickets):
            word = self.rng.choice(("open", "resolved", "closed", "closed"))
            at = after(self.rng.randint(0, 99))
            tickets[path] = changes.set_status(tickets[path], word, CONFIG, at)

    def move(self, tickets: dict[str, Ticket], attached: dict[str, str], who: Person) -> None:
        for path in self.some(tickets):
            folder, _, rest = path.partition("/")
            other = "archive" if folder == "tickets" else "tickets"
            tickets[f"{other}/{rest}"] = tickets.pop(path)

    def delete(self, tickets: dict[str, Ticket], attached: dict[str, str], who: Person) -> None:
        for path in self.some(tickets):
            ident = tickets.pop(path).id
            for place in [p for p in attached if p.startswith(f"attachments/{ident}/")]:
                del attached[place]

    def attach(self, tickets: dict[str, Ticket], attached: dict[str, str], who: Person) -> None:
        for path in self.some(tickets):
            self.words += 1
            name, one = f"{self.words:08}-log", tickets[path]
            tickets[path] = replace(one, attachments=(*one.attachments, name))
            attached[f"attachments/{one.id}/{name}"] = f"100644 {self.words:040}"

    def some(self, tickets: dict[str, Ticket]) -> list[str]:
        return self.rng.sample(sorted(tickets), 1) if tickets else []

    STEPS = (new, new, new, comment, comment, comment, title, status, move, delete, attach)


def _by_id(side: DeskFiles) -> dict[str, Ticket]:
    return {ticket_id(path, data): load(data).record for path, data in side.tickets.items()}


def _comments(side: DeskFiles) -> Counter[str]:
    """The texts of comments; notes left out."""
    found = (c for data in side.tickets.values() for c in load(data).record.comments)
    return Counter(c.text for c in found if c.author != AUTHOR)


def _laws(base: DeskFiles, ours: DeskFiles, theirs: DeskFiles) -> None:
    assert merge(base, ours, base)[0] == result(ours, merge_desks(base, ours, ours)) == ours
    there, merged = merge(base, ours, theirs)
    for side in (ours, theirs):
        assert merge(side, there, side)[0] == there
    _ids_once(there)
    _nothing_lost(base, ours, theirs, there)
    _places_fit(base, ours, theirs, there)
    _attachments_there(there)
    assert all(decision.conflict is None for decision in merged.decisions)


def _ids_once(there: DeskFiles) -> None:
    idents = Counter(load(data).record.id for data in there.tickets.values())
    assert set(idents.values()) <= {1}, idents
    for path, data in there.tickets.items():
        assert path.endswith(f"/{load(data).record.id}.md")


def _nothing_lost(base: DeskFiles, ours: DeskFiles, theirs: DeskFiles, there: DeskFiles) -> None:
    """Comments and titles that a side wrote are there, but in tickets that it deleted itself."""
    text = _comments(there)
    assert set(text.values()) <= {1}
    for ident, one in _by_id(there).items():
        for comment in one.comments:  # whoever parts from a namesake has another id by now
            assert comment.author == AUTHOR or comment.text[:6] == ident or ident not in IDS
    for side in (ours, theirs):
        for new in set(_comments(side)) - set(_comments(base)):
            assert text[new] == 1, f"{new} is lost"
        for ident, one in _by_id(side).items():
            before = _by_id(base).get(ident)
            if before is None or one.title != before.title:
                assert one.title in _titles(there), f"{one.title} is lost"


def _titles(there: DeskFiles) -> set[str]:
    found = set()
    for one in _by_id(there).values():
        found.add(one.title)
        found |= {aside.value for aside in asides_of(one) if aside.field == "title"}
    return found


def _places_fit(base: DeskFiles, ours: DeskFiles, theirs: DeskFiles, there: DeskFiles) -> None:
    """What both changed is archived only if it is done."""
    old_names = {path: data for path, data in there.tickets.items() if path[-9:-3] in IDS}
    for path, data in old_names.items():
        sides = [side.tickets.get(path) for side in (base, ours, theirs)]
        if data not in sides:
            assert path.startswith("tickets/") or load(data).record.status in ("resolved", "closed")


def _attachments_there(there: DeskFiles) -> None:
    for one in _by_id(there).values():
        for name in one.attachments:
            assert f"attachments/{one.id}/{name}" in there.attachments


@settings(max_examples=usual(80), **COMMON)
@given(st.integers(0, 2**63))
def test_the_laws_hold_for_random_desks(seed: int) -> None:
    _laws(*_Maker(seed).versions())


@pytest.mark.long
@settings(max_examples=scaled(20_000, 200), **COMMON)
@given(st.integers(0, 2**63))
def test_the_laws_hold_for_many_random_desks(seed: int) -> None:
    _laws(*_Maker(seed).versions())
