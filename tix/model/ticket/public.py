"""What of a ticket is public: its text, public comments, and the files that these name (M6).

A file's stored name begins with eight digits of its hash, so nobody names one by accident; what
takes in somebody's text breaks up the names of files that aren't public yet.
"""

from collections.abc import Sequence

from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

MAIL_FILE = "-mail.eml"
"""How the stored name of a kept message ends; it is never public: all that came is in it."""


def public_comments(ticket: Ticket) -> tuple[Comment, ...]:
    """The comments that the requester may read."""
    return tuple(comment for comment in ticket.comments if not comment.internal)


def public_attachments(ticket: Ticket) -> tuple[str, ...]:
    """The stored names of the files that the text or a public comment names."""
    texts = (ticket.body, *(comment.text for comment in public_comments(ticket)))
    return tuple(
        stored
        for stored in ticket.attachments
        if not stored.endswith(MAIL_FILE) and any(stored in text for text in texts)
    )


def naming(text: str, stored: Sequence[str]) -> str:
    """A text that names the files that come with it, so that they are as public as it is."""
    if not stored:
        return text
    named = f"Attached: {', '.join(dict.fromkeys(stored))}"
    return f"{text.rstrip()}\n\n{named}" if text.strip() else named


def broken_up(text: str, ticket: Ticket) -> str:
    """A public text of somebody outside, which names no file that isn't public yet."""
    known = public_attachments(ticket)
    for stored in ticket.attachments:
        if stored in text and stored not in known:
            text = text.replace(stored, stored.replace("-", "- ", 1))
    return text
