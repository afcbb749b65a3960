"""Working out the course of a ticket from its file and its events."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from tix.model.config.config import Config, Group
from tix.model.history.events import (
    Event,
    Move,
    Span,
    moves,
    reopened_times,
    resolved_times,
    spans_of,
)
from tix.model.history.timelines import UNKNOWN, Course, Courses
from tix.model.promises.sides import is_automatic
from tix.model.ticket.ticket import Ticket
from tix.model.times import seconds


def course_of(ticket: Ticket, events: Sequence[Event], config: Config) -> Course:
    """The course of a ticket with these events, newest first."""
    return course(ticket, moves(events), lambda: max(event.at for event in events), config)


def course(
    ticket: Ticket, moves: Sequence[Move], last_event: Callable[[], datetime], config: Config
) -> Course:
    """The same by its moves, oldest first; ``last_event`` as for ``spans_of``."""
    spans = spans_of(ticket, moves, last_event, config)
    resolved = _all_seconds(resolved_times(ticket, spans))
    reopened = _all_seconds(reopened_times(spans))
    entered, left = _open_times(spans, resolved, reopened)
    return Course(
        _seconds(ticket.opened),
        _seconds(_first_answer(ticket, config)),
        config.is_done(ticket),
        config.priority_of(ticket),
        ticket.assignees,
        resolved,
        reopened,
        entered,
        left,
    )


def _open_times(
    spans: Sequence[Span], resolved: tuple[int, ...], reopened: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if not spans or spans[0].group is Group.DONE:  # it was never open before it was first done
        return reopened, resolved[1:]
    return (_seconds(spans[0].start), *reopened), resolved


def _first_answer(ticket: Ticket, config: Config) -> datetime | None:
    if not ticket.comments:
        return None
    nobody = {config.canonical_person(robot) for robot in config.robots}
    if ticket.asker:
        nobody.add(config.canonical_person(str(ticket.asker)))
    answers = (
        comment.at
        for comment in ticket.comments
        if not comment.internal
        and not is_automatic(comment.author)
        and config.canonical_person(str(comment.author)) not in nobody
    )
    return min(answers, default=None)


def _seconds(when: datetime | None) -> int:
    found = seconds(when)
    return UNKNOWN if found is None else found


def _all_seconds(times: Iterable[datetime]) -> tuple[int, ...]:
    return tuple(map(_seconds, times))


def courses_of(
    tickets: Iterable[Ticket], events: Mapping[str, Sequence[Event]], config: Config
) -> Courses:
    """The courses of tickets; ``events`` has each ticket's, newest first, by its id."""
    courses = Courses()
    for ticket in tickets:
        courses.add(course_of(ticket, events.get(ticket.id, ()), config))
    return courses
