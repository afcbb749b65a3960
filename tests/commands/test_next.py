"""``tix next``, ``sort:urgency``, ``board``, ``tree`` and ``pick``."""

import json
import os
import pty
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tix.terminal.width import display_width


@pytest.fixture
def some(desk: DeskInFiles) -> dict[str, str]:
    """Ana's tickets, Bob's and nobody's; what waits, and what another waits for."""
    release = desk.open("Release 2.0", "-a", "me")
    part = desk.open("Linker", "-a", "me", "--parent", release, "-p", "high", "--due", "tomorrow")
    docs = desk.open("Docs", "--parent", release)
    bobs = desk.open("Bob's", "-a", "bob@example.org", "-p", "urgent")
    desk.call("link", release, "depends-on", part)
    desk.call("open", "Waiting", "-a", "me", "--set", "status=pending")
    return {"release": release, "part": part, "docs": docs, "bobs": bobs}


def asked(desk: DeskInFiles, *args: str) -> Any:
    return json.loads(desk.call(*args).stdout)


def test_next_is_mine_or_nobodys_most_urgent_first(desk: DeskInFiles, some: dict[str, str]) -> None:
    found = asked(desk, "next", "--json")
    assert [each["ticket"]["id"] for each in found] == [some["part"], some["docs"], some["release"]]
    for each in found:
        assert each["urgency"] == round(sum(term["value"] for term in each["why"]), 2)
    assert [term["term"] for term in found[0]["why"]] == ["due", "blocking", "priority"]
    assert [term["term"] for term in found[2]["why"]] == ["priority", "blocked"]
    first = desk.call("next", "-n", "1").stdout.split("\t")
    assert first[0] == some["part"]
    assert len(desk.call("next", "-n", "2").stdout.splitlines()) == 2


def test_a_query_decides_who_and_where_it_stands(desk: DeskInFiles, some: dict[str, str]) -> None:
    assert desk.call("next", "assignee:bob@example.org").stdout.startswith(some["bobs"])
    assert "Waiting" in desk.call("next", "status:pending").stdout
    assert desk.call("next", "label:none-such").stderr.endswith("no tickets match\n")


def test_next_at_a_terminal_says_why(desk: DeskInFiles, some: dict[str, str]) -> None:
    shown = desk.tty("next", columns=60).stdout
    assert "another waits for it +8" in shown
    assert "waits for another -5" in shown
    assert max(map(display_width, shown.splitlines())) <= 60


def test_what_is_promised_is_due_too(desk: DeskInFiles) -> None:
    promise = "{name: any, when: 'customer:acme', calendar: always, first_response: 4h}"
    desk.write("tix.yaml", f"promises: [{promise}]\n")
    asked_for = ("-r", "jo@acme.example", "-c", "acme")
    later = desk.open("By hand", *asked_for, "--due", "tomorrow")
    sooner = desk.open("By hand", *asked_for, "--due", "1h")
    nothing = desk.open("Nothing promised", "-p", "low")
    table = [line.split("\t") for line in desk.call("next").stdout.splitlines()]
    assert [row[0] for row in table] == [sooner, later, nothing]
    by_urgency = desk.call("list", "--ids", "--sort", "urgency").stdout.split()
    assert by_urgency == [sooner, later, nothing]
    shown = desk.tty("next", columns=90).stdout
    assert "first response due in 4h +8.7" in shown
    assert "due in 1h +8.7" in shown and shown.count("first response") == 1
    assert desk.call("next", "is:unanswered", "-n", "1").stdout.startswith(sooner)


@pytest.mark.slow
def test_lists_go_by_urgency(desk: DeskInFiles, some: dict[str, str]) -> None:
    found = desk.call("list", "assignee:me,none", "--ids", "--sort", "urgency").stdout.split()
    assert found[0] == some["part"]
    assert desk.call("list", "assignee:me,none", "sort:urgency", "--ids").stdout.split() == found
    figures = {each["ticket"]["id"]: each["urgency"] for each in asked(desk, "next", "--json")}
    listed = asked(desk, "list", "--json", "--fields", "id,score")
    assert {each["id"]: each["score"] for each in listed}.items() >= figures.items()
    rows = desk.call("list", "--sort", "urgency", "--columns", "score,id").rows
    assert [float(score) for score, _ in rows] == sorted((float(s) for s, _ in rows), reverse=True)
    assert desk.call("show", some["part"], "--format", "{score}").stdout == (
        f"{figures[some['part']]:g}\n"
    )
    turned = desk.call("list", "assignee:me,none", "--ids", "--sort", "-urgency").stdout.split()
    assert turned[-1] == some["part"]
    desk.call("close", some["docs"])
    for order in ("urgency", "-urgency"):
        rows = desk.call("list", "--all", "--sort", order, "--columns", "id,score").rows
        assert rows[-1] == [some["docs"], ""], "who is done has no urgency"


def test_a_weight_that_is_none_is_an_error_with_its_line(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\nurgency_weights:\n  due: much\n")
    assert "tix.yaml:3: 'much' is no weight" in desk.call("next", code=1).stderr
    desk.write("tix.yaml", "format: 1\nurgency_weights:\n  priorty: 1\n")
    assert "did you mean 'priority'" in desk.call("next", code=1).stderr


@pytest.mark.slow
def test_a_board_has_a_column_for_each_status(desk: DeskInFiles, some: dict[str, str]) -> None:
    board = asked(desk, "board", "--json")
    assert board["by"] == "status"
    assert [(c["value"], len(c["tickets"])) for c in board["columns"]] == [
        ("open", 4), ("in-progress", 0), ("pending", 1),
    ]  # fmt: skip
    assert [c["value"] for c in asked(desk, "board", "--all", "--json")["columns"]][-2:] == [
        "resolved", "closed",
    ]  # fmt: skip
    by_who = asked(desk, "board", "--by", "assignee", "--json")
    assert (by_who["by"], by_who["columns"][-1]["value"]) == ("assignees", None)
    urgent = asked(desk, "board", "--by", "priority", "--json")["columns"]
    assert [c["value"] for c in urgent] == ["urgent", "high", "normal", "low"]


def test_a_board_in_a_pipe_is_a_table_that_nothing_breaks(desk: DeskInFiles) -> None:
    desk.open("a | b <b> [x](y) `c`")
    head, rule, row = desk.call("board").stdout.splitlines()
    assert head == "| open (1) | in-progress (0) | pending (0) |"
    assert rule == "| --- | --- | --- |"
    assert "a \\| b \\<b\\> \\[x\\](y) \\`c\\`" in row


@pytest.mark.slow
@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_a_board_fits_the_terminal(desk: DeskInFiles, some: dict[str, str], columns: int) -> None:
    desk.open("A title that is rather long, 漢字 as well, and goes on " * 4, "-p", "urgent")
    shown = desk.tty("board", columns=columns).stdout
    assert max(map(display_width, shown.splitlines())) <= columns
    for ident in some.values():
        assert ident in shown
    assert "pending (1)" in shown


def test_a_tree_has_parts_and_what_is_waited_for(desk: DeskInFiles, some: dict[str, str]) -> None:
    release, part, docs = some["release"], some["part"], some["docs"]
    [tree] = asked(desk, "tree", part, "--json")
    assert tree["id"] == release
    assert {(each["id"], each["relation"]) for each in tree["below"]} == {
        (docs, "part"), (part, "part"),
    }  # fmt: skip
    assert desk.call("tree").stdout == desk.call("tree", part).stdout
    for ident in (part, docs, release):
        desk.call("close", ident)
    assert desk.call("tree").stdout == ""
    assert desk.call("tree", release).stdout.startswith(f"{release} Release 2.0  closed\n")


def test_a_tree_with_circles_and_repeats_ends(desk: DeskInFiles) -> None:
    idents = [desk.open(f"T{number}") for number in range(4)]
    for number, ident in enumerate(idents):
        path = desk.file_of(ident)
        links = "".join(f"- depends-on {other}\n" for other in idents if other != ident)
        path.write_text(path.read_text().replace("\n---\n", f"\nlinks:\n{links}---\n", 1))
        assert number < 4
    desk.commit("circles")
    lines = desk.call("tree").stdout.splitlines()
    assert len(lines) <= 13
    assert any(line.endswith("(above)") for line in lines)


@pytest.mark.slow
def test_a_chain_of_a_thousand_is_drawn(desk: DeskInFiles) -> None:
    from tix.model.ids import derived_id
    from tix.model.ticket.ticket import Link, Ticket

    idents = [derived_id(f"chain:{number}", lambda _: False) for number in range(1200)]
    desk.add(*(
        Ticket(ident, "t", status="open", links=(Link("depends-on", other),))
        for ident, other in zip(idents, [*idents[1:], idents[-1]], strict=True)
    ))  # fmt: skip
    assert len(desk.call("tree", idents[0]).stdout.splitlines()) == 1200


def pick(
    desk: DeskInFiles, typed: str, *args: str, names: tuple[str, ...] = ("git",)
) -> tuple[int, str]:
    """Exit code and standard output of ``tix pick`` for somebody who types that at a terminal where
    there are programs of these names, and no others."""
    master, slave = pty.openpty()
    programs = desk.root.parent / "-".join(("programs", *names))
    if not programs.exists():
        programs.mkdir()
        for name in names:
            (programs / name).symlink_to(shutil.which(name) or name)
    environ = {**desk.environ, "PYTHONPATH": str(_PACKAGE), "TERM": "dumb", "PATH": str(programs)}
    with subprocess.Popen(
        [sys.executable, "-m", "tix", "pick", *args], cwd=desk.root, env=environ, stdin=slave,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(slave)
        os.write(master, typed.encode())
        assert process.stdout is not None
        out = process.stdout.read().decode()
    os.close(master)
    return process.returncode, out


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("fzf"), reason="fzf isn't installed")
@pytest.mark.parametrize("more", ["", "--print-query", "--multi --ansi --preview='cat {}'"])
def test_somebody_picks_with_fzf_whatever_its_settings_are(
    desk: DeskInFiles, some: dict[str, str], more: str
) -> None:
    desk.open("$(touch picked) `touch picked` {} --bind=enter:execute(touch picked)")
    chosen = desk.with_environ(FZF_DEFAULT_OPTS=f"--query=linker --select-1 --exit-0 {more}")
    names = ("git", "fzf", "sh", "cat", "touch")
    code, out = pick(chosen, "", names=names)
    assert (code, out) == (0, f"{some['part']}\n")
    none = desk.with_environ(FZF_DEFAULT_OPTS=f"--query=zzzzz --exit-0 {more}")
    assert pick(none, "", names=names) == (1, "")
    assert not list(desk.root.rglob("picked"))


@pytest.mark.slow
def test_somebody_picks_by_number_or_id(desk: DeskInFiles, some: dict[str, str]) -> None:
    assert pick(desk, "1\n", "linker") == (0, f"{some['part']}\n")
    assert pick(desk, f"99\n{some['bobs'][:5]}\n") == (0, f"{some['bobs']}\n")
    assert pick(desk, "\n") == (1, "")
    assert pick(desk, "\x04") == (130, "")  # the end of input, as Ctrl-C
    assert desk.call("pick", code=2).stderr.startswith("tix: nobody can choose here")
    assert desk.call("pick", "no-such-word", code=1).stdout == ""
