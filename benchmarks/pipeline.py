"""What a pipeline's job pays: ``tix ci junit --sync`` in a shallow checkout that has no desk yet,
against ``git clone --depth 1`` of the desk's branch.

    python -m benchmarks.pipeline [--runs 7] [--tickets 100 10000] [--cache FOLDER] [--record]

Both take turns, each in a new folder. The remote is a bare repository on the same disk. tix fetches
the branch's last commit, checks it out, finds the keys, writes, commits and pushes; the clone does
the first two alone. A second figure is a report with 100 failures against one with one.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import tix
from benchmarks import results
from benchmarks.desks import CACHE, Shape, desk

_ENVIRON = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_JOB": "bench",
    "GITHUB_REF_NAME": "main",
    "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--tickets", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--results", type=Path, default=results.FOLDER, help="where the record is")
    parser.add_argument("--record", action="store_true", help="write it down")
    options = parser.parse_args()
    record = results.read(options.results)
    known = record.setdefault("pipeline", {})
    for tickets in options.tickets:
        with tempfile.TemporaryDirectory() as folder:
            times = measured(Path(folder), desk(Shape(tickets), options.cache), options.runs)
        clone, one, many = (median(each) for each in times)
        known[str(tickets)] = {
            "clone": round(clone, 2), "one": round(one / clone, 2), "many": round(many / one, 2),
            "runs": options.runs, "load": round(os.getloadavg()[0], 1),
            "tix": tix.__version__, "when": f"{datetime.now(UTC):%Y-%m-%d}",
            "command": results.command("pipeline", sys.argv[1:]),
        }  # fmt: skip
        print(results.pipeline_table({str(tickets): known[str(tickets)]}), flush=True)
    if options.record:
        results.write(options.results, record)


Seconds = tuple[list[float], list[float], list[float]]


def measured(folder: Path, source: Path, runs: int) -> Seconds:
    """Seconds of clones, of jobs with one failure, and of jobs with a hundred."""
    remote = folder / "remote.git"
    _git(folder, "clone", "--quiet", "--bare", str(source), str(remote))
    _git(remote, "branch", "-M", "tix")
    code = folder / "code"
    _git(folder, "init", "--quiet", "--initial-branch=main", str(code))
    _git(code, "commit", "--quiet", "--allow-empty", "--message", "code")
    _git(code, "push", "--quiet", str(remote), "main")
    clones, ones, many = [], [], []
    for _ in range(runs):
        args = ("clone", "--quiet", "--depth=1", "--branch=tix", remote.as_uri(), "clone")
        clones.append(_timed(["git", *args], folder))
        shutil.rmtree(folder / "clone")
        ones.append(_job(folder, remote, 1))
        many.append(_job(folder, remote, 100))
    return clones, ones, many


def _job(folder: Path, remote: Path, failures: int) -> float:
    """A job in a checkout of the code: the seconds that tix takes; what it pushed is taken back."""
    before = _git(remote, "rev-parse", "tix")
    place = folder / "job"
    args = ("clone", "--quiet", "--depth=1", "--branch=main", remote.as_uri(), str(place))
    _git(folder, *args)
    cases = "".join(
        f'<testcase classname="c" name="t{n}"><failure message="m">trace</failure></testcase>'
        for n in range(failures)
    )
    (place / "report.xml").write_text(f"<testsuite>{cases}</testsuite>")
    words = ["ci", "junit", "report.xml", "--sync", "--max", "100"]
    seconds = _timed([sys.executable, "-m", "tix", *words], place)
    assert _git(remote, "rev-parse", "tix^") == before, "one commit was pushed"
    _git(remote, "update-ref", "refs/heads/tix", before)
    shutil.rmtree(place)
    return seconds


def _timed(command: Sequence[str], folder: Path) -> float:
    start = time.perf_counter()
    environ = {**os.environ, **_ENVIRON}
    subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True)
    return time.perf_counter() - start


def _git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
