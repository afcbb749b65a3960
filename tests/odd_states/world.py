"""A small world with a repository in it, and a look at every byte of that world.

``World`` is a repository with code and a desk; ``look`` tells everything that there is, so that
two looks show what a command has changed.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import DeskInFiles
from tests.storage.conftest import make_code
from tix.model.ticket.ticket import Ticket

OPEN, SECRET, CLOSED, SPARE, OLD = "a1aaaa", "b2bbbb", "c3cccc", "d4dddd", "f6ffff"
"""Tickets of every desk here: one to work on, one with a secret, one that is closed, one more, and
one to be archived."""

NOTE = "00000000-note.txt"
"""A file that the one more has."""

_MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)
_TICKETS = (
    Ticket(OPEN, "Work on it", status="open", since=_MORNING, opened=_MORNING),
    Ticket(SECRET, "A secret", status="open", since=_MORNING, opened=_MORNING, body="hunter2\n"),
    Ticket(CLOSED, "Done", status="closed", since=_MORNING, opened=_MORNING, closed=_MORNING,
           watchers=("ana@example.org",)),
    Ticket(OLD, "Old", status="closed", since=_MORNING, opened=_MORNING, closed=_MORNING),
    Ticket(SPARE, "Spare", status="open", since=_MORNING, opened=_MORNING,
           attachments=(NOTE,)),
)  # fmt: skip

KINDS = ("own", "beside", "in-tree")
"""A desk of its own (with files that aren't its own), one beside code, one in a folder of code."""


@dataclass(frozen=True)
class World:
    """A repository of one of the kinds. ``top`` is the top of the working tree where tix is run.

    ``everything`` is the folder that holds all of it: remotes, other working trees, the home.
    """

    everything: Path
    kind: str
    top: DeskInFiles
    main: Path | None = None
    """The main working tree, if this is another one."""

    @property
    def root(self) -> Path:
        """The desk's root."""
        if self.kind == "beside":
            return (self.main or self.top.root) / ".tix"
        return self.top.root / ("sub" if self.kind == "in-tree" else "")

    @property
    def desk(self) -> DeskInFiles:
        """The desk, to run git in."""
        return DeskInFiles(self.root, self.top.environ)

    @property
    def run(self) -> DeskInFiles:
        """Where tix is run."""
        return self.desk if self.kind == "in-tree" else self.top

    @property
    def prefix(self) -> str:
        """The desk's path in its working tree."""
        return "sub/" if self.kind == "in-tree" else ""

    def at(self, folder: Path) -> "World":
        """The same with another working tree."""
        return replace(self, top=DeskInFiles(folder, self.top.environ))

    def with_environ(self, **changes: str) -> "World":
        """The same with other variables."""
        return replace(self, top=self.top.with_environ(**changes))

    def tip(self) -> list[str]:
        """The commit that the desk is at and its parents; nothing if there is none."""
        return answer(self.desk, "rev-parse", "--quiet", "HEAD", "HEAD^@").split()

    def write_something(self) -> None:
        """A command of tix that ``undo`` can take back."""
        self.run.call("comment", SPARE, "A word")


def make(everything: Path, kind: str, environ: dict[str, str]) -> World:
    """A world with a repository of that kind."""
    code = make_code(everything / "repo", environ)
    world = World(everything, kind, code)
    if kind == "own":
        code.call("init", "--in-tree")
    elif kind == "beside":
        code.call("init")
    else:
        code.call("init", "sub", "--in-tree")
    world.desk.write(f"attachments/{SPARE}/{NOTE}", "A note\n")
    world.desk.add(*_TICKETS)
    world.write_something()
    return world


def copied(template: World, everything: Path, environ: dict[str, str]) -> World:
    """A world like that one, elsewhere."""
    shutil.copytree(template.everything / "repo", everything / "repo", symlinks=True)
    world = World(everything, template.kind, DeskInFiles(everything / "repo", environ))
    if world.kind == "beside":
        world.run.call("list")  # finds that the repository was copied
    return world


# -- a look -----------------------------------------------------------------------------------

Look = dict[str, str]
"""What there is (``file PATH``, ``ref NAME``, ``index PATH``, ``config NAME``), and how it is."""


def look(world: World) -> Look:
    """Everything in the world."""
    seen = {f"file {path}": state for path, state in _files(world.everything)}
    seen |= _refs(world.top)
    seen |= _config(world.top)
    if world.root.is_dir():
        seen |= _index(world.desk)
    return seen


def changed(before: Look, after: Look) -> set[str]:
    """What isn't as it was."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for place, folders, names in os.walk(folder):
        if Path(place).name == "objects":  # only ever grows: fsck has a look
            folders.clear()
            continue
        for name in [*names, *(f for f in folders if (Path(place) / f).is_symlink())]:
            path = Path(place) / name
            yield path.relative_to(folder).as_posix(), _state(path)


def _state(path: Path) -> str:
    status = path.lstat()
    if path.is_symlink():
        content = str(path.readlink())
    elif path.is_file():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    else:
        content = "no plain file"
    return f"{status.st_mode:o} {status.st_mtime_ns} {content}"


def _refs(repository: DeskInFiles) -> Look:
    lines = answer(repository, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return {f"ref {name}": state for name, _, state in (line.partition(" ") for line in lines)}


def _config(repository: DeskInFiles) -> Look:
    entries = answer(repository, "config", "--list", "--local", "-z").split("\0")
    pairs = (entry.partition("\n") for entry in entries if entry)
    return {f"config {name}": value for name, _, value in pairs}


def _index(desk: DeskInFiles) -> Look:
    """The entries, with their flags (assume-unchanged, skip-worktree) and all stages."""
    out: Look = {}
    listing = answer(desk, "ls-files", "-v", "--stage", "--full-name", "-z")
    for entry in listing.split("\0")[:-1]:
        state, _, path = entry.partition("\t")
        out[f"index {path}"] = out.get(f"index {path}", "") + state
    return out


def answer(repository: DeskInFiles, *args: str) -> str:
    """What git says, taking no lock and running no hook; "" where it says no."""
    done = subprocess.run(
        ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", *args],
        cwd=repository.root,
        env={**repository.environ, "GIT_OPTIONAL_LOCKS": "0"},
        capture_output=True,
    )
    return done.stdout.decode(errors="surrogateescape").rstrip("\n") if not done.returncode else ""


# -- a command --------------------------------------------------------------------------------


def blobs_of(world: World, commit: str) -> dict[str, str]:
    """What a commit changed: paths from the top of the working tree, and the blobs' names, ""
    where the file is gone."""
    return _blobs(world, "--root", "--no-commit-id", commit)


def blobs_between(world: World, old: str, new: str) -> dict[str, str]:
    """What is different between two commits, as ``blobs_of``."""
    return _blobs(world, old, new)


def _blobs(world: World, *args: str) -> dict[str, str]:
    options = ("-r", "--raw", "-z", "--no-abbrev", "--no-relative", "--no-renames")
    fields = answer(world.desk, "diff-tree", *options, *args).split("\0")[:-1]
    names = {path: meta.split()[3] for meta, path in zip(fields[::2], fields[1::2], strict=True)}
    return {path: name.strip("0") and name for path, name in names.items()}


@dataclass(frozen=True)
class Bookkeeping:
    """What a write of the desk may change besides its own files.

    ``place`` is where the desk's working tree is, ``files`` the branch, the index and what tix
    and git remember of them, ``ref`` the branch.
    """

    place: str
    files: tuple[str, ...]
    ref: str


def bookkeeping(world: World) -> Bookkeeping:
    """What that is in this world."""
    places = answer(
        world.desk, "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir",
        "--git-common-dir",
    ).splitlines()  # fmt: skip
    if not places:
        return Bookkeeping("", (), "")
    top, git_dir, common = map(Path, places)
    head = answer(world.desk, "symbolic-ref", "--quiet", "HEAD")
    files = [git_dir / "index", git_dir / "logs" / "HEAD", git_dir / "tix", common / "tix"]
    files += [git_dir / "sharedindex."]
    files += [common / head, common / "logs" / head] if head else [git_dir / "HEAD"]
    names = (path.relative_to(world.everything).as_posix() for path in files)
    return Bookkeeping(
        top.relative_to(world.everything).as_posix(), tuple(f"file {n}" for n in names), head
    )
