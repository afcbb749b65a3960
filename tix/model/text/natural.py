"""The order in which people read words: without case, and numbers in them by their size."""

import re

Natural = tuple[tuple[str | tuple[int, str], ...], str]
"""A sort key: texts and numbers in turn, and the text itself."""

# A string: re compiles it when it is needed, which most runs never do.
_NUMBER = "([0-9]+)"


def natural(text: str) -> Natural:
    """A sort key for texts: 1.9 before 1.10, and a2 before A10.

    A number is compared by how many digits it has (without leading zeros), then by them: it may be
    longer than what Python makes an integer of.
    """
    parts = re.split(_NUMBER, text.casefold())
    return tuple(_number(part) if at % 2 else part for at, part in enumerate(parts)), text


def _number(digits: str) -> tuple[int, str]:
    plain = digits.lstrip("0")
    return len(plain), plain
