"""What a check-out that was killed had moved aside, and bringing it back (``checkout_files``)."""

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tix.storage.desk.desk import Desk
from tix.storage.desk.files import check_path, clear, make_folders, read_plain, walk
from tix.storage.desk.paths import ASIDE_IN_DESK, SET_ASIDE
from tix.storage.git.commit import WorkingTreeMovedError
from tix.storage.replacing import replace_file
from tix.storage.store.checkout_files import Change, merged
from tix.storage.store.file_exchange import scratch_folder


def put_back_aside(desk: Desk, changes: Mapping[str, Change]) -> None:
    """Give back the edits that a killed run had moved aside; where there is a file again, merged
    into it. What needs a person is kept (``kept_aside``)."""
    folder = aside_folder(desk)
    left: list[str] = []
    for path, edit in _put_back_where_none_is(desk, folder, changes):
        change = changes.get(path)
        if change is None or edit in (change.old, change.new):
            continue
        current = read_plain(desk.root / path)
        try:
            both = merged(path, change.old, edit, current)
        except WorkingTreeMovedError:
            left.append(path)
            continue
        (folder / ".new").unlink(missing_ok=True)
        replace_file(desk.root / path, both, folder / ".new")
    _keep(folder, left)
    forget_aside(desk)


def _keep(folder: Path, paths: Sequence[str]) -> None:
    """Keep some of the files that are aside, beside that folder."""
    kept = folder.with_name(f"{folder.name}-{time.time_ns()}")
    for path in paths:
        make_folders((kept / path).parent)
        (folder / path).replace(kept / path)


def kept_aside(desk: Desk) -> Iterator[Path]:
    """The files that hold somebody's edit which no command could bring back."""
    scratch = scratch_folder(desk.root, desk.git_dir)
    for folder in (aside_folder(desk), scratch.with_name(f"{scratch.name}-{SET_ASIDE}")):
        for kept in sorted(folder.parent.glob(f"{folder.name}-*")):
            for path, _ in walk(kept.parent, kept.name):
                if not path.endswith("/.new"):  # which no edit is
                    yield kept.parent / path


def is_anything_aside(desk: Desk) -> bool:
    """Whether a file waits to be brought back."""
    return any(_tickets_aside(aside_folder(desk)))


def _tickets_aside(folder: Path) -> Iterator[str]:
    """The paths of what waits in the folder."""
    for path, _ in walk(folder.parent, folder.name, ".md"):
        yield path.removeprefix(f"{folder.name}/")


def keep_aside(desk: Desk) -> None:
    """Keep what an earlier run could neither bring back nor use out of the way of this one."""
    folder = aside_folder(desk)
    if is_anything_aside(desk):
        with contextlib.suppress(OSError):
            folder.rename(folder.with_name(f"{folder.name}-{time.time_ns()}"))


def forget_aside(desk: Desk) -> None:
    """Take away what was moved aside."""
    clear(aside_folder(desk))


def _put_back_where_none_is(
    desk: Desk, folder: Path, changes: Mapping[str, Change]
) -> Iterator[tuple[str, bytes]]:
    """Yields the files that have to be merged."""
    for path in list(_tickets_aside(folder)):
        aside, place = folder / path, desk.root / path
        check_path(desk.root, path)
        if place.exists():
            yield path, read_plain(aside)
        elif path in changes and read_plain(aside) != changes[path].old:
            make_folders(place.parent)
            aside.replace(place)


def aside_folder(desk: Desk) -> Path:
    """The folder for files that were moved aside, on the desk's own disk."""
    if desk.git_dir.stat().st_dev != desk.root.stat().st_dev:
        return desk.root / ASIDE_IN_DESK
    return desk.tree_state.aside
