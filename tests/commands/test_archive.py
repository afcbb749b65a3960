"""``tix archive``: done tickets go away, and nothing else about them changes."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles


@pytest.fixture
def closed(desk: DeskInFiles) -> tuple[DeskInFiles, str]:
    """A desk with a ticket that was closed a hundred days ago, one of today, and an open one."""
    past = desk.at(NOW - timedelta(days=100))
    old = past.open("Old linker", "-l", "ci")
    past.call("close", old)
    desk.call("close", desk.open("New linker"))
    past.open("Still open")
    return desk, old


def path_of(desk: DeskInFiles, ident: str) -> str:
    return str(desk.file_of(ident).relative_to(desk.root))


def test_what_has_been_done_for_long_goes_to_the_archive(closed: tuple[DeskInFiles, str]) -> None:
    desk, old = closed
    before = desk.file_of(old).read_bytes()
    done = desk.call("archive")
    assert done.stderr == f"archived 1 ticket ({old})\n"
    assert path_of(desk, old) == f"archive/2026/08/{old}.md"
    assert desk.file_of(old).read_bytes() == before
    said = desk.git("log", "-1", "--format=%s%n%b").strip()
    assert said == f"{old}: archive\nTicket: {old}\nQuiet: yes"
    assert desk.git("status", "--porcelain") == ""
    assert desk.call("archive").stderr == "nothing to archive\n"
    assert len(list((desk.root / "tickets").rglob("*.md"))) == 2


def test_how_long_can_be_said(closed: tuple[DeskInFiles, str]) -> None:
    desk, _ = closed
    assert "nothing" in desk.call("archive", "--older-than", "1y").stderr
    assert (
        "would archive 2 tickets" in desk.call("archive", "--older-than", "0d", "--dry-run").stderr
    )
    assert not (desk.root / "archive/2026").exists()
    assert "archived 2 tickets" in desk.call("archive", "--older-than", "0d").stderr


def test_the_desk_can_say_how_long(closed: tuple[DeskInFiles, str]) -> None:
    desk, _ = closed
    (desk.root / "tix.yaml").write_text("archive_after: 200d\n")
    assert "nothing" in desk.call("archive").stderr
    (desk.root / "tix.yaml").write_text("archive_after: soon\n")
    assert "'soon' is no age" in desk.call("archive", code=1).stderr


@pytest.mark.slow
def test_archived_tickets_are_found_shown_searched_and_counted(
    closed: tuple[DeskInFiles, str],
) -> None:
    desk, old = closed
    commands = (
        ["show", old], ["list", "--all"], ["search", "linker"], ["list", "label:ci"],
        ["report", "summary"], ["list", "--all", "--json", "--sort", "id"],
    )  # fmt: skip
    before = [desk.call(*command).stdout for command in commands]
    desk.call("archive")
    after = [desk.call(*command).stdout for command in commands]
    assert [text.replace("archive/2026", "tickets/2026") for text in after[:-1]] == before[:-1]
    assert desk.call("list", "is:archived", "--ids").stdout == f"{old}\n"


def test_a_ticket_that_is_opened_again_comes_back(closed: tuple[DeskInFiles, str]) -> None:
    desk, old = closed
    desk.call("archive")
    desk.call("comment", old, "for the record")
    assert path_of(desk, old).startswith("archive/")
    desk.call("reopen", old)
    assert path_of(desk, old) == f"tickets/2026/08/{old}.md"
    assert "for the record" in desk.call("show", old).stdout
    assert desk.git("status", "--porcelain") == ""
    desk.call("check")


def test_named_tickets_are_archived_if_they_are_done(closed: tuple[DeskInFiles, str]) -> None:
    desk, old = closed
    undone = desk.call("list", "--ids").stdout.strip()
    refused = desk.call("archive", old, undone, code=4)
    assert f"{undone} isn't done" in refused.stderr
    assert path_of(desk, old).startswith("tickets/")  # all or none
    desk.call("archive", old)
    assert path_of(desk, old).startswith("archive/")
    assert "nothing to archive" in desk.call("archive", old).stderr


@pytest.mark.parametrize("words", [["--older-than", "x"], ["k7f", "--older-than", "1d"]])
def test_what_makes_no_sense_is_refused(desk: DeskInFiles, words: list[str]) -> None:
    assert desk.call("archive", *words, code=2).stderr.startswith("tix: ")


def test_undo_takes_it_back(closed: tuple[DeskInFiles, str]) -> None:
    desk, old = closed
    desk.call("archive")
    desk.call("undo")
    assert path_of(desk, old).startswith("tickets/")


def test_undo_finds_a_ticket_that_was_archived_since(desk: DeskInFiles) -> None:
    ident = desk.open("Old linker")
    desk.call("close", ident)
    desk.call("comment", ident, "a slip")
    desk.git("mv", f"tickets/2026/11/{ident}.md", f"tickets/{ident}.md")
    (desk.root / "archive/2026/11").mkdir(parents=True)
    desk.git("mv", f"tickets/{ident}.md", f"archive/2026/11/{ident}.md")
    desk.commit("archive by hand")
    desk.call("undo")
    assert path_of(desk, ident).startswith("archive/")
    assert "a slip" not in desk.call("show", ident).stdout


@pytest.mark.slow
def test_sync_archives_once_a_day_where_the_desk_wants_it(
    closed: tuple[DeskInFiles, str], tmp_path: Path
) -> None:
    desk, old = closed
    desk.git("init", "--quiet", "--bare", str(tmp_path / "hub.git"))
    desk.git("remote", "add", "origin", str(tmp_path / "hub.git"))
    desk.call("sync")
    assert path_of(desk, old).startswith("tickets/")
    (desk.root / "tix.yaml").write_text("archive_after: 90d\n")
    assert f"archived 1 ticket ({old})" in desk.call("sync").stderr
    desk.call("reopen", old)
    desk.at(NOW - timedelta(days=99)).call("close", old)
    assert "archived" not in desk.call("sync").stderr
    assert "archived" in desk.at(NOW + timedelta(days=1)).call("sync").stderr


@pytest.mark.slow
def test_what_sync_archives_is_no_command_of_the_users(
    closed: tuple[DeskInFiles, str], tmp_path: Path
) -> None:
    desk, old = closed
    hub = tmp_path / "hub.git"
    desk.git("init", "--quiet", "--bare", "--initial-branch=main", str(hub))
    desk.git("remote", "add", "origin", str(hub))
    (desk.root / "tix.yaml").write_text("archive_after: 90d\n")
    fresh = desk.open("My last command")
    assert "archived 1 ticket" in desk.call("sync").stderr
    assert "took back" in desk.call("undo").stderr
    assert not list(desk.root.glob(f"tickets/*/*/{fresh}.md"))
    assert path_of(desk, old).startswith("archive/")


@pytest.mark.slow
def test_clones_look_first_whether_others_have_archived(
    closed: tuple[DeskInFiles, str], tmp_path: Path
) -> None:
    desk, old = closed
    hub = tmp_path / "hub.git"
    desk.git("init", "--quiet", "--bare", "--initial-branch=main", str(hub))
    desk.git("remote", "add", "origin", str(hub))
    desk.call("sync")
    other = DeskInFiles(tmp_path / "other", desk.environ)
    desk.git("clone", "--quiet", str(hub), str(other.root))
    (desk.root / "tix.yaml").write_text("archive_after: 90d\n")
    said = desk.call("sync").stderr
    assert "archived 1 ticket" in said
    assert "went out" in said
    assert "archived" not in other.call("sync").stderr
    for clone in (desk, other):
        assert clone.git("log", "--format=%s", "origin/main").splitlines()[0] == f"{old}: archive"
        assert clone.git("rev-list", "--count", "--merges", "origin/main") == "0\n"
