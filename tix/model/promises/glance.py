"""A ticket's promise at a glance: what lists, queries and sorting need to know of it."""

from typing import NamedTuple

from tix.model.promises.business_time import Wait, waits_in
from tix.model.promises.clocks import Clock, Clocks
from tix.model.promises.standing import FIRST, NEXT, RESOLUTION, is_missed


class Glance(NamedTuple):
    """How a ticket stands at a moment; ``due`` and ``what`` as in ``standing.NextDue``, but for a
    due date that was set by hand.

    ``soon``: something is due soon (P8). ``start`` and ``waits`` (as JSON, None for none) are those
    of the clock that is next: what ``left`` is computed from.
    """

    id: str
    policy: str | None = None
    unanswered: bool = False
    missed: bool = False
    soon: bool = False
    what: str | None = None
    due: int | None = None
    warn: int | None = None
    start: int = 0
    waits: str | None = None


NOTHING = Glance("")
"""How a ticket stands for which nothing is promised."""


def waits_of(glance: Glance) -> tuple[Wait, ...]:
    """The waits of the clock that is next."""
    return waits_in(glance.waits)


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
