"""A push into the branch that a desk has checked out: the files follow, nothing is taken back."""

import signal
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.killing import killed_at


@pytest.fixture
def there(desk: DeskInFiles, tmp_path: Path) -> DeskInFiles:
    """A clone that pushes into the desk, which has two tickets."""
    for title in ("One", "Two"):
        desk.open(title, "-b", "text")
    desk.write("templates/bug.md", "Steps:\n")
    desk.commit("A template")
    desk.git("config", "receive.denyCurrentBranch", "ignore")
    desk.git("clone", "--quiet", str(desk.root), str(tmp_path / "there"))
    return DeskInFiles(tmp_path / "there", desk.environ)


def _push(there: DeskInFiles, text: str = "From there") -> str:
    """A comment on every ticket, a new ticket and a changed template, pushed; the new one's id."""
    there.git("pull", "--quiet", "--rebase")
    for ident in there.call("list", "--ids").lines:
        there.call("comment", ident, text)
    new = there.open(f"New {text}")
    there.write("templates/bug.md", f"Steps: {text}\n")
    there.commit("Template")
    there.git("push", "--quiet", "origin", "HEAD")
    return new


@pytest.mark.slow
@pytest.mark.parametrize("command", ["list", "open Other", "comment ONE x", "archive ONE"])
def test_files_follow_with_the_next_command(
    desk: DeskInFiles, there: DeskInFiles, command: str
) -> None:
    one = desk.call("list", "--ids").lines[-1]
    new = [_push(there, f"Push {number}") for number in range(2)]
    if command.startswith("archive"):
        there.call("close", one)
        there.git("push", "--quiet", "origin", "HEAD")
    pushed = there.git("rev-parse", "HEAD").strip()
    desk.call(*command.replace("ONE", one).split())
    assert desk.git("status", "--porcelain", "-uall") == ""
    desk.git("merge-base", "--is-ancestor", pushed, "HEAD")
    text = desk.git("grep", "--cached", "-h", "Push", "--", ".")
    assert text.count("\nPush 0") + text.startswith("Push 0") == 2
    assert (desk.root / "templates/bug.md").read_text() == "Steps: Push 1\n"
    assert set(new) <= set(desk.call("list", "--all", "--ids").lines)


def test_edits_stay_edits(desk: DeskInFiles, there: DeskInFiles) -> None:
    one, two = desk.call("list", "--ids").lines
    _push(there)
    for ident in (one, two):
        file = desk.file_of(ident)
        file.write_text(file.read_text().replace("\ntext\n", "\ntext by hand\n"))
    desk.git("add", str(desk.file_of(two)))
    desk.call("list")
    for ident in (one, two):
        now = desk.file_of(ident).read_text()
        assert "text by hand" in now and "From there" in now
    changed = desk.git("diff", "HEAD", "--numstat", "--", "tickets").splitlines()
    assert [line.split()[:2] for line in changed] == [["1", "1"], ["1", "1"]]


@pytest.mark.slow
def test_what_is_in_the_way_is_named_and_nothing_is_taken_back(
    desk: DeskInFiles, there: DeskInFiles
) -> None:
    one = desk.call("list", "--ids").lines[0]
    _push(there)
    desk.write("templates/bug.md", "Steps by hand:\n")
    head = desk.git("rev-parse", "HEAD")
    assert "pushed into this branch" in desk.call("comment", one, "x", code=4).stderr
    assert desk.git("rev-parse", "HEAD") == head
    assert (desk.root / "templates/bug.md").read_text() == "Steps by hand:\n"
    desk.git("checkout", "--quiet", "HEAD", "templates/bug.md")
    desk.call("comment", one, "x")
    assert desk.git("status", "--porcelain", "-uall") == ""
    assert "From there" in desk.file_of(one).read_text()


def test_what_is_checked_out_from_an_older_commit_on_purpose_stays(
    desk: DeskInFiles, there: DeskInFiles
) -> None:
    one = desk.call("list", "--ids").lines[0]
    desk.call("comment", one, "Mine")
    desk.git("checkout", "--quiet", "HEAD~1", "--", "tickets")
    desk.call("list")
    assert "Mine" not in desk.file_of(one).read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        ("tix.storage.store.checkout_files", "Takeover", "_move_aside", 2, "after"),
        ("tix.storage.store.checkout_files", "Takeover", "apply", 1, "after"),
        ("tix.storage.store.checkout", "_CheckOut", "_run", 2, "after"),
        ("tix.storage.store.checkout", "_CheckOut", "_take_in", 1, "after"),
    ],
)
def test_killed_while_it_follows(
    desk: DeskInFiles, there: DeskInFiles, place: tuple[object, ...]
) -> None:
    one = desk.call("list", "--ids").lines[0]
    new = _push(there)
    file = desk.file_of(one)
    file.write_text(file.read_text().replace("\ntext\n", "\ntext by hand\n"))
    assert killed_at(desk, *place, "list") == -signal.SIGKILL
    desk.call("list")
    now = desk.file_of(one).read_text()
    assert "text by hand" in now and now.count("From there") == 1
    assert desk.git("status", "--porcelain", "-uall").split() == [
        "M",
        str(file.relative_to(desk.root)),
    ]
    assert new in desk.call("list", "--ids").lines
