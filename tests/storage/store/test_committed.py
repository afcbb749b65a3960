"""What is committed at some paths: the same whether git is asked for each or for their folders."""

from pathlib import Path

import pytest

from tix.storage.desk.desk import Desk
from tix.storage.git.process import Git, GitError
from tix.storage.store import committed
from tix.storage.store.committed import CommittedFiles

FILES = (
    "tickets/2026/11/k7f3qz.md",
    "tickets/2026/11/a b missing",
    "tickets/2026/12/k7f3qz.md",
    "tickets/2026/\n",
    "attachments",
    "top",
)
NOT_THERE = ("tickets/2026/10/k7f3qz.md", "tickets/2026/11/k7f3qz.m", "attachments/x", "to")
WHO = ("-c", "user.name=Jo", "-c", "user.email=jo@x.org")


@pytest.fixture(params=["sha1", "sha256"])
def git(request: pytest.FixtureRequest, tmp_path: Path) -> Git:
    """A repository without commits."""
    git = Git(tmp_path)
    git.run("init", "--quiet", "--initial-branch=main", f"--object-format={request.param}")
    return git


def save(git: Git, prefix: str) -> None:
    for path in FILES:
        place = git.folder / prefix / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(path)
    git.run("add", "--all")
    git.run(*WHO, "commit", "--quiet", "--message=Files")


def looked_up(git: Git, prefix: str) -> CommittedFiles:
    desk = Desk(git.folder / prefix, prefix, git.folder / ".git", git.folder / ".git")
    return CommittedFiles(desk, "refs/heads/main", (*FILES, *NOT_THERE))


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("prefix", ["", "sub/desk/"])
def test_each_files_blob(git: Git, prefix: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committed, "_FEW", few)
    save(git, prefix)
    found = looked_up(git, prefix)
    tip, *blobs = git.run("rev-parse", "HEAD", *(f"HEAD:{prefix}{p}" for p in FILES)).split()
    assert found.blobs == dict.fromkeys(NOT_THERE, "") | dict(
        zip(FILES, map(bytes.decode, blobs), strict=True)
    )
    assert found.tip == tip.decode()


@pytest.mark.parametrize("few", [0, 100])
def test_before_the_first_commit(git: Git, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committed, "_FEW", few)
    found = looked_up(git, "")
    assert found.blobs == dict.fromkeys((*FILES, *NOT_THERE), "")
    assert found.tip == ""


@pytest.mark.parametrize("few", [0, 100])
def test_a_git_that_fails(git: Git, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committed, "_FEW", few)
    save(git, "")
    (git.folder / ".git" / "HEAD").write_text("this is no repository")
    with pytest.raises(GitError):
        _ = looked_up(git, "").blobs
