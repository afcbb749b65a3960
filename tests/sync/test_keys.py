"""Scripts that open tickets by key in clones that don't know of each other."""

from collections.abc import Callable

import pytest

from tests.conftest import DeskInFiles
from tests.sync.clones import Team
from tix.model.record.notes import asides_of
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

LATER, MUCH_LATER = "2026-11-23T09:00:00Z", "2026-12-02T09:00:00Z"


def _files(clone: DeskInFiles) -> list[str]:
    return sorted(str(path.relative_to(clone.root)) for path in clone.root.glob("[ta]*/2*/*/*.md"))


def _ticket(clone: DeskInFiles, path: str) -> Ticket:
    return load((clone.root / path).read_bytes()).record


def _opened_apart(team: Team) -> tuple[DeskInFiles, DeskInFiles, str]:
    """One key in two clones, in two months; the second is another's and says a little more."""
    ana, bob = team.clones
    ident = ana.open("Disk full", "--key", "disk", "--where", "db1", "-l", "ana")
    later = bob.at(MUCH_LATER)
    assert later.open("Disk is full", "--key", "disk", "--where", "db2", "-l", "bob") == ident
    return ana, bob, ident


def _assert_one(clone: DeskInFiles, ident: str) -> Ticket:
    path = f"tickets/2026/11/{ident}.md"
    assert _files(clone) == [path]
    ticket = _ticket(clone, path)
    assert (ticket.opened_by, str(ticket.opened)) == (
        "Ana <ana@example.org>",
        "2026-11-22 09:00:00+00:00",
    )
    assert ticket.labels == ("ana", "bob")
    assert [occurrence.where for occurrence in ticket.occurrences][:2] == ["db1", "db2"]
    assert (ticket.title, ticket.status) == ("Disk is full", "open")
    assert {aside.field for aside in asides_of(ticket)} == {"title"}
    return ticket


@pytest.mark.slow
def test_one_key_in_two_clones_makes_one_ticket(team_of: Callable[[int], Team]) -> None:
    team = team_of(2)
    ana, bob, ident = _opened_apart(team)
    team.settle()
    for clone in (ana, bob):
        _assert_one(clone, ident)
    team.assert_same()
    assert ana.at(MUCH_LATER).open("Disk full", "--key", "disk") == ident


def test_after_a_plain_git_merge_the_next_opening_makes_one_ticket_of_both(
    team_of: Callable[[int], Team],
) -> None:
    team = team_of(2)
    ana, bob, ident = _opened_apart(team)
    ana.call("sync")
    bob.git("pull", "--quiet", "--no-rebase", "--no-edit")
    assert len(_files(bob)) == 2
    again = bob.at("2026-12-03T09:00:00Z").call("open", "Disk full", "--key", "disk")
    assert again.lines == [ident]
    ticket = _assert_one(bob, ident)
    assert len(ticket.occurrences) == 3
    assert bob.git("status", "--porcelain") == ""
    assert "has the id" not in bob.call("check", code=None).stdout


@pytest.mark.slow
def test_settings_and_attributes_of_git_do_not_hide_a_key(desk: DeskInFiles) -> None:
    settings = {"grep.lineNumber": "true", "grep.column": "true", "grep.patternType": "perl",
                "grep.fullName": "false", "submodule.recurse": "true"}  # fmt: skip
    for name, value in settings.items():
        desk.git("config", name, value)
    desk.write(".gitattributes", "*.md binary\n")
    for key in ("disk", "a: b", "'quoted'", "ü — 日本", "- x", "1.10"):
        ident = desk.open("Disk full", "--key", key)
        desk.call("edit", ident, "--set", f"key={key} 2")
        (moved,) = {desk.open("Disk full", "--key", f"{key} 2") for _ in range(2)}
        assert moved == ident


def test_an_id_that_another_ticket_has_is_passed_over(desk: DeskInFiles) -> None:
    ident = desk.open("Disk full", "--key", "disk")
    desk.call("edit", ident, "--set", "key=other")
    other = desk.open("Disk full", "--key", "disk")
    assert other != ident
    assert desk.open("Disk full", "--key", "disk") == other
    desk.call("edit", ident, "--set", "key=disk")
    result = desk.call("check")
    assert f"{min(ident, other)}, which isn't done either, has the key 'disk'" in result.stdout
    desk.call("close", other)
    assert "has the key" not in desk.call("check").stdout
    assert desk.at(LATER).open("Disk full", "--key", "disk") == ident  # the one that isn't done


def test_closing_by_key_makes_one_ticket_of_two_files_too(
    team_of: Callable[[int], Team],
) -> None:
    ana, bob, ident = _opened_apart(team_of(2))
    ana.call("sync")
    bob.git("pull", "--quiet", "--no-rebase", "--no-edit")
    bob.at("2026-12-03T09:00:00Z").call("close", "--key", "disk")
    assert _files(bob) == [f"tickets/2026/11/{ident}.md"]
    assert _ticket(bob, f"tickets/2026/11/{ident}.md").status == "closed"


@pytest.mark.slow
@pytest.mark.parametrize("closed_by", [0, 1])
def test_a_key_that_was_closed_in_one_clone_and_seen_in_another_is_open(
    team_of: Callable[[int], Team], closed_by: int
) -> None:
    team = team_of(2)
    *_, ident = _opened_apart(team)
    team.clones[closed_by].call("close", ident)
    team.settle()
    assert _assert_status(team, ident) == {"open"}


@pytest.mark.slow
def test_two_clones_that_reopen_it_at_once_say_so_once(team_of: Callable[[int], Team]) -> None:
    team = team_of(2)
    ana, bob, ident = _opened_apart(team)
    team.settle()
    ana.at(MUCH_LATER).call("close", ident)
    team.settle()
    for number, clone in enumerate((ana, bob)):
        clone.at(f"2026-12-03T09:00:0{number}Z").open("Disk full", "--key", "disk")
    team.settle()
    team.assert_same()
    ticket = _ticket(bob, f"tickets/2026/11/{ident}.md")
    assert [c.text for c in ticket.comments if c.author.mail == "ci@tix.invalid"] == [
        "Seen again. It had been quiet since 2026-12-02T09:00:00Z."
    ]
    assert ticket.status == "open"


def _assert_status(team: Team, ident: str) -> set[str | None]:
    return {_ticket(clone, f"tickets/2026/11/{ident}.md").status for clone in team.clones}


# -- places where a test fails, in clones that don't know of each other ---------------------------

_RED = '<testsuite><testcase classname="c" name="t"><failure message="m"/></testcase></testsuite>'
_GREEN = '<testsuite><testcase classname="c" name="t"/></testsuite>'


def _reported(clone: DeskInFiles, xml: str, place: str) -> None:
    clone.call("ci", "junit", "-", "--where", place, "--close-passing", stdin=xml)


def _of_both(team: Team) -> Ticket:
    team.settle()
    team.assert_same()
    (path,) = _files(team.clones[0])
    return _ticket(team.clones[0], path)


@pytest.mark.slow
def test_a_test_that_passes_here_and_fails_elsewhere_at_once_stays_open(
    team_of: Callable[[int], Team],
) -> None:
    team = team_of(2)
    ana, bob = team.clones
    _reported(ana, _RED, "linux")
    assert _of_both(team).failing == ("linux",)
    _reported(ana.at(LATER), _GREEN, "linux")
    _reported(bob.at(LATER), _RED, "mac")
    ticket = _of_both(team)
    assert (ticket.failing, ticket.status) == (("mac",), "open")


@pytest.mark.slow
def test_a_test_that_passes_in_its_last_two_places_at_once_is_closed_by_the_next_run(
    team_of: Callable[[int], Team],
) -> None:
    team = team_of(2)
    ana, bob = team.clones
    for place in ("linux", "mac"):
        _reported(ana, _RED, place)
    _of_both(team)
    _reported(ana.at(LATER), _GREEN, "linux")
    _reported(bob.at(LATER), _GREEN, "mac")
    ticket = _of_both(team)
    assert (ticket.failing, ticket.status) == ((), "open")  # nobody saw it pass in both
    _reported(bob.at(MUCH_LATER), _GREEN, "linux")
    assert _of_both(team).status == "closed"


@pytest.mark.slow
def test_failures_before_a_ticket_are_counted_in_both_clones(
    team_of: Callable[[int], Team],
) -> None:
    team = team_of(2)
    ana, bob = team.clones
    for clone in team.clones:
        clone.call("ci", "junit", "-", "--where", "mac", "--after", "3", stdin=_RED)
    team.settle()
    assert _files(ana) == []
    bob.call("ci", "junit", "-", "--where", "mac", "--after", "3", stdin=_RED)
    assert len(_of_both(team).occurrences) == 3
