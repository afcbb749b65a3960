"""Rules at a time and every so often, as ``tix tick`` fires them in one clone and in several."""

import json
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import _PACKAGE, ANA, BOB, DeskInFiles
from tests.remotes.conftest import FIRST, Team, _team, ana, bob, show, team
from tests.rules.test_on_events import ticket, trailers, with_rules
from tix.model.people import RULES
from tix.storage.sync import remotes

__all__ = ["_team", "ana", "bob", "team"]

START = "2026-11-20T00:00:00Z"

LOOKED = f"""\
- name: nobody looked
  at: 1h after opened
  from: {START}
  when: is:unassigned
  then: {{priority: urgent, assign: one of field, notify: facilities, comment: internal Look!}}
- name: hurry
  on: changed priority
  then: {{add-label: hot}}
"""

BACKUPS = f"""\
- name: backups
  every: mon 09:00
  from: {START}
  open: {{title: Check the backups, text: All of them., assign: one of field, due: +2d}}
"""


def tick(desk: DeskInFiles, at: str, *args: str, code: int | None = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.at(at).call("tick", "--json", *args, code=code).stdout)
    return found


def fired(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["rule"], each["due"]) for each in result["fired"]]


def test_it_fires_once_when_its_time_has_come(desk: DeskInFiles) -> None:
    with_rules(desk, LOOKED)
    ident = desk.call("open", "Something").stdout.strip()  # at 9:00
    assert fired(tick(desk, "2026-11-22T09:59:59Z")) == []
    assert fired(tick(desk, "2026-11-22T13:00:00Z", "--dry-run")) == [
        ("nobody looked", "2026-11-22T10:00:00Z")
    ]
    assert ticket(desk, ident)["priority"] == "normal"
    assert fired(tick(desk, "2026-11-22T13:00:00Z")) == [("nobody looked", "2026-11-22T10:00:00Z")]
    found = ticket(desk, ident)
    assert (found["priority"], found["labels"]) == ("urgent", ["hot"])
    [comment] = found["comments"]
    assert (comment["by"], comment["at"]) == (str(RULES), "2026-11-22T10:00:00Z")
    assert found["fired"] == [{"rule": "nobody looked", "anchor": "2026-11-22T09:00:00Z"}]
    assert trailers(desk, "Rule") == ["nobody looked", "hurry"]
    assert trailers(desk, "Notify") == [f"{ident} facilities"]
    assert desk.git("log", "-1", "--format=%an|%cn").strip() == "tix rules|Ana Lima"

    desk.call("assign", ident, "--none")
    assert fired(tick(desk, "2026-11-22T14:00:00Z")) == []
    assert "no rule is due" in desk.at("2026-11-22T14:00:00Z").call("tick").stderr


def test_a_rule_without_a_start_waits_until_tix_rules_has_written_it(desk: DeskInFiles) -> None:
    with_rules(desk, LOOKED.replace(f"  from: {START}\n", ""))
    desk.open("Something")
    result = tick(desk, "2026-11-22T13:00:00Z")
    assert (result["fired"], result["without_from"]) == ([], ["nobody looked"])
    later = desk.at("2026-11-22T12:00:00Z")
    assert "from now on: nobody looked" in later.call("rules").stderr
    assert "from: 2026-11-22T12:00:00Z\n" in (desk.root / "rules.yaml").read_text()
    assert desk.git("status", "--porcelain", "rules.yaml") == ""
    assert fired(tick(desk, "2026-11-22T13:00:00Z")) == []  # that was due before
    later.open("Another")
    assert fired(tick(desk, "2026-11-22T13:00:00Z")) == [("nobody looked", "2026-11-22T13:00:00Z")]


def test_it_fires_again_for_another_time_only(desk: DeskInFiles) -> None:
    with_rules(
        desk,
        f"- name: stale\n  at: 1d after since\n  from: {START}\n  when: is:open\n"
        "  then: {add-label: stale, comment: Still here?}\n",
    )
    ident = desk.open("Something")
    assert len(fired(tick(desk, "2026-11-24T09:00:00Z"))) == 1
    assert fired(tick(desk, "2026-11-28T09:00:00Z")) == []
    desk.at("2026-11-28T10:00:00Z").call("status", ident, "in-progress")
    assert fired(tick(desk, "2026-11-29T10:00:00Z")) == [("stale", "2026-11-29T10:00:00Z")]
    assert show(desk, ident).count("Still here?") == 2


@pytest.mark.slow
def test_once_in_a_silence(desk: DeskInFiles) -> None:
    with_rules(
        desk,
        f"- name: waiting\n  at: 1h after asked\n  from: {START}\n  then: {{add-label: waiting}}\n",
    )
    jo = desk.as_(type(ANA)("Jo", "jo@acme.example"))
    ident = desk.call("open", "Something", "-r", "jo@acme.example").stdout.strip()

    def say(who: DeskInFiles, at: str, *args: str) -> None:
        who.at(f"2026-11-22T{at}Z").call("comment", ident, "Well?", *args)

    say(jo, "09:10:00")
    say(jo, "09:30:00")
    assert fired(tick(desk, "2026-11-22T10:10:00Z")) == [("waiting", "2026-11-22T10:10:00Z")]
    say(jo, "11:00:00")
    assert fired(tick(desk, "2026-11-22T15:00:00Z")) == []
    say(desk, "15:10:00", "--internal")
    assert fired(tick(desk, "2026-11-22T16:00:00Z")) == []
    say(desk, "16:10:00")
    say(jo, "16:20:00")
    assert fired(tick(desk, "2026-11-22T18:00:00Z")) == [("waiting", "2026-11-22T17:20:00Z")]


def test_what_came_due_is_caught_up_the_oldest_first(desk: DeskInFiles) -> None:
    with_rules(
        desk,
        f"""\
- name: second
  at: 2h after opened
  from: {START}
  when: label:first
  then: {{comment: Second.}}
- name: first
  at: 1h after opened
  from: {START}
  then: {{add-label: first, comment: First.}}
{BACKUPS}""",
    )
    ident = desk.open("Something")
    result = tick(desk, "2026-12-09T12:00:00Z")
    assert fired(result) == [
        ("first", "2026-11-22T10:00:00Z"),
        ("second", "2026-11-22T11:00:00Z"),
        ("backups", "2026-12-07T09:00:00Z"),  # the latest alone
        ("first", "2026-12-07T10:00:00Z"),
        ("second", "2026-12-07T11:00:00Z"),
    ]
    assert [c["text"] for c in ticket(desk, ident)["comments"]] == ["First.", "Second."]
    assert fired(tick(desk, "2026-12-09T12:00:00Z")) == []


@pytest.mark.slow
def test_a_ticket_that_comes_again(desk: DeskInFiles) -> None:
    with_rules(desk, BACKUPS)
    [each] = tick(desk, "2026-11-24T12:00:00Z")["fired"]
    found = ticket(desk, each["ticket"])
    assert (found["title"], found["body"]) == ("Check the backups", "All of them.")
    assert (found["opened"], found["opened_by"]) == ("2026-11-23T09:00:00Z", str(RULES))
    assert (found["due"], found["status"], found["type"]) == ("2026-11-25", "open", "task")
    assert found["assignees"][0] in (ANA.mail, BOB.mail)
    assert fired(tick(desk, "2026-11-24T12:00:00Z")) == []

    desk.call("close", each["ticket"])
    desk.call("archive", each["ticket"])
    assert fired(tick(desk, "2026-11-24T12:00:00Z")) == []

    [again] = tick(desk, "2026-12-01T12:00:00Z")["fired"]
    desk.call("delete", again["ticket"], "--yes")
    assert (desk.root / "rules.fired").read_text() == f"{again['ticket']}\n"
    assert fired(tick(desk, "2026-12-01T12:00:00Z")) == []
    desk.call("undo")
    assert ticket(desk, again["ticket"])["title"] == "Check the backups"


def test_each_one_that_was_missed_if_the_rule_says_so(desk: DeskInFiles) -> None:
    with_rules(desk, BACKUPS + "  catch-up: all\n")
    assert [at for _, at in fired(tick(desk, "2026-12-09T12:00:00Z"))] == [
        "2026-11-23T09:00:00Z", "2026-11-30T09:00:00Z", "2026-12-07T09:00:00Z",
    ]  # fmt: skip
    assert fired(tick(desk, "2026-12-09T13:00:00Z")) == []


def test_undo_of_a_firing_keeps_that_it_fired(desk: DeskInFiles) -> None:
    with_rules(desk, LOOKED + BACKUPS)
    ident = desk.open("Something")
    later = desk.at("2026-11-23T12:00:00Z")
    done = later.tty("tick")
    assert "nobody looked for" in done.stderr
    assert len(later.call("list", "--ids").lines) == 2
    later.call("undo")
    found = ticket(desk, ident)
    assert (found["priority"], found["comments"], found["assignees"]) == ("normal", [], [])
    assert [each["rule"] for each in found["fired"]] == ["nobody looked"]
    assert len(later.call("list", "--ids").lines) == 1
    assert fired(tick(desk, "2026-11-23T12:00:00Z")) == []


@pytest.mark.slow
def test_who_ticks_second_finds_nothing_left(ana: DeskInFiles, bob: DeskInFiles) -> None:
    with_rules(ana, LOOKED + BACKUPS)
    ana.call("sync")
    bob.call("sync")
    late = "2026-11-24T12:00:00Z"
    assert fired(tick(ana, "2026-11-24T12:00:00Z"))[-1][0] == "backups"
    result = tick(bob, "2026-11-24T12:30:00Z")
    assert result["fired"] == []
    assert result["synced"]["came_in"]["commits"] >= 1
    assert fired(tick(ana, late)) == []
    for path in (ana.root / "tickets").rglob("*.md"):
        assert path.read_bytes() == (bob.root / path.relative_to(ana.root)).read_bytes()


@pytest.mark.slow
def test_a_lost_race_is_looked_at_again(
    ana: DeskInFiles, bob: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob pushes between Ana's plan and her push: what she had planned is thrown away."""
    with_rules(ana, LOOKED)
    mine = ana.call("open", "New").stdout.strip()
    ana.call("sync")
    bob.call("sync")
    bob.call("assign", mine, BOB.mail)
    pushed: list[str] = []
    push = remotes.push

    def late(*args: Any, **options: Any) -> None:
        if not pushed:
            pushed.append(bob.git("push", "--quiet", "origin", "HEAD:main"))
        push(*args, **options)

    monkeypatch.setattr(remotes, "push", late)
    result = tick(ana, "2026-11-22T12:00:00Z", "--only", "rules")
    assert pushed
    assert mine not in [each["ticket"] for each in result["fired"]]
    assert len(result["fired"]) == 3
    assert ticket(ana, mine)["assignees"] == [BOB.mail]
    assert ana.git("log", "--format=%s", "--merges") == ""


def test_offline_they_wait(ana: DeskInFiles, team: Team) -> None:
    with_rules(ana, LOOKED)
    ana.call("sync")
    before = ana.git("rev-parse", "HEAD")
    (team.bare.root).rename(team.folder / "away.git")
    done = ana.at("2026-11-23T12:00:00Z").call("tick", code=1)
    assert "can't be reached" in done.stderr
    assert ana.git("rev-parse", "HEAD") == before
    (team.folder / "away.git").rename(team.bare.root)
    assert len(fired(tick(ana, "2026-11-23T12:00:00Z"))) == 3


@pytest.mark.slow
def test_clones_that_fired_apart_come_together(ana: DeskInFiles, bob: DeskInFiles) -> None:
    """The second line of defence (R3): without a remote between them, they make the same."""
    with_rules(ana, LOOKED + BACKUPS)
    ana.call("sync")
    bob.call("sync")
    mine = ana.call("open", "New").stdout.strip()
    ana.call("sync")
    bob.call("sync")
    for desk, late in ((ana, "2026-11-23T10:00:00Z"), (bob, "2026-11-23T17:45:00Z")):
        url = desk.git("remote", "get-url", "origin").strip()
        desk.git("remote", "remove", "origin")
        assert len(fired(tick(desk, late))) == 5
        desk.git("remote", "add", "origin", url)
        desk.git("fetch", "-q", "origin")
        desk.git("branch", "-q", "-u", "origin/main")
    ana.call("comment", mine, "Hm.")
    for desk in (ana, bob, ana):
        desk.call("sync")
    assert show(ana, mine).count("Look!") == 1
    assert len(ticket(ana, mine)["assignees"]) == 1
    assert "tix merge" not in show(ana, mine)
    assert len(ana.call("list", "--ids").lines) == len(bob.call("list", "--ids").lines) == 5
    for path in (ana.root / "tickets").rglob("*.md"):
        assert path.read_bytes() == (bob.root / path.relative_to(ana.root)).read_bytes()


def test_rules_that_make_no_sense_stop_the_tick(desk: DeskInFiles) -> None:
    with_rules(desk, LOOKED.replace("one of field", "one of feild"))
    for command in (["tick"], ["rules"], ["rules", "test", "--last", "1d"]):
        done = desk.call(*command, code=4)
        assert "rules.yaml:5: the desk has no team 'feild'" in done.stderr
        assert "did you mean 'field'?" in done.stderr


@pytest.mark.parametrize("only", ["sync", "rules"])
def test_parts_of_a_tick(ana: DeskInFiles, only: str) -> None:
    with_rules(ana, LOOKED)
    result = tick(ana, "2026-11-23T12:00:00Z", "--only", only)
    assert bool(result["fired"]) == (only == "rules")
    assert ana.call("tick", "--only", "mice", code=2).stderr.startswith("tix: a tick has no part")


def test_what_rules_would_have_done(desk: DeskInFiles) -> None:
    ident = desk.call("open", "Something").stdout.strip()
    desk.call("edit", ident, "--set", "priority=high")
    with_rules(desk, LOOKED + BACKUPS)
    desk.at("2026-11-22T09:30:00Z").call("edit", ident, "--set", "priority=low")
    late = desk.at("2026-11-24T00:00:00Z")
    found = json.loads(late.call("rules", "test", "--last", "7d", "--json").stdout)
    assert [(e["rule"], e["at"], e["did"]) for e in found] == [
        ("hurry", "2026-11-22T09:00:00Z", False),
        ("hurry", "2026-11-22T09:30:00Z", True),
        ("nobody looked", "2026-11-22T10:00:00Z", False),
        ("backups", "2026-11-23T09:00:00Z", False),
    ]
    tick(desk, "2026-11-24T00:00:00Z")
    mine = json.loads(late.call("rules", "test", ident, "--json").stdout)
    assert [(e["rule"], e["did"]) for e in mine] == [
        ("hurry", False), ("hurry", True), ("nobody looked", True),
    ]  # fmt: skip
    rows = late.call("rules", "test", ident).rows
    assert [row[4:] for row in rows[:2]] == [
        ["no", "add hot to labels"], ["yes", "add hot to labels"],
    ]  # fmt: skip
    assert json.loads(late.call("rules", "test", "--json").stdout)[: len(mine)] != []
    assert desk.call("rules", "test", "--last", "x", code=2).stderr.startswith("tix: --last takes")


@pytest.mark.slow
def test_again_and_again_until_a_signal(desk: DeskInFiles) -> None:
    with_rules(desk, BACKUPS)
    environ = desk.at("2026-11-24T12:00:00Z").environ
    command = [sys.executable, "-m", "tix", "tick", "--every", "1s"]
    with subprocess.Popen(
        command, cwd=desk.root, env={**environ, "PYTHONPATH": str(_PACKAGE)},
        stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stderr is not None
        said = [running.stderr.readline() for _ in range(3)]
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=30) == 0
    assert said[0].startswith("backups opened")
    assert said[1:] == ["1 rule fired\n", "no rule is due\n"]
    assert desk.call("tick", "--every", "0s", code=2).stderr.startswith("tix: --every takes")


@pytest.mark.long
def test_many_tick_at_once_and_each_thing_is_done_once(
    ana: DeskInFiles, bob: DeskInFiles, team: Team
) -> None:
    with_rules(ana, LOOKED + BACKUPS)
    ana.call("sync")
    bob.call("sync")
    commands = [
        subprocess.Popen(
            [sys.executable, "-m", "tix", "tick", "--json"],
            cwd=desk.root,
            env={**desk.at("2026-11-24T12:00:00Z").environ, "PYTHONPATH": str(_PACKAGE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for desk in (ana, bob, ana, bob)
    ]
    done = [command.communicate(timeout=120) for command in commands]
    assert [command.returncode for command in commands] == [0] * 4, done
    every = [each for out, _ in done for each in json.loads(out)["fired"]]
    assert len(every) == len({(e["rule"], e["ticket"], e["anchor"]) for e in every}) == 4
    for desk in (ana, bob):
        desk.call("sync")
    assert team.bare.git("log", "--format=%s", "--author=tix rules", "main").count("\n") == 1
    assert show(ana, FIRST) == show(bob, FIRST)


@pytest.mark.slow
def test_a_query_that_asks_for_more_than_the_ticket(desk: DeskInFiles) -> None:
    with_rules(
        desk,
        f"- name: held\n  at: 1h after opened\n  from: {START}\n  when: is:blocked updated:<2h\n"
        "  then: {add-label: held}\n"
        "- name: waits\n  on: changed links\n  when: is:blocked updated:<1h\n"
        "  then: {add-label: waits}\n",
    )
    first, second = desk.open("First"), desk.open("Second")
    desk.call("link", second, "depends-on", first)
    assert ticket(desk, second)["labels"] == ["waits"]
    assert ticket(desk, first)["labels"] == []
    [each] = tick(desk, "2026-11-22T10:30:00Z")["fired"]
    assert each["ticket"] == second
    desk.call("link", first, "relates-to", second)
    assert ticket(desk, first)["labels"] == []
