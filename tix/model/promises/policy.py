"""A policy: what is promised to whom, by which calendar."""

from datetime import date

from tix.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """An entry of ``promises`` in ``tix.yaml``.

    ``when`` is a query; the first policy whose query matches a ticket holds for it, none for all.
    ``calendar`` is a calendar's name. Budgets are seconds of business time; None isn't promised.
    ``warn`` is how much is left when a warning is due. Tickets opened before ``since`` (in the
    file: ``from``) aren't promised anything.
    """

    name: str
    when: str
    calendar: str
    first_response: int | None = None
    next_response: int | None = None
    resolution: int | None = None
    warn: int | None = None
    since: date | None = None

    def budget(self, clock: str) -> int:
        """The budget of a clock that is promised: ``first_response`` and so on."""
        found: int | None = getattr(self, clock)
        assert found is not None, clock
        return found
