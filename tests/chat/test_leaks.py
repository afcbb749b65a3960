"""Whatever a ticket holds, chats and digests have no internal word in them."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.mail.outgoing.test_compose import MESSAGE
from tests.mail.outgoing.test_leaks import SECRET, tickets
from tix.chat.text import chat_digest, chat_letter
from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.notices.digest import digest_of
from tix.model.notices.event import EVENTS
from tix.model.ticket.ticket import Ticket

_EVENTS = st.lists(st.sampled_from(EVENTS), min_size=1, max_size=4, unique=True)


@given(tickets(), _EVENTS)
def test_no_internal_word_goes_out(
    made: tuple[Ticket, dict[str, bytes]], events: Sequence[str]
) -> None:
    ticket, _ = made
    message = replace(
        MESSAGE, events=tuple(events), purpose="notice", who="Ana Lima",
        comments=tuple(comment.id for comment in ticket.comments),
    )  # fmt: skip
    digest = digest_of([(message, ticket)], Config())
    letters = chat_letter(message, ticket), chat_digest([message], {ticket.id: ticket}, Config())
    said = [digest.subject, digest.text]
    said += [text for each in letters for text in (each.summary, each.data.decode())]
    assert SECRET not in "\n".join(said)
    assert ticket.id in letters[0].summary and ticket.id in digest.text
    assert all(text.strip() for text in said)
    for comment in ticket.comments:
        if not comment.internal:
            assert comment.text.split()[0] in digest.text
