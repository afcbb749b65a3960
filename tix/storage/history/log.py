"""The commits that touched the desk's tickets, as one ``git log`` lists them with their blobs."""

import os
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from functools import partial

from tix.frozen import dataclass
from tix.model.people import Person
from tix.model.times import format_time
from tix.storage.desk.desk import Desk
from tix.storage.git.diff import raw_names
from tix.storage.git.log_records import log_records, record_format
from tix.storage.git.process import Process
from tix.storage.git.stream import pieces

_FIELDS = ("%H", "%P", "%an", "%ae", "%at", "%ct", "%s")


@dataclass(frozen=True, slots=True)
class Touch:
    """One ticket's path in one commit: its blob in each parent and after it ("" for none).

    A merge has a path only if its blob is another one than in every parent.
    """

    path: str
    olds: tuple[str, ...]
    new: str

    @property
    def old(self) -> str:
        """The blob in the first parent."""
        return self.olds[0]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit and the ticket files that it touched; times in UTC."""

    name: str
    parents: tuple[str, ...]
    author: Person
    authored: datetime
    committed: datetime
    subject: str
    touches: tuple[Touch, ...]

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.parents) > 1


@dataclass(frozen=True, slots=True)
class Period:
    """Which commits to list: those of ``revisions`` (a name, or ``A..B``), made ``since`` then;
    ``most``: only the newest so many."""

    revisions: str = "HEAD"
    since: datetime | None = None
    most: int | None = None

    @property
    def arguments(self) -> Sequence[str]:
        """The same for git."""
        since = (f"--since-as-filter={format_time(self.since)}",) if self.since else ()
        most = () if self.most is None else (f"--max-count={self.most}",)
        return (*since, *most, "--end-of-options", self.revisions)


ALL = Period()


def log(
    desk: Desk, pathspecs: Sequence[str], *, globs: bool = False, period: Period = ALL
) -> Generator[Commit, None, None]:
    """Commits that touched these paths of the desk, newest first; a desk without any has none.

    ``--full-history``: what a side branch did is told even if a merge didn't take it. ``-c``: of a
    merge, only what is unlike every parent. Paths come from the top of the working tree, because
    [git 2.39] ``--relative`` forgets those of merges. Raises GitError.
    """
    return read_log(desk, start_log(desk, pathspecs, globs=globs, period=period))


def start_log(
    desk: Desk, pathspecs: Sequence[str], *, globs: bool = False, period: Period = ALL
) -> Process:
    """A running ``log``, for ``read_log``."""
    return desk.git.start(
        "log", "-c", "--full-history", "--raw", "--no-abbrev", "--no-renames", "-z",
        record_format(*_FIELDS), *period.arguments, "--", *pathspecs,
        environment={"GIT_LITERAL_PATHSPECS": "0" if globs else "1"},
    )  # fmt: skip


def read_log(desk: Desk, process: Process) -> Generator[Commit, None, None]:
    """The commits that a ``start_log`` lists, while it lists them. Raises GitError."""
    unborn = [b"bad revision 'HEAD'"]
    start = len(os.fsencode(desk.prefix))
    tokens = pieces(desk.git, process, "log", fine=unborn)
    read = partial(_touch, start)
    for fields, touches in log_records(tokens, len(_FIELDS), read):
        name, parents, author, mail, authored, committed, subject = map(_text, fields)
        yield Commit(
            name,
            tuple(parents.split()),
            Person(author, mail),
            _time(authored),
            _time(committed),
            subject,
            tuple(touches),
        )


def _text(raw: bytes) -> str:
    return raw.decode(errors="surrogateescape")


def _time(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _touch(start: int, meta: bytes, path: bytes) -> Touch | None:
    """A commit's change to a ticket; ``start`` is the length of the desk's prefix."""
    if not path.endswith(b".md"):
        return None
    *olds, new = ((name.strip(b"0") and name.decode()) or "" for name in raw_names(meta))
    return Touch(_text(path[start:]), tuple(olds), new)
