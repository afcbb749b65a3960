"""What commits tell about tickets: when each last changed, and what every commit did to it."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath

from tix.model.document import DocumentError, load
from tix.model.history import Change, Event, changes_between
from tix.model.people import Person
from tix.model.ticket import Ticket
from tix.storage.desk import Desk
from tix.values import dataclass

_FOLDERS = ("tickets", "archive")
_RECORD = "%H%x00%an%x00%ae%x00%at%x00%ct%x00%s"
"""Fields end in NUL, the one character that no commit can put into them."""


@dataclass(frozen=True, slots=True)
class _Touch:
    """One path in one commit: the blobs before and after ("" for none)."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class _Commit:
    name: str
    author: Person
    authored: datetime
    committed: datetime
    subject: str
    touches: tuple[_Touch, ...]


def last_commits(desk: Desk, paths: Collection[str]) -> dict[str, datetime]:
    """The committer time of the last commit that touched each path."""
    if not paths:
        return {}
    found: dict[str, datetime] = {}
    few = list(paths) if len(paths) <= 50 else list(_FOLDERS)
    for commit in _log(desk, few):
        for touch in commit.touches:
            if touch.path in paths:
                found.setdefault(touch.path, commit.committed)
        if len(found) == len(paths):
            break
    return found


def uncommitted(desk: Desk) -> frozenset[str]:
    """Paths below the ticket folders that differ from the desk's last commit, or are new."""
    output = desk.git.run(
        "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all",
        "--ignore-submodules=all", "--", *_FOLDERS,
    )  # fmt: skip
    entries = output.decode(errors="surrogateescape").split("\0")
    return frozenset(entry[3:].removeprefix(desk.prefix) for entry in entries if entry)


def events(
    desk: Desk, ids: set[str] | None, progress: Callable[[int, int], None] | None = None
) -> Sequence[Event]:
    """What commits did to the tickets with these ids (None: to all), newest first."""
    pathspecs = list(_FOLDERS)
    if ids is not None:
        pathspecs = [spec for ident in sorted(ids) for spec in _wherever(ident)]
        if not pathspecs:
            return []
    commits = list(_log(desk, pathspecs, globs=ids is not None))
    blobs = _Blobs(desk, [t for c in commits for t in c.touches], progress)
    readable: dict[str, Ticket] = {}
    out = [
        _event(commit, ident, touches, blobs, readable)
        for commit in reversed(commits)
        for ident, touches in reversed(_by_ticket(commit).items())
        if ids is None or ident in ids
    ]
    return out[::-1]


def _wherever(ident: str) -> Iterator[str]:
    """Pathspecs for every path at which a ticket may have been filed."""
    literal = re.sub(r"([*?[\]\\])", r"\\\1", ident)
    for folder in _FOLDERS:
        yield f":(glob){folder}/**/{literal}.md"


def _log(desk: Desk, pathspecs: Sequence[str], *, globs: bool = False) -> Iterator[_Commit]:
    """Commits that touched these paths, newest first, merges left out.

    ``--full-history``: what a side branch did is told even if a merge didn't take it.
    """
    process = desk.git.start(
        "log", "--no-merges", "--full-history", "--raw", "--no-abbrev", "--no-renames",
        "--relative", "-z", f"--format={_RECORD}", "HEAD", "--", *pathspecs,
        environment={"GIT_LITERAL_PATHSPECS": "0" if globs else "1"},
    )  # fmt: skip
    output, complaint = process.communicate()
    if process.returncode and b"revision" not in complaint:  # an unborn branch has no history
        raise desk.git.error(("log",), complaint.decode(errors="replace"), process.returncode)
    fields = output.decode(errors="surrogateescape").split("\0")
    place = 0
    while place + 6 < len(fields):
        name, author, mail, authored, committed, subject = fields[place : place + 6]
        start = place = place + 6
        while fields[place].lstrip("\n").startswith(":"):
            place += 2
        touches = tuple(_touches(fields[start:place]))
        who = Person(author, mail)
        yield _Commit(name, who, _time(authored), _time(committed), subject, touches)


def _time(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _touches(fields: list[str]) -> Iterator[_Touch]:
    """``:100644 100644 OLD NEW M`` and a path, in turn."""
    for meta, path in zip(fields[::2], fields[1::2], strict=True):
        if path.endswith(".md"):
            _, _, old, new, _ = meta.split(" ", 4)
            yield _Touch(path, old.strip("0") and old, new.strip("0") and new)


def _by_ticket(commit: _Commit) -> dict[str, list[_Touch]]:
    by_ticket: dict[str, list[_Touch]] = defaultdict(list)
    for touch in commit.touches:
        by_ticket[PurePosixPath(touch.path).stem].append(touch)
    return by_ticket


def _event(
    commit: _Commit,
    ident: str,
    touches: list[_Touch],
    blobs: "_Blobs",
    readable: dict[str, Ticket],
) -> Event:
    """What the commit did to the ticket; no changes if it left the file unreadable.

    ``readable`` has each ticket's last version that could be read, to compare a mended one with.
    """
    old_touch = next((t for t in touches if t.old), None)
    new_touch = next((t for t in touches if t.new), None)
    new = blobs.ticket(new_touch.new) if new_touch else None
    changes: tuple[Change, ...] = ()
    if new is not None or new_touch is None:
        old = blobs.ticket(old_touch.old) if old_touch else None
        changes = changes_between(old or (readable.get(ident) if old_touch else None), new)
    if old_touch and new_touch and old_touch.path != new_touch.path:
        changes += (Change("path", (old_touch.path,), (new_touch.path,)),)
    if new is not None:
        readable[ident] = new
    return Event(ident, commit.authored, commit.author, commit.name, commit.subject, changes)


class _Blobs:
    """The tickets in blobs, read from git in one go and parsed once each."""

    def __init__(
        self, desk: Desk, touches: Sequence[_Touch], progress: Callable[[int, int], None] | None
    ) -> None:
        wanted = dict.fromkeys(b for t in touches for b in (t.old, t.new) if b)
        self._tickets: dict[str, Ticket | None] = {}
        if not wanted:
            return
        output = desk.git.run("cat-file", "--batch", stdin="\n".join(wanted).encode() + b"\n")
        place = 0
        for number, name in enumerate(wanted):
            end = output.index(b"\n", place)
            header = output[place:end].split(b" ")
            place = end + 1
            self._tickets[name] = None
            if len(header) == 3 and header[1] == b"blob":
                size = int(header[2])
                self._tickets[name] = _parsed(output[place : place + size])
                place += size + 1
            if progress and number % 50 == 0:
                progress(number, len(wanted))

    def ticket(self, name: str) -> Ticket | None:
        """The ticket in that blob; None if it is broken."""
        return self._tickets.get(name)


def _parsed(data: bytes) -> Ticket | None:
    try:
        return load(data).ticket
    except DocumentError:
        return None
