"""What rules on events wait for is kept, and changes nothing of what they do (R1, R5)."""

import json
from collections.abc import Callable, Sequence

import pytest

from tests.conftest import DeskInFiles
from tests.rules.test_on_events import PRINTERS, ticket, with_rules
from tix.actions import rule_changes
from tix.query.kept_trees import restored


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects of transactions for which rules were read from now on."""
    seen: list[str] = []
    run = rule_changes.run_on_rules

    def noting(workspace: object, work: object) -> object:
        seen.append("run")
        return run(workspace, work)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(rule_changes, "run_on_rules", noting)
    return seen


def opened(desk: DeskInFiles, title: str, *more: str) -> list[str]:
    """The labels of a new ticket."""
    ident = desk.call("open", title, *more).stdout.strip()
    labels: list[str] = ticket(desk, ident)["labels"]
    return labels


def test_rules_are_read_only_for_what_may_set_one_off(desk: DeskInFiles, runs: list[str]) -> None:
    with_rules(desk, PRINTERS)
    assert opened(desk, "Nothing of theirs") == []
    assert runs == ["run"]
    assert opened(desk, "Something else") == []
    assert runs == ["run"]  # kept
    assert opened(desk, "The printer jams") == ["hardware", "hot"]
    assert runs == ["run", "run"]
    ident = desk.call("open", "A door").stdout.strip()
    desk.call("edit", ident, "--set", "milestone=1")
    assert runs == ["run", "run"]
    desk.call("edit", ident, "--set", "priority=high")
    assert ticket(desk, ident)["labels"] == ["hot"]


def _new_rules(desk: DeskInFiles) -> None:
    desk.write("rules.yaml", PRINTERS.replace("printer OR toner", "door"))


def _damaged(desk: DeskInFiles) -> None:
    kept = desk.root / ".git/tix/rules-on.json"
    kept.write_bytes(kept.read_bytes().replace(b"printer", b"pointer"))


def _unconditional(desk: DeskInFiles) -> None:
    desk.write("rules.yaml", PRINTERS.replace("  when: printer OR toner\n", ""))


@pytest.mark.parametrize(
    ("change", "title"),
    [(_new_rules, "A door"), (_damaged, "A printer"), (_unconditional, "Whatever")],
)
def test_it_counts_only_for_the_same_rules(
    desk: DeskInFiles, change: Callable[[DeskInFiles], None], title: str
) -> None:
    with_rules(desk, PRINTERS)
    assert opened(desk, "Nothing of theirs") == []
    change(desk)
    assert opened(desk, title) == ["hardware", "hot"]


def test_it_counts_only_for_the_same_tix_yaml(desk: DeskInFiles) -> None:
    rule = "- name: all\n  on: opened\n  when: '@mine-all'\n  then: {add-label: seen}\n"
    with_rules(desk, rule)
    settings = (desk.root / "tix.yaml").read_text()
    desk.write("tix.yaml", settings + "queries:\n  mine-all: ferry\n")
    assert opened(desk, "A door") == []
    assert opened(desk, "A window") == []
    desk.write("tix.yaml", settings + "queries:\n  mine-all: door\n")
    assert opened(desk, "A door") == ["seen"]


@pytest.mark.parametrize("when", ["requester:ana@example.org", "customer:acme", "opened:today"])
def test_what_depends_on_more_is_read_each_time(
    desk: DeskInFiles, runs: list[str], when: str
) -> None:
    with_rules(desk, f"- name: some\n  on: opened\n  when: {when}\n  then: {{add-label: seen}}\n")
    given = ("-r", "ana@example.org", "-c", "acme")
    assert [opened(desk, title, *given) for title in ("One", "Two")] == [["seen"], ["seen"]]
    assert len(runs) == 2


def test_a_reply_that_is_gone_is_told(desk: DeskInFiles, runs: list[str]) -> None:
    rule = "- name: sorry\n  on: opened\n  when: door\n  then: {comment: reply sorry}\n"
    with_rules(desk, rule)
    desk.write("replies/sorry.md", "---\ntitle: Sorry\n---\n\nWe are sorry.\n")
    opened(desk, "A window")
    opened(desk, "A roof")
    assert runs == ["run"]
    (desk.root / "replies/sorry.md").unlink()
    assert "no reply 'sorry'" in desk.call("open", "A wall").stderr


def test_a_rule_that_cannot_be_read_is_told_each_time(desk: DeskInFiles) -> None:
    with_rules(desk, PRINTERS.replace("printer OR toner", "nofield:3"))
    said = [desk.call("open", "A door").stderr for _ in range(2)]
    assert all("rules.yaml:3: when: no field" in each for each in said)


def test_comments_set_off_what_waits_for_an_answer(desk: DeskInFiles, runs: list[str]) -> None:
    rule = "- name: told\n  on: answered\n  when: is:open\n  then: {add-label: told}\n"
    with_rules(desk, rule)
    ident = desk.call("open", "A door", "-r", "eve@customer.example").stdout.strip()
    desk.call("comment", ident, "Not for them.", "--internal")
    assert runs == ["run"]
    desk.call("comment", ident, "It is open.")
    assert ticket(desk, ident)["labels"] == ["told"]
    kept = json.loads((desk.root / ".git/tix/rules-on.json").read_text().partition("\n")[2])
    assert kept[1] == [[], [["answered", "", ["in", "active", "waiting"]]]]


def test_a_rule_that_is_kept_is_made_once_for_all_tickets(
    desk: DeskInFiles, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rules(desk, PRINTERS)
    idents = [desk.call("open", title).stdout.strip() for title in ("A door", "A lamp", "A desk")]
    made = list[object]()

    def noting(tree: Sequence[object], *more: object) -> object:
        made.append(tree)
        return restored(tree, *more)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr("tix.actions.kept_rules.restored", noting)
    desk.call("edit", ",".join(idents), "--set", "priority=low")
    assert runs == ["run"]
    assert len(made) == 1
