"""A remote that can't be reached: exit code 1, the work stays committed, and it says so."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles
from tests.remotes import servers
from tests.remotes.conftest import FIRST, Team, tip

HINT = "hint: your work is committed here; tix sync again when it can be reached\n"


def mine(clone: DeskInFiles) -> str:
    """Some work that isn't synced; its commit."""
    clone.call("comment", FIRST, "Mine")
    return tip(clone)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("git://127.0.0.1:PORT/x", "Connection refused"),
        ("http://127.0.0.1:PORT/x.git", "Failed to connect to 127.0.0.1"),
        ("ssh://127.0.0.1:PORT/x", "port PORT: Connection refused"),
        ("git://nobody.invalid/x", "nobody.invalid"),
        ("http://nobody.invalid/x.git", "nobody.invalid"),
        ("ssh://nobody.invalid/x", "nobody.invalid"),
        ("/nowhere/at/all", "'/nowhere/at/all' does not appear to be a git repository"),
        ("file:///nowhere/at/all", "'/nowhere/at/all' does not appear to be a git repository"),
        ("odd://somewhere", "'remote-odd' is not a git command"),
    ],
)
def test_reason_and_next_step(url: str, reason: str, ana: DeskInFiles) -> None:
    if url.startswith("ssh") and not shutil.which("ssh"):
        pytest.skip("no ssh")
    port = str(servers.free_port())
    before = mine(ana)
    ana.git("remote", "set-url", "origin", url.replace("PORT", port))
    said = ana.call("sync", code=1).stderr
    assert said.startswith("tix: origin can't be reached: ")
    assert reason.replace("PORT", port) in said
    assert said.endswith(HINT)
    assert said.count("\n") == 2
    assert (tip(ana), ana.git("status", "--porcelain")) == (before, "")


def test_hand_edits_are_committed_even_so(team: Team, ana: DeskInFiles) -> None:
    shutil.rmtree(team.bare.root)
    path = ana.file_of(FIRST)
    path.write_text(path.read_text().replace("Nightly build", "Edited"))
    assert ana.call("sync", code=1).stderr.endswith(HINT)
    assert "Edited" in ana.git("show", "HEAD")
    assert ana.git("status", "--porcelain") == ""


def test_remote_that_is_no_repository_any_more(team: Team, ana: DeskInFiles) -> None:
    before = mine(ana)
    (team.bare.root / "HEAD").write_text("garbage\n")
    assert "does not appear to be a git repository" in ana.call("sync", code=1).stderr
    assert tip(ana) == before


def test_works_again_once_the_remote_is_back(team: Team, ana: DeskInFiles) -> None:
    mine(ana)
    away = team.bare.root.rename(team.folder / "away.git")
    ana.call("sync", code=1)
    away.rename(team.bare.root)
    assert "1 ticket (a1aaaa) went out" in ana.call("sync").stderr


def test_claim_needs_the_remote_and_changes_nothing_without(team: Team, ana: DeskInFiles) -> None:
    before = tip(ana)
    shutil.rmtree(team.bare.root)
    said = ana.call("claim", FIRST, code=1).stderr
    assert said.startswith("tix: origin can't be reached: ")
    assert said.endswith(
        f"hint: {FIRST} is not claimed; without the remote: tix assign {FIRST} --me\n"
    )
    assert (tip(ana), ana.git("status", "--porcelain")) == (before, "")


def children_of(folder: Path) -> list[str]:
    """The processes that work in a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if place.joinpath("cwd").readlink() == folder and place.name != str(os.getpid()):
                found.append(place.joinpath("cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def wait_until_alone(folder: Path) -> None:
    """Wait until no process works in a folder."""
    until = time.monotonic() + 20
    while left := children_of(folder):
        assert time.monotonic() < until, left
        time.sleep(0.02)


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="no /proc")
@pytest.mark.parametrize("scheme", ["git", "http"])
def test_ctrl_c_while_the_remote_says_nothing(scheme: str, team: Team, ana: DeskInFiles) -> None:
    before = mine(ana)
    package = str(Path(tix.__file__).parent.parent)
    with servers.silence() as listener:
        port = listener.getsockname()[1]
        ana.git("remote", "set-url", "origin", f"{scheme}://127.0.0.1:{port}/x.git")
        process = subprocess.Popen(
            [sys.executable, "-m", "tix", "sync"], cwd=ana.root, stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env={**ana.environ, "PYTHONPATH": package}, text=True,
        )  # fmt: skip
        listener.settimeout(60)
        connection, _ = listener.accept()  # it is fetching by now
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)  # to tix alone, as ``kill`` does
        _, said = process.communicate(timeout=20)
        if scheme == "http":
            connection.close()  # git's own helper for HTTP waits for that
        wait_until_alone(ana.root)
        connection.close()
    assert (process.returncode, said) == (130, "\naborted\n")
    assert list((ana.root / ".git").rglob("*.lock")) == []
    assert (tip(ana), ana.git("status", "--porcelain")) == (before, "")
    ana.git("remote", "set-url", "origin", str(team.bare.root))
    assert "1 ticket (a1aaaa) went out" in ana.call("sync").stderr
