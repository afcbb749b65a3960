"""What tickets are about: labels and repeated problems, and whether they become more or fewer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tix.model.text.natural import natural
from tix.model.ticket.ticket import Ticket
from tix.query.clusters import clusters
from tix.reports.buckets import FIRST_MOMENT
from tix.reports.opened_in_period import notes
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value

_LENGTH = timedelta(weeks=13)
"""How long the period is if nobody names one."""

_SHOWN = 20
"""How many repeated problems are shown."""

_FIGURES = (
    Column("opened", Kind.NUMBER),
    Column("before", Kind.NUMBER),
    Column("change", Kind.CHANGE, "±"),
    Column("open", Kind.NUMBER),
)


class _Trend:
    """The tickets opened in the period, and those in the stretch of the same length before it."""

    def __init__(self, given: ReportInput) -> None:
        start, end = _period(given.since, given.until, given.now)
        first = _before(start, end - start)
        self.tickets: list[Ticket] = []
        undated = given.undated or 0
        for ticket in given.tickets:
            if ticket.opened is None:
                undated += 1
            elif first <= ticket.opened < end:
                self.tickets.append(ticket)
        self.notes = notes((undated, "Left out: {} without a time of opening."))
        self._start = start
        self._config = given.config

    def figures(self, tickets: Sequence[Ticket]) -> tuple[int, int, int, int]:
        """How many were opened in the period, how many before, the difference, and how many of
        those of the period are open now."""
        new = [t for t in tickets if t.opened and t.opened >= self._start]
        before = len(tickets) - len(new)
        still_open = sum(not self._config.is_done(ticket) for ticket in new)
        return len(new), before, len(new) - before, still_open


def _period(
    since: datetime | None, until: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """The period, up to this second at most: a quarter of a year if it has no beginning."""
    this_second = now + timedelta(seconds=1)
    end = min(until or this_second, this_second)
    return (_before(end, _LENGTH) if since is None else min(since, end)), end


def _before(when: datetime, length: timedelta) -> datetime:
    """The time so long before; the first that there is, if that is later."""
    return when - min(length, when - FIRST_MOMENT)


def first_opened(since: datetime | None, until: datetime | None, now: datetime) -> datetime:
    """The time from which on tickets are needed: twice the period."""
    start, end = _period(since, until, now)
    return _before(start, end - start)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    trend = _Trend(given)
    return _labels(trend), _problems(trend)


def _labels(trend: _Trend) -> Section:
    having: dict[str | None, list[Ticket]] = {}
    for ticket in trend.tickets:
        for label in ticket.labels or (None,):
            having.setdefault(label, []).append(ticket)
    figures = {label: trend.figures(tickets) for label, tickets in having.items()}
    order = sorted(
        figures, key=lambda w: (w is None, -figures[w][0], -figures[w][1], natural(w or ""))
    )
    rows = tuple((label, *figures[label]) for label in order)
    columns = (Column("label", Kind.WORD), *_FIGURES)
    return Section("Labels", columns, rows, bar="opened", notes=trend.notes)


def _problems(trend: _Trend) -> Section:
    by_id = {ticket.id: ticket for ticket in trend.tickets}
    rows: list[tuple[Value, ...]] = []
    for cluster in clusters(trend.tickets):
        tickets = [by_id[ident] for ident in cluster.ids]
        figures = trend.figures(tickets)
        customers = {ticket.customer for ticket in tickets} - {None}
        newest = max(tickets, key=lambda t: (t.opened, t.id))
        rows.append((cluster.title, *figures, len(customers), newest.id))
    rows.sort(key=lambda row: (-int(str(row[1])), -int(str(row[2])), str(row[0]), str(row[-1])))
    more = len(rows) - _SHOWN
    columns = (
        Column("problem"),
        *_FIGURES,
        Column("customers", Kind.NUMBER),
        Column("newest", Kind.TICKET),
    )
    others = (f"And {more} more.",) if more > 0 else ()
    return Section("Repeated problems", columns, tuple(rows[:_SHOWN]), bar="opened", notes=others)


TOPICS = Definition(
    "topics",
    "Topics",
    "labels and repeated problems, and whether they become more or fewer",
    _sections,
    looks_back=first_opened,
)
