"""The repository that is found without git is the one that git finds, or none."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.storage.conftest import Repository, make_code
from tix.storage.git.discovery import places

Arrange = Callable[[Repository], Path]


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", environ["GIT_CEILING_DIRECTORIES"])


@pytest.fixture
def code(tmp_path: Path, environ: dict[str, str]) -> Repository:
    return make_code(tmp_path / "code", environ)


def asked(folder: Path) -> tuple[str, ...] | None:
    """What git says."""
    done = subprocess.run(
        ["git", "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir",
         "--git-common-dir"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    return None if done.returncode else tuple(done.stdout.splitlines())


def _below(code: Repository) -> Path:
    return code.root / "src"


def _worktree(code: Repository) -> Path:
    code.git("worktree", "add", "--quiet", "--detach", "../linked")
    return code.root.parent / "linked"


def _below_worktree(code: Repository) -> Path:
    return _worktree(code) / "src"


def _link(code: Repository) -> Path:
    (code.root.parent / "link").symlink_to(code.root / "src")
    return code.root.parent / "link"


def _odd_name(code: Repository) -> Path:
    folder = code.root / os.fsdecode(b"\xff odd\n")
    folder.mkdir()
    return folder


def _detached(code: Repository) -> Path:
    code.git("checkout", "--quiet", "--detach")
    return code.root


def _within(code: Repository) -> Path:
    inner = make_code(code.root / "inner", dict(code.environ))
    return inner.root / "src"


def _words_in_an_address(code: Repository) -> Path:
    code.git("remote", "add", "origin", "/srv/bare/worktree=[core\\/include.git")
    return code.root


SURE = {
    f.__name__: f
    for f in (
        _below, _worktree, _below_worktree, _link, _detached, _within, _words_in_an_address,
    )
}  # fmt: skip


@pytest.mark.parametrize("arrange", SURE.values(), ids=SURE)
def test_the_ordinary_is_found_as_git_finds_it(arrange: Arrange, code: Repository) -> None:
    folder = arrange(code)
    found = places(str(folder))
    assert found is not None
    assert found == asked(folder)


def test_names_with_odd_bytes(code: Repository) -> None:
    assert places(str(_odd_name(code))) == (str(code.root), *[str(code.root / ".git")] * 2)


def _setting(*words: str) -> Arrange:
    def arrange(code: Repository) -> Path:
        code.git("config", *words)
        return code.root

    return arrange


def _bare(code: Repository) -> Path:
    code.git("clone", "--quiet", "--bare", ".", "../bare")
    return code.root.parent / "bare"


def _bare_in_working_tree(code: Repository) -> Path:
    code.git("clone", "--quiet", "--bare", ".", "data")
    return code.root / "data" / "refs"


def _inside_git_folder(code: Repository) -> Path:
    return code.root / ".git" / "refs"


def _submodule(code: Repository) -> Path:
    code.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(code.root), "m")
    return code.root / "m"


def _separate(code: Repository) -> Path:
    code.git("init", "--quiet", "--separate-git-dir", "../elsewhere")
    return code.root


def _empty_git_folder(code: Repository) -> Path:
    (code.root / "src" / ".git").mkdir()
    return code.root / "src"


def _link_to_nowhere(code: Repository) -> Path:
    (code.root / "src" / ".git").write_text("gitdir: /nowhere\n")
    return code.root / "src"


def _linked_git_folder(code: Repository) -> Path:
    (code.root / ".git").rename(code.root.parent / "moved")
    (code.root / ".git").symlink_to("../moved")
    return code.root


def _pipe_for_head(code: Repository) -> Path:
    (code.root / ".git" / "HEAD").unlink()
    os.mkfifo(code.root / ".git" / "HEAD")
    return code.root


def _no_objects(code: Repository) -> Path:
    (code.root / ".git" / "objects").rename(code.root / ".git" / "o")
    return code.root


def _nothing(code: Repository) -> Path:
    return code.root.parent


def _missing(code: Repository) -> Path:
    return code.root / "missing"


UNSURE: dict[str, Arrange] = {
    "core.worktree": _setting("core.worktree", ".."),
    "core.bare": _setting("core.bare", "true"),
    "core.bare in other words": _setting("core.bare", "yes"),
    "include": _setting("include.path", "more"),
    "worktreeConfig": _setting("extensions.worktreeConfig", "true"),
    "newer format": _setting("core.repositoryFormatVersion", "9"),
    **{
        f.__name__: f
        for f in (_bare, _bare_in_working_tree, _inside_git_folder, _submodule, _separate,
                  _empty_git_folder, _link_to_nowhere, _linked_git_folder, _pipe_for_head,
                  _no_objects, _nothing, _missing)
    },
}  # fmt: skip


@pytest.mark.parametrize("arrange", UNSURE.values(), ids=UNSURE)
def test_what_is_out_of_the_ordinary_is_left_to_git(arrange: Arrange, code: Repository) -> None:
    assert places(str(code.root)) is not None
    assert places(str(arrange(code))) is None


@pytest.mark.parametrize("theirs", [".", ".git", "src"])
def test_what_belongs_to_somebody_else_is_left_to_git(theirs: str, code: Repository) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(code.root / theirs, 12345, 12345)
    assert places(str(code.root / "src")) is None


def test_a_ceiling_is_not_entered(code: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places(str(code.root / "src")) is not None
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", f":/nowhere:{code.root}/")
    assert places(str(code.root / "src")) is None
    assert places(str(code.root)) is not None


def test_another_file_system_is_left_to_git(code: Repository, desk: DeskInFiles) -> None:
    assert places("/proc/self") is None


@pytest.fixture
def traced(desk: DeskInFiles, tmp_path: Path) -> Callable[[], str]:
    """Run ``tix list`` in the desk; the commands of git that it ran."""
    trace = tmp_path / "trace"

    def run() -> str:
        trace.unlink(missing_ok=True)
        desk.with_environ(GIT_TRACE=str(trace)).call("list")
        return trace.read_text()

    return run


def test_git_is_asked_only_where_that_is_unsure(
    desk: DeskInFiles, traced: Callable[[], str]
) -> None:
    traced()
    assert "git rev-parse" not in traced()
    desk.git("config", "include.path", "more")
    assert "git rev-parse" in traced()
