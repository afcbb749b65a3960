"""The files of the index: those of the live folder as they stand, of the archive as committed.
What moved between the two since the last commit counts where it is now.

That an archived ticket counts as it is in the last commit is what makes a hundred thousand of them
cost nothing to check; ``show``, ``check`` and ``sync`` look at the files themselves.
"""

import os
import stat
import time
from binascii import crc32
from collections.abc import Collection, Iterable, Iterator, Mapping

from tix.frozen import dataclass
from tix.model.layout import ARCHIVE, LIVE
from tix.model.record.document import LIMIT, DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.paths import is_ticket_name
from tix.quick_typing import TypeAlias
from tix.storage.desk import files
from tix.storage.desk.desk import Desk
from tix.storage.desk.left_out import is_sparse
from tix.storage.git.entry import Entry
from tix.storage.git.index_entries import ask_odd_entries, odd_entries
from tix.storage.git.running import RunningGit
from tix.storage.git.status import LOOK_AT
from tix.storage.git.status_entries import entries_in, head_in
from tix.storage.store.filed import Broken, Filed
from tix.storage.store.worktree_status import WorkTreeState

Mark: TypeAlias = list[int]
"""What a file's content is known by: size, times, inode, and a checksum of the bytes; of what is no
plain file, or can't be read: mode, times and inode; of what isn't checked out: its blob's name."""

SPECIAL = 4
"""How long a mark is of what is no plain file, or can't be read."""

_LOOKS = 5
_EXCHANGED = 0.002
"""Seconds between two looks at a file that is missing while a sync exchanges it."""


Marks: TypeAlias = Mapping[str, Mark | None]
"""By path; None where no file was."""


@dataclass(frozen=True, slots=True)
class PathState:
    """The current state of a path. ``mark`` is None if nothing is there, or for a commit's file.

    ``is_known``: the mark is one that was known before, and so ``what`` wasn't read again.
    """

    path: str
    what: Filed | Broken | None
    mark: Mark | None = None
    is_known: bool = False


def everything(desk: Desk, folder: str) -> Iterator[PathState]:
    """Every file of a folder as it stands, in the order of their paths."""
    for path, is_plain in files.walk(desk.root, folder, ".md"):
        if not is_plain:
            yield _special(desk, path, _NOT_PLAIN)
            continue
        found = _plain(desk, path, {})
        for _ in range(_LOOKS):
            if found.mark is not None:
                break
            time.sleep(_EXCHANGED)
            found = _plain(desk, path, {})
        yield found


def archived_twin(path: str) -> str:
    """Where a file of the live folder would be in the archive."""
    return ARCHIVE + path.removeprefix(LIVE)


def moved(desk: Desk, look: WorkTreeState) -> tuple[set[str], set[str]]:
    """The files of the archive that came from the live folder since the last commit, and those
    that went there, if they were ever in the archive: by hand, or by a run that was killed."""
    arrived, left = set[str](), set[str]()
    for path in filter(is_ticket_name, look.changed):
        twin = archived_twin(path)
        mode, twins_mode = _mode(desk, path), _mode(desk, twin)
        if not mode and stat.S_ISREG(twins_mode):
            arrived.add(twin)
        elif not twins_mode and stat.S_ISREG(mode):
            left.add(twin)
    return arrived, left


def _mode(desk: Desk, path: str) -> int:
    """The mode of what is at a path; 0: nothing."""
    try:
        return os.lstat(f"{desk.root}/{path}").st_mode
    except OSError:
        return 0


def at(
    desk: Desk, paths: Iterable[str], known: Marks, hidden: Mapping[str, str]
) -> list[PathState]:
    """The current files at these paths of the live folder, each once; a folder ends in ``/``.

    What has its known mark isn't parsed. Of what is ``hidden`` the commit counts where no file is.
    """
    found: dict[str, PathState] = {}
    waiting = list(paths)
    for _ in range(_LOOKS):
        found.update((each.path, each) for path in waiting for each in _at(desk, path, known))
        gone = [each for each in found.values() if _has_just_gone(each, known)]
        waiting = [each.path for each in gone if not hidden.get(each.path)]
        if not waiting:
            break
        time.sleep(_EXCHANGED)
    missing = [path for path, each in found.items() if each.mark is None]
    found.update((each.path, each) for each in left_out(desk, missing, hidden, known))
    return sorted(found.values(), key=lambda each: each.path)


def _has_just_gone(found: PathState, known: Marks) -> bool:
    """Whether no file is where one was, or may have been."""
    was_gone = known.get(found.path, ()) is None
    return found.mark is None and not was_gone and is_ticket_name(found.path)


def _at(desk: Desk, path: str, known: Marks) -> Iterator[PathState]:
    if path.endswith("/"):
        for inside, is_plain in files.walk(desk.root, path.rstrip("/"), ".md"):
            if is_plain:
                yield _plain(desk, inside, known)
            else:
                yield _special(desk, inside, _NOT_PLAIN)
        return
    if path[path.rfind("/") + 1] == ".":
        yield PathState(path, None)
        return
    try:
        files.check_path(desk.root, path)
    except files.UnsafePathError:
        yield _unsafe(desk, path)
        return
    yield _plain(desk, path, known) if path.endswith(".md") else PathState(path, None)


def _unsafe(desk: Desk, path: str) -> PathState:
    """What isn't a plain file: told if it stands there itself, nothing if a parent is a link."""
    parts = path.split("/")
    parents = ("/".join(parts[:count]) for count in range(1, len(parts)))
    if any((desk.root / folder).is_symlink() for folder in parents):
        return PathState(path, None)
    if (desk.root / path).is_dir() and not (desk.root / path).is_symlink():
        return PathState(path, None)
    return _special(desk, path, _NOT_PLAIN)


_NOT_PLAIN = "this is a link, or no plain file; it isn't read"


def _special(desk: Desk, path: str, reason: str) -> PathState:
    """An unreadable file: a link, a pipe, a file or folder without permission."""
    try:
        found = (desk.root / path).lstat()
    except OSError:
        return PathState(path, None)
    mark = [found.st_mode, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
    return PathState(path, Broken(path, 1, reason), mark)


def _plain(desk: Desk, path: str, known: Marks) -> PathState:
    try:
        data, mark = _read(f"{desk.root}/{path}")
    except FileNotFoundError:
        return PathState(path, None)
    except OSError as error:
        return _special(desk, path, f"can't be read: {os.strerror(error.errno or 0).lower()}")
    if mark == known.get(path):
        return PathState(path, None, mark, is_known=True)
    return PathState(path, parsed(path, data), mark)


def _read(place: str) -> tuple[bytes, Mark]:
    data, found = files.read_with_status(place, LIMIT + 1)
    mark = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, crc32(data)]
    return data, mark


def parsed(path: str, data: bytes) -> Filed | Broken:
    """The ticket in a file's bytes."""
    try:
        return Filed(load(data).record, path)
    except DocumentError as error:
        return Broken(path, error.line, error.reason)


def committed(desk: Desk, blobs: Mapping[str, str]) -> Iterator[PathState]:
    """What commits hold: by path a blob's name, "" for none, ``link`` for a symbolic link."""
    if not blobs:
        return  # without importing what reads them
    from tix.storage.git.objects import ObjectReader

    reader = ObjectReader(desk.git, LIMIT + 1)
    try:
        for path, blob in blobs.items():
            if blob == LINK:
                yield PathState(path, Broken(path, 1, _NOT_PLAIN))
                continue
            found = reader.find(blob) if blob else None
            yield PathState(path, parsed(path, found[1]) if found else None)
    finally:
        reader.close()


LINK = "link"


def changed_between(desk: Desk, old: str, new: str, folder: str = "") -> dict[str, str]:
    """Each ticket file that two commits have differently, and its blob in the new one.

    Raises GitError, also if one of the commits isn't there.
    """
    from tix.storage.git.diff import changed_entries  # where a commit has been made since

    folders = (folder,) if folder else (LIVE, ARCHIVE)
    found = {}
    for raw, (_, entry) in changed_entries(desk.git, old, new, *folders).items():
        path = raw[len(desk.prefix) :]
        if is_ticket_name(path) or (entry and entry.is_link and not _is_hidden(path)):
            found[path] = _blob(entry)
    return found


def _is_hidden(path: str) -> bool:
    return path[path.rfind("/") + 1] == "."


def _blob(entry: Entry | None) -> str:
    """What there is to be read: a blob's name, "" for none, ``link`` for a symbolic link."""
    if entry is None or entry.is_submodule:
        return ""
    return LINK if entry.is_link else entry.name


def names_in(desk: Desk, commit: str, *folders: str) -> set[str]:
    """The paths of a commit's ticket files in these folders. Raises GitError."""
    from tix.storage.git.tree_entries import tree_paths

    return set(filter(is_ticket_name, tree_paths(desk.git, commit, *folders)))


def hidden(desk: Desk, *folders: str) -> dict[str, str]:
    """The paths at which ``git status`` doesn't look. Raises GitError.

    Somebody told it so (assume-unchanged, skip-worktree), or they are repositories of their own;
    those end in ``/``. With each its blob if it may be left out of the working tree, else "".
    """
    return hidden_of(desk, ask_hidden(desk, *folders))


def ask_hidden(desk: Desk, *folders: str) -> RunningGit:
    """Begin to ask git for it; ``hidden_of`` has the answer. Raises GitError."""
    return ask_odd_entries(desk.git, *folders)


def hidden_of(desk: Desk, asked: RunningGit) -> dict[str, str]:
    """The answer. Raises GitError."""
    found = {}
    sparse = is_sparse(desk)
    for each in odd_entries(desk.git, asked):
        path, entry = each.path, each.entry
        if entry.is_submodule:
            found[f"{path}/"] = ""
        elif each.is_unwatched:
            is_left_out = sparse and each.is_left_out and entry.is_plain and is_ticket_name(path)
            found[path] = entry.name if is_left_out else ""
    return found


def left_out(
    desk: Desk, missing: Iterable[str], hidden: Mapping[str, str], known: Marks
) -> Iterator[PathState]:
    """What is committed at these paths of the live folder, where no file is. Raises GitError."""
    blobs = {path: hidden[path] for path in missing if hidden.get(path)}
    new = {path: blob for path, blob in blobs.items() if _blob_mark(blob) != known.get(path)}
    for path in blobs.keys() - new.keys():
        yield PathState(path, None, _blob_mark(blobs[path]), is_known=True)
    for found in committed(desk, new):
        yield PathState(found.path, found.what, _blob_mark(new[found.path]))


def _blob_mark(blob: str) -> Mark:
    return [int(blob[:13], 16)]


def archive_changes(desk: Desk, commit: str) -> set[str]:
    """The paths in the archive at which the working tree hasn't what a commit has.

    A repository of its own ends in ``/``. Raises GitError.
    """
    output = desk.git.run(*LOOK_AT, ARCHIVE)
    paths = {entry.path[len(desk.prefix) :] for entry in entries_in(output)}
    head = head_in(output)
    if head != commit:  # somebody has committed since git looked first
        paths |= changed_between(desk, commit, head, ARCHIVE).keys()
    return paths


def blobs_at(desk: Desk, commit: str, paths: Collection[str]) -> dict[str, str]:
    """What a commit has at these paths of the archive. Raises GitError."""
    found = dict.fromkeys(paths, "")
    if not found:
        return found
    from tix.storage.git.tree_entries import top_tree_entries

    wanted = {desk.prefix + path for path in paths}
    folder = f"{desk.prefix}{ARCHIVE}"
    for raw, entry in top_tree_entries(desk.git, commit, folder, only=wanted):
        path = raw[len(desk.prefix) :]
        if is_ticket_name(path) or (entry.is_link and not _is_hidden(path)):
            found[path] = _blob(entry)
    return found


def all_of(found: Iterable[PathState]) -> Iterator[Filed | Broken]:
    """The content of existing files."""
    return (each.what for each in found if each.what is not None)
