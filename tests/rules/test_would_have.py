"""``tix rules test``: what rules did, and what they would have done, by the history."""

import json

from tests.conftest import DeskInFiles

RULES = """\
- name: says so
  on: changed priority
  then: {comment: internal Another priority.}
- name: nobody
  at: 1h after opened
  from: 2026-11-01T00:00:00Z
  when: is:unassigned
  then: {add-label: lonely, priority: high}
- name: hot
  on: changed labels
  when: label:hot
  then: {priority: urgent}
"""


def found(desk: DeskInFiles, *args: str) -> list[tuple[str, str, bool]]:
    rows = json.loads(desk.call("rules", "test", *args, "--json").stdout)
    return [(row["rule"], row["at"][11:16], row["did"]) for row in rows]


def test_what_a_later_rule_did_is_no_event_of_an_earlier_one(desk: DeskInFiles) -> None:
    desk.write("rules.yaml", RULES)
    desk.commit("rules")
    ident = desk.open("The lamp", "-a", "ana@example.org")
    desk.at("2026-11-22T09:10:00Z").call("edit", ident, "--add", "label=hot")
    assert found(desk.at("2026-11-22T09:20:00Z"), ident) == [("hot", "09:10", True)]
    desk.at("2026-11-22T09:30:00Z").call("edit", ident, "--set", "priority=low")
    assert found(desk.at("2026-11-22T09:40:00Z"), ident) == [
        ("hot", "09:10", True), ("says so", "09:30", True),
    ]  # fmt: skip


def test_what_fired_late_is_named_and_would_be_without_a_tick(desk: DeskInFiles) -> None:
    desk.write("rules.yaml", RULES)
    desk.commit("rules")
    ident = desk.open("The lamp", "-a", "ana@example.org")
    desk.at("2026-11-22T11:00:00Z").call("assign", ident, "--none")
    later = desk.at("2026-11-22T12:00:00Z")
    assert found(later, ident) == [("nobody", "11:00", False)]
    later.call("tick")
    assert found(desk.at("2026-11-22T13:00:00Z"), ident) == [("nobody", "10:00", True)]
    much_later = desk.at("2026-11-26T12:00:00Z")
    much_later.call("edit", ident, "--add", "label=old")
    assert found(much_later, "--last", "1d") == []


def test_tickets_that_did_not_change_in_that_time(desk: DeskInFiles) -> None:
    desk.write("rules.yaml", RULES)
    desk.commit("rules")
    ident = desk.open("The lamp")  # at 09:00
    desk.at("2026-11-22T09:05:00Z").call("comment", ident, "It flickers.")
    later = desk.at("2026-11-24T12:00:00Z")
    assert found(later, "--last", "1d") == []
    assert found(later, "--last", "3d") == [("nobody", "10:00", False)]
    assert found(later, ident, "--last", "1d") == []
    assert found(later, ident, "--last", "3d") == [("nobody", "10:00", False)]


def test_what_is_meant_since_before_that_time_is_no_late_one(desk: DeskInFiles) -> None:
    desk.write("rules.yaml", RULES)
    desk.commit("rules")
    ident = desk.open("The lamp", "-a", "ana@example.org")
    desk.at("2026-11-22T11:00:00Z").call("assign", ident, "--none")
    later = desk.at("2026-11-24T12:00:00Z")
    assert found(later, ident) == [("nobody", "11:00", False)]
    assert found(later, ident, "--last", "1d") == []
