"""Clocks as reports count many of them: plain rows, as they are kept. Times are in seconds.

Which clock it is says a number: 0 the first response, 1 a round of next responses, 2 the
resolution. Tickets have numbers, too. Waits are JSON (``business_time.waits_in``), None of none.
"""

PromisedClock = tuple[int, int, str, int | None, int | None, int | None, str | None]
"""The ticket, which clock, the policy's name, the due time, when it was met, how much business time
of that was after the due time (None: none, or it isn't met), the waits."""

MetClock = tuple[int, int, int, int, int]
"""The ticket, which clock, the start, when it was met, the business time between them."""

WaitedTicket = tuple[int, str, str | None]
"""The ticket, its policy's name, the waits of its resolution."""
