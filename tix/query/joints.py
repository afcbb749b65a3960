"""Words and signs of other tools for OR, AND and NOT, and what may be another habit of theirs.

Every query is looked at here; what to say to a habit is in ``tix.query.habits``, which most queries
don't need.
"""

from collections.abc import Sequence

from tix.query.lexer import Joint, Mark, Saved, Term, Token, Word

SIGNS = ("=", "==", "!=", "~", "!~", "=~", "<", ">", "<=", ">=")
"""Signs that compare, where they stand as words of their own."""

_BEHIND_A_NAME = ("by", "in", "not", "was", "changed", "is")


def with_marks(typed: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, with the words and signs of other tools for OR, AND and NOT as what they mean.

    ``or`` and ``and`` are joints between two parts, ``||``, ``|``, ``&&`` and ``&`` beside a field
    or a parenthesis. ``NOT`` negates what follows it, ``not`` a field or a parenthesis only:
    ``not found`` is two words.
    """
    found: list[Token] = []
    for place, token in enumerate(typed):
        behind = typed[place + 1] if place + 1 < len(typed) else None
        mark = _mark(token, found[-1] if found else None, behind)
        if mark is not None:
            found.append(Joint(mark, token.start, token.end))
        else:
            found.append(token)
    return tuple(found)


def _mark(token: Token, before: Token | None, behind: Token | None) -> Mark | None:
    if not isinstance(token, Word) or token.quoted:
        return None
    if token.text == "NOT" and _begins(behind):
        return Mark.NOT
    if token.text == "not" and _begins(behind) and _is_of_a_query(behind):
        return Mark.NOT
    mark = _JOINTS.get(token.text)
    if mark is None or not (_ends(before) and _begins(behind)):
        return None
    is_word = token.text.isalpha()
    return mark if is_word or _is_of_a_query(before) or _is_of_a_query(behind) else None


_JOINTS = {
    "or": Mark.OR,
    "||": Mark.OR,
    "|": Mark.OR,
    "and": Mark.AND,
    "&&": Mark.AND,
    "&": Mark.AND,
}


def _ends(token: Token | None) -> bool:
    """Whether a part of a query can end with it."""
    return token is not None and (not isinstance(token, Joint) or token.mark is Mark.CLOSE)


def _begins(token: Token | None) -> bool:
    """Whether a part of a query can begin with it."""
    beginnings = (Mark.OPEN, Mark.MINUS, Mark.NOT)
    return token is not None and (not isinstance(token, Joint) or token.mark in beginnings)


def _is_of_a_query(token: Token | None) -> bool:
    """Whether it can't be a word of a text."""
    return isinstance(token, Term | Saved | Joint)


def may_be_a_habit(word: Word, rest: Sequence[Token]) -> bool:
    """Whether a word may mean something else to those who come from another tool.

    ``rest`` are the tokens behind it.
    """
    text = word.text
    if word.quoted:
        return False
    if text[:1] in "./+!~" or any(sign in text for sign in "=<>~"):
        return True
    behind = bare(rest[:1])
    return bool(behind) and (behind[0] in SIGNS or behind[0].casefold() in _BEHIND_A_NAME)


def bare(tokens: Sequence[Token]) -> list[str]:
    """The texts of the words that the tokens begin with, up to the first that is none."""
    found = []
    for token in tokens:
        if not isinstance(token, Word) or token.quoted:
            break
        found.append(token.text)
    return found
