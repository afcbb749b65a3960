"""Invoices that rules ask for and that couldn't be made at once: made by the next sync or tick."""

import json
from pathlib import Path

import pytest

from tests.commands.test_invoice import CONFIG, billing, both
from tests.conftest import DeskInFiles
from tests.killing import killed_at
from tests.remotes.conftest import FIRST, SECOND, Team, _team, ana, bob, team, tip

__all__ = ["_team", "ana", "billing", "bob", "both", "team"]

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


@pytest.mark.slow
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


@pytest.mark.slow
def test_what_was_undone_is_not_billed(team: Team, signed: tuple[DeskInFiles, Path]) -> None:
    ana, gone = signed
    ana.call("undo")
    gone.rename(team.bare.root)
    assert "invoice" not in ana.call("sync").stderr
    assert ana.call("invoice", "list", "--ids").lines == []
    assert not list((ana.root / ".git" / "tix").glob("owed-invoices"))


@pytest.mark.slow
def test_somebody_else_who_billed_it_meanwhile_is_named(
    team: Team, both: tuple[DeskInFiles, DeskInFiles], signed: tuple[DeskInFiles, Path]
) -> None:
    ana, gone = signed
    gone.rename(team.bare.root)
    both[1].call("invoice", "create", "--customer", "acme")
    ana.call("sync")
    assert ana.call("invoice", "list", "--ids").lines == ["2026-0001"]
    assert "invoice" not in ana.call("sync").stderr


@pytest.mark.slow
def test_what_prevents_it_for_good_is_said_once(
    team: Team, signed: tuple[DeskInFiles, Path]
) -> None:
    ana, gone = signed
    ana.call("edit", FIRST, SECOND, "--set", "customer=")
    gone.rename(team.bare.root)
    assert f"made no invoice for {FIRST}: {FIRST} has no customer" in ana.call("sync").stderr
    assert "invoice" not in ana.call("sync").stderr


@pytest.mark.slow
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


@pytest.mark.slow
def test_who_is_second_of_two_at_one_time_is_told_of_the_invoice_and_asks_again(
    team: Team, both: tuple[DeskInFiles, DeskInFiles], signed: tuple[DeskInFiles, Path]
) -> None:
    """Another clone bills between this one's sync and its own invoice."""
    ana, gone = signed
    gone.rename(team.bare.root)
    both[1].call("invoice", "create", "--customer", "acme")
    ana.call("invoice", "create", "--customer", "acme", code=4)  # nothing is synced by that
    said = ana.call("sign", FIRST, "--name", "Jo Silva").stderr
    assert f"invoice 2026-0001 of another clone bills {FIRST}" in said
    assert "made no invoice" not in said
    ana.call("work", FIRST, "1h")
    assert f"invoice 2026-0002: billed {FIRST}, by a rule" in ana.call("sync").stderr
    assert "invoice" not in ana.call("sync").stderr


@pytest.mark.slow
def test_undoing_what_a_rule_billed_wants_the_invoice_taken_back_first(
    both: tuple[DeskInFiles, DeskInFiles],
) -> None:
    ana, _ = both
    ana.write("rules.yaml", RULE)
    ana.commit("rules")
    ana.call("sync", "--all")
    ana.call("sign", FIRST, "--name", "Jo Silva")
    refused = ana.call("undo", code=4).stderr
    assert f"a rule made invoice 2026-0001 for {FIRST} because of that" in refused
    assert "tix invoice void 2026-0001 && tix undo" in refused
    ana.call("invoice", "void", "2026-0001")
    ana.call("undo")
    assert json.loads(ana.call("show", FIRST, "--json").stdout)["signatures"] == []


@pytest.mark.slow
def test_what_was_billed_by_hand_is_no_reason_to_keep_a_signature(
    both: tuple[DeskInFiles, DeskInFiles],
) -> None:
    ana, _ = both
    ana.call("invoice", "create", "--customer", "acme")
    ana.write("rules.yaml", RULE)
    ana.commit("rules")
    ana.call("sign", FIRST, "--name", "Jo Silva")  # nothing is left to bill
    ana.call("undo")
    assert json.loads(ana.call("show", FIRST, "--json").stdout)["signatures"] == []


COMMIT = ("tix.storage.store.transaction", "Transaction", "commit", 1)
PUSH = ("tix.storage.sync.remotes", "", "push", 1)


@pytest.mark.slow
@pytest.mark.parametrize("place", [(*COMMIT, "after"), (*PUSH, "before"), (*PUSH, "after")])
def test_who_is_killed_after_the_signature_owes_the_invoice_still(
    both: tuple[DeskInFiles, DeskInFiles], place: tuple[object, ...]
) -> None:
    ana, _ = both
    ana.write("rules.yaml", RULE)
    ana.commit("rules")
    ana.call("sync", "--all")
    assert killed_at(ana, *place, "sign", FIRST, "--name", "Jo Silva") == -9
    ana.call("sync")
    assert ana.call("invoice", "list", "--ids").lines == ["2026-0001"]
    assert not (ana.root / ".git" / "tix" / "owed-invoices").exists()


@pytest.mark.slow
def test_who_is_killed_before_the_signature_owes_nothing(
    both: tuple[DeskInFiles, DeskInFiles],
) -> None:
    ana, _ = both
    ana.write("rules.yaml", RULE)
    ana.commit("rules")
    ana.call("sync", "--all")
    place = ("tix.storage.desk.owed_invoices", "", "owe", 1, "after")
    assert killed_at(ana, *place, "sign", FIRST, "--name", "Jo Silva") == -9
    assert (ana.root / ".git" / "tix" / "owed-invoices").exists()
    ana.call("sync")
    assert ana.call("invoice", "list", "--ids").lines == []
    assert not (ana.root / ".git" / "tix" / "owed-invoices").exists()


def test_without_a_remote_the_next_tick_makes_it(billing: DeskInFiles) -> None:
    billing.write("rules.yaml", RULE)
    billing.commit("rules")
    (ident,) = billing.call("list", "--ids").lines
    assert killed_at(billing, *COMMIT, "after", "sign", ident, "--name", "Jo Silva") == -9
    assert f"invoice 2026-0001: billed {ident}, by a rule" in billing.call("tick").stderr
    assert "invoice" not in billing.call("tick").stderr


@pytest.mark.slow
def test_what_can_be_mended_keeps_it_owed(team: Team, signed: tuple[DeskInFiles, Path]) -> None:
    """An hour without a price, and a remote that takes no invoice."""
    ana, gone = signed
    gone.rename(team.bare.root)
    ana.write("tix.yaml", CONFIG.replace("rate: 80.00, ", "").replace("rate: 60.00, ", ""))
    ana.commit("no rate")
    said = ana.call("sync", "--all").stderr
    assert f"made no invoice for {FIRST} yet: nothing says what an hour" in said
    assert "after that the next tix sync or tick makes the invoice" in said
    ana.write("tix.yaml", CONFIG)
    ana.commit("rates")
    team.hook(
        "pre-receive",
        "while read a b c; do git ls-tree -r --name-only $b | grep -q invoices/ && exit 1; done\n"
        "exit 0",
    )
    assert f"made no invoice for {FIRST} yet: " in ana.call("sync", "--all").stderr
    team.hook("pre-receive", "exit 0")
    assert f"invoice 2026-0001: billed {FIRST}, by a rule" in ana.call("sync").stderr
    assert "invoice" not in ana.call("sync").stderr


@pytest.mark.slow
@pytest.mark.parametrize("is_undone", [False, True])
def test_a_rebase_forgets_none_and_bills_nothing_undone(
    team: Team, both: tuple[DeskInFiles, DeskInFiles], is_undone: bool
) -> None:
    """It makes other commits of those that nobody else has: the signature, and what was before."""
    ana, bob = both
    ana.write("rules.yaml", RULE)
    ana.commit("rules")
    ana.call("sync", "--all")
    gone = team.bare.root.rename(team.bare.root.with_name("gone.git"))
    ana.call("comment", FIRST, "Hello")
    ana.call("sign", FIRST, "--name", "Jo Silva")
    if is_undone:
        ana.call("undo")
    gone.rename(team.bare.root)
    bob.call("comment", SECOND, "Hello")
    bob.call("sync")
    ana.git("pull", "-q", "--rebase")
    said = ana.call("sync").stderr
    assert (f"invoice 2026-0001: billed {FIRST}, by a rule" in said) is not is_undone
    assert "invoice" not in ana.call("sync").stderr


@pytest.mark.slow
def test_one_that_an_older_version_owed_is_made(
    team: Team, signed: tuple[DeskInFiles, Path]
) -> None:
    ana, gone = signed
    owed = ana.root / ".git" / "tix" / "owed-invoices"
    old = json.loads(owed.read_text())
    del old["after"]
    owed.write_text(json.dumps({**old, "commit": tip(ana)}) + "\n")
    gone.rename(team.bare.root)
    assert f"invoice 2026-0001: billed {FIRST}, by a rule" in ana.call("sync").stderr
    assert not owed.exists()


@pytest.mark.slow
@pytest.mark.parametrize("tickets", [[FIRST], [FIRST, SECOND]])
def test_what_was_asked_for_by_a_payment_is_made(
    team: Team, both: tuple[DeskInFiles, DeskInFiles], tickets: list[str]
) -> None:
    """The commit changes the invoice that was paid, and no ticket."""
    ana, _ = both
    ana.write("rules.yaml", RULE.replace("signed", "paid"))
    ana.commit("rules")
    for ident in {FIRST, SECOND}.difference(tickets):
        ana.call("edit", ident, "--set", "customer=")
    ana.call("invoice", "create", "--customer", "acme")
    for ident in tickets:
        ana.call("work", ident, "3h")
    ana.call("sync", "--all")
    gone = team.bare.root.rename(team.bare.root.with_name("gone.git"))
    assert "no invoice for" in ana.call("invoice", "paid", "2026-0001").stderr
    gone.rename(team.bare.root)
    said = ana.call("sync").stderr
    assert all(f": billed {ident}, by a rule" in said for ident in tickets)
    assert "invoice" not in ana.call("sync").stderr


@pytest.mark.slow
def test_one_that_is_made_and_not_sent_yet_is_sent(
    both: tuple[DeskInFiles, DeskInFiles],
) -> None:
    """The run that made it was killed before it could."""
    ana, _ = both
    ana.write("rules.yaml", RULE.replace("create", "send"))
    ana.write("tix.yaml", CONFIG + "mail: {address: desk@example.org}\n")
    ana.commit("by mail")
    ana.call("customer", "edit", "acme", "--add", "contacts=jo@acme.example")
    ana.call("sync", "--all")
    place = ("tix.actions.rule_invoices", "", "mark_sent", 1, "before")
    assert killed_at(ana, *place, "sign", FIRST, "--name", "Jo Silva") == -9
    ana.call("sync")
    found = json.loads(ana.call("invoice", "list", "--json").stdout)
    assert [(each["number"], each["status"]) for each in found] == [("2026-0001", "sent")]
    assert "Invoice-To: 2026-0001 jo@acme.example" in ana.git("log", "-3", "--format=%B")


def bill_claims(desk: DeskInFiles) -> None:
    """A rule that bills a ticket when its status changes."""
    rule = "- name: bill the call\n  on: changed status\n  then: {invoice: create}\n"
    desk.write("rules.yaml", rule)
    desk.commit("rules")


@pytest.mark.slow
def test_a_claim_is_billed_where_a_rule_says_so(
    team: Team, both: tuple[DeskInFiles, DeskInFiles]
) -> None:
    ana, _ = both
    bill_claims(ana)
    ana.call("sync", "--all")
    assert f"invoice 2026-0001: billed {FIRST}, by a rule" in ana.call("claim", FIRST).stderr
    assert tip(ana) == team.tip()
    assert "nothing" in ana.call("sync").stderr


@pytest.mark.slow
def test_a_claim_that_is_lost_owes_nothing(
    team: Team, both: tuple[DeskInFiles, DeskInFiles]
) -> None:
    ana, bob = both
    bill_claims(ana)
    ana.call("sync", "--all")
    bob.call("sync")
    bob.call("claim", FIRST)
    ana.call("claim", FIRST, code=4)
    assert "billed" not in ana.call("sync").stderr
    assert len(ana.call("invoice", "list", "--ids").lines) == 1


def test_a_claim_without_a_remote_is_billed_too(billing: DeskInFiles) -> None:
    bill_claims(billing)
    (ident,) = billing.call("list", "--ids").lines
    assert f"invoice 2026-0001: billed {ident}, by a rule" in billing.call("claim", ident).stderr
