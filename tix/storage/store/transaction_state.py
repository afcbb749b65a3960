"""What a transaction has read and is about to change: the part of it that writes nothing."""

from collections.abc import Iterable

from tix.model import ids
from tix.model.ticket.document import Document, load
from tix.model.ticket.paths import is_ticket_path, live_path, new_path
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import differs
from tix.storage.random_choice import random_choice
from tix.storage.store.committed import CommittedFiles
from tix.storage.store.file_reader import FileReader
from tix.storage.store.filed import Filed
from tix.storage.store.status_edits import StatusEdits

if TYPE_CHECKING:
    from tix.storage.store.ticket_changes import TicketChange


class TransactionState:
    """The tickets and files of a transaction, as they were read and as they will be."""

    def __init__(self, desk: Desk, reader: FileReader, edits: StatusEdits | None) -> None:
        self.reader, self.edits, self._desk = reader, edits, desk
        self._looked_up: CommittedFiles | None = None
        self._happened: dict[str, list[str]] = {}
        self._paths: dict[str, str] = {}
        self._documents: dict[str, Document] = {}
        self._tickets: dict[str, Ticket] = {}
        self._files: dict[str, bytes | None] = {}
        self._read: dict[str, bytes | None] = {}
        self._taken_in: dict[str, str | None] = {}
        self._unchanged: dict[str, str] = {}
        self._gone: set[str] = set()
        self._as_committed: dict[str, tuple[bytes, str]] = {}

    def get(self, ident: str) -> Ticket:
        """The ticket as it stands now, with what this transaction has put."""
        if ident not in self._tickets:
            path = self._path_of(ident)
            data = self._read.get(path)
            document = self.reader.document(path) if data is None else load(data)
            self._documents[ident] = document
            self._tickets[ident] = self._before_change(path, document)
        return self._tickets[ident]

    def get_all(self, idents: Iterable[str]) -> list[Ticket]:
        """The same of several tickets; what is committed of them is looked up at once."""
        wanted = [*idents]
        self.expect(wanted)
        return [self.get(ident) for ident in wanted]

    def expect(self, idents: Iterable[str]) -> None:
        """Have git look up at once what is committed of tickets that will be got."""
        if self.edits is not None:
            for ident in idents:
                self._path_of(ident)
            self.look_up()

    def _before_change(self, path: str, document: Document) -> Ticket:
        """The ticket in a file, with what follows from an edit by hand."""
        if self.edits is None:
            return document.record
        committed = self._looked_up or self.look_up()  # a commit asks the same
        blob = committed.blobs[path] if path in committed.paths else None
        if blob is not None and not self._differs(path, document.data, blob):
            return document.record
        return self.edits.stamped(path, document)

    def _differs(self, path: str, data: bytes, blob: str) -> bool:
        """Whether a file isn't what is committed at its path. The same bytes are looked at once."""
        known, name = self._as_committed.get(path, (b"", ""))
        if known is data and name == blob:
            return False
        if differs(data, blob):
            return True
        self._as_committed[path] = data, blob
        return False

    def _path_of(self, ident: str) -> str:
        """Where the ticket was filed before this transaction."""
        if ident not in self._paths:
            self._paths[ident] = self.reader.path_of(ident)
        return self._paths[ident]

    def happened(self, ident: str, event: str) -> None:
        """Note an event of a ticket that the ticket itself doesn't show: its invoice was paid."""
        self.get(ident)
        self._happened.setdefault(ident, []).append(event)

    def changes(self) -> "list[TicketChange]":
        """The tickets that are new or that will differ from what is committed."""
        from tix.storage.store.ticket_changes import SeenTicket, found_changes  # for events

        for place, taken in self._taken_in.items():
            if taken and is_ticket_path(place) and self.found(place) is not None:
                self.get(taken)
        seen: dict[str, SeenTicket] = {}
        for ident, ticket in self._tickets.items():
            if ident not in self._gone:
                path = self._paths.get(ident) if ident in self._documents else None
                known = self._documents.get(ident) if path else None
                data = self._read.get(path, known.data if known else None) if path else None
                was_read = known.record if known and known.data == data else None
                seen[ident] = SeenTicket(path, data, was_read, ticket)
        return found_changes(self._desk, seen, self.look_up().blobs, self._happened, self._differs)

    def planned(self) -> tuple[Filed, ...]:
        """The tickets as they will be, and where."""
        going = {path for path, data in self._files.items() if data is None}

        def place(ticket: Ticket) -> str:
            path = self._paths.get(ticket.id) or new_path(ticket)
            return live_path(path) if path in going else path

        left = (ticket for ident, ticket in self._tickets.items() if ident not in self._gone)
        return tuple(Filed(ticket, place(ticket)) for ticket in left)

    def look_up(self) -> CommittedFiles:
        """Have git look up what is committed of the files at hand; it comes up meanwhile."""
        paths = {*self._files, *self._unchanged, *self._taken_in, *self._paths.values()}
        if self._looked_up is None or not paths <= self._looked_up.paths:
            self.close()
            self._looked_up = CommittedFiles(self._desk, self._desk.ref(), paths)
        return self._looked_up

    def close(self) -> None:
        """End a git that was to look something up and wasn't needed."""
        if self._looked_up is not None:
            self._looked_up.close()

    def new_id(self) -> str:
        """An id that no ticket has."""
        return ids.new_id(random_choice, self._is_taken)

    def id_after(self, source: str) -> str:
        """The first id in a text's sequence that no ticket has, the same in every clone."""
        return ids.derived_id(source, self._is_taken)

    def _is_taken(self, ident: str) -> bool:
        return ident in self._tickets or self.reader.is_taken(ident)

    def found(self, path: str) -> bytes | None:
        """The file as it stands, or is committed if it isn't checked out; None: no such file."""
        return self.reader.content(path)
