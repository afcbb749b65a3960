"""Clocks as reports count many of them: plain rows, as they are kept. Times are in seconds.

Which clock it is says a number: 0 the first response, 1 a round of next responses, 2 the
resolution. Tickets have numbers, too. Waits are JSON (``business_time.waits_in``), None of none.
"""

KeptClock = tuple[int, int, str, int]
"""Of a promise that was kept: the ticket, which clock, the policy's name, when it was met."""

MissedClock = tuple[int, int, str, int, int | None, int, int | None, str | None]
"""Of one that was missed: the ticket, which clock, the policy's name, the due time, when it was met
all the same, how much later than due that was or now is, how much of that is business time outside
the waits (None: it isn't met), the waits."""

RunningClock = tuple[int, int]
"""Of one that is neither: the ticket, which clock."""

MetClock = tuple[int, int, int, int, int]
"""The ticket, which clock, the start, when it was met, the business time between them."""

WaitedTicket = tuple[int, str, str | None]
"""The ticket, its policy's name, the waits of its resolution."""
