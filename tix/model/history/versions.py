"""The versions of tickets: what each commit made of one, from what."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tix.frozen import dataclass
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Version:
    """A ticket before and after a commit (None: no readable ticket).

    ``trailers`` are the values of the commit's trailer that was asked for.
    """

    ident: str
    at: datetime
    commit: str
    subject: str
    before: Ticket | None
    after: Ticket | None
    trailers: tuple[str, ...] = ()


def versions_of(versions: Iterable[Version]) -> dict[str, Sequence[Version]]:
    """The versions of each ticket, in their order."""
    found: dict[str, list[Version]] = {}
    for version in versions:
        found.setdefault(version.ident, []).append(version)
    return {**found}
