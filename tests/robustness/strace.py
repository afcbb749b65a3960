"""strace: which system calls a command makes that change files, and a fault at one of them.

A fault in tix itself: strace runs tix, and doesn't follow what tix starts. A fault in a git that
tix starts: a wrapper on ``PATH`` puts strace before the one that is meant. (Not --seccomp-bpf,
with which strace 6.1 injects no signals.)
"""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, Result
from tests.robustness.bench import Bench, Scene

CALLS = (
    "open,openat,creat,write,pwrite64,writev,rename,renameat,renameat2,link,linkat,symlink,"
    "symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,truncate,ftruncate,fsync,fdatasync,chmod,fchmod,"
    "fchmodat,utime,utimensat"
)
_FORKS = ("vfork", "fork", "clone", "clone3")
_PATIENCE = 60


@dataclass(frozen=True)
class Point:
    """One system call: the ``number``-th of its name in tix (``git`` is ""), or in a git.

    ``git`` is the subcommand, ``turn`` which of its runs; ``deep`` points are in a process that
    this git started; ``what`` says what the call was about.
    """

    git: str
    turn: int
    call: str
    number: int
    what: str
    deep: bool = False

    def __str__(self) -> str:
        where = f"git {self.git} #{self.turn}" if self.git else "tix"
        return f"{where}: {self.call} #{self.number} ({self.what})"


@dataclass(frozen=True)
class Fault:
    """What happens at a point: an error, or death; ``to_tix``: tix is killed with its git."""

    action: str
    to_tix: bool = False


KILL = Fault("signal=KILL")
KILL_BOTH = Fault("signal=KILL", to_tix=True)


def error(name: str) -> Fault:
    """The call fails with that error, once."""
    return Fault(f"error={name}")


def require_strace(folder: Path) -> None:
    """Skip the tests where strace isn't installed or isn't allowed to look."""
    if shutil.which("strace") is None:
        pytest.skip("strace isn't installed")
    command = ["strace", "-f", "-qq", "-o", str(folder / "try"), "-e", "trace=write", "true"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or done.stderr:
        pytest.skip(f"strace doesn't work here: {done.stderr.strip()}")


# -- running ----------------------------------------------------------------------------------


def run(scene: Scene, bench: Bench, point: Point, fault: Fault) -> Result:
    """Run the scene's command with a fault; all that it started has ended when this returns."""
    injected = [
        "strace", "-qq", "-o", "/dev/null", "-e", f"trace={point.call}",
        "-e", f"inject={point.call}:{fault.action}:when={point.number}",
    ]  # fmt: skip
    if not point.git:
        return _run(scene, injected)
    bin_folder = _bin_folder(scene)
    _put_wrapper(bin_folder, [*injected, "-f"] if point.deep else injected, point, fault)
    return _run(scene, [], f"{bin_folder}:{scene.here.environ['PATH']}")


def git_died(scene: Scene) -> bool:
    """Whether the git that was to be killed came to that point and was."""
    return (_bin_folder(scene) / "met").exists()


def _bin_folder(scene: Scene) -> Path:
    return scene.here.root.parent / "bin"


def _run(scene: Scene, before: list[str], path: str | None = None) -> Result:
    environ = {
        **scene.here.environ,
        "PATH": path or scene.here.environ["PATH"],
        "PYTHONPATH": str(_PACKAGE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
    }
    with _adopting() as children:
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "tix", *scene.args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=scene.here.root,
            env=environ,
        )
        try:
            out, err = process.communicate(timeout=_PATIENCE)
        finally:
            process.kill()
            process.wait()
            _end(children)
    return Result(process.returncode, out.decode(), err.decode(errors="replace"), out)


def _put_wrapper(folder: Path, injected: list[str], point: Point, fault: Fault) -> None:
    """A ``git`` that runs the meant one under strace, and dies (or kills tix) as that one died."""
    folder.mkdir(exist_ok=True)
    kill_tix = "kill -9 $PPID; " if fault.to_tix else ""
    strace = " ".join(f"'{word}'" for word in injected)
    wrapper = folder / "git"
    wrapper.write_text(f"""#!/bin/sh
command() {{ while [ "$1" = -c ] || [ "$1" = -C ]; do shift 2; done; printf %s "$1"; }}
if [ "$(command "$@")" = '{point.git}' ]; then
    echo >> '{folder}/turns'
    if [ $(wc -l < '{folder}/turns') -eq {point.turn} ]; then
        {strace} '{shutil.which("git")}' "$@"
        code=$?
        [ $code -ne 137 ] || {{ echo >> '{folder}/met'; {kill_tix}kill -9 $$; }}
        exit $code
    fi
fi
exec '{shutil.which("git")}' "$@"
""")
    wrapper.chmod(0o755)


@contextlib.contextmanager
def _adopting() -> Iterator[set[int]]:
    """Processes whose parent is killed become ours meanwhile; yields the children before."""
    libc = ctypes.CDLL(None)
    libc.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    try:
        yield _children()
    finally:
        libc.prctl(36, 0)


def _end(known: set[int]) -> None:
    """Wait for orphans: a git that lives on must come to its end by itself."""
    until = time.monotonic() + _PATIENCE
    while orphans := _children() - known:
        for orphan in orphans:
            if time.monotonic() > until:
                os.kill(orphan, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(orphan, os.WNOHANG)
        time.sleep(0.002)


def _children() -> set[int]:
    return {
        int(word)
        for task in Path("/proc/self/task").iterdir()
        for word in (task / "children").read_text().split()
    }


# -- counting ---------------------------------------------------------------------------------


def points(scene: Scene, log: Path) -> tuple[Result, list[Point]]:
    """Run the command unharmed; all calls at which it, or a git of its, changes files."""
    traced = ",".join((CALLS, "execve", *_FORKS))
    command = ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-s", "200", "-o", str(log)]
    result = _run(scene, [*command, "-e", f"trace={traced}"])
    return result, _Log(log.read_text(errors="replace")).points()


_LINE = re.compile(r"(\d+) +(?:(\w+)\(|<\.\.\. (\w+) resumed>)(.*)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OPENED_FILE = re.compile(r"\d+<([^>]*)>")
_FAILED = re.compile(r"= -1 E")
_SUBCOMMAND = re.compile(r'"(?:[^"\\]|\\.)*/?git"(?:, "-[cC]", "[^"]*")*, "([\w-]+)"')


@dataclass
class _Process:
    parent: int | None = None
    git: str = ""
    found: list[tuple[str, int, str]] = field(default_factory=list)


class _Log:
    """What strace wrote: a call a line, with the id of the process before it."""

    def __init__(self, text: str) -> None:
        self._processes: dict[int, _Process] = defaultdict(_Process)
        self._order: list[int] = []
        self._counts: Counter[tuple[int, str]] = Counter()
        for line in text.splitlines():
            if found := _LINE.match(line):
                self._take(int(found[1]), found[2], found[3], found[4])

    def _take(self, pid: int, begun: str | None, resumed: str | None, rest: str) -> None:
        process = self._processes[pid]
        if (begun or resumed) in _FORKS:
            if child := re.search(r"= (\d+)$", rest):
                self._processes[int(child[1])].parent = pid
        elif begun == "execve" and not _FAILED.search(rest):
            self._order.append(pid)
            if found := _SUBCOMMAND.search(rest):
                process.git = found[1]
        elif begun:
            self._counts[pid, begun] += 1
            if what := _changes(begun, rest):
                process.found.append((begun, self._counts[pid, begun], what))

    def points(self) -> list[Point]:
        """Those of tix first, then git by git."""
        tix = self._order[0]
        out = [Point("", 0, *found) for found in self._processes[tix].found]
        turns: Counter[str] = Counter()
        for pid in dict.fromkeys(self._order[1:]):
            if self._processes[pid].parent == tix:
                git = self._processes[pid].git
                turns[git] += 1
                out += self._points_of(pid, git, turns[git])
        return out

    def _points_of(self, pid: int, git: str, turn: int) -> list[Point]:
        """A git's points, and those of its children. (Not a push's: they are the remote's.)"""
        out = [Point(git, turn, *found) for found in self._processes[pid].found]
        below = {
            (call, number): Point(git, turn, call, number, what, deep=True)
            for child in self._descendants(pid)
            for call, number, what in self._processes[child].found
        }
        return out if git == "push" else [*out, *below.values()]

    def _descendants(self, pid: int) -> list[int]:
        children = [other for other, process in self._processes.items() if process.parent == pid]
        return [*children, *(d for child in children for d in self._descendants(child))]


def _changes(call: str, rest: str) -> str | None:
    """The file that a call changes; None if it changes none."""
    if _FAILED.search(rest):
        return None
    if call in ("open", "openat", "creat"):
        path = _PATH.search(rest)
        writes = call == "creat" or re.search("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", rest)
        return path[1] if path and writes and not path[1].startswith("/dev/") else None
    if opened := _OPENED_FILE.match(rest):
        if call in ("renameat", "renameat2", "linkat", "symlinkat", "unlinkat", "mkdirat"):
            found = _PATH.search(rest)
            return found[1] if found else None
        return opened[1]
    paths = _PATH.findall(rest)
    return paths[-1] if paths else None
