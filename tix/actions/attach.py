"""Keeping files with a ticket."""

from collections.abc import Iterable, Sequence

from tix.actions.changing import ChangeResult, commit_changes
from tix.errors import NotFoundError, UsageError, found_each
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.layout import attachment_path
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file's name and content."""

    name: str
    content: bytes


def attach(workspace: "Workspace", ident: str, files: Sequence[NewAttachment]) -> ChangeResult:
    """Attach files to a ticket; those that it already has stay as they are."""
    with workspace.transaction() as work:
        ticket = work.get(ident)
        attached = with_files(work, ticket, files)
        work.put(attached)
        new = [f.name for f in files if stored_name(f) not in ticket.attachments]
        names = list(dict.fromkeys(new or [file.name for file in files]))
        return commit_changes(work, [ticket], f"attach {', '.join(names)}", "attached already")


def with_files(work: "Transaction", ticket: Ticket, files: Sequence[NewAttachment]) -> Ticket:
    """The ticket with the files attached; the transaction writes them."""
    stored = [work.attach(ticket.id, file.name, file.content) for file in files]
    return replace(ticket, attachments=changes.with_items(ticket.attachments, stored))


def put_as_it_is(work: "Transaction", ticket: Ticket, stored: Iterable[str]) -> None:
    """Commit a ticket and those of its files that a form brought as they stand: a run that was
    killed may have written them, and no more."""
    work.put(ticket)
    for name in dict.fromkeys(stored):
        if name in ticket.attachments:
            work.take_in(attachment_path(ticket.id, name), ticket.id)


def stored_name(file: NewAttachment) -> str:
    """The name that a file has among a ticket's attachments."""
    from tix.model.ticket.file_names import attachment_name

    return attachment_name(file.name, file.content)


class NoSuchAttachmentError(NotFoundError):
    """A ticket has no file of that name."""

    def __init__(self, ticket: Ticket, name: str) -> None:
        has = ", ".join(map(own_name, ticket.attachments)) or "no files"
        super().__init__(f"{ticket.id} has no file {name!r}", hint=f"it has {has}")


class AmbiguousAttachmentError(UsageError):
    """A name that several files of a ticket have."""

    def __init__(self, name: str, found: Sequence[str]) -> None:
        super().__init__(f"several files are called {name!r}", hint=f"one of: {', '.join(found)}")


def detach(workspace: "Workspace", ident: str, names: Sequence[str]) -> ChangeResult:
    """Take files away from a ticket; the history keeps them.

    Each is named as it was attached, or as it is stored. Raises NoSuchAttachmentError,
    AmbiguousAttachmentError.
    """
    with workspace.transaction() as work:
        ticket = work.get(ident)
        gone = dict.fromkeys(found_each(lambda name: stored_as(ticket, name), names))
        kept = tuple(stored for stored in ticket.attachments if stored not in gone)
        work.put(replace(ticket, attachments=kept))
        for stored in gone:
            work.put_file(attachment_path(ident, stored), None, ident)
        return commit_changes(work, [ticket], f"detach {', '.join(map(own_name, gone))}")


def stored_as(ticket: Ticket, name: str) -> str:
    """The stored name of the one file of a ticket that a name means.

    Raises NoSuchAttachmentError, AmbiguousAttachmentError.
    """
    from tix.model.ticket.file_names import safe_name

    if name in ticket.attachments:
        return name
    wanted = (name, safe_name(name))
    found = [stored for stored in ticket.attachments if own_name(stored) in wanted]
    if not found:
        raise NoSuchAttachmentError(ticket, name)
    if len(found) > 1:
        raise AmbiguousAttachmentError(name, found)
    return found[0]


def own_name(stored: str) -> str:
    """A file's original name, as far as it was kept."""
    sum_, dash, name = stored.partition("-")
    is_sum = len(sum_) == _SUM and set(sum_) <= set("0123456789abcdef")
    return name if dash and is_sum and name else stored


_SUM = 8
"""Digits of the content's hash in front of a name."""
