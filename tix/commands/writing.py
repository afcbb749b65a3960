"""What the commands that change several tickets share: one transaction, one commit, one word."""

from collections.abc import Callable, Sequence

from tix.commands.session import Session
from tix.model.ticket import Ticket
from tix.storage.store import Outcome

Change = Callable[[Ticket], Ticket]


def change_tickets(session: Session, idents: Sequence[str], change: Change, what: str) -> Outcome:
    """Apply one change to every ticket in one commit, and say what was done.

    ``what`` is how a person would say it, for the commit and the confirmation: ``assign to ana``.
    Nothing at all is written if one of the tickets can't be changed.
    """
    with session.store.transaction() as work:
        before = [work.get(ident) for ident in idents]
        for ticket in before:
            work.put(change(ticket))
        changed = [old for old in before if work.get(old.id) != old]
        outcome = work.commit(subject([ticket.id for ticket in changed or before], what))
    if not changed:
        session.done(outcome, f"nothing to change: {what}", f"nothing to change: {what}")
        return outcome
    named = session.named(changed[0]) if len(changed) == 1 else f"{len(changed)} tickets"
    session.done(outcome, f"{named}: {what}")
    return outcome


def subject(idents: Sequence[str], what: str) -> str:
    """The first line of a commit: which tickets, and what was done."""
    if len(idents) == 1:
        return f"{idents[0]}: {what}"
    return f"{len(idents)} tickets: {what}"
