"""Changes that people make to tickets, each a pure function from a ticket to the next one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tix.errors import NotFoundError
from tix.frozen import replace
from tix.model.config.config import Config, Group
from tix.model.people import Person
from tix.model.record.kind import R, Record
from tix.model.record.notes import answered, comment_field
from tix.model.record.values import Comment, TeamField
from tix.model.text.nearest import did_you_mean
from tix.model.ticket.entries import Wait
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket

CLOSED = "closed"
"""The only done status with a stamp of its own."""

_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC)


class NoSuchCommentError(NotFoundError):
    """The record has no comment with that id."""

    def __init__(self, record: Record, ident: str) -> None:
        known = [comment.id for comment in record.comments]
        super().__init__(
            f"{record.id} has no comment {ident!r}", hint=did_you_mean(ident, known) or None
        )


def set_status(
    ticket: Ticket, status: str, config: Config, now: datetime, resolution: str | None = None
) -> Ticket:
    """The ticket with another status, and the stamps that go with it.

    Done: ``resolved`` is stamped if it isn't yet, ``closed`` for the status ``closed`` only.
    Not done: neither of them, and no resolution; of one that was done no resolution code either.
    Merge notes about it are answered. By a clock that is behind the ticket's opening, the change is
    a second after what is known: stamps don't contradict each other, and a change of status always
    shows in ``since``.
    """
    waited = waited_until(ticket, now, config) if status != ticket.status else ticket.waited
    if ticket.opened is not None and now < ticket.opened:
        now = _second_after(max(ticket.opened, ticket.since or ticket.opened))
    ticket = answered(ticket, "status")
    if resolution or config.group(status) is not Group.DONE:
        ticket = answered(ticket, "resolution")
    if status == ticket.status:
        return replace(ticket, resolution=resolution) if resolution else ticket
    if config.group(status) is not Group.DONE:
        code = None if config.is_done(ticket) else ticket.resolution_code
        return replace(
            ticket, status=status, since=now, waited=waited,
            resolved=None, closed=None, resolution=None, resolution_code=code,
        )  # fmt: skip
    return replace(
        ticket,
        status=status,
        since=now,
        waited=waited,
        resolved=ticket.resolved or now,
        closed=(ticket.closed or now) if status == CLOSED else None,
        resolution=resolution or ticket.resolution,
    )


def waited_until(ticket: Ticket, now: datetime, config: Config) -> tuple[Wait, ...]:
    """The waits of a ticket that leaves its status now.

    Where something is promised, a waiting or done status leaves the time that it lasted. By a
    clock that is behind it lasted no time, which counts for nothing.
    """
    is_wait = config.group_of(ticket) is not Group.ACTIVE
    if not (config.promises and is_wait and ticket.status and ticket.since):
        return ticket.waited
    wait = Wait(ticket.since, max(now, ticket.since), ticket.status)
    return ticket.waited if wait in ticket.waited else (*ticket.waited, wait)


def moved_by_hand(before: Ticket, after: Ticket, config: Config) -> Ticket:
    """A ticket whose status somebody changed together with its ``since``, with the wait before."""
    is_moved = before.status != after.status and before.waited == after.waited
    if not is_moved or after.since is None:
        return after
    return replace(after, waited=waited_until(before, after.since, config))


def comment_time(record: Record, now: datetime) -> datetime:
    """Now, or a second after the latest comment: clocks differ, but answers must come last."""
    latest = max((comment.at for comment in record.comments), default=None)
    return now if latest is None else max(now, _second_after(latest))


def _second_after(moment: datetime) -> datetime:
    """A second later, unless that is past the calendar's end."""
    return moment + min(timedelta(seconds=1), _LAST - moment)


def add_comment(
    record: R, ident: str, author: Person, text: str, now: datetime, *, internal: bool = False
) -> R:
    """The record with one more comment at its end."""
    comment = Comment(ident, comment_time(record, now), author, internal, text)
    return replace(record, comments=(*record.comments, comment))


def edit_comment(record: R, ident: str, text: str) -> R:
    """The record with a comment's text replaced. Raises NoSuchCommentError."""
    known = find_comment(record, ident)
    comments = tuple(replace(c, text=text) if c is known else c for c in record.comments)
    return answered(replace(record, comments=comments), comment_field(known.id))


def remove_comment(record: R, ident: str) -> R:
    """The record without a comment. Raises NoSuchCommentError."""
    known = find_comment(record, ident)
    left = replace(record, comments=tuple(c for c in record.comments if c is not known))
    return answered(left, comment_field(known.id))


def find_comment(record: Record, ident: str) -> Comment:
    """A comment by its id or an unambiguous beginning of it, with or without ``c-``."""
    wanted = "c-" + ident.lower().removeprefix("c-")
    found = [c for c in record.comments if c.id.startswith(wanted)]
    exact = [c for c in found if c.id == wanted]
    if len(exact or found) != 1 or len(wanted) < 4:
        raise NoSuchCommentError(record, ident)
    return (exact or found)[0]


def with_items(items: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    """The list with the items that it lacks at its end."""
    return tuple(dict.fromkeys((*items, *new)))


def without_items(items: tuple[str, ...], going: Iterable[str]) -> tuple[str, ...]:
    """A list without some items; the case of letters doesn't matter."""
    folded = {text.casefold() for text in going}
    return tuple(item for item in items if item.casefold() not in folded)


def add_link(ticket: Ticket, link: Link) -> Ticket:
    """The ticket with a link, which replaces another of a kind that may occur only once."""
    if link.kind in SINGLE_LINK_KINDS:
        ticket = answered(ticket, link.kind)
    kept = tuple(
        old for old in ticket.links if old.kind != link.kind or link.kind not in SINGLE_LINK_KINDS
    )
    return ticket if link in ticket.links else replace(ticket, links=(*kept, link))


def remove_link(ticket: Ticket, link: Link) -> Ticket:
    """The ticket without a link."""
    ticket = answered(ticket, link.kind)
    return replace(ticket, links=tuple(old for old in ticket.links if old != link))


def set_team_field(record: R, name: str, value: str | tuple[str, ...] | None) -> R:
    """The record with a team-defined field set, added, or removed (None, ())."""
    record = answered(record, name)
    if value is None or value == ():
        return replace(record, team_fields=tuple(f for f in record.team_fields if f.name != name))
    if record.team_field(name) is None:
        return replace(record, team_fields=(*record.team_fields, TeamField(name, value)))
    fields = (TeamField(name, value) if f.name == name else f for f in record.team_fields)
    return replace(record, team_fields=tuple(fields))
