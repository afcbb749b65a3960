"""The first look tells HEAD and every file of the live folder that differs from it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.privileges import bound_by_modes
from tix.model.layout import OWN_PATHS
from tix.startup import early_status
from tix.storage.desk.desk import Desk
from tix.storage.desk.finding import find
from tix.storage.git import status
from tix.storage.git.process import GitError, GitMissingError
from tix.storage.store import hand_edits
from tix.storage.store.hand_edits import edited_files
from tix.storage.store.worktree_status import WorkTreeQuery, WorkTreeState


@pytest.fixture(autouse=True)
def _as_the_user(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    for name in ("HOME", "GIT_CONFIG_GLOBAL", "GIT_CEILING_DIRECTORIES"):
        monkeypatch.setenv(name, environ[name])
    monkeypatch.chdir(tmp_path)
    yield
    status.take("")


def seen(desk: DeskInFiles | Path) -> WorkTreeState:
    return WorkTreeQuery(found(desk)).state()


def found(desk: DeskInFiles | Path) -> Desk:
    return find(desk if isinstance(desk, Path) else desk.root)


def head(desk: DeskInFiles) -> str:
    return desk.git("rev-parse", "HEAD").strip()


# -- what is seen -----------------------------------------------------------------------------


def test_a_clean_desk_has_no_changes(desk: DeskInFiles) -> None:
    desk.open("One")
    assert seen(desk) == WorkTreeState(head(desk), ())


def test_every_way_in_which_a_file_differs_is_seen(desk: DeskInFiles) -> None:
    names = ["edited", "deleted", "staged", "removed", "moved", "same"]
    for name in names:
        desk.write(f"tickets/{name}.md", f"{name} {'x' * 200}\n")
    desk.commit("Files")
    desk.write("tickets/edited.md", "other\n")
    (desk.root / "tickets/deleted.md").unlink()
    desk.write("tickets/staged.md", "other\n")
    desk.git("add", "tickets/staged.md")
    desk.git("rm", "--quiet", "--cached", "tickets/removed.md")
    desk.git("mv", "tickets/moved.md", "tickets/there.md")
    desk.write("tickets/new/deep/new.md", "new\n")
    desk.write("archive/new.md", "not of the live folder\n")
    desk.write("templates/bug.md", "new\n")
    desk.write("tix.yaml", "format: 1\nname: Other\n")
    changed = (
        "tickets/deleted.md", "tickets/edited.md", "tickets/moved.md", "tickets/new/deep/new.md",
        "tickets/removed.md", "tickets/staged.md", "tickets/there.md",
    )  # fmt: skip
    assert seen(desk) == WorkTreeState(head(desk), changed, edited=changed)
    edited = ("templates/bug.md", *changed, "tix.yaml")
    wide = WorkTreeQuery(found(desk), wide=True).state()
    assert wide == WorkTreeState(head(desk), changed, edited=edited)


def test_a_staged_change_that_the_file_has_not_is_seen(desk: DeskInFiles) -> None:
    path = desk.write("tickets/a.md", "one\n")
    desk.commit("Files")
    path.write_text("two\n")
    desk.git("add", "tickets/a.md")
    path.write_text("one\n")
    assert seen(desk).changed == ("tickets/a.md",)


def test_ignored_files_are_seen(desk: DeskInFiles) -> None:
    desk.write(".gitignore", "*.md\nhidden/\n")
    desk.commit("Ignore")
    desk.write("tickets/a.md", "ignored\n")
    desk.write("tickets/hidden/b.md", "ignored\n")
    assert seen(desk).changed == ("tickets/a.md", "tickets/hidden/b.md")


def test_conflicts_are_seen(desk: DeskInFiles) -> None:
    desk.write("tickets/a.txt", "base\n")
    desk.commit("Base")
    desk.git("checkout", "--quiet", "-b", "theirs")
    desk.write("tickets/a.txt", "theirs\n")
    desk.commit("Theirs")
    desk.git("checkout", "--quiet", "-")
    desk.write("tickets/a.txt", "ours\n")
    desk.commit("Ours")
    with pytest.raises(subprocess.CalledProcessError):
        desk.git("merge", "--quiet", "theirs")
    assert seen(desk).changed == ("tickets/a.txt",)


def test_names_with_odd_bytes_come_through(desk: DeskInFiles) -> None:
    names = [b"a\xff.md", "ä.md".encode(), b"line\nend.md", b'"quo\\ted".md', b" x y .md"]
    for name in names:
        desk.write(f"tickets/{os.fsdecode(name)}", "new\n")
    assert seen(desk).changed == tuple(sorted(f"tickets/{os.fsdecode(name)}" for name in names))


def test_a_repository_in_the_live_folder_is_a_folder(desk: DeskInFiles) -> None:
    desk.write("tickets/inner/a.md", "new\n")
    desk.git("init", "--quiet", "tickets/inner")
    assert seen(desk).changed == ("tickets/inner/",)


def test_paths_are_from_the_root_of_a_desk_in_a_subfolder(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    top = DeskInFiles(tmp_path / "top", environ)
    (top.root / "sub folder").mkdir(parents=True)
    top.git("init", "--quiet")
    desk = DeskInFiles(top.root / "sub folder", environ)
    desk.write("tix.yaml", "format: 1\n")
    desk.commit("Desk")
    desk.write("tickets/new.md", "new\n")
    top.write("tickets/other.md", "of no desk\n")
    new = ("tickets/new.md",)
    assert seen(desk) == WorkTreeState(head(desk), new, edited=new)


def test_a_branch_without_a_commit_has_no_name(desk: DeskInFiles) -> None:
    desk.git("checkout", "--quiet", "--orphan", "empty")
    state = seen(desk)
    assert state.commit == ""
    assert "tickets/.gitattributes" in state.changed


@pytest.mark.slow
def test_an_edit_that_sets_the_time_back_is_seen(desk: DeskInFiles) -> None:
    path = desk.write("tickets/a.md", "one\n")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    desk.commit("Files")
    for setting in (("core.trustctime", "false"), ("core.checkStat", "minimal")):
        desk.git("config", *setting)
    desk.git("update-index", "--refresh")
    time.sleep(1.1)  # git compares whole seconds
    path.write_text("two\n")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert seen(desk).changed == ("tickets/a.md",)


def test_the_index_stays_as_it_is(desk: DeskInFiles) -> None:
    desk.open("One")
    (path,) = desk.root.glob("tickets/*/*/*.md")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    before = (desk.root / ".git" / "index").read_bytes()
    assert seen(desk).changed == ()
    assert (desk.root / ".git" / "index").read_bytes() == before


def test_more_than_a_pipe_takes(desk: DeskInFiles) -> None:
    names = [f"tickets/{'x' * 200}-{number}.md" for number in range(1000)]
    for name in names:
        desk.write(name, "new\n")
    assert seen(desk).changed == tuple(sorted(names))


# -- what goes wrong --------------------------------------------------------------------------


def test_a_git_that_fails_is_an_error_with_its_complaint(desk: DeskInFiles) -> None:
    place = found(desk)
    (desk.root / ".git" / "index").write_bytes(b"no index")
    with pytest.raises(GitError, match="index"):
        WorkTreeQuery(place).state()


def test_no_git_is_an_error(desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    place = found(desk)
    monkeypatch.setenv("PATH", str(desk.root))
    with pytest.raises(GitMissingError):
        WorkTreeQuery(place).state()


def test_what_git_cannot_look_at_is_complained_of(desk: DeskInFiles) -> None:
    desk.write("tickets/closed/a.md", "new\n")
    (desk.root / "tickets/closed").chmod(0)
    try:
        with bound_by_modes():
            assert "closed" in seen(desk).complaint
    finally:
        (desk.root / "tickets/closed").chmod(0o755)


# -- begun early ------------------------------------------------------------------------------


def begun() -> str | None:
    """The folder of the look that was begun."""
    roots = [running.root for running in status._begun]
    status.take("")
    return roots[0] if roots else None


@pytest.mark.parametrize(
    "arguments",
    [
        ["-C", "desk", "list"],
        ["-Cdesk", "list"],
        ["--color", "never", "-C", "desk", "list", "x"],
        ["--color=never", "-C", "desk/tickets", "show", "ab"],
    ],
)
def test_a_command_that_reads_has_its_look_begun(arguments: list[str], desk: DeskInFiles) -> None:
    early_status.begin(arguments)
    assert begun() == str(desk.root)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["-C"],
        ["-C", "desk"],
        ["-C", "desk", "init"],
        ["-C", "desk", "list", "--help"],
        ["-C", "missing", "list"],
        ["-C", "desk\0", "list"],
        ["list"],
        ["--unknown", "-C", "desk", "list"],
        ["-C", "desk", "comment", "-", "whole ids are read from standard input"],
    ],
)
def test_others_have_none(arguments: list[str], desk: DeskInFiles) -> None:
    early_status.begin(arguments)
    assert begun() is None


def test_variable_and_current_folder_name_the_desk(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIX_DESK", "desk")
    early_status.begin(["list"])
    assert begun() == str(desk.root)
    monkeypatch.setenv("TIX_DESK", "")
    monkeypatch.chdir(desk.root / "tickets")
    early_status.begin(["list"])
    assert begun() == str(desk.root)


def test_a_desk_beside_code_is_looked_at(tmp_path: Path, environ: dict[str, str]) -> None:
    code = DeskInFiles(tmp_path / "code", environ)
    code.root.mkdir()
    code.git("init", "--quiet")
    code.write("src/main.c", "code\n")
    code.commit("Code")
    code.call("init")
    early_status.begin(["-C", "code/src", "list"])
    assert begun() == str(code.root / ".tix") == str(found(code).root)


def test_the_files_that_a_sync_takes_in_are_asked_for_early(desk: DeskInFiles) -> None:
    early_status.begin(["-C", "desk", "sync"])
    [running] = status._begun
    assert running.args[-len(status.OWN_LOOK) :] == status.OWN_LOOK
    assert status.OWN_LOOK[-len(OWN_PATHS) :] == OWN_PATHS
    desk.write("tickets/later.md", "new\n")
    edited_files(found(desk))
    assert status._begun == []
    assert [each.path for each in edited_files(found(desk))] == ["tickets/later.md"]


@pytest.mark.parametrize(
    ("processors", "large", "is_one"), [(2, 10**9, True), (2, 0, False), (8, 10**9, False)]
)
def test_git_looks_with_one_thread_where_more_would_be_in_the_way(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch, processors: int, large: int, is_one: bool
) -> None:
    desk.open("First")
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    monkeypatch.setattr(status, "LARGE_INDEX", large)
    desk.write("tickets/later.md", "new\n")
    running = status.look(str(desk.root))
    assert ("core.preloadIndex=false" in running.args) is is_one
    status.keep(running)
    assert [*WorkTreeQuery(found(desk)).state().changed] == ["tickets/later.md"]
    assert status._begun == []


def test_what_a_sync_asked_long_ago_is_asked_again(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    early_status.begin(["-C", "desk", "sync"])
    desk.write("tickets/later.md", "new\n")
    monkeypatch.setattr(hand_edits, "_NEW", 0)
    assert [each.path for each in edited_files(found(desk))] == ["tickets/later.md"]


def test_what_was_begun_is_given_once(desk: DeskInFiles) -> None:
    early_status.begin(["-C", "desk", "list"])
    desk.write("tickets/later.md", "new\n")
    first = WorkTreeQuery(found(desk))
    assert status._begun == []
    first.state()
    assert seen(desk).changed == ("tickets/later.md",)


def test_what_was_begun_for_another_desk_is_not_read(
    desk: DeskInFiles, tmp_path: Path, environ: dict[str, str]
) -> None:
    other = DeskInFiles(tmp_path / "other", environ)
    other.root.mkdir()
    other.call("init")
    other.write("tickets/there.md", "new\n")
    early_status.begin(["-C", "other", "list"])
    assert seen(desk) == WorkTreeState(head(desk), ())


def test_a_look_that_nobody_reads_does_no_harm(desk: DeskInFiles) -> None:
    for number in range(1000):
        desk.write(f"tickets/{'x' * 200}-{number}.md", "new\n")
    result = desk.run("list", "nosuch:field", code=2)
    assert result.stderr.startswith("tix: ")
    assert "git" not in result.stderr


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_closed_streams_stay_apart_from_the_look(closed: int, desk: DeskInFiles) -> None:
    desk.open("One")
    code = f"import os; os.close({closed}); os.execv({sys.executable!r}, "
    code += f"[{sys.executable!r}, '-m', 'tix', 'list'])"
    package = str(Path(early_status.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk.root, capture_output=True, env={**desk.environ, "PYTHONPATH": package},
    )  # fmt: skip
    assert done.returncode == (closed == 1)  # the result is lost
    assert bool(done.stderr) == (closed == 1)
    assert (b"One" in done.stdout) == (closed != 1)
