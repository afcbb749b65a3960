"""Occurrences: their lines, their counts, and how past days are folded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.strategies import occurrences
from tix.frozen import replace
from tix.model.merge.tickets import merge_tickets
from tix.model.record.json import record_from_object
from tix.model.record.occurrences import (
    OCCURRENCES,
    Occurrence,
    folded,
    parse_occurrence,
    seen,
    times_seen,
    with_ids,
)
from tix.model.records.attempts import ATTEMPTS
from tix.model.ticket.ticket import Ticket

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)

TICKET = Ticket("k7f3qz", "Disk full", key="disk", opened=NOON, opened_by="Ana <ana@example.org>")


def _seen(hours: float, where: str = "db1", ident: str = "") -> Occurrence:
    return seen(NOON + timedelta(hours=hours), where, "c0ffee", "https://ci.example/7", ident)


@pytest.mark.parametrize(
    ("line", "occurrence"),
    [
        ("2026-11-22T12:00:00Z", Occurrence(NOON)),
        ("2026-11-22T12:00:00Z · db1", Occurrence(NOON, "db1")),
        ("2026-11-22T12:00:00Z · - · abc", Occurrence(NOON, "", "abc")),
        ("o-q8m2ht · 2026-11-22T12:00:00Z", Occurrence(NOON, id="o-q8m2ht")),
        ("o-q8m2ht · 2026-11-22T12:00:00Z · - · - · u", Occurrence(NOON, "", "", "u", "o-q8m2ht")),
        ("12x · 2026-11-22T12:00:00Z · db1", Occurrence(NOON, "db1", count=12)),
    ],
)
def test_a_line_is_an_occurrence_and_the_other_way_round(line: str, occurrence: Occurrence) -> None:
    assert parse_occurrence(line) == occurrence
    assert str(occurrence) == line


@pytest.mark.parametrize("line", ["", "db1", "o-q8m2ht", "1x · 2026-11-22T12:00:00Z", "0x · now"])
def test_what_is_no_occurrence_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_occurrence(line)


def test_a_text_cannot_make_parts_of_its_own() -> None:
    made = seen(NOON, "a · b\n c", "-", " x ", "o-q8m2ht")
    assert (made.where, made.commit, made.url) == ("a - b c", "", "x")
    assert parse_occurrence(str(made)) == made


@pytest.mark.parametrize("text", ["a ·", "·", "· ·", "a · · b", "a·", "· a", "a ·· b"])
def test_a_dot_alone_in_a_text_makes_no_part(text: str) -> None:
    made = seen(NOON, text, text, text, "o-q8m2ht")
    assert parse_occurrence(str(made)) == made


def test_past_days_are_folded_by_day_and_place_and_today_stays() -> None:
    before = [
        _seen(-30, ident="o-aaaaaa"), _seen(-29, ident="o-bbbbbb"), _seen(-29, "db2", "o-cccccc"),
        replace(_seen(-28), count=5), _seen(-6, ident="o-dddddd"), _seen(-5, ident="o-eeeeee"),
    ]  # fmt: skip
    after = folded(before, NOON)
    assert [(o.where, o.count, o.id) for o in after] == [
        ("db2", 1, "o-cccccc"), ("db1", 7, ""), ("db1", 1, "o-dddddd"), ("db1", 1, "o-eeeeee"),
    ]  # fmt: skip
    assert after[1].at == _seen(-28).at
    assert folded(after, NOON) == after


@given(st.lists(occurrences(), max_size=30), st.datetimes(timezones=st.just(UTC)))
def test_folding_keeps_the_sum(given_: list[Occurrence], now: datetime) -> None:
    after = folded(given_, now)
    assert times_seen(after) == times_seen(given_)
    assert folded(after, now) == after


def test_very_many_find_room() -> None:
    many = [_seen(-24 * day - hour, f"place {day % 3}") for day in range(300) for hour in range(3)]
    after = folded(many, NOON)
    assert times_seen(after) == 900
    assert sum(len(str(o)) for o in after) <= 24_000
    assert len([o for o in after if NOON - o.at < 20 * DAY]) > 15  # the latest are told exactly


def test_of_two_counts_of_one_day_and_place_the_larger_stays() -> None:
    ours, theirs = replace(_seen(-24), count=3), replace(_seen(-23), count=4)
    left = replace(TICKET, occurrences=(ours, _seen(0, ident="o-aaaaaa")))
    right = replace(TICKET, occurrences=(theirs, _seen(0, ident="o-bbbbbb")))
    for one, other in ((left, right), (right, left)):
        merged = merge_tickets(None, one, other).ticket
        assert [o.count for o in merged.occurrences] == [4, 1, 1]
        assert not merged.comments


def test_what_one_side_folded_the_other_does_not_bring_back() -> None:
    singles = tuple(_seen(-24 - n, ident=f"o-aaaaa{n}") for n in range(3))
    base = replace(TICKET, occurrences=singles[:2])
    ours = replace(base, occurrences=folded(singles[:2], NOON))
    theirs = replace(base, occurrences=singles)
    merged = merge_tickets(base, ours, theirs).ticket
    assert times_seen(merged.occurrences) == 3
    assert times_seen(folded(merged.occurrences, NOON)) == 3


def test_json_says_how_often_and_gives_ids_that_follow_from_what_it_says() -> None:
    twice = [_seen(0, ident="o-aaaaaa"), _seen(0, ident="o-bbbbbb"), replace(_seen(-24), count=3)]
    objects = [OCCURRENCES.to_object(o) for o in twice]
    assert objects[0] == {
        "at": "2026-11-22T12:00:00Z",
        "where": "db1",
        "commit": "c0ffee",
        "url": "https://ci.example/7",
        "count": 1,
    }
    assert sum(each["count"] for each in objects) == 5
    read = with_ids([OCCURRENCES.from_object("o", each) for each in objects])
    assert read[0].id != read[1].id
    assert read[2] == twice[2]
    assert with_ids([OCCURRENCES.from_object("o", each) for each in objects]) == read


def test_occurrences_that_come_with_any_kind_of_record_have_ids() -> None:
    """Two of one second are two in the file, too, and none is what an older version wrote."""
    seen = [OCCURRENCES.to_object(_seen(0)), OCCURRENCES.to_object(_seen(0))]
    given = {"id": "t", "title": "t", "key": "k", "place": "ci", "occurrences": seen}
    attempts = record_from_object(ATTEMPTS, given)
    assert len({occurrence.id for occurrence in attempts.occurrences} - {""}) == 2
