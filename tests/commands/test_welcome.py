"""``tix`` alone: what to type next depends on where you are, and whatever is typed works."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.model.ticket.ticket import Ticket

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def ticket(ident: str, title: str, **values: object) -> Ticket:
    return Ticket(ident, title, **{"status": "open", "opened": AT, **values})  # type: ignore[arg-type]  # by name


def test_outside_of_a_desk_it_says_how_to_make_one(desk: DeskInFiles, tmp_path: Path) -> None:
    result = desk.call("-C", str(tmp_path))
    assert result.stdout.startswith(f"There is no desk in {tmp_path}")
    assert "tix init" in result.stdout
    assert "tix demo" in result.stdout


def test_a_desk_without_tickets_says_how_to_open_one(desk: DeskInFiles) -> None:
    result = desk.call()
    assert result.lines[0] == "desk: no tickets yet."
    assert "tix open 'What is to be done'" in result.stdout
    assert result.stderr == ""


def test_a_desk_says_its_state_in_one_line(desk: DeskInFiles) -> None:
    desk.add(
        ticket("k7f3qz", "Mine", assignees=("ana@example.org",), due=date(2026, 11, 21)),
        ticket("m3k9vd", "Waiting", status="pending", assignees=("ana@example.org",)),
        ticket("p2h6vd", "Somebody's", priority="urgent"),
        ticket("q8m2ht", "Done", status="resolved", resolved=AT),
    )
    assert desk.call().lines[0] == "desk: 3 open, 2 of them yours, 1 overdue."


def test_the_most_urgent_of_ones_own_is_named_by_its_shortest_beginning(desk: DeskInFiles) -> None:
    desk.add(
        ticket("k7f3qz", "Mine", priority="high", assignees=("ana@example.org",)),
        ticket("k7m9vd", "Mine, too", priority="low", assignees=("ana@example.org",)),
        ticket("p2h6vd", "Somebody's", priority="urgent"),
    )
    shown = desk.call().stdout
    assert "tix show k7f " in shown
    assert "tix list assignee:me" in shown


def test_without_own_tickets_the_most_urgent_of_all_is_named(desk: DeskInFiles) -> None:
    desk.add(ticket("k7f3qz", "Low", priority="low"), ticket("p2h6vd", "Hot", priority="urgent"))
    assert "tix show p2  " in desk.call().stdout


def test_a_desk_with_everything_done_says_so(desk: DeskInFiles) -> None:
    desk.add(ticket("q8m2ht", "Done", status="resolved", resolved=AT))
    result = desk.call()
    assert result.lines[0] == "desk: nothing to do."
    assert "tix show" not in result.stdout


def test_every_command_it_names_works(desk: DeskInFiles) -> None:
    desk.add(ticket("k7f3qz", "Mine", assignees=("ana@example.org",)))
    named = [line.split("  ")[1] for line in desk.call().lines[2:]]
    assert named == [
        "tix list assignee:me",
        "tix show k7",
        "tix open 'What is to be done'",
        "tix search WORDS",
        "tix --help",
    ]
    for line in named:
        desk.call(*line.replace("'", "").split()[1:])


def test_a_broken_ticket_is_told_and_no_hindrance(desk: DeskInFiles) -> None:
    desk.add(ticket("k7f3qz", "Fine"))
    desk.write("tickets/2026/11/p2h6vd.md", "---\nid: [\n---\n")
    result = desk.call()
    assert "tickets/2026/11/p2h6vd.md:3" in result.stderr
    assert result.lines[0] == "desk: 1 open."
    assert "tix check" in result.stdout


@pytest.mark.parametrize("text", ["nam: x\n", "statuses: [", "\udcff"])
def test_a_broken_configuration_is_told(desk: DeskInFiles, text: str) -> None:
    desk.write("tix.yaml", text.encode(errors="surrogateescape"))
    result = desk.call()
    assert "tix.yaml" in result.stderr
    assert "tix check" in result.stdout


def test_it_works_without_an_identity(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.add(ticket("k7f3qz", "Fine"))
    stranger = desk.with_environ(GIT_CONFIG_GLOBAL=str(tmp_path / "none"))
    assert stranger.call().lines[0] == "desk: 1 open."


def test_it_fits_the_terminal(desk: DeskInFiles) -> None:
    desk.add(ticket("k7f3qz", "Ein Titel " * 30))
    for columns in (80, 200):
        result = desk.with_environ(TERM="dumb").tty(columns=columns)
        assert max(map(len, result.lines)) <= columns
        assert "…" in result.stdout


def test_titles_do_no_harm(desk: DeskInFiles) -> None:
    desk.add(ticket("k7f3qz", "a\x1b[31mb"))
    assert "a␛[31mb" in desk.call().stdout
