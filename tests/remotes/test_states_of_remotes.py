"""A remote that is empty, lacks the branch, lost it, was rewritten, or has another history."""

import os
import re
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, Team, show, tip
from tix.storage.sync import sync


def empty_remote(team: Team, clone: DeskInFiles) -> Team:
    """A repository without commits, which is the clone's remote now."""
    folder = team.folder / "new"
    folder.mkdir()
    clone.git("init", "--quiet", "--bare", str(folder / "remote.git"))
    clone.git("remote", "set-url", "origin", str(folder / "remote.git"))
    return Team(folder, team.environ, team.branch)


def test_empty_remote_gets_the_desk(team: Team, ana: DeskInFiles) -> None:
    new = empty_remote(team, ana)
    said = ana.call("sync").stderr
    assert said == (
        "synced with origin/main: 3 tickets (a1aaaa, b2bbbb, c3cccc) went out, "
        "the branch is new in origin\n"
    )
    assert new.tip() == tip(ana)
    assert "nothing new" in ana.call("sync").stderr


@pytest.mark.long
def test_clone_of_an_empty_remote_is_made_a_desk_and_synced(team: Team, ana: DeskInFiles) -> None:
    new = empty_remote(team, ana)
    bob = new.clone("bob", who=BOB)
    bob.call("init")
    ident = bob.open("First of all")
    bob.call("sync")
    assert new.has("First of all")
    cleo = new.clone("cleo")
    assert ident in cleo.call("list").stdout


@pytest.mark.long
def test_two_who_made_a_desk_each_for_an_empty_remote_come_together(
    team: Team, ana: DeskInFiles
) -> None:
    new = empty_remote(team, ana)
    one, two = new.clone("one", who=ANA), new.clone("two", who=BOB)
    made = []
    for clone in (one, two):
        clone.call("init")
        made.append(clone.open("A ticket"))
    one.call("sync")
    two.call("sync")
    one.call("sync")
    assert sorted(one.call("list", "--ids").stdout.split()) == sorted(made)
    assert tip(one) == tip(two)


def test_branch_that_was_renamed_there_is_not_made_again(team: Team, ana: DeskInFiles) -> None:
    ana.call("comment", FIRST, "Mine")
    team.bare.git("branch", "-m", "main", "desk")
    team.bare.git("branch", "other", "desk~1")
    said = ana.call("sync", code=4).stderr
    assert "origin has no branch main any more (this may be it: desk); nothing was sent" in said
    setting = "branch.main.merge refs/heads/desk"
    assert f"if it was renamed: git config {setting}, then tix sync" in said
    ana.git("config", *setting.split())
    ana.call("sync")
    assert team.has("Mine", "desk")
    assert team.bare.git("for-each-ref", "refs/heads/main") == ""


def test_branch_that_a_second_remote_had(team: Team, ana: DeskInFiles) -> None:
    team.bare.git("clone", "--quiet", "--bare", ".", str(team.folder / "backup.git"))
    ana.git("remote", "add", "backup", str(team.folder / "backup.git"))
    ana.call("sync", "backup")
    backup = DeskInFiles(team.folder / "backup.git", team.environ)
    backup.git("branch", "--move", "main", "old")
    said = ana.call("sync", "backup", code=4).stderr
    assert "backup has no branch main any more (this may be it: old)" in said
    assert "hint: to make it again: git push backup " in said
    assert "nothing new" in ana.call("sync").stderr


def test_branch_that_was_deleted_is_made_again_by_hand(team: Team, ana: DeskInFiles) -> None:
    ana.call("comment", FIRST, "Mine")
    ana.call("sync")
    team.bare.git("update-ref", "-d", "refs/heads/main")
    ana.git("fetch", "--quiet", "--prune")
    hint = ana.call("sync", code=4).stderr.strip().split("make it again: ")[1]
    assert hint == "git push origin refs/heads/main:refs/heads/main"
    ana.git(*hint.split()[1:])
    assert "nothing new" in ana.call("sync").stderr
    assert team.tip() == tip(ana)


@pytest.mark.long
def test_branch_that_is_in_the_way_of_the_desks_is_named(team: Team, ana: DeskInFiles) -> None:
    team.bare.git("branch", "-m", "main", "main/all")
    ana.git("update-ref", "-d", "refs/remotes/origin/main")  # as if it had never been synced
    said = ana.call("sync", code=4).stderr
    assert "origin/main doesn't take the commits" in said
    assert "refs/heads/main/all' exists" in said


@pytest.mark.long
def test_branch_set_back_gets_what_it_lost(team: Team, ana: DeskInFiles) -> None:
    ana.call("comment", FIRST, "One")
    ana.call("comment", FIRST, "Two")
    ana.call("sync")
    team.bare.git("update-ref", "refs/heads/main", tip(ana, "HEAD~1"))
    assert "was rewritten" in ana.call("sync", code=4).stderr
    ana.git("fetch", "--quiet", "origin")
    assert "1 ticket (a1aaaa) went out" in ana.call("sync").stderr
    assert team.tip() == tip(ana)


@pytest.fixture
def rewritten(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> DeskInFiles:
    """Ana's clone, with a comment of hers that Bob has taken out of the remote's history."""
    ana.call("comment", FIRST, "A secret")
    ana.call("sync")
    bob.call("comment", SECOND, "From Bob")
    bob.git("push", "--quiet", "--force", "origin", "main")
    ana.call("comment", FIRST, "Again")
    return ana


def test_branch_that_somebody_rewrote_takes_a_person(team: Team, rewritten: DeskInFiles) -> None:
    before = tip(rewritten)
    for _ in range(2):  # it isn't forgotten
        said = rewritten.call("sync", code=4).stderr
        assert "origin/main was rewritten" in said
        assert "git fetch origin" in said
    assert tip(rewritten) == before
    assert not team.has("A secret")


def test_nor_is_it_merged_after_a_plain_fetch(team: Team, rewritten: DeskInFiles) -> None:
    """An editor may have fetched. The way that the hint names brings back nothing."""
    rewritten.git("fetch", "--quiet", "origin")
    said = rewritten.call("sync", code=4).stderr
    assert "origin/main was rewritten" in said
    way = re.search(r"in the desk: git (rebase --onto origin/main [0-9a-f]{12}) takes", said)
    assert way is not None
    rewritten.git("status")  # the clone is a copy, of which git's index has other times
    rewritten.git(*way[1].split())
    rewritten.call("sync")
    assert [team.has(text) for text in ("A secret", "Again", "From Bob")] == [False, True, True]


def test_who_wants_both_merges_them_by_hand(team: Team, rewritten: DeskInFiles) -> None:
    rewritten.git("fetch", "--quiet", "origin")
    rewritten.git("status")
    rewritten.git("merge", "--quiet", "-m", "Both", "origin/main")
    rewritten.call("sync")
    assert [team.has(text) for text in ("A secret", "Again", "From Bob")] == [True] * 3


def test_or_theirs_can_be_taken(team: Team, rewritten: DeskInFiles) -> None:
    rewritten.git("fetch", "--quiet", "origin")
    rewritten.git("status")  # the clone is a copy, of which git's index has other times
    rewritten.git("reset", "--quiet", "--keep", "origin/main")
    rewritten.call("sync")
    assert "From Bob" in show(rewritten, SECOND)
    assert "A secret" not in show(rewritten, FIRST)


def test_other_history_is_refused_and_nothing_changes(team: Team, ana: DeskInFiles) -> None:
    stranger = DeskInFiles(team.folder / "stranger", team.environ)
    stranger.root.mkdir()
    stranger.git("init", "--quiet")
    stranger.write("README", "Another project\n")
    stranger.commit("Other")
    stranger.git("push", "--quiet", "--force", str(team.bare.root), "main")
    ana.git("fetch", "--quiet", "origin")
    before, theirs = tip(ana), team.tip()
    ana.call("comment", FIRST, "Mine")
    said = ana.call("sync", code=4).stderr
    assert said == (
        "tix: origin/main has no commit in common with this desk, and is no desk\n"
        "hint: is it the right remote? git remote -v; to keep them apart: "
        "git push -u origin refs/heads/main:refs/heads/main-desk, then tix sync\n"
    )
    assert (tip(ana, "HEAD~1"), team.tip()) == (before, theirs)
    assert ana.git("status", "--porcelain") == ""
    ana.git("push", "--quiet", "-u", "origin", "refs/heads/main:refs/heads/main-desk")
    ana.call("comment", FIRST, "Mine, too")
    assert "synced with origin/main-desk: 1 ticket (a1aaaa) went out" in ana.call("sync").stderr
    assert team.tip() == theirs


def test_another_desk_can_be_made_one_with_this_one(team: Team, ana: DeskInFiles) -> None:
    other = DeskInFiles(team.folder / "other", team.environ)
    other.root.mkdir()
    other.git("init", "--quiet", "--initial-branch=main")
    (other.root / "tix.yaml").write_bytes((ana.root / "tix.yaml").read_bytes())
    other.commit("A root of its own")
    theirs = other.open("Of the other desk")
    other.git("push", "--quiet", "--force", str(team.bare.root), "main")
    ana.git("fetch", "--quiet")
    said = ana.call("sync", code=4).stderr
    assert "and is another one" in said
    command = said.partition("make one desk of both: ")[2].partition(", then")[0]
    ana.git(*command.split()[1:], "--no-edit")
    ana.call("sync")
    other.git("remote", "add", "origin", str(team.bare.root))
    other.call("sync")
    for clone in (ana, other):
        assert {FIRST, theirs} <= set(clone.call("list", "--ids").stdout.split())


@pytest.mark.long
def test_branch_that_the_remote_had_is_in_the_way_here(team: Team, ana: DeskInFiles) -> None:
    team.bare.git("branch", "-m", "main", "main/all")
    ana.git("fetch", "--quiet", "--prune")
    team.bare.git("branch", "-m", "main/all", "main")
    said = ana.call("sync", code=4).stderr
    assert "what origin has now can't be remembered here: " in said
    assert said.endswith("hint: git remote prune origin, then tix sync\n")
    ana.git("remote", "prune", "origin")
    assert "nothing new" in ana.call("sync").stderr


@pytest.mark.long
def test_lock_that_a_killed_git_left_is_taken_away(team: Team, ana: DeskInFiles) -> None:
    lock = ana.root / ".git/refs/remotes/origin/main.lock"
    lock.write_text("")
    os.utime(lock, (0, 0))
    new = team.bare.git("commit-tree", "-p", "main", "-m", "New", "main^{tree}").strip()
    team.bare.git("update-ref", "refs/heads/main", new)
    ana.call("sync")
    assert tip(ana) == new


def test_remote_cannot_choose_which_lock_is_taken_away(
    team: Team, ana: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "_STUCK", 0.0)
    mine = tmp_path / "precious.lock"
    mine.write_text("")
    os.utime(mine, (0, 0))
    said = f"error: cannot lock ref 'x': Unable to create '{mine}': File exists."
    program = tmp_path / "upload-pack"
    program.write_text(
        "#!/usr/bin/env python3\n"
        "import sys\n"
        "def send(data): sys.stdout.buffer.write(b'%04x' % (len(data) + 4) + data)\n"
        f"send({b'ERR ' + said.encode()!r})\n"
        f"sys.stderr.write({said!r})\n"
    )
    program.chmod(0o755)
    ana.git("config", "remote.origin.uploadpack", str(program))
    assert "origin can't be reached: " in ana.call("sync", code=1).stderr
    assert mine.exists()


@pytest.mark.long
def test_branch_that_stays_locked_in_the_remote_is_a_refusal(
    team: Team, ana: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "_STUCK", 0.5)
    (team.bare.root / "refs/heads/main.lock").write_text("")
    ana.call("comment", FIRST, "Mine")
    said = ana.call("sync", code=4).stderr
    assert said.startswith("tix: origin/main doesn't take the commits: failed to update ref\n")
    assert "main.lock': File exists" in said
