"""What tests of whole commands need: an isolated user, a real desk, ways to run tix, golden files.

``desk`` is a desk in a git repository of its own, with a fixed user and a fixed time. It runs tix
in three ways: ``call`` in this process (quick), ``run`` as a process of its own (real pipes), and
``tty`` in a terminal of a given size. Nothing here reads or writes the real user's home.
"""

import contextlib
import fcntl
import gc
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings

import tix
from tests.scale import usual
from tix import cli
from tix.frozen import replace
from tix.model.people import Person
from tix.model.ticket.document import dump
from tix.model.ticket.paths import new_path
from tix.model.ticket.ticket import Ticket

# A busy machine is not a slow program; 100 examples are what Hypothesis has by itself.
settings.register_profile("tix", deadline=None, max_examples=usual(100))
settings.load_profile("tix")

NOW = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)
"""The time at which tests run tix, a Sunday."""

ANA = Person("Ana Lima", "ana@example.org")
BOB = Person("Bob Reis", "bob@example.org")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Tests were started in the background of a script; what they start shall mind Ctrl-C.
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)

_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 4e9:
    # Everything that tix and git write is synced to the disk, which tests needn't wait for.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

_PACKAGE = Path(tix.__file__).parent.parent
_FOREIGN = re.compile(
    "GIT_|TIX_|XDG_|PYTHON|NO_COLOR|FORCE_COLOR|PAGER|LESS|EDITOR|VISUAL|EMAIL|COLUMNS|LINES|CI$"
)
"""Variables of whoever runs the tests that would change what tix does."""

_GIT_CONFIG = f"""\
[user]
	name = {ANA.name}
	email = {ANA.mail}
[init]
	defaultBranch = main
"""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """The garbage collector needn't look at thousands of tests again and again: none is garbage."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Write the golden files anew, then look."
    )


@dataclass(frozen=True)
class Result:
    """What a run of tix did. ``stdout`` of a terminal has ``\\n`` line ends and its escapes."""

    code: int
    stdout: str
    stderr: str
    raw: bytes = field(repr=False, default=b"")
    """Standard output, byte for byte."""

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.stdout.splitlines()

    @property
    def rows(self) -> list[list[str]]:
        """The lines of standard output, cut at tabs."""
        return [line.split("\t") for line in self.lines]


@dataclass(frozen=True)
class DeskInFiles:
    """A desk and its user. ``environ`` is all that tix gets to see of the environment."""

    root: Path
    environ: Mapping[str, str]

    @property
    def process_environ(self) -> dict[str, str]:
        """The environment of a process of its own, in which Python finds this tix."""
        return {**self.environ, "PYTHONPATH": str(_PACKAGE)}

    def call(self, *args: str, stdin: str | bytes = "", code: int | None = 0) -> Result:
        """Run tix in this process; ``code`` is the exit code to expect (None: any)."""
        only_these: dict[str, str | None] = {**dict.fromkeys(os.environ), **self.environ}
        isolation = CliRunner().isolation(stdin, only_these)
        with contextlib.chdir(self.root), isolation as (out, err, _):
            returned = cli.run(list(args))
            sys.stdout.flush()
            sys.stderr.flush()
            raw, complaints = out.getvalue(), err.getvalue()
        return _checked(Result(returned, _text(raw), _text(complaints), raw), args, code)

    def run(
        self, *args: str, stdin: str | bytes = "", code: int | None = 0, cwd: Path | None = None
    ) -> Result:
        """Run tix as a process of its own, as a shell would in a pipe."""
        done = subprocess.run(
            [sys.executable, "-m", "tix", *args],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=cwd or self.root,
            env=self.process_environ,
            timeout=120,
        )
        result = Result(done.returncode, _text(done.stdout), _text(done.stderr), done.stdout)
        return _checked(result, args, code)

    def tty(
        self,
        *args: str,
        columns: int = 80,
        lines: int = 24,
        color: bool = False,
        code: int | None = 0,
    ) -> Result:
        """Run tix with a terminal as standard input and output; standard error is a pipe.

        There is no pager unless ``environ`` names one with TIX_PAGER.
        """
        environ = {
            "TIX_PAGER": "cat",
            **self.environ,
            "TERM": "xterm-256color" if color else "dumb",
            "PYTHONPATH": str(_PACKAGE),
        }
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        with subprocess.Popen(
            [sys.executable, "-m", "tix", *args],
            stdin=slave,
            stdout=slave,
            stderr=subprocess.PIPE,
            cwd=self.root,
            env=environ,
            start_new_session=True,
        ) as process:
            os.close(slave)
            raw = _read_to_end(master)
            assert process.stderr is not None
            complaints = process.stderr.read()
        os.close(master)
        raw = raw.replace(b"\r\n", b"\n")
        result = Result(process.returncode, _text(raw), _text(complaints), raw)
        return _checked(result, args, code)

    def open(self, title: str, *args: str) -> str:
        """Open a ticket as a user would; its id."""
        return self.call("open", title, *args).stdout.strip()

    def add(self, *tickets: Ticket, at: datetime = NOW, by: Person = ANA) -> None:
        """File these very tickets and commit them together, at that time, by that person."""
        for ticket in tickets:
            self.write(new_path(ticket), dump(ticket))
        self.commit(f"{len(tickets)} tickets", at=at, by=by)

    def write(self, path: str, content: bytes | str) -> Path:
        """Write a file of the desk by hand, without a commit; ``path`` is from the root."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def file_of(self, ident: str) -> Path:
        """Where a ticket's file is."""
        (found,) = self.root.glob(f"*/*/*/{ident}.md")
        return found

    def git(self, *args: str, at: datetime = NOW, by: Person = ANA) -> str:
        """Run git in the desk, at that time and as that person; what it prints."""
        stamps = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (
                ("NAME", by.name),
                ("EMAIL", by.mail),
                ("DATE", f"@{int(at.timestamp())} +0000"),
            )
        }
        return subprocess.run(
            ["git", *args],
            cwd=self.root,
            env={**self.environ, **stamps},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def commit(self, message: str, at: datetime = NOW, by: Person = ANA) -> str:
        """Commit everything by hand; the commit's name."""
        self.git("add", "--all")
        # git would start a process of its own to see whether there is much to pack.
        quick = ("-c", "maintenance.auto=false")
        self.git(*quick, "commit", "--quiet", "--message", message, at=at, by=by)
        return self._tip() or self.git("rev-parse", "HEAD").strip()

    def _tip(self) -> str | None:
        """The commit of the branch that is checked out, without a process where a file says it."""
        with contextlib.suppress(OSError):
            head = (self.root / ".git/HEAD").read_text().strip()
            return (self.root / ".git" / head.removeprefix("ref: ")).read_text().strip()
        return None

    def settle(self) -> None:
        """Let the index know all files. One that is as young as that would be read again; one that
        got its name in another second than its text, as long as that second lasts."""
        times = [path.stat() for path in (self.root / "tickets").rglob("*.md")]
        is_odd = any(int(each.st_mtime) != int(each.st_ctime) for each in times)
        time.sleep(1.05 if is_odd else 0.05)
        self.call("list")

    def at(self, when: datetime | str) -> "DeskInFiles":
        """The same desk at another time."""
        text = when if isinstance(when, str) else when.astimezone(UTC).isoformat()
        return self.with_environ(TIX_NOW=text)

    def as_(self, who: Person) -> "DeskInFiles":
        """The same desk, worked on by somebody else."""
        names = {
            f"GIT_{r}_{what}": value
            for r in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", who.name), ("EMAIL", who.mail))
        }
        return self.with_environ(**names)

    def with_environ(self, **changes: str) -> "DeskInFiles":
        """The same desk with other variables."""
        return replace(self, environ={**self.environ, **changes})


def _text(raw: bytes) -> str:
    return raw.decode(errors="surrogateescape")


def _checked(result: Result, args: tuple[str, ...], code: int | None) -> Result:
    assert "Traceback" not in result.stderr, result.stderr
    assert code is None or result.code == code, (
        f"tix {' '.join(args)}: exit code {result.code}, not {code}\n"
        f"{result.stdout}\n{result.stderr}"
    )
    return result


def _read_to_end(master: int) -> bytes:
    parts = []
    with contextlib.suppress(OSError):  # Linux says EIO when the last process is gone
        while part := os.read(master, 65536):
            parts.append(part)
    return b"".join(parts)


def _environment(home: Path) -> dict[str, str]:
    """An environment in which nothing of the real user's is found."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text(_GIT_CONFIG)
    kept = {name: value for name, value in os.environ.items() if not _FOREIGN.match(name)}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CEILING_DIRECTORIES": str(home.parent),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TIX_NOW": NOW.isoformat(),
    }


@pytest.fixture(scope="session", autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever a test does, it can't find the home of who runs the tests."""
    real = dict(os.environ)
    environ = _environment(tmp_path_factory.mktemp("home"))
    del environ["TIX_NOW"]
    os.environ.clear()
    os.environ.update(environ)
    yield
    os.environ.clear()
    os.environ.update(real)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment for processes: a user called Ana with a new home, at ``NOW``."""
    return _environment(tmp_path / "home")


@pytest.fixture(scope="session")
def _new_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk without tickets, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("new-desk")
    root = folder / "desk"
    root.mkdir()
    DeskInFiles(root, _environment(folder / "home")).call("init")
    for sample in root.glob(".git/hooks/*.sample"):
        sample.unlink()  # most of the files that would be copied
    return root


@pytest.fixture
def desk(tmp_path: Path, environ: dict[str, str], _new_desk: Path) -> DeskInFiles:
    """A desk of its own repository without tickets; the user is Ana, the time ``NOW``."""
    root = tmp_path / "desk"
    shutil.copytree(_new_desk, root, symlinks=True)
    return DeskInFiles(root, environ)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with ``golden/NAME.txt`` beside the test; ``--update-golden`` writes it.

    Escapes are kept as ``\\e`` so that the file can be read.
    """
    folder = request.path.parent / "golden"

    def compare(name: str, text: str) -> None:
        shown = text.replace("\x1b", r"\e")
        file = folder / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            folder.mkdir(exist_ok=True)
            file.write_text(shown)
        assert file.exists(), f"{file} is missing: pytest --update-golden"
        assert shown == file.read_text(), f"pytest --update-golden, then look at {file}"

    return compare
