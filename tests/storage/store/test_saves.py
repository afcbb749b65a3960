"""What an editor saves while a command writes the same ticket: it is never lost."""

import contextlib
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tests.editors import assert_every_save_is_somewhere, editor
from tests.killing import killed_at
from tix.model.ticket.document import load
from tix.storage.replacing import swap
from tix.storage.store import checkout_files
from tix.storage.store.checkout_files import Change, Takeover
from tix.storage.store.file_exchange import Replacement, SavedMeanwhileError, resume
from tix.storage.store.record_files import FiledRecord, RecordFiles


@pytest.mark.parametrize("way", ["in place", "by rename"])
def test_no_text_that_an_editor_saves_while_commands_write_is_lost(
    desk: DeskInFiles, way: str
) -> None:
    ident = desk.open("Edited", "-b", "Begin")
    with editor(desk, ident, way) as saved:
        for number in range(12):
            desk.call("comment", ident, f"Meanwhile {number}", code=None)  # half a file is broken
    assert saved[0] > 20
    desk.git("restore", "--staged", ".")
    assert_every_save_is_somewhere(desk, ident, saved[0])


def test_a_record_that_an_editor_is_writing_is_named_as_broken(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It empties the file in place between two looks at it, and then writes the text."""
    desk.call("customer", "add", "Acme")
    path = desk.root / "customers/acme.md"
    whole = path.read_bytes()
    look = RecordFiles.get

    def begins_to_save(self: RecordFiles[Any], name: str) -> FiledRecord[Any]:
        found = look(self, name)
        path.write_bytes(whole[:9])
        return found

    monkeypatch.setattr(RecordFiles, "get", begins_to_save)
    said = desk.call("customer", "comment", "acme", "Meanwhile", code=4).stderr
    assert said.startswith("tix: customers/acme.md:1: ")
    assert path.read_bytes() == whole[:9]


@pytest.fixture
def saving(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], None]], None]:
    """Have something done just before a method of the exchange is called for the first time."""

    def once(method: str, act: Callable[[], None]) -> None:
        real = getattr(Takeover, method)
        done: list[bool] = []

        def acting(*args: object, **named: object) -> object:
            if not done:
                done.append(True)
                act()
            return real(*args, **named)

        monkeypatch.setattr(Takeover, method, acting)

    return once


@pytest.fixture
def no_swap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that can't exchange files in one step."""
    monkeypatch.setattr(checkout_files, "swap", lambda *_: False)


MOMENTS = ["apply", "_is_swapped", "_put", "finish"]
"""Before the file is exchanged, in that moment, while an edit is aside, and after the commit."""


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("way", ["in place", "by rename"])
def test_what_is_saved_in_the_moment_of_a_write_is_merged(
    desk: DeskInFiles,
    saving: Callable[[str, Callable[[], None]], None],
    request: pytest.FixtureRequest,
    moment: str,
    way: str,
) -> None:
    if moment == "_put":
        request.getfixturevalue("no_swap")
    ident = desk.open("Edited", "-b", "text")
    path = desk.file_of(ident)
    text = path.read_text().replace("\ntext\n", "\ntext saved now\n")
    opened = path.open("r+")  # the editor that saves in place has had it open all the time

    def save() -> None:
        if way == "in place":
            opened.write(text)
            opened.flush()
        else:
            path.with_suffix(".swp").write_text(text)
            path.with_suffix(".swp").replace(path)

    saving(moment, save)
    desk.call("comment", ident, "A comment")
    opened.close()
    now = path.read_text()
    history = desk.git("log", "-p", "--format=", "--", str(path))
    assert "\ntext saved now\n" in now
    assert "\nA comment\n" in now or (way, moment) == ("by rename", "finish")  # it was replaced
    assert "+A comment\n" in history


def test_two_saves_in_the_moment_of_a_write_are_merged(
    desk: DeskInFiles, saving: Callable[[str, Callable[[], None]], None]
) -> None:
    """One just before the files are exchanged, one on top of the new file."""
    ident = desk.open("Edited", "-b", "text")
    path = desk.file_of(ident)

    def save(old: str, new: str) -> None:
        text = path.read_text()
        path.unlink()
        path.write_text(text.replace(old, new))

    saving("_is_swapped", lambda: save("\ntext\n", "\ntext saved now\n"))
    saving("_swap_back", lambda: save("title: Edited\n", "title: Edited again\n"))
    desk.call("comment", ident, "A comment")
    now = path.read_text()
    assert "\ntext saved now\n" in now and "title: Edited again\n" in now
    assert now.count("\nA comment\n") == 1
    assert desk.git("status", "--porcelain", "-uall") == ""


def test_a_killed_run_that_had_exchanged_a_save_loses_none_of_both(tmp_path: Path) -> None:
    def ticket(title: str, *comments: str) -> bytes:
        at = "2026-11-22T09:00:0"
        said = "".join(f"\n## {at}{c} · Bob <> · c-aaaaa{c}\n\n{c}\n" for c in comments)
        head = f"id: k7f3qz\ntitle: {title}\nstatus: open\nopened: {at}0Z\n"
        return f"---\n{head}---\n{said.replace(' · Bob', 'Z · Bob')}".encode()

    old, new, edit = ticket("Old"), ticket("Old", "1"), ticket("Saved")
    (tmp_path / "scratch/aside").mkdir(parents=True)
    (tmp_path / "scratch/aside/k7f3qz.md").write_bytes(edit)
    (tmp_path / "k7f3qz.md").write_bytes(new)
    resume(tmp_path, tmp_path / "scratch", lambda _: old)
    assert load((tmp_path / "k7f3qz.md").read_bytes()) == load(ticket("Saved", "1"))
    assert not (tmp_path / "scratch/aside").exists()


def test_private_files_stay_private_when_a_killed_run_is_finished(desk: DeskInFiles) -> None:
    """It had given one of the new files the old one's permissions."""
    idents = [desk.open(title) for title in ("One", "Two", "Three")]
    for ident in idents:
        desk.file_of(ident).chmod(0o600)
    after_one = ("pathlib", "Path", "chmod", 1, "after")
    assert killed_at(desk, *after_one, "edit", *idents, "--set", "priority=low") == -signal.SIGKILL
    desk.call("list")
    assert [desk.file_of(ident).stat().st_mode & 0o777 for ident in idents] == [0o600] * 3
    assert all("priority: low" in desk.file_of(ident).read_text() for ident in idents)


def test_a_save_that_a_killed_run_cannot_give_back_is_kept_and_named(desk: DeskInFiles) -> None:
    """It had exchanged the save for its own text, which is of another ticket by its id."""
    ident = desk.open("Edited", "-b", "text")
    swapped = ("tix.storage.store.checkout_files", "", "swap", 1, "after")
    assert killed_at(desk, *swapped, "edit", ident, "--title", "Wanted") == -signal.SIGKILL
    (aside,) = desk.root.glob(".git/tix/scratch/aside/tickets/*/*/*.md")
    aside.write_text(aside.read_text().replace(ident, "zzzzzz").replace("text", "saved then"))
    desk.call("comment", ident, "Next")
    (kept,) = desk.root.glob(".git/tix/scratch-aside-*/tickets/*/*/*.md")
    assert "saved then" in kept.read_text()
    (problem,) = desk.call("check").lines
    assert problem.startswith(f"{kept.relative_to(desk.root)}:1: warning: somebody saved this")
    kept.unlink()
    assert desk.call("check").lines == []


def test_saved_in_the_moment_of_a_write_that_git_refuses(
    desk: DeskInFiles, saving: Callable[[str, Callable[[], None]], None]
) -> None:
    """The command's part is taken back, and what was saved stays."""
    ident = desk.open("Edited", "-b", "text")
    path = desk.file_of(ident)
    (desk.root / ".git/refs/heads/main.lock").mkdir()
    saving("undo", lambda: _replace(path, "\ntext\n", "\ntext saved now\n"))
    before = path.read_text()
    assert "nothing was changed" in desk.call("comment", ident, "A comment", code=1).stderr
    assert path.read_text() == before.replace("\ntext\n", "\ntext saved now\n")


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def test_file_of_another_kind_that_is_saved_meanwhile_stops_the_write(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("saved meanwhile")
    (tmp_path / "b").write_text("old")
    replacement = Replacement(tmp_path, tmp_path / "scratch")
    with pytest.raises(SavedMeanwhileError, match="nothing was changed"):
        replacement.apply({"b": Change(b"old", b"new"), "a": Change(b"old", b"new")})
    assert (tmp_path / "a").read_text() == "saved meanwhile"
    assert (tmp_path / "b").read_text() == "old"


@pytest.mark.parametrize("can", [True, False])
def test_interrupted_in_the_middle_the_file_is_as_it_was(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch, *, can: bool
) -> None:
    ident = desk.open("Edited")
    before = desk.file_of(ident).read_bytes()
    done: list[bool] = []

    def swap_and_interrupt(one: str, other: str) -> bool:
        is_swapped = can and swap(one, other)
        if not done:
            done.append(is_swapped)
            raise KeyboardInterrupt
        return is_swapped

    monkeypatch.setattr(checkout_files, "swap", swap_and_interrupt)
    with contextlib.suppress(KeyboardInterrupt):
        desk.call("comment", ident, "A comment", code=None)
    assert desk.file_of(ident).read_bytes() == before


@pytest.mark.parametrize(
    "place",
    [("", "swap", 1, "before"), ("", "swap", 1, "after"), ("Takeover", "settle", 1, "after")],
)
def test_killed_in_the_middle_the_file_is_there_all_the_same(
    desk: DeskInFiles, place: tuple[object, ...]
) -> None:
    ident = desk.open("Edited", "-b", "text")
    path = desk.file_of(ident)
    _replace(path, "\ntext\n", "\ntext by hand\n")
    where = ("tix.storage.store.checkout_files", *place)
    assert killed_at(desk, *where, "comment", ident, "A comment") == -signal.SIGKILL
    assert "text by hand" in path.read_text()
    assert ("A comment" in path.read_text()) == (place[3] == "after")
    assert desk.call("list", "--ids").lines == [ident]
    desk.call("comment", ident, "Another")
    assert "text by hand" in path.read_text()
    assert desk.git("status", "--porcelain", "-uall") == ""
    assert list((desk.root / ".git/tix/scratch").iterdir()) == []


@pytest.mark.parametrize("place", [("", "swap", "after"), ("Takeover", "settle", "before")])
def test_killed_on_top_of_an_edit_by_hand_the_command_s_values_stay(
    desk: DeskInFiles, place: tuple[str, str, str]
) -> None:
    """It had read the edit and built on it: that is no later save, to be merged."""
    ident = desk.open("Edited", "-b", "text", "-p", "normal")
    path = desk.file_of(ident)
    _replace(path, "title: Edited", "title: By hand")
    _replace(path, "priority: normal", "priority: high")
    _replace(path, "\ntext\n", "\ntext by hand\n")
    module, (owner, name, when) = "tix.storage.store.checkout_files", place
    wanted = ("edit", ident, "--title", "Wanted", "-p", "urgent", "-b", "wanted text")
    assert killed_at(desk, module, owner, name, 1, when, *wanted) == -signal.SIGKILL
    left = path.read_text()
    assert "title: Wanted\n" in left and "\nwanted text\n" in left
    desk.call("list")
    assert path.read_text() == left
    desk.call("comment", ident, "Another")
    assert "merge" not in path.read_text() and "by hand" not in path.read_text()
    assert list((desk.root / ".git/tix/scratch").iterdir()) == []


@pytest.mark.parametrize("method", ["_move_aside", "_put"])
def test_killed_with_an_edit_aside_the_next_command_has_the_file_again(
    desk: DeskInFiles, method: str
) -> None:
    """Where files can't be exchanged in one step: here since the ticket's file moves."""
    ident = desk.open("Edited", "-b", "text")
    desk.call("close", ident)
    path = desk.file_of(ident)
    _replace(path, "\ntext\n", "\ntext by hand\n")
    place = ("tix.storage.store.checkout_files", "Takeover", method)
    killed = killed_at(desk, *place, 1, "after", "archive", ident)
    assert killed == -signal.SIGKILL
    desk.call("comment", ident, "Another")
    assert "text by hand" in desk.file_of(ident).read_text()
    assert desk.git("status", "--porcelain", "-uall") == ""
    assert desk.git("ls-tree", "-r", "--name-only", "HEAD").count(f"{ident}.md") == 1
    assert list((desk.root / ".git/tix/scratch").iterdir()) == []


KILLED_ATTACHING = [
    ("tix.storage.store.checkout_files", "Takeover", "_put", 1, "before"),
    ("tix.storage.store.checkout_files", "Takeover", "_put", 1, "after"),
    ("tix.storage.store.checkout_files", "", "swap", 1, "before"),
    ("tix.storage.store.checkout_files", "", "swap", 1, "after"),
    ("tix.storage.store.checkout_files", "Takeover", "settle", 1, "before"),
    ("tix.storage.store.checkout_files", "Takeover", "settle", 1, "after"),
    ("tix.storage.git.commit", "", "_import", 1, "before"),
]


@pytest.mark.parametrize("place", KILLED_ATTACHING)
@pytest.mark.parametrize("undo", [False, True])
def test_interrupted_attach_leaves_no_orphan(
    desk: DeskInFiles, place: tuple[object, ...], *, undo: bool
) -> None:
    """The attachment is with the ticket that names it, whatever comes next."""
    ident = desk.open("With a file")
    assert killed_at(desk, *place, "attach", ident, "tix.yaml") == -signal.SIGKILL
    for path in desk.root.glob(f"tickets/*/*/{ident}.md"):  # it may be aside
        _replace(path, "title: With", "title: Edited, with")
    desk.call("comment", ident, "Next")
    if undo:
        desk.call("undo")
    assert "D" not in desk.git("status", "--porcelain")
    desk.git("add", "--all")
    named = "attachments:" in desk.git("show", f":{desk.file_of(ident).relative_to(desk.root)}")
    assert bool(desk.git("ls-files", f"attachments/{ident}")) == named
    assert desk.git("status", "--porcelain", "attachments") == ""
