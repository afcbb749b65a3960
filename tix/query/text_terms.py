"""From words and phrases to nodes: what most searches consist of, and fields of texts."""

import re

from tix.query.lexer import Word
from tix.query.predicates import Contains, Node, Or
from tix.query.term_values import Context
from tix.query.words import words_of

MAX_TOKENS = 500
"""How many tokens a phrase may have: each is a look-up, and each start in a text a comparison."""

# The pattern is a string: re compiles it when it is needed, which most runs never do.
_VERSION = r"v?[0-9]+(\.[0-9]+)*\.?\*?"


def other_spelling(word: Word) -> str | None:
    """The number of a release with the v before it, or without: ``2.4.*`` of ``v2.4.*``."""
    text = word.text.casefold()
    if word.quoted or "." not in text or not re.fullmatch(_VERSION, text):
        return None
    return text[1:] if text.startswith("v") else f"v{text}"


def text_with(where: str, word: Word, context: Context) -> Node:
    """The node of a word or phrase as ``contains``; ``2.4.1`` is ``v2.4.1``, too."""
    if not word.quoted and word.text == "*":
        context.warn("'*' alone is looked for as a sign; leave it out to find all", lambda: None)
    found, other = contains(where, word, context), other_spelling(word)
    return found if other is None else Or((found, Contains(where, words_of(other))))


def contains(where: str, word: Word, context: Context) -> Contains:
    """The node of a word or phrase; a ``*`` at its end makes a prefix of its last token.

    Raises QueryError if it is too long to be looked for.
    """
    words = words_of(word.text)
    if len(words.tokens) > MAX_TOKENS:
        raise context.error(
            f"a phrase can't have more than {MAX_TOKENS} words",
            word,
            "a part of it is enough; characters of Han, Kana and the like count as words",
        )
    return Contains(where, words)
