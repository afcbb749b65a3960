"""How the due time of a clock comes about, step by step, for whoever wants to check it."""

from collections.abc import Iterator, Sequence

from tix.frozen import dataclass
from tix.model.promises.business_time import BusinessTime, Wait
from tix.model.promises.clocks import Clock


@dataclass(frozen=True, slots=True)
class Step:
    """A span of time that counts, or one that doesn't because the ticket waits.

    ``end`` is None for a wait that runs now. ``used`` is what has been used up by its end.
    """

    counts: bool
    start: int
    end: int | None
    used: int


def steps_of(clock: Clock, business: BusinessTime, now: int) -> Iterator[Step]:
    """The steps from a clock's start to its due time; without one, to now."""
    end = clock.due if clock.due is not None else max(now, clock.start)
    used = 0
    for begins, ends, counts in _in_order(clock, business, end):
        if counts and ends is not None:
            used += ends - begins
        yield Step(counts, begins, ends, used)


def _in_order(clock: Clock, business: BusinessTime, end: int) -> list[tuple[int, int | None, bool]]:
    waits = [(a, b, False) for a, b in clock.waits if a < end and (b is None or b > clock.start)]
    counted = [
        (a, b, True)
        for opens, closes in business.hours_between(clock.start, end)
        for a, b in _without(opens, closes, clock.waits)
    ]
    return sorted([*waits, *counted], key=lambda each: each[0])


def _without(start: int, end: int, waits: Sequence[Wait]) -> Iterator[tuple[int, int]]:
    """What is left of an interval without the waits, which are sorted and apart."""
    for begins, ends in waits:
        if begins >= end or start >= end:
            break
        if ends is not None and ends <= start:
            continue
        if begins > start:
            yield start, begins
        if ends is None:
            return
        start = ends
    if start < end:
        yield start, end
