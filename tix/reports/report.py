"""Reports: their input, their output, and how one is declared.

A report is computed from tickets into sections of raw values (counts, seconds, times, words), so
that every format shows the same numbers. ``tix.reports.formats`` writes it down.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from tix.frozen import dataclass, field
from tix.model.config.config import Config
from tix.model.history.tally import Tally
from tix.model.history.timelines import Courses
from tix.model.ticket.ticket import Ticket

if TYPE_CHECKING:
    from tix.model.history.events import Event

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
    DURATION = "duration"
    """Whole seconds."""
    TIME = "time"
    """A time in UTC, or a day."""


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the key in JSON and CSV, unique in its section; ``title`` is for people."""

    name: str
    kind: Kind = Kind.TEXT
    title: str = ""

    @property
    def heading(self) -> str:
        """The column's heading."""
        return self.title or self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table. ``bar`` names the column of counts that is drawn as bars, if one is.

    ``notes`` are sentences about what the numbers leave out or count twice.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    bar: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A computed report: of the time from ``since`` up to ``until``, as it was at ``generated``."""

    name: str
    title: str
    since: datetime | None
    until: datetime | None
    generated: datetime
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ReportInput:
    """The input of a report. All times are in UTC.

    ``tickets`` are those to count. Reports with ``needs_history`` look at ``courses`` instead, in
    any order; without, they are worked out from ``tickets`` and ``events``, which has each ticket's
    events, newest first, by its id. The period runs from ``since`` up to but not
    including ``until``; None leaves that end open. ``unit`` (one of ``tix.reports.buckets.UNITS``)
    is what ``throughput`` counts by; None lets the length of the period decide. With ``tallies``,
    which count all, ``tickets`` may leave out those that are done. ``undated`` counts tickets
    that were left out already, because they don't tell whether they were opened in the period;
    None: ``tickets`` are of any time. ``tickets`` can be gone through once.
    """

    tickets: Iterable[Ticket]
    config: Config
    now: datetime
    events: "Mapping[str, Sequence[Event]]" = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    unit: str | None = None
    courses: Courses | None = None
    tallies: Sequence[Tally] | None = None
    undated: int | None = None

    def courses_of_tickets(self) -> Courses:
        """The courses of the tickets."""
        if self.courses is not None:
            return self.courses
        from tix.model.history.timeline_of import courses_of  # an index has them ready

        return courses_of(self.tickets, self.events, self.config)

    def in_period(self, when: datetime) -> bool:
        """Whether a time is in the period that was asked for."""
        after_start = self.since is None or self.since <= when
        return after_start and (self.until is None or when < self.until)


@dataclass(frozen=True, slots=True)
class Definition:
    """One kind of report. ``compute`` is pure; ``help`` is one line for people.

    ``of_open``: it looks at open tickets only, or else at ``ReportInput.tallies``.
    """

    name: str
    title: str
    help: str
    compute: Callable[[ReportInput], tuple[Section, ...]]
    needs_history: bool = False
    of_open: bool = False

    def build(self, given: ReportInput) -> Report:
        """The report on what is given."""
        return Report(
            self.name, self.title, given.since, given.until, given.now, self.compute(given)
        )
