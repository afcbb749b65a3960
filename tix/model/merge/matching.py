"""Which stretches two sequences of texts share, in a time that grows with their length alone.

``difflib`` finds them well, and takes as long as the product of the lengths where that is what
somebody wants. So it is asked about short sequences only. Of long ones, lines that stand once in
each are found first, as many as are in the same order on both sides; ``difflib`` is asked about
what lies between two of them, if that is short.

See https://bramcohen.livejournal.com/73318.html (patience diff).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Block = tuple[int, int, int]
"""Where a stretch begins in the one and in the other, and how long it is."""

_SHORT = 1_000_000
_SHORT_BETWEEN = 40_000
"""The product of two lengths up to which ``difflib`` is asked: of all, and of what lies between."""


def matching_blocks(one: Sequence[str], other: Sequence[str]) -> list[Block]:
    """The shared stretches in their order; the last is at both ends and has no length."""
    if len(one) * len(other) <= _SHORT:
        return [(*match,) for match in SequenceMatcher(None, one, other).get_matching_blocks()]
    joined: list[Block] = []
    for at, also_at, size in _pieces(one, other):
        if joined and (at, also_at) == (joined[-1][0] + joined[-1][2], sum(joined[-1][1:])):
            at, also_at, size = *joined[-1][:2], joined[-1][2] + size
            joined.pop()
        joined.append((at, also_at, size))
    return [*joined, (len(one), len(other), 0)]


def _pieces(one: Sequence[str], other: Sequence[str]) -> Iterator[Block]:
    done = also_done = 0
    for at, also_at in [*_anchors(one, other), (len(one), len(other))]:
        for start, also_start, size in _between(one[done:at], other[also_done:also_at]):
            yield done + start, also_done + also_start, size
        if at < len(one):
            yield at, also_at, 1
        done, also_done = at + 1, also_at + 1


def _between(one: Sequence[str], other: Sequence[str]) -> Iterator[Block]:
    first = shared(one, other)
    last = shared(one[first:][::-1], other[first:][::-1])
    left, right = one[first : len(one) - last], other[first : len(other) - last]
    if first:
        yield 0, 0, first
    if len(left) * len(right) <= _SHORT_BETWEEN:
        for at, also_at, size in SequenceMatcher(None, left, right).get_matching_blocks()[:-1]:
            yield first + at, first + also_at, size
    if last:
        yield len(one) - last, len(other) - last, last


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines are the same at the start of both."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that stand once in each: the longest choice that is in the same order in both."""
    counted, also_counted = Counter(one), Counter(other)
    places = {line: at for at, line in enumerate(other) if also_counted[line] == 1}
    pairs = [
        (at, places[line]) for at, line in enumerate(one) if counted[line] == 1 and line in places
    ]
    ends: list[int] = []  # the smallest end of a choice of that many, and which pair it is
    which: list[int] = []
    before: list[int] = []
    for number, (_, also_at) in enumerate(pairs):
        length = bisect_left(ends, also_at)
        before.append(which[length - 1] if length else -1)
        ends[length : length + 1] = [also_at]
        which[length : length + 1] = [number]
    chosen = []
    number = which[-1] if which else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]
