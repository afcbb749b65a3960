"""The parts of a ticket's page that aren't in its file: links from both ends, attachments."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from tix.frozen import dataclass
from tix.model.layout import attachment_path
from tix.model.ticket.ticket import LINK_SEEN_FROM_THE_OTHER_END, Ticket
from tix.quick_typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:  # a page takes little; most tickets have no attachments
    from tix.actions.workspace import Workspace
    from tix.storage.store.file_reader import BrokenTicketError


@dataclass(frozen=True, slots=True)
class LinkedTicket:
    """The other end of a link; ``ticket`` is None if no ticket has that id."""

    id: str
    ticket: Ticket | None


def linked_tickets(workspace: "Workspace", ticket: Ticket) -> Mapping[str, Sequence[LinkedTicket]]:
    """The ticket's own links, and those of others to it, by kind."""
    found: dict[str, dict[str, None]] = {}
    for link in ticket.links:
        found.setdefault(link.kind.replace("-", " "), {})[link.id] = None
    for other in workspace.reader.pointing_at(ticket.id):
        for link in other.links:
            if link.id == ticket.id and other.id != ticket.id:
                kind = LINK_SEEN_FROM_THE_OTHER_END[link.kind]
                found.setdefault(kind, {})[other.id] = None
    known = workspace.reader.by_id({ident for ids in found.values() for ident in ids})
    return {
        kind: [LinkedTicket(ident, known.get(ident)) for ident in ids]
        for kind, ids in found.items()
    }


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment's path and size in bytes; ``size`` is None if the file is missing."""

    path: str
    size: int | None


def attached_file(workspace: "Workspace", ident: str, name: str) -> StoredFile:
    """The file behind the name of an attachment."""
    from tix.storage.desk.files import UnsafePathError, check_path

    path = attachment_path(ident, name)
    root = workspace.desk.root
    try:
        check_path(root, path)
        return StoredFile(path, (root / path).stat().st_size)
    except (OSError, UnsafePathError):
        return StoredFile(path, None)


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A ticket's file, open; ``error`` says why no ticket can be made of it."""

    file: BinaryIO
    error: "BrokenTicketError | None"


def ticket_file(workspace: "Workspace", ident: str) -> TicketFile:
    """The file of a ticket, even of a broken one. Raises NoSuchTicketError."""
    from tix.storage.store.file_reader import BrokenTicketError

    failure = None
    try:
        path = workspace.reader.get(ident).path
    except BrokenTicketError as error:
        failure, path = error, error.broken.path
    return TicketFile(workspace.files.opened(path) or BytesIO(), failure)
