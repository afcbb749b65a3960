"""Desks beside code and among it, and desks in the middle of something."""

import subprocess

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, Team, beside, show, tip
from tests.storage.conftest import look


def fails(clone: DeskInFiles, *args: str) -> None:
    """Run git where it stops half-way."""
    done = subprocess.run(
        ["git", *args], cwd=clone.root, env={**clone.environ, "GIT_EDITOR": "true"},
        capture_output=True,
    )  # fmt: skip
    assert done.returncode != 0, done


# -- beside code ------------------------------------------------------------------------------


def test_beside_code_nothing_of_the_code_is_touched(code_team: Team) -> None:
    ana, bob = code_team.clone("ana"), code_team.clone("bob", who=BOB)
    for name in ("pre-push", "post-checkout", "post-merge", "reference-transaction", "pre-commit"):
        hook = ana.root / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {ana.root}/ran-{name}\nexit 1\n")
        hook.chmod(0o755)
    bob.call("comment", SECOND, "From Bob")
    bob.call("sync")
    ana.call("comment", FIRST, "From Ana")
    ana.write("src/main.c", "dirty\n")
    ana.write("src/staged.c", "staged\n")
    ana.git("add", "src/staged.c")
    ana.git("-c", "core.hooksPath=/dev/null", "checkout", "--quiet", "-b", "feature")
    before, code = look(ana), code_team.tip("main")
    said = ana.call("sync").stderr
    assert "1 ticket (b2bbbb) came in, 1 ticket (a1aaaa) went out" in said
    after = look(ana)
    moved = {line for line in after.refs.splitlines() if line not in before.refs}
    assert [line.split()[0] for line in moved] == ["refs/remotes/origin/tix"]
    assert (after.head, after.index, after.status, after.files) == (
        before.head, before.index, before.status, before.files,
    )  # fmt: skip
    assert code_team.tip("main") == code
    assert tip(beside(ana)) == code_team.tip()


@pytest.mark.long
@pytest.mark.parametrize("state", ["merge", "rebase", "cherry-pick", "detached", "bisect"])
def test_beside_code_that_is_in_the_middle_of_something(state: str, code_team: Team) -> None:
    ana = code_team.clone("ana")
    ana.git("checkout", "--quiet", "-b", "side")
    ana.write("src/main.c", "side\n")
    ana.commit("Side")
    ana.git("checkout", "--quiet", "main")
    ana.write("src/main.c", "main\n")
    ana.commit("Main")
    if state == "detached":
        ana.git("checkout", "--quiet", "--detach")
    elif state == "bisect":
        ana.git("bisect", "start", "HEAD", "HEAD~1")
    else:
        fails(ana, state, "side")
    ana.call("comment", FIRST, "From Ana")
    before = look(ana)
    ana.call("sync")
    after = look(ana)
    assert (after.head, after.index, after.status, after.files) == (
        before.head, before.index, before.status, before.files,
    )  # fmt: skip
    assert code_team.has("From Ana")


# -- among code -------------------------------------------------------------------------------


def test_commits_of_code_are_not_pushed_unless_told(tree_team: Team) -> None:
    ana = tree_team.clone("ana")
    ana.call("comment", FIRST, "Mine")
    ana.write("src/main.c", "work\n")
    name = ana.commit("Half-done work")[:7]
    before, theirs = tip(ana), tree_team.tip()
    for words in (["sync"], ["sync", "--dry-run"]):
        assert ana.call(*words, code=4).stderr == (
            f"tix: main has a commit that isn't tix's: {name} Half-done work\n"
            "hint: push it yourself (git push), or everything: tix sync --all\n"
        )
    assert (tip(ana), tree_team.tip()) == (before, theirs)
    ana.call("sync", "--all")
    assert tree_team.tip() == before


def test_commits_of_tickets_alone_go_out(tree_team: Team) -> None:
    ana = tree_team.clone("ana")
    ana.call("comment", FIRST, "Mine")
    ana.write("src/main.c", "uncommitted\n")
    assert "1 ticket (a1aaaa) went out" in ana.call("sync").stderr
    assert (ana.root / "src/main.c").read_text() == "uncommitted\n"


def test_commits_that_the_remote_has_on_another_branch_are_no_news(tree_team: Team) -> None:
    ana = tree_team.clone("ana")
    ana.git("checkout", "--quiet", "-b", "feature")
    ana.write("src/main.c", "feature\n")
    ana.commit("Feature")
    ana.git("push", "--quiet", "origin", "feature:review")
    ana.call("comment", FIRST, "On the feature's branch")
    assert "the branch is new in origin" in ana.call("sync").stderr
    assert tree_team.tip("feature") == tip(ana)


def test_incoming_code_is_merged(tree_team: Team) -> None:
    ana, bob = tree_team.clone("ana"), tree_team.clone("bob", who=BOB)
    bob.write("src/main.c", "Bob's\n")
    bob.write("src/new.c", "new\n")
    bob.commit("Code", by=BOB)
    bob.git("push", "--quiet")
    ana.call("comment", FIRST, "Mine")
    ana.call("sync")
    assert (ana.root / "src/main.c").read_text() == "Bob's\n"
    assert (ana.root / "src/new.c").read_text() == "new\n"
    assert ana.git("status", "--porcelain") == ""


@pytest.mark.parametrize("path", ["src/main.c", "src/new.c"])
def test_uncommitted_code_in_the_way_is_named_before_anything_is_pushed(
    path: str, tree_team: Team
) -> None:
    ana, bob = tree_team.clone("ana"), tree_team.clone("bob", who=BOB)
    bob.write(path, "Bob's\n")
    bob.commit("Code", by=BOB)
    bob.git("push", "--quiet")
    ana.call("comment", FIRST, "Mine")
    ana.write(path, "Not committed\n")
    before, theirs = tip(ana), tree_team.tip()
    assert ana.call("sync", code=4).stderr == (
        f"tix: {path}: changed here without a commit, and by others, too\n"
        "hint: commit that or put it aside (git stash -u), then tix sync\n"
    )
    assert (tip(ana), tree_team.tip()) == (before, theirs)
    assert (ana.root / path).read_text() == "Not committed\n"


def test_conflict_in_code_takes_a_person_and_changes_nothing(tree_team: Team) -> None:
    ana, bob = tree_team.clone("ana"), tree_team.clone("bob", who=BOB)
    for clone, text in ((bob, "Bob's\n"), (ana, "Ana's\n")):
        clone.write("src/main.c", text)
        clone.commit("Code")
    bob.git("push", "--quiet")
    before, theirs = tip(ana), tree_team.tip()
    said = ana.call("sync", "--all", code=4).stderr
    assert said.startswith("tix: src/main.c: changed here and in origin/main, at the same place\n")
    assert (tip(ana), tree_team.tip(), ana.git("status", "--porcelain")) == (before, theirs, "")


@pytest.mark.long
def test_desk_in_a_folder_of_the_repository(tree_team: Team) -> None:
    ana = tree_team.clone("ana")
    ana.git("rm", "--quiet", "-r", "tix.yaml", "tickets", "archive", "attachments")
    ana.commit("No desk at the top")
    ana.git("push", "--quiet")
    ana.call("init", "ops", "--in-tree")
    ops = DeskInFiles(ana.root / "ops", ana.environ)
    ident = ops.open("In the folder")
    ops.call("sync")
    bob = tree_team.clone("bob", who=BOB)
    there = DeskInFiles(bob.root / "ops", bob.environ)
    assert there.call("list", "--ids").stdout.split() == [ident]
    there.call("comment", ident, "From Bob")
    there.write(f"attachments/{ident}/log.txt", "by hand\n")
    assert f"1 ticket ({ident}) went out" in there.call("sync").stderr
    ops.call("comment", ident, "From Ana")
    ops.call("sync")
    assert "From Bob" in show(ops, ident)


# -- in the middle of something ---------------------------------------------------------------


def test_detached_head(ana: DeskInFiles) -> None:
    ana.git("checkout", "--quiet", "--detach")
    for command in (["sync"], ["sync", "--dry-run"], ["claim", FIRST]):
        assert ana.call(*command, code=4).stderr == (
            "tix: HEAD is detached, so there is no branch to sync\nhint: git switch main\n"
        )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("merge", "a merge is in progress"),
        ("cherry-pick", "a cherry-pick is in progress"),
        ("revert", "a revert is in progress"),
        ("rebase", "the desk's branch main is being rebased"),
        ("bisect", "is being bisected"),
    ],
)
def test_desk_in_the_middle_of_something(
    state: str, words: str, team: Team, ana: DeskInFiles
) -> None:
    for branch, text in (("side", "One"), ("main", "Two")):
        ana.git("checkout", "--quiet", "-B", branch, "origin/main")
        ana.write("notes.txt", f"{text}\n")
        ana.commit(text)
    if state == "bisect":
        ana.git("bisect", "start", "HEAD", "HEAD~1")
    elif state == "revert":
        ana.write("notes.txt", "Three\n")
        ana.commit("Three")
        fails(ana, "revert", "HEAD~1")
    else:
        fails(ana, state, "side")
    before = (ana.git("for-each-ref"), ana.git("status", "--porcelain=v2"), team.tip())
    for command in (["sync"], ["sync", "--dry-run"], ["claim", FIRST]):
        said = ana.call(*command, code=4).stderr
        assert words in said
        assert "hint: finish it: git " in said
    assert before == (ana.git("for-each-ref"), ana.git("status", "--porcelain=v2"), team.tip())


@pytest.mark.long
def test_linked_working_trees_of_one_desk(team: Team, ana: DeskInFiles) -> None:
    ana.git("worktree", "add", "--quiet", "-b", "second", "../second", "main")
    second = DeskInFiles(ana.root.parent / "second", ana.environ)
    second.call("comment", FIRST, "From the second")
    second.call("sync")
    assert team.tip("second") == tip(second)
    assert team.tip("main") == tip(ana)
