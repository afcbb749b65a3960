"""How long people waited for a first answer, and for their ticket to be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tix.model.config import Config
from tix.model.history import resolved_times, status_spans
from tix.model.ticket import Ticket
from tix.reports.durations import percentile
from tix.reports.grouping import by_assignee, by_priority, several_assignees
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.selection import notes
from tix.values import replace

_FIGURES = (
    Column("answered", Kind.NUMBER),
    Column("answer_median", Kind.DURATION, "median to answer"),
    Column("answer_p90", Kind.DURATION, "90% answered in"),
    Column("resolved", Kind.NUMBER),
    Column("resolution_median", Kind.DURATION, "median to resolve"),
    Column("resolution_p90", Kind.DURATION, "90% resolved in"),
)

_Seconds = Mapping[str, int]
"""How long each ticket took, by its id; without those that it isn't known of."""


def _sections(given: ReportInput) -> tuple[Section, ...]:
    answered = {
        t.id: _seconds(t.opened, _first_answer(t, given.config))
        for t in given.tickets
        if t.opened and given.in_period(t.opened)
    }
    done_at = {t.id: _done_at(t, given) for t in given.tickets if given.config.is_done(t)}
    resolved = {
        t.id: _seconds(t.opened, when)
        for t in given.tickets
        if (when := done_at.get(t.id)) and given.in_period(when)
    }
    answers, resolutions = _forwards(answered), _forwards(resolved)

    counted = [t for t in given.tickets if t.id in answers or t.id in resolutions]
    overall = Section("Overall", _FIGURES, (_figures(counted, answers, resolutions),))
    priorities = by_priority(counted, given.config)
    people = by_assignee(counted, given.config)
    return (
        replace(overall, notes=_notes(given.tickets, done_at, answered, resolved)),
        _grouped("By priority", "priority", Kind.WORD, priorities, answers, resolutions),
        replace(
            _grouped("By assignee", "assignee", Kind.PERSON, people, answers, resolutions),
            notes=several_assignees(counted, given.config),
        ),
    )


def _first_answer(ticket: Ticket, config: Config) -> datetime | None:
    """When somebody other than the asker, by whatever alias, first commented in public."""
    asker = config.canonical_person(str(ticket.asker)) if ticket.asker else None
    answers = (
        comment.at
        for comment in ticket.comments
        if not comment.internal and config.canonical_person(str(comment.author)) != asker
    )
    return min(answers, default=None)


def _done_at(ticket: Ticket, given: ReportInput) -> datetime | None:
    """Since when a ticket that is done has been so, without a break; None if nothing tells."""
    spans = status_spans(ticket, given.events.get(ticket.id, ()), given.config)
    return max(resolved_times(ticket, spans), default=None)


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    return int((end - start).total_seconds()) if start and end else None


def _forwards(seconds: Mapping[str, int | None]) -> _Seconds:
    """Those that are known and not negative, as only contradictory times can be."""
    return {ident: s for ident, s in seconds.items() if s is not None and s >= 0}


def _figures(tickets: Sequence[Ticket], *waits: _Seconds) -> tuple[Value, ...]:
    """Count, median and 90th percentile of each kind of wait."""
    figures: list[Value] = []
    for seconds in waits:
        values = [seconds[t.id] for t in tickets if t.id in seconds]
        figures += [len(values), percentile(values, 50), percentile(values, 90)]
    return tuple(figures)


def _grouped(
    title: str,
    name: str,
    kind: Kind,
    groups: Mapping[str | None, Sequence[Ticket]],
    *waits: _Seconds,
) -> Section:
    rows = tuple((word, *_figures(tickets, *waits)) for word, tickets in groups.items())
    return Section(title, (Column(name, kind), *_FIGURES), rows)


def _notes(
    tickets: Sequence[Ticket],
    done_at: Mapping[str, datetime | None],
    *waits: Mapping[str, int | None],
) -> tuple[str, ...]:
    unopened = sum(t.opened is None for t in tickets)
    unknown = sum(when is None for when in done_at.values())
    backwards = {ident for of in waits for ident, s in of.items() if s is not None and s < 0}
    return notes(
        (unopened, "Left out: {} without a time of opening."),
        (unknown, "Not counted as resolved: {} that can't tell since when it is so."),
        (len(backwards), "Left out: {} answered or resolved before the time of opening."),
    )


RESOLUTION = Definition(
    "resolution",
    "Resolution",
    "time to the first answer and to the resolution: median and 90th percentile",
    _sections,
    needs_history=True,
)
