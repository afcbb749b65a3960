"""What ``tix sync`` says of what moved and of what a merge decided, and its JSON."""

import json
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, THIRD, _team, ana, bob, publish, show, team
from tix.model.ticket.ticket import Ticket

__all__ = ["_team", "ana", "bob", "team"]

JO = "jo@acme.example"


def both(ana: DeskInFiles, bob: DeskInFiles, ident: str, mine: list[str], theirs: list[str]) -> str:
    """What Ana reads after Bob's change went out first; each is a command of tix."""
    bob.call(theirs[0], ident, *theirs[1:])
    bob.call("sync")
    ana.call(mine[0], ident, *mine[1:])
    return ana.call("sync").stderr.split("\n", 1)[1]


def test_nothing_new(ana: DeskInFiles) -> None:
    done = ana.call("sync")
    assert (done.stdout, done.stderr) == ("", "synced with origin/main: nothing new\n")


@pytest.mark.slow
def test_many_tickets_are_counted_and_few_are_named(ana: DeskInFiles, bob: DeskInFiles) -> None:
    for number in range(6):
        ana.open(f"New {number}")
    assert ana.call("sync").stderr == "synced with origin/main: 6 tickets went out\n"
    assert bob.call("sync").stderr == "synced with origin/main: 6 tickets came in\n"


def test_many_hand_edits_are_cut(ana: DeskInFiles) -> None:
    for number in range(12):
        ident = f"d{number:05}"
        ana.write(f"tickets/2026/11/{ident}.md", f"---\nid: {ident}\ntitle: x\n---\n")
    first, _ = ana.call("sync").stderr.splitlines()
    assert first.endswith("d00008, d00009 and 2 more")


def test_value_set_aside_with_the_command_that_takes_it(ana: DeskInFiles, bob: DeskInFiles) -> None:
    said = both(
        ana, bob, FIRST, ["edit", "--set", "priority=low"], ["edit", "--set", "priority=high"]
    )
    assert said == (
        "tix: a1aaaa Nightly build: priority is high; 'low' was set aside "
        "(tix edit a1aaaa --set priority=low)\n"
    )
    ana.call("edit", FIRST, "--set", "priority=low")
    assert "priority: low" in show(ana, FIRST)
    assert "tix merge" not in show(ana, FIRST)  # answered


@pytest.mark.long
def test_status_set_aside(ana: DeskInFiles, bob: DeskInFiles) -> None:
    said = both(ana, bob, FIRST, ["status", "in-progress"], ["status", "pending"])
    assert "status is in-progress; 'pending' was set aside (tix status a1aaaa pending)\n" in said


def test_title_with_odd_characters_can_be_pasted_back(ana: DeskInFiles, bob: DeskInFiles) -> None:
    odd = "It's $HOME; `x` \u202e\u200b!"
    said = both(
        ana, bob, FIRST, ["edit", "--title", odd], ["edit", "--title", "A longer title than that"]
    )
    assert "title is A longer title than that; " in said
    assert not set("\u202e\u200b") & set(said)


@pytest.mark.long
def test_long_values_are_cut_but_not_the_command(ana: DeskInFiles, bob: DeskInFiles) -> None:
    mine, theirs = "a" * 100, "b" * 101
    said = both(ana, bob, FIRST, ["edit", "--title", mine], ["edit", "--title", theirs])
    assert f"'{'a' * 59}…' was set aside" in said
    assert f"title={mine}" in said


@pytest.mark.slow
def test_removal_set_aside(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ana.call("edit", FIRST, "--set", "due=2026-12-01")
    ana.call("sync")
    bob.call("sync")
    said = both(ana, bob, FIRST, ["edit", "--set", "due="], ["edit", "--set", "due=2026-12-24"])
    assert "due is 2026-12-24; its removal was set aside (tix edit a1aaaa --set due=)\n" in said


@pytest.mark.long
def test_text_changed_twice(ana: DeskInFiles, bob: DeskInFiles) -> None:
    for clone in (bob, ana):
        path = clone.file_of(FIRST)
        path.write_text(path.read_text() + f"\n{clone.environ['GIT_AUTHOR_NAME']} wrote this.\n")
    bob.call("sync")
    ana.call("sync")
    for clone, word in ((bob, "only"), (ana, "really")):
        clone.call("sync")
        path = clone.file_of(FIRST)
        path.write_text(path.read_text().replace("Ana Lima wrote", f"Ana Lima {word} wrote"))
    bob.call("sync")
    said = ana.call("sync").stderr
    assert "body was changed twice; the other text is in a note (tix show a1aaaa)\n" in said


def test_ticket_that_two_took_at_once(ana: DeskInFiles, bob: DeskInFiles) -> None:
    said = both(ana, bob, FIRST, ["assign", "--me"], ["assign", "--me"])
    assert said == (
        "tix: a1aaaa Nightly build: taken by ana@example.org and bob@example.org at once "
        "(tix assign a1aaaa WHO)\n"
    )


def test_ticket_that_was_reopened(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.add(Ticket(FIRST, "Nightly build", status="open", requester=JO))
    team = publish(desk, tmp_path, "main")
    ana, bob = team.clone("ana", who=ANA), team.clone("bob", who=BOB)
    jo = ana.with_environ(GIT_AUTHOR_EMAIL=JO, GIT_AUTHOR_NAME="Jo")
    jo.call("comment", FIRST, "It still fails")
    ana.call("sync")
    bob.call("close", FIRST)
    said = bob.call("sync").stderr
    assert "a1aaaa Nightly build: isn't done, because the requester wrote meanwhile\n" in said
    assert "status is open; 'closed' was set aside (tix status a1aaaa closed)\n" in said


@pytest.mark.slow
def test_ticket_deleted_here_and_changed_there(ana: DeskInFiles, bob: DeskInFiles) -> None:
    bob.call("comment", FIRST, "The key is hunter2 for all.")
    bob.call("sync")
    ana.call("sync")
    ana.call("redact", FIRST, "hunter2", "--yes")
    ana.write("log.txt", "what it printed")
    ana.call("attach", FIRST, "log.txt")
    ana.call("comment", FIRST, "Said before the deletion.")
    said = both(ana, bob, FIRST, ["delete", "--yes"], ["comment", "Wait"])
    assert said == (
        "tix: a1aaaa Nightly build: deleted by one, changed by another; it stays "
        "(tix delete a1aaaa)\n"
    )
    text = ana.file_of(FIRST).read_text()
    assert "Said before the deletion." in text and "Wait" in text and "hunter2" not in text
    [kept] = (ana.root / "attachments" / FIRST).iterdir()
    assert kept.read_text() == "what it printed"


@pytest.mark.long
def test_two_tickets_with_one_id(ana: DeskInFiles, bob: DeskInFiles) -> None:
    for clone, title, hour in ((bob, "Bob's", 8), (ana, "Ana's", 9)):
        text = f"---\nid: d4dddd\ntitle: {title}\nopened: 2026-11-22T0{hour}:00:00Z\n---\n"
        clone.write("tickets/2026/11/d4dddd.md", text)
        said = clone.call("sync").stderr
    new = next(i for i in ana.call("list", "--ids").stdout.split() if "Ana's" in show(ana, i))
    assert new != "d4dddd"
    assert f"tix: {new} Ana's: its id was d4dddd in one clone; another ticket has that id\n" in said
    bob.call("sync")
    assert "Bob's" in show(bob, "d4dddd")


def test_conflict_takes_a_person(ana: DeskInFiles, bob: DeskInFiles) -> None:
    for clone, text in ((bob, "[theirs"), (ana, "[mine")):
        clone.file_of(FIRST).write_text(f"---\nid: {FIRST}\ntitle: {text}\n---\n")
        clone.commit("Broken by plain git")
    bob.git("push", "--quiet")
    done = ana.call("sync", code=4)
    assert f"tix: {FIRST}: " in done.stderr
    assert "both texts are in its file: tix check\n" in done.stderr
    text = ana.file_of(FIRST).read_text()
    assert "[theirs" in text
    assert "[mine" in text


def test_wrong_use(ana: DeskInFiles) -> None:
    ana.call("sync", "origin", "main", code=2)
    ana.call("sync", "--nonsense", code=2)


def test_help_shows_examples(ana: DeskInFiles) -> None:
    said = ana.call("sync", "--help").stdout
    for words in ("tix sync --dry-run", "tix sync backup", "--all", "--json"):
        assert words in said


# -- JSON -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_json_has_all_of_it(ana: DeskInFiles, bob: DeskInFiles) -> None:
    bob.call("edit", FIRST, "--set", "priority=high")
    bob.call("assign", SECOND, "--me")
    bob.call("sync")
    ana.call("edit", FIRST, "--set", "priority=low")
    ana.call("assign", SECOND, "--me")
    path = ana.file_of(THIRD)
    path.write_text(path.read_text().replace("Typo", "By hand"))
    ana.write("tickets/2026/11/notes.txt", "x")
    done = ana.call("sync", "--json", code=4)
    assert json.loads(done.stdout) == {
        "remote": "origin",
        "branch": "main",
        "dry_run": False,
        "hand_edits": [THIRD],
        "not_committed": ["tickets/2026/11/notes.txt:1: is no ticket"],
        "came_in": {"commits": 2, "tickets": [FIRST, SECOND]},
        "went_out": {"commits": 3, "tickets": [FIRST, SECOND, THIRD]},
        "decisions": [
            {
                "ticket": FIRST,
                "set_aside": [{"field": "priority", "value": "low"}],
                "reopened": False,
                "taken_by": [],
                "was": None,
                "undeleted": False,
                "conflict": None,
            },
            {
                "ticket": SECOND,
                "set_aside": [],
                "reopened": False,
                "taken_by": [ANA.mail, BOB.mail],
                "was": None,
                "undeleted": False,
                "conflict": None,
            },
        ],
        "in_the_way": [],
        "expired_keys": [],
        "tries": 1,
    }


def test_json_of_a_dry_run(ana: DeskInFiles) -> None:
    ana.call("comment", FIRST, "x")
    said = json.loads(ana.call("sync", "--dry-run", "--json").stdout)
    assert (said["dry_run"], said["went_out"]) == (True, {"commits": 1, "tickets": [FIRST]})


def test_json_is_nothing_where_it_failed(ana: DeskInFiles) -> None:
    ana.git("remote", "set-url", "origin", "/nowhere")
    done = ana.call("sync", "--json", code=1)
    assert done.stdout == ""
    assert done.stderr.startswith("tix: origin can't be reached: ")
