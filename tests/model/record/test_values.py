"""Ids, times, people, the table of fields and the small rules of tickets and configurations."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.strategies import ids, occurrences, people, tickets, times
from tix.model.config.config import Config, Group, Member, Status, Team, TeamFieldType
from tix.model.ids import (
    ALPHABET,
    as_prefix,
    is_comment_id,
    is_id,
    new_comment_id,
    new_id,
    shortest_prefixes,
)
from tix.model.people import Person, parse_person, person_key
from tix.model.record.occurrences import Occurrence, parse_occurrence
from tix.model.text.nearest import did_you_mean, nearest
from tix.model.ticket.fields import BY_NAME, FIELDS
from tix.model.ticket.ticket import Link, Ticket
from tix.model.times import (
    day_of,
    day_start,
    due_instant,
    format_due,
    format_time,
    parse_due,
    parse_time,
)

LISBON = ZoneInfo("Europe/Lisbon")
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


# -- ids --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["k7f3qz", "a00000", "zzzzzz"])
def test_ids(text: str) -> None:
    assert is_id(text)
    assert is_comment_id(f"c-{text}")


@pytest.mark.parametrize("text", ["", "k7f3q", "k7f3qzz", "7kf3qz", "K7F3QZ", "k7f3ql", "k7f3qz\n"])
def test_texts_that_are_no_ids(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize("text", ["q8m2ht", "c-q8m2h", "c-8q8m2h", "C-q8m2ht", "c-q8m2ht0000000"])
def test_texts_that_are_no_comment_ids(text: str) -> None:
    assert not is_comment_id(text)


@pytest.mark.parametrize(
    ("typed", "prefix"), [("#K7F", "k7f"), (" k7f ", "k7f"), ("kOil", "k011"), ("", "")]
)
def test_what_people_type_for_an_id(typed: str, prefix: str) -> None:
    assert as_prefix(typed) == prefix


def test_a_new_id_is_one_that_is_free() -> None:
    letters = iter("abbbbb" + "accccc")
    assert new_id(lambda _: next(letters), {"abbbbb"}.__contains__) == "accccc"
    letters = iter("abbbbb" + "accccc")
    assert new_comment_id(lambda _: next(letters), {"c-abbbbb"}.__contains__) == "c-accccc"


@given(st.sets(st.text("ab", min_size=6, max_size=6), min_size=1))
def test_the_shortest_prefix_names_one_id_and_a_shorter_one_does_not(idents: set[str]) -> None:
    lengths = shortest_prefixes(sorted(idents, reverse=True))
    for ident in idents:
        length = lengths[ident]
        assert [other for other in idents if other.startswith(ident[:length])] == [ident]
        assert length == 2 or sum(o.startswith(ident[: length - 1]) for o in idents) > 1


def test_the_alphabet_has_no_letters_that_look_like_others() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ilou") & set(ALPHABET)


# -- times ------------------------------------------------------------------------------------


@given(times())
def test_a_time_comes_back_from_its_text(when: datetime) -> None:
    assert parse_time(format_time(when)) == when
    assert len(format_time(when)) == 20


@given(times() | st.dates())
def test_a_due_date_comes_back_from_its_text(due: date | datetime) -> None:
    assert parse_due(format_due(due)) == due


@pytest.mark.parametrize(
    "text", ["2026-11-22T12:00:00Z", "2026-11-22T14:00:00+02:00", "2026-11-22 12:00",
             "2026-11-22T12:00:00.999Z", " 20261122T120000Z "],
)  # fmt: skip
def test_the_ways_to_write_a_time(text: str) -> None:
    assert parse_time(text) == NOON


@pytest.mark.parametrize(
    "text", ["", "now", "2026-02-30", "2026-13-01T00:00:00Z", "9" * 5000, "2026-11-22T12:00+99:00",
             "0001-01-01T00:00:00+10:00"],
)  # fmt: skip
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time like"):
        parse_time(text)
    if text != "now":
        with pytest.raises(ValueError, match=r"is not a (date|time) like"):
            parse_due(text)


def test_a_date_is_due_at_its_end_in_the_zone_of_the_desk() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert due_instant(date(2026, 11, 22), UTC) == datetime(2026, 11, 23, tzinfo=UTC)
    assert due_instant(date(2026, 11, 22), tokyo) == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert due_instant(NOON, tokyo) == NOON
    assert due_instant(date.max, UTC) == datetime.max.replace(tzinfo=UTC)


def test_days_in_the_zone_of_the_desk() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert day_of(late, UTC) == date(2026, 6, 30)
    assert day_of(late, LISBON) == date(2026, 7, 1)
    assert day_of(date(2026, 6, 30), LISBON) == date(2026, 6, 30)
    assert day_start(date(2026, 7, 1), LISBON) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert day_start(date.min, timezone(timedelta(hours=9))) == datetime.min.replace(tzinfo=UTC)


# -- people -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("ana@example.org", Person("", "ana@example.org")),
        ("Ana Lima <ana@example.org>", Person("Ana Lima", "ana@example.org")),
        ("  Ana  < ana@example.org > ", Person("Ana", "ana@example.org")),
        ("<ana@example.org>", Person("", "ana@example.org")),
        ("bob <>", Person("bob", "")),
        ("bob", Person("bob", "")),
        ("", Person("", "")),
        ("<>", Person("<>", "")),
        ("a <b> <c>", Person("a <b> <c>", "")),
    ],
)
def test_any_text_is_a_person(text: str, person: Person) -> None:
    assert parse_person(text) == person


@given(people())
def test_a_persons_text_means_the_same_person(person: Person) -> None:
    tidy = Person(person.name.strip(), person.mail.strip())
    if tidy.key and (tidy.name or "@" in tidy.mail):
        assert parse_person(str(tidy)).key == tidy.key


@given(st.text("aA@<> ."))
def test_the_quick_key_is_the_persons_key(text: str) -> None:
    assert person_key(text) == parse_person(text).key


# -- fields and tickets -----------------------------------------------------------------------


def test_the_table_has_every_field_of_a_ticket_once_in_its_order() -> None:
    attributes = [*Ticket.__dataclass_fields__]
    assert [field.name for field in FIELDS] == attributes[
        : -len(("team_fields", "body", "comments"))
    ]
    assert len(BY_NAME) == len(FIELDS) + sum(len(field.other_names) for field in FIELDS)


@given(tickets())
def test_every_field_is_read_from_the_text_that_it_is_written_as(ticket: Ticket) -> None:
    for field in FIELDS:
        values = tuple(field.kind.parse(text) for text in field.texts(ticket))
        assert values == (field.of(ticket) if field.many else tuple({field.of(ticket)} - {None}))


@given(occurrences())
def test_an_occurrence_comes_back_from_its_text(occurrence: Occurrence) -> None:
    assert parse_occurrence(str(occurrence)) == occurrence


@pytest.mark.parametrize("text", ["blocks", "blocks  k7f3qz", "blocked k7f3qz", "blocks k7f3q", ""])
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a link like"):
        BY_NAME["link"].kind.parse(text)


@given(ids())
def test_a_link_is_written_as_kind_and_id(ident: str) -> None:
    assert BY_NAME["links"].kind.parse(f"depends-on {ident}") == Link("depends-on", ident)


def test_who_asked() -> None:
    asked = Ticket("k7f3qz", "x", requester="jo@acme.example", opened_by="Ana <ana@example.org>")
    opened = Ticket("k7f3qz", "x", opened_by="Ana <ana@example.org>")
    assert asked.asker == Person("", "jo@acme.example")
    assert opened.asker == Person("Ana", "ana@example.org")
    assert Ticket("k7f3qz", "x").asker is None


# -- configuration ----------------------------------------------------------------------------


CONFIG = Config(
    statuses=(
        Status("new", Group.ACTIVE),
        Status("held", Group.WAITING),
        Status("gone", Group.DONE),
    ),
    fields=(TeamFieldType("cost", "number"),),
    people=(Member(Person("Ana Lima", "ana@example.org"), ("ana", "Ana <ana@old.example>")),),
    teams=(Team("Ops", ()),),
)


@pytest.mark.parametrize(
    ("ticket", "group"),
    [
        (Ticket("k7f3qz", "x", "held"), Group.WAITING),
        (Ticket("k7f3qz", "x", "gone"), Group.DONE),
        (Ticket("k7f3qz", "x", "other"), Group.ACTIVE),
        (Ticket("k7f3qz", "x", "other", resolved=NOON), Group.DONE),
        (Ticket("k7f3qz", "x", "other", closed=NOON), Group.DONE),
        (Ticket("k7f3qz", "x", "new", closed=NOON), Group.ACTIVE),
        (Ticket("k7f3qz", "x"), Group.ACTIVE),
    ],
)
def test_the_group_of_a_ticket(ticket: Ticket, group: Group) -> None:
    assert CONFIG.group_of(ticket) is group
    assert CONFIG.is_done(ticket) is (group is Group.DONE)


def test_what_a_configuration_knows() -> None:
    assert CONFIG.first_status(Group.DONE) == "gone"
    assert [CONFIG.priority_rank(p) for p in ("low", "urgent", "x", None)] == [0, 3, None, None]
    declared = CONFIG.team_field_type("cost")
    assert declared is not None
    assert declared.type == "number"
    assert CONFIG.team_field_type("price") is None
    assert CONFIG.team("OPS") is CONFIG.teams[0]
    assert CONFIG.team("dev") is None


@pytest.mark.parametrize(
    ("text", "key", "label"),
    [
        ("ANA", "ana@example.org", "Ana Lima"),
        ("x <Ana@old.example>", "ana@example.org", "Ana Lima"),
        ("ana@example.org", "ana@example.org", "Ana Lima"),
        ("Bob <bob@example.org>", "bob@example.org", "Bob <bob@example.org>"),
    ],
)
def test_aliases_lead_to_the_person(text: str, key: str, label: str) -> None:
    assert CONFIG.canonical_person(text) == key
    assert CONFIG.person_label(text) == label


# -- nearest ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "near"),
    [("opn", "open"), ("OPEN", "open"), ("pend", "pending"), ("resolvd", "resolved"), ("zzz", None),
     ("x" * 100_000, None), ("", None)],
)  # fmt: skip
def test_the_nearest_word(word: str, near: str | None) -> None:
    assert nearest(word, ["open", "pending", "resolved"]) == near


def test_a_hint_names_the_nearest_or_lists_what_there_is() -> None:
    assert did_you_mean("opn", ["open"]) == "did you mean 'open'?"
    assert did_you_mean("zzz", ["open", "closed"]) == "known: open, closed"
    assert did_you_mean("zzz", []) is None
    assert (did_you_mean("zzz", [f"w{n}" for n in range(30)]) or "").endswith("w19 …")
