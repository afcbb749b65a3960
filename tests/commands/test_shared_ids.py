"""Two files that say one id: no command acts on one of them unasked, and mending loses neither."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.model.ticket.document import load

WITH_ID = (
    ["show"], ["show", "--raw"], ["show", "--json"], ["log"], ["similar"], ["claim"], ["close"],
    ["reopen"], ["comment", "A word"], ["status"], ["status", "pending"], ["assign", "--me"],
    ["edit", "--title", "X"], ["attach", __file__], ["watch"], ["unwatch"],
    ["redact", "password"], ["delete", "--yes"], ["link", "blocks", "other"],
)  # fmt: skip
"""Commands; the id comes first among what they are given."""


@pytest.fixture
def original(desk: DeskInFiles) -> str:
    """A ticket, and another one for links."""
    desk.open("Another")
    return desk.open("The original", "--key", "disk", "--attach", __file__)


def copied(desk: DeskInFiles, ident: str, name: str, title: str = "The copy") -> Path:
    """A copy of a ticket's file in its folder, under another name."""
    data = desk.file_of(ident).read_bytes().replace(b"The original", title.encode())
    return desk.write(f"tickets/2026/11/{name}.md", data)


def refuse_all(desk: DeskInFiles, ident: str, paths: list[str]) -> None:
    desk.call("list")
    before = desk.git("status", "--porcelain"), desk.git("rev-parse", "HEAD")
    for command, *rest in WITH_ID:
        told = desk.call(command, ident, *rest, code=4).stderr
        assert all(path in told for path in paths), (command, told)
    other = next(line for line in desk.call("list", "--ids", "Another").lines)
    told = desk.call("link", other, "blocks", ident, code=4).stderr
    assert all(path in told for path in paths)
    assert before == (desk.git("status", "--porcelain"), desk.git("rev-parse", "HEAD"))


@pytest.mark.parametrize("naming", ["id", "name", "prefix"])
def test_no_command_acts_on_one_of_two(desk: DeskInFiles, original: str, naming: str) -> None:
    copied(desk, original, "bbbbbb")
    named = {"id": original, "name": "bbbbbb", "prefix": "bbb"}[naming]
    paths = ["tickets/2026/11/bbbbbb.md", f"tickets/2026/11/{original}.md"]
    refuse_all(desk, named, paths)


def test_a_ticket_that_is_in_the_archive_as_well(desk: DeskInFiles, original: str) -> None:
    live = desk.file_of(original)
    archived = desk.write(f"archive/2026/11/{original}.md", live.read_bytes())
    paths = [str(path.relative_to(desk.root)) for path in (live, archived)]
    refuse_all(desk, original, paths)


def test_a_file_of_another_name_is_found_by_it(desk: DeskInFiles, original: str) -> None:
    copied(desk, original, "bbbbbb", "The original")
    desk.file_of(original).unlink()
    desk.call("comment", "bbbbbb", "A word")
    assert desk.call("show", "bbbbbb").lines[0] == f"{original}  The original"


def test_fix_makes_a_ticket_of_a_copy_with_a_name_and_a_text_of_its_own(
    desk: DeskInFiles, original: str
) -> None:
    copied(desk, original, "bbbbbb")
    before = desk.file_of(original).read_bytes()
    told = desk.call("check", "--fix").stderr
    assert f"{original}: another ticket had its id and is bbbbbb now" in told
    assert desk.file_of(original).read_bytes() == before
    copy = load(desk.file_of("bbbbbb").read_bytes()).record
    assert (copy.id, copy.title) == ("bbbbbb", "The copy")
    assert all((desk.root / "attachments/bbbbbb" / name).is_file() for name in copy.attachments)


@pytest.mark.parametrize(
    ("name", "title"), [("bbbbbb", "The original"), ("copy-of", "The copy"), ("x 1", "The copy")]
)
def test_fix_makes_one_file_of_any_other_copy(
    desk: DeskInFiles, original: str, name: str, title: str
) -> None:
    copied(desk, original, name, title)
    desk.call("check", "--fix")
    assert len(list(desk.root.glob("tickets/2026/11/*.md"))) == 2
    assert title in desk.file_of(original).read_text()


def test_fix_takes_no_name_that_another_ticket_has(desk: DeskInFiles, original: str) -> None:
    copied(desk, original, "bbbbbb")
    copied(desk, original, "cccccc", "Other")
    third = copied(desk, original, "dddddd", "Third")
    third.write_bytes(third.read_bytes().replace(original.encode(), b"cccccc"))
    desk.call("check", "--fix", code=None)  # an attachment is missing
    texts = [path.read_text() for path in desk.root.glob("tickets/2026/11/*.md")]
    for title in ("The original", "The copy", "Other", "Third"):
        assert any(title in text for text in texts), title
