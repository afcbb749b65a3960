"""The commits that touched the desk's tickets, as one ``git log`` lists them with their blobs."""

from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from tix.frozen import dataclass
from tix.model.people import Person
from tix.model.times import format_time
from tix.storage.desk.desk import Desk
from tix.storage.git.process import Process
from tix.storage.git.stream import pieces

_MARK = "\x01"
"""Stands before each commit. Where it can stand for a path or a subject is known by counting."""

_RECORD = "%x01%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%s"
"""Fields end in NUL, the one character that no commit can put into them."""

_FIELDS = _RECORD.count("%x00")


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
        f"--format={_RECORD}", *period.arguments, "--", *pathspecs,
        environment={"GIT_LITERAL_PATHSPECS": "0" if globs else "1"},
    )  # fmt: skip


def read_log(desk: Desk, process: Process) -> Generator[Commit, None, None]:
    """The commits that a ``start_log`` lists, while it lists them. Raises GitError."""
    unborn = [b"bad revision 'HEAD'"]
    tokens = (
        token.decode(errors="surrogateescape")
        for token in pieces(desk.git, process, "log", fine=unborn)
    )
    token = next(tokens, None)
    while token == _MARK:
        record = list(islice(tokens, _FIELDS))
        raw: list[str] = []
        for token in tokens:
            if token == _MARK:
                break
            if token.lstrip("\n"):
                raw += (token, next(tokens))
        else:
            token = None
        name, parents, author, mail, authored, committed, subject = record
        yield Commit(
            name,
            tuple(parents.split()),
            Person(author, mail),
            _time(authored),
            _time(committed),
            subject,
            tuple(_touches(raw, desk.prefix)),
        )


def _time(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _touches(fields: list[str], prefix: str) -> Iterator[Touch]:
    """A description and a path, in turn.

    ``:MODE MODE OLD NEW M``; with two parents ``::MODE MODE MODE OLD OLD NEW MM``, and so on.
    """
    for meta, path in zip(fields[::2], fields[1::2], strict=True):
        if not path.endswith(".md"):
            continue
        colons = meta.lstrip("\n")
        parents = len(colons) - len(colons.lstrip(":"))
        *olds, new = (name.strip("0") and name for name in meta.split(" ")[parents + 1 : -1])
        yield Touch(path.removeprefix(prefix), tuple(olds), new)
