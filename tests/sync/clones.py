"""A team: real clones of a real bare remote, each with a person of its own.

Commands run in this process (``DeskInFiles.call``) where one follows the other, and as real
processes where several are at work at once.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import _PACKAGE, DeskInFiles, Result
from tix.model.people import Person

NAMES = ("Ana", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana")
PEOPLE = tuple(Person(name, f"{name.lower()}@example.org") for name in NAMES)
_ODD = ("is before it was opened", "it is in the archive, but it isn't done")
"""What people can bring about by themselves: with clocks that differ, and with ``git mv``."""
PATIENCE = 120.0
"""Seconds after which a process hangs."""


@dataclass(frozen=True)
class Team:
    """Clones of one bare repository, on the branch ``main``."""

    remote: Path
    clones: tuple[DeskInFiles, ...]

    def sync_all(self, rounds: int = 1) -> None:
        """Everybody syncs, one after the other."""
        for _ in range(rounds):
            for clone in self.clones:
                clone.call("sync")

    def settle(self) -> None:
        """Everybody syncs until there is nothing new for anybody."""
        for _ in range(len(self.clones) + 3):
            before = [head(clone) for clone in self.clones]
            self.sync_all()
            if before == [head(clone) for clone in self.clones] and len(set(before)) == 1:
                return
        raise AssertionError("syncing never comes to an end")

    def assert_same(self) -> None:
        """All clones and the remote have the same bytes, and nothing is uncommitted."""
        trees = {clone.git("rev-parse", "HEAD^{tree}") for clone in self.clones}
        trees.add(git(self.remote, "rev-parse", "main^{tree}"))
        assert len(trees) == 1, trees
        for clone in self.clones:
            assert clone.git("status", "--porcelain") == ""
            complaints = clone.call("check", code=None).lines
            assert not [text for text in complaints if not text.endswith(_ODD)], complaints


def make_team(folder: Path, desk: DeskInFiles, size: int, *, url: str | None = None) -> Team:
    """A bare copy of a desk, and clones of it (over ``url`` if that is given)."""
    remote = folder / "remote.git"
    if not remote.exists():
        desk.git("clone", "--quiet", "--bare", ".", str(remote))
    clones = tuple(
        clone_of(desk, url or str(remote), folder / PEOPLE[number].name.lower(), PEOPLE[number])
        for number in range(size)
    )
    return Team(remote, clones)


def clone_of(desk: DeskInFiles, url: str, root: Path, who: Person) -> DeskInFiles:
    """A person's clone; tix has run in it once."""
    desk.git("clone", "--quiet", url, str(root))
    clone = DeskInFiles(root, desk.as_(who).environ)
    clone.call("list")
    return clone


def git(folder: Path, *args: str) -> str:
    """What git prints in any folder."""
    command = ["git", *args]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def head(clone: DeskInFiles) -> str:
    """The commit that a clone is at."""
    return clone.git("rev-parse", "HEAD").strip()


def start(clone: DeskInFiles, *args: str) -> subprocess.Popen[str]:
    """A running tix, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tix", *args],
        cwd=clone.root,
        env={**clone.environ, "PYTHONPATH": str(_PACKAGE)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finished(processes: Iterable[subprocess.Popen[str]]) -> list[Result]:
    """What running processes did, when all have ended."""
    results = []
    for process in processes:
        out, err = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in err, err
        results.append(Result(process.returncode, out, err))
    return results


def at_once(each: Sequence[tuple[DeskInFiles, Sequence[str]]]) -> list[Result]:
    """Run a command in each clone, all in the same moment: they start together at a gate."""
    gate_out, gate_in = os.pipe()
    processes = [_waiting(clone, args, gate_out) for clone, args in each]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    os.close(gate_out)
    os.write(gate_in, b"g" * len(processes))
    os.close(gate_in)
    return finished(processes)


_WAITING = """
import os, sys
import tix.commands.sync, tix.commands.claim, tix.storage.sync.sync, tix.storage.sync.claim
from tix import cli
print("ready", flush=True)
os.read(int(sys.argv[1]), 1)
sys.exit(cli.run(sys.argv[2:]))
"""


def _waiting(clone: DeskInFiles, args: Sequence[str], gate: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WAITING, str(gate), *args],
        cwd=clone.root,
        env={**clone.environ, "PYTHONPATH": str(_PACKAGE)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=(gate,),
    )


@contextmanager
def git_daemon(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve the repositories of a folder on loopback (0: at any port); the URL of the folder."""
    if not port:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            "git", "daemon", "--reuseaddr", "--export-all", "--enable=receive-pack",
            "--listen=127.0.0.1", f"--port={port}", f"--base-path={folder}", str(folder),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield f"git://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
