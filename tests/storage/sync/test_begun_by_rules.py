"""What a rule opened in two clones that ticked apart, when another rule went on in one of them."""

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import _team, ana, bob, team
from tests.rules.test_on_events import STAFF

__all__ = ["_team", "ana", "bob", "team"]

RULES_YAML = """\
- name: daily
  every: day 12:00
  from: 2026-11-22T00:00:00Z
  open: {title: Clean, assign: ana@example.org}
- name: nobody began
  at: 2h after opened
  from: 2026-11-22T00:00:00Z
  when: title:Clean
  then: {assign: bob@example.org}
"""


def apart(ana: DeskInFiles, bob: DeskInFiles) -> str:
    """Ana's clone ticks when the ticket is opened, Bob's when it is handed on; its id."""
    ana.write("tix.yaml", (ana.root / "tix.yaml").read_text() + STAFF)
    ana.write("rules.yaml", RULES_YAML)
    ana.commit("rules")
    ana.call("sync")
    bob.call("sync")
    url = ana.git("remote", "get-url", "origin").strip()
    for clone, clock in ((ana, "12:30"), (bob, "15:00")):
        clone.git("remote", "remove", "origin")
        clone.with_environ(TIX_NOW=f"2026-11-22T{clock}:00Z").call("tick")
        clone.git("remote", "add", "origin", url)
        clone.git("fetch", "--quiet", "origin")
        clone.git("branch", "--quiet", "--set-upstream-to", "origin/main")
    [ident] = ana.call("list", "--ids", "title:Clean").lines
    return ident


def together(ana: DeskInFiles, bob: DeskInFiles, ident: str) -> list[str]:
    """Who has it when both have synced."""
    for clone in (ana, bob, ana):
        clone.call("sync")
    assert ana.file_of(ident).read_bytes() == bob.file_of(ident).read_bytes()
    [line] = ana.call("list", "--columns", "assignees", "title:Clean").lines
    return line.split(",")


@pytest.mark.slow
def test_rules_in_two_clones_make_no_second_assignee(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ident = apart(ana, bob)
    assert together(ana, bob, ident) == ["bob@example.org"]


@pytest.mark.slow
def test_nor_do_they_where_git_merges_by_itself(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ident = apart(ana, bob)
    bob.call("sync")
    ana.git("pull", "--quiet", "--no-rebase", "--no-edit")
    assert ana.file_of(ident).read_bytes() == bob.file_of(ident).read_bytes()
    assert together(ana, bob, ident) == ["bob@example.org"]


@pytest.mark.slow
def test_whom_a_person_assigned_meanwhile_stays(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ident = apart(ana, bob)
    ana.call("assign", ident, "carl@example.org")
    assert "carl@example.org" in together(ana, bob, ident)
