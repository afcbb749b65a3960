"""Messages that quote what was typed, without repeating all of a text that is very long."""

import re
from collections.abc import Iterator, Sequence

_LONG = 200
"""The longest argument, in characters, that is repeated whole."""

_SHOWN = 60
_ROOM = 400
"""Messages of up to so many characters are left as they are."""


def brief(message: str, arguments: Sequence[str]) -> str:
    """The message, with very long arguments, or words in them, cut off by ``…``."""
    if len(message) <= _ROOM:
        return message
    for text in sorted(set(_quoted(arguments)), key=len, reverse=True):
        message = message.replace(text, f"{text[:_SHOWN]}…")
    return re.sub(rf"([^\s…]{{{_SHOWN}}})[^\s…]{{{_ROOM},}}", r"\1…", message)


def _quoted(arguments: Sequence[str]) -> Iterator[str]:
    """Long arguments, and their values after ``=``, as messages may quote them."""
    for argument in arguments:
        parts = (*argument.partition("="), *argument.partition(":"))
        for text in (argument, *parts):
            if len(text) > _LONG:
                yield from (text, repr(text)[1:-1], " ".join(text.split()), text.strip())
