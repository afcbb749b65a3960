"""``tix claim``: what it says, and that it is all or nothing."""

import shutil

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, Team, _team, ana, bob, show, team, tip

__all__ = ["_team", "ana", "bob", "team"]


@pytest.mark.slow
def test_claimed_in_progress_and_synced(team: Team, ana: DeskInFiles) -> None:
    done = ana.call("claim", "a1a")
    assert (done.stdout, done.stderr) == (
        "",
        "a1aaaa Nightly build: yours\nsynced with origin/main: 1 ticket (a1aaaa) went out\n",
    )
    text = show(team.clone("other"), FIRST)
    assert "assignees:\n- ana@example.org\n" in text
    assert "status: in-progress\nsince: 2026-11-22T09:00:00Z\n" in text
    assert ana.git("log", "-1", "--format=%an|%s|%(trailers:only)").strip() == (
        f"Ana Lima|{FIRST}: claim|Ticket: {FIRST}"
    )


@pytest.mark.slow
def test_what_is_yours_stays_so_without_a_commit(team: Team, ana: DeskInFiles) -> None:
    ana.call("claim", FIRST)
    before = tip(ana)
    assert ana.call("claim", FIRST).stderr == (
        "a1aaaa Nightly build: yours already\nsynced with origin/main: nothing new\n"
    )
    assert (tip(ana), team.tip()) == (before, before)


@pytest.mark.slow
def test_somebody_who_was_first_is_named_and_nothing_changes(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("claim", FIRST)
    before, theirs = tip(ana), team.tip()
    done = ana.call("claim", FIRST, code=4)
    assert done.stderr == (
        "tix: a1aaaa is taken by bob@example.org; nothing was changed\n"
        "hint: take it over: tix sync && tix assign a1aaaa --me\n"
    )
    assert (tip(ana), team.tip(), ana.git("status", "--porcelain")) == (before, theirs, "")


@pytest.mark.slow
def test_what_others_did_meanwhile_comes_in(ana: DeskInFiles, bob: DeskInFiles) -> None:
    bob.call("comment", FIRST, "From Bob")
    bob.call("comment", SECOND, "From Bob")
    bob.call("sync")
    said = ana.call("claim", FIRST).stderr
    assert said == (
        "a1aaaa Nightly build: yours\n"
        "synced with origin/main: 2 tickets (a1aaaa, b2bbbb) came in, 1 ticket (a1aaaa) went out\n"
    )
    assert "From Bob" in show(ana, FIRST)


@pytest.mark.slow
def test_a_promise_that_came_in_counts_at_once(ana: DeskInFiles, bob: DeskInFiles) -> None:
    """Rows of the index with clocks of the settings of before would stay there as the new ones."""
    promises = (
        bob.root / "tix.yaml"
    ).read_text() + "promises: [{name: all, calendar: always, first_response: 1d}]\n"
    bob.write("tix.yaml", promises)
    bob.call("sync")
    ana.call("sync")
    assert ana.call("list", "--json").stdout
    bob.write("tix.yaml", promises.replace("1d", "8d"))
    bob.call("sync")
    ana.call("claim", FIRST, "--json")
    fields = ("list", "--all", "--json", "--fields", "id,due-next")
    before = ana.call(*fields).stdout
    shutil.rmtree(ana.root / ".git/tix/index")
    assert ana.call(*fields).stdout == before


def test_own_work_goes_out_with_it(team: Team, ana: DeskInFiles) -> None:
    ana.call("comment", SECOND, "Mine")
    path = ana.file_of(FIRST)
    path.write_text(path.read_text().replace("Nightly build", "By hand"))
    said = ana.call("claim", FIRST).stderr
    assert said == (
        "a1aaaa By hand: yours\n"
        "committed edits made by hand to a1aaaa\n"
        "synced with origin/main: 2 tickets (a1aaaa, b2bbbb) went out\n"
    )
    assert team.tip() == tip(ana)
    assert "title: By hand" in show(ana, FIRST)


def test_done_ticket(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    bob.call("close", FIRST)
    bob.call("sync")
    assert ana.call("claim", FIRST, code=4).stderr == (
        "tix: a1aaaa is closed; nothing was changed\nhint: tix reopen a1aaaa\n"
    )


def test_ticket_that_somebody_deleted(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    bob.call("delete", "--yes", FIRST)
    bob.call("sync")
    said = ana.call("claim", FIRST, code=3).stderr
    assert said == "tix: somebody deleted a1aaaa; nothing was changed\nhint: tix list\n"
    assert ana.file_of(FIRST).exists()


@pytest.mark.slow
def test_ticket_that_only_the_remote_has(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ident = bob.open("Just opened")
    bob.call("sync")
    assert "tix sync" in ana.call("claim", ident, code=3).stderr
    ana.call("sync")
    ana.call("claim", ident)


@pytest.mark.parametrize("committed", [True, False])
def test_broken_ticket(committed: bool, ana: DeskInFiles) -> None:
    ana.file_of(FIRST).write_text("---\nid: a1aaaa\ntitle: [\n---\n")
    if committed:
        ana.commit("Broken")
    before = tip(ana)
    said = ana.call("claim", FIRST, code=4).stderr
    assert said.startswith("tix: tickets/2026/11/a1aaaa.md:")
    assert tip(ana) == before


def test_without_a_remote_it_is_a_matter_of_this_clone(desk: DeskInFiles) -> None:
    ident = desk.open("Here")
    assert desk.call("claim", ident).stderr == f"{ident} Here: yours\n"
    assert desk.call("claim", ident).stderr == f"{ident} Here: yours already\n"
    said = desk.as_(BOB).call("claim", ident, code=4).stderr
    assert f"{ident} is taken by {ANA.mail}; nothing was changed" in said


@pytest.mark.parametrize("arguments", [[], ["zzz"], ["a1a", "b2b"], [""]])
def test_wrong_use(arguments: list[str], ana: DeskInFiles) -> None:
    before = tip(ana)
    assert ana.call("claim", *arguments, code=None).code in (2, 3)
    assert tip(ana) == before


def test_alias_of_mine_counts_as_me(ana: DeskInFiles) -> None:
    text = (ana.root / "tix.yaml").read_text()
    people = "people:\n- name: Ana Lima\n  mail: ana@work.example\n  aliases: [ana@example.org]\n"
    ana.write("tix.yaml", text + people)
    ana.call("assign", FIRST, "ana@example.org")
    assert "a1aaaa Nightly build: yours\n" in ana.call("claim", FIRST).stderr
    assert "status: in-progress" in show(ana, FIRST)
