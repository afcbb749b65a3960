"""Merges in the history: made by plain git, with the rules of tix, and by a person."""

import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tests.storage.history.test_events import PATH, events, put, ticket
from tix.model.history.events import Event
from tix.model.history.merge_decisions import Decision
from tix.model.merge.clashes import parted
from tix.model.merge.files import merge_files
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.finding import find
from tix.storage.history import events as history
from tix.storage.history import last_changed
from tix.storage.store.file_reader import FileReader

ARCHIVED = PATH.replace("tickets", "archive")


def fork(
    desk: DeskInFiles, base: Ticket | str, ours: Ticket | str, theirs: Ticket | str
) -> tuple[str, str]:
    """Commit a base and two sides, ours checked out; the names of the two."""
    start = put(desk, base, 1)
    desk.git("checkout", "--quiet", "-b", "side", start)
    right = put(desk, theirs, 3, by=BOB)
    desk.git("checkout", "--quiet", "main")
    return put(desk, ours, 2), right


def merge(desk: DeskInFiles, files: dict[str, Ticket | str | None], *sides: str) -> str:
    """Commit a merge of HEAD and the sides whose tickets are these; its name."""
    desk.git("merge", "--quiet", "--no-commit", "--strategy=ours", *(sides or ("side",)))
    for path, content in files.items():
        if content is None:
            (desk.root / path).unlink(missing_ok=True)
        else:
            desk.write(path, content if isinstance(content, str) else dump(content))
    return desk.commit("Merge", at=NOW + timedelta(hours=4))


def by_rule(base: Ticket, ours: Ticket, theirs: Ticket) -> str:
    return merge_files(dump(base), dump(ours), dump(theirs)).data.decode()


def merges(desk: DeskInFiles, *ids: str) -> list[Event]:
    return [event for event in events(desk, *ids) if event.merge]


def decided(desk: DeskInFiles, *ids: str) -> tuple[Decision, ...]:
    """What the only merge decided about the only ticket."""
    (event,) = merges(desk, *ids)
    assert event.merge is not None
    return event.merge.decisions


BASE = ticket(priority="normal", opened=NOW, opened_by=str(ANA))
HIGH = ticket(priority="high", opened=NOW, opened_by=str(ANA))
LOW = ticket(priority="low", opened=NOW, opened_by=str(ANA))


def test_a_value_set_aside_is_told(desk: DeskInFiles) -> None:
    ours, theirs = fork(desk, BASE, HIGH, LOW)
    name = merge(desk, {PATH: by_rule(BASE, HIGH, LOW)})
    assert decided(desk, "k7f3qz") == decided(desk)
    assert decided(desk) == (Decision("set-aside", "priority", ("low",), ("high",)),)
    (event,) = merges(desk)
    assert event.merge is not None
    assert (event.commit, event.merge.parents) == (name, (ours, theirs))
    assert (event.changes, event.broken, event.by) == ((), False, ANA)


def test_what_one_side_changed_is_no_merge_of_the_ticket(desk: DeskInFiles) -> None:
    put(desk, BASE, 1)
    put(desk, ticket(id="m3k9vd"), 1, "tickets/2026/11/m3k9vd.md")
    desk.git("checkout", "--quiet", "-b", "side")
    put(desk, HIGH, 2, by=BOB)
    desk.git("checkout", "--quiet", "main")
    put(desk, ticket(id="m3k9vd", title="Two"), 3, "tickets/2026/11/m3k9vd.md")
    desk.git("merge", "--quiet", "-m", "Merge", "side")
    assert merges(desk) == []
    assert len(events(desk)) == 4


def test_changes_of_both_sides_are_a_merge_without_decisions(desk: DeskInFiles) -> None:
    labelled = ticket(priority="normal", opened=NOW, opened_by=str(ANA), labels=("ci",))
    fork(desk, BASE, HIGH, labelled)
    merge(desk, {PATH: by_rule(BASE, HIGH, labelled)})
    assert decided(desk) == ()
    assert not merges(desk)[0].broken


def test_a_plain_merge_by_lines_is_one_too(desk: DeskInFiles) -> None:
    text = "".join(f"line {number}\n" for number in range(9))
    desk.write("tickets/.gitattributes", "*.md merge=text\n")
    put(desk, ticket(body=text), 1)
    desk.git("checkout", "--quiet", "-b", "side")
    put(desk, ticket(body=text.replace("line 8", "Line 8")), 2)
    desk.git("checkout", "--quiet", "main")
    put(desk, ticket(body=text, title="Other"), 3)
    desk.git("merge", "--quiet", "-m", "Merge", "side")
    assert decided(desk) == ()


def test_a_person_who_merges_can_write_anything(desk: DeskInFiles) -> None:
    fork(desk, BASE, HIGH, LOW)
    merge(desk, {PATH: ticket(priority="urgent", opened=NOW, opened_by=str(ANA), labels=("x",))})
    assert decided(desk) == (
        Decision("by-hand", "priority", ("high", "low"), ("urgent",)),
        Decision("by-hand", "labels", (), ("x",)),
    )


def test_a_note_that_a_merge_took_away_is_told(desk: DeskInFiles) -> None:
    both = merge_files(dump(BASE), dump(HIGH), dump(LOW)).data.decode()
    one, other = both.replace("One", "One!"), both.replace("status: open", "status: pending")
    fork(desk, both, one, other)
    merge(desk, {PATH: ticket(title="One!", status="pending", priority="low", opened=NOW,
                              opened_by=str(ANA))})  # fmt: skip
    assert Decision("note-gone", "priority", ("low",), ("low",)) in decided(desk)


def test_a_ticket_that_is_reopened_by_a_merge(desk: DeskInFiles) -> None:
    jo = Person("Jo", "jo@acme.example")
    base = ticket(opened=NOW, requester=str(jo), since=NOW)
    later = NOW + timedelta(hours=2)
    done = ticket(opened=NOW, requester=str(jo), since=later, status="resolved", resolved=later)
    asked = ticket(
        opened=NOW, requester=str(jo), since=NOW,
        comments=(Comment("c-q8m2ht", later, jo, False, "Still broken"),),
    )  # fmt: skip
    fork(desk, base, done, asked)
    merge(desk, {PATH: by_rule(base, done, asked)})
    assert decided(desk) == (Decision("reopened", "status", ("resolved",), ("open",)),)


def test_a_side_that_moved_the_ticket_still_counts_as_its_version(desk: DeskInFiles) -> None:
    start = put(desk, BASE, 1)
    desk.git("checkout", "--quiet", "-b", "side", start)
    (desk.root / PATH).unlink()
    put(desk, LOW, 3, ARCHIVED)
    desk.git("checkout", "--quiet", "main")
    put(desk, HIGH, 2)
    merge(desk, {PATH: None, ARCHIVED: by_rule(BASE, HIGH, LOW)})
    expected = (Decision("set-aside", "priority", ("low",), ("high",)),)
    assert decided(desk) == expected
    assert decided(desk, "k7f3qz") == expected


def test_a_merge_that_only_moves_is_not_told(desk: DeskInFiles) -> None:
    start = put(desk, BASE, 1)
    desk.git("checkout", "--quiet", "-b", "side", start)
    (desk.root / PATH).unlink()
    put(desk, BASE, 3, ARCHIVED)
    desk.git("checkout", "--quiet", "main")
    put(desk, HIGH, 2)
    merge(desk, {PATH: None, ARCHIVED: HIGH})
    assert merges(desk) == []


def test_one_id_twice(desk: DeskInFiles) -> None:
    start = desk.git("rev-parse", "HEAD").strip()
    later = ticket(title="Two", opened=NOW + timedelta(days=40), opened_by=str(BOB))
    elsewhere = PATH.replace("11", "12")
    desk.git("checkout", "--quiet", "-b", "side", start)
    put(desk, later, 3, elsewhere, by=BOB)
    desk.git("checkout", "--quiet", "main")
    put(desk, BASE, 2)
    _, renamed = parted(BASE, later)
    merge(desk, {elsewhere.replace("k7f3qz", renamed.id): renamed})
    assert decided(desk) == (Decision("renamed", "id", ("k7f3qz",), (renamed.id,)),)
    assert decided(desk, renamed.id) == (Decision("added", "id", (), (renamed.id,)),)


def test_conflict_markers_that_were_committed(desk: DeskInFiles) -> None:
    fork(desk, BASE, HIGH, LOW)
    merge(desk, {PATH: "<<<<<<< ours\n=======\n>>>>>>> theirs\n"})
    assert [decision.kind for decision in decided(desk)] == ["broken"]
    assert merges(desk)[0].broken
    put(desk, HIGH, 5)
    assert events(desk)[0].after_broken


def test_a_ticket_that_a_merge_deletes(desk: DeskInFiles) -> None:
    fork(desk, BASE, HIGH, LOW)
    merge(desk, {PATH: None})
    assert decided(desk) == (Decision("deleted", "id", ("k7f3qz",)),)


def test_a_merge_of_three(desk: DeskInFiles) -> None:
    fork(desk, BASE, HIGH, LOW)
    desk.git("checkout", "--quiet", "-b", "third", "main~1")
    put(desk, ticket(priority="normal", opened=NOW, opened_by=str(ANA), labels=("ci",)), 3)
    desk.git("checkout", "--quiet", "main")
    merge(desk, {PATH: ticket(priority="urgent", opened=NOW, opened_by=str(ANA))}, "side", "third")
    assert decided(desk) == (
        Decision("by-hand", "priority", ("high", "low", "normal"), ("urgent",)),
    )
    (event,) = merges(desk)
    assert event.merge is not None
    assert len(event.merge.parents) == 3


def test_a_side_that_is_broken_is_no_reason_to_call_a_merge_made_by_hand(desk: DeskInFiles) -> None:
    broken = dump(LOW).decode().replace("title: One", "title: [")
    fork(desk, BASE, HIGH, broken)
    merge(desk, {PATH: merge_files(dump(BASE), dump(HIGH), broken.encode()).data.decode()})
    (decision,) = decided(desk)
    assert (decision.kind, decision.field) == ("set-aside", "the broken file")


def test_in_a_folder_of_a_repository(code: DeskInFiles) -> None:
    code.call("init", "--in-tree", "support")
    desk = DeskInFiles(code.root / "support", code.environ)
    fork(desk, BASE, HIGH, LOW)
    merge(desk, {PATH: by_rule(BASE, HIGH, LOW)})
    expected = (Decision("set-aside", "priority", ("low",), ("high",)),)
    assert decided(desk) == decided(desk, "k7f3qz") == expected


def test_a_merge_is_the_last_change_of_what_it_wrote(desk: DeskInFiles) -> None:
    fork(desk, BASE, HIGH, LOW)
    merge(desk, {PATH: by_rule(BASE, HIGH, LOW)})
    reader = FileReader(find(desk.root))
    assert last_changed.updated(reader._desk, reader.scan().tickets) == {
        "k7f3qz": NOW + timedelta(hours=4)
    }


@pytest.fixture
def counted(tmp_path: Path, desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to which every git that is run adds a line."""
    calls = tmp_path / "calls"
    shim = tmp_path / "bin" / "git"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho "$*" >>{calls}\nexec /usr/bin/env PATH="$REAL" git "$@"\n')
    shim.chmod(0o755)
    monkeypatch.setenv("REAL", os.environ["PATH"])
    monkeypatch.setenv("PATH", f"{shim.parent}:{os.environ['PATH']}")
    return calls


def test_any_number_of_merges_takes_two_gits(desk: DeskInFiles, counted: Path) -> None:
    put(desk, BASE, 0)
    for number in range(4):
        desk.git("checkout", "--quiet", "-B", "side")
        put(desk, ticket(title=f"One {number}", priority="high"), 1)
        desk.git("checkout", "--quiet", "main")
        put(desk, ticket(title=f"Two {number}", priority="low"), 1)
        merge(desk, {PATH: ticket(title=f"Three {number}", priority="urgent")})
    found = find(desk.root)
    counted.write_text("")
    told = history.events(found, None)
    assert len([event for event in told if event.merge]) == 4
    assert len(counted.read_text().splitlines()) == 2


@pytest.mark.long
def test_a_thousand_merges_take_seconds_at_most(desk: DeskInFiles) -> None:
    stream, tip = [], "refs/heads/main^0"
    for number in range(1000):
        sides = [f":{3 * number + place}" for place in (1, 2)]
        for place, parents in ((1, f"from {tip}"), (2, f"from {tip}"), (3, sides)):
            lines = parents if isinstance(parents, str) else "from {}\nmerge {}".format(*parents)
            data = dump(ticket(title=f"{place} {number}"))
            stream.append(
                f"commit refs/heads/{'main' if place == 3 else f'side{place}'}\n"
                f"mark :{3 * number + place}\ncommitter A <a@b> {1_700_000_000 + number} +0000\n"
                f"data 1\nx\n{lines}\nM 100644 inline {PATH}\ndata {len(data)}\n{data.decode()}\n"
            )
        tip = f":{3 * number + 3}"
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force"],
        input="".join(stream).encode(), cwd=desk.root, env=desk.environ, check=True,
    )  # fmt: skip
    start = time.process_time()
    assert len(merges(desk, "k7f3qz")) == 1000
    assert time.process_time() - start < 5
