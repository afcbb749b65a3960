"""``tix init --remove``: no trace of tix is left in a clone, and no text is lost."""

import shutil
from pathlib import Path

import pytest

from tests.storage.conftest import Repository, look


def git_dir(place: Repository) -> Path:
    return Path(place.git("rev-parse", "--path-format=absolute", "--git-common-dir").strip())


def traces(place: Repository) -> list[str]:
    """Everything that speaks of tix in a clone's git folder, refs, objects and logs left out."""
    folder = git_dir(place)
    found = [line for line in place.git("config", "--list", "--local").split("\n") if "tix" in line]
    found += [str(path) for path in (*folder.glob("tix"), *folder.glob("worktrees/*"))]
    exclude = folder / "info" / "exclude"
    found += [line for line in exclude.read_text().split("\n") if "tix" in line]
    return found


def clone(place: Repository, folder: Path, *args: str) -> Repository:
    place.git("clone", "--quiet", *args, str(place.root), str(folder))
    return Repository(folder, place.environ)


def test_nothing_is_left_of_a_desk_beside_code(beside: Repository, tmp_path: Path) -> None:
    beside.open("Stays")
    here = clone(beside, tmp_path / "fresh-clone")
    before = look(here)
    untouched = here.git("config", "--list", "--local")
    here.call("list")
    assert traces(here)
    said = here.call("init", "--remove").stderr
    assert traces(here) == []
    assert not (here.root / ".tix").exists()
    assert look(here) == before
    assert here.git("config", "--list", "--local") == untouched
    assert "branch tix stays" in said and "tix list" in said and "git branch -D tix" in said


def test_tickets_stay_and_the_next_command_brings_all_back(beside: Repository) -> None:
    ident = beside.open("Stays")
    tip = beside.git("rev-parse", "refs/heads/tix")
    beside.call("init", "--remove")
    assert beside.git("rev-parse", "refs/heads/tix") == tip
    assert ident in beside.call("list").stdout
    assert (beside.root / ".tix/tix.yaml").is_file()
    assert "merge.tix.driver" in beside.git("config", "--list", "--local", "--name-only")
    assert beside.git("status", "--porcelain") == ""


def test_twice_is_once(beside: Repository) -> None:
    beside.call("init", "--remove")
    assert "nothing of tix" in beside.call("init", "--remove").stderr
    assert traces(beside) == []


def test_a_run_that_was_killed_is_finished_by_the_next(beside: Repository, tmp_path: Path) -> None:
    here = clone(beside, tmp_path / "fresh-clone")
    here.call("list")
    here.git("worktree", "remove", ".tix")
    here.call("init", "--remove")
    assert traces(here) == []


@pytest.mark.parametrize("place", ["code", "tmp_path"])
def test_where_nothing_is_nothing_is_removed(
    place: str, code: Repository, tmp_path: Path, environ: dict[str, str]
) -> None:
    here = code if place == "code" else Repository(tmp_path, environ)
    before = sorted(here.root.rglob("*"))
    assert "nothing of tix" in here.call("init", "--remove").stderr
    assert sorted(here.root.rglob("*")) == before


def test_a_desk_of_its_own_keeps_its_files(desk: Repository) -> None:
    ident = desk.open("Stays")
    desk.file_of(ident).write_text(desk.file_of(ident).read_text() + "by hand\n")
    before = look(desk)
    desk.call("init", "--remove")
    assert traces(desk) == []
    assert look(desk) == before
    assert ident in desk.call("list").stdout


def test_upstream_of_a_desk_of_its_own_is_not_ours(desk: Repository, tmp_path: Path) -> None:
    here = clone(desk, tmp_path / "clone")
    before = here.git("config", "--list", "--local")
    here.call("list")
    here.call("init", "--remove")
    assert here.git("config", "--list", "--local") == before


def test_from_within_its_own_working_tree(beside: Repository) -> None:
    inside = Repository(beside.root / ".tix" / "tickets", beside.environ)
    inside.run("init", "--remove")
    assert traces(beside) == []
    assert not inside.root.parent.exists()


def test_desk_on_another_branch_says_how_to_come_back(code: Repository) -> None:
    code.call("init", "--branch", "support")
    ident = code.open("Stays")
    said = code.call("init", "--remove").stderr
    assert traces(code) == []
    assert "tix init --branch support" in said
    code.call("init", "--branch", "support")
    assert ident in code.call("list").stdout


def test_in_tree_desk_and_linked_working_tree(code: Repository, tmp_path: Path) -> None:
    code.call("init", "--in-tree")
    code.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked", code.environ)
    linked.open("In the linked one")
    linked.call("init", "--remove")
    assert [t for t in traces(code) if "worktrees/linked" not in t] == []
    assert list(git_dir(code).glob("worktrees/*/tix")) == []
    assert (linked.root / "tix.yaml").is_file()


def refused(place: Repository) -> str:
    """What a refusal says; nothing may have been removed."""
    before = traces(place), look(place)
    said = place.call("init", "--remove", code=4).stderr
    assert (traces(place), look(place)) == before
    assert "nothing was removed" in said and "hint:" in said
    return said


@pytest.mark.parametrize("what", ["changed", "new", "staged", "ignored"])
def test_what_is_not_committed_is_not_lost(what: str, beside: Repository) -> None:
    ident = beside.open("Mine")
    tix = Repository(beside.root / ".tix", beside.environ)
    if what == "changed":
        path = tix.file_of(ident)
        path.write_text(path.read_text() + "by hand\n")
    else:
        path = tix.write("tickets/2026/11/new.md", "mine\n")
    if what == "staged":
        tix.git("add", "--all")
    if what == "ignored":
        (git_dir(beside) / "info" / "exclude").write_text("/.tix/\n*.md\n")
    content = path.read_bytes()
    assert path.name in refused(beside)
    assert path.read_bytes() == content


def test_a_merge_is_finished_first(beside: Repository) -> None:
    tix = Repository(beside.root / ".tix", beside.environ)
    tix.git("branch", "other")
    beside.open("Here")
    tix.git("switch", "--quiet", "other")
    tix.write("notes", "other\n")
    tix.commit("Other")
    tix.git("switch", "--quiet", "tix")
    tix.git("merge", "--quiet", "--no-commit", "other")
    assert "a merge in" in refused(beside)
    tix.git("merge", "--abort")
    beside.call("init", "--remove")


def test_commits_on_no_branch_are_not_lost(beside: Repository) -> None:
    tix = Repository(beside.root / ".tix", beside.environ)
    tix.git("switch", "--quiet", "--detach")
    tix.write("notes", "mine\n")
    tix.commit("On no branch")
    assert "on no branch" in refused(beside)
    tix.git("branch", "kept")
    beside.call("init", "--remove")
    assert beside.git("show", "kept:notes") == "mine\n"


def test_drafts_are_not_lost(beside: Repository) -> None:
    draft = git_dir(beside) / "tix" / "drafts" / "new.md"
    draft.parent.mkdir(parents=True)
    draft.write_text("typed for an hour")
    assert "drafts" in refused(beside)
    assert draft.exists()


@pytest.mark.parametrize("name", ["aside/tickets/k7f3qz.md", "checking-out"])
def test_work_of_a_tix_that_was_killed_is_not_lost(name: str, beside: Repository) -> None:
    left = git_dir(beside) / "worktrees" / ".tix" / "tix" / name
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_text("half done")
    assert "interrupted" in refused(beside)
    assert left.read_text() == "half done"


def test_folder_without_its_link_is_not_lost(beside: Repository) -> None:
    mine = Repository(beside.root / ".tix", beside.environ).write("mine.md", "mine\n")
    (beside.root / ".tix" / ".git").unlink()
    assert "isn't linked" in refused(beside)
    assert mine.exists()


def test_a_deleted_working_tree_is_forgotten(beside: Repository) -> None:
    shutil.rmtree(beside.root / ".tix")
    beside.call("init", "--remove")
    assert traces(beside) == []
    assert str(beside.root / ".tix") not in beside.git("worktree", "list")


def test_goes_with_no_other_option(beside: Repository) -> None:
    before = traces(beside)
    for args in (["--in-tree"], ["--branch", "x"]):
        beside.call("init", "--remove", *args, code=2)
    assert traces(beside) == before
