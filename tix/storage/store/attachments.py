"""The attachments of tickets, as files of the desk."""

import contextlib
import hashlib

from tix.model.layout import attachment_path
from tix.model.ticket.json import AttachmentInfo
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import UnsafePathError
from tix.storage.store.file_reader import FileReader


def attachments_of(
    desk: Desk, ticket: Ticket, *, with_content: bool = False
) -> tuple[AttachmentInfo, ...]:
    """The facts about each attachment; a missing or unsafe file has no size."""
    reader = FileReader(desk)
    return tuple(_info(reader, ticket.id, name, with_content) for name in ticket.attachments)


def _info(reader: FileReader, ident: str, name: str, with_content: bool) -> AttachmentInfo:
    path = attachment_path(ident, name)
    content: bytes | None = None
    with contextlib.suppress(OSError, UnsafePathError):
        content = reader.content(path)
    if content is None:
        return AttachmentInfo(name, path, None, None)
    digest = hashlib.sha256(content).hexdigest()
    return AttachmentInfo(name, path, len(content), digest, content if with_content else None)
