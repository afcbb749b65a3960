"""Links: several at once, by the names of either end, and never in a circle."""

import json
import shlex

import pytest

from tests.conftest import DeskInFiles


@pytest.fixture
def three(desk: DeskInFiles) -> tuple[DeskInFiles, str, str, str]:
    a, b, c = (desk.open(title) for title in ("Anchor", "Buoy", "Chain"))
    return desk, a, b, c


def links(desk: DeskInFiles, ident: str) -> list[str]:
    shown = json.loads(desk.call("show", ident, "--json").stdout)
    return [f"{link['kind']} {link['id']}" for link in shown["links"]]


def test_several_at_once_are_one_commit(three: tuple[DeskInFiles, str, str, str]) -> None:
    desk, a, b, c = three
    before = desk.git("rev-list", "--count", "HEAD")
    said = desk.call("link", a, "blocks", b, c).stderr
    assert said == f"{a} Anchor: blocks {b}, blocks {c}\n"
    assert links(desk, a) == [f"blocks {b}", f"blocks {c}"]
    desk.call("link", b, c, "relates-to", a)
    assert (links(desk, b), links(desk, c)) == ([f"relates-to {a}"], [f"relates-to {a}"])
    assert int(desk.git("rev-list", "--count", "HEAD")) == int(before) + 2
    desk.call("link", a, "blocks", f"{b},{c}", "--remove")
    assert links(desk, a) == []
    desk.call("link", "-", "depends-on", a, stdin=f"{b}\n{c}\n")
    assert links(desk, b) == [f"relates-to {a}", f"depends-on {a}"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("blocked-by", "blocks"),
        ("blocked by", "blocks"),
        ("is blocked by", "blocks"),
        ("is-duplicated-by", "duplicates"),
        ("needed_by", "depends-on"),
        ("duplicated-by", "duplicates"),
        ("child", "parent"),
    ],
)
def test_the_other_end_has_a_name_too(
    three: tuple[DeskInFiles, str, str, str], typed: str, stored: str
) -> None:
    desk, a, b, _ = three
    desk.call("link", a, *typed.split(), b)
    assert (links(desk, a), links(desk, b)) == ([], [f"{stored} {a}"])
    desk.call("link", a, *typed.split(), b, "--remove")
    assert links(desk, b) == []


def test_all_unknown_ids_are_named(three: tuple[DeskInFiles, str, str, str]) -> None:
    desk, a, *_ = three
    given = ("--depends-on", "zz1", "--blocks", "zz2,zz3", "--parent", "zz4")
    for line in (("open", "New", *given), ("edit", a, *given)):
        said = desk.call(*line, code=3).stderr
        assert "there are no tickets 'zz1', 'zz2', 'zz3', 'zz4'" in said


def test_what_is_no_link_is_said(three: tuple[DeskInFiles, str, str, str]) -> None:
    desk, a, b, c = three
    assert "a link has a ticket, a kind and another" in desk.call("link", a, b, code=2).stderr
    wrong = desk.call("link", a, "before", b, code=2).stderr
    assert "no link of kind 'before'" in wrong
    assert "blocks, depends-on" in wrong
    assert "blocked-by" in wrong
    assert "a link has a ticket" in desk.call("link", a, b, "blocks", code=2).stderr
    twice = desk.call("open", "x", "--parent", a, "--parent", b, code=2).stderr
    assert "parent is given twice" in twice
    assert "only one link parent" in desk.call("link", a, "parent", b, c, code=2).stderr
    assert links(desk, a) == []


# What makes a circle of tickets a, b and c, where b depends on a and c on b.
CIRCLES = [
    "link {a} depends-on {c}",
    "link {c} blocks {a}",
    "link {a} blocked-by {c}",
    "edit {a} --add 'links=depends-on {c}'",
    "edit {a} --set depends-on={c}",
    "edit {a} --depends-on {c}",
    "edit {c} --blocks {a}",
    "open Loop --blocks {b} --depends-on {c}",
]


@pytest.mark.parametrize("typed", CIRCLES)
def test_no_ticket_comes_to_wait_for_itself(
    three: tuple[DeskInFiles, str, str, str], typed: str
) -> None:
    desk, a, b, c = three
    desk.call("link", b, "depends-on", a)
    desk.call("link", b, "blocks", c)
    refused = desk.call(*shlex.split(typed.format(a=a, b=b, c=c)), code=2).stderr
    assert "would go round in a circle" in refused
    assert b in refused
    assert c in refused
    assert ("the new ticket" in refused) == typed.startswith("open")
    assert desk.call("check").code == 0
    desk.call("link", a, "relates-to", c)
    desk.call("link", c, "relates-to", a)  # of which a circle makes sense


@pytest.mark.parametrize("kind", ["parent", "duplicates"])
def test_no_ticket_comes_to_be_its_own(three: tuple[DeskInFiles, str, str, str], kind: str) -> None:
    desk, a, b, c = three
    desk.call("link", a, kind, b)
    desk.call("link", b, kind, c)
    refused = desk.call("link", c, kind, a, code=2).stderr
    assert f"{kind} {a} would go round in a circle: {c} → {a} → {b} → {c}" in refused


def test_a_circle_by_hand_is_refused_in_the_editor_and_named_by_check(
    three: tuple[DeskInFiles, str, str, str],
) -> None:
    desk, a, b, _ = three
    desk.call("link", a, "depends-on", b)
    edits = f"sed -i 's/^title: .*/&\\nlinks:\\n- depends-on {a}/'"
    refused = desk.with_environ(EDITOR=edits).call("edit", b, code=None)
    assert refused.code != 0
    assert "would go round in a circle" in refused.stderr
    [file] = desk.root.glob(f"tickets/*/*/{b}.md")  # the draft is kept, elsewhere
    file.write_text(file.read_text().replace("title:", f"links:\n- depends-on {a}\ntitle:"))
    problems = desk.call("check", code=4).stdout
    assert problems.count("depends-on goes round in a circle") == 1
    desk.call("edit", a, "-p", "high")  # what is there already stops nothing else
    desk.call("link", b, "depends-on", a, "--remove")
    assert desk.call("check").code == 0


def test_blocks_and_depends_on_are_one_way_of_waiting(
    three: tuple[DeskInFiles, str, str, str],
) -> None:
    desk, a, b, _ = three
    for ident, other, kind in ((a, b, "blocks"), (b, a, "blocks")):
        file = desk.file_of(ident)
        file.write_text(file.read_text().replace("title:", f"links:\n- {kind} {other}\ntitle:"))
    assert "blocks goes round in a circle" in desk.call("check", code=4).stdout


def test_deleting_takes_the_links_of_others_along(
    three: tuple[DeskInFiles, str, str, str],
) -> None:
    desk, a, b, c = three
    desk.call("link", b, "depends-on", a)
    desk.call("link", b, "relates-to", c)
    said = desk.call("delete", a, "--yes").stderr
    assert f"links to it went, too: those of {b}" in said
    assert links(desk, b) == [f"relates-to {c}"]
    assert desk.call("check").code == 0
    desk.call("undo")
    assert links(desk, b) == [f"depends-on {a}", f"relates-to {c}"]


def test_links_of_both_ends_are_columns_and_json(
    three: tuple[DeskInFiles, str, str, str],
) -> None:
    desk, a, b, c = three
    desk.call("link", a, "blocks", b, c)
    desk.call("link", c, "parent", b)
    shown = "id,blocks,blocked-by,parent,child,blocked_by,needed-by,backlinks"
    rows = {row[0]: row[1:] for row in desk.call("list", "--columns", shown).rows}
    assert rows[a] == [f"{b},{c}", "", "", "", "", "", ""]
    assert rows[b] == ["", a, "", c, a, "", f"blocked-by {a},child {c}"]
    assert rows[c] == ["", a, b, "", a, "", f"blocked-by {a}"]
    expected = [{"kind": "blocked-by", "id": a}, {"kind": "child", "id": c}]
    [listed] = json.loads(desk.call("list", "--json", f"id:{b}").stdout)
    [exported] = json.loads(desk.call("export", "json", f"id:{b}").stdout)
    [found] = json.loads(desk.call("search", "--json", "buoy").stdout)
    for ticket in (
        json.loads(desk.call("show", b, "--json").stdout),
        listed,
        exported,
        found["ticket"],
    ):
        assert ticket["backlinks"] == expected
    desk.call("import", "json", "-", stdin=json.dumps([{**exported, "id": "h4w5xy"}]))
    again = json.loads(desk.call("show", "h4w5xy", "--json").stdout)
    assert (again["backlinks"], again["fields"]) == ([], {})


@pytest.mark.slow
def test_a_kind_of_link_is_set_like_a_field(three: tuple[DeskInFiles, str, str, str]) -> None:
    desk, a, b, c = three
    desk.call("edit", a, "--set", f"parent={b}", "--add", f"blocks={b},{c}", "--new-field")
    assert links(desk, a) == [f"parent {b}", f"blocks {b}", f"blocks {c}"]
    desk.call("edit", a, "--set", f"parent={c}", "--remove", f"blocks={b}")
    assert links(desk, a) == [f"blocks {c}", f"parent {c}"]
    desk.call("edit", a, "--set", "parent=")
    assert links(desk, a) == [f"blocks {c}"]
    assert json.loads(desk.call("show", a, "--json").stdout)["fields"] == {}
    new = desk.open("Dock", "--parent", a, "--depends-on", b, "--blocked-by", c)
    assert links(desk, new) == [f"depends-on {b}", f"depends-on {c}", f"parent {a}"]
