"""Taking back: every command, again and again, and nothing that others did since."""

import json
from pathlib import Path

import pytest

from tests.conftest import BOB, DeskInFiles


def files(desk: DeskInFiles) -> dict[str, bytes]:
    return {
        str(path.relative_to(desk.root)): path.read_bytes()
        for path in desk.root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(desk.root).parts
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to attach."""
    (tmp_path / "log.txt").write_text("log\n")
    return tmp_path / "log.txt"


COMMANDS = [
    "open New", "open New --attach FILE", "assign A ana@example.org", "comment A text",
    "comment A text --attach FILE", "watch A", "edit A --set priority=high --due 2027-01-01",
    "edit A -b other", "edit A --title Other", "edit A --new-field --set room=B1",
    "link A blocks B", "attach A FILE", "status A pending", "close A -m Done --resolution fixed",
    "close A,B", "redact A password", "delete --yes A", "delete --yes A B",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_undo_brings_back_every_byte(desk: DeskInFiles, file: Path, command: str) -> None:
    a = desk.open("A", "-b", "my password", "--attach", str(file.parent / "home/.gitconfig"))
    b = desk.open("B")
    desk.file_of(a).write_text(desk.file_of(a).read_text().replace("title: A", "title: A  # note"))
    desk.commit("By hand")
    before, commits = files(desk), int(desk.git("rev-list", "--count", "HEAD"))
    meant = {"A": a, "B": b, "A,B": f"{a},{b}", "FILE": str(file)}
    desk.call(*(meant.get(word, word) for word in command.split()))
    assert files(desk) != before
    yes = ["--yes"] if command.startswith("redact") else []
    assert "took back: " in desk.call("undo", *yes).stderr
    assert files(desk) == before
    assert int(desk.git("rev-list", "--count", "HEAD")) == commits + 2
    assert desk.git("status", "--porcelain", "-uall") == ""


def test_again_takes_back_the_one_before(desk: DeskInFiles) -> None:
    ident = desk.open("A")
    states = [files(desk)]
    for text in ("one", "two", "three"):
        desk.call("comment", ident, text)
        states.append(files(desk))
    for state in reversed(states[:-1]):
        desk.call("undo")
        assert files(desk) == state
    desk.call("undo")
    assert desk.call("list").stdout == ""
    assert "nothing of yours" in desk.call("undo", code=1).stderr


def test_what_others_did_since_stays(desk: DeskInFiles) -> None:
    ident = desk.open("A", "-l", "old")
    desk.call("edit", ident, "--set", "priority=high", "--add", "labels=mine", "--title", "Mine")
    bob = desk.as_(BOB)
    bob.call("edit", ident, "--title", "Bob's", "--add", "labels=bobs")
    bob.call("comment", ident, "Bob's word")
    said = desk.call("undo").stderr
    shown = desk.call("show", ident, "--raw").stdout
    assert "title: Bob's" in shown and "Bob's word" in shown
    assert "bobs" in shown and "mine" not in shown and "priority: high" not in shown
    assert "left as it is" in said and "title" in said


def test_comment_goes_though_another_came_since(desk: DeskInFiles) -> None:
    ident = desk.open("A")
    desk.call("comment", ident, "Mine")
    desk.as_(BOB).call("comment", ident, "Bob's")
    desk.call("undo")
    shown = desk.call("show", ident, "--raw").stdout
    assert "Mine" not in shown and "Bob's" in shown


def test_hand_edit_since_stays(desk: DeskInFiles) -> None:
    ident = desk.open("A", "-b", "text")
    desk.call("close", ident)
    file = desk.file_of(ident)
    file.write_text(file.read_text().replace("\ntext\n", "\ntext by hand\n"))
    desk.call("undo")
    shown = desk.call("show", ident, "--raw").stdout
    assert "text by hand" in shown and "status: open" in shown


def test_ticket_that_was_deleted_and_changed_is_not_brought_back_twice(desk: DeskInFiles) -> None:
    ident = desk.open("A")
    desk.call("comment", ident, "text")
    desk.as_(BOB).call("delete", "--yes", ident)
    said = desk.call("undo").stderr
    assert "left as it is" in said
    assert desk.call("list").stdout == ""


def test_each_person_takes_back_their_own(desk: DeskInFiles) -> None:
    ident = desk.open("A")
    others = desk.as_(BOB).open("B")
    assert f"took back: {ident}: A" in desk.call("undo").stderr
    assert "nothing of yours" in desk.call("undo", code=1).stderr
    assert desk.call("list", "--ids").lines == [others]


def test_ticket_with_somebody_elses_comment_is_not_unopened(desk: DeskInFiles) -> None:
    ident = desk.open("A")
    desk.as_(BOB).call("comment", ident, "Bob's")
    assert "left as it is" in desk.call("undo").stderr
    assert "Bob's" in desk.call("show", ident).stdout


def test_making_the_desk_is_not_taken_back(desk: DeskInFiles) -> None:
    assert "nothing of yours" in desk.call("undo", code=1).stderr
    assert (desk.root / "tix.yaml").exists()


def test_record_that_stays_keeps_the_attributes_of_its_folder(desk: DeskInFiles) -> None:
    attributes = desk.root / "customers/.gitattributes"
    desk.call("customer", "add", "Acme")
    (desk.root / "customers/other.md").write_text("---\nname: Other\n---\n")
    desk.git("add", ".")
    desk.git("commit", "--quiet", "-m", "Another")
    assert "took back" in desk.call("undo").stderr
    assert attributes.exists()
    assert not attributes.with_name("acme.md").exists()
    desk.call("customer", "remove", "other", "--yes")
    desk.call("kb", "add", "How to")
    file = desk.root / "kb/how-to.md"
    file.write_text("---\ntitle: By hand\n---\n")
    said = desk.call("undo").stderr
    assert "nothing of it is left to take back" in said
    assert file.with_name(".gitattributes").exists()


def test_other_clone_has_nothing_to_take_back(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.open("A")
    desk.git("clone", "--quiet", str(desk.root), str(tmp_path / "other"))
    other = DeskInFiles(tmp_path / "other", desk.environ)
    assert "nothing of yours" in other.call("undo", code=1).stderr


def test_commit_that_is_no_longer_there_is_not_taken_back(desk: DeskInFiles) -> None:
    one = desk.open("One")
    desk.open("Two")
    desk.git("reset", "--hard", "--quiet", "HEAD~1")
    assert f"took back: {one}: One" in desk.call("undo").stderr


def test_two_desks_in_one_repository_do_not_mix(code: DeskInFiles) -> None:
    for name in ("a", "b"):
        code.call("init", "--in-tree", name)
    a = DeskInFiles(code.root / "a", code.environ)
    b = DeskInFiles(code.root / "b", code.environ)
    one = a.open("In a")
    b.open("In b")
    assert f"{one}: In a" in a.call("undo").stderr
    assert b.call("list").stdout != ""


def test_undo_says_in_its_commit_what_it_undid(desk: DeskInFiles) -> None:
    ident = desk.open("A")
    undone = desk.git("rev-parse", "HEAD").strip()
    desk.call("undo")
    message = desk.git("log", "-1", "--format=%B")
    assert message.splitlines()[0] == f"undo: {ident}: A"
    assert f"Ticket: {ident}\nUndoes: {undone}\n" in message


@pytest.mark.parametrize("command", ["comment A x", "attach A FILE", "close A,B", "delete --yes A"])
def test_hand_edit_before_the_command_stays(desk: DeskInFiles, file: Path, command: str) -> None:
    """It rode along with the command; taken back is what the command did, and only that."""
    ident, other = desk.open("A", "-b", "text"), desk.open("B")
    path = desk.file_of(ident)
    path.write_text(path.read_text().replace("\ntext\n", "\ntext by hand\n"))
    before = files(desk)
    meant = {"A": ident, "A,B": f"{ident},{other}", "FILE": str(file)}
    desk.call(*(meant.get(word, word) for word in command.split()))
    desk.call("undo")
    assert files(desk) == before
    assert desk.git("status", "--porcelain", "-uall") == ""


def test_hand_edit_that_goes_with_a_redaction_is_told(desk: DeskInFiles) -> None:
    ident = desk.open("A", "-b", "a secret text")
    path = desk.file_of(ident)
    path.write_text(path.read_text().replace("text", "text by hand"))
    desk.call("redact", ident, "secret")
    said = desk.call("undo", "--yes").stderr
    assert f"edits by hand to {ident}, committed together" in said
    assert "by hand" not in path.read_text()


def test_hand_edit_is_a_commit_of_its_own(desk: DeskInFiles) -> None:
    ident = desk.open("A", "-b", "text")
    path = desk.file_of(ident)
    path.write_text(path.read_text().replace("\ntext\n", "\ntext by hand\n"))
    said = desk.call("comment", ident, "x").stderr
    assert f"edits made by hand to {ident}" in said
    subjects = desk.git("log", "-2", "--format=%s").splitlines()
    assert subjects == [f"{ident}: comment", f"{ident}: edit by hand"]


def test_what_each_undo_would_take_back_is_listed(desk: DeskInFiles) -> None:
    a, b = desk.open("A"), desk.open("B")
    desk.as_(BOB).call("comment", a, "Bob's")
    desk.at("2026-11-22T10:00:00Z").call("close", a, b)
    rows = [row[1:] for row in desk.call("undo", "--list").rows]
    assert rows == [
        ["2026-11-22T10:00:00Z", "2 tickets: closed", f"{a},{b}"],
        ["2026-11-22T09:00:00Z", f"{b}: B", b],
        ["2026-11-22T09:00:00Z", f"{a}: A", a],
    ]
    shown = desk.at("2026-11-22T12:00:00Z").tty("undo", "--list").stdout
    assert shown.splitlines()[0] == f"2 hours ago  2 tickets: closed ({a}, {b})"
    told = json.loads(desk.call("undo", "--list", "--json").stdout)
    assert told[0]["tickets"] == [a, b] and told[0]["subject"] == "2 tickets: closed"
    for row in rows:
        assert row[1] in desk.call("undo").stderr
    assert "nothing of yours" in desk.call("undo", "--list").stderr
    assert desk.call("undo", "--list", "--json").stdout == "[]\n"
