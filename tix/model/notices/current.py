"""What of a message still holds when it is sent (step 4): the ticket may be another by then."""

from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.notices.message import Message
from tix.model.ticket.ticket import Ticket

_OF_COMMENTS = frozenset({"asked", "answered", "commented", "mentioned"})
_TO_CUSTOMERS = ("answer", "acknowledge", "resolved")


def current(message: Message, ticket: Ticket | None, config: Config) -> Message | None:
    """The message without comments that are gone; None: nobody has to be told any more.

    What customers are told is gone once it is internal; of a ticket that isn't done any more, that
    it is done.
    """
    if message.purpose == "invoice":
        return message
    if ticket is None:
        return None
    if message.purpose == "resolved" and not config.is_done(ticket):
        if "answered" not in message.events:
            return None
        message = replace(message, purpose="answer")
    is_public = message.purpose in _TO_CUSTOMERS
    there = {c.id for c in ticket.comments if not (is_public and c.internal)}
    left = tuple(ident for ident in message.comments if ident in there)
    if left == message.comments:
        return message
    if not left and message.events and _OF_COMMENTS.issuperset(message.events):
        return None
    return replace(message, comments=left)
