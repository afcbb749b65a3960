"""Three-way merge of lines (or of any sequence of texts) that never leaves a conflict behind.

The numbered cases are those of ``docs/merge-rules.md``. Of a place that both sides changed:

L1. Both made the same of it: that. Neighbouring changes are two places, and lines that were
    replaced one by one are a place each, unless a line would be there twice that way.
L2. Both inserted: both insertions, in the order of their text; what they share, once. So is what
    one inserted and the other has in its change of the line beside, or the other way round.
L3. Both changed it differently: the longer version stays, the other is handed back. If all that
    one side wrote and took away there the other did as well, the other's version stays.
L4. One side wrote ``[redacted]`` there: that version stays, and the other isn't handed back.

What is changed on each side is found by ``matching``; the result doesn't depend on which side is
called ours.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from tix.frozen import dataclass
from tix.model.merge.matching import matching_blocks, shared
from tix.model.record.taken_out import REDACTED

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedLines:
    """The result, each version of a place that was set aside, and what one side took away, but
    the other changed."""

    lines: Lines
    set_aside: tuple[Lines, ...]
    removed: tuple[Lines, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines ``[start, end)`` of the base become ``new``."""

    start: int
    end: int
    new: Lines

    def by_lines(self) -> tuple["Hunk", ...]:
        """Lines that were replaced one by one as a hunk each."""
        if self.end - self.start != len(self.new):
            return (self,)
        return tuple(Hunk(at, at + 1, (line,)) for at, line in enumerate(self.new, self.start))

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
    """The merge of both sides' changes to the base."""
    changed, also_changed = hunks(base, ours), hunks(base, theirs)
    left, right = _without_repeats(changed, also_changed), _without_repeats(also_changed, changed)
    left, right = _without_rewritten(left, right), _without_rewritten(right, left)
    whole = _Place(0, len(base), left, right)
    return _joined(base, whole, left, right, _settled)


def _joined(
    base: Sequence[str],
    whole: _Place,
    left: Iterable[Hunk],
    right: Iterable[Hunk],
    decide: Callable[[Sequence[str], _Place], MergedLines],
) -> MergedLines:
    """The merge of a stretch of the base, place by place."""
    out: list[str] = []
    aside: list[Lines] = []
    removed: list[Lines] = []
    done = whole.start
    for place in _places(left, right):
        out += base[done : place.start]
        done = place.end
        result = decide(base, place)
        out += result.lines
        aside += result.set_aside
        removed += result.removed
    out += base[done : whole.end]
    return MergedLines(tuple(out), tuple(aside), tuple(removed))


def _settled(base: Sequence[str], place: _Place) -> MergedLines:
    """The merge of a place: line by line, unless that would duplicate lines (L1)."""
    ours, theirs = (
        [line for hunk in side for line in hunk.by_lines()] for side in (place.ours, place.theirs)
    )
    result = _joined(base, place, ours, theirs, _decided)
    if place.ours and place.theirs:
        versions = [_applied(base, place, side) for side in (place.ours, place.theirs)]
        if _doubles(result.lines, versions):
            return _decided(base, place)
    return result


def _doubles(merged: Lines, versions: Sequence[Lines]) -> bool:
    """Whether a line is there more often than in any version; blank lines may be."""
    most = Counter(versions[0]) | Counter(versions[1])
    return any(line.strip() for line in Counter(merged) - most)


def _decided(base: Sequence[str], place: _Place) -> MergedLines:
    """The merge of an indivisible place."""
    left, right = (_applied(base, place, side) for side in (place.ours, place.theirs))
    if not place.ours or not place.theirs or left == right:  # L1
        return MergedLines(left if place.ours else right, ())
    if place.start == place.end:  # L2
        return MergedLines(_both(left, right), ())
    before = tuple(base[place.start : place.end])
    loser, winner = sorted((left, right), key=lambda side: (redacts(before, side), weight(side)))
    if redacts(before, winner):  # L4
        return MergedLines(winner, ())
    held = [_holds_all(left, place.ours, place.theirs), _holds_all(right, place.theirs, place.ours)]
    if held[0] != held[1]:  # L3
        return MergedLines(left if held[0] else right, ())
    if any(line.strip() for line in loser):
        return MergedLines(winner, (loser,))
    return MergedLines(winner, (), (before,))


def _holds_all(version: Lines, its: Sequence[Hunk], others: Sequence[Hunk]) -> bool:
    """Whether a version has all that the other side wrote, and not what that took away.

    Blank lines don't count.
    """
    written = [line for hunk in others for line in hunk.new if line.strip()]
    rest = iter(version)
    return (
        bool(written)
        and all(line in rest for line in written)
        and {at for hunk in others for at in range(hunk.start, hunk.end)}
        <= {at for hunk in its for at in range(hunk.start, hunk.end)}
    )


def weight(lines: Lines) -> tuple[int, Lines]:
    """The order that decides between two versions: the longer one stays, then the larger one."""
    return sum(len(line) + 1 for line in lines), lines


def redacts(before: Lines, after: Lines) -> bool:
    """Whether somebody took a text out: there are more ``[redacted]`` than before."""
    count, known = (sum(line.count(REDACTED) for line in lines) for lines in (after, before))
    return count > known


def common_lines(ours: Sequence[str], theirs: Sequence[str]) -> Lines:
    """The lines that two versions share, in place of an unknown base."""
    left, right = sorted((tuple(ours), tuple(theirs)))
    blocks = matching_blocks(left, right)
    return tuple(line for at, _, size in blocks for line in left[at : at + size])


def hunks(base: Sequence[str], side: Sequence[str]) -> tuple[Hunk, ...]:
    """One side's changes."""
    first = shared(base, side)
    last = shared(base[first:][::-1], side[first:][::-1])
    before, after = base[first : len(base) - last], side[first : len(side) - last]
    found = []
    done = also_done = 0
    for at, also_at, size in matching_blocks(before, after):
        if done < at or also_done < also_at:
            found.append(Hunk(first + done, first + at, tuple(after[also_done:also_at])))
        done, also_done = at + size, also_at + size
    return tuple(found)


def _without_repeats(changes: Sequence[Hunk], others: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """L2: without insertions that the other side's change of a line beside holds as well."""
    above = {other.end: other.new for other in others if other.start < other.end}
    below = {other.start: other.new for other in others if other.start < other.end}
    return tuple(
        hunk
        for hunk in changes
        if hunk.start < hunk.end
        or not any(_holds(beside.get(hunk.start, ()), hunk.new) for beside in (above, below))
    )


def _without_rewritten(changes: Sequence[Hunk], others: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """L2: what stands in an insertion of the other side beside isn't written in a change again."""
    inserted = {other.start: other.new for other in others if other.start == other.end}

    def shortened(hunk: Hunk) -> Hunk:
        beside = (inserted.get(hunk.start, ()), inserted.get(hunk.end, ()))
        again = "".join(hunk.new).strip() and any(_holds(lines, hunk.new) for lines in beside)
        return Hunk(hunk.start, hunk.end, ()) if again and hunk.start < hunk.end else hunk

    return tuple(map(shortened, changes))


def _holds(lines: Lines, some: Lines) -> bool:
    whole, part = ("".join(f"\0{line}" for line in each) + "\0" for each in (lines, some))
    return bool(lines) and part in whole  # no text of a ticket has a NUL


def _places(left: Iterable[Hunk], right: Iterable[Hunk]) -> Iterator[_Place]:
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


def _applied(base: Sequence[str], place: _Place, changes: Sequence[Hunk]) -> Lines:
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
    for at, also_at, size in matching_blocks(first, second):
        shared = first[at : at + size]
        if shared and not any(line.strip() for line in shared):
            continue
        apart = sorted((first[done:at], second[also_done:also_at]))
        out += [*apart[0], *apart[1], *shared]
        done, also_done = at + size, also_at + size
    return tuple(out)
