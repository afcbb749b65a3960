"""Three-way merge of lines (or of any sequence of texts) that never leaves a conflict behind.

The numbered cases are those of ``docs/sync-and-merge.md``. Of a place that both sides changed:

L1. Both made the same of it: that. Neighbouring changes are two places.
L2. Both inserted: both insertions, in the order of their text; what they share, once. So is what
    one inserted and the other has in its change of the line beside.
L3. Both changed it differently: the longer version stays, the other is handed back.
L4. One side wrote ``[redacted]`` there: that version stays, and the other isn't handed back.

What is changed on each side is found by ``difflib``; the result doesn't depend on which side is
called ours.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from tix.model.redaction import REDACTED
from tix.values import dataclass

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedLines:
    """The result, and each version of a place that was set aside."""

    lines: Lines
    set_aside: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines ``[start, end)`` of the base become ``new``."""

    start: int
    end: int
    new: Lines

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it and a change of ``[start, end)`` can't be told apart.

        Insertions overlap at the same place, or strictly inside of a change.
        """
        if self.start == self.end and start == end:
            return self.start == start
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class _Place:
    """Lines ``[start, end)`` of the base, and each side's hunks there."""

    start: int
    end: int
    ours: tuple[Hunk, ...]
    theirs: tuple[Hunk, ...]


def merge_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> MergedLines:
    """What both sides made of the base."""
    out: list[str] = []
    aside: list[Lines] = []
    done = 0
    changed, also_changed = list(hunks(base, ours)), list(hunks(base, theirs))
    left, right = _without_repeats(changed, also_changed), _without_repeats(also_changed, changed)
    for place in _places(left, right):
        out += base[done : place.start]
        done = place.end
        result = _decided(base, place)
        out += result.lines
        aside += result.set_aside
    out += base[done:]
    return MergedLines(tuple(out), tuple(aside))


def _decided(base: Sequence[str], place: _Place) -> MergedLines:
    """What a place becomes."""
    left, right = (_applied(base, place, side) for side in (place.ours, place.theirs))
    if not place.ours or not place.theirs or left == right:  # L1
        return MergedLines(left if place.ours else right, ())
    if place.start == place.end:  # L2
        return MergedLines(_both(left, right), ())
    before = tuple(base[place.start : place.end])
    loser, winner = sorted((left, right), key=lambda side: (redacts(before, side), weight(side)))
    return MergedLines(winner, () if redacts(before, winner) else (loser,))  # L4, L3


def weight(lines: Lines) -> tuple[int, Lines]:
    """What decides between two versions: the longer one stays, then the larger one."""
    return sum(len(line) + 1 for line in lines), lines


def redacts(before: Lines, after: Lines) -> bool:
    """Whether somebody took a text out: there are more ``[redacted]`` than before."""
    count, known = (sum(line.count(REDACTED) for line in lines) for lines in (after, before))
    return count > known


def common_lines(ours: Sequence[str], theirs: Sequence[str]) -> Lines:
    """What two versions share, in place of a base that nobody knows."""
    left, right = sorted((tuple(ours), tuple(theirs)))
    blocks = _matcher(left, right).get_matching_blocks()
    return tuple(line for at, _, size in blocks for line in left[at : at + size])


def hunks(base: Sequence[str], side: Sequence[str]) -> Iterator[Hunk]:
    """What one side changed; lines that were replaced one by one are a hunk each."""
    first = _shared(base, side)
    last = _shared(base[first:][::-1], side[first:][::-1])
    before, after = base[first : len(base) - last], side[first : len(side) - last]
    for tag, start, end, new_start, new_end in _matcher(before, after).get_opcodes():
        if tag == "equal":
            continue
        if end - start == new_end - new_start:
            for at, line in enumerate(after[new_start:new_end], first + start):
                yield Hunk(at, at + 1, (line,))
        else:
            yield Hunk(first + start, first + end, tuple(after[new_start:new_end]))


def _without_repeats(changes: list[Hunk], others: list[Hunk]) -> list[Hunk]:
    """L2: without insertions that the other side's change of a line beside holds as well."""
    above = {other.end: other.new for other in others if other.start < other.end}
    below = {other.start: other.new for other in others if other.start < other.end}
    return [
        hunk
        for hunk in changes
        if hunk.start < hunk.end
        or not any(_holds(beside.get(hunk.start, ()), hunk.new) for beside in (above, below))
    ]


def _holds(lines: Lines, some: Lines) -> bool:
    return any(lines[at : at + len(some)] == some for at in range(len(lines)))


def _shared(left: Sequence[str], right: Sequence[str]) -> int:
    """How many lines are the same at the start of both."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _places(left: list[Hunk], right: list[Hunk]) -> Iterator[_Place]:
    """The places that are changed, in order: hunks that overlap are one place."""
    waiting = [*((hunk, 0) for hunk in left), *((hunk, 1) for hunk in right)]
    waiting.sort(key=lambda item: (item[0].start, item[0].end), reverse=True)
    while waiting:
        hunk, side = waiting.pop()
        start, end = hunk.start, hunk.end
        sides: tuple[list[Hunk], list[Hunk]] = ([], [])
        sides[side].append(hunk)
        while waiting and waiting[-1][0].overlaps(start, end):
            hunk, side = waiting.pop()
            sides[side].append(hunk)
            end = max(end, hunk.end)
        yield _Place(start, end, tuple(sides[0]), tuple(sides[1]))


def _applied(base: Sequence[str], place: _Place, changes: tuple[Hunk, ...]) -> Lines:
    """One side's version of a place."""
    out: list[str] = []
    done = place.start
    for hunk in changes:
        out += [*base[done : hunk.start], *hunk.new]
        done = hunk.end
    return (*out, *base[done : place.end])


def _both(left: Lines, right: Lines) -> Lines:
    """Two insertions at one place; lines that they share, but for blank ones, are there once."""
    first, second = sorted((left, right))
    out: list[str] = []
    done = also_done = 0
    for at, also_at, size in _matcher(first, second).get_matching_blocks():
        shared = first[at : at + size]
        if shared and not any(line.strip() for line in shared):
            continue
        apart = sorted((first[done:at], second[also_done:also_at]))
        out += [*apart[0], *apart[1], *shared]
        done, also_done = at + size, also_at + size
    return tuple(out)


def _matcher(before: Sequence[str], after: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, before, after)
