"""Clones that each delete one thing before they know of each other, and one that changes it."""

from collections.abc import Callable, Iterable
from itertools import permutations

import pytest

from tests.conftest import DeskInFiles
from tests.sync.clones import Team
from tix.model.layout import LIMIT
from tix.storage.git.objects import contents
from tix.storage.git.process import Git
from tix.storage.sync import merge_records

SECRET = "swordfish99"
PATH = "customers/acme-ltd.md"
ACME = "---\nname: Acme Ltd.\nplan: gold\n---\n"


def files(clone: DeskInFiles, pattern: str) -> list[str]:
    return [path.read_text() for path in sorted(clone.root.glob(pattern))]


def deleted_apart(team: Team, ident: str) -> None:
    """Ana and Bob say something and delete the ticket, Bob takes a text out, Cleo has it still."""
    ana, bob, cleo = team.clones
    ana.call("comment", ident, f"Words of Ana, {SECRET}")
    ana.call("edit", ident, "--set", "priority=high")
    ana.call("delete", "--yes", ident)
    bob.call("redact", ident, SECRET)
    bob.call("comment", ident, "Words of Bob")
    bob.call("edit", ident, "--set", "priority=low")
    bob.call("delete", "--yes", ident)
    cleo.call("comment", ident, "Words of Cleo")


@pytest.mark.slow
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_each_said_and_took_out_before_it_deleted_a_ticket_holds(
    desk: DeskInFiles, team_of: Callable[[int], Team], order: tuple[int, ...]
) -> None:
    ident = desk.call("open", "Doomed", "-b", f"The password is {SECRET}", "-q").stdout.strip()
    team = team_of(3)
    deleted_apart(team, ident)
    for number in order:
        team.clones[number].call("sync")
    team.settle()
    team.assert_same()
    [text] = files(team.clones[0], "tickets/*/*/*.md")
    assert SECRET not in text
    assert all(f"Words of {name}" in text for name in ("Ana", "Bob", "Cleo"))
    assert text.count("A merge set aside") == 1


@pytest.mark.slow
def test_a_ticket_that_a_merge_by_hand_took_away_has_what_both_its_sides_said(
    desk: DeskInFiles, team_of: Callable[[int], Team]
) -> None:
    ident = desk.call("open", "Doomed", "-b", f"The password is {SECRET}", "-q").stdout.strip()
    team = team_of(2)
    ana, bob = team.clones
    ana.git("switch", "--quiet", "-c", "aside")
    ana.call("comment", ident, "Words aside")
    ana.git("switch", "--quiet", "main")
    ana.call("redact", ident, SECRET)
    ana.call("comment", ident, "Words of Ana")
    ana.git("merge", "--quiet", "--no-commit", "aside")
    ana.git("rm", "--quiet", "--force", f"tickets/*/{ident}.md")
    ana.git("commit", "--quiet", "-m", "Merge aside")
    bob.call("comment", ident, "Words of Bob")
    for clone in (bob, ana):
        clone.call("sync")
    team.settle()
    team.assert_same()
    [text] = files(team.clones[0], "tickets/*/*/*.md")
    assert all(f"Words {who}" in text for who in ("aside", "of Ana", "of Bob"))
    assert SECRET not in text


@pytest.mark.slow
def test_a_ticket_deleted_twice_in_a_row_has_the_later_version(
    desk: DeskInFiles, team_of: Callable[[int], Team]
) -> None:
    ident = desk.call("open", "Doomed", "--label", "old", "-q").stdout.strip()
    team = team_of(2)
    ana, bob = team.clones
    ana.call("edit", ident, "--add", "labels=passing")
    ana.call("delete", "--yes", ident)
    ana.git("revert", "--no-edit", "HEAD")
    ana.call("edit", ident, "--remove", "labels=passing")
    ana.call("delete", "--yes", ident)
    bob.call("comment", ident, "Words of Bob")
    team.settle()
    team.assert_same()
    [text] = files(ana, "tickets/*/*/*.md")
    assert "Words of Bob" in text
    assert "passing" not in text


@pytest.mark.slow
def test_what_each_said_before_it_removed_a_customer_holds(
    desk: DeskInFiles, team_of: Callable[[int], Team]
) -> None:
    desk.write(PATH, ACME)
    desk.commit("a customer")
    team = team_of(3)
    ana, bob, cleo = team.clones
    for clone, name in ((ana, "Ana"), (bob, "Bob")):
        clone.call("customer", "comment", "acme", f"Words of {name}")
        clone.call("customer", "remove", "acme", "--yes")
    cleo.call("customer", "comment", "acme", "Words of Cleo")
    team.settle()
    team.assert_same()
    [text] = files(ana, PATH)
    assert all(f"Words of {name}" in text for name in ("Ana", "Bob", "Cleo"))


@pytest.mark.slow
def test_a_removed_customer_that_was_too_large_is_not_read(
    desk: DeskInFiles, team_of: Callable[[int], Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(PATH, ACME)
    desk.commit("a customer")
    team = team_of(2)
    ana, bob = team.clones
    ana.write(PATH, ACME + "x" * LIMIT)
    ana.git("commit", "--quiet", "--all", "--message", "large")
    ana.git("rm", "--quiet", PATH)
    ana.git("commit", "--quiet", "--message", "gone")
    bob.call("customer", "edit", "acme", "--set", "plan=tin")
    bob.call("sync")
    read: list[int] = []

    def spy(git: Git, names: Iterable[str]) -> dict[str, bytes]:
        found = contents(git, names)
        read.extend(map(len, found.values()))
        return found

    monkeypatch.setattr(merge_records, "contents", spy)
    ana.call("sync")
    assert 0 < max(read) < LIMIT
    assert files(ana, PATH) == [ACME.replace("gold", "tin")]


@pytest.mark.slow
@pytest.mark.parametrize("removed", [True, False])
def test_a_customer_that_is_too_large_stays_before_a_removal_and_else_beside(
    desk: DeskInFiles, team_of: Callable[[int], Team], *, removed: bool
) -> None:
    desk.write(PATH, ACME)
    desk.commit("a customer")
    team = team_of(2)
    ana, bob = team.clones
    ana.write(PATH, ACME + "x" * LIMIT)
    ana.git("commit", "--quiet", "--all", "--message", "large")
    ana.call("sync")
    if removed:
        bob.call("customer", "remove", "acme", "--yes")
        assert "deleted" in bob.call("sync").stderr
        assert (bob.root / PATH).stat().st_size > LIMIT
    else:
        bob.call("customer", "edit", "acme", "--set", "plan=tin")
        assert f"{PATH}: it was in the way" in bob.call("sync").stderr
        [kept] = (bob.root / "customers").glob("*in-the-way*")
        assert ACME in kept.read_text() or "tin" in kept.read_text()
