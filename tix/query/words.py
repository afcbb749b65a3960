"""Where words stand in a text: the one meaning of "contains" for search.

A word, or a phrase, is some tokens that have to stand one after the other; with ``prefix`` the
last of them may be longer. A word without any token (``++``, ``=>``) is a literal: it stands for
itself, without case, and any white space in it for one blank.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tix.query.tokens import TOKEN, normalised, normalised_with_places, tokens
from tix.values import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What a text has to have: ``tokens``, or a ``literal`` if there are none."""

    tokens: tuple[str, ...]
    prefix: bool = False
    literal: str | None = None

    def is_in(self, text: str) -> bool:
        """Whether the text has it."""
        if self.literal is not None:
            return self.literal in _as_literal(text)
        text = normalised(text).lower()
        return next(self._places(text), None) is not None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in the text: (start, end), in order; they can overlap."""
        if self.literal is not None:
            yield from _literal_places(text, self.literal)
        elif text.isascii():
            yield from self._places(normalised(text).lower())
        elif self.is_in(text):
            plain, origins = normalised_with_places(text)
            for start, end in self._places(plain):
                yield origins[start][0], origins[end - 1][1]

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """The same for a text that is normalised and in lower case."""
        if not all(token in text for token in self.tokens):
            return
        pattern, inside = _pattern(self.tokens, self.prefix), re.compile(TOKEN)
        found = pattern.search(text)
        while found:
            start = found.start()
            if start == 0 or not inside.match(text, start - 1):
                yield found.span()
            found = pattern.search(text, start + 1)


def words_of(word: str) -> Words:
    """What a word or phrase of a query asks for; a ``*`` at its end makes a prefix of it."""
    stem = word.rstrip("*")
    found = tuple(tokens(stem))
    if not found:
        return Words((), literal=_as_literal(word).strip())
    starred = stem != word and len(tokens(stem + "x")) == len(found)
    return Words(found, starred)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...], prefix: bool) -> re.Pattern[str]:
    """The tokens one after the other. It begins with a literal, which ``re`` finds quickly."""
    between = TOKEN.replace("[", "[^", 1) + "++"
    end = "" if prefix else f"(?!{TOKEN})"
    return re.compile(between.join(map(re.escape, words)) + end)


def _as_literal(text: str) -> str:
    return re.sub(r"\s+", " ", text.casefold())


def _literal_places(text: str, literal: str) -> Iterator[tuple[int, int]]:
    """Where a literal begins, and where it ends, in the text as it was."""
    made = [(_as_literal(part[0]), part.span()) for part in re.finditer(r"\s+|\S", text)]
    plain = "".join(piece for piece, _ in made)
    origins = [place for piece, place in made for _ in piece]
    at = plain.find(literal)
    while at >= 0:
        yield origins[at][0], origins[at + len(literal) - 1][1]
        at = plain.find(literal, at + 1)
