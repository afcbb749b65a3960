"""What a transaction is about to change in tickets, from what is committed: for rules on events."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress

from tix.frozen import dataclass
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import NamedTuple
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import ObjectReader
from tix.storage.store.committed import committed_tickets

Differs = Callable[[str, bytes, str], bool]
"""Whether the file at a path isn't the blob that is committed."""


class SeenTicket(NamedTuple):
    """Where a ticket was read (None: it is new), what stood there, as bytes and (if it is known) as
    a ticket, and how it will be."""

    path: str | None
    data: bytes | None
    read: Ticket | None
    after: Ticket


@dataclass(frozen=True, slots=True)
class TicketChange:
    """A ticket as it is committed (None: it isn't) and as it will be.

    ``is_new``: the transaction has made it. ``happened`` are events that it doesn't show itself.
    """

    before: Ticket | None
    after: Ticket
    is_new: bool = False
    happened: Sequence[str] = ()


def found_changes(
    desk: Desk,
    seen: Mapping[str, SeenTicket],
    blobs: Mapping[str, str],
    happened: Mapping[str, Sequence[str]],
    differs: Differs,
) -> list[TicketChange]:
    """The changes of tickets; ``blobs`` are what is committed at paths ("": nothing)."""
    with closing(ObjectReader(desk.git)) as objects:
        return [*_changes(desk, objects, seen, blobs, happened, differs)]


def _changes(
    desk: Desk,
    objects: ObjectReader,
    seen: Mapping[str, SeenTicket],
    blobs: Mapping[str, str],
    happened: Mapping[str, Sequence[str]],
    differs: Differs,
) -> Iterator[TicketChange]:
    for ident, (path, data, read, ticket) in seen.items():
        events = happened.get(ident, ())
        if path is None:
            yield TicketChange(None, ticket, True, events)
            continue
        blob = blobs.get(path, "")
        if data is None or differs(path, data, blob):  # edited by hand, or moved
            data, read = objects.read(blob or _elsewhere(desk, ident)), None
        before = read
        if read is None and data is not None:
            before = ticket  # a broken one that was mended is no news
            with suppress(DocumentError):
                before = load(data).record
        if before != ticket or events:
            yield TicketChange(before, ticket, False, events)


def _elsewhere(desk: Desk, ident: str) -> str:
    """What is committed of a ticket at another path, from which somebody moved its file by hand."""
    paths = committed_tickets(desk, desk.ref())
    path = next((path for path in paths if path.endswith(f"/{ident}.md")), ident)
    return f"{desk.ref()}:{desk.prefix}{path}"
