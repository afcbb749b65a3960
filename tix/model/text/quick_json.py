"""Reading JSON, and writing lists of it, without importing ``json``, which compiles patterns at
every start of the program.

The standard library's scanner in C does the work in both; what it leaves to the rest of ``json``
(white space around the text, and telling what is wrong) is left to that here, too.
``tests/model/text/test_quick_json.py`` holds it against ``json.loads``.
"""

from collections.abc import Callable, Iterable

from tix.quick_typing import Any


class _Usual:
    """What ``json.loads`` tells the scanner."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    array_hook = None
    parse_float = float
    parse_int = int
    parse_constant = {
        "NaN": float("nan"),
        "Infinity": float("inf"),
        "-Infinity": float("-inf"),
    }.__getitem__


_scan: Callable[[str, int], tuple[Any, int]]
try:
    from _json import encode_basestring_ascii, make_scanner

    usual: Any = _Usual  # only its attributes are looked at
    _scan = make_scanner(usual)
except (ImportError, AttributeError):  # another Python than CPython, or a newer one
    from json.encoder import encode_basestring_ascii

    def _scan(_text: str, _start: int) -> tuple[Any, int]:
        return None, -1


def loads(text: str) -> Any:
    """What a text says. Raises ValueError as ``json.loads`` does."""
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        end = -1
    if end == len(text):
        return value
    from json import loads as all_loads

    return all_loads(text)


def quoted(text: str) -> str:
    """A text as JSON, in plain ASCII."""
    return encode_basestring_ascii(text)


def listed(values: Iterable[str | int]) -> str:
    """Texts and whole numbers as a list of JSON, as SQLite's ``json_each`` takes it."""
    parts = [encode_basestring_ascii(v) if isinstance(v, str) else f"{v:d}" for v in values]
    return f"[{','.join(parts)}]"
