"""The tickets in git's blobs, read one after another and parsed once each."""

from collections.abc import Callable, Iterable
from contextlib import closing

from tix.model.record.document import LIMIT, DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.storage.git.objects import ObjectReader
from tix.storage.git.process import Git

Progress = Callable[[int, int], None]
"""Called with the number of blobs read and the total."""


class TicketBlobs:
    """Answers by a blob's name, or by ``COMMIT:PATH`` with a path from the top."""

    def __init__(self, git: Git, wanted: Iterable[str], progress: Progress | None = None) -> None:
        """Read all that is wanted; what isn't there, or isn't a file, is no error."""
        names = list(dict.fromkeys(wanted))
        self._blobs: dict[str, str] = {}
        self._tickets: dict[str, Ticket | None] = {}
        with closing(ObjectReader(git, LIMIT + 1)) as objects:
            for number, name in enumerate(names):
                if found := objects.find(name):
                    self._keep(name, *found)
                if progress and number % 50 == 0:
                    progress(number, len(names))

    def _keep(self, name: str, blob: str, data: bytes) -> None:
        self._blobs[name] = blob
        if blob not in self._tickets:
            self._tickets[blob] = _parsed(data)

    def blob(self, name: str) -> str:
        """The name of the blob; "" if there is none."""
        return self._blobs.get(name, "")

    def ticket(self, name: str) -> Ticket | None:
        """The ticket in it; None if it is broken or there is none."""
        return self._tickets.get(self.blob(name))

    def all(self) -> Iterable[Ticket]:
        """Every ticket that could be read, each version once."""
        return (ticket for ticket in self._tickets.values() if ticket is not None)


def _parsed(data: bytes) -> Ticket | None:
    try:
        return load(data).record
    except DocumentError:
        return None
