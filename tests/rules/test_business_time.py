"""Rules at times that are counted in business time."""

from tests.conftest import DeskInFiles
from tests.rules.test_on_events import with_rules
from tests.rules.test_ticks import START, fired, tick


def test_business_time_without_a_calendar(desk: DeskInFiles) -> None:
    promised = "calendars:\n  office:\n    hours: {mon-fri: 09:00-17:00}\npromises:\n"
    promised += "- {name: gold, when: 'type:incident', calendar: office, first_response: 4h}\n"
    rule = f"- name: r\n  at: 2bh after opened\n  from: {START}\n  then: {{add-label: slow}}\n"
    with_rules(desk, rule)
    desk.write("tix.yaml", (desk.root / "tix.yaml").read_text() + promised)
    kept = desk.call("open", "Broken", "-t", "incident").stdout.strip()  # on a Sunday
    other = desk.open("Else")
    result = tick(desk, "2026-11-23T11:00:00Z", code=4)
    assert [(e["ticket"], e["due"]) for e in result["fired"]] == [(kept, "2026-11-23T11:00:00Z")]
    assert result["problems"] == [
        f"the rule 'r' counts business time, and {other} has no promise that tells a calendar"
    ]
    soon = rule.replace("2bh after opened", "1h before first_response")
    desk.write("rules.yaml", soon)
    later = desk.at("2026-11-23T11:00:00Z").call("open", "B", "-t", "incident").stdout.strip()
    assert [e["ticket"] for e in tick(desk, "2026-11-23T14:00:00Z")["fired"]] == [kept, later]


def test_business_days_whose_length_nobody_said(desk: DeskInFiles) -> None:
    odd = "calendars:\n  odd:\n    hours: {mon-thu: 09:00-17:00, fri: 09:00-13:00}\n"
    days = f"- name: r\n  at: 1bd after opened\n  from: {START}\n  calendar: odd\n"
    with_rules(desk, f"{days}  then: {{add-label: slow}}\n")
    desk.write("tix.yaml", (desk.root / "tix.yaml").read_text() + odd)
    desk.open("Else")
    why = "the calendar 'odd' doesn't say how long one is (day: 8h)"
    problems = tick(desk, "2026-11-26T11:00:00Z", code=4)["problems"]
    assert problems == [f"the rule 'r' counts business days, and {why}"]
    desk.write("tix.yaml", (desk.root / "tix.yaml").read_text() + "    day: 8h\n")
    assert fired(tick(desk, "2026-11-26T11:00:00Z")) == [("r", "2026-11-23T17:00:00Z")]


def test_business_time_by_the_rules_own_calendar(desk: DeskInFiles) -> None:
    office = "calendars:\n  office:\n    hours: {mon-fri: 09:00-17:00}\n"
    with_rules(
        desk,
        f"- name: stale\n  at: 2bd after since\n  from: {START}\n  calendar: office\n"
        "  then: {add-label: stale}\n"
        f"- name: soon\n  at: 2bh before due\n  from: {START}\n  calendar: office\n"
        "  then: {add-label: soon}\n"
        "- name: long\n  at: 15bd after opened\n  from: 2026-12-11T00:00:00Z\n"
        "  calendar: office\n  then: {add-label: long}\n"
        f"- name: early\n  at: 15bd before due\n  from: {START}\n  calendar: office\n"
        "  when: label:far\n  then: {add-label: early}\n",
    )
    desk.write("tix.yaml", (desk.root / "tix.yaml").read_text() + office)
    desk.call("open", "On a Sunday", "--due", "2026-11-24T09:30:00Z")
    desk.call("open", "Far ahead", "--due", "2026-12-11T17:00:00Z", "-l", "far")
    assert fired(tick(desk, "2026-11-23T08:59:59Z")) == []
    assert fired(tick(desk, "2026-11-23T09:00:00Z")) == [("early", "2026-11-23T09:00:00Z")]
    assert fired(tick(desk, "2026-11-24T16:59:59Z")) == [("soon", "2026-11-23T15:30:00Z")]
    assert fired(tick(desk, "2026-11-24T17:00:00Z")) == [("stale", "2026-11-24T17:00:00Z")] * 2
    assert fired(tick(desk, "2026-12-11T16:59:59Z")) == [("soon", "2026-12-11T15:00:00Z")]
    assert fired(tick(desk, "2026-12-11T17:00:00Z")) == [("long", "2026-12-11T17:00:00Z")] * 2
