"""What tells whom: promises, rules, mentions, merges."""

import json
from datetime import timedelta

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.outbox.office import JO, Office

_PROMISE = """
promises:
- {name: all, calendar: always, first_response: 2h, warn: 30m}
"""
_RULES = """
- name: nobody looked
  at: 1h after opened
  from: 2026-11-01
  then: {priority: urgent, notify: support, comment: internal Nobody has looked at this.}
"""


def events(clone: DeskInFiles) -> list[tuple[str, str]]:
    """Events and recipients of all messages, sorted."""
    found = json.loads(clone.call("outbox", "--json").stdout)
    return sorted((",".join(entry["events"]), entry["to"]) for entry in found)


def configure(office: Office, path: str, text: str) -> None:
    file = office.ana.root / path
    file.write_text((file.read_text() if file.exists() else "") + text)
    office.ana.call("sync")
    office.bob.call("sync")


@pytest.mark.slow
def test_a_promise_warns_and_is_missed_once(office: Office) -> None:
    configure(office, "tix.yaml", _PROMISE)
    office.ana.open("Report", "-a", "bob@example.org", "--requester", JO)
    office.ana.call("tick")
    for minutes in (60, 95, 96, 121, 125):
        office.ana.at(NOW + timedelta(minutes=minutes)).call("tick")
        office.bob.at(NOW + timedelta(minutes=minutes)).call("tick")
    assert events(office.ana) == [
        ("assigned", "bob@example.org"), ("due-soon", "bob@example.org"),
        ("missed", "bob@example.org"), ("opened", JO),
    ]  # fmt: skip


@pytest.mark.long
def test_a_changed_calendar_tells_nobody(office: Office) -> None:
    office.ana.open("Report", "-a", "bob@example.org", "--requester", JO)
    office.ana.call("tick")
    late = office.ana.at(NOW + timedelta(days=3))
    late.call("tick")
    configure(office, "tix.yaml", _PROMISE)
    late.call("tick")
    office.bob.at(NOW + timedelta(days=3)).call("tick")
    assert "missed" not in {kind for kind, _ in events(office.ana)}


@pytest.mark.slow
def test_a_rule_at_a_time_tells_a_team_once(office: Office) -> None:
    configure(office, "rules.yaml", _RULES)
    office.ana.open("Report")
    office.ana.call("tick")
    later = NOW + timedelta(minutes=61)
    office.ana.at(later).call("tick")
    office.bob.at(later).call("tick")
    told = [to for kinds, to in events(office.ana) if "escalated" in kinds]
    assert told == ["ana@example.org", "bob@example.org", "cleo@example.org"]


@pytest.mark.slow
def test_who_is_mentioned_is_told(office: Office) -> None:
    office.ana.open("Report", "-b", "@bob please look.")
    office.ana.call("tick")
    assert events(office.ana) == [("mentioned", "bob@example.org")]


@pytest.mark.slow
def test_who_is_mentioned_by_an_edit_is_told_once(office: Office) -> None:
    ident = office.ana.open("Report", "-b", "Who can look?")
    office.ana.call("tick")
    assert events(office.ana) == []
    for text in ("Who can look? @bob", "Who can look? @bob, or @cleo", "@bob and @cleo"):
        file = office.ana.file_of(ident)
        head = file.read_text().partition("---\n\n")[0]
        file.write_text(f"{head}---\n\n{text}\n")
        office.ana.call("sync")
        office.ana.call("tick")
    assert events(office.ana) == [
        ("mentioned", "bob@example.org"), ("mentioned", "cleo@example.org"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_question_is_told_to_who_is_assigned_and_the_answer_to_who_asked(
    office: Office,
) -> None:
    ident = office.ana.open("Report", "-a", "bob@example.org", "--requester", JO)
    office.ana.call("tick")
    asking = office.ana.with_environ(GIT_AUTHOR_NAME="Jo", GIT_AUTHOR_EMAIL=JO)
    asking.call("comment", ident, "And?")
    office.ana.call("tick")
    assert ("asked", "bob@example.org") in events(office.ana)
    assert len(office.told) == 3


@pytest.mark.slow
def test_a_merge_that_reopens_tells_it(office: Office) -> None:
    ident = office.ana.open("Report", "--requester", JO, "-a", "bob@example.org")
    config = office.ana.root / "tix.yaml"
    text = config.read_text()
    bob = "- {name: Bob Reis, mail: bob@example.org, notify: {events: [reopened]}}\n"
    config.write_text(text.replace("\nteams: {supp", f"\n{bob}teams: {{supp"))
    office.ana.call("tick")
    office.bob.call("sync")
    asking = office.bob.with_environ(GIT_AUTHOR_NAME="Jo", GIT_AUTHOR_EMAIL=JO)
    asking.at(NOW + timedelta(minutes=5)).call("comment", ident, "Not yet!")
    office.ana.at(NOW + timedelta(minutes=1)).call("close", ident)
    office.ana.call("tick")
    office.bob.at(NOW + timedelta(minutes=6)).call("tick")
    status = json.loads(office.bob.call("show", ident, "--json").stdout)["status"]
    assert status == "open"
    assert ("reopened", "bob@example.org") in events(office.bob)
