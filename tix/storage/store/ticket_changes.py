"""What a transaction is about to change in tickets, from what is committed: for rules on events."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, suppress

from tix.frozen import dataclass
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.paths import is_ticket_path
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import ObjectReader, differs

SeenTicket = tuple[str | None, bytes | None, Ticket]
"""Where a ticket was read, what stood there (None: it is new), and how it will be."""


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
    gone: Collection[str],
    happened: Mapping[str, Sequence[str]],
) -> list[TicketChange]:
    """The changes of tickets, by their ids. ``blobs`` are what is committed at paths ("": nothing).

    ``gone`` are paths that will have no file: a ticket that was moved by hand is no new one.
    """
    with closing(ObjectReader(desk.git)) as objects:
        return [*_changes(objects, f"{desk.ref()}:{desk.prefix}", seen, blobs, gone, happened)]


def _changes(
    objects: ObjectReader,
    commit: str,
    seen: Mapping[str, SeenTicket],
    blobs: Mapping[str, str],
    gone: Collection[str],
    happened: Mapping[str, Sequence[str]],
) -> Iterator[TicketChange]:
    for ident, (path, data, ticket) in seen.items():
        events = happened.get(ident, ())
        if path is None:
            yield TicketChange(None, ticket, True, events)
            continue
        blob = blobs.get(path, "")
        if data is None or differs(data, blob):  # edited by hand, or moved
            data = objects.read(blob) if blob else _elsewhere(objects, commit, ident, gone)
        before = None
        if data is not None:
            before = ticket  # a broken one that was mended is no news
            with suppress(DocumentError):
                before = load(data).record
        if before != ticket or events:
            yield TicketChange(before, ticket, False, events)


def _elsewhere(
    objects: ObjectReader, commit: str, ident: str, gone: Collection[str]
) -> bytes | None:
    """What is committed of a ticket at a path where it was before somebody moved its file."""
    places = (path for path in gone if path.endswith(f"/{ident}.md") and is_ticket_path(path))
    return next((data for path in places if (data := objects.read(commit + path))), None)
