"""Where words stand in a text: the one meaning of "contains" for search.

A word, or a phrase, is some tokens that have to stand one after the other; with ``prefix`` the
last of them may be longer. A word without any token (``++``, ``=>``) is a literal: it stands for
itself, without case, and any white space in it for one blank.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tix.frozen import dataclass
from tix.query.tokens import OTHER, TOKEN, normalised, normalised_with_places, tokens


@dataclass(frozen=True, slots=True)
class Words:
    """A condition on texts: they contain ``tokens``, or a ``literal`` if there are none."""

    tokens: tuple[str, ...]
    prefix: bool = False
    literal: str | None = None

    def is_in(self, text: str) -> bool:
        """Whether the text has it."""
        if self.literal is not None:
            return self.literal in (text if _is_plain(self.literal) else _as_literal(text))
        return self._find(plain(text)) is not None

    def seems_in(self, text: str) -> bool:
        """Whether a plain text has its tokens, wherever: a quick no for most texts."""
        for token in self.tokens:  # noqa: SIM110 (a generator would cost more than all the rest)
            if token not in text:
                return False
        return True

    def lines(self, text: str) -> Iterator[int]:
        """The lines of the text in which it begins, by number from 0."""
        if self.literal is not None:
            yield from {text.count("\n", 0, start): None for start, _ in self.places(text)}
            return
        text = plain(text)
        at = number = 0
        while found := self._find(text, at):
            number += text.count("\n", at, found[0])
            yield number
            at = text.find("\n", found[0]) + 1
            number += 1
            if at == 0:
                return

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in the text: (start, end), in order; they can overlap."""
        if self.literal is not None:
            yield from _literal_places(text, self.literal)
        elif text.isascii():
            yield from self._places(plain(text))
        elif self.is_in(text):
            made, origins = normalised_with_places(text)
            for start, end in self._places(made):
                yield origins[start][0], origins[end - 1][1]

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """The same for a plain text."""
        at = 0
        while found := self._find(text, at):
            yield found
            at = found[0] + 1

    def _find(self, text: str, at: int = 0) -> tuple[int, int] | None:
        """The first place in a plain text, at or behind ``at``."""
        if not self.seems_in(text):  # much quicker than the pattern, and mostly the answer
            return None
        pattern = _pattern(self.tokens, self.prefix)
        while found := pattern.search(text, at):
            at = found.start()
            before = text[at - 1 : at]
            if not before.isalnum() and before < "\x80":
                return found.span()
            at += 1
        return None


def plain(text: str) -> str:
    """The text as it is compared: normalised and in lower case, line by line."""
    return normalised(text).lower() if text.isascii() else _plain(text)


@lru_cache(maxsize=64)
def _plain(text: str) -> str:
    return normalised(text).lower()


def words_of(word: str) -> Words:
    """The condition for a word or phrase of a query; a ``*`` at its end makes it a prefix."""
    stem = word.rstrip("*")
    found = tuple(tokens(stem))
    if not found:
        return Words((), literal=_as_literal(word).strip())
    starred = stem != word and len(tokens(stem + "x")) == len(found)
    return Words(found, starred)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...], prefix: bool) -> re.Pattern[str]:
    """The tokens one after the other. It begins with a literal, which ``re`` finds quickly."""
    end = "" if prefix else f"(?!{TOKEN})"
    return re.compile(f"{OTHER}++".join(map(re.escape, words)) + end)


@lru_cache(maxsize=64)
def _as_literal(text: str) -> str:
    return re.sub(r"\s+", " ", text.casefold())


def _is_plain(literal: str) -> bool:
    """Whether neither case nor white space can make a difference."""
    return literal.isascii() and " " not in literal


def _literal_places(text: str, literal: str) -> Iterator[tuple[int, int]]:
    """Where a literal begins, and where it ends, in the text as it was."""
    if _is_plain(literal):
        at = text.find(literal)
        while at >= 0:
            yield at, at + len(literal)
            at = text.find(literal, at + 1)
        return
    made = [(_as_literal(part[0]), part.span()) for part in re.finditer(r"\s+|\S", text)]
    plain = "".join(piece for piece, _ in made)
    origins = [place for piece, place in made for _ in piece]
    at = plain.find(literal)
    while at >= 0:
        yield origins[at][0], origins[at + len(literal) - 1][1]
        at = plain.find(literal, at + 1)
