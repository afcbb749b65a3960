"""Making a desk: where it ends up, what it leaves alone, and that twice is once."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.storage.conftest import Repository, look, make_code

InFolder = Callable[[Path], Repository]


@pytest.fixture
def empty(tmp_path: Path, in_folder: InFolder) -> Repository:
    """An empty folder."""
    (tmp_path / "empty").mkdir()
    return in_folder(tmp_path / "empty")


def commits(place: Repository, ref: str = "HEAD") -> list[str]:
    return place.git("log", "--reverse", "--format=%s", ref).splitlines()


def state(place: Repository) -> tuple[str, str, str]:
    """Every ref, what git status says, and every folder and file."""
    return (
        place.git("for-each-ref"),
        place.git("status", "--porcelain", "-uall"),
        "\n".join(sorted(str(p) for p in place.root.rglob("*") if ".git/tix" not in p.as_posix())),
    )


def test_empty_folder_becomes_the_desk(empty: Repository) -> None:
    said = empty.call("init").stderr
    assert str(empty.root) in said and "main" in said and "tix open" in said
    assert (empty.root / "tix.yaml").is_file()
    assert commits(empty) == ["The root of a tix desk", "Make a tix desk"]
    assert empty.git("status", "--porcelain") == ""


def test_named_folder_is_made(empty: Repository, in_folder: InFolder) -> None:
    empty.call("init", "teams/support")
    desk = in_folder(empty.root / "teams" / "support")
    assert len(commits(desk)) == 2
    assert desk.open("In there")


def test_named_folder_in_a_repository_is_one_of_its_own(code: Repository) -> None:
    code.call("init", "desk")
    assert (code.root / "desk" / ".git").is_dir()
    assert "refs/heads/tix" not in code.git("for-each-ref")


def test_repository_without_commits_is_the_desk(empty: Repository) -> None:
    empty.git("init", "--quiet", "--initial-branch=trunk")
    empty.call("init")
    assert commits(empty, "refs/heads/trunk") == ["The root of a tix desk", "Make a tix desk"]


def test_run_that_was_killed_after_the_root_commit_is_gone_on_with(empty: Repository) -> None:
    empty.git("init", "--quiet", "--initial-branch=trunk")
    empty.call("init")
    empty.git("reset", "--quiet", "--hard", "HEAD~")
    empty.call("init")
    assert commits(empty, "refs/heads/trunk") == ["The root of a tix desk", "Make a tix desk"]
    assert not (empty.root / ".tix").exists()


def test_repository_without_commits_takes_a_branch(empty: Repository) -> None:
    empty.git("init", "--quiet")
    empty.call("init", "--branch", "desk")
    assert empty.git("symbolic-ref", "HEAD").strip() == "refs/heads/desk"
    assert len(commits(empty)) == 2


def test_code_is_left_alone(code: Repository) -> None:
    code.write("src/main.c", "changed\n")
    code.write("new", "staged\n")
    code.git("add", "new")
    before = look(code)
    code.call("init")
    assert look(code) == before
    assert (code.root / ".tix" / "tix.yaml").is_file()
    assert commits(code, "refs/heads/tix") == ["The root of a tix desk", "Make a tix desk"]


def test_in_tree_is_one_more_commit_on_the_branch(code: Repository) -> None:
    code.write("new", "staged\n")
    code.git("add", "new")
    code.call("init", "--in-tree")
    assert commits(code) == ["Code", "Code", "Make a tix desk"]
    assert code.git("status", "--porcelain") == "A  new\n"
    assert "new" not in code.git("ls-tree", "-r", "--name-only", "HEAD").split()


def test_in_tree_in_a_folder(code: Repository, in_folder: InFolder) -> None:
    code.call("init", "--in-tree", "support")
    desk = in_folder(code.root / "support")
    ident = desk.open("In a folder")
    desk.call("comment", ident, "Here")
    desk.call("close", ident)
    desk.call("undo")
    changed = code.git("log", "--format=", "--name-only", "HEAD~4..HEAD").split()
    assert changed and all(name.startswith("support/") for name in changed)
    assert code.git("status", "--porcelain") == ""
    assert "there is no desk" in code.call("list", code=1).stderr


def test_in_tree_keeps_attributes_that_are_there(code: Repository) -> None:
    code.write("archive/.gitattributes", "*.zip binary\n")
    code.commit("Our archive")
    code.call("init", "--in-tree")
    assert (code.root / "archive/.gitattributes").read_text() == "*.zip binary\n"


@pytest.mark.parametrize("args", [[], ["--in-tree"], ["--in-tree", "sub"], ["sub"]])
@pytest.mark.parametrize("kind", ["empty", "code"])
def test_twice_is_once(kind: str, args: list[str], empty: Repository, code: Repository) -> None:
    place = empty if kind == "empty" else code
    place.call("init", *args)
    if not (place.root / ".git").exists():
        place = DeskInFiles(place.root / "sub", place.environ)
        args = []
    before = state(place)
    assert "there is a desk already" in place.call("init", *args).stderr
    assert state(place) == before


def test_another_branch_makes_no_second_desk_in_a_desk(desk: DeskInFiles) -> None:
    before = state(desk)
    assert "there is another desk" in desk.call("init", "--branch", "other", code=1).stderr
    assert state(desk) == before


@pytest.mark.parametrize("args", [[], ["new/sub"], ["--in-tree"]])
@pytest.mark.parametrize("kind", ["empty", "code"])
def test_without_identity_nothing_is_made(
    kind: str, args: list[str], empty: Repository, code: Repository
) -> None:
    place = empty if kind == "empty" else code
    before = sorted(place.root.rglob("*"))
    nobody = place.with_environ(GIT_CONFIG_GLOBAL="/dev/null")
    failed = nobody.call("init", *args, code=1)
    assert "hint: export GIT_AUTHOR_NAME='Your Name' GIT_AUTHOR_EMAIL=" in failed.stderr
    assert sorted(place.root.rglob("*")) == before


def test_two_clones_make_the_same_root(tmp_path: Path, environ: dict[str, str]) -> None:
    roots = set()
    for encoding, zone in (("UTF-8", "UTC"), ("ISO-8859-1", "Asia/Tokyo")):
        place = make_code(tmp_path / encoding, environ)
        place.git("config", "i18n.commitEncoding", encoding)
        place.git("config", "user.name", f"Somebody in {zone}")
        place.with_environ(TZ=zone).call("init")
        roots.add(place.git("rev-list", "--max-parents=0", "refs/heads/tix"))
    assert roots == {"d907292856d25aa2068b0f974b5af6f0aa4bb716\n"}, (
        "desks that are there could no longer merge"
    )


def test_two_at_once_make_one_desk(code: Repository) -> None:
    command = [sys.executable, "-m", "tix", "init"]
    environ = {**code.environ, "PYTHONPATH": str(_PACKAGE)}
    running = [
        subprocess.Popen(command, cwd=code.root, env=environ, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, said
    assert sum("made a desk" in text for text in said) == 1
    assert commits(code, "refs/heads/tix") == ["The root of a tix desk", "Make a tix desk"]
    assert code.git("-C", ".tix", "status", "--porcelain") == ""


def test_run_that_was_killed_is_finished_by_the_next(code: Repository) -> None:
    code.call("init")
    root = code.git("rev-list", "--max-parents=0", "refs/heads/tix").strip()
    code.git("-C", ".tix", "reset", "--hard", "--quiet", root)
    assert "made a desk" in code.call("init").stderr
    assert code.open("Works")


@pytest.mark.parametrize("head", ["0" * 40 + "\n", ""])
def test_git_that_was_killed_while_it_made_the_folder_is_gone_on_with(
    code: Repository, head: str
) -> None:
    """It leaves a working tree whose HEAD is no commit, over which ``--all`` stumbles."""
    code.call("init", "--branch", "desk")
    admin = code.root / ".git" / "worktrees" / "-tix"
    for left in admin.iterdir():
        if left.is_file() and left.name not in ("commondir", "gitdir"):
            left.unlink()
    (admin / "locked").write_text("initializing\n")
    (admin / "HEAD").write_text(head)
    shutil.rmtree(code.root / ".tix")
    code.git("config", "--unset", "tix.branch")
    (code.root / ".git" / "tix" / "unfinished").touch()
    code.call("init", "--branch", "desk")
    assert code.open("Next")
    assert code.git("fsck", "--no-dangling") == ""


def test_folder_that_takes_no_files_is_left_as_it_was(code: Repository) -> None:
    """No working tree can be made in ``.tix``, because a file is in its place."""
    code.write(".tix", "a file")
    before = code.git("for-each-ref")
    code.call("init", code=4)
    assert code.git("for-each-ref") == before
    assert (code.root / ".tix").read_text() == "a file"
