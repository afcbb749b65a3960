"""A hundred rules on thousands of tickets take about the time of a few: what rules add to a tick
doesn't grow with the tickets. Steps are counted, not seconds."""

import cProfile
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.rules.test_on_events import with_rules

TICKET = """\
---
id: {ident}
title: A ticket
status: open
since: 2026-11-21T23:50:02Z
type: task
priority: normal
labels:
- l{label}
opened: 2026-11-21T23:50:02Z
opened_by: Ana Lima <ana@example.org>
---

Its text.
"""
RULE = """\
- name: rule {number}
  at: {hours}h after opened
  from: 2026-11-20T00:00:00Z
  when: label:l{label}{more}
  then: {{add-label: hot{number}}}
"""


def full(desk: DeskInFiles, tickets: int, rules: int, more: str) -> DeskInFiles:
    """The desk with that many of both; each rule has a seventh of the tickets to watch."""
    for number in range(tickets):
        ident = f"a{number:05}"
        text = TICKET.format(ident=ident, label=number % 7)
        desk.write(f"tickets/2026/11/{ident}.md", text)
    desk.commit("Tickets")
    each = (RULE.format(number=n, hours=100 * (n + 1), label=n % 7, more=more)
            for n in range(rules))  # fmt: skip
    with_rules(desk, "".join(each))
    desk.call("list", "-L", "1")  # the index is there: other tests count what it takes
    return desk


def steps(desk: DeskInFiles, at: str) -> int:
    """The calls of functions that a tick makes, in this process."""
    profile = cProfile.Profile()
    profile.enable()
    desk.at(at).call("tick")
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.slow
@pytest.mark.parametrize("more", ["", " priority:high", " -has:assignee text OR milestone:2"])
def test_what_a_tick_takes_for_its_rules_does_not_grow_with_the_tickets(
    desk: DeskInFiles, tmp_path: Path, more: str
) -> None:
    took = {}
    for tickets in (300, 3000):
        place = replace(desk, root=shutil.copytree(desk.root, tmp_path / f"{tickets}"))
        full(place, tickets, 100, more)
        first, idle = steps(place, "2026-11-22T13:00:00Z"), steps(place, "2026-11-22T13:05:00Z")
        place.at("2026-11-22T13:06:00Z").call("open", "One more", "-l", "l1")
        took[tickets] = first, idle, steps(place, "2026-11-22T13:10:00Z")
    for few, many in zip(took[300], took[3000], strict=True):
        assert many - few < 2700 * 100 / 9, took  # a step for each would be nine times that
