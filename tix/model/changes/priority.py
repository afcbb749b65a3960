"""The priority in a ticket's file, where a matrix makes it of impact and urgency.

What the matrix gives isn't written: two clones that each set one of the two would come together
with a priority that nobody chose. One that stands in the file is somebody's choice, and stays.
"""

from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.ticket.ticket import Ticket


def settled_priority(before: Ticket, after: Ticket, config: Config, *, is_given: bool) -> Ticket:
    """A ticket whose impact or urgency may just have been set; ``is_given``: so was the priority.

    A priority that is in its file from before goes when both have been set; it also goes when it
    is the one of new tickets, which a ticket without both has anyway.
    """
    if is_given or not config.matrix or not after.priority:
        return after
    if (before.impact, before.urgency) == (after.impact, after.urgency):
        return after
    had_both = config.matrix_priority(before) is not None
    gets_both = config.matrix_priority(after) is not None and not had_both
    is_usual = not had_both and after.priority == config.default_priority
    return replace(after, priority=None) if gets_both or is_usual else after


def unwritten_priority(ticket: Ticket, config: Config) -> Ticket:
    """A ticket that comes from elsewhere, without a priority that it has here anyway."""
    if not config.matrix or not ticket.priority:
        return ticket
    without = replace(ticket, priority=None)
    return without if config.priority_of(without) == ticket.priority else ticket
