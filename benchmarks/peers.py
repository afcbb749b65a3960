"""Other trackers that are installed, at the same jobs: list, show one, add one, search a word.

    python -m benchmarks.peers [--sizes 1000] [--rounds 5] [--record]

Each has the same titles and texts, made by its own import where it has one, else written in its own
format, else opened one by one. What isn't on PATH is skipped with a word. Jobs that a tool doesn't
have are left out. Numbers are ratios to ``python -c "import click, sqlite3, json"``.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks import results, words
from benchmarks.install import installed
from benchmarks.measuring import FLOOR, Cost, environment, load, measure
from benchmarks.peer_tools import PEERS, WORD, Peer, Place, Text
from benchmarks.run import CACHE

ONE_BY_ONE = 1000
"""So many tickets at the most for tools that have to open each by a process."""


def texts(count: int) -> list[Text]:
    """The titles and texts that every tool gets."""
    rng = Random("peers")
    made = [(words.title(rng), words.text(rng, rng.randint(5, 120))) for _ in range(count)]
    return [(f"Another {WORD}", made[0][1]), *made[1:]]  # there is always something to find


def compare(
    peer: Peer, place: Place, python: str, rounds: int, limit: float
) -> dict[str, dict[str, Any]]:
    """The ratios of each of a tool's jobs; the first round isn't counted if there are more."""
    ident = peer.make(place)
    jobs = {job: command for job, command in peer.jobs.items() if _is_there(peer, job)}
    found: dict[str, list[tuple[Cost, Cost]]] = {job: [] for job in jobs}
    for number in range(rounds + (rounds > 1)):
        for job, command in jobs.items():
            filled = [word.replace("{id}", ident).replace("{n}", str(number)) for word in command]
            floor = measure((python, *FLOOR), place.folder, place.environ)
            cost = measure(filled, place.folder, place.environ, limit=limit)
            if number > 0 or rounds == 1 or cost.cut:
                found[job].append((cost, floor))
    return {job: _summary(pairs) for job, pairs in found.items()}


def _is_there(peer: Peer, job: str) -> bool:
    """Whether the plugin that a job needs, if any, is there; if not, that is said."""
    plugin = peer.plugins.get(job)
    if plugin is None or shutil.which(plugin):
        return True
    print(f"{peer.name} needs the plugin {plugin} to {job}: left out", file=sys.stderr)
    return False


def _summary(pairs: Sequence[tuple[Cost, Cost]]) -> dict[str, Any]:
    return {
        "wall": round(median(cost.wall / floor.wall for cost, floor in pairs), 2),
        "cpu": round(median(cost.cpu / floor.cpu for cost, floor in pairs), 2),
        "seconds": round(median(cost.wall for cost, _ in pairs), 4),
        "cut": any(cost.cut for cost, _ in pairs),
    }


def main() -> None:
    options = _options()
    cache: Path = options.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    python = options.python or installed(cache).python
    here = [peer for peer in PEERS if peer.name in (options.only or [p.name for p in PEERS])]
    absent = [p.name for p in here if p.name != "tix" and not shutil.which(p.program)]
    for name in absent:
        print(f"{name} isn't installed: skipped", file=sys.stderr)
    record = results.read(options.results)
    for size in options.sizes:
        tools = {}
        for peer in here:
            if peer.name in absent or (peer.one_by_one and size > ONE_BY_ONE):
                continue
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                environ = environment(Path(folder, "home")) | dict(peer.environ)
                environ["PATH"] = f"{Path(python).parent}:{environ['PATH']}"
                place = Place(Path(folder), environ, texts(size))
                tools[peer.name] = compare(peer, place, python, options.rounds, options.limit)
            print(f"{size:,} tickets, {peer.name}, in floors (time, processor time):", flush=True)
            for job, cost in tools[peer.name].items():
                print(f"  {job}: {cost['wall']}, {cost['cpu']}", flush=True)
        record["peers"][str(size)] = {
            "tools": tools,
            "absent": absent,
            "load": load(),
            "command": results.command("peers", sys.argv[1:]),
        }
    if options.record:
        results.write(options.results, record)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=[1000], metavar="N", help="tickets")
    add("--rounds", type=int, default=5, help="runs of each job, besides a first one")
    add("--only", action="append", choices=[peer.name for peer in PEERS], help="only this tool")
    add("--limit", type=float, default=120, metavar="SECONDS", help="end what takes longer")
    add("--cache", type=Path, default=CACHE, help="where to work, and where the install is kept")
    add("--python", help="measure the tix of this Python, with no install of its own")
    add("--results", type=Path, default=results.FOLDER, help="where the record is")
    add("--record", action="store_true", help="write the record")
    return parser.parse_args()


if __name__ == "__main__":
    main()
