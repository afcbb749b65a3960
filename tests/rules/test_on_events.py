"""Rules on events run within the change that sets them off (R1)."""

import json
from typing import Any

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tests.remotes.conftest import FIRST, _team, ana, bob, show, team
from tix.model.people import RULES

__all__ = ["_team", "ana", "bob", "team"]

STAFF = """\
people:
- Ana Lima <ana@example.org>
- Bob Reis <bob@example.org>
teams:
  field: [ana@example.org, bob@example.org]
  facilities: [bob@example.org]
"""

PRINTERS = """\
- name: route printers
  on: opened
  when: printer OR toner
  then: {assign: one of field, priority: high, add-label: hardware, watch: facilities, notify: facilities}
- name: hurry
  on: changed priority
  when: priority:high
  then: {comment: We hurry., add-label: hot}
- name: not so hot
  on: changed labels
  when: label:quiet
  then: {remove-label: hot}
"""  # noqa: E501


def with_rules(desk: DeskInFiles, text: str) -> DeskInFiles:
    desk.write("tix.yaml", (desk.root / "tix.yaml").read_text() + STAFF)
    desk.write("rules.yaml", text)
    return desk


def ticket(desk: DeskInFiles, ident: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.call("show", ident, "--json").stdout)
    return found


def trailers(desk: DeskInFiles, name: str) -> list[str]:
    text = desk.git("log", "-1", f"--format=%(trailers:key={name},valueonly)")
    return text.strip().splitlines()


def test_a_ticket_that_is_opened(desk: DeskInFiles) -> None:
    with_rules(desk, PRINTERS)
    opened = desk.call("open", "The printer jams", "--json")
    shown = json.loads(opened.stdout)
    assert (shown["assignees"], shown["priority"]) == (["ana@example.org"], "high")
    assert (shown["labels"], shown["watchers"]) == (["hardware", "hot"], ["facilities"])
    [comment] = shown["comments"]
    assert (comment["by"], comment["text"]) == (str(RULES), "We hurry.")
    assert "by the desk's rules, too: route printers, hurry" in opened.stderr
    assert trailers(desk, "Rule") == ["route printers", "hurry"]
    assert trailers(desk, "Notify") == [f"{shown['id']} facilities"]
    assert desk.git("status", "--porcelain", "tickets") == ""

    # whose newest ticket is the oldest is next
    turns: list[str] = []
    for minute in (1, 2, 3):
        later = desk.at(f"2026-11-22T09:0{minute}:00Z")
        ident = later.call("open", f"Toner {minute}").stdout.strip()
        turns += ticket(desk, ident)["assignees"]
    assert turns == ["bob@example.org", "ana@example.org", "bob@example.org"]
    assert ticket(desk, desk.open("Something else"))["assignees"] == []


def test_what_a_rule_changes_sets_off_later_rules_and_none_twice(desk: DeskInFiles) -> None:
    with_rules(
        desk,
        """\
- name: down
  on: changed labels
  then: {priority: low}
- name: up
  on: changed priority
  then: {add-label: seen, priority: high}
- name: last
  on: changed labels
  when: label:seen
  then: {comment: internal Seen.}
""",
    )
    ident = desk.open("Something")
    desk.call("edit", ident, "--set", "priority=urgent")
    found = ticket(desk, ident)
    assert (found["priority"], found["labels"]) == ("high", ["seen"])
    [comment] = found["comments"]
    assert (comment["by"], comment["internal"], comment["text"]) == (str(RULES), True, "Seen.")
    assert trailers(desk, "Rule") == ["up", "last"]
    log = json.loads(desk.call("log", ident, "--json").stdout)
    assert [event["rules"] for event in log] == [["up", "last"], []]
    assert "by rules: up, last" in desk.call("--color", "always", "log", ident).stdout


@pytest.mark.parametrize(
    ("event", "steps"),
    [
        ("done", [["close"]]),
        ("reopened", [["close"], ["reopen"]]),
        ("asked", [["comment", "How long?"]]),
        ("answered", [["comment", "An hour."]]),
        ("changed assignees", [["assign", "bob"]]),
        ("changed links", [["link", "relates-to"]]),
        ("changed body", [["edit", "-b", "More"]]),
        ("changed attachments", [["attach"]]),
    ],
)
def test_events(desk: DeskInFiles, event: str, steps: list[list[str]]) -> None:
    with_rules(desk, f"- name: it\n  on: {event}\n  then: {{add-label: seen}}\n")
    other = desk.open("Another")
    ident = desk.call("open", "Something", "-r", "jo@acme.example").stdout.strip()
    assert ticket(desk, ident)["labels"] == []
    asker = desk.as_(type(ANA)("Jo", "jo@acme.example"))
    who = asker if event == "asked" else desk
    for command, *rest in steps:
        more = {"link": [*rest, other], "attach": [str(desk.root / "tix.yaml")]}.get(command, rest)
        who.call(command, ident, *more)
    assert ticket(desk, ident)["labels"] == ["seen"]


def test_edits_by_hand_count_when_tix_commits_them(ana: DeskInFiles, bob: DeskInFiles) -> None:
    with_rules(ana, PRINTERS)
    place = ana.file_of(FIRST)
    place.write_text(place.read_text().replace("priority: normal", "priority: high"))
    ana.call("comment", FIRST, "Look")
    assert "hot" in ticket(ana, FIRST)["labels"]

    place.write_text(place.read_text().replace("priority: high", "priority: low"))
    ana.call("sync")
    place.write_text(place.read_text().replace("priority: low", "priority: high"))
    ana.call("sync")
    assert show(ana, FIRST).count("We hurry.") == 2
    bob.call("sync")
    assert show(bob, FIRST) == show(ana, FIRST)
    assert ana.git("status", "--porcelain") == ""


def test_the_same_change_in_two_clones_says_it_once(ana: DeskInFiles, bob: DeskInFiles) -> None:
    with_rules(ana, PRINTERS)
    ana.call("sync")
    bob.call("sync")
    ana.call("edit", FIRST, "--set", "priority=high")
    bob.at("2026-11-22T09:30:00Z").call("edit", FIRST, "--set", "priority=high")
    bob.call("sync")
    ana.call("sync")
    bob.call("sync")
    assert show(ana, FIRST) == show(bob, FIRST)
    assert show(ana, FIRST).count("We hurry.") == 1
    assert "tix merge" not in show(ana, FIRST)
    ana.call("edit", FIRST, "--set", "priority=low")
    ana.call("edit", FIRST, "--set", "priority=high")
    assert show(ana, FIRST).count("We hurry.") == 2


def test_a_claim_sets_rules_off(ana: DeskInFiles) -> None:
    with_rules(ana, "- name: taken\n  on: changed assignees\n  then: {add-label: taken}\n")
    ana.call("sync")
    ana.call("claim", FIRST)
    assert "- taken\n" in show(ana, FIRST)
    assert trailers(ana, "Rule") == ["taken"]


def test_undo_takes_back_what_rules_did_and_sets_off_none(desk: DeskInFiles) -> None:
    with_rules(desk, PRINTERS)
    ident = desk.open("Something")
    before = show(desk, ident)
    desk.call("edit", ident, "--set", "priority=high")
    desk.call("undo")
    assert show(desk, ident) == before
    assert trailers(desk, "Rule") == []


def test_rules_that_make_no_sense_are_left_out_with_a_word(desk: DeskInFiles) -> None:
    with_rules(desk, "- name: x\n  on: opened\n  then: {assign: one of feild}\n")
    done = desk.call("open", "Something")
    assert "without the desk's rules: rules.yaml:3: the desk has no team 'feild'" in done.stderr
    assert "did you mean 'field'?" in done.stderr
    desk.write(
        "rules.yaml", "- name: x\n  on: opened\n  when: prioritty:high\n  then: {due: +2d}\n"
    )
    done = desk.call("open", "Something else")
    assert "rules.yaml:3: when: no field is called 'prioritty'" in done.stderr
    assert len(desk.call("list", "--ids").lines) == 2


def test_least_loaded_has_the_fewest_to_do(desk: DeskInFiles) -> None:
    with_rules(desk, "- name: x\n  on: opened\n  then: {assign: least loaded of field}\n")
    busy = [desk.open(f"Old {n}") for n in range(2)]
    desk.call("assign", ",".join(busy), ANA.mail)
    assert ticket(desk, desk.open("One"))["assignees"] == [BOB.mail]
    desk.call("close", *busy)
    assert ticket(desk, desk.open("Two"))["assignees"] == [ANA.mail]
