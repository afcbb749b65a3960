"""Which articles of the knowledge base fit a problem, by the words of both.

A word of the problem's title weighs as in ``tix.query.similar``: the rarer in titles of tickets,
the more. An article fits as far as the weight of the words that it has makes up the weight of all;
what stands in its text only counts for less. It has to have a telling word in title or labels: a
rare one, and of three letters or fewer (*how*) only what it writes as an abbreviation (*VPN*) or
has for a label.
"""

import re
from collections.abc import Iterable

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
    every = sum(map(rarity.weight, words))
    if not every:
        return 0.0
    about = {*tokens(article.title), *tokens("\n".join(article.labels))}
    text = {*tokens(article.body)}
    marks = {word: _mark(word, about, text) for word in words}
    shared = [word for word in words if marks[word] > _IN_TEXT and rarity.is_telling(word)]
    if not any(len(word) > _SHORT or _stands_out(word, article) for word in shared):
        return 0.0
    return sum(rarity.weight(word) * mark for word, mark in marks.items()) / every


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
