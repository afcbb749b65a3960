"""The commits and branches of the code that name a ticket, as its page shows them."""

from collections.abc import Sequence

from tix.console.session import Session
from tix.model.ticket.ticket import Ticket

_SHORT = 10


def commit_texts(ticket: Ticket, *, is_exact: bool) -> Sequence[str]:
    """A line for each commit, the oldest first: whole for programs."""
    from tix.model.ticket.entries import COMMITS

    if is_exact:
        return [COMMITS.dump(link) for link in ticket.commits]
    return [f"{link.commit[:_SHORT]} {link.effect} · {link.subject}" for link in ticket.commits]


def branch_texts(session: Session, ident: str) -> Sequence[str]:
    """The branches whose names begin with the ticket's id."""
    from tix.storage.desk.code import branches_of

    return branches_of(session.desk.common_dir, ident)
