"""Where the repository has another desk than the one that was looked for: hints that lead to it."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.storage.conftest import Repository


def follow(code: Repository, said: str) -> None:
    """Do the first thing that a hint says."""
    words = shlex.split(said.partition("hint: ")[2].split(" stays with it")[0].split(", or")[0])
    program, *rest = words
    if program == "git":
        code.git(*rest)
    else:
        code.call(*rest)


def branches(code: Repository) -> list[str]:
    return code.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split()


@pytest.mark.slow
@pytest.mark.parametrize("with_remote", [False, True])
def test_a_branch_that_was_renamed_here(
    with_remote: bool, beside: Repository, tmp_path: Path
) -> None:
    ident = beside.open("Here")
    if with_remote:
        beside.git("init", "--quiet", "--bare", str(tmp_path / "hub.git"))
        beside.git("remote", "add", "origin", str(tmp_path / "hub.git"))
        beside.call("sync")
    beside.git("branch", "--move", "tix", "desk")
    edited = beside.write(".tix/tix.yaml", "format: 1\n# by hand\n")
    for words in (["list"], ["init"], ["open", "Another"], ["init", "--branch", "new"]):
        said = beside.call(*words, code=4).stderr
        assert "shows the desk of the branch desk, not " in said
    assert edited.read_text() == "format: 1\n# by hand\n"
    assert branches(beside) == ["desk", "main"]
    follow(beside, said)
    assert beside.call("list", "--ids").stdout.split() == [ident]


def test_a_second_desk_beside_the_code_takes_nothing_from_the_first(beside: Repository) -> None:
    edited = beside.write(".tix/notes.md", "not committed\n")
    said = beside.call("init", "--branch", "support", code=4).stderr
    assert "shows the desk of the branch tix, not support; nothing was changed" in said
    assert "instead of it: tix init --remove, then tix init --branch support" in said
    assert edited.read_text() == "not committed\n"
    assert branches(beside) == ["main", "tix"]


@pytest.mark.slow
def test_after_a_removal_the_hint_leads_back(code: Repository, tmp_path: Path) -> None:
    code.call("init", "--branch", "support")
    ident = code.open("Here")
    code.call("init", "--remove")
    code.git("clone", "--quiet", ".", str(tmp_path / "fresh"))
    for clone in (code, DeskInFiles(tmp_path / "fresh", code.environ)):
        before = branches(clone)
        said = clone.call("init", code=4).stderr
        assert "there is a desk already, on the branch support; nothing was made" in said
        assert "make another one all the same: tix init --branch tix" in said
        assert branches(clone) == before
        follow(clone, clone.call("list", code=1).stderr)
        assert clone.call("list", "--ids").stdout.split() == [ident]


@pytest.mark.slow
def test_desks_in_folders_and_on_another_branch_of_code(code: Repository) -> None:
    code.git("branch", "old")
    code.call("init", "--in-tree", "one desk")
    ident = DeskInFiles(code.root / "one desk", code.environ).open("There")
    said = code.call("list", code=1).stderr
    assert "but the repository has one" in said
    words = shlex.split(said.partition("hint: ")[2])
    assert code.call(*words[1:], "--ids").stdout.split() == [ident]
    code.git("switch", "--quiet", "old")
    assert code.call("list", code=1).stderr.endswith("hint: make one: tix init\n")
    code.git("switch", "--quiet", "main")
    code.call("init", "--in-tree")
    code.git("switch", "--quiet", "old")
    follow(code, code.call("list", code=1).stderr)
    code.call("list")


@pytest.mark.parametrize(
    "name",
    ["HEAD", "@", "FETCH_HEAD", "", "@{-1}", "-x", "a b", "refs/heads/x", "0" * 40, "x" * 300],
)
def test_a_name_that_git_refuses_or_takes_for_another_thing(name: str, code: Repository) -> None:
    said = code.call("init", f"--branch={name}", code=2).stderr
    assert "can't be the name of a branch" in said
    assert branches(code) == ["main"]
    assert not (code.root / ".tix").exists()


@pytest.mark.parametrize(("there", "name"), [("tix/x", "tix"), ("a", "a/b/c")])
def test_a_branch_in_the_way_of_another(there: str, name: str, code: Repository) -> None:
    code.git("branch", there)
    said = code.call("init", "--branch", name, code=4).stderr
    assert f"there can't be a branch {name} beside the branch {there}" in said


@pytest.mark.slow
def test_a_tag_that_is_called_like_the_branch_is_in_nobodys_way(code: Repository) -> None:
    code.git("update-ref", "refs/tags/refs/heads/tix", "HEAD")
    assert "nothing of tix" in code.call("init", "--remove").stderr
    code.call("init")
    ident = code.open("Here")
    assert code.call("list", "--ids").stdout.split() == [ident]
    assert "branch tix stays" in code.call("init", "--remove").stderr
    assert code.call("list", "--ids").stdout.split() == [ident]


def test_a_configuration_that_was_taken_away_by_hand(desk: DeskInFiles) -> None:
    ident = desk.open("Here")
    (desk.root / "tix.yaml").unlink()
    for words in (["list"], ["init"]):
        assert "hint: git restore :/tix.yaml" in desk.call(*words, code=None).stderr
    desk.git("restore", ":/tix.yaml")
    assert desk.call("list", "--ids").stdout.split() == [ident]


def test_a_configuration_that_is_gone_beside_the_code_stays_committed(
    beside: Repository, tmp_path: Path
) -> None:
    beside.git("init", "--quiet", "--bare", str(tmp_path / "hub.git"))
    beside.git("remote", "add", "origin", str(tmp_path / "hub.git"))
    ident = beside.open("Here")
    (beside.root / ".tix/tix.yaml").unlink()
    said = beside.call("list", code=4).stderr
    assert "tix.yaml can't be read: it is gone\n" in said
    assert "tix.yaml:1: it is gone; git restore" in beside.call("sync", code=4).stderr
    beside.git(*shlex.split(said.partition("hint: git ")[2].partition(" brings")[0]))
    assert beside.call("list", "--ids").stdout.split() == [ident]
    assert "nothing new" in beside.call("sync").stderr
