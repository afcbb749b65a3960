"""What git prints about odd names and states is read as it is: one reader for each thing."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tix.storage.git import blob_groups
from tix.storage.git.diff import changed_by, changed_entries, raw_entries, raw_names
from tix.storage.git.entry import Entry
from tix.storage.git.index_entries import (
    ask_odd_entries,
    index_entries,
    index_paths,
    matching_paths,
    odd_entries,
    unmerged_entries,
)
from tix.storage.git.log_records import log_records, record_format
from tix.storage.git.objects import answered, batch, blob_name, check, header_in
from tix.storage.git.process import Git
from tix.storage.git.status_entries import StatusEntry, entries_in, head_in, status_entries
from tix.storage.git.tree_entries import top_tree_entries, tree_entries, tree_paths
from tix.storage.git.worktrees import Worktree, worktrees

ODD = "tickets/a\nb missing"
"""A name that looks like the end of one of git's own lines."""
RAW = os.fsdecode(b"tickets/\xff \tq")
WHO = ("-c", "user.name=Jo", "-c", "user.email=jo@x.org")


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository with two commits; the second one's subject looks like a change."""
    git = Git(tmp_path / "code")
    git.folder.mkdir()
    git.run("init", "--quiet", "--initial-branch=main")
    (git.folder / "tickets").mkdir()
    write(git, ODD, "odd\n")
    write(git, "top", "old\n")
    save(git, "one")
    write(git, RAW, "raw\n")
    (git.folder / "link").symlink_to("top")
    write(git, "top", "new\n")
    save(git, ":100644 100644 two")
    return git


def write(git: Git, path: str, text: str) -> None:
    (git.folder / path).write_text(text)


def save(git: Git, subject: str) -> None:
    git.run("add", "--all")
    git.run(*WHO, "commit", "--quiet", f"--message={subject}")


def blob(text: str) -> str:
    return blob_name(text.encode(), 40)


def test_status_tells_each_state(git: Git) -> None:
    write(git, ".gitignore", "*.tmp\n")
    write(git, "a.tmp", "")
    write(git, ODD, "changed\n")
    git.run("add", ".gitignore")
    found = {entry.path: entry for entry in status_entries(git, "--ignored")}
    assert found == {
        ".gitignore": StatusEntry(".gitignore", is_new=True),
        "a.tmp": StatusEntry("a.tmp", is_ignored=True),
        ODD: StatusEntry(ODD),
    }


def test_status_tells_what_a_merge_left(git: Git) -> None:
    git.run("branch", "side")
    write(git, "top", "ours\n")
    save(git, "ours")
    git.run("switch", "--quiet", "side")
    write(git, "top", "theirs\n")
    save(git, "theirs")
    git.run(*WHO, "merge", "main", codes=(1,))
    assert status_entries(git) == [StatusEntry("top", is_unmerged=True)]
    stages = [(each.stage, each.entry.name) for each in unmerged_entries(git)]
    assert stages == [(1, blob("new\n")), (2, blob("theirs\n")), (3, blob("ours\n"))]
    assert [each.stage for each in index_entries(git, "top")] == [1, 2, 3]


def test_status_tells_head(git: Git, tmp_path: Path) -> None:
    branch = ("status", "--porcelain=v2", "--branch", "-z")
    assert head_in(git.run(*branch)) == git.line("rev-parse", "HEAD")
    git.run("init", "--quiet", str(tmp_path / "new"))
    output = Git(tmp_path / "new").run(*branch)
    assert (head_in(output), list(entries_in(output))) == ("", [])


def test_trees_are_listed(git: Git) -> None:
    found = dict(tree_entries(git, "HEAD"))
    assert found[ODD] == Entry("100644", blob("odd\n"))
    assert found["link"].is_link and not found["link"].is_plain
    below = Git(git.folder / "tickets")
    names = [ODD.removeprefix("tickets/"), RAW.removeprefix("tickets/")]
    assert sorted(tree_paths(below, "HEAD")) == sorted(names)
    assert dict(top_tree_entries(below, "HEAD")) == found
    assert [path for path, _ in top_tree_entries(git, "HEAD", only={RAW})] == [RAW]


def test_the_index_is_listed(git: Git) -> None:
    assert {each.path: each.entry for each in index_entries(git)} == dict(tree_entries(git, "HEAD"))
    assert index_paths(git, "tickets") == sorted([ODD, RAW], key=os.fsencode)
    write(git, "tickets/new", "")
    assert matching_paths(git, "*/n?w", untracked=True) == ["tickets/new"]
    assert matching_paths(git, "*/n?w") == []


def test_odd_entries_are_those_at_which_git_does_not_look(git: Git) -> None:
    git.run("update-index", "--skip-worktree", ODD)
    git.run("update-index", "--assume-unchanged", RAW)
    found = {each.path: each for each in odd_entries(git, ask_odd_entries(git))}
    assert {*found} == {ODD, RAW, "link"}
    assert [found[ODD].is_left_out, found[RAW].is_left_out] == [True, False]
    assert [found[path].is_unwatched for path in (ODD, RAW, "link")] == [True, True, False]


def test_changes_between_commits_and_by_one(git: Git) -> None:
    old, new = Entry("100644", blob("old\n")), Entry("100644", blob("new\n"))
    raw = Entry("100644", blob("raw\n"))
    changes = changed_entries(git, "HEAD^", "HEAD")
    assert (changes["top"], changes[RAW]) == ((old, new), (None, raw))
    assert {*changed_entries(git, "HEAD^", "HEAD", "tickets")} == {RAW}
    assert changed_by(git, "HEAD") == (":100644 100644 two\n", changes)
    said, first = changed_by(Git(git.folder / "tickets"), "HEAD^")
    assert (said, {*first}) == ("one\n", {ODD.removeprefix("tickets/")})


def test_raw_description_of_a_merge() -> None:
    zeros = b"0" * 40
    meta = b"::100644 000000 100644 " + b" ".join([b"a" * 40, zeros, b"b" * 40, b"MA"])
    assert raw_names(meta) == [b"a" * 40, zeros, b"b" * 40]
    assert raw_entries(meta) == [
        Entry("100644", "a" * 40), None, Entry("100644", "b" * 40),
    ]  # fmt: skip


def test_log_records(git: Git) -> None:
    output = git.run("log", "-z", "--raw", "--no-abbrev", record_format("%s", "%ae"))
    tokens: Iterator[bytes] = iter(output.split(b"\0"))
    found = list(log_records(tokens, 2, lambda _, path: os.fsdecode(path) if path else None))
    assert [fields for fields, _ in found] == [
        [b":100644 100644 two", b"jo@x.org"], [b"one", b"jo@x.org"],
    ]  # fmt: skip
    assert {*found[0][1]} == {"link", "top", RAW} and {*found[1][1]} == {ODD, "top"}


def test_objects_that_are_there_and_those_that_are_not(git: Git) -> None:
    names = [b"HEAD:top", os.fsencode(f"HEAD:{ODD}"), b"HEAD:a\nb missing", b"HEAD:tickets", b"no"]
    found = check(git, names, "%(objectname) %(objecttype)")
    new, odd = blob("new\n"), blob("odd\n")
    assert found[:3] == [f"{new} blob".encode(), f"{odd} blob".encode(), None]
    assert (found[3] or b"").endswith(b" tree") and found[4] is None
    assert dict(batch(git, [new, "0" * 40])) == {new: (b"blob", b"new\n"), "0" * 40: None}
    assert header_in(b"a b 12 missing\n") is None


def test_working_trees(git: Git, tmp_path: Path) -> None:
    other = tmp_path / "with blanks"
    git.run("worktree", "add", "--quiet", "-b", "a/side", str(other))
    git.run("checkout", "--quiet", "--detach")
    assert worktrees(git) == [Worktree(git.folder, ""), Worktree(other, "a/side")]


def test_an_answer_that_was_cut_is_none(git: Git) -> None:
    names = [b"HEAD:top", b"HEAD:none", b"HEAD"]
    output = git.run("cat-file", "--batch", stdin=b"\n".join(names) + b"\n")
    assert [found and found[1] for found in answered(output, names)] == [b"blob", None, b"commit"]
    for length in range(len(output)):
        with pytest.raises(ValueError, match=r"."):
            list(answered(output[:length], names))


@pytest.mark.parametrize("space", [4096, 1 << 16])
def test_groups_of_blobs_fit_into_the_pipe(
    git: Git, space: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of them, unread by a git that waits until somebody reads what it prints."""
    large = "x" * 2**17
    write(git, "large", large)
    save(git, "large")
    monkeypatch.setattr(blob_groups, "capacity", lambda _: space)
    names = [bytes.fromhex(blob(text)) for text in (large, "new\n")]
    with contextlib.closing(blob_groups.Blobs(git, most=4)) as blobs:
        assert 2 * blobs.group * len(f"contents {names[0].hex()}\n") <= space
        for _ in range(2):
            blobs.ask([names[0]] * blobs.group)
        for _ in range(2):
            assert {*blobs.answers(blobs.group)} == {b"xxxx"}
        assert [*blobs.read([names[1]] * 900)] == [b"new\n"] * 900
