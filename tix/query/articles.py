"""Which articles of the knowledge base fit a problem, by the words of both.

A word of the problem's title weighs much as in ``tix.query.similar``: the rarer in titles of
tickets, the more; but what a few tickets have weighs hardly less than what none has: that a problem
was told before doesn't make its article fit less. An article fits as far as the weight of the words
that it has makes up the weight of all; what stands in its text only counts for less.

Words of three letters or fewer (*how*) count for little unless the article writes them as an
abbreviation (*VPN*) or has them for a label: a young desk doesn't know yet which words are common.
An article has to have a telling word in title or labels: a rare one that isn't such a short one.
In a young desk a word in a third of all titles is rare still, since the problem that people have
most often is told in most of them.
"""

import re
from collections.abc import Iterable
from math import log

from tix.frozen import dataclass
from tix.model.records.article import Article
from tix.query.similar import Rarity, begin_alike
from tix.query.tokens import tokens

OFFERED = 0.4
"""From here on an article is worth a line at ``tix open``."""

COVERS = 0.5
"""From here on an article is taken to be about a problem."""

_NEARLY = 0.8
_IN_TEXT = 0.4
_LONGEST = 40
_SHORT = 3

_OFTEN = 30
"""In how many titles, at most, a word is rare in a young desk."""

_FEW = 6
"""In how many titles a word stands that is about as rare as one in none."""

_SMALL = 0.35
"""The weight of a short word, relative to a longer one that is as rare."""


@dataclass(frozen=True, slots=True)
class Fit:
    """An article, and how well it fits, from 0 to 1."""

    article: Article
    value: float


def problem_tokens(title: str) -> tuple[str, ...]:
    """The words of a problem's title, each once; of an endless one the first."""
    return tuple(dict.fromkeys(tokens(title)))[:_LONGEST]


def fitting(
    title: str, articles: Iterable[Article], rarity: Rarity, least: float = OFFERED
) -> list[Fit]:
    """The articles that fit at least so well, best first; ``rarity`` knows the title's words."""
    words = problem_tokens(title)
    found = (Fit(article, _value(words, article, rarity)) for article in articles)
    return sorted(
        (fit for fit in found if fit.value >= least), key=lambda fit: (-fit.value, fit.article.id)
    )


def _value(words: tuple[str, ...], article: Article, rarity: Rarity) -> float:
    if not words:
        return 0.0
    about = {*tokens(article.title), *tokens("\n".join(article.labels))}
    text = {*tokens(article.body)}
    marks = {word: _mark(word, about, text) for word in words}
    small = {word for word in words if len(word) <= _SHORT and not _stands_out(word, article)}
    shared = [word for word in words if marks[word] > _IN_TEXT and _is_telling(word, rarity)]
    if small.issuperset(shared):
        return 0.0
    weights = {word: _weight(word, rarity) * (_SMALL if word in small else 1) for word in words}
    return sum(weights[word] * marks[word] for word in words) / sum(weights.values())


def _is_telling(word: str, rarity: Rarity) -> bool:
    return rarity.is_telling(word) or rarity.counts.get(word, rarity.tickets) <= min(
        _OFTEN, rarity.tickets // 3
    )


def _weight(word: str, rarity: Rarity) -> float:
    count = rarity.counts.get(word, rarity.tickets)
    return log(1 + (rarity.tickets + _FEW) / (count + _FEW))


def _stands_out(word: str, article: Article) -> bool:
    """Whether a short word is more than a small word of some language."""
    if not (word.isascii() and word.isalpha()):
        return True
    if word in (label.casefold() for label in article.labels):
        return True
    return word.upper() in re.findall(r"\w+", "\n".join((article.title, *article.labels)))


def _mark(word: str, about: set[str], text: set[str]) -> float:
    if word in about:
        return 1.0
    if any(begin_alike(word, other) for other in about):
        return _NEARLY
    return _IN_TEXT if word in text else 0.0
