"""Invoices that commits have sent by mail: each to an address, once."""

from collections.abc import Iterator, Sequence

from tix.actions.sent_invoices import SENT_TO
from tix.model.notices.message import Message, key_of
from tix.model.record.document import DocumentError
from tix.model.records.invoice import INVOICE
from tix.model.records.kinds import is_name
from tix.storage.desk.desk import Desk
from tix.storage.git.commit_trailers import trailers_of
from tix.storage.history.log import Commit, Period, log
from tix.storage.sync.desk_in_commit import DeskInCommit


def commits_of_invoices(desk: Desk, old: str, new: str) -> list[Commit]:
    """The commits to invoices that ``new`` has and ``old`` hasn't, the oldest first."""
    if not (desk.root / INVOICE.folder).is_dir():
        return []
    period = Period(f"{old}..{new}" if old else new)
    return list(log(desk, (INVOICE.folder,), period=period))[::-1]


def invoices_sent(there: DeskInCommit, commits: Sequence[Commit], desk: Desk) -> Iterator[Message]:
    """The messages of these commits; a ticket of the invoice is what they are about."""
    by_name = {commit.name: commit for commit in commits}
    for name, said in trailers_of(desk.git, [*by_name], SENT_TO).items() if by_name else ():
        for text in said:
            ident, _, address = text.partition(" ")
            if is_name(INVOICE, ident) and "@" in address:
                yield _message(there, ident, address.strip(), by_name[name])


def _message(there: DeskInCommit, ident: str, address: str, commit: Commit) -> Message:
    key = key_of("", "invoice", address.casefold(), ident)
    try:
        found = there.record(INVOICE, ident)
    except DocumentError:
        found = None
    ticket = next((line.ticket for line in found.record.lines), "") if found else ""
    return Message(
        key, ticket, (), (key,), "mail", address, "invoice", (), commit.authored, commit.authored,
        who=commit.author.label, about=ident,
    )  # fmt: skip
