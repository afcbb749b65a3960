"""When tickets last changed: by their last commits, or by files that aren't committed."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime

from tix.model.layout import FOLDERS
from tix.storage.desk.desk import Desk
from tix.storage.git.status_entries import status_entries
from tix.storage.history.log import log
from tix.storage.store.filed import Filed

_FEW = 3
"""Paths for which git is asked one by one, rather than making the index of the whole history."""


def updated(desk: Desk, filed: Sequence[Filed]) -> Mapping[str, datetime]:
    """When each ticket last changed: its last commit, or its file if that isn't committed."""
    return updated_at(desk, {f.path: f.ticket.id for f in filed})


def updated_at(desk: Desk, by_path: Mapping[str, str]) -> Mapping[str, datetime]:
    """The same of the tickets with these paths and ids."""
    times = last_commits(desk, by_path)
    changed = uncommitted(desk)
    out: dict[str, datetime] = {}
    for path, ident in by_path.items():
        if path in changed or path not in times:
            out[ident] = _file_time(desk, path) or times.get(path) or _now()
        else:
            out[ident] = times[path]
    return out


def _file_time(desk: Desk, path: str) -> datetime | None:
    """When a file last changed; None if it is gone, such as while it is being archived."""
    try:
        seconds = (desk.root / path).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def records_updated(desk: Desk, paths: Collection[str]) -> Mapping[str, datetime]:
    """When each record last changed: its last commit, or its file if that isn't committed."""
    if not paths:
        return {}
    folders = sorted({path.partition("/")[0] for path in paths})
    entries = status_entries(desk.git, "--", *folders)
    changed = {entry.path.removeprefix(desk.prefix) for entry in entries}
    out = {path: when for path in changed & {*paths} if (when := _file_time(desk, path))}
    waiting = {*paths} - out.keys()
    with closing(log(desk, [*paths] if len(paths) == 1 else folders)) as commits:
        for commit in commits if waiting else ():
            for touch in commit.touches:
                if touch.path in waiting:
                    waiting.remove(touch.path)
                    out[touch.path] = commit.committed
            if not waiting:
                break
    return out


def last_commits(desk: Desk, paths: Collection[str]) -> dict[str, datetime]:
    """The committer time of the last commit that touched each path. Raises GitError."""
    if not paths:
        return {}
    from tix.storage.index.history.open import history_of, is_there

    if len(paths) <= _FEW and not is_there(desk):
        return {path: when for path in paths if (when := _last_commit(desk, path))}
    history = history_of(desk)
    try:
        return dict(history.updated(paths))
    finally:
        history.close()


def _last_commit(desk: Desk, path: str) -> datetime | None:
    with closing(log(desk, [path])) as commits:
        return next((c.committed for c in commits if any(t.path == path for t in c.touches)), None)


def uncommitted(desk: Desk) -> frozenset[str]:
    """Paths below the ticket folders that differ from the desk's last commit, or are new."""
    entries = status_entries(desk.git, "--", *FOLDERS)
    return frozenset(entry.path.removeprefix(desk.prefix) for entry in entries)
