"""What the commands that change several tickets share: one transaction, one commit, one word."""

from collections.abc import Callable, Sequence

from tix.commands.session import Session
from tix.model.ticket import Ticket
from tix.storage.store import BY_HAND, Outcome, Transaction

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
        changed, outcome = commit_changes(work, before, what)
    tell_changes(session, changed, outcome, what)
    return outcome


def commit_changes(
    work: Transaction, before: Sequence[Ticket], what: str
) -> tuple[list[Ticket], Outcome]:
    """Commit what was put in place of tickets; those that it changed, as they were."""
    changed = [old for old in before if work.get(old.id) != old]
    if not changed:
        return [], work.commit(subject([ticket.id for ticket in before], BY_HAND))
    return changed, work.commit(subject([ticket.id for ticket in changed], what))


def tell_changes(
    session: Session, changed: Sequence[Ticket], outcome: Outcome, what: str, unchanged: str = ""
) -> None:
    """Say what was done, or that there was nothing to do (edits made by hand go along)."""
    if not changed:
        nothing = f"nothing to change: {unchanged or what}"
        session.done(outcome, nothing, nothing)
    else:
        named = session.named(changed[0]) if len(changed) == 1 else f"{len(changed)} tickets"
        session.done(outcome, f"{named}: {what}")


def subject(idents: Sequence[str], what: str) -> str:
    """The first line of a commit: which tickets, and what was done."""
    if len(idents) == 1:
        return f"{idents[0]}: {what}"
    return f"{len(idents)} tickets: {what}"
