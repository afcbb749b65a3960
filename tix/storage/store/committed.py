"""What a commit is to write, and the branch's version of these files, looked up before."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property

from tix.frozen import dataclass
from tix.model.layout import FOLDERS
from tix.model.ticket.paths import is_ticket_path
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import answered, checked, differs, start_batch, start_check
from tix.storage.git.process import GitError

_FEW = 32
"""So many files are asked for by their paths, each of which git follows from the top of the tree;
for more it gives the folders that they are in."""


class CommittedFiles:
    """The state of the branch before a commit: its tip, and the blobs at some paths.

    git is started when this is made and comes up while the files are being written.
    """

    def __init__(self, desk: Desk, ref: str, paths: Iterable[str]) -> None:
        self._paths = list(paths)
        self._files = [os.fsencode(desk.prefix + path) for path in self._paths]
        self._are_few = len(self._files) <= _FEW
        self._asked = start_check(desk.git) if self._are_few else start_batch(desk.git)
        folders = (file.rpartition(b"/")[0] for file in self._files)
        self._places = self._files if self._are_few else list(dict.fromkeys(folders))
        tip = os.fsencode(ref)
        self._names = [tip, *(tip + b":" + place for place in self._places)]
        self._is_asked = False
        self.paths = frozenset(self._paths)
        self.tip = ""

    def close(self) -> None:
        """End git, if nobody has asked for the blobs."""
        if not self._is_asked:
            self._is_asked = True
            self._asked.feed(b"")
            self._asked.finish()

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The blob at each path, "" for none. Sets ``tip``, "" if there is no commit yet."""
        self._is_asked = True
        self._asked.feed(b"".join(name + b"\0" for name in self._names))
        code, output, complaint = self._asked.finish()
        read = self._one_by_one if self._are_few else self._listed
        try:
            self.tip, *blobs = read(b"" if code else output)
        except ValueError:  # git doesn't notice that it couldn't write all
            raise GitError(("cat-file",), complaint.decode(errors="replace"), code or 128) from None
        return dict(zip(self._paths, blobs, strict=True))

    def _one_by_one(self, output: bytes) -> Iterator[str]:
        """The tip, and the blob of each file."""
        return ((answer or b"").decode() for answer in checked(output, self._names))

    def _listed(self, output: bytes) -> Iterator[str]:
        """The same, from the trees of their folders."""
        from tix.storage.git.tree_entries import entries_of  # for many files at once

        tip, *trees = answered(output, self._names)
        yield tip[0].decode() if tip else ""
        found: dict[bytes, dict[bytes, bytes]] = {
            folder: dict(entries_of(tree[2], len(tree[0])) if tree and tree[1] == b"tree" else ())
            for folder, tree in zip(self._places, trees, strict=True)
        }
        for file in self._files:
            folder, _, name = file.rpartition(b"/")
            yield found[folder].get(name, b"").hex()


def committed_tickets(desk: Desk, ref: str) -> Iterator[str]:
    """The path of every ticket that is committed."""
    from tix.storage.git.tree_entries import tree_paths  # where a ticket was moved by hand

    folders = [f"{desk.prefix}{folder}/" for folder in FOLDERS]
    with suppress(GitError):  # no commit yet
        for path in tree_paths(desk.git, ref, *folders):
            if is_ticket_path(inside := path.removeprefix(desk.prefix)):
                yield inside


@dataclass(slots=True)
class PlannedFiles:
    """What a commit writes, by path: None is no file.

    ``found``: the files as they stand; ``written``: what they become; ``as_found``: those that go
    in as they stand, each with its ticket, or None if it belongs to none.
    """

    found: dict[str, bytes | None]
    written: dict[str, bytes | None]
    as_found: dict[str, str | None]
    committed: CommittedFiles

    @property
    def files(self) -> dict[str, bytes | None]:
        """All that is to be committed."""
        return {path: self.found[path] for path in self.as_found} | self.written

    def look_again(self) -> None:
        """Leave out what goes in as it stands and is committed just so."""
        blobs = self.committed.blobs
        self.as_found = {
            path: ident
            for path, ident in self.as_found.items()
            if differs(self.found[path], blobs[path])
        }
