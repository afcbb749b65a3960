"""Customers in a team: what tix sync and git's own merge make of two people's changes."""

import json
from collections.abc import Callable

import pytest

from tests.conftest import DeskInFiles
from tests.sync.clones import Team

ACME = "---\n# by hand\nname: Acme Ltd.\nplan: gold\nregion: north\n---\n\nMakes anvils.\n"
PATH = "customers/acme-ltd.md"
Pair = tuple[Team, DeskInFiles, DeskInFiles]


@pytest.fixture
def pair(desk: DeskInFiles, team_of: Callable[[int], Team]) -> Pair:
    desk.write(PATH, ACME)
    desk.commit("a customer")
    team = team_of(2)
    ana, bob = team.clones
    return team, ana, bob


def text(clone: DeskInFiles, path: str = PATH) -> str:
    return (clone.root / path).read_text()


@pytest.mark.slow
def test_changes_of_different_fields_meet(pair: Pair) -> None:
    team, ana, bob = pair
    ana.call("customer", "edit", "acme", "--set", "plan=silver")
    bob.call("customer", "edit", "acme", "--add", "labels=key")
    bob.call("customer", "comment", "acme", "Jo called.")
    team.settle()
    team.assert_same()
    assert "plan: silver" in text(ana)
    assert "- key" in text(ana)
    assert "Jo called." in text(ana)


@pytest.mark.slow
def test_one_value_changed_by_both_is_told_with_what_takes_the_other(pair: Pair) -> None:
    team, ana, bob = pair
    ana.call("customer", "edit", "acme", "--set", "plan=silver")
    bob.call("customer", "edit", "acme", "--set", "plan=tin")
    ana.call("sync")
    said = bob.call("sync").stderr
    kept, other = ("tin", "silver") if "plan: tin" in text(bob) else ("silver", "tin")
    assert f"plan: '{other}' was set aside (tix customer edit acme-ltd --set plan={other})" in said
    team.settle()
    team.assert_same()
    assert f"plan: {kept}" in text(ana)
    page = ana.call("customer", "show", "acme").stdout
    assert f"take this value: tix customer edit acme-ltd --set plan={other}; or keep" in page
    assert "tix customer comment acme-ltd --remove c-" in page
    assert "── merge note · c-" in page and "1970" not in page
    ana.call("customer", "edit", "acme-ltd", "--set", f"plan={other}")
    assert f"plan: {other}" in text(ana)
    assert kept not in text(ana)


@pytest.mark.slow
def test_a_note_has_the_time_of_the_newer_commit_however_it_is_merged(pair: Pair) -> None:
    _, ana, bob = pair
    ana.with_environ(TIX_NOW="2026-11-20T08:00:00Z").call(
        "customer", "edit", "acme", "--set", "plan=silver"
    )
    bob.with_environ(TIX_NOW="2026-11-21T09:30:00Z").call(
        "customer", "edit", "acme", "--set", "plan=tin"
    )
    tips = [clone.git("rev-parse", "HEAD").strip() for clone in (ana, bob)]
    ana.call("sync")
    bob.git("fetch", "origin")
    by_git = []
    for tip, other in (tips, tips[::-1]):
        bob.git("checkout", "--quiet", "--detach", tip)
        bob.git("merge", "--quiet", other)
        by_git.append(text(bob))
    bob.git("checkout", "--quiet", "--detach", tips[1])
    bob.git("cherry-pick", tips[0])
    assert "2026-11-21T09:30:00Z · tix merge" in text(bob)
    bob.git("checkout", "--quiet", "main")
    bob.with_environ(TIX_NOW="2026-11-23T09:30:00Z").call("sync")
    assert by_git == [text(bob)] * 2
    [said] = json.loads(bob.call("customer", "show", "acme", "--json").stdout)["comments"]
    assert said["at"] == "2026-11-21T09:30:00Z"
    later = bob.with_environ(TIX_NOW="2026-11-24T09:30:00Z")
    ana.with_environ(TIX_NOW="2026-11-24T08:00:00Z").call("sync")
    ana.call("customer", "edit", "acme", "--set", "rate=90.00")
    later.call("customer", "edit", "acme", "--set", "rate=95.00")
    ana.call("sync")
    later.call("sync")
    notes = json.loads(bob.call("customer", "show", "acme", "--json").stdout)["comments"]
    assert min(note["at"] for note in notes) == said["at"]
    assert len({note["at"] for note in notes}) == 2


@pytest.mark.slow
def test_the_log_tells_what_a_merge_decided(pair: Pair) -> None:
    team, ana, bob = pair
    ana.call("customer", "edit", "acme", "--set", "plan=silver")
    bob.call("customer", "edit", "acme", "--set", "plan=tin", "--add", "labels=key")
    team.settle()
    kept = "tin" if "plan: tin" in text(ana) else "silver"
    other = "silver" if kept == "tin" else "tin"
    events = json.loads(ana.call("customer", "log", "acme", "--json").stdout)
    [merge] = [event["merge"] for event in events if event["merge"]]
    [decision] = merge["decisions"]
    assert (decision["decision"], decision["field"]) == ("set-aside", "plan")
    assert (decision["old"], decision["new"]) == ([other], [kept])
    rows = ana.call("customer", "log", "acme").rows
    assert any("(set aside) plan" in row for row in rows)
    assert other in ana.tty("customer", "log", "acme").stdout


@pytest.mark.slow
def test_two_add_one_customer(pair: Pair) -> None:
    team, ana, bob = pair
    ana.call("customer", "add", "Harbour Inn", "--set", "plan=gold")
    bob.call("customer", "add", "Harbour Inn", "--set", "phones=+49 30 1234")
    team.settle()
    team.assert_same()
    assert "plan: gold" in text(ana, "customers/harbour-inn.md")
    assert "+49 30 1234" in text(ana, "customers/harbour-inn.md")


@pytest.mark.slow
def test_what_one_changed_and_another_removed_stays(pair: Pair) -> None:
    team, ana, bob = pair
    ana.call("customer", "edit", "acme", "--set", "plan=silver")
    bob.call("customer", "comment", "acme", "Jo called.")
    bob.call("customer", "remove", "acme", "--yes")
    ana.call("sync")
    said = bob.call("sync").stderr
    assert "customer acme-ltd: deleted by one, changed by another" in said
    assert "tix customer remove acme-ltd" in said
    team.settle()
    team.assert_same()
    assert "plan: silver" in text(bob)
    assert "Jo called." in text(bob)


def test_gits_own_merge_does_the_same(pair: Pair) -> None:
    _, ana, bob = pair
    ana.call("customer", "edit", "acme", "--set", "plan=silver")
    bob.call("customer", "edit", "acme", "--set", "region=south")
    ana.git("push", "-q")
    bob.git("fetch", "-q")
    bob.git("merge", "-q", "--no-edit", "@{upstream}")
    assert "plan: silver\nregion: south\n" in text(bob)


@pytest.mark.slow
def test_what_is_broken_on_one_side_stays_broken_there(pair: Pair) -> None:
    team, ana, bob = pair
    ana.call("customer", "edit", "acme", "--set", "plan=silver")
    bob.write(PATH, ACME.replace("plan: gold", "plan: [gold"))
    ana.call("sync")
    bob.call("sync", code=None)
    assert "plan: [gold" in text(bob)
    bob.write(PATH, ACME.replace("region: north", "region: south"))
    team.settle()
    team.assert_same()
    assert "plan: silver\nregion: south\n" in text(ana)
