"""How a ticket stands with its promise at a moment: what is missed, what is left, what is next.

P7. Missed is by the clock: after the due time, by a second or more.
P8. A warning is due like a budget that is shorter by ``warn``: due soon is what is due, not met,
    not missed, and has at most ``warn`` left.
P9. ``next`` is the earliest due time that isn't met; those that are missed count, those that are
    paused don't, and a ``due`` that was set by hand does, without a promise, too.
"""

from collections.abc import Iterator

from tix.frozen import dataclass
from tix.model.promises.business_time import BusinessTime
from tix.model.promises.clocks import Clock, Clocks

FIRST, NEXT, RESOLUTION = "first_response", "next_response", "resolution"
CLOCKS = (FIRST, NEXT, RESOLUTION)
DUE = "due"
"""What is next where that is the due date that was set by hand."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as it is read at a moment.

    ``left``: seconds of business time, None once met or where nothing is promised.
    """

    due: int | None
    met: int | None
    missed: bool
    left: int | None
    paused: int | None


@dataclass(frozen=True, slots=True)
class NextDue:
    """What is due next: one of ``CLOCKS``, or ``due``. ``left`` of that is in real seconds."""

    what: str
    due: int
    left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands. Without a promise ``name`` and the clocks are None."""

    name: str | None
    first_response: Reading | None
    next_response: Reading | None
    resolution: Reading | None
    next: NextDue | None
    rounds: tuple[Reading, ...] = ()
    due_soon: bool = False

    @property
    def missed(self) -> bool:
        """Whether anything that was promised came late, or hasn't come in time."""
        readings = (self.first_response, self.resolution, *self.rounds)
        return any(reading is not None and reading.missed for reading in readings)


def is_missed(due: int | None, met: int | None, now: int) -> bool:
    """Whether it came after its due time, or hasn't come yet (P7)."""
    return due is not None and (now if met is None else met) > due


def read(clock: Clock, now: int, business: BusinessTime) -> Reading:
    """A clock at a moment; ``business`` is the time of its promise's calendar."""
    left = None
    if clock.met is None and clock.budget is not None:
        left = clock.budget - business.between(clock.start, max(clock.start, now), clock.waits)
    missed = is_missed(clock.due, clock.met, now)
    return Reading(clock.due, clock.met, missed, left, clock.paused)


def standing(
    clocks: Clocks | None, business: BusinessTime | None, now: int, due: int | None
) -> Standing:
    """How a ticket stands; ``due`` is the end of the due date that was set by hand, as long as the
    ticket isn't done."""
    if clocks is None or business is None:
        by_hand = None if due is None else NextDue(DUE, due, due - now)
        return Standing(None, None, None, None, by_hand)
    first, resolution = (read(c, now, business) for c in (clocks.first_response, clocks.resolution))
    rounds = tuple(read(clock, now, business) for clock in clocks.rounds)
    last = rounds[-1] if rounds else None
    named = ((FIRST, first), (NEXT, last), (RESOLUTION, resolution))
    return Standing(
        clocks.policy.name,
        first,
        last,
        resolution,
        _next(named, now, due),
        rounds,
        any(_is_soon(reading, clocks.policy.warn) for _, reading in named),
    )


def _next(
    named: tuple[tuple[str, Reading | None], ...], now: int, due: int | None
) -> NextDue | None:
    """The earliest of what is due; of two at one time, the one that comes first here (P9)."""

    def waiting() -> Iterator[NextDue]:
        for what, reading in named:
            if reading is not None and reading.met is None and reading.due is not None:
                assert reading.left is not None, what
                yield NextDue(what, reading.due, reading.left)
        if due is not None:
            yield NextDue(DUE, due, due - now)

    return min(waiting(), key=lambda each: each.due, default=None)


def _is_soon(reading: Reading | None, warn: int | None) -> bool:
    """P8."""
    if reading is None or reading.due is None or reading.left is None or warn is None:
        return False
    return not reading.missed and reading.left <= warn


def waiting_clocks(clocks: Clocks) -> list[tuple[str, Clock]]:
    """The clocks that have a due time and aren't met, the earliest first (P9)."""
    named = [(FIRST, clocks.first_response), (RESOLUTION, clocks.resolution)]
    if clocks.next_response is not None:
        named.insert(1, (NEXT, clocks.next_response))
    found = [(what, c) for what, c in named if c.met is None and c.due is not None]
    return sorted(found, key=lambda each: each[1].due or 0)


def came_late(clocks: Clocks) -> bool:
    """Whether anything that was met came late."""
    every = (clocks.first_response, *clocks.rounds, clocks.resolution)
    return any(clock.met is not None and is_missed(clock.due, clock.met, 0) for clock in every)
