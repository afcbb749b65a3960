"""Files kept with tickets, as they are in the desk."""

import hashlib

from tix.model.ticket import Ticket
from tix.model.ticket_json import AttachmentInfo
from tix.storage.desk import Desk
from tix.storage.files import UnsafePathError, read


def attachment_path(ident: str, name: str) -> str:
    """Where a ticket's attachment is, from the desk's root."""
    return f"attachments/{ident}/{name}"


def attachments_of(
    desk: Desk, ticket: Ticket, *, with_content: bool = False
) -> tuple[AttachmentInfo, ...]:
    """What is known of each attachment; a missing or unsafe file has no size."""
    return tuple(_info(desk, ticket.id, name, with_content) for name in ticket.attachments)


def _info(desk: Desk, ident: str, name: str, with_content: bool) -> AttachmentInfo:
    path = attachment_path(ident, name)
    try:
        content = read(desk.root, path)
    except (OSError, UnsafePathError):
        return AttachmentInfo(name, path, None, None)
    digest = hashlib.sha256(content).hexdigest()
    return AttachmentInfo(name, path, len(content), digest, content if with_content else None)
