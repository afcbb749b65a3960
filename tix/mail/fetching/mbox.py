"""An mbox: all messages in one file, each after a line that begins with ``From ``.

The file belongs to a mail server that may append to it any time, so it is locked as mail servers
do it (fcntl, and a file ``.lock`` beside it), only for as long as it is read or written. Messages
are copied out of it first. To mark some, it is looked through again, and what is to be changed is
found by its content; the new file is written beside it, then over it, for the server has it open.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

from tix.frozen import dataclass
from tix.mail.dispatch import Mailbox
from tix.mail.fetching.mailbox import MailboxError, Waiting
from tix.mail.fetching.memory import MailboxMemory
from tix.quick_typing import IO

_PATIENCE = 20.0
"""Seconds to wait for a mail server that holds the file."""
_STALE = 300.0
"""Seconds after which a file ``.lock`` is of somebody who died."""
_STATUS = re.compile(rb"(?im)^(X-)?Status:.*\r?\n")
_SEEN = re.compile(rb"(?im)^Status:[ \t]*[A-Z]*R")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A message in the file: where its separating line begins, where it begins and ends."""

    start: int
    body: int
    end: int


class Mbox:
    """The messages without ``Status: R`` that came since a time."""

    def __init__(self, mailbox: Mailbox, since: datetime, memory: MailboxMemory) -> None:
        self._mailbox, self._since, self._memory = mailbox, since, memory
        self._path = Path(mailbox.path)
        self._copy: IO[bytes] = TemporaryFile()  # noqa: SIM115 (closed by ``close``)
        self._places: dict[str, tuple[int, int]] = {}
        self._seen = (0, 0)

    def waiting(self) -> Sequence[Waiting]:
        """The messages to take in, as they stand there. Raises MailboxError.

        A file that hasn't changed since all of it was taken in isn't read.
        """
        try:
            about = self._path.stat()
        except OSError as error:
            raise self._error(error) from None
        self._seen = about.st_size, about.st_mtime_ns
        if self._seen == (self._memory.number("size"), self._memory.number("changed")):
            return []
        found = []
        with self._locked() as file:
            for piece in list(_pieces(file)):
                line, data = _read(file, piece)
                if not _SEEN.search(_head(data)) and self._is_since(line):
                    found.append(self._copied(data))
        return found

    def _is_since(self, line: bytes) -> bool:
        """Whether a message came since then; its line has a time without a zone."""
        found = re.search(rb"([A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d) (?:\S+ )?(\d{4})", line)
        if found is None:
            return True
        try:
            text = b" ".join(found.groups()).decode()
            when = datetime.strptime(" ".join(text.split()), "%b %d %H:%M:%S %Y")
        except ValueError:
            return True
        return max(when.replace(tzinfo=UTC), when.astimezone(UTC)) >= self._since

    def _copied(self, data: bytes) -> Waiting:
        name = _name(data)
        data = re.sub(rb"(?m)^>(>*From )", rb"\1", data)
        self._places[name] = self._copy.seek(0, os.SEEK_END), len(data)
        self._copy.write(data)
        return Waiting(name, len(data))

    def read(self, message: Waiting) -> bytes | None:
        """A message as it came. Raises MailboxError."""
        start, length = self._places[message.name]
        self._copy.seek(start)
        return self._copy.read(length)

    def mark(self, messages: Sequence[Waiting]) -> None:
        """Mark them as is set. Raises MailboxError."""
        names = {message.name for message in messages}
        with self._locked() as file:
            pieces = list(_pieces(file))
            meant = [_name(_read(file, piece)[1]) in names for piece in pieces]
            if not any(meant):
                return
            both = list(zip(pieces, meant, strict=True))
            if self._mailbox.after == "move":
                self._append(_read(file, piece) for piece, is_it in both if is_it)
            self._overwrite(file, self._left(file, both))

    def _left(self, file: IO[bytes], both: Sequence[tuple[_Piece, bool]]) -> Iterator[bytes]:
        """What the file will have."""
        for piece, is_it in both:
            line, data = _read(file, piece)
            if not is_it:
                yield from (line, data)
            elif self._mailbox.after == "seen":
                yield from (line, _with_status(data))

    def _append(self, messages: Iterable[tuple[bytes, bytes]]) -> None:
        """Put messages at the end of another mbox beside this one, or at a whole path."""
        target = self._path.parent / self._mailbox.target
        try:
            with target.open("ab") as file:
                fcntl.lockf(file, fcntl.LOCK_EX)
                if file.tell():
                    file.write(b"\n")
                for line, data in messages:
                    file.write(line + data.rstrip(b"\n") + b"\n\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._error(error) from None

    def _overwrite(self, file: IO[bytes], pieces: Iterable[bytes]) -> None:
        """Let the file have these, in its place; a copy is on disk until it has."""
        backup = self._path.with_name(f".{self._path.name}.tix-{os.urandom(8).hex()}")
        with suppress(PermissionError):  # a folder of the system's: the copy is elsewhere
            os.close(os.open(backup, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            with backup.open("r+b") if backup.exists() else TemporaryFile() as copy:
                copy.writelines(pieces)
                copy.flush()
                os.fsync(copy.fileno())
                for place in (copy, file):
                    place.seek(0)
                shutil.copyfileobj(copy, file)
                file.truncate()
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._error(error) from None
        backup.unlink(missing_ok=True)

    def done(self) -> None:
        """Remember that all of the file was taken in, as it was looked at."""
        if not self._places:
            self._memory.keep(size=self._seen[0], changed=self._seen[1])

    def close(self) -> None:
        """Let go of the copies."""
        self._copy.close()

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        """The file, held; all that goes wrong with it becomes a MailboxError."""
        try:
            with self._path.open("r+b") as file, self._dot_locked():
                self._wait_for(file)
                yield file
        except OSError as error:
            raise self._error(error) from None

    def _wait_for(self, file: IO[bytes]) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except (BlockingIOError, PermissionError):
                if time.monotonic() > until:
                    raise MailboxError(self._mailbox, "another program holds it") from None
                time.sleep(0.1)

    @contextmanager
    def _dot_locked(self) -> Iterator[None]:
        lock, until = self._path.with_name(f"{self._path.name}.lock"), time.monotonic() + _PATIENCE
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
                break
            except PermissionError:  # a folder of the system's: the other lock must do
                yield
                return
            except FileExistsError:
                with suppress(FileNotFoundError):
                    if time.time() - lock.stat().st_mtime > _STALE:
                        lock.unlink()
                        continue
                if time.monotonic() > until:
                    reason = f"another program holds it ({lock})"
                    raise MailboxError(self._mailbox, reason) from None
                time.sleep(0.1)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _error(self, error: OSError) -> MailboxError:
        reason = (error.strerror or str(error)).lower()
        return MailboxError(self._mailbox, reason)


def _pieces(file: IO[bytes]) -> Iterator[_Piece]:
    """The messages of a file, in its order. A separating line stands first or after a blank one."""
    file.seek(0)
    start, body, at, is_after_blank = -1, 0, 0, True
    for line in file:
        if is_after_blank and line.startswith(b"From "):
            if start >= 0:
                yield _Piece(start, body, at)
            start, body = at, at + len(line)
        at += len(line)
        is_after_blank = not line.strip(b"\r\n")
    if start >= 0:
        yield _Piece(start, body, at)


def _read(file: IO[bytes], piece: _Piece) -> tuple[bytes, bytes]:
    """The separating line, and the message."""
    file.seek(piece.start)
    return file.read(piece.body - piece.start), file.read(piece.end - piece.body)


def _head(data: bytes) -> bytes:
    end = re.search(rb"\r?\n\r?\n", data)
    return data[: end.start() + 1] if end else data


def _name(data: bytes) -> str:
    """What a message is called: a hash of it, without its marks."""
    head = _head(data)
    return sha256(_STATUS.sub(b"", head) + data[len(head) :].rstrip(b"\r\n")).hexdigest()


def _with_status(data: bytes) -> bytes:
    head = _head(data)
    return _STATUS.sub(b"", head) + b"Status: RO\n" + data[len(head) :]
