"""Reports: their input, their output, and how one is declared.

A report is computed from tickets into sections of raw values (counts, seconds, times, words), so
that every format shows the same numbers. ``tix.reports.formats`` writes it down.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from enum import Enum

from tix.frozen import dataclass, field
from tix.model.config.config import Config
from tix.model.history.timelines import Courses
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.model.history.events import Event
    from tix.model.history.tally import Tally
    from tix.model.promises.business_time import BusinessTime
    from tix.model.promises.counted import (
        KeptColumns,
        MetClock,
        MissedColumns,
        RunningClock,
        WaitedTicket,
    )

Value = str | int | datetime | date | None
"""One cell: a word, a count or seconds, a time in UTC or a day; None where there is nothing."""


class Kind(Enum):
    """The kind of values in a column, which decides how cells are formatted and aligned."""

    TEXT = "text"
    WORD = "word"
    """A status, type, priority or label; None stands for tickets without one."""
    PERSON = "person"
    """Somebody's label; None stands for nobody."""
    TICKET = "ticket"
    """A ticket's id."""
    NUMBER = "number"
    CHANGE = "change"
    """A number of more (or, below 0, fewer) than before."""
    PERCENT = "percent"
    """A share in whole hundredths, rounded, halves up."""
    DURATION = "duration"
    """Whole seconds."""
    BUSINESS = "business"
    """Whole seconds of business time, of which a day is no 24 hours."""
    MINUTES = "minutes"
    """Whole minutes of work: its days have no 24 hours."""
    TIME = "time"
    """A time in UTC, or a day."""


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the key in JSON and CSV, unique in its section; ``title`` is for people.

    ``is_minor``: where there is no room for all columns, it is left out first.
    """

    name: str
    kind: Kind = Kind.TEXT
    title: str = ""
    is_minor: bool = False

    @property
    def heading(self) -> str:
        """The column's heading."""
        return self.title or self.name.replace("_", " ")


class Shape(Enum):
    """The shape of a chart."""

    BARS = "bars"
    """A bar for each row, one below the other."""
    LINES = "lines"
    """A line for each column, over the rows."""
    STACKED = "stacked"
    """For each row the columns on top of each other."""


@dataclass(frozen=True, slots=True)
class Chart:
    """How a section is drawn where charts can be: these columns of numbers, by the first column."""

    shape: Shape
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table. ``bar`` names the column of counts that is drawn as bars, if one is.

    ``notes`` are sentences about what the numbers leave out or count twice. ``chart`` says how it
    is drawn where there is room for more than bars; None: as bars, of ``bar``.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    bar: str | None = None
    notes: tuple[str, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A computed report: of the time from ``since`` up to ``until``, as it was at ``generated``.

    ``desk`` is what the desk is called, "" if that isn't known; people read the period in the days
    of ``zone``.
    """

    name: str
    title: str
    since: datetime | None
    until: datetime | None
    generated: datetime
    sections: tuple[Section, ...]
    desk: str = ""
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Promised:
    """What a desk has promised, also to tickets that aren't counted.

    ``places`` has the place in the courses of each ticket that is, by the number that clocks know
    it by. What was promised is ``kept`` (in a time, from its start up to but not including its
    end), ``missed`` (as things are at a moment, and due in a time) or ``running`` (at a moment).
    ``met`` are all clocks that were met, and ``waits`` tells every ticket for which a policy holds.
    Times are in seconds.
    """

    places: Mapping[int, int]
    kept: "Callable[[float, float], KeptColumns]"
    missed: "Callable[[int, float, float], MissedColumns]"
    running: "Callable[[int], Iterable[RunningClock]]"
    met: "Callable[[], Iterable[MetClock]]"
    waits: "Callable[[], Iterable[WaitedTicket]]"
    business_of: "Callable[[str], BusinessTime]"

    def business(self, config: Config) -> "dict[str, BusinessTime]":
        """The business time of each policy's calendar, by the policy's name."""
        return {policy.name: self.business_of(policy.calendar) for policy in config.promises}


@dataclass(frozen=True, slots=True)
class ReportInput:
    """The input of a report. All times are in UTC.

    ``tickets`` are those to count. Reports with ``needs_history`` look at ``courses`` instead, in
    any order; without, they are worked out from ``tickets`` and ``events``, which has each ticket's
    events, newest first, by its id. The period runs from ``since`` up to but not
    including ``until``; None leaves that end open. ``unit`` (one of ``tix.reports.UNITS``)
    is what reports with ``by_unit`` count by; None lets them decide. With ``tallies``,
    which count all, ``tickets`` may leave out those that are done. ``undated`` counts tickets
    that were left out already, because they don't tell whether they were opened in the period;
    None: ``tickets`` are of any time. With ``undated_open``, which counts the open tickets that
    don't tell when they were opened, ``tickets`` may leave out others than those that are overdue
    and the ``Definition.oldest``. ``tickets`` can be gone through once. Where ``courses`` are
    given, ``texts`` tells for each of them what the ticket has in a field, ``heads`` the tickets
    at some places of them (``titles`` only their ids and titles), and ``with_entries`` those with
    entries of a field, by their places. ``promised`` tells what was promised; None: nothing is.
    """

    tickets: Iterable[Ticket]
    config: Config
    now: datetime
    events: "Mapping[str, Sequence[Event]]" = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    unit: str | None = None
    courses: Courses | None = None
    tallies: "Sequence[Tally] | None" = None
    undated: int | None = None
    undated_open: int | None = None
    texts: "Callable[[str], Sequence[tuple[str, ...]]] | None" = None
    heads: "Callable[[Sequence[int]], Sequence[Ticket]] | None" = None
    titles: "Callable[[Sequence[int]], Sequence[tuple[str, str]]] | None" = None
    with_entries: "Callable[[str], Mapping[int, Ticket]] | None" = None
    promised: "Callable[[], Promised] | None" = None

    def courses_of_tickets(self) -> Courses:
        """The courses of the tickets."""
        if self.courses is not None:
            return self.courses
        from tix.model.history.timeline_of import courses_of  # an index has them ready

        return courses_of(self.tickets, self.events, self.config)

    def texts_of(self, field: str) -> Sequence[tuple[str, ...]]:
        """What each of the courses' tickets has in a field."""
        if self.texts is not None:
            return self.texts(field)
        return [BY_NAME[field].texts(ticket) for ticket in self.tickets]

    def heads_of(self, places: Sequence[int]) -> Sequence[Ticket]:
        """The tickets at these places of the courses, without their texts and comments."""
        if self.heads is not None:
            return self.heads(places)
        tickets = [*self.tickets]
        return [tickets[place] for place in places]

    def titles_of(self, places: Sequence[int]) -> Sequence[tuple[str, str]]:
        """The ids and titles of the tickets at these places of the courses."""
        if self.titles is not None:
            return self.titles(places)
        return [(ticket.id, ticket.title) for ticket in self.heads_of(places)]

    def having(self, field: str) -> Mapping[int, Ticket]:
        """The tickets with entries of that field, by their places in the courses."""
        if self.with_entries is not None:
            return self.with_entries(field)
        return {n: ticket for n, ticket in enumerate(self.tickets) if getattr(ticket, field)}

    def in_period(self, when: datetime) -> bool:
        """Whether a time is in the period that was asked for."""
        after_start = self.since is None or self.since <= when
        return after_start and (self.until is None or when < self.until)


@dataclass(frozen=True, slots=True)
class Definition:
    """One kind of report. ``compute`` is pure; ``help`` is one line for people.

    ``of_open``: it looks at open tickets only, or else at ``ReportInput.tallies``; with ``oldest``
    at those that are overdue, and at so many that were opened first. ``by_unit``:
    it counts by a unit of time. ``looks_back``: with the texts of tickets, and so long before the
    period (None: before now) that what it counts can be held against what was.
    """

    name: str
    title: str
    help: str
    compute: Callable[[ReportInput], tuple[Section, ...]]
    needs_history: bool = False
    of_open: bool = False
    oldest: int = 0
    by_unit: bool = False
    looks_back: "Callable[[datetime | None, datetime | None, datetime], datetime] | None" = None

    def build(self, given: ReportInput) -> Report:
        """The report on what is given."""
        return Report(
            self.name, self.title, given.since, given.until, given.now, self.compute(given)
        )
