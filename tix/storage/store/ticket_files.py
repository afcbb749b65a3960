"""Where the ticket with a known id is filed, found without a look at the other tickets.

Tickets are filed by year and month, so there are few folders, and a ticket's file is one of the
same name in one of them. Whoever asks for many ids gets each folder's names listed once. The
answer is that of a walk over all files, also where somebody filed tickets in some other way.
"""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

_FEW = 32
"""So many ids are looked for one by one; for more, the folders are listed."""
_MONTHS = 3
"""How deep tickets are filed: ``tickets/2026/11``."""


class Places:
    """The folders of a desk below some (``tickets``, then ``archive``), as they stand.

    ``folders`` are in the order in which they count, if several have a file for the same id.
    """

    def __init__(
        self, root: Path, folders: tuple[str, ...], likely: Mapping[str, str] | None = None
    ) -> None:
        """``likely``: the ``seen`` of another look just now; a file that is still there is where
        it was."""
        self.seen: dict[str, str] = {}
        """The files of the first folder that were found, by ids that have no other."""
        self._likely = likely or {}
        self._root = str(root)
        self._folders = folders
        self._asked = 0
        self._below = cache(self._found_below)
        self._names = cache(self._listed)
        self._places = cache(self._listed_places)

    def path_of(self, ident: str) -> str | None:
        """The plain file with that name; of several the first, as a walk comes by them.

        None: there is none, or one in a folder that doesn't let us look.
        """
        if (path := self._likely.get(ident)) and self._is_plain(path):
            return path
        return next(self._found(ident), None)

    def paths_of(self, ident: str) -> list[str]:
        """All plain files with that name, in the order in which they count."""
        found = list(self._found(ident))
        if len(found) == 1 and found[0].startswith(f"{self._folders[0]}/"):
            self.seen[ident] = found[0]
        return found

    def _found(self, ident: str) -> Iterator[str]:
        self._asked += 1
        name = f"{ident}.md"
        for top in self._folders:
            if self._asked > _FEW:
                folders: Iterable[str] = self._places(top).get(name, ())
            else:
                folders = (each for each in self._below(top) if self._is_named(each, name))
            found = [path for each in folders if self._is_plain(path := f"{each}/{name}")]
            yield from sorted(found, key=lambda path: path.split("/"))

    def _is_named(self, folder: str, name: str) -> bool:
        # listed also because some file systems find K7F3QZ.md under the name k7f3qz.md
        return os.path.lexists(f"{self._root}/{folder}/{name}") and name in self._names(folder)

    def _listed_places(self, top: str) -> dict[str, tuple[str, ...]]:
        """The folders that have an entry of a name, by names."""
        places: dict[str, tuple[str, ...]] = {}
        for folder in self._below(top):
            alone = (folder,)  # the same one for all: there may be very many
            for name in self._names(folder):
                places[name] = (*places[name], folder) if name in places else alone
        return places

    def _is_plain(self, path: str) -> bool:
        try:
            return stat.S_ISREG(os.lstat(f"{self._root}/{path}").st_mode)
        except OSError:
            return False

    def _found_below(self, top: str) -> list[str]:
        """That folder and all folders in it; links aren't followed."""
        if Path(self._root, top).is_symlink():
            return []
        found, waiting = [], [(top, 1)]
        while waiting:  # no recursion: folders can be nested deeper than Python's stack
            folder, depth = waiting.pop()
            found.append(folder)
            if depth >= _MONTHS and self._has_no_folders(folder):
                continue
            with contextlib.suppress(OSError), os.scandir(f"{self._root}/{folder}") as listing:
                waiting += [
                    (f"{folder}/{entry.name}", depth + 1)
                    for entry in listing
                    if entry.is_dir(follow_symlinks=False)
                ]
        return found

    def _has_no_folders(self, folder: str) -> bool:
        """Whether a folder's count of links says so: each folder in it has a link to it.

        File systems that don't count have another number than two there.
        """
        try:
            return os.lstat(f"{self._root}/{folder}").st_nlink == 2
        except OSError:
            return True

    def _listed(self, folder: str) -> frozenset[str]:
        try:
            return frozenset(os.listdir(f"{self._root}/{folder}"))  # noqa: PTH208 (names)
        except OSError:
            return frozenset()
