"""``tix serve`` under load: 50 clients that read and 10 that write, for a minute.

Run ``python -m benchmarks.serving [--tickets N] [--seconds N]``. A client reads a page, waits a
second, and reads the next; a writer comments and changes fields. Said is how long pages took, how
much memory all processes have, and whether every write that was taken is in the desk.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

import httpx

from benchmarks.desks import Shape, desk

_PACKAGE = Path(__file__).parents[1]

_NOTHING = "/list?q=label:nothing-has-this"
"""A list that nothing matches: what a page costs at the least."""


def main() -> None:
    """Run it, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--writers", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "desk")
        shutil.copytree(desk(Shape(options.tickets)), root, symlinks=True)
        load = Load(root, Path(folder))
        try:
            load.run(options.readers, options.writers, options.seconds)
            load.tell()
        finally:
            load.server.terminate()
            load.server.wait()
        load.verify()


class Load:
    """A served desk and its clients."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        environ = {"XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(_PACKAGE)}
        self._environ = {**os.environ, **environ}
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tix", "serve", "--port", "0"], cwd=root, env=self._environ,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.server.stdout is not None
        self.entry = self.server.stdout.readline().strip()
        self.base = self.entry.partition("/enter")[0]
        with httpx.Client(base_url=self.base, timeout=60) as client:
            client.get(self.entry)
            self.cookies = dict(client.cookies)
            client.get("/list")
        listed = self._tix("list", "--ids", "-n", "500")
        self.idents = listed.split()
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.said: list[str] = []
        self.memory = 0
        self._end = 0.0

    def _tix(self, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "tix", *words], cwd=self.root, env=self._environ,
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip

    def run(self, readers: int, writers: int, seconds: float) -> None:
        """Let all of them work."""
        self._end = time.monotonic() + seconds
        jobs = [threading.Thread(target=self._read, args=(n,)) for n in range(readers)]
        jobs += [threading.Thread(target=self._write, args=(n,)) for n in range(writers)]
        jobs.append(threading.Thread(target=self._weigh))
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self.base, cookies=self.cookies, timeout=60)

    def _read(self, number: int) -> None:
        pick = random.Random(number)
        with self._client() as client:
            while time.monotonic() < self._end:
                kind = pick.choice(("nothing", "list", "ticket"))
                path = {"nothing": _NOTHING, "list": "/list"}.get(
                    kind, f"/t/{pick.choice(self.idents)}"
                )
                began = time.monotonic()
                try:
                    answer = client.get(path)
                    if answer.status_code != 200:
                        self.errors.append(f"{path}: {answer.status_code}")
                except httpx.HTTPError as error:
                    self.errors.append(f"{path}: {error!r}")
                self.took[kind].append(time.monotonic() - began)
                time.sleep(1)

    def _write(self, number: int) -> None:
        pick = random.Random(1000 + number)
        count = 0
        with self._client() as client:
            while time.monotonic() < self._end:
                ident, text = pick.choice(self.idents), f"word-{number}-{count}-said"
                count += 1
                began = time.monotonic()
                try:
                    answer = client.post(f"/t/{ident}/comment", data={"comment": text})
                    if answer.status_code != 303:
                        self.errors.append(f"comment: {answer.status_code}")
                    else:
                        self.said.append(text)
                except httpx.HTTPError as error:
                    self.errors.append(f"comment: {error!r}")
                self.took["write"].append(time.monotonic() - began)
                time.sleep(1)

    def _weigh(self) -> None:
        while time.monotonic() < self._end:
            self.memory = max(self.memory, _memory(self.server.pid))
            time.sleep(1)

    def tell(self) -> None:
        """Print how long pages took, and what went wrong."""
        floor = _p95(self.took["nothing"])
        for kind, times in sorted(self.took.items()):
            median = statistics.median(times)
            print(
                f"{kind:8} {len(times):5} requests, median {median * 1000:6.0f} ms,"
                f" p95 {_p95(times) * 1000:6.0f} ms, {_p95(times) / floor:5.1f} floors"
            )
        print(f"errors: {len(self.errors)} {self.errors[:3]}")
        print(f"memory of all processes: {self.memory / 1e6:.0f} MB")

    def verify(self) -> None:
        """Print which words were taken and are lost, and what ``tix check`` says."""
        every = b"".join(path.read_bytes() for path in self.root.glob("tickets/*/*/*.md")).decode()
        lost = [text for text in self.said if text not in every]
        print(f"writes: {len(self.said)}, lost: {len(lost)}")
        checked = subprocess.run(
            [sys.executable, "-m", "tix", "check"], cwd=self.root, env=self._environ,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        print(f"tix check: {checked.returncode} {checked.stderr.strip()[:200]}")


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _memory(parent: int) -> int:
    """Bytes that a process and its children have for themselves, shared pages by their part."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for each in (str(parent), *children):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += 1024 * int(line.split()[1])
    return total


if __name__ == "__main__":
    main()
