"""What was promised, kept and missed, counted from what ``tix export json`` prints.

Events are gone through one after the other, and business time is added up day by day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from tests.reports.counted import (
    PRIORITIES,
    ZONE,
    Counted,
    Row,
    Sections,
    Ticket,
    as_read,
    at,
    mail,
    midnight,
    person,
    quantile,
    seconds,
    share,
)

LISBON = ZoneInfo("Europe/Lisbon")
HOUR = 3600
OFFICE = {
    **dict.fromkeys((0, 1, 2, 3), ((9, 13), (14, 18))),
    4: ((9, 15),),
    5: (),
    6: (),
}
STAFF = ("Ana Lima", "Bob Reis", "Cy Dent")
NAMES = ("first response", "next response", "resolution")
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Policy:
    """One of those in ``generated.CONFIG``; budgets in seconds."""

    name: str
    calendar: str
    first: int | None
    next: int
    resolution: int | None


GOLD = Policy("gold", "always", 2 * HOUR, 4 * HOUR, 3 * 24 * HOUR)
USUAL = Policy("usual", "office", 4 * HOUR, 8 * HOUR, 40 * HOUR)
ANSWERS = Policy("answers", "office", None, 8 * HOUR, None)


def policy_of(ticket: Ticket) -> Policy | None:
    if ticket.customer == "acme-ltd" and ticket.priority in ("high", "urgent"):
        return GOLD
    if ticket.type == "task":
        return ANSWERS
    return USUAL if ticket.start >= midnight(date(2026, 2, 1)) else None


@cache
def open_hours(day: date) -> tuple[Span, ...]:
    """When the office is open on a day."""
    if day == date(2026, 6, 11) or (day.month, day.day) == (12, 25):
        return ()
    return tuple(
        (
            datetime.combine(day, time(first), LISBON).astimezone(UTC),
            datetime.combine(day, time(last), LISBON).astimezone(UTC),
        )
        for first, last in OFFICE[day.weekday()]
    )


def business(calendar: str, begin: datetime, end: datetime) -> Iterable[Span]:
    """The stretches between two moments at which the clock runs."""
    if calendar == "always":
        yield begin, end
        return
    day = begin.astimezone(LISBON).date()
    while day <= end.astimezone(LISBON).date():
        for first, last in open_hours(day):
            if max(first, begin) < min(last, end):
                yield max(first, begin), min(last, end)
        day += timedelta(1)


def running(calendar: str, begin: datetime, end: datetime, waits: Sequence[Span]) -> list[Span]:
    """The same without the waits, which are sorted and apart."""
    found: list[Span] = []
    at_last = begin
    for first, last in waits:
        if first > at_last:
            found += business(calendar, at_last, min(first, end))
        at_last = max(at_last, last)
        if at_last >= end:
            return found
    return [*found, *business(calendar, at_last, end)]


def worked(calendar: str, begin: datetime, end: datetime, waits: Sequence[Span] = ()) -> int:
    return sum(seconds(last - first) for first, last in running(calendar, begin, end, waits))


@dataclass(frozen=True)
class Clock:
    """A promise: what, of which ticket, from when, and when it was met."""

    ticket: Ticket
    policy: Policy
    what: str
    start: datetime
    met: datetime | None
    budget: int | None
    waits: tuple[Span, ...]
    paused: bool
    now: datetime

    @cached_property
    def due(self) -> datetime | None:
        """The moment at which the budget is used up, if that comes while nothing waits."""
        if (left := self.budget) is None:
            return None
        last = max(self.now, self.met or self.now) + timedelta(days=120)
        for begin, end in running(self.policy.calendar, self.start, last, self.waits):
            if seconds(end - begin) >= left:
                return begin + timedelta(seconds=left)
            left -= seconds(end - begin)
        return None

    @property
    def missed(self) -> bool:
        return self.due is not None and (self.met or self.now) > self.due

    @property
    def decided(self) -> datetime | None:
        return self.due if self.missed else self.met

    @property
    def took(self) -> tuple[int, int]:
        assert self.met is not None
        length = worked(self.policy.calendar, self.start, self.met, self.waits)
        return seconds(self.met - self.start), length

    @property
    def late(self) -> tuple[int, int]:
        assert self.due is not None
        end = self.met or self.now
        return seconds(end - self.due), worked(self.policy.calendar, self.due, end, self.waits)


def waits_of(ticket: Ticket, far: datetime) -> tuple[Span, ...]:
    """When it waited or was done, but for the last time of being done; what touches is one."""
    spans = [(at(w["from"]), at(w["to"])) for w in ticket.waited]
    if ticket.status == "pending":
        spans.append((at(ticket.since), far))
    if ticket.is_done:
        spans = [(b, min(e, ticket.resolved_at[-1])) for b, e in spans]
        spans = [(b, e) for b, e in spans if b < e]
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return tuple(found)


def side(ticket: Ticket, who: str) -> str | None:
    """Who is who (P3)."""
    name = person(mail(who))
    if name == person(ticket.asker):
        return "asking"
    if mail(who) == "monitor@desk.example":
        return None
    if name in STAFF:
        return "answering"
    return "asking"


def clocks_of(ticket: Ticket, now: datetime) -> list[Clock]:
    policy = policy_of(ticket)
    if policy is None:
        return []
    far = now + timedelta(days=4000)
    events = [
        (at(c["at"]), side(ticket, c["by"]) or "") for c in ticket.comments if not c["internal"]
    ]
    events += [(begin, "done") for begin, _ in ticket.done_spells]
    events += [(end, "reopened") for _, end in ticket.done_spells if end is not None]
    events.sort()
    in_person = ticket.channel in ("phone", "chat", "walk-in")
    told = in_person and side(ticket, ticket.opened_by) == "answering"
    first = next((when for when, what in events if what in ("answering", "done")), None)
    if told:
        first = ticket.start

    def clock(
        what: str,
        start: datetime,
        met: datetime | None,
        budget: int | None,
        waits: tuple[Span, ...] = (),
    ) -> Clock:
        return Clock(
            ticket,
            policy,
            what,
            start,
            met,
            budget,
            waits,
            bool(waits) and waits[-1][1] == far,
            now,
        )

    found = [clock(NAMES[0], ticket.start, first, policy.first)]
    asked: datetime | None = None
    is_done = asked_while_done = False
    for when, what in events:
        if what == "done":
            is_done = True
            if asked:
                found.append(clock(NAMES[1], asked, when, policy.next))
            asked = None
        elif what == "reopened":
            is_done = False
            asked, asked_while_done = (when if asked_while_done else None), False
        elif what == "answering":
            if asked:
                found.append(clock(NAMES[1], asked, when, policy.next))
            asked, asked_while_done = None, False
        elif what == "asking" and first is not None and when > first:
            if is_done:
                asked_while_done = True
            else:
                asked = asked or when
    if asked:
        found.append(clock(NAMES[1], asked, None, policy.next))
    met = ticket.resolved_at[-1] if ticket.is_done else None
    return [*found, clock(NAMES[2], ticket.start, met, policy.resolution, waits_of(ticket, far))]


Groups = dict[str | None, list[Ticket]]


class CountedPromises(Counted):
    """The reports on promises as well."""

    @cached_property
    def clocks(self) -> list[Clock]:
        return [clock for ticket in self.tickets for clock in clocks_of(ticket, self.now)]

    def all_times(self, tickets: Iterable[Ticket]) -> Row:
        tickets = [*tickets]
        far = self.now + timedelta(days=4000)
        answers, done = [], []
        for ticket in tickets:
            if (policy := policy_of(ticket)) is None:
                continue
            if self.within(ticket.start) and ticket.answer is not None:
                end = ticket.start + timedelta(seconds=ticket.answer)
                answers.append(worked(policy.calendar, ticket.start, end))
            if ticket.is_done and self.within(end := ticket.resolved_at[-1]):
                waits = waits_of(ticket, far)
                done.append(worked(policy.calendar, ticket.start, end, waits))
        return {
            **self.times(tickets),
            "answer_business_median": quantile(answers, 50),
            "answer_business_p90": quantile(answers, 90),
            "resolution_business_median": quantile(done, 50),
            "resolution_business_p90": quantile(done, 90),
        }

    def promises(self) -> Sections:
        clocks = [c for c in self.clocks if c.budget is not None]
        decided = [c for c in clocks if c.decided and self.within(c.decided)]

        def figures(mine: Sequence[Clock]) -> Row:
            missed = sum(c.missed for c in mine)
            kept = len(mine) - missed
            return {"kept": kept, "missed": missed, "share": share(kept, len(mine))}

        def grouped(name: str, groups: Groups, rank: Callable[[Row], object] | None) -> list[Row]:
            rows: list[Row] = []
            for word, having in groups.items():
                ids = {t.id for t in having}
                mine = [c for c in decided if c.ticket.id in ids]
                if mine:
                    rows.append({name: word, **figures(mine)})
            return sorted(rows, key=rank) if rank else rows  # type: ignore[arg-type]  # it sorts

        def by_misses(row: Row) -> object:
            word, kept, missed, _ = row.values()
            return word is None, -missed, -kept, str(word)

        overall: list[Row] = []
        for name in NAMES:
            mine = [c for c in decided if c.what == name]
            late = [c.late for c in mine if c.missed]
            still = [c for c in clocks if c.what == name and c.decided is None]
            if mine or still:
                overall.append(
                    {
                        "clock": name,
                        **figures(mine),
                        "late_median": quantile((a for a, _ in late), 50),
                        "late_p90": quantile((a for a, _ in late), 90),
                        "late_business_median": quantile((b for _, b in late), 50),
                        "late_business_p90": quantile((b for _, b in late), 90),
                        "running": len(still),
                    }
                )
        policies = []
        for policy in (GOLD, USUAL, ANSWERS):
            mine = [c for c in decided if c.policy is policy]
            if mine:
                policies.append({"policy": policy.name, **figures(mine)})
        weeks: dict[str, list[Clock]] = {}
        days = sorted(c.decided.astimezone(ZONE).date() for c in decided if c.decided)
        for number in range((days[-1] - days[0]).days + 1 if days else 0):
            weeks.setdefault((days[0] + timedelta(number)).strftime("%G-W%V"), [])
        for c in decided:
            assert c.decided
            weeks[c.decided.astimezone(ZONE).strftime("%G-W%V")].append(c)
        return {
            "Overall": overall,
            "By policy": policies,
            "By customer": grouped(
                "customer", self.by(lambda t: [t.customer], self.tickets), by_misses
            ),
            "By assignee": grouped("assignee", self.by_person(self.tickets), by_misses),
            "Each week": [{"week": week, **figures(mine)} for week, mine in weeks.items()],
            "Missed": self._missed([c for c in decided if c.missed]),
        }

    def _missed(self, missed: Sequence[Clock]) -> list[Row]:
        def text(when: datetime | None) -> str | None:
            return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None

        return [
            {
                "id": c.ticket.id,
                "title": c.ticket.title,
                "clock": c.what,
                "policy": c.policy.name,
                "customer": c.ticket.customer,
                "assignees": ", ".join(filter(None, c.ticket.people)),
                "due": text(c.due),
                "met": text(c.met),
                "late": c.late[0],
                "late_business": c.late[1],
                "why": why(c),
            }
            for c in sorted(missed, key=lambda c: (-(c.due or c.now).timestamp(), c.ticket.id))
        ]

    def response(self) -> Sections:
        met = [c for c in self.clocks if c.met and self.within(c.met)]

        def figures(mine: Sequence[Clock]) -> Row:
            took = [c.took for c in mine]
            return {
                "count": len(mine),
                "median": quantile((wall for wall, _ in took), 50),
                "p90": quantile((wall for wall, _ in took), 90),
                "business_median": quantile((busy for _, busy in took), 50),
                "business_p90": quantile((busy for _, busy in took), 90),
            }

        overall = [{"clock": n, **figures([c for c in met if c.what == n])} for n in NAMES]
        sections: Sections = {"Overall": [row for row in overall if row["count"]]}
        groups: dict[str, Groups] = {
            "priority": self.by_word("priority", PRIORITIES, self.tickets),
            "customer": self.by(lambda t: [t.customer], self.tickets),
            "assignee": self.by_person(self.tickets),
        }
        for what in NAMES:
            for name, having in groups.items():
                rows: list[Row] = []
                for word, tickets in having.items():
                    ids = {t.id for t in tickets}
                    mine = [c for c in met if c.what == what and c.ticket.id in ids]
                    if mine:
                        rows.append({name: word, **figures(mine)})
                if name != "priority":
                    rows.sort(key=lambda r: (r[name] is None, -r["count"], as_read(r[name] or "")))
                if rows:
                    sections[f"{what.capitalize()} by {name}"] = rows
        return sections


def why(clock: Clock) -> str:
    """Why it was missed, in the words of the report."""
    ticket, due = clock.ticket, clock.due
    assert due is not None
    if clock.what != "resolution":
        return "answered late" if clock.met else "no answer yet"
    if any(when <= due for when in ticket.resolved_at) and ticket.reopened_at:
        return "reopened"
    return "resolved late" if clock.met else "still open"
