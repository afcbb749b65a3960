"""How long small commands take as whole processes, as ratios to what starting costs at the least.

    python benchmarks/startup.py [RUNS]

The floor is ``python -c "import click, sqlite3, json"`` with the same interpreter in the same run;
every command takes turns with it, so that a machine that slows down slows both. Install tix first
(``pip install .``): an editable install adds its own cost to every start. What counts is the
processor time of a command and of the processes that it waited for.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

FLOOR = [sys.executable, "-c", "import click, sqlite3, json"]
SCRIPT = Path(sys.executable).with_name("tix")
TIX = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "tix"]


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environ |= {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
    environ |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    with tempfile.TemporaryDirectory() as folder:
        empty, small, demo = (Path(folder, name) for name in ("empty", "small", "demo"))
        run([*TIX, "init", str(empty)], Path(folder), environ)
        run([*TIX, "init", str(small)], Path(folder), environ)
        for number in range(5):
            run([*TIX, "open", f"Ticket {number}"], small, environ)
        run([*TIX, "demo", str(demo)], Path(folder), environ)
        print("| command | desk | median, in floors |\n|---|---|---|")
        for desk in (empty, small, demo):
            for words in (["--version"], ["list"], ["list", "assignee:none"], ["status"]):
                ratio = compare([*TIX, *words], desk, environ, runs)
                print(f"| tix {' '.join(words)} | {desk.name} | {ratio:.2f} |", flush=True)


def compare(command: Sequence[str], folder: Path, environ: dict[str, str], runs: int) -> float:
    """The median of the ratios of ``runs`` pairs, after one pair that isn't counted."""
    ratios = [run(command, folder, environ) / run(FLOOR, folder, environ) for _ in range(runs + 1)]
    return median(ratios[1:])


def run(command: Sequence[str], folder: Path, environ: dict[str, str]) -> float:
    """Seconds of processor time of a command and its children."""
    before = os.times()
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True)
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return used or time.perf_counter() - start


if __name__ == "__main__":
    main()
