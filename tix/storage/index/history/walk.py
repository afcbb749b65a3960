"""Commits and the ticket files that they touched, parents first, one after another out of git.

What ``tix.storage.history.log`` gives all at once, for histories that don't fit into memory: git
lists while the commits are taken in. Texts are bytes,
as git has them.
"""

import os
from binascii import unhexlify
from collections.abc import Iterator, Sequence
from functools import partial

from tix.model.layout import FOLDERS
from tix.quick_typing import NamedTuple
from tix.storage.desk.desk import Desk
from tix.storage.git.blob_groups import FRUGAL
from tix.storage.git.diff import raw_names
from tix.storage.git.log_records import log_records, record_format
from tix.storage.git.stream import pieces, widen

_FIELDS = ("%H", "%P", "%an", "%ae", "%at", "%ct", "%s")

_PLACES = tuple(os.fsencode(f"{folder}/") for folder in FOLDERS)

_BUFFERED = {"GIT_FLUSH": "0"}
"""git writes its output in blocks, rather than each commit by itself."""

_LATEST = 2**62
"""Times of commits are whole numbers of any size; later ones are taken for this one."""


class TouchedPath(NamedTuple):
    """One path in one commit: its blob in each parent, and after it (b"" for none)."""

    path: bytes
    olds: tuple[bytes, ...]
    new: bytes


class WalkedCommit(NamedTuple):
    """A commit. ``parents`` and blobs are names as bytes, not as hexadecimal texts."""

    name: bytes
    parents: tuple[bytes, ...]
    author: bytes
    mail: bytes
    authored: int
    committed: int
    subject: bytes
    touched: list[TouchedPath]


def walk(desk: Desk, revisions: Sequence[str]) -> Iterator[WalkedCommit]:
    """The commits of these revisions that the history is made of, parents before children.

    Of a desk that is the whole repository every commit, elsewhere those that touched its tickets.
    The paths are the desk's. Raises GitError.
    """
    process = desk.git.start(
        *FRUGAL, "-c", "log.showRoot=true", "log", "-c", "--full-history", "--topo-order",
        "--reverse", "--raw", "--no-abbrev", "--no-renames", "-z", record_format(*_FIELDS),
        "--end-of-options", *revisions, "--", *(FOLDERS if desk.prefix else ()),
        environment=_BUFFERED,
    )  # fmt: skip
    prefix = os.fsencode(desk.prefix)
    assert process.stdout
    widen(process.stdout)
    tokens = pieces(desk.git, process, "log")
    for fields, touched in log_records(tokens, len(_FIELDS), partial(_touched, prefix)):
        name, parents, author, mail, authored, committed, subject = fields
        yield WalkedCommit(
            unhexlify(name),
            tuple(map(unhexlify, parents.split())),
            author,
            mail,
            _time(authored),
            _time(committed),
            subject,
            touched,
        )


def dates(desk: Desk, revisions: Sequence[str]) -> Iterator[tuple[bytes, list[bytes], int]]:
    """Name, parents and committer time of every commit, parents before children."""
    process = desk.git.start(
        "rev-list", "--topo-order", "--reverse", "--timestamp", "--parents", *revisions,
        environment=_BUFFERED,
    )  # fmt: skip
    for line in pieces(desk.git, process, "rev-list", b"\n"):
        when, name, *parents = line.split(b" ")
        yield unhexlify(name), list(map(unhexlify, parents)), _time(when)


def _time(seconds: bytes) -> int:
    """Seconds since 1970; what isn't a number is 0."""
    if seconds.isdigit() and len(seconds) < 18:
        return int(seconds)
    try:
        return max(-_LATEST, min(_LATEST, int(seconds or 0)))
    except ValueError:
        return 0


def _touched(prefix: bytes, meta: bytes, path: bytes) -> TouchedPath | None:
    """A commit's change to a path."""
    if not path.endswith(b".md") or not path.startswith(prefix):
        return None
    own = path[len(prefix) :]
    if not own.startswith(_PLACES):
        return None
    *olds, new = raw_names(meta)
    if len(olds) == 1:  # as in nearly all
        return TouchedPath(own, (_blob(olds[0]),), _blob(new))
    return TouchedPath(own, tuple(map(_blob, olds)), _blob(new))


def _blob(name: bytes) -> bytes:
    return unhexlify(name) if name.strip(b"0") else b""
