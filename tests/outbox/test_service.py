"""``tix tick --every`` as a service: a full disk, a killed server, a signal."""

import contextlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.file_systems import file_system
from tests.outbox.office import Office
from tests.sync.clones import git_daemon


@contextmanager
def ticking(desk: DeskInFiles, said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A service that ticks each second; what it says is in a file."""
    environ = {**desk.environ, "PYTHONPATH": str(_PACKAGE)}
    with said.open("wb") as file, subprocess.Popen(
        [sys.executable, "-m", "tix", "tick", "--every", "1s"],
        cwd=desk.root, env=environ, stdout=subprocess.DEVNULL, stderr=file,
    ) as running:  # fmt: skip
        try:
            yield running
        finally:
            running.kill()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something, at most a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def letters(office: Office, count: int) -> Callable[[], bool]:
    """Whether so many have arrived."""
    return lambda: len(office.letters) == count


def complains_more(said: Path, count: int) -> Callable[[], bool]:
    """Whether there are more complaints than so many."""
    return lambda: said.read_text().count("tix: ") > count


def asked(office: Office, *names: str) -> None:
    """So many new requests, pushed."""
    for name in names:
        office.bob.open(f"From {name}", "--requester", f"{name}@acme.example")
    office.share(office.bob)


def assert_ended(running: "subprocess.Popen[bytes]", said: Path) -> None:
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=60) == 0
    assert "Traceback" not in said.read_text()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with file_system(tmp_path / "small", "size=4m") as folder:
        yield folder


@pytest.mark.long
def test_a_service_waits_for_room_and_sends_each_letter_once(
    office: Office, small_disk: Path, tmp_path: Path
) -> None:
    ana = DeskInFiles(small_disk / "ana", office.ana.environ)
    shutil.copytree(office.ana.root, ana.root, ignore=shutil.ignore_patterns("*.sample"))
    ana.git("remote", "set-url", "origin", str(office.team.remote))
    fill, said = small_disk / "fill", tmp_path / "said"
    with ticking(ana, said) as running:
        asked(office, "jo")
        until(letters(office, 1))
        for number in range(3):
            with contextlib.suppress(OSError), fill.open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)
            asked(office, f"mia{number}", f"kim{number}")
            count = said.read_text().count("tix: ")
            until(complains_more(said, count))
            fill.unlink()
            until(letters(office, 2 * number + 3))
        assert_ended(running, said)
    assert len({to for to, _ in office.told}) == len(office.told) == 7
    complaints = [line for line in said.read_text().splitlines() if line.startswith("tix: ")]
    assert all("can't be written here" in line or "git " in line for line in complaints)
    assert any("make room" in line for line in complaints)


@pytest.mark.long
def test_a_service_goes_on_when_its_server_is_back(office: Office, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with git_daemon(tmp_path) as url:
        office.ana.git("remote", "set-url", "origin", f"{url}/remote.git")
        port = int(url.rpartition(":")[2])
    dispatch = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    dispatch.write_text(dispatch.read_text().replace(str(office.team.remote), f"{url}/remote.git"))
    with ticking(office.ana, said) as running:
        until(lambda: said.read_text().count("can't be reached") >= 2)
        for number in range(2):
            asked(office, f"mia{number}")
            with git_daemon(tmp_path, port):
                until(letters(office, number + 1))
        assert_ended(running, said)
    assert len(office.told) == 2
    assert all(
        "origin can't be reached" in line
        for line in said.read_text().splitlines()
        if line.startswith("tix: ")
    )
