"""A Maildir: a file for each message, in ``new`` or, with its flags, in ``cur``.

https://cr.yp.to/proto/maildir.html; folders beside it are ``.NAME``, as Courier and Dovecot do.
Every step is one renaming, so nobody needs a lock, and whoever is killed leaves nothing half done.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tix.mail.dispatch import Mailbox
from tix.mail.fetching.mailbox import MailboxError, MessageError, Waiting

_FLAGS = ":2,"


class Maildir:
    """The messages without the flag S (seen) that came since a time."""

    def __init__(self, mailbox: Mailbox, since: datetime) -> None:
        self._mailbox, self._since = mailbox, since
        self._folder = Path(mailbox.path)

    def waiting(self) -> Sequence[Waiting]:
        """The messages to take in, the oldest first. Raises MailboxError."""
        found = []
        for path, about in self._files():
            if datetime.fromtimestamp(about[0] / 1e9, UTC) >= self._since:
                found.append((about[0], Waiting(path.name, about[1])))
        return [each for _, each in sorted(found, key=lambda item: (item[0], item[1].name))]

    def _files(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        """The files that aren't seen or deleted, each with its time in ns and its size."""
        try:
            for part in ("new", "cur"):
                for path in (self._folder / part).iterdir():
                    flags = path.name.rpartition(_FLAGS)[2] if _FLAGS in path.name else ""
                    if path.name.startswith(".") or {"S", "T"} & set(flags):
                        continue
                    with suppress(FileNotFoundError):  # somebody moves it just now
                        about = path.stat()
                        if path.is_file():
                            yield path, (about.st_mtime_ns, about.st_size)
        except OSError as error:
            raise self._error(error) from None

    def read(self, message: Waiting) -> bytes | None:
        """A message as it came; None: it is gone by now. Raises MessageError."""
        while (path := self._found(message)) is not None:
            try:
                return path.read_bytes()
            except FileNotFoundError:  # a reader of mail moved it just now
                continue
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise MessageError(self._mailbox, f"{path}: {reason}") from None
        return None

    def mark(self, messages: Sequence[Waiting]) -> None:
        """Mark them as is set. Raises MailboxError."""
        for message in messages:
            path = self._found(message)
            try:
                if path is not None:
                    self._mark(path)
            except FileNotFoundError:  # another fetch was quicker
                continue
            except OSError as error:
                raise self._error(error) from None

    def _mark(self, path: Path) -> None:
        if self._mailbox.after == "delete":
            path.unlink()
            return
        unique, _, flags = path.name.partition(_FLAGS)
        folder = self._folder
        if self._mailbox.after == "move":
            folder = self._folder / f".{self._mailbox.target.replace('/', '.').lstrip('.')}"
            for part in ("tmp", "new", "cur"):
                (folder / part).mkdir(parents=True, exist_ok=True)
            (folder / "maildirfolder").touch()
        seen = "".join(sorted({*flags, "S"}))
        path.rename(folder / "cur" / f"{unique}{_FLAGS}{seen}")

    def done(self) -> None:
        """Nothing is remembered: the flags tell."""

    def close(self) -> None:
        """Nothing is open."""

    def _found(self, message: Waiting) -> Path | None:
        """Where the message is by now: a reader of mail moves it, or changes its flags."""
        unique = message.name.partition(_FLAGS)[0]
        for path in (self._folder / "new" / message.name, self._folder / "cur" / message.name):
            if path.exists():
                return path
        with suppress(OSError):
            for path in (self._folder / "cur").iterdir():
                if path.name.partition(_FLAGS)[0] == unique:
                    return path
        return None

    def _error(self, error: OSError) -> MailboxError:
        reason = (error.strerror or str(error)).lower()
        hint = None
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            reason, hint = "there is no such Maildir", "path: the folder that has new, cur and tmp"
        return MailboxError(self._mailbox, reason, hint)
