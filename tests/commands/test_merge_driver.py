"""``tix merge-driver``, called as git calls it: its one word, its exit code, and what it leaves."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.model.merge.files import MergedFile, merge_files

BASE = "---\nid: k7f3qz\ntitle: Build fails\npriority: normal\n---\n"
OURS = BASE.replace("fails", "is slow")
THEIRS = BASE.replace("normal", "high").replace("fails", "hangs now")
OTHER = THEIRS.replace("k7f3qz", "m3k9vd")


@pytest.fixture
def place(tmp_path: Path, environ: dict[str, str]) -> DeskInFiles:
    """A folder with three versions of a ticket, and no repository."""
    (tmp_path / "files").mkdir()
    files = DeskInFiles(tmp_path / "files", environ)
    for name, text in (("base", BASE), ("ours", OURS), ("theirs", THEIRS), ("other", OTHER)):
        files.write(name, text)
    files.write("empty", "")
    return files


def names(place: DeskInFiles) -> set[str]:
    return {path.name for path in place.root.iterdir()}


def test_result_goes_to_ours(place: DeskInFiles) -> None:
    before = names(place)
    assert place.call("merge-driver", "base", "ours", "theirs").stdout == "merged\n"
    merged = merge_files(BASE.encode(), OURS.encode(), THEIRS.encode())
    assert (place.root / "ours").read_bytes() == merged.data
    assert names(place) == before


def test_result_goes_to_the_output_that_is_given(place: DeskInFiles) -> None:
    args = ("base", "ours", "theirs", "tickets/k7f3qz.md", "7", "out")
    assert place.call("merge-driver", "--", *args).stdout == "merged\n"
    assert (place.root / "ours").read_text() == OURS
    assert "high" in (place.root / "out").read_text()


def test_what_git_runs_is_the_same_without_click(place: DeskInFiles) -> None:
    command = [sys.executable, "-X", "importtime", "-E", "-P", "-m", "tix.console.merge_files"]
    done = subprocess.run(
        [*command, "base", "ours", "theirs"], cwd=place.root, capture_output=True, text=True,
        env=dict(place.environ),
    )  # fmt: skip
    assert done.stdout == "merged\n"
    for slow in ("click", "yaml", "subprocess", "sqlite3", "dataclasses"):
        assert f" {slow}\n" not in done.stderr


def test_conflict_is_one_with_markers_of_the_size_asked_for(place: DeskInFiles) -> None:
    done = place.call("merge-driver", "base", "ours", "other", "x.md", "9", code=1)
    assert done.stdout == "conflict\n"
    text = f"{'<' * 9} ours\n{OURS}{'=' * 9}\n{OTHER}{'>' * 9} theirs\n"
    assert (place.root / "ours").read_text() == text


def test_no_base_is_an_empty_one(place: DeskInFiles) -> None:
    place.write("ours", "---\nid: k7f3qz\ntitle: x\nopened: 2026-11-22T09:00:00Z\n---\n")
    place.write("theirs", "---\nid: k7f3qz\ntitle: y\nopened: 2026-11-23T09:00:00Z\n---\n")
    assert place.call("merge-driver", "empty", "ours", "theirs", code=1).stdout == "conflict\n"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_missing_file_is_a_sentence_and_exit_code_2(at: int, place: DeskInFiles) -> None:
    args = ["base", "ours", "theirs"]
    args[at] = "gone"
    before = names(place)
    done = place.call("merge-driver", *args, code=2)
    assert (done.stdout, done.stderr) == ("", "tix: gone: no such file or directory\n")
    assert (names(place), (place.root / "ours").read_text()) == (before, OURS)


@pytest.mark.parametrize("args", [[], ["base", "ours"], ["a"] * 7, ["a", "b", "c", "d", "wide"]])
def test_wrong_arguments_are_exit_code_2(args: list[str], place: DeskInFiles) -> None:
    done = place.call("merge-driver", *args, code=2)
    assert done.stdout == "" and "run by git" in done.stderr


def test_nothing_is_written_that_cant_be_written_whole(place: DeskInFiles) -> None:
    (place.root / "out").mkdir()
    done = place.call("merge-driver", "base", "ours", "theirs", "x", "7", "out", code=2)
    assert done.stdout == "" and "out" in done.stderr
    assert (place.root / "ours").read_text() == OURS


def test_a_mistake_of_ours_is_no_traceback(
    place: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: bytes, **__: object) -> MergedFile:
        raise RecursionError("too\x1b deep")

    monkeypatch.setattr("tix.actions.merge.merge_files", broken)
    done = place.call("merge-driver", "base", "ours", "theirs", code=2)
    assert (done.stdout, done.stderr) == ("", "tix: couldn't merge: RecursionError: too␛ deep\n")
    assert (place.root / "ours").read_text() == OURS


def test_closed_standard_error_does_not_hide_the_word(place: DeskInFiles) -> None:
    command = f"{sys.executable} -P -m tix.console.merge_files base ours theirs 2>&-"
    done = subprocess.run(
        ["sh", "-c", command], cwd=place.root, capture_output=True, env=dict(place.environ)
    )
    assert (done.returncode, done.stdout) == (0, b"merged\n")


TOLD = [
    ("assignees: [a@x.org]\n", "assignees: [b@x.org]\n", "taken by a@x.org and b@x.org"),
    ("title: one more\n", "title: another\n", "set aside in a note: title"),
]


@pytest.mark.parametrize(("ours", "theirs", "said"), TOLD)
def test_one_line_tells_what_was_decided(
    ours: str, theirs: str, said: str, place: DeskInFiles
) -> None:
    base = "---\nid: k7f3qz\ntitle: x\n---\n"
    place.write("base", base)
    for name, line in (("ours", ours), ("theirs", theirs)):
        field = line.partition(":")[0]
        kept = "".join(one for one in base.splitlines(True) if not one.startswith(f"{field}:"))
        place.write(name, kept.replace("---\n", f"---\n{line}", 1))
    (line,) = place.call("merge-driver", "base", "ours", "theirs", "x.md", "7").stderr.splitlines()
    assert line == f"tix: k7f3qz {said} (tix show k7f3qz)"


def test_reopened_is_told(place: DeskInFiles) -> None:
    base = "---\nid: k7f3qz\ntitle: x\nstatus: open\nrequester: jo@x.org\n---\n"
    place.write("base", base)
    place.write("ours", base.replace("open", "closed"))
    said = "\n## 2026-11-22T00:10:31Z · Jo <jo@x.org> · c-q8m2ht\n\nStill broken.\n"
    place.write("theirs", base + said)
    told = place.call("merge-driver", "base", "ours", "theirs").stderr
    assert "not done, because the requester had more to say" in told


def test_nothing_is_told_of_what_nobody_sees(place: DeskInFiles) -> None:
    """A merge of merge bases, for which git asks for longer markers."""
    assert place.call("merge-driver", "base", "ours", "theirs", "x", "9").stderr == ""
