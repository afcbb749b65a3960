"""Three-way merge of lines (or of any sequence of texts) that never leaves a conflict behind.

Neighbouring changes don't conflict; insertions at one place are both kept, in the order of their
text; where lines truly overlap the longer version stays and the other is handed back. The result
doesn't depend on which side is called ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedLines:
    """The result, and each version of a place that was set aside."""

    lines: Lines
    set_aside: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines ``[start, end)`` of the base become ``new``."""

    start: int
    end: int
    new: Lines

    def touches(self, start: int, end: int) -> bool:
        """Whether it changes something within ``[start, end)``, or inserts strictly inside."""
        if self.start == self.end:
            return start < self.start < end
        if start == end:
            return self.start < start < self.end
        return self.start < end and start < self.end


def merge_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> MergedLines:
    """What both sides made of the base."""
    left, right = list(_hunks(base, ours)), list(_hunks(base, theirs))
    out: list[str] = []
    aside: list[Lines] = []
    place = 0
    for start, end, mine, yours in _regions(left, right):
        out += base[place:start]
        place = end
        one, other = _applied(base, start, end, mine), _applied(base, start, end, yours)
        if not mine or not yours or one == other:
            out += one if mine else other
        elif start == end:  # both insert here
            out += [line for version in sorted((one, other)) for line in version]
        else:
            loser, winner = sorted((one, other), key=weight)
            out += winner
            aside.append(loser)
    out += base[place:]
    return MergedLines(tuple(out), tuple(aside))


def weight(lines: Lines) -> tuple[int, Lines]:
    """What decides between two versions: the longer one stays, then the larger one."""
    return sum(len(line) + 1 for line in lines), lines


def _hunks(base: Sequence[str], side: Sequence[str]) -> Iterator[_Hunk]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        if end - start == new_end - new_start:  # line by line: only the same line is an overlap
            for number in range(end - start):
                at = start + number
                yield _Hunk(at, at + 1, (side[new_start + number],))
        else:
            yield _Hunk(start, end, tuple(side[new_start:new_end]))


def _regions(
    left: list[_Hunk], right: list[_Hunk]
) -> Iterator[tuple[int, int, list[_Hunk], list[_Hunk]]]:
    """Places of the base that are changed, each with the hunks of both sides, in order.

    Hunks that touch one another are one region; an insertion at the edge of another hunk is one
    of its own, and two insertions at one place are one region.
    """
    waiting = sorted([*((h, 0) for h in left), *((h, 1) for h in right)], key=_order)
    while waiting:
        first, side = waiting.pop(0)
        start, end = first.start, first.end
        sides: tuple[list[_Hunk], list[_Hunk]] = ([], [])
        sides[side].append(first)
        while waiting and _belongs(waiting[0][0], start, end):
            hunk, side = waiting.pop(0)
            sides[side].append(hunk)
            end = max(end, hunk.end)
        yield start, end, sides[0], sides[1]


def _order(item: tuple[_Hunk, int]) -> tuple[int, int]:
    hunk, _ = item
    return hunk.start, hunk.end


def _belongs(hunk: _Hunk, start: int, end: int) -> bool:
    if start == end:
        return hunk.start == hunk.end == start
    return hunk.touches(start, end)


def _applied(base: Sequence[str], start: int, end: int, hunks: list[_Hunk]) -> Lines:
    """One side's version of a region."""
    out: list[str] = []
    place = start
    for hunk in hunks:
        out += base[place : hunk.start]
        out += hunk.new
        place = hunk.end
    return (*out, *base[place:end])
