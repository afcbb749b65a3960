"""Keeping files with a ticket."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.actions.changing import Changed, commit_changes
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.ticket.ticket import Ticket

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file's name and content."""

    name: str
    content: bytes


def attach(workspace: "Workspace", ident: str, files: Sequence[NewAttachment]) -> Changed:
    """Keep files with a ticket; those that it has already stay as they are."""
    with workspace.transaction() as work:
        ticket = work.get(ident)
        attached = with_files(work, ticket, files)
        work.put(attached)
        new = [f.name for f in files if stored_name(f) not in ticket.attachments]
        names = list(dict.fromkeys(new or [file.name for file in files]))
        return commit_changes(work, [ticket], f"attach {', '.join(names)}", "attached already")


def with_files(work: "Transaction", ticket: Ticket, files: Sequence[NewAttachment]) -> Ticket:
    """The ticket with files, which the transaction writes."""
    stored = [work.attach(ticket.id, file.name, file.content) for file in files]
    return replace(ticket, attachments=changes.with_items(ticket.attachments, stored))


def stored_name(file: NewAttachment) -> str:
    """The name that a file has among a ticket's attachments."""
    from tix.storage.store.transaction import attachment_name

    return attachment_name(file.name, file.content)
