"""The clocks of tickets: histories whose results were worked out by hand, by P1 to P9."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.model.promises.desks import at, data, time
from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.config.directory import Directory
from tix.model.config.reader import load_config
from tix.model.people import parse_person
from tix.model.promises.amounts import format_amount
from tix.model.promises.standing import Reading, Standing
from tix.model.record.values import Comment
from tix.model.records.customer import Customer
from tix.model.ticket.entries import Wait
from tix.model.ticket.ticket import Ticket
from tix.model.times import parse_due, parse_time
from tix.query.policies import read_rules
from tix.query.promised import due_by_hand
from tix.query.promises import Promises
from tix.query.vocabulary import Vocabulary

_DATA = data("histories.json")


def _config(desk: Mapping[str, Any], promise: str) -> Config:
    """A desk of the data, in which that one promise is for every ticket."""
    aliases: dict[str, list[str]] = {}
    for alias, person in desk["aliases"].items():
        aliases.setdefault(person, []).append(alias)
    given = {
        "timezone": "Europe/Lisbon",
        "people": [{"mail": person, "aliases": known} for person, known in aliases.items()],
        "calendars": {k: v for k, v in _DATA["calendars"].items() if k != "always"},
        "promises": [{"name": promise, **_DATA["promises"][promise]}],
    }
    if desk["staff"]:
        given["teams"] = {"staff": desk["staff"]}
    if desk["robots"]:
        given["robots"] = desk["robots"]
    return load_config(json.dumps({name: value for name, value in given.items() if value}))


def promises_of(config: Config, customers: Mapping[str, Customer] | None = None) -> Promises:
    """The promises of a desk with these customers."""
    vocabulary = Vocabulary(config, Directory(config), parse_time("2026-11-23"))
    known = customers or {}
    return Promises(config, read_rules(config, vocabulary), {}, lambda name: known.get(name or ""))


def _promises(desk: str, promise: str) -> Promises:
    given = _DATA["desks"][desk]
    customers = {
        name: Customer(name, name, tuple(c.get("contacts", ())), tuple(c.get("domains", ())))
        for name, c in given["customers"].items()
    }
    return promises_of(_config(given, promise), customers)


# As data ---------------------------------------------------------------------------------------


def _ticket(given: Mapping[str, Any]) -> Ticket:
    def when(name: str) -> datetime | None:
        return parse_time(given[name]) if given[name] else None

    return Ticket(
        "k7f3qz",
        "A printer",
        status=given["status"],
        since=when("since"),
        requester=given["requester"],
        customer=given.get("customer"),
        due=parse_due(given["due"]) if given["due"] else None,
        opened=when("opened"),
        opened_by=given["opened_by"],
        resolved=when("resolved"),
        channel=given["channel"],
        waited=tuple(
            Wait(parse_time(w["from"]), parse_time(w["to"]), w["status"]) for w in given["waited"]
        ),
        comments=tuple(
            Comment(c["id"], parse_time(c["at"]), parse_person(c["by"]), c["internal"], "…")
            for c in given["comments"]
        ),
    )


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "due": time(reading.due),
        "met": time(reading.met),
        "missed": reading.missed,
        "left": reading.left,
        "paused": time(reading.paused),
    }


@pytest.mark.parametrize("history", _DATA["histories"], ids=lambda history: history["name"])
def test_a_ticket_stands_as_the_data_says(history: dict[str, Any]) -> None:
    promises = _promises(history["desk"], history["promise"])
    ticket = _ticket(history["ticket"])
    stands, course, clocks = _standing(promises, ticket, at(history["now"]))
    soon = stands.next
    assert {
        "first_response": _reading(stands.first_response),
        "next_response": _reading(stands.next_response),
        "resolution": _reading(stands.resolution),
        "next": soon and {"due": time(soon.due), "what": soon.what, "left": soon.left},
        "rounds": [
            {"asked": time(clock.start), **(_reading(reading) or {})}
            for clock, reading in zip(clocks.rounds, stands.rounds, strict=True)
        ],
        "due_soon": stands.due_soon,
        "unanswered": course.is_unanswered,
    } == history["expected"]


def _standing(promises: Promises, ticket: Ticket, now: int) -> tuple[Standing, Any, Any]:
    course = promises.course(ticket)
    clocks = promises.clocks(ticket, course)
    return promises.standing(ticket, now, clocks), course, clocks


# In shorthand ----------------------------------------------------------------------------------

_MONDAY = parse_time("2026-11-23")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PEOPLE = {
    "jo": "jo@acme.example", "jo@home": "jo@home.example", "kim": "kim@partner.example",
    "max": "Max <max@acme.example>", "eve": "eve@EU.acme.example", "fake": "x@notacme.example",
    "ana": "Ana Lima <ana@example.org>", "bob": "bob@example.org", "ci": "ci@example.org",
    "vendor": "sales@vendor.example", "merge": "tix merge <merge@tix.invalid>",
    "rules": "tix rules <rules@tix.invalid>",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class History:
    """A ticket in shorthand; a time is ``mon09:00``, ``tue2.10:00:01`` a week later.

    ``said`` are comments, with ``!`` behind who wrote an internal one; ``waited`` is
    ``pending mon10:00-mon11:00``. ``stands`` is what was worked out.
    """

    name: str
    now: str
    stands: str
    said: str = ""
    waited: str = ""
    status: str = "open"
    since: str = ""
    resolved: str = ""
    opened: str = "mon09:00"
    by: str = "jo"
    requester: str = "jo"
    channel: str = "mail"
    due: str = ""
    promise: str = "silver"
    desk: str = "teams"
    customer: str = "acme"


def _at(text: str) -> datetime:
    day, week, clock = re.fullmatch(r"([a-z]{3})(?:(\d)\.)?(.*)", text).groups()  # type: ignore[union-attr]  # it is one
    days = _DAYS.index(day) + 7 * (int(week or 1) - 1)
    hour, minute, second = [*map(int, clock.split(":")), 0][:3]
    return _MONDAY + timedelta(days=days, hours=hour, minutes=minute, seconds=second)


def _of(history: History) -> Ticket:
    comments = []
    for number, said in enumerate(filter(None, history.said.split(", "))):
        who, when = said.split(" ")
        author = parse_person(_PEOPLE[who.removesuffix("!")])
        comments.append(Comment(f"c-{number:06}", _at(when), author, who.endswith("!"), "…"))
    waits = []
    for wait in filter(None, history.waited.split(", ")):
        status, times = wait.split(" ")
        start, end = map(_at, times.split("-"))
        waits.append(Wait(start, end, status))
    return Ticket(
        "k7f3qz",
        "A printer",
        status=history.status,
        since=_at(history.since or history.resolved or history.opened),
        requester=_PEOPLE[history.requester] if history.requester else None,
        customer=history.customer,
        due=_at(history.due) if history.due else None,
        opened=_at(history.opened),
        opened_by=_PEOPLE[history.by],
        resolved=_at(history.resolved) if history.resolved else None,
        channel=history.channel,
        waited=tuple(waits),
        comments=tuple(comments),
    )


def _short(seconds: int) -> str:
    when = timedelta(seconds=seconds) - (_MONDAY - parse_time("1970-01-01"))
    week, day = divmod(when.days, 7)
    hours, rest = divmod(when.seconds, 3600)
    clock = f"{hours:02}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    return f"{_DAYS[day]}{f'{week + 1}.' if week else ''}{clock}"


def _shorthand(stands: Standing, *, unanswered: bool) -> str:
    parts = []
    named = (("F", stands.first_response), ("N", stands.next_response), ("R", stands.resolution))
    for letter, reading in named:
        words = [letter, "-" if reading is None or reading.due is None else _short(reading.due)]
        if reading is not None:
            words += ["met " + _short(reading.met)] if reading.met is not None else []
            words += ["missed"] if reading.missed else []
            words += [f"left {format_amount(reading.left)}"] if reading.left is not None else []
            words += [f"paused {_short(reading.paused)}"] if reading.paused is not None else []
        parts.append(" ".join(words))
    parts += [f"next {stands.next.what}"] if stands.next else []
    parts += ["unanswered"] if unanswered else []
    parts += ["soon"] if stands.due_soon else []
    return "; ".join(parts)


_F = "F mon10:00 met mon09:30"
"""The first response, answered in time."""

HISTORIES = (
    History(
        "internal notes count for nothing", "mon11:00",
        "F mon10:00 missed left -1h; N -; R mon17:00 left 6h; next first_response; unanswered",
        said="ana! mon09:30, jo! mon09:40",
    ),
    History(
        "the customer speaks twice", "mon12:30",
        f"{_F}; N mon13:00 left 30m; R mon17:00 left 4h30m; next next_response; unanswered; soon",
        said="ana mon09:30, jo mon11:00, jo mon12:00",
    ),
    History(
        "an answer between two questions clears the first", "mon12:30",
        f"{_F}; N mon14:00 left 1h30m; R mon17:00 left 4h30m; next next_response; unanswered",
        said="ana mon09:30, jo mon11:00, ana mon11:30, jo mon12:00",
    ),
    History(
        "a round that was answered late", "mon14:00",
        f"{_F}; N mon13:00 met mon13:00:01 missed; R mon17:00 left 3h; next resolution",
        said="ana mon09:30, jo mon11:00, ana mon13:00:01",
    ),
    History(
        "answered in the second in which it is due", "mon14:00",
        f"{_F}; N mon13:00 met mon13:00; R mon17:00 left 3h; next resolution",
        said="ana mon09:30, jo mon11:00, ana mon13:00",
    ),
    History(
        "an answer of the same second clears nothing", "mon12:00",
        f"{_F}; N mon13:00 left 1h; R mon17:00 left 5h; next next_response; unanswered",
        said="ana mon09:30, jo mon11:00, ana mon11:00",
    ),
    History(
        "a question in the second of the first answer", "mon10:00",
        f"{_F}; N -; R mon17:00 left 7h; next resolution",
        said="ana mon09:30, jo mon09:30",
    ),
    History(
        "somebody else at the customer asks", "mon11:30",
        f"{_F}; N mon13:00 left 1h30m; R mon17:00 left 5h30m; next next_response; unanswered",
        said="ana mon09:30, max mon11:00",
    ),
    History(
        "somebody below the customer's domain asks", "mon11:30",
        f"{_F}; N mon13:00 left 1h30m; R mon17:00 left 5h30m; next next_response; unanswered",
        said="ana mon09:30, eve mon11:00", desk="small",
    ),
    History(
        "a domain that only ends alike is another", "mon10:00",
        f"{_F}; N -; R mon17:00 left 7h; next resolution",
        said="fake mon09:30", desk="small",
    ),
    History(
        "a stranger asks, where there are teams", "mon12:00",
        f"{_F}; N mon13:00 left 1h; R mon17:00 left 5h; next next_response; unanswered",
        said="ana mon09:30, vendor mon11:00",
    ),
    History(
        "the requester under another address", "mon12:00",
        f"{_F}; N mon13:00 left 1h; R mon17:00 left 5h; next next_response; unanswered",
        said="ana mon09:30, jo@home mon11:00",
    ),
    History(
        "a merge note doesn't answer", "mon09:45",
        "F mon10:00 left 15m; N -; R mon17:00 left 7h15m; next first_response; unanswered; soon",
        said="merge mon09:30",
    ),
    History(
        "closed without a word and opened again", "mon12:00",
        "F mon10:00 met mon09:40; N -; R tue10:20 left 6h20m; next resolution; unanswered",
        waited="resolved mon09:40-mon11:00", since="mon11:00",
    ),
    History(
        "a question asked while it is done counts from the reopening", "mon15:00",
        f"{_F}; N mon16:00 left 1h; R tue12:00 left 5h; next next_response; unanswered",
        said="ana mon09:30, jo mon12:00", waited="resolved mon11:00-mon14:00", since="mon14:00",
    ),
    History(
        "asked and answered while it is done", "mon15:00",
        f"{_F}; N -; R tue12:00 left 5h; next resolution",
        said="ana mon09:30, jo mon12:00, ana mon13:00", waited="resolved mon11:00-mon14:00",
        since="mon14:00",
    ),
    History(
        "a question in the second of the reopening", "mon15:00",
        f"{_F}; N mon16:00 left 1h; R tue12:00 left 5h; next next_response; unanswered",
        said="ana mon09:30, jo mon14:00", waited="resolved mon11:00-mon14:00", since="mon14:00",
    ),
    History(
        "getting done clears a question", "mon12:00",
        f"{_F}; N mon12:30 met mon11:00; R mon17:00 met mon11:00",
        said="ana mon09:30, jo mon10:30", status="resolved", resolved="mon11:00",
    ),
    History(
        "resolved and then closed got done once", "mon15:00",
        f"{_F}; N mon12:30 met mon11:00; R mon17:00 met mon11:00",
        said="ana mon09:30, jo mon10:30", waited="resolved mon11:00-mon12:00", status="closed",
        since="mon12:00", resolved="mon11:00",
    ),
    History(
        "closed late in the second round", "tue12:00",
        f"{_F}; N mon13:00 met tue09:00 missed; R mon17:00 met tue09:00 missed",
        said="ana mon09:30, jo mon11:00", status="closed", resolved="tue09:00",
    ),
    History(
        "waiting leaves what is left", "mon16:00",
        f"{_F}; N -; R - left 7h paused mon10:00",
        said="ana mon09:30", status="pending", since="mon10:00",
    ),
    History(
        "a question while it waits", "mon16:00",
        f"{_F}; N mon13:00 missed left -3h; R - left 7h paused mon10:00; next next_response;"
        " unanswered",
        said="ana mon09:30, jo mon11:00", status="pending", since="mon10:00",
    ),
    History(
        "what was used up before a wait stays due", "tue12:00",
        f"{_F}; N -; R mon17:00 missed left -1h; next resolution",
        said="ana mon09:30", status="pending", since="tue10:00",
    ),
    History(
        "a wait that begins in the second in which it is due", "tue10:00",
        f"{_F}; N -; R mon17:00 missed left 0s; next resolution",
        said="ana mon09:30", status="pending", since="mon17:00",
    ),
    History(
        "it waited from the beginning", "mon12:00",
        f"{_F}; N -; R - left 8h paused mon09:00",
        said="ana mon09:30", status="pending",
    ),
    History(
        "two waits, one behind the other", "mon12:00",
        f"{_F}; N -; R - left 7h paused mon10:00",
        said="ana mon09:30", waited="pending mon10:00-mon11:00", status="pending",
        since="mon11:00",
    ),
    History(
        "two waits that overlap, as a merge makes them", "mon14:00",
        f"{_F}; N -; R tue12:00 left 6h; next resolution",
        said="ana mon09:30", waited="pending mon10:00-mon12:00, pending mon11:00-mon13:00",
        since="mon13:00",
    ),
    History(
        "two ends of one wait", "mon13:00",
        f"{_F}; N -; R tue10:00 left 5h; next resolution",
        said="ana mon09:30", waited="pending mon10:00-mon12:00, pending mon10:00-mon11:00",
        since="mon12:00",
    ),
    History(
        "a call, and then the customer writes", "mon12:00",
        "F mon10:00 met mon09:00; N mon13:00 left 1h; R mon17:00 left 5h; next next_response;"
        " unanswered",
        said="jo mon11:00", by="ana", channel="phone",
    ),
    History(
        "somebody came in", "mon09:30",
        "F mon10:00 met mon09:00; N -; R mon17:00 left 7h30m; next resolution",
        by="bob", channel="walk-in",
    ),
    History(
        "a chat", "mon09:30",
        "F mon10:00 met mon09:00; N -; R mon17:00 left 7h30m; next resolution",
        by="bob", channel="chat", said="jo mon08:59",
    ),
    History(
        "opened for somebody who wrote a mail", "mon09:30",
        "F mon10:00 left 30m; N -; R mon17:00 left 7h30m; next first_response; unanswered; soon",
        by="ana",
    ),
    History(
        "opened over the phone, by a robot", "mon09:30",
        "F mon10:00 left 30m; N -; R mon17:00 left 7h30m; next first_response; unanswered; soon",
        by="ci", channel="phone",
    ),
    History(
        "opened on a Saturday", "sun12:00",
        "F mon2.10:00 left 1h; N -; R mon2.17:00 left 8h; next first_response; unanswered",
        opened="sat12:00",
    ),
    History(
        "over a holiday", "mon2.16:45",
        "F wed2.09:30 left 45m; N -; R wed2.16:30 left 7h45m; next first_response; unanswered",
        opened="mon2.16:30",
    ),
    History(
        "an answer before it was opened (clocks differ)", "mon10:00",
        "F mon10:00 met mon09:00; N -; R mon17:00 left 7h; next resolution",
        said="ana mon08:59",
    ),
    History(
        "a wait that began before it was opened", "mon11:00",
        f"{_F}; N -; R tue10:00 left 7h; next resolution",
        said="ana mon09:30", waited="pending mon08:00-mon10:00", since="mon10:00",
    ),
    History(
        "a clock that is behind", "mon08:00",
        "F mon10:00 left 1h; N -; R mon17:00 left 8h; next first_response; unanswered",
    ),
    History(
        "a better promise computes all from the start", "mon12:00",
        "F mon09:30 met mon09:40 missed; N -; R mon13:00 left 1h; next resolution",
        said="ana mon09:40", promise="gold",
    ),
    History(
        "only the resolution is promised", "mon12:00",
        "F - met mon09:30; N -; R mon17:00 left 5h; next resolution; unanswered",
        said="ana mon09:30, jo mon11:00", promise="fix-only",
    ),
    History(
        "a due date that was set by hand comes first", "mon10:30",
        f"{_F}; N -; R mon17:00 left 6h30m; next due",
        said="ana mon09:30", due="mon11:00",
    ),
    History(
        "a due date that is over", "mon12:00",
        f"{_F}; N -; R mon17:00 left 5h; next due",
        said="ana mon09:30", due="mon10:00",
    ),
    History(
        "a due date of a ticket that is done", "mon12:00",
        f"{_F}; N -; R mon17:00 met mon11:00",
        said="ana mon09:30", due="mon10:00", status="closed", resolved="mon11:00",
    ),
    History(
        "opened again twice", "mon14:00",
        f"{_F}; N -; R tue11:00 left 5h; next resolution",
        said="ana mon09:30", waited="resolved mon10:00-mon11:00, resolved mon12:00-mon13:00",
        since="mon13:00",
    ),
    History(
        "done after it waited", "wed12:00",
        f"{_F}; N -; R tue14:00 met mon18:00",
        said="ana mon09:30", waited="pending mon10:00-mon15:00", status="resolved",
        resolved="mon18:00",
    ),
    History(
        "done while it waited", "wed12:00",
        f"{_F}; N -; R tue14:00 met mon15:00",
        said="ana mon09:30", waited="pending mon10:00-mon15:00", status="resolved",
        resolved="mon15:00",
    ),
    History(
        "in the second in which it is due, it isn't missed", "sat10:00",
        "F sat10:00 left 0s; N -; R mon2.09:00 left 47h; next first_response; unanswered; soon",
        opened="sat09:00", promise="round",
    ),
    History(
        "a warning that is as long as the budget", "mon09:00",
        "F mon09:30 left 30m; N -; R mon13:00 left 4h; next first_response; unanswered; soon",
        promise="gold",
    ),
    History(
        "without a requester, who opened it asks", "mon11:00",
        "F mon10:00 missed left -1h; N -; R mon17:00 left 6h; next first_response; unanswered",
        said="jo mon09:30", requester="",
    ),
    History(
        "staff answer, although their domain is a customer's", "mon10:00",
        f"{_F}; N -; R mon17:00 left 7h; next resolution",
        said="ana mon09:30", customer="own",
    ),
    History(
        "a robot opens it and speaks, and then somebody answers", "mon10:00",
        f"{_F}; N -; R mon17:00 left 7h; next resolution",
        said="ci mon09:10, bob mon09:30", requester="", by="ci", channel="mail",
    ),
    History(
        "a third round", "mon15:00",
        f"{_F}; N mon16:30 left 1h30m; R mon17:00 left 2h; next next_response; unanswered",
        said="ana mon09:30, jo mon10:00, ana mon10:30, jo mon11:00, bob mon12:00, kim mon14:30",
    ),
)  # fmt: skip


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.name)
def test_a_ticket_stands_as_was_worked_out(history: History) -> None:
    promises = _promises(history.desk, history.promise)
    now = at(f"{_at(history.now).isoformat()[:19]}Z")
    stands, course, _ = _standing(promises, _of(history), now)
    assert _shorthand(stands, unanswered=course.is_unanswered) == history.stands


def test_there_are_enough_histories() -> None:
    names = [history.name for history in HISTORIES]
    assert len({*names}) == len(names)
    assert len(names) + len(_DATA["histories"]) >= 60


# The rest --------------------------------------------------------------------------------------

_DESK = """\
timezone: Europe/Lisbon
statuses: {new: active, parked: waiting, open: active, pending: waiting, fixed: done, closed: done}
calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
promises:
- {name: urgent, when: priority:urgent, calendar: office, resolution: 1h, from: 2026-11-24}
- {name: usual, when: "-type:task", calendar: office, resolution: 2d}
"""


def test_the_first_policy_that_matches_holds() -> None:
    promises = promises_of(load_config(_DESK))
    ticket = _of(History("", "", "", opened="tue09:00"))

    def name(**changes: Any) -> str | None:
        policy = promises.policy_for(replace(ticket, **changes))
        return policy.name if policy else None

    assert name(type="incident", priority="urgent") == "urgent"
    assert name(type="incident", priority="low") == "usual"
    assert name(type="task", priority="low") is None
    assert name(type="task", priority="urgent", opened=_at("mon23:59")) is None  # from
    assert name(type="incident", priority="urgent", opened=_at("mon23:59")) is None
    assert name(type="incident", opened=None) is None


def test_the_words_of_a_desk_tell_what_is_done_and_what_waits() -> None:
    promises = promises_of(load_config(_DESK))
    ticket = _of(History("", "", "", status="parked", since="mon10:00"))
    clocks = promises.clocks(replace(ticket, type="incident"))
    assert clocks is not None
    assert clocks.resolution.paused == at("2026-11-23T10:00:00Z")

    waited = (Wait(_at("mon10:00"), _at("mon11:00"), "fixed"),)
    opened = replace(ticket, type="incident", status="new", since=_at("mon11:00"), waited=waited)
    clocks = promises.clocks(opened)
    assert clocks is not None
    assert clocks.first_response.met == at("2026-11-23T10:00:00Z")


def test_without_a_promise_only_a_due_date_is_next() -> None:
    promises = promises_of(load_config(_DESK))
    ticket = replace(_of(History("", "", "", due="mon11:00")), type="task")
    stands = promises.standing(ticket, at("2026-11-23T10:00:00Z"))
    assert (stands.name, stands.first_response, stands.resolution) == (None, None, None)
    assert stands.next is not None
    assert (stands.next.what, stands.next.left) == ("due", 3600)
    assert promises.standing(replace(ticket, due=None), 0).next is None


def test_a_day_by_hand_ends_in_the_desks_zone() -> None:
    config = load_config(_DESK.replace("Europe/Lisbon", "Asia/Tokyo"))
    ticket = replace(_of(History("", "", "")), type="task", due=parse_due("2026-11-24"))
    assert due_by_hand(ticket, config) == at("2026-11-24T15:00:00Z")
