"""A mail in plain text: what happened to the ticket, and the public comments about it."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from tix.model.notices.message import Message
from tix.model.notices.sending import Letter
from tix.model.ticket.ticket import Ticket

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def plain_mail(message: Message, ticket: Ticket | None, workspace: "Workspace") -> Letter | None:
    """The mail; None without a ticket or an address of the desk."""
    settings = workspace.config.mail
    if ticket is None or settings is None or not settings.address:
        return None
    subject = " ".join(f"[{ticket.id}] {ticket.title}".split())
    mail = EmailMessage(SMTP.clone(max_line_length=78))
    mail["From"] = settings.address
    mail["To"] = message.to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(workspace.now)
    mail["Message-ID"] = message.message_id(settings.address.rpartition("@")[2])
    if message.purpose != "answer":
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(message, ticket))
    return Letter(bytes(mail), subject, settings.address, (message.to,))


def _text(message: Message, ticket: Ticket) -> str:
    said = [c for c in ticket.comments if c.id in message.comments and not c.internal]
    parts = [f"{', '.join(message.events) or message.purpose}: {ticket.title}"]
    parts += [f"{comment.author.label}:\n\n{comment.text}" for comment in said]
    return "\n\n".join(parts) + "\n"
