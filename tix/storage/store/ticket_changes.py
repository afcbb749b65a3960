"""What a transaction is about to change in tickets, from what is committed: for rules on events."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, suppress

from tix.frozen import dataclass
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.paths import is_ticket_path
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import ObjectReader


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
    after: Mapping[str, tuple[str | None, Ticket]],
    gone: Collection[str],
    happened: Mapping[str, Sequence[str]],
) -> list[TicketChange]:
    """The changes of tickets; ``after`` has each with the path that it was read from, by its id.

    ``gone`` are paths that will have no file: one that was moved by hand is no new one.
    """
    with closing(ObjectReader(desk.git)) as objects:
        return [*_changes(objects, f"{desk.ref()}:{desk.prefix}", after, gone, happened)]


def _changes(
    objects: ObjectReader,
    commit: str,
    after: Mapping[str, tuple[str | None, Ticket]],
    gone: Collection[str],
    happened: Mapping[str, Sequence[str]],
) -> Iterator[TicketChange]:
    for ident, (path, ticket) in after.items():
        if path is None:
            yield TicketChange(None, ticket, True, happened.get(ident, ()))
            continue
        places = [path, *(p for p in gone if p.endswith(f"/{ident}.md") and is_ticket_path(p))]
        committed = [data for place in places if (data := objects.read(commit + place))]
        before = None
        for data in committed[:1]:
            with suppress(DocumentError):  # a broken one that was mended: as it is, and no news
                before = load(data).record
        if committed and before is None:
            before = ticket
        if before != ticket or ident in happened:
            yield TicketChange(before, ticket, False, happened.get(ident, ()))
