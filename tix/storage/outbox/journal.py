"""What the dispatcher of a clone has done and the ledger doesn't know yet, line by line on disk.

Each line is JSON, written and flushed to the disk before the next message goes out: the nonce of a
lease before it is asked for, and what became of a message right after the server has said so. A
line that a crash has cut off doesn't count. A little space is kept free beside it, so that a full
disk doesn't forget what was sent.
"""

import contextlib
import errno
import json
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from tix.frozen import dataclass
from tix.model.notices.message import Message
from tix.model.notices.stored import Sent, message_object, message_of, sent_of
from tix.model.times import format_time
from tix.quick_typing import Any
from tix.storage.desk.files import WriteFailedError
from tix.storage.outbox.boot_clock import Instant, instant
from tix.storage.outbox.ledger import Lease
from tix.storage.replacing import replace_file

_RESERVE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Noted:
    """What a journal has: outcomes, messages that wait again, nonces of its leases, and addresses
    at which there is nobody, with who says so.

    A message that was tried several times is there once, as it was last.
    """

    sent: tuple[Sent, ...] = ()
    again: tuple[Message, ...] = ()
    leases: tuple[str, ...] = ()
    dead: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sent or self.again or self.leases or self.dead)


class Journal:
    """The files of a dispatcher, in the clone's folder for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "journal"
        self._reserve = folder / "reserve"
        self._seen = folder / "seen.json"
        self._looked = folder / "looked"

    @property
    def lock(self) -> Path:
        """Held by the one dispatcher that runs."""
        return self._folder / "lock"

    # -- the lines --------------------------------------------------------------------------------

    def open(self) -> None:
        """Make sure that it can be written. Raises WriteFailedError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._reserve.exists() or self._reserve.stat().st_size < _RESERVE:
                replace_file(self._reserve, b" " * _RESERVE)
            self._mend()
        except OSError as error:
            raise WriteFailedError(str(self._path), error) from None

    def _mend(self) -> None:
        """Begin a new line behind one that was cut off."""
        with contextlib.suppress(FileNotFoundError), self._path.open("rb+") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")

    def note_lease(self, nonce: str) -> None:
        """Note a lease before it is asked for."""
        self._append({"lease": nonce})

    def note_sent(self, *sent: Sent) -> None:
        """Note what became of the messages of a letter."""
        self._append(
            *(
                message_object(each.message)
                | {"state": each.state, "decided": format_time(each.at)}
                for each in sent
            )
        )

    def note_again(self, message: Message) -> None:
        """Note that a message waits again."""
        self._append(message_object(message))

    def note_dead(self, address: str, why: str) -> None:
        """Note that there is nobody at an address."""
        self._append({"dead": address, "why": why})

    def _append(self, *values: Any) -> None:
        line = b"".join(json.dumps(value).encode() + b"\n" for value in values)
        try:
            self._write(line)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise WriteFailedError(str(self._path), error) from None
            self._reserve.unlink(missing_ok=True)
            try:
                self._mend()
                self._write(line)
            except OSError as again:
                raise WriteFailedError(str(self._path), again) from None

    def _write(self, line: bytes) -> None:
        with self._path.open("ab", buffering=0) as file:
            file.write(line)
            os.fsync(file.fileno())

    def read(self) -> Noted:
        """All that it has."""
        sent: dict[str, Sent] = {}
        again: dict[str, Message] = {}
        leases: dict[str, None] = {}
        dead: dict[str, str] = {}
        for found in self._lines():
            if isinstance(nonce := found.get("lease"), str):
                leases[nonce] = None
            elif isinstance(address := found.get("dead"), str):
                dead[address] = str(found.get("why"))
            elif (done := sent_of(found)) is not None:
                sent[done.message.key] = done
            elif (message := message_of(found)) is not None:
                again[message.key] = message
        waiting = tuple(message for key, message in again.items() if key not in sent)
        return Noted(tuple(sent.values()), waiting, tuple(leases), tuple(dead.items()))

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise WriteFailedError(str(self._path), error) from None
        for line in data.split(b"\n"):
            with contextlib.suppress(ValueError):
                if isinstance(found := json.loads(line), dict):
                    yield found

    def empty(self) -> None:
        """Forget all: the ledger has it."""
        try:
            replace_file(self._path, b"", to_disk=True)
        except OSError as error:
            raise WriteFailedError(str(self._path), error) from None

    # -- the leases of others ---------------------------------------------------------------------

    def seen(self, leases: tuple[Lease, ...]) -> dict[str, float | None]:
        """For how many seconds each of these leases has been seen, by their nonces.

        None where that can't be told: the machine has no such clock, or this is a fresh clone, as
        in a job whose disk vanishes. They are remembered from now on, and others forgotten.
        """
        now, known, is_fresh = instant(), self._known(), self._is_fresh
        first = {lease.nonce: known.get(lease.nonce, now) for lease in leases}
        ages = {nonce: now.since(at) for nonce, at in first.items()}
        for nonce, age in ages.items():
            if age is None and now.boot:  # the machine was started anew
                first[nonce], ages[nonce] = now, 0.0
        if first != known or is_fresh:
            kept = {nonce: [at.boot, at.seconds] for nonce, at in first.items()}
            if not self._keep(self._seen, json.dumps(kept)):
                return dict.fromkeys(first)
        return dict.fromkeys(first) if is_fresh else ages

    @cached_property
    def _is_fresh(self) -> bool:
        """Whether no run before this one has looked at leases here."""
        return not self._seen.exists()

    def _known(self) -> dict[str, Instant]:
        try:
            found = json.loads(self._seen.read_bytes())
            return {nonce: Instant(str(at[0]), float(at[1])) for nonce, at in found.items()}
        except (OSError, ValueError, TypeError, IndexError, AttributeError, KeyError):
            return {}

    def _keep(self, path: Path, text: str) -> bool:
        try:
            replace_file(path, text.encode())
        except OSError:
            return False
        return True

    # -- due times --------------------------------------------------------------------------------

    @property
    def looked(self) -> str:
        """The time up to which this dispatcher has looked at due times; "" if it never did."""
        try:
            return self._looked.read_text().strip()
        except (OSError, UnicodeError):
            return ""

    def keep_looked(self, at: str) -> None:
        """Remember that time, if it can be written."""
        self._keep(self._looked, at)
