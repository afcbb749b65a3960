"""Measures every command as a whole process, in ratios to what it costs at the least.

    python -m benchmarks.run                      desks of 100 and 10,000 tickets
    python -m benchmarks.run --sizes 100000 --rounds 1 --only list --only show
    python -m benchmarks.run --sizes 10000 --open 0.3      a busy desk: 3,000 tickets are open
    python -m benchmarks.run --sizes 10000 --support       with customers and promises

In every round each command takes turns with its floors, so that a machine that slows down slows
both; a ratio is the median over the rounds. Each size has its desk from ``benchmarks.desks``, in a
clone that is thrown away. ``--record`` writes results.json and RESULTS.md.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks import results
from benchmarks.install import ROOT, Tix, described, installed
from benchmarks.measuring import Cost, environment, load, measure, output
from benchmarks.rows import DUE_NEXT, FLOORS, ROWS, TICK, Row
from benchmarks.support import become_support

_REST = 40.0
"""Seconds."""
CACHE = Path(tempfile.gettempdir()) / "tix-benchmarks"


@dataclass
class Work:
    """A clone of a desk in which commands run, and what their words are filled with."""

    root: Path
    tix: Tix
    environ: Mapping[str, str]
    limit: float
    paths: list[str] = field(init=False)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.paths = self.git("ls-files", "tickets/*.md").split()
        Random(1).shuffle(self.paths)

    def git(self, *words: str) -> str:
        return output(["git", *words], self.root, self.environ)

    def run(self, words: tuple[str, ...], stdin: int = 0) -> Cost:
        """Run a command with its placeholders filled in."""
        number = next(self.numbers)
        path, other = (self.paths[1 + (number + n) % (len(self.paths) - 1)] for n in range(2))
        values = {
            "path": self.paths[0],
            "id": Path(path).stem,
            "other": Path(other).stem,
            "n": str(number),
            "status": self.another_status(self.paths[0] if stdin else path),
        }
        command = [
            word.format_map(values) if word.startswith("{") or "{n}" in word else word
            for word in self.tix.words(words)
        ]
        given = "\n".join(Path(path).stem for path in self.paths[:stdin])
        return measure(command, self.root, self.environ, given, self.limit)

    def another_status(self, path: str) -> str:
        """One that the ticket hasn't, so that it's a change every time."""
        has_it = "\nstatus: pending\n" in (self.root / path).read_text()
        return "resolved" if has_it else "pending"

    def prepare(self, step: str) -> None:
        """Do what comes before a measurement and isn't measured."""
        if step:
            getattr(self, step)()

    def settle(self) -> None:
        self.run(("tix", "list"))

    def rest(self) -> None:
        """An ext4 without a journal passes over each inode that was deleted in the last seconds
        (``recently_deleted`` in Linux's fs/ext4/ialloc.c), so that new files cost what others
        have deleted before."""
        time.sleep(_REST)

    def know_courses(self) -> None:
        self.run(("tix", "report", "throughput"))

    def tally(self) -> None:
        """All courses and clocks were counted before, and nobody has forgotten the index since."""
        self.run(("tix", "report", "response"))

    def know_clocks(self) -> None:
        """What is due next was asked before, and nobody has forgotten the index since."""
        self.run(("tix", *DUE_NEXT))

    def tick(self) -> None:
        """A tick comes after another, and nobody has forgotten the index since."""
        self.run(("tix", *TICK))

    def check(self) -> None:
        """Something has looked at all tickets before, and nobody has forgotten it since."""
        self.run(("tix", "check"))

    def assign(self) -> None:
        """Who makes commits here is known."""
        self.run(("tix", "assign", "{id}", "somebody{n}@harbour.example"))

    def edit(self, paths: Sequence[str]) -> None:
        for path in paths:
            with (self.root / path).open("a") as file:
                file.write(f"\nSeen again: {next(self.numbers)}.\n")

    def hand_edit(self) -> None:
        self.edit(self.paths[:1])

    def pull(self) -> None:
        """A commit of 100 changed tickets comes that wasn't there at the last look."""
        self.edit(self.paths[:100])
        self.git("commit", "--quiet", "--all", "--message", "A hundred changes")
        pulled = self.git("rev-parse", "HEAD").strip()
        self.git("reset", "--quiet", "--hard", "HEAD~1")
        self.settle()
        self.git("merge", "--quiet", "--ff-only", pulled)

    def comment(self) -> None:
        self.run(("tix", "comment", "{id}", "To be taken back."))

    def rules(self) -> None:
        """The desk with its rules."""
        if (away := self.root / "rules.away").exists():
            away.rename(self.root / "rules.yaml")

    def no_rules(self) -> None:
        """The desk without them."""
        if (there := self.root / "rules.yaml").exists():
            there.rename(self.root / "rules.away")

    def forget(self) -> None:
        """As in a fresh clone."""
        state = self.root / ".git" / "tix"
        subprocess.run(["rm", "-rf", state], check=True)

    def forget_history(self) -> None:
        self.forget()
        self.settle()

    def growth(self, changes: int) -> float:
        """Bytes that the repository grows by with each changed ticket, as git packs them."""
        start = self.git("rev-parse", "HEAD").strip()
        for _ in range(changes):
            self.run(("tix", "comment", "{id}", "A comment of some forty words " + "more " * 34))
        command = ["git", "pack-objects", "--revs", "--thin", "--stdout", "--delta-base-offset"]
        packed = subprocess.run(
            [*command, "--quiet"],
            input=f"HEAD\n^{start}\n".encode(),
            cwd=self.root,
            env=dict(self.environ),
            check=True,
            stdout=subprocess.PIPE,
        )
        return len(packed.stdout) / changes


@dataclass
class Samples:
    """What was measured of one row."""

    row: Row
    pairs: list[tuple[Cost, float, float]] = field(default_factory=list)
    """The command's cost, and the floors' time and processor time in the same round."""

    def take(self, work: Work, *, counted: bool) -> None:
        """Run the floors and the command once."""
        if self.is_cut():
            return
        floors = []
        for name in self.row.floors:
            work.prepare(FLOORS[name].before)
            floors.append(work.run(FLOORS[name].words))
        work.prepare(self.row.before)
        cost = work.run(("tix", *self.row.words), self.row.stdin)
        if counted or cost.cut:
            self.pairs.append((cost, sum(f.wall for f in floors), sum(f.cpu for f in floors)))

    def is_cut(self) -> bool:
        """Whether it took so long that it was ended: there is no second try."""
        return any(cost.cut for cost, _, _ in self.pairs)

    def summary(self) -> dict[str, Any]:
        """What is recorded: medians of ratios and of times; the largest memory."""
        return {
            "wall": round(median(cost.wall / wall for cost, wall, _ in self.pairs), 3),
            "cpu": round(median(cost.cpu / cpu for cost, _, cpu in self.pairs), 3),
            "seconds": round(median(cost.wall for cost, _, _ in self.pairs), 4),
            "cpu_seconds": round(median(cost.cpu for cost, _, _ in self.pairs), 4),
            "floor_cpu_seconds": round(median(cpu for _, _, cpu in self.pairs), 4),
            "memory": max(cost.memory for cost, _, _ in self.pairs) // 10**6,
            "runs": len(self.pairs),
            "cut": self.is_cut(),
        }


def measured(work: Work, rows: Sequence[Row], rounds: int, growth: int) -> dict[str, Any]:
    """Measure the rows in a desk; what is recorded of it."""
    before = load()
    work.settle()
    grown = work.growth(growth) if growth else None
    samples = [Samples(row) for row in rows]
    for number in range(rounds + (rounds > 1)):
        work.settle()
        for sample in samples:
            # In the first of several rounds caches fill, and what is made once is made.
            sample.take(work, counted=number > 0 or rounds == 1)
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {
        "load": f"{before} at the start, {load()} at the end",
        "growth": grown,
        "rows": {sample.row.name: sample.summary() for sample in samples},
    }


def main() -> None:
    options = _options()
    cache: Path = options.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    tix_is = described(options.commit)  # now: what is in the working tree may change meanwhile
    if options.python:
        tix = Tix((options.python, "-m", "tix"), options.python)
    else:
        tix = installed(cache, options.commit)
    rows = [row for row in ROWS if not options.only or row.name in options.only]
    rows = [row for row in rows if row.bars or not options.bars]
    rows = [row for row in rows if options.support or not row.support]
    record = results.read(options.results)
    for size in options.sizes:
        desk = made(size, options, cache, tix.python)
        name = results.name_of(size, options.open, support=options.support)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            environ = environment(Path(folder, "home"))
            if options.python:
                environ["PYTHONPATH"] = str(ROOT)
            root = Path(folder, "work")
            output(["git", "clone", "--quiet", "--local", desk, str(root)], cache, environ)
            work = Work(root, tix, environ, options.limit)
            if options.support:
                become_support(root, work.git)
            found = measured(work, rows, options.rounds, options.growth)
        found |= {
            "command": results.command("run", sys.argv[1:]),
            "commits_per_ticket": options.commits_per_ticket,
            "tix": tix_is,
            "note": options.note,
            "when": datetime.now(UTC).strftime("%Y-%m-%d"),
        }
        print(results.table(name, found, record["desks"].get(name)), flush=True)
        if options.record:
            results.put(record, name, found)
            results.write(options.results, record)


def made(size: int, options: argparse.Namespace, cache: Path, python: str) -> str:
    """The desk of that size. Another process makes it: this one must stay small."""
    command = [python, "-m", "benchmarks.desks", str(size), "--cache", str(cache)]
    command += ["--commits-per-ticket", str(options.commits_per_ticket)]
    if options.open is not None:
        command += ["--open", str(options.open)]
    return output(command, ROOT, os.environ).strip()


def _options() -> argparse.Namespace:
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=[100, 10_000], metavar="N", help="tickets")
    add("--rounds", type=int, default=5, help="runs of each command, besides a first one")
    add("--only", action="append", choices=names, help="only this row (several times)")
    add("--bars", action="store_true", help="only rows that have a bar")
    add("--growth", type=int, default=10, metavar="N", help="writes to measure growth with")
    add("--limit", type=float, default=600, metavar="SECONDS", help="end what takes longer")
    add("--commits-per-ticket", type=float, default=5, metavar="N")
    add("--open", type=float, metavar="SHARE", help="a busy desk: of tickets that aren't done")
    add("--support", action="store_true", help="a support desk: customers and promises")
    add("--cache", type=Path, default=CACHE, help="where desks and the install are kept")
    add("--commit", help="measure this commit's tix, not the working tree's")
    add("--python", help="measure the tix of this Python, with no install of its own")
    add("--results", type=Path, default=results.FOLDER, help="where the record is")
    add("--note", default="", help="what readers of the record should know")
    add("--record", action="store_true", help="write the record")
    return parser.parse_args()


if __name__ == "__main__":
    main()
