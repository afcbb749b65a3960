"""The ledger: what is to leave the desk and what has left it, as one commit of its ref has it.

``refs/tix/outbox`` is a chain of commits on no branch::

    format                 1
    start                  the desk's commit and the time at which it was set up
    cursor                 the desk's commit up to which everything is decided
    looked                 the time up to which due times have been looked at
    queue/KEY              a message to be sent
    sent/YYYY-MM/ab/KEY    a message that was decided; empty: a further key of one, or an event
                           whose recipients have been found
    leases/NONCE           who sends which keys, and for how long
    muted/HASH             an address at which there is nobody
    listeners/HASH         a webhook that some dispatcher serves: its name, events, and since when
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.notices.event import EVENTS
from tix.model.notices.message import Message
from tix.model.notices.recipients import Listener
from tix.model.notices.stored import (
    Sent,
    is_key,
    is_name,
    message_bytes,
    read_message,
    read_sent,
    sent_bytes,
)
from tix.model.times import format_time, parse_time
from tix.quick_typing import Any
from tix.storage.git.commit import Content
from tix.storage.git.objects import check, contents
from tix.storage.git.process import Git
from tix.storage.git.tree_entries import top_names, top_tree_entries

REF = "refs/tix/outbox"

FORMAT = "1"
_SMALL = ("format", "start", "cursor", "looked", "queue", "leases", "muted", "listeners")


class LedgerFormatError(NeedsPersonError):
    """The ledger was written by a later version, or by nobody's hand."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"{REF} has the format {found!r}, and this version reads {FORMAT}",
            hint="update tix here, or look at it: git ls-tree -r " + REF,
        )


@dataclass(frozen=True, slots=True)
class Lease:
    """Somebody sends these keys until then, by their clock."""

    nonce: str
    keys: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Start:
    """Where the ledger begins: the desk's commit, and when that was."""

    commit: str
    at: datetime


class Ledger:
    """The ledger in a commit ("": there is none). Reading it raises LedgerFormatError."""

    def __init__(self, git: Git, commit: str) -> None:
        self._git, self.commit = git, commit

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        if not self.commit:
            return {}
        entries = dict(top_tree_entries(self._git, self.commit, *_SMALL))
        found = contents(self._git, [entry.name for entry in entries.values()])
        files = {path: found[entry.name] for path, entry in entries.items()}
        form = files.get("format", b"").decode(errors="replace").strip()
        if form != FORMAT:
            raise LedgerFormatError(form)
        return files

    def _text(self, path: str) -> str:
        return self._files.get(path, b"").decode(errors="replace").strip()

    @property
    def cursor(self) -> str:
        """The desk's commit up to which everything is decided."""
        return self._text("cursor")

    @property
    def start(self) -> Start | None:
        """Where it begins."""
        commit, _, at = self._text("start").partition(" ")
        time = _time(at)
        return Start(commit, time) if time else None

    @property
    def looked(self) -> datetime | None:
        """The time up to which due times have been looked at."""
        return _time(self._text("looked"))

    @cached_property
    def queue(self) -> Mapping[str, Message]:
        """The messages that wait, by their keys."""
        found = {}
        for path, data in self._below("queue"):
            message = read_message(data)
            if message is not None and message.key == path:
                found[path] = message
        return found

    @cached_property
    def unreadable(self) -> tuple[str, ...]:
        """The files of messages that can't be read."""
        return tuple(f"queue/{path}" for path, _ in self._below("queue") if path not in self.queue)

    @cached_property
    def leases(self) -> tuple[Lease, ...]:
        """The leases that are there, running or not."""
        found = (_lease(nonce, data) for nonce, data in self._below("leases"))
        return tuple(lease for lease in found if lease is not None)

    @cached_property
    def muted(self) -> Mapping[str, str]:
        """Why addresses get nothing, by the addresses."""
        found = {}
        for _, data in self._below("muted"):
            address, _, why = data.decode(errors="replace").strip().partition(" ")
            found[address] = why
        return found

    @cached_property
    def listeners(self) -> Mapping[str, tuple[Listener, datetime]]:
        """The webhooks that dispatchers have said they serve, by name, and when they said so."""
        found = {}
        for _, data in self._below("listeners"):
            if (known := _listener(data)) is not None:
                found[known[0].name] = known
        return found

    def _below(self, folder: str) -> Iterable[tuple[str, bytes]]:
        for path, data in self._files.items():
            if path.startswith(f"{folder}/"):
                yield path.removeprefix(f"{folder}/"), data

    # -- what was decided -------------------------------------------------------------------------

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months in which something was decided, the latest first."""
        if not self.commit:
            return ()
        return tuple(sorted(top_names(self._git, f"{self.commit}:sent"), reverse=True))

    def paths_of(self, keys: Collection[str]) -> Mapping[str, str]:
        """Where the decided ones of these keys are."""
        asked = [(key, _sent_path(month, key)) for month in self.months for key in keys]
        names = [f"{self.commit}:{path}".encode() for _, path in asked]
        answers = check(self._git, names) if names else []
        return {
            key: path
            for (key, path), answer in zip(asked, answers, strict=True)
            if answer is not None
        }

    def decided(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys that wait or were decided."""
        waiting = {key for message in self.queue.values() for key in message.keys}
        return frozenset(self.paths_of(keys)) | waiting.intersection(keys)

    def sent(self, month: str | None = None) -> list[Sent]:
        """The messages that were decided in a month (None: ever), the latest first."""
        if not self.commit:
            return []
        folder = f"sent/{month}" if month else "sent"
        blobs = {
            entry.name for path, entry in top_tree_entries(self._git, self.commit, folder)
        } - _empty_names()
        return _in_order(contents(self._git, sorted(blobs)).values())

    def sent_about(self, tickets: Collection[str]) -> list[Sent]:
        """The messages about tickets that were decided, the latest first."""
        if not self.commit or not tickets:
            return []
        wanted = "".join(f'"ticket": "{ticket}"\n' for ticket in tickets)
        found = self._git.run(
            "grep", "-z", "-l", "-F", "-f", "-", self.commit, "--", ":/sent",
            stdin=wanted.encode(), codes=(0, 1), environment={"GIT_LITERAL_PATHSPECS": "0"},
        )  # fmt: skip
        names = found.decode().split("\0")[:-1]
        blobs = [name.decode() for name in check(self._git, [n.encode() for n in names]) if name]
        sent = _in_order(contents(self._git, blobs).values())
        return [each for each in sent if each.message.ticket in tickets]

    def record(self, key: str) -> Sent | None:
        """What became of a message; None if it wasn't decided."""
        path = self.paths_of([key]).get(key)
        if path is None:
            return None
        return read_sent(self._git.run("cat-file", "blob", f"{self.commit}:{path}"))


def _in_order(files: Iterable[bytes]) -> list[Sent]:
    found = (read_sent(data) for data in files if data)
    return sorted(
        (sent for sent in found if sent is not None),
        key=lambda sent: (sent.at, sent.message.key),
        reverse=True,
    )


def _empty_names() -> set[str]:
    from tix.storage.git.objects import blob_name

    return {blob_name(b"", 40), blob_name(b"", 64)}


def _time(text: str) -> datetime | None:
    try:
        return parse_time(text)
    except ValueError:
        return None


def _lease(nonce: str, data: bytes) -> Lease | None:
    try:
        found: Any = json.loads(data)
        keys = tuple(key for key in found["keys"] if is_key(key))
        return Lease(nonce, keys, parse_time(found["until"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _listener(data: bytes) -> tuple[Listener, datetime] | None:
    try:
        found: Any = json.loads(data)
        name, events = found["name"], tuple(e for e in found["events"] if e in EVENTS)
        return (Listener(name, events), parse_time(found["at"])) if is_name(name) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


# -- changes --------------------------------------------------------------------------------------


def _sent_path(month: str, key: str) -> str:
    return f"sent/{month}/{key[:2]}/{key}"


def set_up(start: Start, decided: Iterable[str]) -> dict[str, Content]:
    """The files of a new ledger: events that are older than it have been decided."""
    at = format_time(start.at)
    files: dict[str, Content] = {
        "format": f"{FORMAT}\n".encode(),
        "start": f"{start.commit} {at}\n".encode(),
        "cursor": f"{start.commit}\n".encode(),
        "looked": f"{at}\n".encode(),
    }
    return files | decide(decided, start.at)


def move_cursor(commit: str) -> dict[str, Content]:
    """Everything up to that commit of the desk is decided."""
    return {"cursor": f"{commit}\n".encode()}


def move_looked(at: datetime) -> dict[str, Content]:
    """Due times have been looked at up to then."""
    return {"looked": f"{format_time(at)}\n".encode()}


def enqueue(message: Message) -> dict[str, Content]:
    """A message waits, or waits again."""
    return {f"queue/{message.key}": message_bytes(message)}


def decide(keys: Iterable[str], at: datetime) -> dict[str, Content]:
    """These keys are decided, without a message of their own."""
    month = format_time(at)[:7]
    return {_sent_path(month, key): b"" for key in keys}


def record(sent: Sent) -> dict[str, Content]:
    """A message doesn't wait any more, and all its keys are decided."""
    month = format_time(sent.at)[:7]
    files = decide(sent.message.keys, sent.at)
    files[_sent_path(month, sent.message.key)] = sent_bytes(sent)
    files[f"queue/{sent.message.key}"] = None
    return files


def take_lease(lease: Lease) -> dict[str, Content]:
    """Somebody sends these keys."""
    value = {"keys": list(lease.keys), "until": format_time(lease.until)}
    return {f"leases/{lease.nonce}": json.dumps(value).encode() + b"\n"}


def end_leases(nonces: Iterable[str]) -> dict[str, Content]:
    """Nobody sends by these any more."""
    return {f"leases/{nonce}": None for nonce in nonces}


def mute(address: str, why: str) -> dict[str, Content]:
    """Nothing goes to that address any more."""
    folded = address.casefold()
    return {f"muted/{_hashed(folded)}": f"{folded} {' '.join(why.split())}\n".encode()}


def unmute(address: str) -> dict[str, Content]:
    """There is somebody at that address after all."""
    return {f"muted/{_hashed(address.casefold())}": None}


def listen(listener: Listener, at: datetime) -> dict[str, Content]:
    """A dispatcher serves that webhook, and said so then."""
    value = {"name": listener.name, "events": list(listener.events), "at": format_time(at)}
    return {f"listeners/{_hashed(listener.name)}": json.dumps(value).encode() + b"\n"}


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
