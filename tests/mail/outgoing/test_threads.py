"""Letters stand in one thread in mail clients, by Zawinski's algorithm (jwz.org/doc/threading)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.conftest import NOW
from tests.mail.outgoing.test_compose import MESSAGE, TICKET, Compose, composed, mail
from tix.frozen import replace
from tix.mail.headers import message_ids
from tix.model.notices.message import key_of
from tix.model.record.values import Comment
from tix.model.ticket.entries import Message as Entry
from tix.model.ticket.ticket import Ticket

__all__ = ["composed"]  # a fixture


@dataclass(eq=False)
class Container:
    """A message, or the place of one that isn't there."""

    ident: str
    is_there: bool = False
    parent: "Container | None" = None
    children: "list[Container]" = field(default_factory=list)

    def has(self, other: "Container") -> bool:
        """Whether it is the other, or above it."""
        return self is other or any(child.has(other) for child in self.children)


def threads(messages: Iterable[tuple[str, str, str]]) -> list[Container]:
    """The roots after step 2 of the algorithm; each message is its Message-ID, References and
    In-Reply-To. Subjects (step 5) aren't looked at: some clients don't, either."""
    table: dict[str, Container] = {}

    def at(ident: str) -> Container:
        return table.setdefault(ident, Container(ident))

    def link(parent: Container, child: Container) -> None:
        if child.parent is None and not child.has(parent):
            child.parent = parent
            parent.children.append(child)

    for ident, refers, answers in messages:
        this = at(ident)
        this.is_there = True
        named = [*message_ids(refers), *message_ids(answers)[:1]]
        chain = [at(each) for each in dict.fromkeys(named) if each != ident]
        for parent, child in pairwise(chain):
            link(parent, child)
        if chain:
            if this.parent is not None:
                this.parent.children.remove(this)
                this.parent = None
            link(chain[-1], this)
    return [each for each in table.values() if each.parent is None]


class Conversation:
    """A ticket, the letters about it and what customers write, as they see it."""

    def __init__(self, compose: Compose, ticket: Ticket) -> None:
        self._compose, self._ticket = compose, ticket
        self.seen: list[tuple[str, str, str]] = []
        self._count = 0

    def asks(self, *, refers: Callable[[str], str] = lambda text: text) -> None:
        """The customer writes: an answer to the last letter, if there is one."""
        self._count += 1
        ident = f"<{self._count}@acme.example>"
        last = self.seen[-1] if self.seen else None
        known = refers(f"{last[1]} {last[0]}") if last else ""
        self.seen.append((ident, known, last[0] if last else ""))
        comment = f"c-aaaaa{self._count}" if self._ticket.messages else "body"
        entry = Entry(comment, None, ident)
        comments = self._ticket.comments
        if comment != "body":
            comments = (*comments, Comment(comment, NOW, MESSAGE_BY, False, "Asked."))
        self._ticket = replace(
            self._ticket, comments=comments, messages=(*self._ticket.messages, entry)
        )

    def answers(self, *, rewritten: bool = False) -> None:
        """The desk answers; ``rewritten``: a server on the way gives the letter another id."""
        self._count += 1
        ident = f"c-bbbbb{self._count}"
        said = replace(TICKET.comments[0], id=ident)
        self._ticket = replace(self._ticket, comments=(*self._ticket.comments, said))
        message = replace(MESSAGE, key=key_of(ident), comments=(ident,))
        letter = mail(self._compose(message, self._ticket))
        known = f"<{self._count}@eu-west-1.amazonses.com>" if rewritten else letter["Message-ID"]
        self.seen.append((known, letter["References"], letter["In-Reply-To"]))


MESSAGE_BY = replace(TICKET.comments[0].author, mail="jo@acme.example")
EMPTY = replace(TICKET, comments=(), messages=())


@pytest.mark.parametrize("rewritten", [False, True])
def test_a_conversation_by_mail_is_one_thread(composed: Compose, rewritten: bool) -> None:
    talk = Conversation(composed, EMPTY)
    talk.asks()
    for _ in range(8):
        talk.answers(rewritten=rewritten)
        talk.answers(rewritten=rewritten)
        talk.asks()
    assert len(threads(talk.seen)) == 1
    assert len(threads(reversed(talk.seen))) == 1  # whatever came first


def test_letters_about_a_call_are_one_thread(composed: Compose) -> None:
    talk = Conversation(composed, EMPTY)
    for _ in range(4):
        talk.answers()
    assert len(threads(talk.seen)) == 1


def test_clients_that_keep_only_the_last_reference(composed: Compose) -> None:
    talk = Conversation(composed, EMPTY)
    talk.asks()
    for _ in range(3):
        talk.answers()
        talk.asks(refers=lambda text: text.split()[-1])
    assert len(threads(talk.seen)) == 1


def test_two_tickets_are_two_threads(composed: Compose) -> None:
    first = Conversation(composed, EMPTY)
    second = Conversation(composed, replace(EMPTY, id="aaaaaa"))
    for talk in (first, second):
        talk.answers()
        talk.answers()
    assert len(threads([*first.seen, *second.seen])) == 2
