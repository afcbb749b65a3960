"""From the arguments of a command to the text of one query.

The shell has eaten the quotes of ``title:"linker error"``: what arrives is one argument with a
blank behind a field's colon, and it is one phrase. Other arguments are joined. An argument that
holds a whole query (``'status:open label:ci'``) is told from a phrase by what else is in it.
"""

import re
from collections.abc import Callable, Sequence

from tix.query.fields import QueryField, Reading
from tix.query.vocabulary import Vocabulary

# Patterns are strings: re compiles them when the first is needed, which most runs never do.
_PHRASE = r"(?s)(?P<before>-*)(?P<name>[^\W\d][\w.-]*):(?P<rest>.*\s.*)"
_JOINT = r'"|(?:^|\s)(?:OR|AND)(?:\s|$)'
_ANOTHER_FIELD = r"[\s(-]([^\W\d][\w.-]*):"
_NEEDS_QUOTES = r"[\s()]"
_OPERATOR = r"[<>]=?"

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?"
_HOUR = r"(?:1?[0-9]|2[0-3])"
_TIME = (
    rf"(?:[<>]=?\s*)?(?:(?:{_WEEKDAY}\s+)?(?:{_MONTH}\s+[0-9]{{1,2}}|[0-9]{{1,2}}\s+{_MONTH})"
    r"(?:\s+[0-9]{2})?"
    rf"|\S+\s+(?:(?:at\s+)?midnight|at\s+{_HOUR})"
    rf"|(?:today|tomorrow|yesterday|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\s+{_HOUR})"
)
"""What is a time or a day to people, and may be two: ``today at 5``, ``sun dec 25``."""

_ANY_TEXT = (Reading.CONTAINS, Reading.WORD, Reading.PERSON)
"""Readings that take any phrase; to others, like ``status``, a phrase has to make sense."""


def join_arguments(
    arguments: Sequence[str], vocabulary: Vocabulary, is_fine: Callable[[str], bool]
) -> str:
    """The query that the arguments make together.

    ``is_fine`` says whether a query with a single term can be read.
    """
    parts = (_as_query(argument.strip(), vocabulary, is_fine) for argument in arguments)
    return " ".join(part for part in parts if part)


def _as_query(argument: str, vocabulary: Vocabulary, is_fine: Callable[[str], bool]) -> str:
    has_blank = len(argument.split(None, 1)) > 1
    match = re.fullmatch(_PHRASE, argument) if has_blank else None
    field = vocabulary.field(match["name"]) if match else None
    if match is None or field is None or _has_more(match["rest"], vocabulary):
        return argument
    phrase = f"{match['before']}{match['name']}:{_quoted_values(match['rest'].strip(), field)}"
    is_phrase = field.reading in _ANY_TEXT or is_fine(phrase) or _is_time(field, match["rest"])
    return phrase if is_phrase else argument


def _is_time(field: QueryField, text: str) -> bool:
    """Whether words behind a date are part of it, though it is none: ``due:today at 5``."""
    is_date = field.reading in (Reading.DATE, Reading.TIME)
    return is_date and re.fullmatch(_TIME, text.strip().casefold()) is not None


def _has_more(rest: str, vocabulary: Vocabulary) -> bool:
    """Whether this is more than a phrase: quotes, OR, or another field."""
    if re.search(_JOINT, rest):
        return True
    return any(vocabulary.field(match[1]) for match in re.finditer(_ANOTHER_FIELD, rest))


def _quoted_values(text: str, field: QueryField) -> str:
    """The phrase with quotes around what has blanks: all of it, or each value of a list."""
    if field.reading is Reading.CONTAINS:
        return _quoted(text)
    operator = match[0] if (match := re.match(_OPERATOR, text)) else ""
    values = text[len(operator) :].split(",")
    if field.reading in _ANY_TEXT:
        return operator + ",".join(map(_quoted, values))
    return operator + ",".join("..".join(map(_quoted, v.split("..", 1))) for v in values)


def _quoted(text: str) -> str:
    text = text.strip()
    if not re.search(_NEEDS_QUOTES, text):
        return text
    escaped = text.replace("\\", "\\\\")
    return f'"{escaped}"'
