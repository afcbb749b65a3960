"""The history of tickets, derived from commits: events, and the changes that each one made."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.history.merge_decisions import Decision
from tix.model.people import Person
from tix.model.record.fields import Field
from tix.model.record.kind import Record
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.model.times import parse_time


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, as texts (one for a single value, several for a list).

    ``field`` is a field's name, a team-defined field's, ``body``, or ``comment c-…``
    (with ``internal`` comments marked so that nobody shows them where they don't belong).
    """

    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """That an event's commit is a merge: of which commits, and what it decided."""

    parents: tuple[str, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One commit's effect on one ticket. ``at`` in UTC.

    A merge has decisions and no ``changes``: those are in the commits that it merges.
    ``after_broken``: the version before it couldn't be read.
    """

    ticket: str
    at: datetime
    by: Person
    commit: str
    subject: str
    changes: tuple[Change, ...]
    merge: Merge | None = None
    after_broken: bool = False

    def change_of(self, field: str) -> Change | None:
        """The event's change to that field; None if there is none."""
        return next((change for change in self.changes if change.field == field), None)

    @property
    def broken(self) -> bool:
        """Whether it left an unreadable file."""
        if self.merge is not None:
            return any(decision.kind == "broken" for decision in self.merge.decisions)
        return not self.changes


def changes_between(
    old: Record | None, new: Record | None, fields: Sequence[Field] = FIELDS
) -> tuple[Change, ...]:
    """The fields, body and comments that differ; None stands for a record that doesn't exist."""
    changes = []
    for field in fields:
        if old and new and field.of(old) == field.of(new):  # as nearly all are
            continue
        before = field.texts(old) if old else ()
        after = field.texts(new) if new else ()
        if before != after:
            changes.append(Change(field.name, before, after))
    changes += _keyed(_team_texts(old), _team_texts(new))
    if (old.body if old else "") != (new.body if new else ""):
        changes.append(Change("body", _text(old), _text(new)))
    changes += _keyed(_comment_texts(old), _comment_texts(new))
    return tuple(changes)


def _text(ticket: Record | None) -> tuple[str, ...]:
    return (ticket.body,) if ticket and ticket.body else ()


def _team_texts(ticket: Record | None) -> dict[str, tuple[str, ...]]:
    if ticket is None:
        return {}
    return {f.name: (f.value,) if isinstance(f.value, str) else f.value for f in ticket.team_fields}


def _comment_texts(ticket: Record | None) -> dict[str, tuple[str, ...]]:
    if ticket is None:
        return {}
    return {
        f"comment {c.id}{' (internal)' if c.internal else ''}": (c.text,) for c in ticket.comments
    }


def _keyed(old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]]) -> list[Change]:
    return [
        Change(name, old.get(name, ()), new.get(name, ()))
        for name in [*old, *(n for n in new if n not in old)]
        if old.get(name) != new.get(name)
    ]


@dataclass(frozen=True, slots=True)
class Span:
    """A ticket was in ``group`` (and ``status``) from ``start`` on, until the next span's start."""

    start: datetime
    status: str | None
    group: Group


@dataclass(frozen=True, slots=True)
class Move:
    """A version of a ticket began a status: committed ``at``, with the times that changed as well.

    ``at`` is the author's time of the commit.
    """

    at: datetime
    status: str
    since: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    opened: datetime | None = None


def moves(events: Sequence[Event]) -> tuple[Move, ...]:
    """The changes of status among one ticket's events (newest first), oldest first."""
    found = []
    for event in reversed(events):
        new = {change.field: change.new for change in event.changes}
        if status := new.get("status"):
            times = (_time(new.get(name)) for name in ("since", "resolved", "closed", "opened"))
            found.append(Move(event.at, status[0], *times))
    return tuple(found)


def spans_of(
    ticket: Ticket, moves: Sequence[Move], last_event: Callable[[], datetime], config: Config
) -> tuple[Span, ...]:
    """The periods that the ticket spent in each status, oldest first, never two alike in a row.

    ``moves`` are the ticket's own, oldest first; ``last_event`` gives the latest author's time of
    all its events, and is asked only if there are moves. A status began when its version says it
    did (``resolved`` or ``closed`` where it got done, else ``since``), so an import or a hand edit
    that was committed late still counts from the day it happened; only without a word about that it
    began with its commit. The file as it is now has the last word. A ticket is active from
    ``opened`` on, up to the first status that anything tells the time of; where nothing does, it
    has had its status since ``opened``. () if it tells no time at all.
    """
    spans: list[Span] = []
    for move in sorted(moves, key=_at):  # commits of one second keep their order
        if span := _span_of(move, spans[-1] if spans else None, config):
            spans = [*(s for s in spans if s.start <= span.start), span]
    spans = _as_the_file_says(ticket, spans, last_event, config)
    if ticket.opened and spans and ticket.opened < spans[0].start:
        spans.insert(0, Span(ticket.opened, config.first_status(Group.ACTIVE), Group.ACTIVE))
    return tuple(
        span
        for before, span in zip((None, *spans), spans, strict=False)
        if before is None or (before.status, before.group) != (span.status, span.group)
    )


def _at(move: Move) -> datetime:
    return move.at


def resolved_times(ticket: Ticket, spans: Sequence[Span]) -> tuple[datetime, ...]:
    """Each time that the ticket got done, oldest first; from resolved to closed is no new time.

    ``spans`` are the ticket's. Empty for a ticket that is done and doesn't tell since when.
    """
    if _is_done_at_an_unknown_time(ticket, spans):
        return ()
    return tuple(
        span.start
        for before, span in zip((None, *spans), spans, strict=False)
        if span.group is Group.DONE and (before is None or before.group is not Group.DONE)
    )


def reopened_times(spans: Sequence[Span]) -> tuple[datetime, ...]:
    """The times at which a finished ticket was reopened, oldest first."""
    return tuple(
        span.start
        for before, span in pairwise(spans)
        if before.group is Group.DONE and span.group is not Group.DONE
    )


def _is_done_at_an_unknown_time(ticket: Ticket, spans: Sequence[Span]) -> bool:
    """Whether a ticket has always been done, as far as is known, without a stamp that says when."""
    stamps = ticket.resolved or ticket.closed or ticket.since
    return len(spans) == 1 and spans[0].group is Group.DONE and stamps is None


def _span_of(move: Move, before: Span | None, config: Config) -> Span | None:
    """The status that a move began; None if it began none.

    A ticket that was deleted, or broken, and came back as it was has begun none.
    """
    if before and before.status == move.status:
        return None
    done_stamp = move.resolved or move.closed
    group = config.group(move.status) or (Group.DONE if done_stamp else Group.ACTIVE)
    start = move.since
    if group is Group.DONE and (before is None or before.group is not Group.DONE):
        start = done_stamp or start
    if before is None:
        start = start or move.opened
    return Span(start or move.at, move.status, group)


def _as_the_file_says(
    ticket: Ticket, spans: list[Span], last_event: Callable[[], datetime], config: Config
) -> list[Span]:
    """The spans from history, adjusted so that the last one agrees with the ticket as it is now.

    1. History tells nothing: one span, from the ticket's stamp or else from ``opened``.
    2. The ticket's stamp is news to history (a stamp put right by hand, a change that isn't
       committed yet): what it contradicts goes, and the status began at the stamp.
    3. The stamp is known and the last status is the ticket's: history is right.
    4. The stamp and the status are known from before: a merge set aside what came after.
    5. The stamp is known with another status, or there is none: the status was changed by hand,
       without its stamp, after the last commit. That commit is the latest time that is known.
    """
    group = config.group_of(ticket)
    began = ticket.since
    if group is Group.DONE:
        began = ticket.resolved or ticket.closed or ticket.since
    if not spans:  # 1
        start = began or ticket.opened
        return [Span(start, ticket.status, group)] if start else []
    if began and all(span.start != began for span in spans):  # 2
        earlier = [span for span in spans if span.start < began]
        while earlier and earlier[-1].status == ticket.status:
            earlier.pop()
        return [*earlier, Span(began, ticket.status, group)]
    if spans[-1].status == ticket.status:  # 3
        return [*spans[:-1], Span(spans[-1].start, ticket.status, group)]
    known = [i for i, s in enumerate(spans) if (s.start, s.status) == (began, ticket.status)]
    if known:  # 4
        return [*spans[: known[-1]], Span(spans[known[-1]].start, ticket.status, group)]
    return [*spans, Span(max(spans[-1].start, last_event()), ticket.status, group)]  # 5


def _time(texts: tuple[str, ...] | None) -> datetime | None:
    try:
        return parse_time(texts[0]) if texts else None
    except ValueError:
        return None
