"""Numbers as people write them in fields and queries."""

import re

# The pattern is a string: re compiles it when it is needed, which most runs never do.
_NUMBER = r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?"


def parse_number(text: str) -> float | None:
    """``3`` (an int, so exact at any size), ``-1.5``, ``2e6``; None for anything else."""
    text = text.strip()
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        return None
    return float(text) if match[1] or match[2] else int(text)
