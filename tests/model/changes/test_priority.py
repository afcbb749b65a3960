"""The matrix: impact and urgency make the priority, which isn't written; one in the file stays."""

import json
import random
from itertools import product

import pytest

from tests.conftest import BOB, NOW, DeskInFiles
from tix.frozen import replace
from tix.model.changes.priority import settled_priority, unwritten_priority
from tix.model.config.config import Config
from tix.model.config.reader import load_config
from tix.model.ticket.ticket import Ticket

YAML = """\
format: 1
impacts: [one, several, all]
urgencies: [low, high]
matrix:
  all: {high: urgent, low: high}
  one: {high: normal, low: low}
"""
CONFIG = load_config(YAML)
BOTH = Ticket("k7f3qz", "x", impact="all", urgency="high")


@pytest.mark.parametrize(
    ("impact", "urgency", "written", "priority"),
    [
        ("all", "high", None, "urgent"),
        ("ALL", "High", None, "urgent"),
        ("all", "high", "low", "low"),
        ("one", "low", None, "low"),
        ("several", "high", None, "normal"),  # no such cell: that of new tickets
        ("all", None, None, "normal"),
        (None, None, None, "normal"),
        (None, None, "high", "high"),
    ],
)
def test_the_priority_of_a_ticket(
    impact: str | None, urgency: str | None, written: str | None, priority: str
) -> None:
    ticket = Ticket("k7f3qz", "x", impact=impact, urgency=urgency, priority=written)
    assert CONFIG.priority_of(ticket) == priority
    assert CONFIG.with_priority(ticket).priority == priority
    assert Config().priority_of(ticket) == written


def test_what_setting_impact_and_urgency_does_to_a_written_priority() -> None:
    def settled(before: Ticket, is_given: bool = False, **changes: str) -> str | None:
        after = replace(before, **changes)  # type: ignore[arg-type]  # texts
        return settled_priority(before, after, CONFIG, is_given=is_given).priority

    written = Ticket("k7f3qz", "x", priority="high")
    assert settled(written, impact="all") == "high"
    assert settled(written, impact="all", urgency="low") is None
    assert settled(written, is_given=True, impact="all", urgency="low") == "high"
    assert settled(replace(written, impact="all"), urgency="low") is None
    override = replace(BOTH, priority="low")
    assert settled(override, impact="one") == "low"
    usual = Ticket("k7f3qz", "x", priority="normal")
    assert settled(usual, impact="all") is None  # it is the one that it has without
    assert settled(usual, title="y") == "normal"
    assert settled_priority(usual, BOTH, Config(), is_given=False) == BOTH
    assert unwritten_priority(replace(BOTH, priority="urgent"), CONFIG).priority is None
    assert unwritten_priority(override, CONFIG).priority == "low"
    assert unwritten_priority(replace(BOTH, priority="urgent"), Config()).priority == "urgent"


@pytest.mark.slow
def test_the_matrix_in_a_desk(desk: DeskInFiles) -> None:
    """Lists, queries, orders, JSON, reports, export and import say what the file doesn't."""
    desk.write("tix.yaml", YAML)
    made = desk.open("Down", "--impact", "all", "--urgency", "high")
    override = desk.open("Loud", "--impact", "all", "--urgency", "high", "-p", "low")
    usual = desk.open("Plain")
    later = desk.open("Later", "-p", "high")
    desk.call("edit", later, "--impact", "one", "--urgency", "low")
    texts = {ident: desk.file_of(ident).read_text() for ident in (made, override, usual, later)}
    assert [("\npriority:" in text) for text in texts.values()] == [False, True, False, False]

    priorities = {made: "urgent", override: "low", usual: "normal", later: "low"}
    rows = dict(desk.call("list", "--all", "--columns", "id,priority").rows)
    assert rows == priorities
    assert desk.call("list", "--ids").lines == [made, usual, *sorted((later, override))]
    assert desk.call("list", "--ids", "--sort", "priority").lines[-1] == made
    for query, found in {
        "priority:urgent": {made},
        "priority:>=normal": {made, usual},
        "-priority:low": {made, usual},
        "priority:low,urgent": {made, override, later},
        "priority:none": set(),
        "has:priority": set(priorities),
    }.items():
        assert {*desk.call("list", "--ids", query).lines} == found, query
    shown = desk.call("list", "--json")
    assert {t["id"]: t["priority"] for t in json.loads(shown.stdout)} == priorities
    assert "priority  urgent\n" in desk.call("show", made).stdout
    assert json.loads(desk.call("show", made, "--json").stdout)["priority"] == "urgent"
    assert desk.call("show", made, "--format", "{priority}").stdout.strip() == "urgent"
    summary = desk.call("report", "summary").stdout
    assert [line.split()[-1] for line in summary.splitlines() if "\turgent\t" in line][:1] == ["1"]
    for name in ("ageing", "workload", "resolution"):
        assert "urgent" in desk.call("report", name, "--json").stdout, name

    exported = desk.call("export", "json").stdout
    again = desk.root.parent / "again"
    again.mkdir()
    other = replace(desk, root=again)
    other.call("init")
    other.write("tix.yaml", YAML)
    other.call("import", "json", "-", stdin=exported)
    assert {i: other.file_of(i).read_text() for i in texts} == texts
    desk.call("check")

    desk.write("replies/urgent.md", "---\ntitle: x\n---\nIt is {{ ticket.priority }}.\n")
    assert desk.call("reply", "try", "urgent", made).stdout == "It is urgent.\n"
    told = desk.call("edit", made, "--set", "priority=high")
    assert "priority: high\n" in desk.file_of(made).read_text(), told.stderr
    desk.call("edit", made, "--set", "impact=one")
    assert desk.call("list", "--ids", "priority:high").lines == [made]
    desk.call("edit", made, "--set", "priority=")
    assert desk.call("list", "--columns", "priority", f"id:{made}").lines == ["normal"]


def test_two_halves_come_together_without_a_false_override(desk: DeskInFiles) -> None:
    ident = desk.open("Down")  # before there was a matrix: its file has a priority
    desk.write("tix.yaml", YAML)
    desk.commit("a matrix")
    there = desk.root.parent / "there"
    desk.git("clone", "--quiet", str(desk.root), str(there))
    bob = replace(desk, root=there).as_(BOB)
    desk.call("edit", ident, "--impact", "all")
    bob.call("edit", ident, "--urgency", "high")
    bob.call("sync", code=None)
    bob.git("pull", "--quiet", "--no-rebase", "--no-edit", by=BOB)
    assert "\npriority:" not in bob.file_of(ident).read_text()
    assert bob.call("list", "--columns", "priority").lines == ["urgent"]


def test_the_index_and_the_predicates_agree_about_priorities(desk: DeskInFiles) -> None:
    """Every mixture of impact, urgency and written priority, each query both ways."""
    from tix.query.facts import Facts
    from tix.query.parser import parse
    from tix.query.vocabulary import vocabulary_of

    desk.write("tix.yaml", YAML)
    words = product((None, "one", "several", "all"), (None, "low", "high"), (None, "low", "urgent"))
    tickets = [
        Ticket(
            f"a{number:05}", "x", status="open", opened=NOW, since=NOW,
            impact=impact, urgency=urgency, priority=priority,
        )
        for number, (impact, urgency, priority) in enumerate(words)
    ]  # fmt: skip
    random.Random(1).shuffle(tickets)
    desk.add(*tickets)
    vocabulary = vocabulary_of(tickets, CONFIG, NOW)
    for word, sign in product(CONFIG.priorities, ("", ">=", "<")):
        query = f"priority:{sign}{word}"
        parsed = parse(query, vocabulary)
        expected = [t.id for t in tickets if parsed.matches(t, Facts())]
        assert {*desk.call("list", "--ids", query).lines} == {*expected}, query
        if not sign:
            assert sorted(expected) == sorted(
                t.id for t in tickets if CONFIG.priority_of(t) == word
            )
