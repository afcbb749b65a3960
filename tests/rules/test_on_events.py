"""Rules on events run within the change that sets them off (R1)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import _PACKAGE, ANA, BOB, DeskInFiles
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


def test_what_is_said_with_the_step_to_a_waiting_status_does_not_end_the_wait(
    desk: DeskInFiles,
) -> None:
    back = "- name: back\n  on: asked\n  when: status:pending\n  then: {status: in-progress}\n"
    with_rules(desk, back)
    ident = desk.open("The build fails")  # one's own: who opened it asks (P3)
    desk.call("status", ident, "pending", "-m", "Which version?")
    assert ticket(desk, ident)["status"] == "pending"
    desk.call("comment", ident, "The last one.")
    assert ticket(desk, ident)["status"] == "in-progress"


@pytest.mark.slow
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


def test_a_status_edited_by_hand_is_an_event(ana: DeskInFiles) -> None:
    """tix writes its stamps before it commits the edit: rules see it all the same."""
    with_rules(ana, "- {name: seen, on: done, then: {add-label: seen}}\n")
    ana.call("sync")
    place = ana.file_of(FIRST)
    place.write_text(place.read_text().replace("status: open", "status: resolved"))
    ana.call("sync")
    done = ticket(ana, FIRST)
    assert (done["labels"], done["status"]) == (["seen"], "resolved")
    assert done["since"] > done["opened"]
    assert ana.git("status", "--porcelain") == ""


@pytest.mark.slow
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


def test_events_of_entries(desk: DeskInFiles) -> None:
    with_rules(
        desk,
        "".join(
            f"- name: {event}\n  on: {event}\n  then: {{add-label: {event}}}\n"
            for event in ("failed", "rated", "signed")
        ),
    )
    ident = desk.call("open", "Nightly build", "--key", "nightly").stdout.strip()
    assert ticket(desk, ident)["labels"] == ["failed"]
    desk.call("edit", ident, "--remove", "labels=failed")
    desk.at("2026-11-22T10:00:00Z").call("open", "Nightly build", "--key", "nightly")
    jo = desk.as_(type(ANA)("Jo", "jo@acme.example"))
    jo.call("rate", ident, "5")
    desk.call("sign", ident, "--name", "Jo Silva")
    assert ticket(desk, ident)["labels"] == ["failed", "rated", "signed"]


def test_a_ticket_that_was_moved_by_hand_is_no_new_one(desk: DeskInFiles) -> None:
    with_rules(desk, "- name: it\n  on: opened\n  then: {add-label: seen}\n")
    ident = desk.open("Something")
    desk.call("edit", ident, "--remove", "labels=seen")
    place = desk.file_of(ident)
    there = desk.root / "tickets/2026/10" / place.name
    there.parent.mkdir(parents=True)
    place.rename(there)
    desk.call("comment", ident, "Moved.")
    assert ticket(desk, ident)["labels"] == []


def test_a_broken_edit_of_the_rules_is_not_sent(ana: DeskInFiles, bob: DeskInFiles) -> None:
    with_rules(ana, PRINTERS)
    ana.call("sync")
    ana.write("rules.yaml", PRINTERS.replace("one of field", "one of feild"))
    done = ana.call("sync", code=4)
    assert "rules.yaml:4: the desk has no team 'feild'" in done.stderr
    bob.call("sync")
    assert (bob.root / "rules.yaml").read_text() == PRINTERS


@pytest.mark.slow
def test_both_sides_change_the_rules(ana: DeskInFiles, bob: DeskInFiles) -> None:
    every = "- name: {}\n  every: day\n  open: Hi\n"
    with_rules(ana, PRINTERS + every.format("daily"))
    ana.call("sync")
    bob.call("sync")
    ana.at("2026-11-22T10:00:00Z").call("rules")
    ana.write("rules.yaml", (ana.root / "rules.yaml").read_text() + every.format("mine"))
    ana.call("sync")
    bob.at("2026-11-22T11:00:00Z").call("rules")
    text = (bob.root / "rules.yaml").read_text()
    bob.write("rules.yaml", text.replace("We hurry.", "At once."))
    bob.call("sync")
    ana.call("sync")
    merged = (ana.root / "rules.yaml").read_text()
    assert merged == (bob.root / "rules.yaml").read_text()
    assert "from: 2026-11-22T10:00:00Z" in merged
    assert "11:00:00" not in merged
    assert "At once." in merged
    assert merged.endswith(every.format("mine"))
    ana.write("rules.yaml", merged.replace("At once.", "Now."))
    bob.write("rules.yaml", merged.replace("At once.", "Soon."))
    ana.call("sync")
    assert "rules.yaml: changed here and in" in bob.call("sync", code=4).stderr


def test_what_check_says_of_rules(desk: DeskInFiles) -> None:
    with_rules(desk, "- name: x\n  at: due\n  when: wen:x\n  then: {due: +2d}\n")
    desk.write("rules.fired", "k7f3qz\nmice\n")
    said = desk.call("check", code=4).stdout
    assert "rules.fired:2: 'mice' is no id of a ticket" in said
    assert "rules.yaml:3: when: no field is called 'wen'" in said
    assert "rules.yaml:1: warning: the rule 'x' has no 'from', so it doesn't fire" in said
    desk.write("rules.yaml", "- name: x\n  at: du\n  then: {due: +2d}\n")
    assert "rules.yaml:2: at: 'du' is no time of a ticket (did you mean 'due'?)" in (
        desk.call("check", code=4).stdout
    )
    desk.write("rules.yaml", "<<<<<<< ours\n- name: x\n=======\n>>>>>>> theirs\n")
    assert "rules.yaml:1: an unresolved merge conflict" in desk.call("check", code=4).stdout


def test_a_desk_without_rules_imports_nothing_of_them(desk: DeskInFiles) -> None:
    ident = desk.open("Something")
    command = [sys.executable, "-X", "importtime", "-m", "tix", "comment", ident, "Hello"]
    done = subprocess.run(
        command,
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    rules = {name for name in imported if "rule" in name and name.startswith("tix")}
    assert rules <= {"tix.actions.rule_hook", "tix.model.rules", "tix.model.rules.trailers"}


def test_an_import_is_quiet(desk: DeskInFiles, tmp_path: Path) -> None:
    with_rules(desk, PRINTERS)
    there = tmp_path / "tickets.json"
    there.write_text('[{"title": "A printer", "id": "p7f3qz"}]')
    desk.call("import", "json", str(there))
    [ident] = desk.call("list", "--ids").lines
    assert ticket(desk, ident)["labels"] == []


def test_a_rule_that_cannot_do_its_part_is_named_and_others_run(desk: DeskInFiles) -> None:
    with_rules(
        desk,
        "- name: answer\n  on: opened\n  then: {comment: reply received, add-label: answered}\n"
        "- name: sort\n  on: opened\n  then: {add-label: sorted}\n",
    )
    text = "---\ntitle: Received\n---\n\nHello {{ ticket.requester.name }}: {{ ticket.id }}.\n"
    desk.write("replies/received.md", text)
    done = desk.call("open", "One")
    assert "tix: the rule 'answer' did nothing for" in done.stderr
    assert "ticket.requester is missing" in done.stderr
    assert ticket(desk, done.stdout.strip())["labels"] == ["sorted"]
    ident = desk.call("open", "Two", "-r", "Jo <jo@acme.example>").stdout.strip()
    found = ticket(desk, ident)
    assert found["labels"] == ["answered", "sorted"]
    assert [c["text"] for c in found["comments"]] == [f"Hello Jo: {ident}."]
