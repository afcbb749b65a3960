"""Taking a file with conflict markers apart into the versions that git put into it.

git writes a conflict (``xdiff/xmerge.c``) in one of two forms, with any number of characters, but
the same number in all the lines of one conflict; ``diff3`` and ``zdiff3`` have the base's part::

    <<<<<<< name            <<<<<<< name
    ours                    ours
    =======                 ||||||| name
    theirs                  base
    >>>>>>> name            =======
                            theirs
                            >>>>>>> name

Each of these lines ends as the lines around it (LF or CRLF). A conflict within a side, from a merge
of merge bases or of a file that was renamed too, has longer markers and stays in that side. What
the form can't tell is whether a side's last line had a line end: it gets one.
"""

import re

from tix.frozen import dataclass

SHORTEST = 7
"""Characters of a marker, unless the attribute ``conflict-marker-size`` says otherwise."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The whole file as each side would have it; no base if a conflict doesn't show it."""

    base: bytes | None
    ours: bytes
    theirs: bytes


class UnclearMarkersError(ValueError):
    """More lines look like a conflict's middle than there can be. ``line`` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__("more than one line could be where the two sides of this conflict meet")
        self.line = line


@dataclass(frozen=True, slots=True)
class _Conflict:
    """Numbers of a conflict's marker lines; ``base`` is None without the base's part."""

    start: int
    base: int | None
    middle: int
    end: int


def split(data: bytes) -> Sides | None:
    """The versions in a file with conflict markers; None if there is no whole conflict in it.

    Raises UnclearMarkersError if a side has a line that could be a marker as well.
    """
    lines = data.split(b"\n")
    lines = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    for size in sorted({_size(line) for line in lines if line[:SHORTEST] == b"<" * SHORTEST}):
        if found := _conflicts(lines, size):
            return _sides(lines, found)
    return None


def without_markers(data: bytes) -> set[bytes]:
    """The different lines of a file, without their line ends; what may be a marker left out."""
    lines = {line.rstrip(b"\r") for line in data.split(b"\n")}
    return {line for line in lines if not _MARKER.match(line)}


_MARKER = re.compile(rb"(?:<{7,}|\|{7,}|>{7,})(?: |$)|={7,}$")


def _size(line: bytes) -> int:
    return len(line) - len(line.lstrip(b"<"))


def _conflicts(lines: list[bytes], size: int) -> list[_Conflict]:
    """The whole conflicts with markers of that many characters, from the first line on."""
    found: list[_Conflict] = []
    opening = [number for number, line in enumerate(lines) if _is_marker(line, b"<", size)]
    for place, start in enumerate(opening):
        until = opening[place + 1] if place + 1 < len(opening) else len(lines)
        if conflict := _conflict(lines, start, until, size):
            found.append(conflict)
    return found


def _conflict(lines: list[bytes], start: int, until: int, size: int) -> _Conflict | None:
    """The conflict that begins at a line and ends before another does."""
    bases: list[int] = []
    middles: list[int] = []
    for number in range(start + 1, until):
        line = lines[number]
        if _is_marker(line, b"|", size) and not middles:
            bases.append(number)
        elif line.rstrip(b"\r\n") == b"=" * size:
            middles.append(number)
        elif _is_marker(line, b">", size) and middles:
            if len(middles) > 1 or len(bases) > 1:
                raise UnclearMarkersError(start + 1)
            return _Conflict(start, bases[0] if bases else None, middles[0], number)
    return None


def _is_marker(line: bytes, sign: bytes, size: int) -> bool:
    """Whether a line is ``size`` signs and nothing, or a blank and a name."""
    return line.startswith(sign * size) and line[size : size + 1] in (b"", b" ", b"\r", b"\n")


def _sides(lines: list[bytes], conflicts: list[_Conflict]) -> Sides:
    base: list[bytes] = []
    ours: list[bytes] = []
    theirs: list[bytes] = []
    done = 0
    for conflict in conflicts:
        for side in (base, ours, theirs):
            side += lines[done : conflict.start]
        before_middle = conflict.middle if conflict.base is None else conflict.base
        ours += lines[conflict.start + 1 : before_middle]
        base += lines[before_middle + 1 : conflict.middle]
        theirs += lines[conflict.middle + 1 : conflict.end]
        done = conflict.end + 1
    for side in (base, ours, theirs):
        side += lines[done:]
    with_base = all(conflict.base is not None for conflict in conflicts)
    return Sides(b"".join(base) if with_base else None, b"".join(ours), b"".join(theirs))
