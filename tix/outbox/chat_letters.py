"""Chats among what a dispatcher sends."""

from collections.abc import Mapping, Sequence

from tix.mail.dispatch import Dispatch
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter, Transport
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def chat_letter_of(message: Message, ticket: Ticket | None, _: "Workspace") -> Letter | None:
    """A notice in words; None without a ticket."""
    from tix.chat.text import chat_letter

    return chat_letter(message, ticket) if ticket else None


def chat_digest_of(
    messages: Sequence[Message], tickets: Mapping[str, Ticket], workspace: "Workspace"
) -> Letter:
    """A digest in words."""
    from tix.chat.text import chat_digest

    return chat_digest(messages, tickets, workspace.config)


def chat_transports(dispatch: Dispatch) -> Mapping[str, Transport]:
    """The chats of a dispatcher, by their names."""
    from tix.chat.delivery import ChatTransport

    return {name: ChatTransport(name, address) for name, address in dispatch.channels.items()}
