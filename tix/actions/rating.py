"""Rating how a ticket was served."""

from collections.abc import Iterator
from datetime import timedelta

from tix.actions.comment import is_just_now
from tix.actions.entries import EntryResult, add_entry, new_id, one_line, who_from
from tix.errors import NeedsPersonError, UsageError
from tix.model.people import person_key
from tix.model.record.entries import fitting
from tix.model.ticket.entries import Rating
from tix.model.ticket.ticket import Ticket
from tix.model.work.rating_token import Invitation
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.config.config import Config


_SECOND = timedelta(seconds=1)


class BadRatingError(UsageError):
    """Not a number from 1 to 5."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a rating from 1 (bad) to 5 (good)")


class OwnWorkError(NeedsPersonError):
    """Somebody is to rate what they did themselves: the user, or ``who``."""

    def __init__(self, ident: str, who: str | None = None) -> None:
        whose = "your own work" if who is None else f"{who}'s own work"
        super().__init__(
            f"{ident} is {whose}, which others rate; nothing was changed",
            hint=f"an invitation for who asked: tix rate {ident} --token-for WHO",
        )


class TeamRatesError(UsageError):
    """A team was invited to rate."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is a team, and a rating is a person's", hint="name one: --token-for MAIL"
        )


def rating_from(text: str) -> int:
    """The rating that a person means. Raises BadRatingError."""
    if text.strip() not in ("1", "2", "3", "4", "5"):
        raise BadRatingError(text)
    return int(text)


def is_own_work(ticket: Ticket, who: str, config: "Config") -> bool:
    """Whether somebody works, or has worked, on the ticket: it is assigned to them or to a team of
    theirs, or they have noted time."""
    me = config.canonical_person(who)
    return any(config.canonical_person(worker) == me for worker in _workers(ticket, config))


def _workers(ticket: Ticket, config: "Config") -> Iterator[str]:
    for assignee in ticket.assignees:
        team = config.team(assignee)
        yield from team.members if team else (assignee,)
    yield from (work.who for work in ticket.worked)


def invitation_for(workspace: "Workspace", ident: str, who: str) -> Invitation:
    """An invitation for a person to rate a ticket. Raises TeamRatesError, OwnWorkError."""
    ticket = workspace.files.get(ident).ticket
    person = person_key(workspace.directory.resolve(who))
    if team := workspace.config.team(person):
        raise TeamRatesError(team.name)
    if is_own_work(ticket, person, workspace.config):
        raise OwnWorkError(ident, person)
    return Invitation(ident, person)


def rate(
    workspace: "Workspace",
    ident: str,
    rating: int,
    *,
    text: str | None = None,
    who: str | None = None,
    is_form: bool = False,
) -> EntryResult:
    """Rate a ticket, 1 to 5; of each person the last rating counts.

    ``who`` is whose rating it is, if it isn't the user's: somebody outside was invited. An
    ``is_form`` that gives the rating which was given just before is the same one, sent again.
    Raises OwnWorkError.
    """
    by = who_from(workspace) if who is None else fitting(who)

    def make(ticket: Ticket) -> Rating:
        if is_own_work(ticket, by, workspace.config):
            raise OwnWorkError(ticket.id)
        if is_form and ticket.ratings:
            last = ticket.ratings[-1]
            same = (last.who, last.rating, last.text) == (by, rating, one_line(text))
            if same and is_just_now(last.at, workspace.now):
                return last
        # clocks differ, and the last one counts
        at = max((workspace.now, *(each.at + _SECOND for each in ticket.ratings)))
        ident = new_id(workspace, "r", ticket.ratings)
        return Rating(ident, at, by, rating, one_line(text))

    return add_entry(workspace, ident, "ratings", make, f"rate {rating}")
