"""The ticket that is meant where none is named: the one of the code's branch."""

from tix.console.session import Session
from tix.errors import UsageError


class NoTicketHereError(UsageError):
    """No ticket is named, and the branch isn't one's."""

    def __init__(self, usage: str) -> None:
        super().__init__(
            "say which ticket, or be on a branch that tix start made for one", hint=usage
        )


def ticket_here(session: Session, usage: str) -> str:
    """The id of the ticket that the code's branch is for, which is said. Raises NoTicketHereError.

    ``usage`` is what to type instead.
    """
    from tix.actions import start  # few are on such a branch

    ident = start.ticket_here(session, session.folder)
    if ident is None:
        raise NoTicketHereError(usage)
    session.say(f"{ident} is meant, by the branch")
    return ident
