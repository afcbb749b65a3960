"""Taking back the user's last command in this clone."""

from collections.abc import Callable

from tix.errors import TixError
from tix.model.layout import INVOICES
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.store import undo as storage
from tix.storage.store.undo import Undoable, UndoResult

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def undo(workspace: "Workspace", *, with_redactions: bool = False) -> UndoResult:
    """Take back the user's last command, as a new commit; what others changed since stays.

    Raises NothingToUndoError, BilledError, RuleBilledError, SentByMailError, and RedactionError
    unless ``with_redactions``.
    """
    from tix.actions.entries import refuse_billed  # few desks bill
    from tix.storage.desk.left_out import has_folder

    def refuse(commit: str, before: object, after: object) -> None:
        if not isinstance(before, Ticket) or not isinstance(after, Ticket):
            _refuse_sent(workspace, before, after)
            return
        kept = {*before.worked, *before.used}
        added = [work.id for work in after.worked if work not in kept]
        added += [use.id for use in after.used if use not in kept]
        for entry_id in added:
            refuse_billed(workspace, after.id, entry_id)
        if has_folder(workspace.desk, INVOICES):
            from tix.actions.rule_invoices import refuse_billed_by_rule

            refuse_billed_by_rule(workspace, commit, after.id)

    return storage.undo(
        workspace.store, _canonical(workspace), with_redactions=with_redactions, refuse=refuse
    )


def _refuse_sent(workspace: "Workspace", before: object, after: object) -> None:
    """Raise SentByMailError if an invoice was marked as sent, and goes somewhere by mail."""
    from tix.model.records.invoice import Invoice  # few desks bill

    if not isinstance(before, Invoice) or not isinstance(after, Invoice):
        return
    if before.status != after.status == "sent":
        from tix.actions.sent_invoices import refuse_sent_by_mail

        refuse_sent_by_mail(workspace, after)


def undoable(workspace: "Workspace", limit: int) -> list[Undoable]:
    """The last commands of who acts, in the order in which ``undo`` would take them back."""
    return storage.undoable(workspace.desk, workspace.user, limit, _canonical(workspace))


def _canonical(workspace: "Workspace") -> Callable[[str], str]:
    """A function from a person to their key, so that old addresses count as theirs."""
    try:
        return workspace.config.canonical_person
    except TixError:  # somebody who is mending tix.yaml may need to undo something
        return str
