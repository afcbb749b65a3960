"""Clocks as reports count many of them: plain rows, or columns, as they are kept. Times are in
seconds.

Which clock it is says a number: 0 the first response, 1 a round of next responses, 2 the
resolution. Tickets have numbers, too. Waits are JSON (``business_time.waits_in``), None of none.
"""

from collections.abc import Sequence

KeptColumns = tuple[Sequence[int], Sequence[int], Sequence[str], Sequence[int]]
"""Of promises that were kept: the tickets, which clocks, the policies' names, when each was met."""

MissedColumns = tuple[
    Sequence[int],
    Sequence[int],
    Sequence[str],
    Sequence[int],
    Sequence[int | None],
    Sequence[int | None],
    Sequence[str | None],
]
"""Of those that were missed: the tickets, which clocks, the policies' names, the due times, when
each was met all the same, how much of the time since it was due that took of business time outside
the waits (None: it isn't met), the waits."""

RunningClock = tuple[int, int]
"""Of one that is neither: the ticket, which clock."""

MetClock = tuple[int, int, int, int, int]
"""The ticket, which clock, the start, when it was met, the business time between them."""

WaitedTicket = tuple[int, str, str | None]
"""The ticket, its policy's name, the waits of its resolution."""
