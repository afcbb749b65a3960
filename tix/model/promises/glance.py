"""A ticket's promise at a glance: what lists, queries and sorting need to know of it."""

from tix.quick_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tix.model.promises.business_time import Wait


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


def waits_of(glance: Glance) -> "tuple[Wait, ...]":
    """The waits of the clock that is next."""
    from tix.model.promises.business_time import waits_in  # most lists show none

    return waits_in(glance.waits)
