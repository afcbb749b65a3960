"""The stamp of a tick that found nothing to do: what it saw, and until when that holds.

While git's refs and settings and those of tix stand as they did, no file of the desk was edited,
the remote has nothing new and nothing came due, the next tick has nothing to do either. To know
that takes one ``git status`` and one ``git fetch`` beside each other, and none of what a whole tick
imports. Hardly anything is imported here, for the same reason.
"""

import os
import time
import zlib
from _collections_abc import Iterable, Iterator, Mapping  # "collections" costs a millisecond

from tix import __version__
from tix.model.layout import OUTBOX_STATE
from tix.storage.git.environment import SAFE_FETCH
from tix.storage.git.running import RunningGit
from tix.storage.git.status import LOOK_SETTINGS, OWN_LOOK, take

_FORM = "2"
_END = "--end-of-options"
_OPTIONS = (*SAFE_FETCH, "--quiet", "--prune")
_UNUSUAL = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_WHO_ASKS = ("GIT_", "TIX_", "XDG_CONFIG_HOME", "HOME")
_NOW, _TOKEN = "TIX_NOW", "TIX_TOKEN"


class IdleStamp:
    """What a tick saw. ``collects``: there are mailboxes, which are looked into all the same.

    ``root`` is the desk's folder, ``said`` what the tick told, in lines. ``fetch`` are git's words
    to ask the remote, in the folder ``place``; none where there is no remote. ``since`` and
    ``until`` are seconds since 1970. ``standing`` is what the function of that name gave.
    """

    __slots__ = ("collects", "fetch", "place", "root", "said", "since", "standing", "until")

    def __init__(
        self,
        root: str,
        said: str,
        place: str,
        fetch: tuple[str, ...],
        standing: str,
        since: int,
        until: int,
        *,
        collects: bool,
    ) -> None:
        self.root, self.said, self.place, self.fetch = root, said, place, fetch
        self.standing, self.since, self.until, self.collects = standing, since, until, collects

    def written(self) -> bytes:
        """As it stands in its file."""
        times = f"{self.since} {self.until} {self.collects:d}"
        words = (
            _FORM, __version__, _asker(), times, self.root, self.said, self.place, self.standing,
            *self.fetch,
        )  # fmt: skip
        return "\0".join(words).encode(errors="surrogateescape")

    def holds(self) -> bool:
        """Whether all is as it was, the remote included, which is asked."""
        if not (self._is_time() and self._stands()):
            return False
        running, wanted = [], 2 if self.fetch else 1
        try:
            running.append(
                take(self.root, OWN_LOOK) or RunningGit(self.root, *LOOK_SETTINGS, *OWN_LOOK)
            )
            if self.fetch:
                running.append(RunningGit(self.place, *self.fetch))
        except OSError:  # too few are started; those that are have to end
            pass
        found = [each.finish() for each in running]
        is_quiet = not any(code for code, _, _ in found) and len(found) == wanted
        return is_quiet and not found[0][1] and self._stands()

    def _is_time(self) -> bool:
        if os.environ.get(_NOW):
            return True  # the same as it was then: it is one of the asker's variables
        return self.since <= time.time() < self.until

    def _stands(self) -> bool:
        return self.standing == standing(line.split("\t")[-1] for line in self.standing.split("\n"))


def can_be_kept() -> bool:
    """Whether this user's next tick can go by a stamp: git isn't given a token by tix."""
    return not os.environ.get(_TOKEN)


def read_stamp(file: str, root: str) -> IdleStamp | None:
    """The stamp of the desk in that folder, if there is one that this program wrote, for a user
    with the same settings."""
    if not can_be_kept():
        return None
    try:
        with open(file, "rb") as opened:
            words = opened.read().decode(errors="surrogateescape").split("\0")
        form, its_version, asker, times, its_root, said, place, stood, *fetch = words
        since, until, collects = map(int, times.split(" "))
    except (OSError, ValueError):
        return None
    if (form, its_version, asker, its_root) != (_FORM, __version__, _asker(), root):
        return None
    if not _is_plain_fetch(fetch):
        return None
    return IdleStamp(
        root, said, place, tuple(fetch), stood, since, until, collects=bool(collects)
    )  # fmt: skip


def _is_plain_fetch(words: list[str]) -> bool:
    """Whether these are words that a sync says to git: who copies a folder with its git folder
    gets whatever stands in there."""
    if not words:
        return True
    end = words.index(_END) if _END in words else 0
    return words[0] == "fetch" and all(word in _OPTIONS for word in words[1:end]) and end > 0


def watched(
    git_dir: str, common_dir: str, refs: Iterable[str], files: Iterable[str]
) -> Iterator[str]:
    """The paths on which a tick depends: of git in a repository, its refs of those names, what tix
    keeps to be sent, and further files."""
    yield from (os.path.join(git_dir, name) for name in ("HEAD", "config.worktree", *_UNUSUAL))
    shared = ("config", "packed-refs", "shallow", "reftable/tables.list", *refs)
    yield from (os.path.join(common_dir, name) for name in shared)
    yield os.path.join(common_dir, *OUTBOX_STATE, "journal")
    yield from _settings(os.environ)
    yield from files


def _settings(environ: Mapping[str, str]) -> Iterator[str]:
    """The files of git's settings outside of a repository."""
    home = environ.get("HOME", "")
    yield "/etc/gitconfig"
    yield environ.get("GIT_CONFIG_GLOBAL") or os.path.join(home, ".gitconfig")
    yield os.path.join(
        environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git/config"
    )


def standing(paths: Iterable[str]) -> str:
    """How files stand, one a line: what tells a changed one from what it was."""
    return "\n".join(f"{_mark(path)}\t{path}" for path in paths)


def _mark(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return "-"
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _asker() -> str:
    """What tells users and their settings apart: a checksum, which tells nothing of them."""
    given = sorted(item for item in os.environ.items() if item[0].startswith(_WHO_ASKS))
    return f"{zlib.crc32(repr(given).encode(errors='surrogateescape')):08x}"
