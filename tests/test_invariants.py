"""The invariants of the design, each with a test (most through whole commands and real git).

1. The files are the truth.
2. A crash loses nothing: ``tests/storage/store/test_crashes.py``.
3. Success means: committed.
4. A commit holds what the command meant to change, and nothing else.
5. One commit for each command, as a person would make it.
6. Writers at once all succeed: ``tests/storage/store/test_writers_at_once.py``.
7. A cloned desk is hostile: ``tests/storage/store/test_hostile.py``.
8. Broken tickets are told, never rewritten.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tests.storage.conftest import Repository, look, make_code

Prepare = Callable[[Repository], None]


@pytest.fixture
def code(tmp_path: Path, environ: dict[str, str]) -> Repository:
    """A repository with code and no desk."""
    return make_code(tmp_path / "code", environ)


@pytest.fixture
def beside(code: Repository) -> Repository:
    """A repository with code and a desk beside it, in ``.tix/``."""
    code.call("init")
    return code


# -- 1: the files are the truth ---------------------------------------------------------------


def edit(desk: DeskInFiles, ident: str, old: str, new: str) -> None:
    """Change a ticket's file by hand."""
    file = desk.file_of(ident)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_hand_edit_shows_at_once(desk: DeskInFiles) -> None:
    ident = desk.open("Before")
    edit(desk, ident, "Before", "Behind")
    assert "Behind" in desk.call("list").stdout
    assert "Behind" in desk.call("show", ident).stdout


def test_hand_edit_is_committed_before_the_next_change_of_its_ticket_alone(
    desk: DeskInFiles,
) -> None:
    one, other = desk.open("One"), desk.open("Other")
    edit(desk, one, "One", "One by hand")
    edit(desk, other, "Other", "Other by hand")
    said = desk.call("comment", one, "Done").stderr
    assert f"edits made by hand to {one}" in said
    assert desk.git("log", "-1", "--format=%s%n%b", "HEAD~1").split("\n")[:2] == [
        f"{one}: edit by hand",
        f"Ticket: {one}",
    ]
    assert "+title: One by hand" in desk.git("show", "HEAD~1")
    assert desk.git("status", "--porcelain").split() == [
        "M",
        str(desk.file_of(other).relative_to(desk.root)),
    ]


def test_without_hand_edit_none_is_told(desk: DeskInFiles) -> None:
    ident = desk.open("One")
    for command in (["comment", ident, "x"], ["close", ident], ["assign", ident, "--me"]):
        assert "hand" not in desk.call(*command).stderr
    assert "hand" not in desk.git("log")


def test_ticket_filed_by_hand_is_committed_by_the_next_write(desk: DeskInFiles) -> None:
    desk.write("tickets/2026/11/k7f3qz.md", "---\nid: k7f3qz\ntitle: By hand\n---\n")
    assert "edits made by hand to k7f3qz" in desk.call("comment", "k7f", "Hello").stderr
    assert desk.git("status", "--porcelain") == ""


# -- 3 and 5: committed, once, as a person would ----------------------------------------------


def every_command(place: Repository) -> list[list[str]]:
    """One call of every command that changes tickets; opens the tickets that they need."""
    one, two = place.open("One"), place.open("Two")
    file, another = place.root.parent / "attached.txt", place.root.parent / "another.txt"
    file.write_text("attached\n")
    another.write_text("another\n")
    return [
        ["open", "Three", "-b", "Text", "--attach", str(file)],
        ["open", "Four", "--key", "disk"],
        ["open", "Four", "--key", "disk", "--where", "db1"],
        ["assign", one, "--me"],
        ["comment", one, "A comment", "--attach", str(file)],
        ["watch", one],
        ["unwatch", one],
        ["edit", one, "--set", "priority=high"],
        ["link", one, "blocks", two],
        ["attach", one, str(another)],
        ["close", one, "-m", "Fixed"],
        ["reopen", one],
        ["status", f"{one},{two}", "pending"],
        ["redact", one, "comment"],
        ["delete", "--yes", two],
        ["undo"],
        ["undo", "--yes"],
    ]


READING = [
    ["list"], ["list", "--json"], ["show"], ["status"], ["log"], ["search", "One"],
    ["report"], ["export", "json"], ["check"], ["config"],
]  # fmt: skip


@pytest.mark.slow
def test_each_command_makes_one_commit_that_is_on_the_branch(desk: DeskInFiles) -> None:
    for command in every_command(desk):
        before = desk.git("rev-parse", "HEAD").strip()
        desk.call(*command)
        assert desk.git("log", "-1", "--format=%P").strip() == before, command
        assert desk.git("log", "-1", "--format=%an <%ae> %cn <%ce>").strip() == f"{ANA} {ANA}"
        assert desk.git("status", "--porcelain") == "", command
        assert "\nTicket: " in desk.git("log", "-1", "--format=%B"), command
    desk.git("fsck", "--strict")


def test_many_tickets_are_one_commit(desk: DeskInFiles) -> None:
    idents = [desk.open(f"Ticket {number}") for number in range(5)]
    before = desk.git("rev-parse", "HEAD")
    desk.call("status", *idents, "closed")
    assert desk.git("rev-parse", "HEAD~1") == before
    assert desk.git("log", "-1", "--format=%s") == "5 tickets: closed\n"
    trailers = desk.git("log", "-1", "--format=%(trailers:key=Ticket,valueonly)").split()
    assert sorted(trailers) == sorted(idents)


def test_nothing_at_all_is_written_if_one_id_is_wrong(desk: DeskInFiles) -> None:
    idents = [desk.open(f"Ticket {number}") for number in range(3)]
    before = desk.git("rev-parse", "HEAD")
    desk.call("status", *idents, "zzzzzz", "closed", code=3)
    assert desk.git("rev-parse", "HEAD") == before
    assert desk.git("status", "--porcelain") == ""


def test_no_change_is_no_commit(desk: DeskInFiles) -> None:
    ident = desk.open("One", "-a", "ana@example.org", "-l", "ci")
    before = desk.git("rev-parse", "HEAD")
    for command in (
        ["assign", ident, "--me"],
        ["edit", ident, "--add", "labels=ci"],
        ["status", ident, "open"],
        ["unwatch", ident],
    ):
        assert desk.call(*command).stderr
    assert desk.git("rev-parse", "HEAD") == before


def test_author_and_committer_are_those_of_git(desk: DeskInFiles) -> None:
    desk.with_environ(
        GIT_AUTHOR_NAME=BOB.name, GIT_AUTHOR_EMAIL=BOB.mail, GIT_COMMITTER_EMAIL="bot@example.org"
    ).open("One")
    said = desk.git("log", "-1", "--format=%an <%ae> %cn <%ce>").strip()
    assert said == f"{BOB} {ANA.name} <bot@example.org>"


@pytest.mark.parametrize("missing", ["user.name", "user.email"])
def test_without_identity_nothing_is_written(desk: DeskInFiles, missing: str) -> None:
    ident = desk.open("One")
    given = "user.email" if missing == "user.name" else "user.name"
    home = desk.root.parent / "nobody"
    home.write_text("")
    nobody = desk.with_environ(GIT_CONFIG_GLOBAL=str(home))
    nobody.git("config", "--global", given, "given")
    for command in (["open", "Two"], ["comment", ident, "x"], ["close", ident], ["undo"]):
        failed = nobody.call(*command, code=1)
        assert "git config --global user.name" in failed.stderr
    assert desk.git("log", "-1", "--format=%s") == f"{ident}: One\n"
    assert desk.git("status", "--porcelain") == ""


def test_identity_from_the_environment_is_enough(desk: DeskInFiles) -> None:
    nobody = desk.with_environ(GIT_CONFIG_GLOBAL="/dev/null").as_(BOB)
    nobody.open("One")
    assert desk.git("log", "-1", "--format=%an") == "Bob Reis\n"


def test_mail_from_the_environment_is_enough(desk: DeskInFiles) -> None:
    """git takes EMAIL where user.email isn't set."""
    home = desk.root.parent / "half"
    home.write_text("[user]\n\tname = Half\n")
    desk.with_environ(GIT_CONFIG_GLOBAL=str(home), EMAIL="half@example.org").open("One")
    assert desk.git("log", "-1", "--format=%ae") == "half@example.org\n"


@pytest.fixture
def signing(desk: DeskInFiles) -> DeskInFiles:
    """A desk whose user signs commits with an ssh key."""
    key = desk.root.parent / "key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no ssh-keygen")
    signers = desk.root.parent / "signers"
    signers.write_text(f"{ANA.mail} {key.with_suffix('.pub').read_text()}")
    for name, value in (
        ("commit.gpgsign", "true"),
        ("gpg.format", "ssh"),
        ("user.signingkey", str(key)),
        ("gpg.ssh.allowedSignersFile", str(signers)),
    ):
        desk.git("config", name, value)
    return desk


def test_commits_are_signed_where_the_user_signs(signing: DeskInFiles) -> None:
    ident = signing.open("Signed")
    signing.call("comment", ident, "Signed, too")
    for commit in ("HEAD", "HEAD~1"):
        signing.git("verify-commit", commit)
    assert (
        signing.git("log", "-1", "--format=%s|%an|%at|%ct")
        .strip()
        .endswith(f"{ident}: comment|Ana Lima|1795338000|1795338000")
    )
    assert signing.git("for-each-ref", "refs/tix") == ""
    assert signing.git("status", "--porcelain") == ""
    with pytest.raises(subprocess.CalledProcessError):
        signing.git("verify-commit", "HEAD~2")
    signing.git("config", "log.showSignature", "true")
    assert "signature" not in signing.call("log").stdout
    assert "signature" in signing.git("log")


def test_where_signing_fails_nothing_is_written(signing: DeskInFiles) -> None:
    before = signing.git("rev-parse", "HEAD")
    (signing.root.parent / "key").unlink()
    assert "nothing was changed" in signing.call("open", "Not signed", code=1).stderr
    assert signing.git("rev-parse", "HEAD") == before
    assert signing.git("status", "--porcelain", "-uall") == ""
    assert signing.git("for-each-ref", "refs/tix") == ""


# -- 4: nothing but what was meant ------------------------------------------------------------


def _changes(code: Repository) -> None:
    code.write("src/main.c", "staged\n")
    code.write("new.c", "staged\n")
    code.git("add", ".")
    code.write("src/main.c", "not staged\n")
    code.write("untracked.c", "untracked\n")


def _conflict(code: Repository, *command: str) -> None:
    """Stop in the middle of a command because of a conflict in ``src/main.c``."""
    (root,) = code.git("rev-list", "--max-parents=0", "HEAD").split()
    code.git("checkout", "--quiet", "-b", "other", root)
    code.write("src/main.c", "theirs\n")
    code.commit("Theirs")
    code.git("checkout", "--quiet", "main")
    with pytest.raises(subprocess.CalledProcessError):
        code.git(*command)
    code.write("half.c", "half resolved\n")
    code.git("add", "half.c")


def _merge(code: Repository) -> None:
    _conflict(code, "merge", "other")
    assert (code.root / ".git" / "MERGE_HEAD").exists()


def _rebase(code: Repository) -> None:
    _conflict(code, "rebase", "other")
    assert (code.root / ".git" / "rebase-merge").exists()


def _cherry_pick(code: Repository) -> None:
    _conflict(code, "cherry-pick", "other")
    assert (code.root / ".git" / "CHERRY_PICK_HEAD").exists()


def _detached(code: Repository) -> None:
    code.git("checkout", "--quiet", "--detach", "HEAD~1")


def _unborn(code: Repository) -> None:
    code.git("checkout", "--quiet", "--orphan", "unborn")


def _locked(code: Repository) -> None:
    (code.root / ".git" / "index.lock").touch()


STATES: list[Prepare] = [
    _changes, _merge, _rebase, _cherry_pick, _detached, _unborn, _locked,
]  # fmt: skip


@pytest.mark.parametrize(
    "prepare",
    [*STATES[:3], *(pytest.param(state, marks=pytest.mark.long) for state in STATES[3:])],
)
def test_beside_code_nothing_of_the_code_is_touched(beside: Repository, prepare: Prepare) -> None:
    prepare(beside)
    before = look(beside)
    for command in [*every_command(beside), *READING]:
        code = None if command in READING else 0
        beside.call(*command, code=code)
        assert look(beside) == before, command
    assert beside.git("-C", ".tix", "status", "--porcelain") == ""
    shutil.rmtree(beside.root / ".tix")
    beside.call("list")
    assert look(beside) == before


@pytest.fixture
def within(code: Repository) -> Repository:
    """A repository with code and a desk among it."""
    code.call("init", "--in-tree")
    return code


@pytest.mark.slow
def test_among_code_what_is_staged_stays_staged(within: Repository) -> None:
    _changes(within)
    staged = within.git("diff", "--cached")
    unstaged = within.git("diff")
    for command in [*every_command(within), *READING]:
        within.call(*command, code=None if command in READING else 0)
        assert within.git("diff", "--cached") == staged, command
        assert within.git("diff") == unstaged, command
        changed = within.git("diff", "--name-only", "HEAD~1", "HEAD").split()
        assert all(name.startswith(("tickets/", "attachments/")) for name in changed), command
    within.git("commit", "--quiet", "-m", "What was staged")
    assert set(within.git("diff", "--name-only", "HEAD~1", "HEAD").split()) == {
        "new.c",
        "src/main.c",
    }


def test_reading_writes_nothing_into_the_repository(within: Repository) -> None:
    ident = within.open("One")
    os.utime(within.file_of(ident), (1_000_000_000, 1_000_000_000))  # git would note the new time
    index = (within.root / ".git" / "index").read_bytes()
    for command in READING:
        within.call(*command, code=None)
    assert (within.root / ".git" / "index").read_bytes() == index


@pytest.mark.parametrize("prepare", [_merge, _cherry_pick])
def test_among_code_a_merge_can_be_finished(within: Repository, prepare: Prepare) -> None:
    prepare(within)
    ident = within.open("While merging")
    within.call("comment", ident, "A comment")
    within.write("src/main.c", "resolved\n")
    within.git("add", "src/main.c")
    within.git("-c", "core.editor=true", "commit", "--quiet", "--no-edit")
    assert "A comment" in within.git("show", f"HEAD:{_path(within, ident)}")
    assert within.git("show", "HEAD:src/main.c") == "resolved\n"
    assert within.git("status", "--porcelain") == ""


def _path(desk: Repository, ident: str) -> str:
    return desk.file_of(ident).relative_to(desk.root).as_posix()


def _in_conflict(desk: DeskInFiles, *command: str) -> str:
    """Stop the desk's own branch in a conflict about a ticket; the id of another one.

    tix would merge the two versions, so git is told to do it by itself.
    """
    desk.git("config", "merge.tix.driver", "git merge-file -L ours -L base -L theirs %A %O %B")
    one, two = desk.open("One"), desk.open("Two")
    branch = desk.git("symbolic-ref", "--short", "HEAD").strip()
    desk.git("checkout", "--quiet", "-b", "theirs")
    edit(desk, one, "One", "Theirs")
    desk.commit("Theirs")
    desk.git("checkout", "--quiet", branch)
    edit(desk, one, "One", "Ours")
    desk.commit("Ours")
    with pytest.raises(subprocess.CalledProcessError):
        desk.git(*command, "theirs")
    return two


def test_while_the_desk_is_rebased_nothing_is_written(desk: DeskInFiles) -> None:
    two = _in_conflict(desk, "rebase")
    status = desk.git("status", "--porcelain", "-uall")
    for command in (["open", "Three"], ["comment", two, "x"], ["close", two], ["undo"]):
        assert "being rebased" in desk.call(*command, code=4).stderr
    assert desk.git("status", "--porcelain", "-uall") == status
    desk.git("rebase", "--abort")
    desk.call("comment", two, "x")


def test_while_the_desk_beside_is_rebased_nothing_is_written(beside: Repository) -> None:
    two = _in_conflict(DeskInFiles(beside.root / ".tix", beside.environ), "rebase")
    before = beside.git("rev-parse", "refs/heads/tix")
    assert "being rebased" in beside.call("comment", two, "x", code=4).stderr
    assert beside.git("rev-parse", "refs/heads/tix") == before


def test_while_the_desk_is_merged_writes_work_and_stay(desk: DeskInFiles) -> None:
    two = _in_conflict(desk, "merge")
    desk.call("comment", two, "While merging")
    three = desk.open("Three")
    one = next(path for path in desk.root.glob("tickets/*/*/*.md") if "<<<<" in path.read_text())
    text = one.read_text()
    one.write_text(text[: text.index("<<<<")] + "title: Both\n" + text.split("theirs\n", 1)[1])
    desk.git("add", ".")
    desk.git("-c", "core.editor=true", "commit", "--quiet", "--no-edit")
    assert desk.git("log", "-1", "--format=%P").count(" ") == 1
    assert "While merging" in desk.call("show", two).stdout
    assert "Three" in desk.call("show", three).stdout
    assert "Both" in desk.call("show", one.stem).stdout
    assert desk.git("status", "--porcelain") == ""


def test_aborting_a_merge_keeps_what_was_written_meanwhile(desk: DeskInFiles) -> None:
    two = _in_conflict(desk, "merge")
    desk.call("comment", two, "While merging")
    desk.git("merge", "--abort")
    assert "While merging" in desk.call("show", two).stdout


HOOKS = [
    "pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "reference-transaction",
    "post-index-change", "pre-push", "post-checkout", "post-merge", "post-rewrite",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("where", ["hooks", "core.hooksPath"])
def test_hooks_of_the_user_never_run(code: Repository, where: str, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    folder = code.root / ".git" / "hooks"
    if where == "core.hooksPath":
        folder = tmp_path / "my-hooks"
        code.git("config", "core.hooksPath", str(folder))
    folder.mkdir(exist_ok=True)
    for name in HOOKS:
        (folder / name).write_text(f"#!/bin/sh\necho {name} >> '{ran}'\nexit 1\n")
        (folder / name).chmod(0o755)
    code.call("init")
    for command in [*every_command(code), *READING]:
        code.call(*command, code=None if command in READING else 0)
    assert not ran.exists(), ran.read_text()
    with pytest.raises(subprocess.CalledProcessError):
        code.git("commit", "--allow-empty", "-m", "hooks do work")
    assert ran.exists()


# -- 8: broken tickets ------------------------------------------------------------------------


def test_broken_ticket_is_named_and_left_as_it_is(desk: DeskInFiles) -> None:
    good, bad = desk.open("Good"), desk.open("Bad")
    edit(desk, bad, "title: Bad", "<<<<<<< ours")
    text = desk.file_of(bad).read_bytes()
    listed = desk.call("list")
    assert good in listed.stdout and _path(desk, bad) in listed.stderr
    for command in (["show", bad], ["comment", bad, "x"], ["close", good, bad]):
        assert _path(desk, bad) in desk.call(*command, code=4).stderr
    desk.call("comment", good, "Works")
    assert desk.file_of(bad).read_bytes() == text
    assert desk.git("status", "--porcelain").split() == ["M", _path(desk, bad)]
