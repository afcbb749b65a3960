"""The tickets of a commit by their ids, looked up one by one."""

from contextlib import closing
from functools import cached_property
from pathlib import PurePosixPath

from tix.model.layout import FOLDERS
from tix.model.record.document import LIMIT, DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import ObjectReader
from tix.storage.git.tree_entries import tree_entries


class TicketsInCommit:
    """Answers with the ticket as the commit has it."""

    def __init__(self, desk: Desk, commit: str) -> None:
        self._desk, self._commit = desk, commit

    @cached_property
    def _blobs(self) -> dict[str, str]:
        return {
            PurePosixPath(path).stem: entry.name
            for path, entry in tree_entries(self._desk.git, self._commit, *FOLDERS)
            if path.endswith(".md") and entry.is_plain
        }

    def get(self, ident: str) -> Ticket | None:
        """The ticket; None if there is none, or it can't be read."""
        blob = self._blobs.get(ident)
        if blob is None:
            return None
        with closing(ObjectReader(self._desk.git, LIMIT + 1)) as objects:
            data = objects.read(blob)
        try:
            ticket = load(data or b"").record
        except DocumentError:
            return None
        return ticket if ticket.id == ident else None
