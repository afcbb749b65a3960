"""The one writer: everything that changes a desk goes through a ``Transaction``.

A transaction holds the clone's lock, reads fresh, collects changes, and writes them all or none:
first the files (made beside, then renamed), then one commit on the desk's branch. A run that is
killed in between leaves the new text in the working tree, where it shows at once and goes into
the next commit of that ticket.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tix.errors import NeedsPersonError, TixError, UsageError
from tix.model import ids
from tix.model.document import Document, dump
from tix.model.ticket import Ticket
from tix.storage import identity, undo_journal
from tix.storage.commit import (
    BranchMovedError,
    IndexRefresh,
    Proposal,
    RebaseInProgressError,
    commit,
)
from tix.storage.desk import Desk, rebased_branches
from tix.storage.file_reader import FileReader
from tix.storage.files import Replacement, read, walk
from tix.storage.git import GitError
from tix.storage.identity import Ident
from tix.storage.lock import exclusive

_ATTEMPTS = 5
"""How often a commit is tried when somebody without tix moves the branch at the same time."""


class UnwritableTextError(UsageError):
    """Something that a ticket's file can't hold (a NUL, bytes that aren't UTF-8)."""

    def __init__(self, ident: str, reason: str) -> None:
        super().__init__(f"{ident} wasn't written: {reason}")


class BisectInProgressError(NeedsPersonError):
    """The desk's working tree is in the middle of a bisection."""

    def __init__(self) -> None:
        super().__init__(
            "the desk's working tree is being bisected, so nothing can be written now",
            hint="finish it: git bisect reset",
        )


class NotCommittedError(TixError):
    """The files were written and taken back, because git couldn't make the commit."""

    def __init__(self, reason: TixError) -> None:
        super().__init__(f"{reason}; nothing was changed", hint=reason.hint)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a transaction did. ``commit`` is None if there was nothing to change.

    ``hand_edits`` are ids of tickets whose uncommitted edits went into the commit;
    ``detached``: the commit is on no branch.
    """

    commit: str | None = None
    hand_edits: tuple[str, ...] = ()
    detached: bool = False


class Store:
    """Writes to a desk. ``now`` replaces the clock of commits where it is given."""

    def __init__(self, desk: Desk, now: datetime | None = None) -> None:
        self.desk = desk
        self._now = now

    @contextmanager
    def transaction(self, author: Ident | None = None) -> Iterator["Transaction"]:
        """Hold the lock and read fresh. Nothing is written but by ``Transaction.commit``.

        ``author`` replaces who git says the user is (a demonstration's people).
        """
        who = author or identity.author(self.desk.git).at(self._now)
        committer = author or identity.committer(self.desk.git).at(self._now)
        with exclusive(self.desk.state_dir / "lock"):
            _refuse_if_busy(self.desk)
            yield Transaction(self.desk, who, committer)


def _refuse_if_busy(desk: Desk) -> None:
    branch = desk.branch()
    if (desk.git_dir / "BISECT_LOG").exists():
        raise BisectInProgressError
    for git_dir in (desk.common_dir, *desk.common_dir.glob("worktrees/*")):
        for rebased in rebased_branches(git_dir):
            if git_dir == desk.git_dir or rebased == branch:
                raise RebaseInProgressError(rebased)


class Transaction:
    """Changes to a desk that are made together. Made by ``Store.transaction``."""

    def __init__(self, desk: Desk, author: Ident, committer: Ident) -> None:
        self.author = author
        self.reader = FileReader(desk)
        self._desk = desk
        self._committer = committer
        self._documents: dict[str, tuple[str, Document]] = {}
        self._tickets: dict[str, Ticket] = {}
        self._files: dict[str, bytes | None] = {}
        self._touched: list[str] = []

    # -- what is there ----------------------------------------------------------------------

    def get(self, ident: str) -> Ticket:
        """The ticket as it stands now, with what this transaction has put."""
        if ident not in self._tickets:
            path = self.reader.path_of(ident)
            document = self.reader.document(path)
            self._documents[ident] = (path, document)
            self._tickets[ident] = document.ticket
        return self._tickets[ident]

    def new_id(self) -> str:
        """An id that no ticket has."""
        taken = {*self.reader.ids(), *self._tickets}
        return ids.new_id(secrets.choice, taken.__contains__)

    # -- what is to be ----------------------------------------------------------------------

    def put(self, ticket: Ticket) -> None:
        """Change a ticket that was got before."""
        path, document = self._documents[ticket.id]
        self._tickets[ticket.id] = ticket
        if ticket != document.ticket:
            self._touch(ticket.id)
            self._files[path] = _written(ticket.id, lambda: document.save(ticket))
        else:
            self._files.pop(path, None)

    def put_document(self, ident: str, data: bytes) -> None:
        """Change a ticket by giving its whole file anew."""
        self.get(ident)
        path, _ = self._documents[ident]
        self.put_file(path, data, ident)

    def add(self, ticket: Ticket) -> str:
        """A new ticket; its path."""
        path = new_path(ticket)
        self._tickets[ticket.id] = ticket
        self._touch(ticket.id)
        self._files[path] = _written(ticket.id, lambda: dump(ticket))
        return path

    def attach(self, ident: str, name: str, content: bytes) -> str:
        """Keep a file with a ticket; the name to be put among the ticket's attachments."""
        stored = attachment_name(name, content)
        self._files[f"attachments/{ident}/{stored}"] = content
        return stored

    def remove(self, ident: str) -> None:
        """Take a ticket and its attachments out of the desk."""
        self.get(ident)
        path, _ = self._documents[ident]
        self.put_file(path, None, ident)
        for attachment, plain in walk(self._desk.root, f"attachments/{ident}"):
            if plain:
                self.put_file(attachment, None)

    def put_file(self, path: str, data: bytes | None, ident: str | None = None) -> None:
        """Write any file of the desk (None: take it away), for the ticket with that id."""
        self._files[path] = data
        if ident:
            self._touch(ident)

    def _touch(self, ident: str) -> None:
        if ident not in self._touched:
            self._touched.append(ident)

    # -- making it so -----------------------------------------------------------------------

    def commit(
        self, subject: str, *, trailers: Sequence[tuple[str, str]] = (), undoable: bool = True
    ) -> Outcome:
        """Write everything and commit it. The subject is one line; trailers name the tickets.

        Raises WriteFailedError or NotCommittedError with the files as they were before.
        """
        files = {path: data for path, data in self._files.items() if self._differs(path, data)}
        if not files:
            return Outcome()
        edited = self._hand_edited(files)
        message = _message(subject, self._touched, edited, trailers)
        replacement = Replacement(self._desk.root, _empty_scratch(self._desk))
        replacement.apply(files)
        try:
            name = self._committed(files, message)
        except TixError as error:
            replacement.undo()
            raise NotCommittedError(error) from None
        except BaseException:
            replacement.finish()  # interrupted: the new text stays in the working tree
            raise
        replacement.finish()
        if undoable:
            undo_journal.remember(self._desk, self.author.person, name)
        return Outcome(name, tuple(edited), self._desk.ref() == "HEAD")

    def _differs(self, path: str, data: bytes | None) -> bool:
        try:
            return read(self._desk.root, path) != data
        except FileNotFoundError:
            return data is not None

    def _hand_edited(self, files: Mapping[str, bytes | None]) -> list[str]:
        """Ids of tickets whose files weren't committed as this transaction found them."""
        known = {path: i for i, (path, _) in self._documents.items() if path in files}
        if not known:
            return []
        ref = self._desk.ref()
        asked = "".join(f"{ref}:{self._desk.prefix}{path}\n" for path in known)
        try:
            output = self._desk.git.run("cat-file", "--batch-check", stdin=asked.encode())
        except GitError:
            return []
        edited = []
        for (path, ident), line in zip(known.items(), output.splitlines(), strict=False):
            name = line.split(b" ")[0].decode()
            if line.endswith(b" missing") or name != blob_name(
                read(self._desk.root, path), len(name)
            ):
                edited.append(ident)
        return edited

    def _committed(self, files: Mapping[str, bytes | None], message: str) -> str:
        git = self._desk.git
        top_files = {self._desk.prefix + path: data for path, data in files.items()}
        refresh = IndexRefresh(git, self._desk.git_dir / "tix" / "stale-index")
        # update-index takes paths from the folder in which it runs
        refresh.begin(files)
        try:
            proposal = Proposal(top_files, message, self.author, self._committer)
            sign = git.line("config", "--type=bool", "--get", "commit.gpgsign", codes=(0, 1))
            for attempt in range(_ATTEMPTS):
                try:
                    return commit(git, self._desk.ref(), proposal, sign=sign == "true")
                except BranchMovedError:
                    if attempt == _ATTEMPTS - 1:
                        raise
            raise AssertionError("unreachable")
        finally:
            refresh.end()


def _empty_scratch(desk: Desk) -> Path:
    """The folder for files in the making; what a killed run left there is taken away."""
    scratch = desk.git_dir / "tix" / "scratch"
    if scratch.is_dir():
        for leftover in scratch.iterdir():
            leftover.unlink(missing_ok=True)
    return scratch


def _written(ident: str, write: Callable[[], bytes]) -> bytes:
    try:
        return write()
    except ValueError as error:
        raise UnwritableTextError(ident, str(error)) from None


def new_path(ticket: Ticket) -> str:
    """Where a new ticket is filed: by the year and month of its opening."""
    opened = ticket.opened
    month = f"{opened.year:04}/{opened.month:02}" if opened else "1970/01"
    return f"tickets/{month}/{ticket.id}.md"


def attachment_name(name: str, content: bytes) -> str:
    """``<first 8 of sha256>-<safe name>``, for every file system and not over 100 characters."""
    plain = Path(name.replace("\\", "/")).name
    safe = re.sub(r"[^\w.+-]", "-", plain, flags=re.ASCII).strip(".-") or "file"
    stem, dot, suffix = safe.rpartition(".")
    if len(safe) > 80:
        safe = stem[:60] + dot + suffix[:18] if stem else safe[:80]
    return f"{hashlib.sha256(content).hexdigest()[:8]}-{safe}"


def blob_name(data: bytes, length: int) -> str:
    """The name that git gives to a blob; ``length`` of a name tells the repository's hash."""
    algorithm = "sha256" if length == 64 else "sha1"
    header = b"blob %d\0" % len(data)
    return hashlib.new(algorithm, header + data, usedforsecurity=False).hexdigest()


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _message(
    subject: str, touched: Iterable[str], edited: Sequence[str], extra: Sequence[tuple[str, str]]
) -> str:
    lines = [_CONTROL.sub(" ", subject).strip(), ""]
    if edited:
        lines += [f"With edits made by hand to {', '.join(edited)}.", ""]
    lines += [f"Ticket: {ident}" for ident in touched]
    lines += [f"{name}: {value}" for name, value in extra]
    return "\n".join(lines).rstrip() + "\n"
