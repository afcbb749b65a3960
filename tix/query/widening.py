"""The same query with words that may go on: ``deploy`` becomes ``deploy*``."""

from tix.query.joints import with_marks
from tix.query.lexer import Joint, Mark, Token, Word, tokens
from tix.query.words import words_of


def with_stars(text: str) -> str | None:
    """The query with a ``*`` at each word and phrase that isn't negated; None if none changes.

    What stands behind a field's colon stays as it is; a query with ``-(…)`` isn't changed, for
    longer words in there find less. Raises QueryError, as reading the query does.
    """
    parts, at = [], 0
    before: Token | None = None
    for token in with_marks(tokens(text)):
        negated = isinstance(before, Joint) and before.mark in (Mark.MINUS, Mark.NOT)
        if negated and isinstance(token, Joint):
            return None
        if isinstance(token, Word) and not negated and _can_go_on(token):
            end = token.end - token.quoted
            parts += [text[at:end], "*"]
            at = end
        before = token
    return "".join([*parts, text[at:]]) if parts else None


def _can_go_on(word: Word) -> bool:
    return not word.text.endswith("*") and words_of(f"{word.text}*").prefix
