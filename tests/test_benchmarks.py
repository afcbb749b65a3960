"""The measuring machinery: its desks are valid and always the same, its scripts run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from benchmarks import mail_volume, results, tick
from benchmarks.desks import Shape, make, written
from benchmarks.install import Tix
from benchmarks.lives import MEAN_STEPS, identifiers, life, not_done
from benchmarks.measuring import measure
from benchmarks.quoting import is_right
from tests.conftest import DeskInFiles
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of 100 tickets."""
    folder = tmp_path_factory.mktemp("hundred") / "desk"
    make(Shape(100), folder)
    return folder


def lives(count: int) -> list[list[Ticket]]:
    """All versions of some tickets."""
    others = identifiers(Random(2), 5)
    return [
        [step.ticket for step in life(Random(n), others[0], others[1:], done=True)]
        for n in range(count)
    ]


def script(cache: Path, name: str, *args: str) -> str:
    """Run a benchmark with the tix of this process; what it prints."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--cache", str(cache), *args]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_desk_has_no_problems(hundred: Path, environ: dict[str, str]) -> None:
    desk = DeskInFiles(hundred, environ)
    assert desk.call("check").stderr.strip() == "100 tickets, no problems"
    assert desk.git("status", "--porcelain") == ""
    assert len(desk.call("list", "--ids").lines) == not_done(100)
    assert 400 < int(desk.git("rev-list", "--count", "HEAD")) < 600


def test_a_desk_is_the_same_everywhere(
    hundred: Path, tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Zoë")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "zoe@example.org")
    again = tmp_path / hundred.name  # a desk's first tix.yaml has its folder's name
    make(Shape(100), again)
    assert len({DeskInFiles(at, environ).git("rev-parse", "HEAD") for at in (hundred, again)}) == 1


def test_another_seed_gives_another_desk(tmp_path: Path, environ: dict[str, str]) -> None:
    desks = []
    for seed in (1, 2):
        make(Shape(5, commits_per_ticket=1, seed=seed), tmp_path / str(seed))
        desks.append(DeskInFiles(tmp_path / str(seed), environ).git("ls-files"))
    assert desks[0] != desks[1]


@pytest.mark.slow
def test_large_desks_are_mostly_archive(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.desks._ALL_LIVE", 50)
    make(Shape(200, commits_per_ticket=2), tmp_path / "desk")
    desk = DeskInFiles(tmp_path / "desk", environ)
    archived = len(desk.git("ls-files", "archive/*.md").split())
    assert (archived, not_done(200)) == (200 - not_done(200), 33)  # done ones only
    assert desk.call("check").stderr.strip() == "200 tickets, no problems"


def test_tickets_are_written_as_tix_writes_them() -> None:
    for versions in lives(60):
        assert written(versions[-1]) == dump(versions[-1])


def test_lives_are_as_long_as_is_reckoned() -> None:
    found = lives(800)
    assert abs(sum(map(len, found)) / len(found) - MEAN_STEPS) < 0.4
    comments = sorted(len(versions[-1].comments) for versions in found)
    assert (comments[0], comments[len(comments) // 2], comments[-1]) == (0, 2, 40)


@pytest.mark.slow
def test_measuring_counts_children_and_ends_what_takes_too_long(tmp_path: Path) -> None:
    burn = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    cost = measure([sys.executable, "-c", child], tmp_path, os.environ)
    assert cost.cpu >= 0.3 and not cost.cut
    assert measure(["sleep", "60"], tmp_path, os.environ, limit=0.2).cut
    large = measure([sys.executable, "-c", "b'x' * 10**8"], tmp_path, os.environ)
    assert large.memory > 100e6  # a large parent's, too: Linux counts what was there before exec


def test_a_failing_command_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="exit code 3"):
        measure([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, os.environ)


@pytest.mark.long
def test_a_run_is_recorded_and_compared_with(tmp_path: Path) -> None:
    here = ("--python", sys.executable, "--results", str(tmp_path), "--record")
    rows = ("list", "status ID NEW", "index after a pull of 100", "field history")
    only = [word for row in rows for word in ("--only", row)]
    first = script(tmp_path, "run", *here, *only, "--sizes", "12", "--rounds", "1", "--growth", "1")
    assert all(f"| {row} (" in first for row in rows)
    assert "Growth per changed ticket" in first
    recorded = json.loads((tmp_path / "results.json").read_text())["desks"]["12"]["rows"]
    again = script(
        tmp_path, "run", *here, "--only", "list", "--sizes", "12", "--rounds", "1", "--growth", "0"
    )
    assert f"| {recorded['list']['wall']:.2f} |" in again
    page = (tmp_path / "RESULTS.md").read_text()
    assert "## 12 tickets" in page and "## Cost curve" in page
    assert "| status ID NEW (start + commit) |" in page  # of the first run


def test_a_busy_desk_is_another_one(tmp_path: Path, environ: dict[str, str]) -> None:
    busy = Shape(20, 1, open_share=0.5)
    assert busy.name != Shape(20, 1).name
    make(busy, tmp_path / "busy")
    assert len(DeskInFiles(tmp_path / "busy", environ).call("list", "--ids").lines) == 10
    assert results.name_of(10_000, 0.3) == "10000, 30% open"
    costs = {"wall": 1.6, "cpu": 1, "seconds": 1, "memory": 70, "cut": False}
    found = {"rows": {"list": costs}, "growth": None}
    assert results.table("10000, 30% open", found, None).startswith("10,000 tickets, 30% open\n")


def test_a_bar_is_met_or_not() -> None:
    costs = {"cpu": 1, "seconds": 1, "memory": 70, "cut": False}
    found = {"rows": {"list": {"wall": 1.6, **costs}}, "growth": 300}
    small, large = results.table("10000", found, None), results.table("100000", found, None)
    assert "| ≤ 1.5 | not met |" in small and "| ≤ 1.8 | met |" in large
    assert "bar 60 MB, not met" in small and "bar 150 MB, met" in large
    assert "300 bytes, bar 2000, met" in small


@pytest.mark.long
def test_peers_are_skipped_where_they_are_not_installed(tmp_path: Path) -> None:
    only = [word for name in ("tix", "ticgit") for word in ("--only", name)]
    here = ("--python", sys.executable, "--results", str(tmp_path), "--record")
    said = script(tmp_path, "peers", *here, *only, "--sizes", "5", "--rounds", "1")
    assert "5 tickets, tix" in said and "search:" in said
    assert "Not installed: ticgit." in (tmp_path / "RESULTS.md").read_text()


def test_replies_are_judged_by_their_lines() -> None:
    text = "New.\n\n-- \nJo\n\nOn Monday:\n> Old.\n"
    for answer in ("New.", "New.\n-- \nJo", "New.\n\n--\nJo\n"):
        assert is_right(answer, text, "1 | 3-4")
    for answer in ("", "Jo", "New.\n> Old.", "Jo\nNew.", "New.\nOn Monday:"):
        assert not is_right(answer, text, "1 | 3-4")
    labels = json.loads((ROOT / "benchmarks" / "quoting.json").read_text())
    assert sum(len(found["replies"]) for found in labels.values()) >= 60


@pytest.mark.slow
def test_mail_of_many(tmp_path: Path, hundred: Path) -> None:
    found = mail_volume.measured(tmp_path, 6, hundred)
    assert found["messages"] == 6
    assert mail_volume.taken(tmp_path / "clone") == 6


@pytest.mark.long
def test_a_tick_with_nothing_to_do(tmp_path: Path, hundred: Path) -> None:
    here = Tix(("env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "tix"), sys.executable)
    rows = tick.measured(tmp_path, hundred, 100, 1, here)
    assert [row["way"] for row in rows] == ["file://", "git://"]
    assert "git://" in results.tick_table(rows)
