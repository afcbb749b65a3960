"""The one reader of ``git log -z --raw`` with fields of each commit before its changes."""

from collections.abc import Callable, Iterator
from itertools import islice

from tix.quick_typing import TypeVar

_MARK = b"\x01"
"""Stands before each commit. Where it can stand for a path or a subject is known by counting."""

T = TypeVar("T")


def record_format(*fields: str) -> str:
    """The option that has git print these fields (``%H``) of each commit, as is read here.

    They end in NUL, the one character that no commit can put into them.
    """
    return "--format=%x01" + "".join(f"%x00{field}" for field in fields)


def log_records(
    tokens: Iterator[bytes], count: int, read: Callable[[bytes, bytes], T | None]
) -> Iterator[tuple[list[bytes], list[T]]]:
    """The fields of each commit, of which there are ``count``, and its changes.

    ``tokens`` are what NULs separate; ``read`` makes a change of a raw description and a path, or
    nothing of them.
    """
    token = next(tokens, None)
    while token == _MARK:
        fields = list(islice(tokens, count))
        changes = []
        for token in tokens:
            if token == _MARK:
                break
            if meta := token.lstrip(b"\n"):
                change = read(meta, next(tokens))
                if change is not None:
                    changes.append(change)
        else:
            token = None
        yield fields, changes
