"""A desk that is served by real processes, and a client without JavaScript."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.conftest import DeskInFiles, _environment

if TYPE_CHECKING:
    from tests.web.browser import Person

_PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    """A desk that is being served. ``entry`` is the address that signs in once."""

    desk: DeskInFiles
    process: "subprocess.Popen[str]"
    entry: str
    log: Path

    @property
    def base(self) -> str:
        """The server's address."""
        return self.entry.partition("/enter")[0]

    @property
    def port(self) -> int:
        """The port."""
        return int(self.base.rpartition(":")[2])

    def client(self, **options: Any) -> httpx.Client:
        """Somebody who isn't signed in."""
        return httpx.Client(base_url=self.base, follow_redirects=False, timeout=30, **options)

    def end(self, by: int = signal.SIGTERM) -> int:
        """End it; the exit code."""
        self.process.send_signal(by)
        return self.process.wait(30)


@contextlib.contextmanager
def serving(desk: DeskInFiles, *options: str, port: int = 0) -> Iterator[Served]:
    """Serve a desk as long as the block lasts."""
    log = desk.root.parent / f"serve-{len(list(desk.root.parent.glob('serve-*')))}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tix", "serve", "--port", str(port), *options],
            cwd=desk.root, env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    assert process.stdout is not None
    try:
        entry = process.stdout.readline().strip()
        assert entry, log.read_text()
        yield Served(desk, process, entry, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        process.stdout.close()


Serve = Callable[..., Served]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a desk until the test is over."""
    with contextlib.ExitStack() as stack:
        yield lambda desk, *options, **more: stack.enter_context(serving(desk, *options, **more))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, _new_desk: Path) -> Iterator[Served]:
    """One served desk for all tests of a module; each makes the tickets that it needs."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(_new_desk, folder / "desk", symlinks=True)
    environ = _environment(folder / "home")
    del environ["TIX_NOW"]
    with serving(DeskInFiles(folder / "desk", environ)) as it:
        yield it


@pytest.fixture(scope="module")
def staff(served: Served) -> Iterator[httpx.Client]:
    """Ana, who has started the server, signed in."""
    with served.client() as client:
        assert client.get(served.entry).status_code == 303
        yield client


def processes_of(parent: int) -> Sequence[int]:
    """The children of a process."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(each) for each in path.read_text().split()] if path.exists() else []


def is_alive(process: int) -> bool:
    """Whether a process is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium for all tests of a module."""
    from tests.web.browser import chromium  # it imports this module

    with chromium() as it:
        yield it


@pytest.fixture
def ana(browser: Any, served: Served, staff: httpx.Client) -> "Iterator[Person]":
    """Somebody of the staff in a browser of her own."""
    from tests.web.browser import Person

    person = Person(browser, served).sign_in(staff)
    yield person
    person.close()
