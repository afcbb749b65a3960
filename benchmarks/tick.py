"""What a tick with nothing to do costs, against ``git fetch``, with mail and a ledger set up.

    python -m benchmarks.tick [--runs 15] [--tickets 100 10000] [--cache FOLDER] [--record]

``tix tick``, installed as users do it, takes turns on one clone with ``git fetch`` and with the
start of Python with click, so that a machine that slows down slows all. Each figure is the smallest
of all runs: what others do at the same time only adds. The remote is a bare repository on the same
disk, once as ``file://`` and once behind ``git daemon`` on loopback: a fetch can't be quicker
anywhere.
"""

import argparse
import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import results
from benchmarks.desks import CACHE, Shape, desk
from benchmarks.install import Tix, installed
from benchmarks.measuring import FLOOR, environment, load, measure

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
    rows, tix = [], installed(given.cache)
    for tickets in given.tickets:
        with tempfile.TemporaryDirectory() as place:
            source = desk(Shape(tickets), given.cache)
            rows += measured(Path(place), source, tickets, given.runs, tix)
    print(results.tick_table(rows))
    if given.record:
        record = results.read(given.results)
        record.setdefault("mail", {})["tick"] = {"rows": rows, "load": load()}
        results.write(given.results, record)


def measured(
    folder: Path, source: Path, tickets: int, runs: int, tix: Tix
) -> list[dict[str, object]]:
    """A row for each way to the remote: milliseconds, and ratios of clock and processor."""
    remote, environ = folder / "remote.git", environment(folder / "home")
    command = ["git", "clone", "--quiet", "--bare", str(source), str(remote)]
    subprocess.run(command, check=True, env=environ, capture_output=True)
    rows = []
    with _daemon(folder, environ) as url:
        for way, address in (("file://", remote.as_uri()), ("git://", f"{url}/remote.git")):
            clone = folder / f"clone-{way[:3]}"
            _set_up(clone, address, environ, tix)
            rows.append({"tickets": tickets, "way": way, **_compared(clone, environ, runs, tix)})
    return rows


def _set_up(clone: Path, address: str, environ: Mapping[str, str], tix: Tix) -> None:
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
        measure([*tix.command, *words], clone, environ)


def _compared(clone: Path, environ: Mapping[str, str], runs: int, tix: Tix) -> dict[str, object]:
    """The smallest of all rounds, after one that isn't counted."""
    commands = ([tix.python, *FLOOR], FETCH, [*tix.command, "tick"])
    rounds = [[measure(each, clone, environ) for each in commands] for _ in range(runs + 1)][1:]
    by_command = list(zip(*rounds, strict=True))
    walls, processors = (
        [min(getattr(cost, part) for cost in costs) for costs in by_command]
        for part in ("wall", "cpu")
    )
    start, fetch, tick = (round(seconds * 1000) for seconds in walls)
    return {
        "start": start, "fetch": fetch, "tick": tick, "runs": runs,
        "clock": _ratio(walls), "processor": _ratio(processors),
        "clock_with_start": _ratio(walls, with_start=True),
        "processor_with_start": _ratio(processors, with_start=True),
    }  # fmt: skip


def _ratio(costs: list[float], *, with_start: bool = False) -> float:
    start, fetch, tick = costs
    return round(tick / (fetch + start * with_start), 2)


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
