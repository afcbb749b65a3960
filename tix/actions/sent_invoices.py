"""Whom invoices were sent to by mail, as their commits and the desk's ledger tell."""

from collections.abc import Sequence

from tix.errors import NeedsPersonError
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.records.kinds import path_of
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.outbox.ledger import Ledger

SENT_TO = "Invoice-To"
"""The trailer of a commit that has an invoice sent by mail: its name, and an address."""


class SentByMailError(NeedsPersonError):
    """The invoice goes to somebody by mail, so it isn't a draft any more."""

    def __init__(self, invoice: Invoice, to: Sequence[str]) -> None:
        super().__init__(
            f"{invoice.number} goes by mail to {', '.join(to)}, so it stays sent; "
            "nothing was changed",
            hint=f"take the invoice back: tix invoice void {invoice.number}",
        )


def not_sent_to(workspace: "Workspace", invoice: Invoice, to: Sequence[str]) -> tuple[str, ...]:
    """Those of addresses to which an invoice wasn't sent by mail yet."""
    known = {address.casefold() for address in _sent_to(workspace, invoice.id)}
    return tuple(a for a in dict.fromkeys(to) if a.casefold() not in known)


def refuse_sent_by_mail(workspace: "Workspace", invoice: Invoice) -> None:
    """Raise SentByMailError if an invoice was sent to anybody by mail."""
    if to := _sent_to(workspace, invoice.id):
        raise SentByMailError(invoice, to)


def _sent_to(workspace: "Workspace", ident: str) -> list[str]:
    """The addresses to which the commits of an invoice send it, the last first. What was committed
    before the ledger began never went anywhere."""
    from tix.storage.git.commit_trailers import trailers_of
    from tix.storage.history.log import Period as Commits
    from tix.storage.history.log import log

    desk, start = workspace.desk, _ledger(workspace).start
    since = Commits()
    if start and desk.git.succeeds("merge-base", "--is-ancestor", start.commit, desk.ref()):
        since = Commits(f"{start.commit}..{desk.ref()}")
    commits = [each.name for each in log(desk, (path_of(INVOICE, ident),), period=since)]
    texts = trailers_of(desk.git, commits, SENT_TO).values() if commits else ()
    said = [text.partition(" ") for values in texts for text in values]
    return [address.strip() for name, _, address in said if name == ident]


def has_ledger(workspace: "Workspace") -> bool:
    """Whether the desk has a ledger of what leaves it, as far as this clone knows: nothing is sent
    without one, nor later what should have been."""
    return bool(_ledger(workspace).commit)


def _ledger(workspace: "Workspace") -> "Ledger":
    from tix.storage.git.commit import tip_of
    from tix.storage.outbox.ledger import REF, Ledger

    git = workspace.desk.git
    return Ledger(git, tip_of(git, REF))
