"""People without ``tix.yaml``: known by the names that tickets and commits have."""

import pytest

from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tix.frozen import replace
from tix.model.people import Person
from tix.model.ticket.ticket import Ticket

NAMED = Ticket(
    "k7f3qz", "One", status="open", priority="normal", assignees=("bob@example.org",), opened=NOW
)


def commit_by_bob(desk: DeskInFiles) -> None:
    desk.git("commit", "--quiet", "--allow-empty", "--message", "x", by=BOB)


def test_an_address_is_shown_by_the_name_that_a_ticket_knows(desk: DeskInFiles) -> None:
    desk.add(NAMED, replace(NAMED, id="m3k9vd", opened_by=str(BOB)))
    assert desk.tty("list", "--columns", "who").lines[1:] == ["Bob", "Bob"]
    assert "assignees  Bob Reis <bob@example.org>" in desk.tty("show", "k7f").stdout
    assert not (desk.root / ".git/tix/authors").exists()


def test_an_address_is_shown_by_the_name_that_commits_know(desk: DeskInFiles) -> None:
    desk.add(NAMED)
    assert desk.tty("list", "--columns", "who").lines[1:] == ["bob"]
    commit_by_bob(desk)
    assert desk.tty("list", "--columns", "who").lines[1:] == ["Bob"]
    assert "Bob Reis <bob@example.org>" in desk.tty("show", "k7f").stdout


def test_reports_show_names_to_people_and_addresses_to_programs(desk: DeskInFiles) -> None:
    desk.add(NAMED, replace(NAMED, id="m3k9vd", opened_by=str(BOB)))
    assert "Bob Reis " in desk.tty("report", "workload").stdout
    assert "\tbob@example.org\t" in desk.call("report", "workload").stdout


@pytest.mark.slow
def test_what_is_remembered_of_commits_can_be_damaged(desk: DeskInFiles) -> None:
    desk.add(NAMED)
    commit_by_bob(desk)
    for text in ("", "x\n", "0" * 40 + "\nEve <bob@example.org>\n", "\xff"):
        (desk.root / ".git/tix").mkdir(exist_ok=True)
        (desk.root / ".git/tix/authors").write_bytes(text.encode("latin-1"))
        assert desk.tty("list", "--columns", "who").lines[1:] == ["Bob"]


def test_names_of_commits_that_would_drive_a_terminal_are_nobodys(desk: DeskInFiles) -> None:
    desk.add(NAMED)
    evil = Person("Bob \x1b[31m", "bob@example.org")
    desk.git("commit", "--quiet", "--allow-empty", "--message", "x", by=evil)
    assert desk.tty("list", "--columns", "who").lines[1:] == ["bob"]
    desk.call("assign", "k7f", "bob\x1b", code=1)


def test_programs_get_what_is_written(desk: DeskInFiles) -> None:
    desk.add(NAMED)
    commit_by_bob(desk)
    assert desk.call("list", "--columns", "assignees").stdout == "bob@example.org\n"


def test_names_that_only_commits_know_can_be_typed(desk: DeskInFiles) -> None:
    commit_by_bob(desk)
    ident = desk.open("a", "-a", "Bob Reis")
    row = desk.call("list", "--columns", "assignees", "assignee:bob").stdout
    assert row == "bob@example.org\n"
    said = desk.call("assign", ident, "bob", "--remove").stderr
    assert said.endswith("take away from Bob Reis\n")


def test_the_user_is_known_by_name_in_an_empty_desk(desk: DeskInFiles) -> None:
    desk.open("a", "-a", ANA.name)
    assert desk.call("list", "--columns", "assignees").stdout == f"{ANA.mail}\n"


def test_a_name_without_an_address_is_shown_as_a_name(desk: DeskInFiles) -> None:
    ident = desk.open("a", "-r", "Jane Roe", "-a", "John Doe")
    shown = desk.tty("show", ident).stdout
    assert "requester  Jane Roe\n" in shown and "assignees  John Doe\n" in shown


def test_a_login_is_shown_behind_the_name_that_it_stands_for(desk: DeskInFiles) -> None:
    kim = "{name: Kim Roe, mail: k@x.example, aliases: [kr]}"
    desk.write("tix.yaml", f"format: 1\npeople:\n- {kim}\n")
    desk.add(replace(NAMED, assignees=("kr <>",)))
    assert "assignees  Kim Roe <kr>\n" in desk.tty("show", "k7f").stdout


def test_a_full_name_that_nobody_knows_is_a_person(desk: DeskInFiles) -> None:
    ident = desk.open("a", "-a", "John Doe")
    assert desk.call("list", "--columns", "assignees").stdout == "John Doe <>\n"
    assert desk.call("list", "--ids", "assignee:john").stdout == f"{ident}\n"
    assert "assign to Jane Roe\n" in desk.call("assign", ident, "Jane Roe").stderr
    assert "nobody" in desk.call("assign", ident, "jane.", code=1).stderr
