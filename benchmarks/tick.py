"""What a tick with nothing to do costs, against ``git fetch``, with mail and a ledger set up.

    python -m benchmarks.tick [--runs 15] [--tickets 100 10000] [--cache FOLDER] [--record]

``tix tick`` takes turns on one clone with ``git fetch`` and with the start of Python with click, so
that a machine that slows down slows all. The remote is a bare repository on the same disk, once as
``file://`` and once behind ``git daemon`` on loopback: a fetch can't be quicker anywhere.
"""

import argparse
import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks import results
from benchmarks.desks import CACHE, Shape, desk
from benchmarks.measuring import FLOOR, Cost, environment, load, measure

TIX = [sys.executable, "-m", "tix"]
START = [sys.executable, *FLOOR]
FETCH = ["git", "fetch", "--quiet", "origin"]
_DISPATCH = """\
format: 1
desks:
- desk: {remote}
  key: 5f0c3a6e8b1d4f7a9c2e5b8d1f4a7c0e
  smtp: {{host: 127.0.0.1, port: 1, security: none}}
  webhooks: [{{name: crm, url: "https://crm.example/", secret: whsec_AAAA}}]
"""


def main() -> None:
    """Measure, print and, if wanted, record."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--tickets", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--results", type=Path, default=results.FOLDER)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    rows = []
    for tickets in given.tickets:
        with tempfile.TemporaryDirectory() as place:
            source = desk(Shape(tickets), given.cache)
            rows += measured(Path(place), source, tickets, given.runs)
    print(results.tick_table(rows))
    if given.record:
        record = results.read(given.results)
        record.setdefault("mail", {})["tick"] = {"rows": rows, "load": load()}
        results.write(given.results, record)


def measured(folder: Path, source: Path, tickets: int, runs: int) -> list[dict[str, object]]:
    """A row for each way to the remote: milliseconds, and ratios of clock and processor."""
    remote = folder / "remote.git"
    environ = environment(folder / "home") | {"PYTHONPATH": str(results.FOLDER.parent)}
    command = ["git", "clone", "--quiet", "--bare", str(source), str(remote)]
    subprocess.run(command, check=True, env=environ, capture_output=True)
    rows = []
    with _daemon(folder, environ) as url:
        for way, address in (("file://", remote.as_uri()), ("git://", f"{url}/remote.git")):
            clone = folder / f"clone-{way[:3]}"
            _set_up(clone, address, environ)
            rows.append({"tickets": tickets, "way": way, **_compared(clone, environ, runs)})
    return rows


def _set_up(clone: Path, address: str, environ: Mapping[str, str]) -> None:
    """A clone that sends what leaves the desk, in which all is done."""
    words = ["git", "clone", "--quiet", address, str(clone)]
    subprocess.run(words, check=True, env=environ, capture_output=True)
    settings = clone / "tix.yaml"
    if "\nmail:" not in settings.read_text():
        settings.write_text(settings.read_text() + "\nmail: {address: support@harbour.example}\n")
    dispatch = Path(environ["HOME"], ".config", "tix", "dispatch.yaml")
    dispatch.parent.mkdir(parents=True, exist_ok=True)
    dispatch.write_text(_DISPATCH.format(remote=address))
    dispatch.chmod(0o600)
    for words in (["sync"], ["outbox", "init"], ["tick"], ["tick"]):
        measure([*TIX, *words], clone, environ)


def _compared(clone: Path, environ: Mapping[str, str], runs: int) -> dict[str, object]:
    """Medians over rounds, after one that isn't counted."""
    commands = (START, FETCH, [*TIX, "tick"])
    rounds = [[measure(each, clone, environ) for each in commands] for _ in range(runs + 1)][1:]

    def ratio(part: str, *, with_start: bool) -> float:
        return round(median(_ratio(each, part, with_start) for each in rounds), 2)

    start, fetch, tick = (
        round(median(each[number].wall for each in rounds) * 1000) for number in range(3)
    )
    return {
        "start": start, "fetch": fetch, "tick": tick, "runs": runs,
        "clock": ratio("wall", with_start=False), "processor": ratio("cpu", with_start=False),
        "clock_with_start": ratio("wall", with_start=True),
        "processor_with_start": ratio("cpu", with_start=True),
    }  # fmt: skip


def _ratio(costs: list[Cost], part: str, with_start: bool) -> float:
    start, fetch, tick = (getattr(cost, part) for cost in costs)
    return float(tick / (fetch + start * with_start))


@contextlib.contextmanager
def _daemon(folder: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """``git daemon`` for all repositories in a folder; the URL of the folder."""
    where = subprocess.check_output(["git", "--exec-path"], text=True).strip()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [
        f"{where}/git-daemon", "--export-all", "--enable=receive-pack", "--reuseaddr",
        f"--base-path={folder}", "--listen=127.0.0.1", f"--port={port}", str(folder),
    ]  # fmt: skip
    with subprocess.Popen(command, env=dict(environ), stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                time.sleep(0.05)
            yield f"git://127.0.0.1:{port}"
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
