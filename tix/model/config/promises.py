"""``calendars``, ``promises`` and ``robots`` of ``tix.yaml``; imported only where they stand there.

``docs/promises.md`` is the page for users. What a policy's ``when`` means, the query language says
(``tix.query.policies``).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, tzinfo

from tix.frozen import dataclass
from tix.model.config.source import ConfigSource, Entries, nearest_hint, shown, values_by_name
from tix.model.people import parse_person, person_key
from tix.model.promises.amounts import NoDayError, parse_amount
from tix.model.promises.calendar import (
    ALWAYS,
    DAY,
    WEEKDAYS,
    Calendar,
    Hours,
    common_length,
    united,
)
from tix.model.promises.policy import Policy
from tix.model.text.yaml_nodes import Node, Scalar
from tix.model.times import written_day

_REGION = r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*"
_BUDGETS = ("first_response", "next_response", "resolution")
_OF_A_CALENDAR = ("timezone", "hours", "day", "holidays")
_OF_A_PROMISE = ("name", "when", "calendar", *_BUDGETS, "warn", "from")
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Holidays:
    """The ``holidays`` of a calendar, sorted by how they are written."""

    dates: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    regions: tuple[str, ...] = ()


def read_robots(source: ConfigSource) -> tuple[str, ...]:
    """Those whose words never count, as written. Raises ConfigError."""
    robots: dict[str, str] = {}
    for item in source.items(source.given["robots"], "robots"):
        text = source.text(item, "a robot").strip()
        person = parse_person(text)
        if not (person.name or person.mail):
            raise source.error(item, "this robot has neither name nor mail", "ci@example.org")
        if robots.setdefault(person_key(text), text) is not text:
            raise source.error(item, f"{shown(text)} stands here twice")
    return tuple(robots.values())


def read_calendars(source: ConfigSource, zone: tzinfo) -> tuple[Calendar, ...]:
    """The calendars; ``zone`` is where they are that don't say. Raises ConfigError."""
    return tuple(_calendar(source, key, value, zone) for key, value in source.setting("calendars"))


def _calendar(source: ConfigSource, key: Scalar, value: Node, zone: tzinfo) -> Calendar:
    name = source.word(key, "calendar")
    if name.casefold() == ALWAYS.name:
        raise source.error(key, f"{name!r} is round the clock already", "another name: office")
    entries = source.entries(value, f"calendars.{name}")
    source.check_names(entries, _OF_A_CALENDAR, "property of a calendar")
    source.check_twice((each.value, each) for each, _ in entries)
    given = values_by_name(entries)
    if "hours" not in given:
        raise source.error(
            key, f"the calendar {name} has no hours", "hours: {mon-fri: 09:00-17:00}"
        )
    hours = _hours(source, source.entries(given["hours"], "hours"))
    holidays = _holidays(source, given["holidays"]) if "holidays" in given else Holidays()
    return Calendar(
        name,
        source.zone_for_later(given["timezone"]) if "timezone" in given else zone,
        hours,
        _day(source, given["day"]) if "day" in given else common_length(hours),
        holidays.dates,
        holidays.yearly,
        holidays.regions,
    )


def _hours(source: ConfigSource, entries: Entries) -> tuple[Hours, ...]:
    hours: dict[int, Hours] = {}
    for key, value in entries:
        intervals = united(_intervals(source, value))
        for day in _weekdays(source, key):
            if day in hours:
                raise source.error(key, f"{WEEKDAYS[day]} is named twice")
            hours[day] = intervals
    return tuple(hours.get(day, ()) for day in range(len(WEEKDAYS)))


def _weekdays(source: ConfigSource, key: Scalar) -> Iterator[int]:
    """The days that ``mon``, ``mon-thu`` or ``sat-mon`` name."""
    places = []
    for word in key.value.split("-"):
        if word not in WEEKDAYS:
            reason = f"{shown(key.value)} names no days of the week"
            hint = "like mon, mon-fri or sat-mon"
            raise source.error(key, reason, nearest_hint(word[:9], WEEKDAYS) or hint)
        places.append(WEEKDAYS.index(word))
    if len(places) > 2:
        raise source.error(key, f"{shown(key.value)} names no days of the week", "like mon-fri")
    first, last = places[0], places[-1]
    return ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _intervals(source: ConfigSource, node: Node) -> Iterator[tuple[int, int]]:
    text = source.text(node, "the hours of a day")
    parts = text.replace(",", " ").split()
    if not parts:
        raise source.error(
            node, "a day has no hours here", "09:00-13:00 14:00-18:00; or leave it out"
        )
    for part in parts:
        opens, closes = (_minutes(source, node, part, text) for text in _halves(part))
        if opens >= closes:
            hint = "a night is two: 00:00-06:00 22:00-24:00"
            raise source.error(node, f"{shown(part)} doesn't end after it begins", hint)
        yield opens, closes


def _halves(part: str) -> tuple[str, str]:
    begins, _, ends = part.partition("-")
    return begins, ends


def _minutes(source: ConfigSource, node: Node, part: str, text: str) -> int:
    """The minutes since 00:00 of a time like ``9:00``, which is one end of an interval."""
    hour, _, minute = text.partition(":")
    if not (_is_number(hour) and len(hour) <= 2 and _is_number(minute) and len(minute) == 2):
        raise source.error(node, f"{shown(part)} is no interval", "like 09:00-13:00")
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > DAY:
        raise source.error(node, f"{hour}:{minute} is no time of a day", "00:00 to 24:00")
    return minutes


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _day(source: ConfigSource, node: Node) -> int:
    text = source.text(node, "day")
    try:
        return parse_amount(text, None)
    except NoDayError:
        reason = "a day is said in hours and minutes"
    except ValueError as error:
        reason = str(error)
    raise source.error(node, f"day: {reason}", "day: 8h")


def _holidays(source: ConfigSource, node: Node) -> Holidays:
    dates: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    regions: dict[str, None] = {}
    for item in source.items(node, "holidays"):
        text = source.text(item, "a holiday")
        try:
            if len(text) == 5 and text[2] == "-" and text[:2].isdigit():
                day = date.fromisoformat(f"{_LEAP_YEAR}-{text}")
                yearly.add((day.month, day.day))
            elif text[:1].isdigit():
                dates.add(written_day(text) or _no_date(text))
            else:
                regions[_region(text)] = None
        except ValueError:
            hint = "2026-12-24, 12-31 each year, or PT for calendars/PT.txt"
            raise source.error(item, f"{shown(text)} is no holiday", hint) from None
    return Holidays(frozenset(dates), frozenset(yearly), tuple(regions))


def _region(text: str) -> str:
    if not re.fullmatch(_REGION, text) or len(text) > 60:
        raise ValueError(text)
    return text


def _no_date(text: str) -> date:
    raise ValueError(text)


# -- policies -----------------------------------------------------------------------------------


def read_policies(source: ConfigSource, calendars: tuple[Calendar, ...]) -> tuple[Policy, ...]:
    """The policies, in their order. Raises ConfigError."""
    known = {calendar.name: calendar for calendar in (*calendars, ALWAYS)}
    policies = []
    names = []
    for item in source.items(source.given["promises"], "promises"):
        policy, name = _policy(source, item, known)
        policies.append(policy)
        names.append((policy.name, name))
        source.check_twice(names)
    return tuple(policies)


def _policy(
    source: ConfigSource, node: Node, calendars: Mapping[str, Calendar]
) -> tuple[Policy, Node]:
    entries = source.entries(node, "each promise")
    source.check_names(entries, _OF_A_PROMISE, "property of a promise")
    source.check_twice((key.value, key) for key, _ in entries)
    given = values_by_name(entries)
    if "name" not in given:
        raise source.error(node, "this promise has no name", "- name: gold")
    name = source.word(given["name"], "promise")
    source.note(f"promises.{name}", node)
    for key, _ in entries:
        source.note(f"promises.{name}.{key.value}", key)
    calendar = _named_calendar(source, node, given.get("calendar"), calendars, name)
    budgets = {
        what: _budget(source, given[what], what, calendar)
        for what in (*_BUDGETS, "warn")
        if what in given
    }
    if not any(what in budgets for what in _BUDGETS):
        raise source.error(
            node, f"{name} promises nothing", "first_response: 4h, or resolution: 2d"
        )
    return Policy(
        name,
        source.text(given["when"], "when").strip() if "when" in given else "",
        calendar.name,
        **budgets,
        since=_from(source, given["from"]) if "from" in given else None,
    ), given["name"]


def _named_calendar(
    source: ConfigSource,
    promise: Node,
    node: Node | None,
    calendars: Mapping[str, Calendar],
    name: str,
) -> Calendar:
    if node is None:
        raise source.error(promise, f"the promise {name} has no calendar", "calendar: always")
    text = source.text(node, "calendar")
    if text not in calendars:
        hint = nearest_hint(text, calendars)
        raise source.error(node, f"no calendar is called {shown(text)}", hint)
    return calendars[text]


def _budget(source: ConfigSource, node: Node, what: str, calendar: Calendar) -> int:
    text = source.text(node, what)
    try:
        return parse_amount(text, calendar.day)
    except NoDayError:
        reason = f"the days of {calendar.name} differ, and nothing says how long d is"
        hint = f"day: 8h in calendars.{calendar.name}, or hours here"
    except ValueError as error:
        reason, hint = str(error), "like 1d 4h or 90m"
    raise source.error(node, f"{what}: {reason}", hint)


def _from(source: ConfigSource, node: Node) -> date:
    text = source.text(node, "from")
    if (day := written_day(text)) is None:
        raise source.error(node, f"from: {shown(text)} is no day", "from: 2026-12-01")
    return day
