"""Measuring how similar two tickets are by the words of their titles; rare words count more.

A word weighs ``log(1 + tickets / (1 + tickets with it in the title))``: no list of stop words is
needed, in whatever language. Two titles are alike as far as the weight of what they share makes up
the weight of both (Dice's coefficient). Words count as nearly the same where they begin alike
(*fails*, *failing*), unless there are digits in them. The new ticket's text and labels can only
add to that: they say more about what it is, but people who tell a problem again use other words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log

from tix.frozen import dataclass
from tix.model.ticket.ticket import Ticket
from tix.query.tokens import tokens

LIKELY = 0.6
"""From here on a note at ``tix open`` is right more often than not."""

WORTH_A_LOOK = 0.3
"""From here on ``tix similar`` names a ticket."""

_LINES = 5
"""How many lines of the text count: what comes later is logs more often than words."""

_LONGEST = 40
"""How many tokens of a title count."""

_LOOKED_AT_AGAIN = 20
"""How many tickets are compared by the counts of all their words."""

_NEARLY = 0.8
"""The weight of a word that begins alike, relative to the same word."""

_ONE_WORD = 0.4
"""More it can't be where the titles share a single word that isn't in many others."""

_ANOTHER_NUMBER = 0.6
"""What is left where each has a number that the other lacks: notes of 4.2 aren't those of 4.3."""

_FROM_TEXT = 0.3
"""How much of what is missing for certainty the text and the labels can make up for."""


Counts = Callable[[Iterable[str]], Mapping[str, int]]
"""Tells of tokens how many tickets have them in the title; 0 for what none has."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A ticket, and how much it is like another one, from 0 to 1."""

    ticket: Ticket
    value: float


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many tickets a desk has, and in the titles of how many of them each token stands.

    A token that isn't in ``counts`` is taken for one that all titles have.
    """

    tickets: int
    counts: Mapping[str, int]

    def weight(self, token: str) -> float:
        """A token's weight, above 0; the highest if no title has it."""
        return log(1 + (self.tickets + 1) / (self.counts.get(token, self.tickets) + 1))

    def is_telling(self, token: str) -> bool:
        """Whether few titles have it."""
        return self.counts.get(token, self.tickets) <= most_telling(self.tickets)


def most_telling(tickets: int) -> int:
    """How many of the titles of a desk are few: one of twenty, or six, as of a problem told
    again."""
    return max(6, tickets // 20)


def most_alike(
    ticket: Ticket,
    others: Iterable[Ticket],
    tickets: int,
    counts: Counts,
    least: float,
    is_meant: Callable[[Ticket], bool] | None = None,
) -> list[Likeness]:
    """Those of the others that are at least so much alike, the most similar first.

    ``tickets`` is how many the desk has; ``is_meant`` says which of the best are asked for. Not all
    words of all others are counted: a first look takes those that only the others have for the
    commonest of words, which makes everything more alike than it is, and the best of that are
    looked at again.
    """
    rough = Rarity(tickets, counts(title_tokens(ticket)))
    first = _sorted(ticket, others, rough, least)[:_LOOKED_AT_AGAIN]
    if is_meant is not None:
        first = [each for each in first if is_meant(each.ticket)]
    words = {word for each in first for word in (*title_tokens(each.ticket), *_labels(each.ticket))}
    exact = Rarity(tickets, {**counts(words), **rough.counts})
    return _sorted(ticket, (each.ticket for each in first), exact, least)


def _sorted(
    ticket: Ticket, others: Iterable[Ticket], rarity: Rarity, least: float
) -> list[Likeness]:
    compared = (Likeness(other, likeness(ticket, other, rarity)) for other in others)
    found = [each for each in compared if each.value >= least and each.ticket.id != ticket.id]
    return sorted(found, key=lambda each: (-each.value, each.ticket.id))


def title_tokens(ticket: Ticket) -> tuple[str, ...]:
    """The tokens of the title, each once; of an endless one the first."""
    return tuple(dict.fromkeys(tokens(ticket.title)))[:_LONGEST]


def likeness(ticket: Ticket, other: Ticket, rarity: Rarity) -> float:
    """How much they are alike, from 0 to 1. ``rarity`` has counts of both titles' tokens."""
    ours, theirs = title_tokens(ticket), title_tokens(other)
    if not ours or not theirs:
        return 0.0
    shared = _shared(ours, theirs)
    common = sum(
        rarity.weight(our) * (1 if our == their else _NEARLY) for their, our in shared.items()
    )
    alike = min(1.0, 2 * common / (_weight(ours, rarity) + _weight(theirs, rarity)))
    if not alike:
        return 0.0
    if set(ours) != set(theirs) and _telling_words(ticket, set(shared.values()), rarity) < 2:
        alike = min(alike, _ONE_WORD)
    if _numbers(ours) - _numbers(theirs) and _numbers(theirs) - _numbers(ours):
        alike *= _ANOTHER_NUMBER
    return alike + (1 - alike) * _FROM_TEXT * _told_elsewhere(ticket, other, shared, rarity)


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> dict[str, str]:
    """Those of their tokens that we have too, or nearly, and ours for each."""
    found = {token: token for token in theirs if token in ours}
    left = [token for token in ours if token not in found]
    for token in theirs:
        if token in found:
            continue
        if near := next((our for our in left if begin_alike(our, token)), None):
            left.remove(near)
            found[token] = near
    return found


def _telling_words(ticket: Ticket, shared: set[str], rarity: Rarity) -> int:
    """How many words of the title have a shared token that few titles have; a path is one word."""
    telling = {token for token in shared if rarity.is_telling(token)}
    return sum(not telling.isdisjoint(tokens(word)) for word in set(ticket.title.split()))


def begin_alike(one: str, other: str) -> bool:
    """Whether two words of letters have the first four characters, and most of one, in common."""
    shorter = min(len(one), len(other))
    if shorter < 4 or one[:4] != other[:4] or not (one.isalpha() and other.isalpha()):
        return False
    common = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    return 4 * common >= 3 * shorter and len(one) + len(other) <= 3 * common


def _numbers(words: Iterable[str]) -> set[str]:
    return {word for word in words if word.isdigit()}


def _told_elsewhere(
    ticket: Ticket, other: Ticket, shared: Mapping[str, str], rarity: Rarity
) -> float:
    """How much of the rest of their title, and of their labels, our text and labels have."""
    said = set(tokens("\n".join([*ticket.labels, *ticket.body.split("\n")[:_LINES]])))
    rest = {token for token in title_tokens(other) if token not in shared}
    rest.update(_labels(other))
    asked = _weight(rest, rarity)
    return _weight(rest & said, rarity) / asked if asked else 0.0


def _labels(ticket: Ticket) -> list[str]:
    return tokens("\n".join(ticket.labels))


def _weight(words: Sequence[str] | set[str], rarity: Rarity) -> float:
    return sum(map(rarity.weight, words))


def rarest(words: Sequence[str], counts: Mapping[str, int], enough: int) -> tuple[str, ...]:
    """The tokens, the rarest first, that stand in titles of about ``enough`` tickets together.

    What no title has is left out, and so is what would lead to many more; the first always counts.
    """
    known = sorted((word for word in words if counts.get(word)), key=lambda word: counts[word])
    chosen: list[str] = []
    total = 0
    for word in known:
        total += counts[word]
        if chosen and total > enough:
            break
        chosen.append(word)
    return tuple(chosen)
