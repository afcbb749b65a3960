"""The tickets in git's blobs, read in one go and parsed once each."""

import re
from collections.abc import Callable, Iterable

from tix.model.document import DocumentError, load
from tix.model.ticket import Ticket
from tix.storage.git import Git

_FOUND = re.compile(rb"([0-9a-f]+) blob (\d+)")

Progress = Callable[[int, int], None]
"""Is told how many blobs of how many have been read."""


class TicketBlobs:
    """Answers by a blob's name, or by ``COMMIT:PATH`` with a path from the top."""

    def __init__(self, git: Git, wanted: Iterable[str], progress: Progress | None = None) -> None:
        """Read all that is wanted; what isn't there, or isn't a file, is no error."""
        names = [name for name in dict.fromkeys(wanted) if "\n" not in name]
        self._blobs: dict[str, str] = {}
        self._tickets: dict[str, Ticket | None] = {}
        if not names:
            return
        listing = "\n".join(names).encode(errors="surrogateescape") + b"\n"
        output = git.run("cat-file", "--batch", stdin=listing)
        place = 0
        for number, name in enumerate(names):
            end = output.index(b"\n", place)
            header = output[place:end]
            place = end + 1
            if found := _FOUND.fullmatch(header):
                size = int(found[2])
                self._keep(name, found[1].decode(), output[place : place + size])
                place += size + 1
            elif not header.endswith(b" missing"):  # a folder in a file's place
                place += int(header.rpartition(b" ")[2]) + 1
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
        return load(data).ticket
    except DocumentError:
        return None
