"""What syncing costs: nothing new, against ``git fetch`` alone; and a merge of many tickets.

    python -m benchmarks.sync [--runs 15] [--tickets 100 10000] [--merged 1000] [--cache FOLDER]

``tix sync`` takes turns on the same clone with ``git fetch`` and with the start of Python with
click, which every command costs, so that a machine that slows down slows all. The remote is a bare
repository on the same disk, where a fetch is as quick as it can be. For the merge two people change
the same tickets, each another part of them and some the same, and the one who comes second syncs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.desks import CACHE, Shape, desk
from benchmarks.lives import ANA, END
from tix.frozen import dataclass, replace
from tix.model.changes.changes import add_comment
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

TIX = [sys.executable, "-m", "tix"]
START = [sys.executable, "-c", "import click, sqlite3, json"]
FETCH = ["git", "fetch", "--quiet", "origin"]
MEASURED = """
import os, sys
from tix import cli
code = cli.run(["sync"])
used = os.times()
print(used.user + used.system, used.children_user + used.children_system)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds: of the clock, and of processors (the command's and its children's)."""

    clock: float
    processor: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--tickets", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--merged", type=int, default=1000)
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    print("| tickets | start, ms | git fetch, ms | tix sync, ms | × (start + fetch) | processor |")
    print("|---|---|---|---|---|---|")
    for tickets in options.tickets:
        with tempfile.TemporaryDirectory() as folder:
            clone = clones(Path(folder), desk(Shape(tickets), options.cache), 1)[0]
            nothing_new(clone, tickets, options.runs)
    with tempfile.TemporaryDirectory() as folder:
        made = desk(Shape(max(options.tickets)), options.cache)
        merge_of_many(clones(Path(folder), made, 2), options.merged)


def clones(folder: Path, source: Path, count: int) -> list[Path]:
    """Clones of a bare copy of a desk. tix has run in each."""
    remote = folder / "remote.git"
    run(["git", "clone", "--quiet", "--bare", str(source), str(remote)], folder)
    found = [folder / f"clone-{number}" for number in range(count)]
    for place in found:
        run(["git", "clone", "--quiet", str(remote), str(place)], folder)
        run([*TIX, "sync"], place)
    return found


def nothing_new(clone: Path, tickets: int, runs: int) -> None:
    """Compare in rounds, after one that isn't counted."""
    commands = (START, FETCH, [*TIX, "sync"])
    rounds = [[run(command, clone) for command in commands] for _ in range(runs + 1)][1:]
    shown = (median(used[part].clock for used in rounds) * 1000 for part in range(3))
    clock, processor = (
        median(
            getattr(sync, part) / (getattr(start, part) + getattr(fetch, part))
            for start, fetch, sync in rounds
        )
        for part in ("clock", "processor")
    )
    cells = (str(tickets), *(f"{each:.0f}" for each in shown), f"{clock:.2f}", f"{processor:.2f}")
    print(f"| {' | '.join(cells)} |", flush=True)


def merge_of_many(both: Sequence[Path], count: int) -> None:
    """Both change the same tickets; the second sync merges them."""
    edit(both[0], count, lambda t: add_comment(t, "c-aaaaaa", ANA, "From one side", END))
    edit(both[1], count, lambda t: replace(t, labels=(*t.labels, "new"), milestone="2.0"))
    run([*TIX, "sync"], both[0])
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED],
        cwd=both[1], env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    took = time.perf_counter() - begin
    merging, git = map(float, done.stdout.split())
    fetch = run(FETCH, both[1]).clock
    print(
        f"\n{count} tickets changed on both sides: {took:.1f} s "
        f"({took / fetch:.0f} times a fetch); "
        f"processor time: tix {merging:.1f} s, git {git:.1f} s"
    )


def edit(clone: Path, count: int, change: Callable[[Ticket], Ticket]) -> None:
    """Change the first tickets of a clone and commit them."""
    for path in sorted(clone.glob("tickets/*/*/*.md"))[:count]:
        document = load(path.read_bytes())
        path.write_bytes(document.save(change(document.record)))
    run(["git", "commit", "--quiet", "--all", "--message", "Change many tickets"], clone)


def environment() -> dict[str, str]:
    """Without the user's own, and with an identity."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for role in ("AUTHOR", "COMMITTER"):
        kept |= {f"GIT_{role}_NAME": "a", f"GIT_{role}_EMAIL": "a@example.org"}
    return kept


def run(command: Sequence[str], folder: Path) -> Used:
    """Run a command that must succeed."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
    clock, after = time.perf_counter() - begin, os.times()
    used = after.children_user + after.children_system
    return Used(clock, used - before.children_user - before.children_system or clock)


if __name__ == "__main__":
    main()
