"""Invoices that rules ask for while the remote is away: made by the next sync that reaches it."""

import json
from pathlib import Path

import pytest

from tests.commands.test_invoice import CONFIG, both
from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, Team, _team, ana, bob, team, tip

__all__ = ["_team", "ana", "bob", "both", "team"]

RULE = "- name: bill what was accepted\n  on: signed\n  then: {invoice: create}\n"


@pytest.fixture
def signed(team: Team, both: tuple[DeskInFiles, DeskInFiles]) -> tuple[DeskInFiles, Path]:
    """A clone with a ticket that was signed while the remote was away, and where that is."""
    ana, _ = both
    ana.write("rules.yaml", RULE)
    ana.commit("rules")
    ana.call("sync", "--all")
    gone = team.bare.root.rename(team.bare.root.with_name("gone.git"))
    said = ana.call("sign", FIRST, "--name", "Jo Silva").stderr
    assert f"made no invoice for {FIRST} yet" in said
    assert "the next tix sync or tick that reaches it makes the invoice" in said
    return ana, gone


@pytest.mark.parametrize("command", ["sync", "tick"])
def test_it_is_made_once_the_remote_is_there(
    team: Team, signed: tuple[DeskInFiles, Path], command: str
) -> None:
    ana, gone = signed
    ana.call(command, code=1)
    ana.at("2026-11-24T09:00:00Z").call("work", FIRST, "3h")  # later than what was signed
    gone.rename(team.bare.root)
    said = ana.at("2026-11-24T10:00:00Z").call(command).stderr
    assert f"invoice 2026-0001: billed {FIRST}, by a rule" in said
    assert tip(ana) == team.tip()
    shown = json.loads(ana.call("invoice", "show", "2026-0001", "--json").stdout)
    assert [(line["ticket"], line["quantity"]) for line in shown["lines"]] == [(FIRST, "1")]
    assert "invoice" not in ana.call(command).stderr
    assert "nothing" in ana.call("sync").stderr


def test_what_was_undone_is_not_billed(team: Team, signed: tuple[DeskInFiles, Path]) -> None:
    ana, gone = signed
    ana.call("undo")
    gone.rename(team.bare.root)
    assert "invoice" not in ana.call("sync").stderr
    assert ana.call("invoice", "list", "--ids").lines == []
    assert not list((ana.root / ".git" / "tix").glob("owed-invoices"))


def test_somebody_else_who_billed_it_meanwhile_is_named(
    team: Team, both: tuple[DeskInFiles, DeskInFiles], signed: tuple[DeskInFiles, Path]
) -> None:
    ana, gone = signed
    gone.rename(team.bare.root)
    both[1].call("invoice", "create", "--customer", "acme")
    ana.call("sync")
    assert ana.call("invoice", "list", "--ids").lines == ["2026-0001"]
    assert "invoice" not in ana.call("sync").stderr


def test_what_prevents_it_for_good_is_said_once(
    team: Team, signed: tuple[DeskInFiles, Path]
) -> None:
    ana, gone = signed
    ana.call("edit", FIRST, SECOND, "--set", "customer=")
    gone.rename(team.bare.root)
    assert f"made no invoice for {FIRST}: {FIRST} has no customer" in ana.call("sync").stderr
    assert "invoice" not in ana.call("sync").stderr


def test_one_that_is_to_be_sent_is_sent(
    team: Team, both: tuple[DeskInFiles, DeskInFiles], signed: tuple[DeskInFiles, Path]
) -> None:
    ana, gone = signed
    ana.write("rules.yaml", RULE.replace("create", "send"))
    ana.write("tix.yaml", CONFIG + "mail: {address: desk@example.org}\n")
    ana.commit("by mail")
    ana.call("customer", "edit", "acme", "--add", "contacts=jo@acme.example")
    ana.call("sign", SECOND, "--name", "Jo Silva")
    gone.rename(team.bare.root)
    ana.call("sync", "--all")
    assert tip(ana) == team.tip()
    both[1].call("sync")
    found = json.loads(both[1].call("invoice", "list", "--json").stdout)
    assert [(i["lines"][0]["ticket"], i["status"]) for i in found] == [
        (FIRST, "draft"), (SECOND, "sent"),
    ]  # fmt: skip
