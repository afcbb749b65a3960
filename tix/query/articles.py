"""Which articles of the knowledge base fit a problem, by the words of both.

A word of the problem's title weighs much as in ``tix.query.similar``: the rarer in titles of
tickets, the more; but what a few tickets have weighs hardly less than what none has: that a problem
was told before doesn't make its article fit less. An article fits as far as the weight of the words
that it has makes up the weight of all; what stands in its text only counts for less.

Words of three letters or fewer (*how*) count for little unless the article writes them as an
abbreviation (*VPN*) or has them for a label: a young desk doesn't know yet which words are common.
An article has to have a telling word in title or labels: a rare one that isn't such a short one.
One word in common is enough only if it is what the article is called by (an abbreviation, a label),
or if its text has another: *Release policy* isn't about the *Return policy*. A problem that is told
at length has its article where it has all the words of the article's title, if these are several.
In a young desk a word in a third of all titles is rare still, since the problem that people have
most often is told in most of them.
"""

import re
from collections.abc import Collection, Iterable
from math import log

from tix.frozen import dataclass
from tix.model.records.article import Article
from tix.query.similar import Rarity, begin_alike
from tix.query.tokens import tokens

OFFERED = 0.4
"""From here on an article is worth a line at ``tix open``."""

COVERS = 0.5
"""From here on an article is taken to be about a problem."""

_WHOLE = 0.6
"""How well an article fits, at least, if the problem has all of its title's words."""

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
    title = tokens(article.title)
    about = {*title, *tokens("\n".join(article.labels))}
    text = {*tokens(article.body)}
    marks = {word: _mark(word, about, text) for word in words}
    small = {word for word in {*words, *title} if _is_small(word, article)}
    shared = [word for word in words if marks[word] > _IN_TEXT and word not in small]
    if not any(_is_telling(word, rarity) for word in shared):
        return 0.0
    longer = {word for word in words if word not in small}
    rest = longer.difference(shared)
    is_enough = len(shared) > 1 or not rest or _is_called(shared[0], article)
    if not (is_enough or any(_is_in(word, text) for word in rest)):
        return 0.0
    weights = {word: _weight(word, rarity) * (_SMALL if word in small else 1) for word in words}
    value = sum(weights[word] * marks[word] for word in words) / sum(weights.values())
    whole = {word for word in title if word not in small}
    if len(whole) > 1 and all(_is_in(word, longer) for word in whole):
        return max(value, _WHOLE)
    return value


def _is_telling(word: str, rarity: Rarity) -> bool:
    return rarity.is_telling(word) or rarity.counts.get(word, rarity.tickets) <= min(
        _OFTEN, rarity.tickets // 3
    )


def _weight(word: str, rarity: Rarity) -> float:
    count = rarity.counts.get(word, rarity.tickets)
    return log(1 + (rarity.tickets + _FEW) / (count + _FEW))


def _is_small(word: str, article: Article) -> bool:
    """Whether a word is short and no more than a small word of some language."""
    is_short = len(word) <= _SHORT and word.isascii() and word.isalpha()
    return is_short and not _is_called(word, article)


def _is_called(word: str, article: Article) -> bool:
    """Whether an article has a word for a label, or writes it as an abbreviation."""
    if any(_is_in(word, tokens(label)) for label in article.labels if len(tokens(label)) == 1):
        return True
    return (
        word.isascii()
        and word.isalpha()
        and word.upper() in re.findall(r"\w+", "\n".join((article.title, *article.labels)))
    )


def _mark(word: str, about: set[str], text: set[str]) -> float:
    if word in about:
        return 1.0
    if _is_in(word, about):
        return _NEARLY
    return _IN_TEXT if word in text else 0.0


def _is_in(word: str, words: Collection[str]) -> bool:
    """Whether a word, or one that begins alike, is among others."""
    return word in words or any(begin_alike(word, other) for other in words)
