"""Makes desks to measure with: any number of realistic tickets, with their history.

    python -m benchmarks.desks 10000 [--commits-per-ticket 5] [--cache FOLDER]

A desk follows from its size, commits per ticket and seed: commits have the same names everywhere.
It comes from one stream of ``git fast-import``: first all versions of all tickets, one ticket after
the other (each is then kept as its difference to the one before), then the commits in the order of
time. Desks are kept in the cache folder and used again.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import IO

from benchmarks.lives import ANA, DAYS, END, MEAN_STEPS, TIX_YAML, Step, identifiers, life, not_done
from tix.frozen import dataclass, replace
from tix.model.people import Person
from tix.model.record.comments import heading, lines_of
from tix.model.record.values import Comment
from tix.model.text.scalars import dump_scalar
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.file_names import attachment_name
from tix.model.ticket.paths import archive_path, new_path
from tix.model.ticket.ticket import Ticket
from tix.storage.git.process import Git
from tix.storage.store.init import init

VERSION = 1
"""Grows with every change of what desks are made of: older ones in the cache aren't used."""

CACHE = Path(tempfile.gettempdir()) / "tix-benchmarks"

_ALL_LIVE = 20_000
"""Up to so many tickets nothing is archived; beyond, 5 % are live."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a desk is made of. ``live``: the share of tickets that aren't archived. ``open_share``:
    of those that aren't done, where it isn't that of ``lives.not_done``: a busy desk."""

    tickets: int
    commits_per_ticket: float = 5
    seed: int = 1
    open_share: float | None = None

    @property
    def live(self) -> float:
        return 1.0 if self.tickets <= _ALL_LIVE else max(0.05, self.open_share or 0)

    @property
    def name(self) -> str:
        busy = "" if self.open_share is None else f"-open{self.open_share:g}"
        return f"desk-{self.tickets}-{self.commits_per_ticket:g}-{self.seed}{busy}-v{VERSION}"

    @property
    def not_done(self) -> int:
        """How many tickets aren't done."""
        if self.open_share is None:
            return not_done(self.tickets)
        return round(self.tickets * self.open_share)


@dataclass(frozen=True, slots=True)
class _Commit:
    """One commit to come. ``changes`` are lines of fast-import."""

    at: datetime
    by: Person
    message: str
    changes: tuple[str, ...]


def desk(shape: Shape, cache: Path = CACHE) -> Path:
    """The desk of that shape, from the cache or made now."""
    place = cache / shape.name
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            make(shape, Path(folder, "desk"))
            Path(folder, "desk").rename(place)
    return place


def make(shape: Shape, folder: Path) -> None:
    """Make the desk in a folder that isn't there yet."""
    folder.mkdir()
    git = Git(folder)
    git.run("init", "--quiet", "--initial-branch=main")
    for setting in ("user.name=Ana Lima", f"user.email={ANA.mail}", "commit.gpgsign=false"):
        git.run("config", *setting.split("=", 1))
    with _only_that_user():
        ref = init(folder, now=END - timedelta(days=DAYS)).desk.ref()
    command = ["git", "fast-import", "--quiet", "--done", "--date-format=raw"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE) as process:
        assert process.stdin
        _write(process.stdin, ref, shape)
    if process.returncode:
        raise SystemExit("git fast-import failed")
    git.run("reset", "--quiet", "--hard")
    git.run("reflog", "expire", "--expire=now", "--all")
    git.run("gc", "--quiet", "--prune=now")
    shutil.rmtree(folder / ".git" / "tix", ignore_errors=True)  # as in a fresh clone


@contextlib.contextmanager
def _only_that_user() -> Iterator[None]:
    """The environment could name another one than the repository's settings."""
    names = [name for name in os.environ if name.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_"))]
    saved = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(saved)


def written(ticket: Ticket) -> bytes:
    """What ``tix.model.ticket.document.dump`` makes of a ticket, without its reading it again.

    That takes a tenth of the time; a test holds the two equal.
    """
    lines = ["---"]
    for field in FIELDS:
        texts = [_scalar(text) for text in field.texts(ticket)]
        if field.many and texts:
            lines += [f"{field.name}:", *(f"- {text}" for text in texts)]
        elif texts:
            lines.append(f"{field.name}: {texts[0]}")
    lines += [f"{field.name}: {_scalar(str(field.value))}" for field in ticket.team_fields]
    lines += ["---", *lines_of(ticket.body)]
    for comment in ticket.comments:
        lines.append(_section(comment))
    return "\n".join([*lines, ""]).encode()


# From one version of a ticket to the next most values stay.
_scalar = lru_cache(10_000)(dump_scalar)


@lru_cache(100)
def _section(comment: Comment) -> str:
    return "\n".join(["", heading(comment), *lines_of(comment.text)])


def _write(stream: IO[bytes], ref: str, shape: Shape) -> None:
    """The whole stream. Marks count the versions."""
    settings = TIX_YAML.encode()
    start = END - timedelta(days=DAYS - 1)
    stream.write(b"blob\nmark :1\ndata %d\n%s\n" % (len(settings), settings))
    commits = [_Commit(start, ANA, "Agree on words\n", ("M 100644 :1 tix.yaml",))]
    mark = 1
    done: list[tuple[datetime, str]] = []
    for steps, attachment in _lives(shape):
        ticket = steps[-1].ticket
        path, ident = new_path(ticket), ticket.id
        extra: tuple[str, ...] = ()
        if attachment:
            mark += 1
            stream.write(b"blob\nmark :%d\ndata %d\n%s\n" % (mark, len(attachment), attachment))
            extra = (f"M 100644 :{mark} attachments/{ident}/{ticket.attachments[0]}",)
        for step in steps:
            data = written(step.ticket)
            mark += 1
            stream.write(b"blob\nmark :%d\ndata %d\n%s\n" % (mark, len(data), data))
            message = f"{ident}: {step.subject}\n\nTicket: {ident}\n"
            change = (f"M 100644 :{mark} {path}", *extra)
            commits.append(_Commit(step.at, step.by, message, change))
            extra = ()
        if ended := ticket.resolved:
            done.append((ended, path))
    commits += _archiving(done, round(shape.tickets * (1 - shape.live)))
    stream.writelines(_commits(ref, commits))


def _lives(shape: Shape) -> Iterator[tuple[list[Step], bytes]]:
    """For every ticket the steps that become commits, and the content of its attachment."""
    rng = Random(f"desk {shape.seed}")
    idents = identifiers(rng, shape.tickets)
    waiting = set(rng.sample(idents, shape.not_done))
    chance = (shape.commits_per_ticket - 1) / (MEAN_STEPS - 1)
    for number, ident in enumerate(idents):
        rng = Random(f"{shape.seed} {number}")
        others = idents[max(0, number - 500) : number]
        steps = list(life(rng, ident, others, done=ident not in waiting))
        kept = [step for step in steps[:-1] if rng.random() < chance] + steps[-1:]
        content = b""
        if rng.random() < 0.02:
            content = b"".join(b"%08x\n" % rng.getrandbits(32) for _ in range(rng.randint(5, 500)))
            names = (attachment_name("trace.log", content),)
            kept = [replace(s, ticket=replace(s.ticket, attachments=names)) for s in kept]
        yield kept, content


def _archiving(done: Iterable[tuple[datetime, str]], count: int) -> Iterator[_Commit]:
    """The commits that archive those which were done first, each month's on the next first."""
    months: dict[datetime, list[str]] = {}
    for at, path in sorted(done)[:count]:
        first = (at.replace(day=1, hour=3, minute=0, second=0) + timedelta(days=32)).replace(day=1)
        months.setdefault(min(first, END), []).append(path)
    for at, paths in months.items():
        moves = tuple(f"R {path} {archive_path(path)}" for path in paths)
        yield _Commit(at, ANA, f"{len(paths)} tickets: archive\n", moves)


def _commits(ref: str, commits: list[_Commit]) -> Iterator[bytes]:
    beginning: tuple[str, ...] = (f"from {ref}^0",)
    for commit in sorted(commits, key=lambda commit: commit.at):
        message = commit.message.encode()
        who = f"{commit.by} {int(commit.at.timestamp())} +0000"
        head = f"commit {ref}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n".encode()
        yield head + message + "\n".join([*beginning, *commit.changes, ""]).encode()
        beginning = ()
    yield b"done\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tickets", type=int)
    parser.add_argument("--commits-per-ticket", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--open", type=float, metavar="SHARE", help="of tickets that aren't done")
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    shape = Shape(options.tickets, options.commits_per_ticket, options.seed, options.open)
    print(desk(shape, options.cache))


if __name__ == "__main__":
    main()
