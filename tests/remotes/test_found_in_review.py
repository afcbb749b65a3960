"""What a sync must not lose, push or hide, case by case."""

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, Team, show


def test_other_files_beside_the_tickets_come_in_too(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.write("tickets/README.txt", "How we file\n")
    bob.write("templates/b.md", "b\n")
    bob.commit("Files of Bob")
    bob.call("sync", "--all")
    ana.write("templates/a.md", "a\n")
    ana.commit("A file of Ana")
    ana.call("sync")
    assert (ana.root / "tickets/README.txt").read_text() == "How we file\n"
    bob.call("sync")
    assert (bob.root / "tickets/README.txt").exists()


@pytest.mark.slow
def test_many_tickets_that_were_moved_with_git_go_out_once(team: Team, ana: DeskInFiles) -> None:
    idents = [ana.open(f"Ticket {number}") for number in range(12)]
    ana.call("close", *idents)
    ana.call("sync")
    (ana.root / "archive/2026/11").mkdir(parents=True, exist_ok=True)
    for ident in idents:
        path = ana.file_of(ident).relative_to(ana.root).as_posix()
        ana.git("mv", path, path.replace("tickets", "archive", 1))
    ana.call("sync")
    assert ana.git("status", "--porcelain") == ""
    listed = team.bare.git("ls-tree", "-r", "--name-only", "main").splitlines()
    assert all(sum(ident in path for path in listed) == 1 for ident in idents)


def test_an_archived_twin_is_not_written_over(ana: DeskInFiles) -> None:
    ana.call("close", FIRST)
    path = ana.file_of(FIRST).relative_to(ana.root).as_posix()
    twin = ana.write(path.replace("tickets", "archive", 1), b"the only copy of these words\n")
    said = ana.call("archive", FIRST, code=4).stderr
    assert f"2 files have the id {FIRST}: archive/" in said
    assert twin.read_bytes() == b"the only copy of these words\n"


def test_what_isnt_committed_at_the_place_of_a_new_file_is_named(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.write("tickets/.DS_Store", "Bob's\n")
    bob.commit("By mistake")
    bob.call("sync", "--all")
    ana.write("tickets/.DS_Store", "Ana's\n")
    before = team.tip()
    ana.call("comment", FIRST, "Mine")
    assert "tickets/.DS_Store: changed here" in ana.call("sync", code=4).stderr
    assert team.tip() == before


def test_broken_tickets_that_come_in_are_named(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    file = bob.file_of(SECOND)
    file.write_bytes(file.read_bytes() + b"\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")
    bob.commit("A conflict that nobody looked at")
    bob.git("push", "--quiet", "origin", "HEAD")
    said = ana.call("sync", code=4).stderr
    assert f"{SECOND}.md" in said
    assert "merge conflict" in said


@pytest.mark.parametrize("command", [["comment", FIRST, "x"], ["undo"]])
def test_settings_that_cant_be_read_dont_make_a_change_fail(
    ana: DeskInFiles, command: list[str]
) -> None:
    ana.call("comment", FIRST, "Before")
    with (ana.root / "tix.yaml").open("a") as file:
        file.write("<<<<<<< HEAD\n")
    ana.call(*command)
    assert ("x" in show(ana, FIRST).splitlines()) is (command[0] == "comment")
