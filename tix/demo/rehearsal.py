"""A desk in memory, in which actions become a list of commits.

The store makes one commit at a time, which takes seconds for a hundred of them. A rehearsal gives
the actions a workspace all the same: it reads tickets from memory, and keeps commits rather than
making them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random

from tix.actions.workspace import Workspace
from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.config.directory import Directory
from tix.model.people import Person
from tix.model.ticket.document import Document, load
from tix.model.ticket.ticket import Link, Ticket
from tix.quick_typing import Any, cast
from tix.storage.desk.desk import Desk
from tix.storage.git.commit_message import message
from tix.storage.git.identity import Ident, Who
from tix.storage.store.file_reader import FileReader
from tix.storage.store.outcome import Outcome
from tix.storage.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: author and time, message, and the new contents of files."""

    at: datetime
    by: Person
    message: str
    files: Mapping[str, bytes]


class Rehearsal:
    """A desk in memory with its settings, and the commits so far, in the order of the deeds."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.commits: list[Commit] = []
        self.reader = _Reader()

    def at(self, when: datetime, by: Person, ident: str) -> Workspace:
        """The workspace of somebody at a time; new ids follow from the ticket and its comments."""
        return _Workspace(self, when, by, self.chance(ident))

    def resay(self, subject: str) -> None:
        """Give the last commit another subject."""
        last = self.commits[-1]
        _, rest = last.message.split("\n", 1)
        self.commits[-1] = replace(last, message=f"{subject}\n{rest}")

    def chance(self, ident: str) -> Random:
        """The same letters for new ids in every rehearsal, so that documents can name them."""
        comments = self.reader.ticket(ident).comments if self.reader.is_taken(ident) else ()
        return Random(f"{ident} {len(comments)}")


class _Workspace(Workspace):
    """Somebody's workspace in a rehearsal."""

    def __init__(self, rehearsal: Rehearsal, when: datetime, by: Person, chance: Random) -> None:
        super().__init__(now=when, author=Ident(by, f"{int(when.timestamp())} +0000"))
        self.choice = chance.choice
        self.config = rehearsal.config
        self.directory = Directory(rehearsal.config, (), lambda: by.key)
        self.reader = cast(Any, rehearsal.reader)
        self._rehearsal = rehearsal

    @property
    def has_customers(self) -> bool:
        """Whether there are records of customers: not in a rehearsal."""
        return False

    @contextmanager
    def transaction(self, *, is_dry: bool = False) -> Iterator[Transaction]:
        assert self.author is not None
        yield _Transaction(self._rehearsal, self.now, self.author)


class _Transaction(Transaction):
    """Changes that become a commit of the rehearsal's."""

    def __init__(self, rehearsal: Rehearsal, when: datetime, author: Ident) -> None:
        no_desk = cast(Desk, None)  # everything is read from memory, and nothing is written
        super().__init__(no_desk, lambda: Who(author, author, signs=False), rehearsal.reader)
        self._rehearsal = rehearsal
        self._when = when

    def commit(
        self,
        subject: str,
        *,
        trailers: Sequence[tuple[str, str]] = (),
        undoable: bool = True,
        edits_apart: bool = True,
        with_rules: bool = True,
    ) -> Outcome:
        """Keep the commit."""
        files = {path: data for path, data in self._files.items() if data is not None}
        self._rehearsal.reader.take_in(files)
        said = message(subject, self._touched, (), trailers)
        self._rehearsal.commits.append(Commit(self._when, self.author.person, said, files))
        return Outcome("kept")


class _Reader(FileReader):
    """Answers from memory what actions ask of files and of the index."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._paths: dict[str, str] = {}

    def take_in(self, files: Mapping[str, bytes]) -> None:
        """Remember committed tickets; nobody reads other files."""
        for path, data in files.items():
            if path.startswith("tickets/"):
                document = load(data)
                self._documents[path] = document
                self._paths[document.record.id] = path

    def path_of(self, ident: str) -> str:
        return self._paths[ident]

    def document(self, path: str) -> Document:
        return self._documents[path]

    def is_taken(self, ident: str) -> bool:
        return ident in self._paths

    def all_tickets(self) -> list[Ticket]:
        """All of them."""
        return [document.record for document in self._documents.values()]

    def ticket(self, ident: str) -> Ticket:
        """The ticket with that id."""
        return self.document(self.path_of(ident)).record

    def by_id(self, idents: Collection[str]) -> dict[str, Ticket]:
        """As the index: the tickets that exist."""
        return {ident: self.ticket(ident) for ident in idents if self.is_taken(ident)}

    def linking(self, links: Iterable[Link]) -> Iterable[Ticket]:
        """As the index: the tickets that have one of these links."""
        wanted = {*links}
        return [ticket for ticket in self.all_tickets() if wanted & {*ticket.links}]
