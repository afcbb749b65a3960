"""What an import will do to a desk."""

from collections.abc import Container, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from tix.frozen import replace
from tix.importers.incoming import (
    ForeignLink,
    Incoming,
    IncomingAttachment,
    Reading,
    SkippedRecord,
    id_keys,
    id_word,
    person,
)
from tix.importers.links import Note
from tix.importers.places import KnownTicket
from tix.importers.plan import ImportPlan, plan
from tix.model.config.config import Config
from tix.model.ids import derived_id, is_id
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Link, Ticket

ONE, TWO, NOW = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 30))


def incoming(source: str, title: str = "Red", **known: object) -> Incoming:
    """An item whose keyword arguments are the ticket's, or ``links`` and ``keys`` of the item."""
    outer = {name: known.pop(name) for name in ("links", "keys", "exact", "notes") if name in known}
    ticket = replace(Ticket("", title, status="open", source=source, opened=ONE), **known)  # type: ignore[arg-type]
    item = Incoming(source, ticket, keys=id_keys(source.partition(":")[2]))
    return replace(item, **outer)  # type: ignore[arg-type]


def own(ident: str, title: str = "Red", **known: object) -> Incoming:
    """An item of tix's own JSON."""
    ticket = replace(Ticket(ident, title, opened=ONE), **known)  # type: ignore[arg-type]
    return Incoming(ident, ticket, keys=id_keys(ident)[:1], exact=True)


def planned(
    items: Iterable[Incoming], desk: Iterable[Ticket] = (), taken: Container[str] | None = None
) -> ImportPlan:
    desk = tuple(desk)
    ids = {ticket.id for ticket in desk} if taken is None else taken
    return plan(Reading([*items], ()), desk, ids, Config(), NOW)


def tickets(made: ImportPlan) -> list[Ticket]:
    return [one.ticket for one in made.new]


def reasons(made: ImportPlan) -> list[tuple[str, str]]:
    return [(skipped.where, skipped.why) for skipped in made.skipped]


# -- who is who


def test_importing_twice_adds_nothing_twice() -> None:
    items = [incoming("github:a/b#1"), incoming("github:a/b#2", "Blue"), own("k7f3qz", "Green")]
    first = planned(items)
    assert len(tickets(first)) == 3
    again = planned(items, tickets(first))
    assert again.new == ()
    assert again.skipped == ()
    assert [found.id for found in again.present] == [ticket.id for ticket in tickets(first)]


def test_two_items_that_people_call_the_same_stay_apart() -> None:
    """Issue 5 of one repository, and issue 5 of another one."""
    items = [
        replace(incoming("github:a/a#5", "Red"), where="issue 5"),
        replace(incoming("github:a/b#5", "Blue"), where="issue 5"),
    ]
    first = tickets(planned(items))
    again = planned(items, first).versions
    assert [said.ticket.title for said in again] == ["Red", "Blue"]
    assert [found.id for found in again] == [ticket.id for ticket in first]


def test_rows_of_one_name_without_a_time_stay_apart_again() -> None:
    items = [incoming("csv:1", title, opened=None) for title in ("Red", "Blue")]
    first = tickets(planned(items))
    assert [ticket.title for ticket in first] == ["Red", "Blue"]
    for order in (items, items[::-1]):
        again = planned(order, first)
        assert again.new == ()
        said = {each.id: each.ticket.title for each in again.versions}
        assert said == {ticket.id: ticket.title for ticket in first}
    renamed = planned([items[0], incoming("csv:1", "Green", opened=None)], first)
    assert [ticket.title for ticket in tickets(renamed)] == ["Green"]


def test_a_ticket_changed_since_is_still_the_same() -> None:
    (ticket,) = tickets(planned([incoming("github:a/b#1")]))
    changed = replace(ticket, title="Other", status="closed", body="x")
    made = planned([incoming("github:a/b#1", "New title")], [changed])
    assert made.present == (KnownTicket("github:a/b#1", ticket.id),)
    [said] = made.versions
    assert (said.ticket.id, said.ticket.title) == (ticket.id, "New title")


def test_two_clones_that_import_the_same_make_the_same() -> None:
    items = [incoming("github:a/b#1"), incoming("github:a/b#2")]
    ids = {t.source: t.id for t in tickets(planned(items))}
    assert {t.source: t.id for t in tickets(planned(reversed(items)))} == ids
    assert all(map(is_id, ids.values()))


def test_another_project_with_the_same_names_comes_in_beside_it() -> None:
    here = [incoming("markdown:task-1", "Ours")]
    there = [incoming("markdown:task-1", "Theirs", opened=TWO)]
    desk = tickets(planned(here))
    desk += tickets(planned(there, desk))
    assert [ticket.title for ticket in desk] == ["Ours", "Theirs"]
    assert len({ticket.id for ticket in desk}) == len({ticket.source for ticket in desk}) == 2
    assert planned([*here, *there], desk).new == ()


@pytest.mark.parametrize(("hours", "status"), [(1, "pending"), (-1, "open")])
def test_what_is_to_wait_until_a_time_waits_no_longer(hours: int, status: str) -> None:
    item = replace(incoming("taskwarrior:1"), waits_until=NOW + timedelta(hours=hours))
    [ticket] = tickets(plan(Reading([item], ()), (), (), Config(), NOW))
    assert ticket.status == status


def test_without_a_time_of_opening_the_source_alone_tells() -> None:
    item = incoming("markdown:task-1", opened=None)
    moment = NOW.replace(microsecond=5)
    desk = tickets(plan(Reading([item], ()), (), (), Config(), moment))
    assert desk[0].opened == NOW
    assert planned([item], desk).new == ()


def test_a_derived_id_that_another_ticket_has_gives_way() -> None:
    taken = derived_id("github:a/b#1", lambda _: False)
    (ticket,) = tickets(planned([incoming("github:a/b#1")], [Ticket(taken, "Other", opened=TWO)]))
    assert ticket.id != taken
    assert ticket.source == "github:a/b#1"
    undated = incoming("github:a/b#1", opened=None)
    assert len(planned([undated], [Ticket(taken, "Other", opened=TWO)]).new) == 1


def test_a_ticket_whose_source_was_taken_away_by_hand_is_still_there() -> None:
    (ticket,) = tickets(planned([incoming("github:a/b#1")]))
    made = planned([incoming("github:a/b#1")], [replace(ticket, source=None)])
    assert [found.id for found in made.present] == [ticket.id]


def test_a_broken_ticket_of_the_desk_is_not_made_again() -> None:
    item = incoming("github:a/b#1")
    (ticket,) = tickets(planned([item]))
    made = planned([item, own("k7f3qz")], desk=[], taken={ticket.id, "k7f3qz"})
    assert made.new == ()
    assert reasons(made) == [
        ("github:a/b#1", f"the desk has it as {ticket.id}, but broken"),
        ("k7f3qz", "the desk has it as k7f3qz, but broken"),
    ]


def test_an_own_id_is_kept_where_it_is_free() -> None:
    assert tickets(planned([own("k7f3qz")])) == [own("k7f3qz").ticket]


def test_an_own_id_that_another_ticket_has_gives_way_and_is_remembered() -> None:
    other = Ticket("k7f3qz", "Other", opened=TWO)
    made = tickets(planned([own("k7f3qz")], [other]))
    assert made[0].id != "k7f3qz"
    assert made[0].source == "json:k7f3qz"
    assert planned([own("k7f3qz")], [other, *made]).new == ()


def test_the_same_twice_in_one_import_is_made_once_and_told() -> None:
    made = planned([incoming("github:a/b#1"), incoming("github:a/b#1")])
    assert len(made.new) == 1
    assert reasons(made) == [("github:a/b#1", "it is the same as github:a/b#1")]
    assert reasons(planned([own("k7f3qz"), own("k7f3qz")])) == [
        ("k7f3qz", "it is the same as k7f3qz")
    ]


def test_different_tickets_of_one_name_in_one_import_all_come_in() -> None:
    items = [
        incoming("markdown:1", "a"),
        incoming("markdown:1", "b"),
        incoming("markdown:1", "c", opened=TWO),
        own("k7f3qz", "d"),
        own("k7f3qz", "e"),
    ]
    made = tickets(planned(items))
    assert [ticket.title for ticket in made] == ["a", "b", "c", "d", "e"]
    assert len({ticket.id for ticket in made}) == 5
    assert planned(items, made).new == ()


def test_an_export_of_a_desk_that_shared_an_import_adds_only_what_is_new() -> None:
    shared = incoming("github:a/b#1")
    desk = tickets(planned([shared]))
    exported = own("zzzzzz", source="github:a/b#1")
    assert planned([exported], desk).present == (KnownTicket("zzzzzz", desk[0].id),)


def test_what_a_file_cannot_hold_is_skipped_with_the_reason() -> None:
    big = incoming("github:a/b#1", customer="y" * 70_000)
    assert reasons(planned([big, incoming("github:a/b#2")])) == [
        ("github:a/b#1", "the fields have over 64 kB")
    ]


def test_fields_that_are_too_large_are_left_out_and_told() -> None:
    fields = (TeamField("history", "y" * 70_000), TeamField("x", "z" * 20_000))
    found = planned([incoming("github:a/b#1", team_fields=fields)])
    assert [[field.name for field in each.team_fields] for each in tickets(found)] == [["x"]]
    assert [str(note) for note in found.notes] == [
        "history: left out, it is too large for a field (github:a/b#1)",
        "kept as fields of the team's own: x",
    ]


def test_planned_tickets_can_be_written() -> None:
    item = incoming("github:a/b#1", body="<<<<<<< a\n=======\n>>>>>>> b\n", title="CI: red #1")
    for ticket in tickets(planned([item])):
        assert load(dump(ticket)).record == ticket


# -- what is filled in


def test_a_missing_time_of_opening_is_the_first_that_is_known() -> None:
    comment = Comment("c-q8m2ht", TWO, Person("bob", ""), False, "x")
    (ticket,) = tickets(planned([incoming("github:#1", opened=None, comments=(comment,))]))
    assert ticket.opened == TWO
    (ticket,) = tickets(
        planned([incoming("markdown:1", opened=None, status="resolved", resolved=ONE, since=ONE)])
    )
    assert (ticket.opened, ticket.since) == (ONE, ONE)


def test_since_is_the_opening_of_what_is_not_done() -> None:
    items = [incoming("a:1", opened=None), incoming("a:2", opened=None, status="closed")]
    assert [ticket.since for ticket in tickets(planned(items))] == [NOW, None]


def test_nothing_is_filled_into_what_tix_wrote() -> None:
    assert tickets(planned([own("k7f3qz", opened=None)]))[0].opened is None


# -- links


def link(kind: str, target: str, field: str | None = "dependencies") -> ForeignLink:
    return ForeignLink(kind, target, id_keys(target), field)


def links(made: ImportPlan, title: str) -> tuple[Link, ...]:
    return next(ticket.links for ticket in tickets(made) if ticket.title == title)


@pytest.mark.parametrize("target", ["BACK-355.01", "back-355.1", "task-355.01", "355.1", "#355.1"])
def test_links_are_found_without_case_leading_zeros_and_the_word(target: str) -> None:
    made = planned(
        [
            incoming("markdown:BACK-355.01", "one", opened=TWO),
            incoming("markdown:X-1", "two", links=(link("depends-on", target),)),
        ]
    )
    assert links(made, "two") == (Link("depends-on", tickets(made)[0].id),)
    assert made.notes == ()


def test_links_lead_to_tickets_that_were_there_before() -> None:
    desk = tickets(planned([incoming("markdown:BACK-1", "one")]))
    items = [incoming("markdown:BACK-2", "two", links=(link("blocks", "back-1"),))]
    assert links(planned(items, desk), "two") == (Link("blocks", desk[0].id),)
    both = [incoming("markdown:BACK-1", "one"), *items]
    assert links(planned(both, desk), "two") == (Link("blocks", desk[0].id),)


def test_a_ticket_that_was_there_before_is_not_meant_by_its_number_alone() -> None:
    desk = tickets(planned([incoming("markdown:TASK-1", "one")]))
    items = [incoming("markdown:BACK-2", "two", links=(link("blocks", "back-1"),))]
    assert links(planned(items, desk), "two") == ()


def test_links_between_tickets_that_got_other_ids_follow_them() -> None:
    other = Ticket("k7f3qz", "Other", opened=TWO)
    child = replace(own("m3k9vd", "child"), links=(link("parent", "k7f3qz", None),))
    made = planned([own("k7f3qz", "parent"), child], [other])
    assert links(made, "child") == (Link("parent", tickets(made)[0].id),)
    assert tickets(made)[0].id != "k7f3qz"


def test_what_leads_nowhere_is_kept_as_a_field_and_told() -> None:
    made = planned(
        [
            incoming(
                "markdown:1",
                links=(
                    link("depends-on", "task-24.1"),
                    link("depends-on", "task-9"),
                    link("parent", "task-8", "parent_id"),
                ),
            )
        ]
    )
    (ticket,) = tickets(made)
    assert ticket.links == ()
    assert ticket.team_fields == (
        TeamField("dependencies", ("task-24.1", "task-9")),
        TeamField("parent_id", "task-8"),
    )
    assert made.notes[0] == Note(
        "dependencies: task-24.1 isn't here, kept as a field", ("markdown:1",)
    )


def test_a_link_that_may_mean_two_tickets_a_second_parent_and_itself_lead_nowhere() -> None:
    made = planned(
        [
            incoming("markdown:A-1", "a", opened=ONE),
            incoming("markdown:B-1", "b", opened=TWO),
            incoming(
                "markdown:C-2",
                "c",
                links=(
                    link("depends-on", "1", "both"),
                    link("parent", "A-1", "parent_id"),
                    link("parent", "B-1", "parent_id"),
                    link("blocks", "C-2", "itself"),
                ),
            ),
        ]
    )
    ticket = tickets(made)[2]
    assert ticket.links == (Link("parent", tickets(made)[0].id),)
    assert ticket.team_fields == (
        TeamField("both", ("1",)),
        TeamField("parent_id", "B-1"),
        TeamField("itself", ("C-2",)),
    )


def test_tix_own_links_stay_even_where_they_lead_nowhere() -> None:
    item = replace(
        own("k7f3qz"), links=(link("blocks", "m3k9vd", None), link("blocks", "ABC-1", None))
    )
    (ticket,) = tickets(planned([item]))
    assert ticket.links == (Link("blocks", "m3k9vd"),)
    assert ticket.team_field("original_links") == ("ABC-1",)


# -- telling


def test_the_summary_tells_what_was_made_skipped_and_why() -> None:
    comment = Comment("c-q8m2ht", TWO, Person("bob", ""), False, "x")
    items = (
        incoming("github:#1", comments=(comment,), notes=("odd",)),
        replace(incoming("github:#2"), attachments=(IncomingAttachment("x", b""),)),
        *(incoming(f"github:#{n}", notes=("odd",)) for n in range(3, 7)),
    )
    desk = tickets(planned([incoming("github:#9")]))
    reading = Reading(
        [*items, incoming("github:#9")], (SkippedRecord("readme.md", "no front matter"),)
    )
    made = plan(reading, desk, {desk[0].id}, Config(), NOW)
    assert made.summary() == [
        "6 tickets made, with 1 comment and 1 attachment",
        "1 ticket already there, unchanged",
        "1 skipped:",
        "  readme.md: no front matter",
        "note: odd (github:#1, github:#3, github:#4 and 2 more)",
    ]
    assert made.summary("would be made")[0] == (
        "6 tickets would be made, with 1 comment and 1 attachment"
    )
    assert planned([]).summary() == ["0 tickets made"]
    assert planned([own("k7f3qz")]).summary() == ["1 ticket made"]
    assert made.new[1].attachments == (IncomingAttachment("x", b""),)


# -- names


@pytest.mark.parametrize(
    ("ident", "keys"),
    [
        ("BACK-24.02", ("id back-24.02", "numbered back 24.2", "number 24.2")),
        ("#007", ("id #007", "numbered None 7", "number 7")),
        ("xdgz24", ("id xdgz24",)),
        ("a title", ("id a title",)),
        ("0", ("id 0", "numbered None 0", "number 0")),
    ],
)
def test_keys_of_an_id(ident: str, keys: tuple[str, ...]) -> None:
    assert id_keys(ident) == keys


def test_the_word_of_an_id() -> None:
    assert [id_word(ident) for ident in ("BACK-24", "24", "xdgz24")] == ["back", None, None]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@codex", "codex <>"),
        ("codex", "codex <>"),
        ("codex <>", "codex <>"),
        ("Ana  Lima", "Ana Lima <>"),
        ("ana@acme.example", "ana@acme.example"),
        ("Ana <ana@acme.example>", "Ana <ana@acme.example>"),
        ("a<b", "ab <>"),
        ("<>", ""),
        (" ", ""),
        ("@", ""),
    ],
)
def test_people_are_written_as_tickets_write_them(text: str, written: str) -> None:
    assert person(text) == written


def test_links_that_go_round_in_a_circle_are_told() -> None:
    def waiting(name: str, other: str) -> Incoming:
        link = ForeignLink("depends-on", other, (f"id {other}",), "deps")
        return replace(incoming(f"json:{name}"), keys=(f"id {name}",), links=(link,))

    found = planned([waiting("a", "b"), waiting("b", "a"), waiting("c", "a")])
    (note,) = map(str, found.notes)
    assert note.startswith("links go round in a circle there, and here: ")
