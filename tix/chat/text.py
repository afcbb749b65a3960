"""What a notice says in a chat: the ticket, what happened, and the beginning of what was said.

No internal text, and nothing that a chat service takes for more than text: what calls everybody
(``@everyone``, ``<!channel>``) is written by customers, too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from tix.model.config.config import Config
from tix.model.notices.excerpt import excerpt
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter
from tix.model.notices.words import happened
from tix.model.ticket.public import public_comments
from tix.model.ticket.ticket import Ticket

_MOST = 500
"""Characters of one comment."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CALLS = re.compile(
    r"(?<=@)(?=everyone|here|\*)|(?<=@)(?<![\w.]@)(?=channel|all|room|team)"
    r"|(?<=<)(?=[!@#]|users/|at>)",
    re.IGNORECASE,
)
"""Behind which signs: Slack, Discord, Mattermost, Rocket.Chat, Matrix, Zulip, Google, Teams.

An ``@`` behind a word is of a mail address, and calls nobody; but Discord doesn't ask what stands
before its two words.
"""
_NOTHING = "\u200b"
"""A blank of no width: between a sign and a word it makes the sign a sign."""


def chat_letter(message: Message, ticket: Ticket) -> Letter:
    """A notice; its summary is the title."""
    parts = [*happened(message), *_said(message, ticket)]
    title = harmless(f"[{ticket.id}] {ticket.short_title}")
    return Letter(harmless("\n".join(parts)).encode(), title)


def chat_digest(
    messages: Sequence[Message], tickets: Mapping[str, Ticket], config: Config
) -> Letter:
    """All that these messages tell somebody; ``tickets`` are by their ids."""
    from tix.model.notices.digest import digest_of  # few people want one

    said = digest_of([(each, tickets[each.ticket]) for each in messages], config)
    return Letter(harmless(said.text).encode(), harmless(said.subject))


def _said(message: Message, ticket: Ticket) -> Iterator[str]:
    for comment in public_comments(ticket):
        if comment.id in message.comments:
            yield f"\n{comment.author.label}: {excerpt(comment.text, _MOST)}"


def harmless(text: str) -> str:
    """A text that calls nobody, and has no control characters."""
    return _CALLS.sub(_NOTHING, _CONTROL.sub(" ", text))
