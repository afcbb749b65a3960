"""A sparse checkout of a desk: what isn't checked out is there all the same, in every command."""

from pathlib import Path

import pytest

from tests.conftest import BOB, DeskInFiles

HOLIDAYS = """\
format: 1
calendars:
  office: {timezone: UTC, hours: {mon-sun: 09:00-17:00}, holidays: [PT]}
promises:
- {name: all, when: 'type:task', calendar: office, resolution: 4h}
"""

HIDES = ("/*", "!/tickets/2026/11", "!/attachments")


@pytest.fixture
def sparse(desk: DeskInFiles) -> tuple[DeskInFiles, str]:
    """A desk whose tickets of this month aren't checked out; one of them has a key."""
    ident = desk.open("The disk is full", "--key", "disk", "--attach", __file__)
    desk.open("Another")
    desk.git("sparse-checkout", "set", "--no-cone", *HIDES)
    assert not (desk.root / "tickets/2026/11").exists()
    return desk, ident


def titles(desk: DeskInFiles, *query: str) -> set[str]:
    return {row[4] for row in desk.call("list", *query).rows}


@pytest.mark.slow
def test_reading_and_writing(sparse: tuple[DeskInFiles, str]) -> None:
    desk, ident = sparse
    for _ in range(2):  # made, and brought up to date
        assert titles(desk) == {"The disk is full", "Another"}
    told = desk.call("check")
    assert told.stdout == ""
    assert "3 files aren't checked out here" in told.stderr
    assert f"{ident}  The disk is full" in desk.call("show", ident).stdout
    assert "disk" in desk.call("show", "--raw", ident).stdout
    assert '"content": null' not in desk.call("export", "json", "--with-attachments").stdout
    assert desk.call("search", "full").rows[0][0] == ident
    assert desk.open("The disk is full again", "--key", "disk") == ident
    assert desk.git("status", "--porcelain") == ""
    (other,) = desk.call("list", "--ids", "Another").lines
    desk.call("comment", other, "A word")
    assert desk.git("show", "--stat", "--format=", "HEAD").count("|") == 1
    desk.call("status", other, "open")  # it is
    desk.call("close", other)
    assert titles(desk) == {"The disk is full"}
    desk.call("undo")
    assert titles(desk) == {"The disk is full", "Another"}
    assert desk.git("status", "--porcelain") == ""
    assert len(desk.git("ls-tree", "-r", "--name-only", "HEAD", "tickets/2026").splitlines()) == 2


@pytest.mark.slow
def test_archiving_and_deleting(sparse: tuple[DeskInFiles, str]) -> None:
    desk, ident = sparse
    desk.call("close", ident)
    desk.git("sparse-checkout", "reapply")
    desk.at("2027-06-01T00:00:00Z").call("archive")
    assert (
        desk.git("ls-tree", "-r", "--name-only", "HEAD", "archive/2026")
        .strip()
        .endswith(f"{ident}.md")
    )
    assert titles(desk, "--all") == {"The disk is full", "Another"}
    (other,) = desk.call("list", "--ids", "Another").lines
    desk.call("delete", "--yes", other)
    assert titles(desk, "--all") == {"The disk is full"}
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.slow
def test_what_others_change_comes_in(sparse: tuple[DeskInFiles, str], tmp_path: Path) -> None:
    desk, ident = sparse
    hub = tmp_path / "hub.git"
    desk.git("clone", "--quiet", "--bare", ".", str(hub))
    desk.git("remote", "add", "origin", str(hub))
    desk.call("sync")
    desk.git("clone", "--quiet", str(hub), str(tmp_path / "bob"))
    bob = DeskInFiles(tmp_path / "bob", desk.as_(BOB).environ)
    bob.call("edit", ident, "--title", "The disk was full")
    bob.open("A third")
    bob.call("sync")
    desk.call("comment", ident, "A word")
    desk.git("sparse-checkout", "reapply")
    desk.call("sync")
    assert titles(desk) == {"The disk was full", "Another", "A third"}
    assert "A word" in desk.call("show", ident).stdout
    assert desk.git("status", "--porcelain") == ""
    desk.git("sparse-checkout", "disable")
    assert titles(desk) == {"The disk was full", "Another", "A third"}
    assert "no problems" in desk.call("check").stderr


@pytest.mark.slow
def test_records_that_are_left_out(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "Acme Ltd", "--add", "domains=acme.example")
    desk.call("customer", "comment", "acme-ltd", "They called")
    desk.call("reply", "add", "Bye", "--set", "subject=Hi")
    desk.git("sparse-checkout", "set", "tickets")
    assert not (desk.root / "customers").exists()
    for _ in range(2):  # made, and as the index has it
        assert desk.call("customer", "list").rows[0][:2] == ["acme-ltd", "Acme Ltd"]
    assert "They called" in desk.call("customer", "show", "acme-ltd").stdout
    assert desk.call("search", "called", "--kind", "customer").rows[0][0] == "acme-ltd"
    ident = desk.open("The disk is full", "--set", "requester=Jo <jo@acme.example>")
    assert "acme-ltd" in desk.call("show", ident).stdout
    assert "acme-ltd" in desk.call("customer", "add", "Acme Ltd", code=1).stderr
    assert desk.git("status", "--porcelain") == ""
    desk.call("customer", "edit", "acme-ltd", "--set", "phones=+351 21 000 0000")
    shown = desk.git("show", "HEAD:customers/acme-ltd.md")
    assert "They called" in shown and "+351 21" in shown and "acme.example" in shown
    assert desk.git("show", "--stat", "--format=", "HEAD").count("|") == 1
    assert desk.git("status", "--porcelain") == ""
    desk.call("undo")
    assert "+351 21" not in desk.call("customer", "show", "acme-ltd").stdout
    desk.call("customer", "redact", "acme-ltd", "They called")
    desk.call("reply", "remove", "--yes", "bye")
    assert desk.call("reply", "list").stdout == ""
    desk.call("undo")
    assert desk.call("reply", "list").rows[0][0] == "bye"
    assert desk.git("status", "--porcelain") == ""


def test_holidays_that_are_left_out(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", HOLIDAYS)
    closed = [f"2026-{month}-{day:02} Closed\n" for month in (11, 12) for day in range(1, 31)]
    desk.write("calendars/PT.txt", "".join(closed))
    desk.commit("Holidays")
    ident = desk.open("The disk is full")
    before = desk.call("promise", ident, "--json").stdout
    desk.git("sparse-checkout", "set", "tickets")
    assert not (desk.root / "calendars").exists()
    assert desk.call("promise", ident, "--json").stdout == before
