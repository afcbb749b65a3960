"""``rules.fired``: the ids of tickets that rules opened and somebody deleted (R4).

One id a line. It merges as a set of lines, which only grows.
"""

from collections.abc import Iterable

from tix.model.ids import is_id


def read_fired(data: bytes) -> frozenset[str]:
    """The ids in the file; other lines count for nothing (``bad_lines`` tells them)."""
    return frozenset(line for line in _lines(data) if is_id(line))


def bad_lines(data: bytes) -> list[tuple[int, str]]:
    """The lines that are no id, with their numbers, from 1."""
    lines = data.decode(errors="replace").split("\n")
    found = ((number, line.strip()) for number, line in enumerate(lines, 1))
    return [(number, line) for number, line in found if line and not is_id(line)]


def with_fired(data: bytes, idents: Iterable[str]) -> bytes:
    """The file with more ids; the lines are in order, so that few conflict in a plain merge."""
    return _file({*_lines(data), *idents})


def merge_fired(_: bytes | None, ours: bytes, theirs: bytes) -> bytes:
    """The lines of both: none is ever taken away."""
    return _file({*_lines(ours), *_lines(theirs)})


def _lines(data: bytes) -> Iterable[str]:
    lines = (line.strip() for line in data.decode(errors="surrogateescape").split("\n"))
    return (line for line in lines if line)


def _file(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in sorted(lines)).encode(errors="surrogateescape")
