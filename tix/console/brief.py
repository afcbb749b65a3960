"""Messages that quote what was typed, without repeating all of a text that is very long."""

import re
from collections.abc import Iterator, Sequence

_LONG = 200
"""Characters of an argument that may be repeated."""

_SHOWN = 60
_ROOM = 400
"""Characters of a message in which nothing is looked for."""


def brief(message: str, arguments: Sequence[str]) -> str:
    """The message, with ``…`` for the rest of very long arguments, or of words of them."""
    if len(message) <= _ROOM:
        return message
    for text in sorted(set(_quoted(arguments)), key=len, reverse=True):
        message = message.replace(text, f"{text[:_SHOWN]}…")
    return re.sub(rf"([^\s…]{{{_SHOWN}}})[^\s…]{{{_ROOM},}}", r"\1…", message)


def _quoted(arguments: Sequence[str]) -> Iterator[str]:
    """Long arguments and what they give after ``=``, as messages may have them."""
    for argument in arguments:
        parts = (*argument.partition("="), *argument.partition(":"))
        for text in (argument, *parts):
            if len(text) > _LONG:
                yield from (text, repr(text)[1:-1], " ".join(text.split()), text.strip())
