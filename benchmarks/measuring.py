"""What a process costs: time, processor time of it and its children, memory.

The process that measures must stay small: Linux counts what it held when it started the other
into the other's memory. So nothing here imports tix.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NOW = "2026-11-01T18:00:00Z"
"""The time at which tix runs in benchmarks; desks end then."""

FLOOR = ("-c", "import click, sqlite3, json")
"""What starting costs at the least: arguments of the Python that tix runs with."""


@dataclass(frozen=True, slots=True)
class Cost:
    """``wall`` and ``cpu`` in seconds, ``memory`` in bytes at the peak. ``cut``: it was ended."""

    wall: float
    cpu: float
    memory: int
    cut: bool = False


def environment(home: Path) -> dict[str, str]:
    """Variables for a user of our own, with nothing of the real one's; makes the home."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Ana Lima\n\temail = ana@harbour.example\n[init]\n\tdefaultBranch = main\n"
        "[safe]\n\tdirectory = *\n"
    )
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "TIX_NOW": NOW,
    }


def measure(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    stdin: str = "",
    limit: float = 600,
) -> Cost:
    """Run a command to its end, or for ``limit`` seconds. A command that fails ends the run."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(stdin.encode())
        given.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environ),
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=said,
            process_group=0,
        )
        ended = threading.Event()
        timer = threading.Timer(limit, _end, (process.pid, ended))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode and not ended.is_set():
            said.seek(0)
            complaint = said.read().decode(errors="replace")
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{complaint}")
    unit = 1 if sys.platform == "darwin" else 1024
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(wall, cpu, usage.ru_maxrss * unit, ended.is_set())


def _end(group: int, ended: threading.Event) -> None:
    ended.set()
    os.killpg(group, signal.SIGKILL)


def output(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> str:
    """What a command prints, not measured."""
    done = subprocess.run(
        command, cwd=folder, env=dict(environ), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def load() -> str:
    """How busy the machine is, for those who read the numbers."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
