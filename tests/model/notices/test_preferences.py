"""What people chose: of which events they are told, by what way, and when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.frozen import replace
from tix.model.config.notify import Notify
from tix.model.config.reader import load_config
from tix.model.event_names import EVENTS
from tix.model.notices.event import Event
from tix.model.notices.preferences import choosing, due_at
from tix.model.notices.recipients import NOTICES, Way
from tix.model.people import Person

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")


def event(kind: str) -> Event:
    return Event(kind, "k7f3qz", "c-aaaaaa", Person("Jo", "jo@acme.example"), NOW)


def way(notify: str, kind: str = "asked", now: datetime = NOW) -> Way | None:
    config = load_config(
        "timezone: Europe/Lisbon\n"
        f"people: [{{name: Ana, mail: Ana@example.org, notify: {notify}}}]\n"
    )
    return choosing(config)("ana@example.org", event(kind), now)


def test_who_has_not_chosen_gets_the_usual_by_mail() -> None:
    choose = choosing(load_config("people: [Bob <bob@example.org>]\n"))
    for who in ("bob@example.org", "new@example.org"):
        told = {kind for kind in EVENTS if choose(who, event(kind), NOW)}
        assert told == NOTICES
        assert choose(who, event("asked"), NOW) == Way("mail", who, "notice", NOW)


def test_ways() -> None:
    assert way("none") is None
    assert way("mail") == Way("mail", "ana@example.org", "notice", NOW)
    assert way("phone") == Way("chat", "phone", "notice", NOW)
    assert way("{events: [done]}") is None
    assert way("{events: [done]}", "done") is not None
    assert way("{by: phone, digest: 08:00}") == Way(
        "chat", "phone", "digest", NOW + timedelta(hours=23)
    )
    assert way("{quiet: 22:00-07:00}") == Way("mail", "ana@example.org", "notice", NOW)
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    waits = way("{quiet: 22:00-07:00}", now=late)
    assert waits is not None
    assert waits.due == datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-22T08:00:00", "2026-11-22T08:00:00"),
        ("2026-11-22T08:00:01", "2026-11-23T08:00:00"),
        ("2026-07-01T06:59:59", "2026-07-01T07:00:00"),
        ("2026-07-01T07:00:01", "2026-07-02T07:00:00"),
        ("2026-03-28T12:00:00", "2026-03-29T07:00:00"),
        ("2026-10-24T12:00:00", "2026-10-25T08:00:00"),
    ],
)
def test_a_digest_comes_at_its_time_where_the_desk_is(now: str, due: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert due_at(Notify(digest=480), at, LISBON).isoformat()[:19] == due


@pytest.mark.parametrize(
    ("happened", "looked", "is_in_this"),
    [
        (7, 6, True),  # looked at once in a while: today's digest isn't over
        (7, 8, False),  # pushed late, when today's had gone out
        (8, 6, False),  # after its time
        (7, None, False),
        (-50, -40, True),  # for the first time in days
    ],
)
def test_a_digest_isnt_over_where_nobody_looked(
    happened: int, looked: int | None, is_in_this: bool
) -> None:
    today = datetime(2026, 11, 22, tzinfo=UTC)
    seen = None if looked is None else today + timedelta(hours=looked, minutes=30)
    config = load_config("people: [{name: Ana, mail: a@x.example, notify: {digest: 08:00}}]\n")
    about = replace(event("asked"), at=today + timedelta(hours=happened, minutes=30))
    told = choosing(config, seen)("a@x.example", about, NOW)
    tomorrow = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert told is not None and told.due == (NOW if is_in_this else tomorrow)


def test_a_time_that_is_skipped_comes_later_that_day_and_one_that_is_twice_comes_once() -> None:
    skipped = due_at(Notify(digest=90), datetime(2026, 3, 28, 12, tzinfo=UTC), LISBON)
    assert skipped == datetime(2026, 3, 29, 1, tzinfo=UTC)
    twice = Notify(digest=90)
    first = due_at(twice, datetime(2026, 10, 24, 12, tzinfo=UTC), LISBON)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    again = due_at(twice, first + timedelta(minutes=1), LISBON)
    assert again == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
_ZONES = st.sampled_from(["UTC", "Europe/Lisbon", "America/New_York", "Asia/Kathmandu",
                          "Australia/Lord_Howe", "Pacific/Apia"])  # fmt: skip
_MINUTES = st.integers(0, 24 * 60 - 1)


@given(_MOMENTS, _ZONES, _MINUTES)
def test_a_digest_is_at_most_a_day_away(now: datetime, zone: str, minutes: int) -> None:
    now = now.replace(microsecond=0)
    due = due_at(Notify(digest=minutes), now, ZoneInfo(zone))
    assert now <= due <= now + timedelta(hours=26)
    assert due_at(Notify(digest=minutes), due, ZoneInfo(zone)) == due


@given(_MOMENTS, _ZONES, _MINUTES, _MINUTES)
def test_nothing_is_sent_in_a_quiet_time(now: datetime, zone: str, begins: int, ends: int) -> None:
    if begins == ends:
        return
    now, where = now.replace(microsecond=0), ZoneInfo(zone)
    notify = Notify(quiet=(begins, ends))
    due = due_at(notify, now, where)

    def is_quiet(at: datetime) -> bool:
        local = at.astimezone(where)
        return notify.is_quiet_at(local.hour * 60 + local.minute)

    assert due >= now
    assert (due == now) is not is_quiet(now)
    jumps = due.astimezone(where).utcoffset() != now.astimezone(where).utcoffset()
    assert not is_quiet(due) or jumps
