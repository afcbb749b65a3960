"""``tix log``: every kind of change, from every kind of commit."""

import json
from collections.abc import Callable

import pytest

from tests.commands.conftest import BUILD, RELEASE, at
from tests.conftest import BOB, DeskInFiles
from tix.model.document import dump
from tix.terminal.width import display_width
from tix.values import replace

Golden = Callable[[str, str], None]


@pytest.fixture
def worked_on(desk: DeskInFiles) -> DeskInFiles:
    """A desk on which Ana and Bob worked with tix, with an editor and with an import."""
    desk.add(BUILD, RELEASE, at=at(17))
    desk.at(at(18)).call("edit", "k7f", "--set", "priority=urgent", "--add", "labels=new")
    desk.at(at(18, 10)).call("edit", "k7f", "--remove", "labels=ci", "--remove", "labels=arm64")
    bob = desk.as_(BOB)
    bob.at(at(19)).call("comment", "k7f", "It is the linker.\nReally.")
    bob.at(at(19, 10)).call("close", "m3k", "-m", "done with it", "--resolution", "shipped")
    place = desk.file_of("m3k9vd")
    place.write_text(place.read_text().replace("After the linker", "Long after the\nlinker"))
    desk.commit("Edited by hand", at=at(20), by=BOB)
    return desk


def changes(desk: DeskInFiles, *args: str) -> list[dict[str, object]]:
    found = json.loads(desk.call("log", "--json", *args).stdout)
    assert isinstance(found, list)
    return found


def test_whole_desk(worked_on: DeskInFiles, golden: Golden) -> None:
    shown = worked_on.tty("log").stdout
    assert max(map(display_width, shown.splitlines())) <= 80
    golden("log-80", without_commits(worked_on, shown))


def test_one_ticket(worked_on: DeskInFiles, golden: Golden) -> None:
    golden("log-ticket", without_commits(worked_on, worked_on.tty("log", "k7f").stdout))


def without_commits(desk: DeskInFiles, text: str) -> str:
    """The names of commits depend on random comment ids; so do those."""
    import re

    for commit in desk.git("log", "--format=%H").split():
        text = text.replace(commit[:7], "·······")
    return re.sub(r"\bc-[a-z0-9]{6}\b", "c-······", text)


def test_a_pipe_gets_one_exact_line_for_each_change(worked_on: DeskInFiles) -> None:
    rows = worked_on.run("log", "k7f").rows
    commits = worked_on.git("log", "--format=%H").split()
    assert {len(row) for row in rows} == {7}
    assert {row[6] for row in rows} <= set(commits)
    assert ["2026-11-18T09:00:00Z", "Ana Lima <ana@example.org>", "k7f3qz", "priority", "high",
            "urgent"] in [row[:6] for row in rows]  # fmt: skip
    assert [row[3:6] for row in rows if row[0].startswith("2026-11-18T10")] == [
        ["labels", "arm64,ci,new", "new"]
    ]
    opened = {row[3]: row[5] for row in rows if row[0].startswith("2026-11-17")}
    assert opened["title"] == BUILD.title
    assert opened["comment c-q8m2ht"] == BUILD.comments[0].text
    assert opened["comment c-m3k9vd (internal)"] == "Customer is on the old contract.  Say nothing."


def test_json_has_every_value(worked_on: DeskInFiles) -> None:
    found = changes(worked_on, "m3k")
    assert [event["at"] for event in found] == [
        "2026-11-20T09:00:00Z", "2026-11-19T10:00:00Z", "2026-11-17T09:00:00Z",
    ]  # fmt: skip
    by_hand, closed, opened = found
    assert by_hand["by"] == "Bob Reis <bob@example.org>"
    assert by_hand["subject"] == "Edited by hand"
    assert by_hand["title"] == RELEASE.title
    assert by_hand["broken"] is False
    assert by_hand["changes"] == [
        {
            "field": "body",
            "old": ["After the linker is mended."],
            "new": ["Long after the\nlinker is mended."],
        }
    ]
    assert isinstance(closed["changes"], list)
    assert {"field": "status", "old": ["open"], "new": ["closed"]} in closed["changes"]
    assert isinstance(opened["changes"], list)
    assert opened["changes"][0] == {"field": "id", "old": [], "new": ["m3k9vd"]}
    assert closed["commit"] in worked_on.git("log", "--format=%H").split()


def test_newest_first_and_a_limit(worked_on: DeskInFiles) -> None:
    every = changes(worked_on)
    assert [event["at"] for event in every] == sorted([e["at"] for e in every], reverse=True)  # type: ignore[type-var]  # texts
    result = worked_on.call("log", "--json", "--limit", "2")
    assert json.loads(result.stdout) == every[:2]
    assert result.stderr == f"2 of {len(every)} commits to tickets\n"


def test_a_query_selects_whose_changes(worked_on: DeskInFiles) -> None:
    assert {event["ticket"] for event in changes(worked_on, "is:done")} == {"m3k9vd"}
    assert {event["ticket"] for event in changes(worked_on, "-is:done")} == {"k7f3qz"}
    assert {event["ticket"] for event in changes(worked_on, "k7f,m3k")} == {"k7f3qz", "m3k9vd"}


def test_unknown_ids_and_broken_queries(worked_on: DeskInFiles) -> None:
    worked_on.call("log", "qqqqqq", code=3)
    worked_on.call("log", "stauts:open", code=2)


def test_an_import_is_one_event_for_each_ticket(desk: DeskInFiles) -> None:
    desk.add(BUILD, RELEASE)
    assert len(changes(desk)) == 2
    shown = desk.tty("log").stdout
    assert "opened: Nightly build fails on arm64 (with 3 comments)" in shown
    assert "severity" not in shown


def test_a_deleted_ticket_keeps_its_title(worked_on: DeskInFiles) -> None:
    worked_on.file_of("m3k9vd").unlink()
    worked_on.commit("gone", at=at(21))
    assert f"deleted: {RELEASE.title}" in worked_on.tty("log").stdout
    assert changes(worked_on)[0]["title"] == RELEASE.title


def test_a_version_that_cannot_be_read_is_said(desk: DeskInFiles) -> None:
    place = desk.write("tickets/2026/11/k7f3qz.md", "---\nid: k7f3qz\n---\n")
    desk.commit("no title", at=at(18))
    assert changes(desk)[0]["broken"] is True
    place.write_bytes(dump(BUILD))
    desk.commit("mended", at=at(19))
    shown = desk.tty("log").stdout
    assert "broken: the file can't be read in this version" in shown
    assert "readable again: Nightly build" in shown
    assert [row[3] for row in desk.run("log").rows][-1] == "(broken)"


def test_moved_and_reordered(desk: DeskInFiles) -> None:
    desk.add(BUILD, at=at(17))
    desk.add(replace(BUILD, labels=("ci", "arm64"), since=at(21)), at=at(18))
    shown = desk.tty("log", "k7f").stdout
    assert "labels: in another order" in shown
    assert "since: " in shown
    desk.git("mv", "tickets/2026/11/k7f3qz.md", "tickets/k7f3qz.md")
    desk.commit("moved", at=at(19))
    assert "path: tickets/2026/11/k7f3qz.md → tickets/k7f3qz.md" in desk.tty("log", "k7f").stdout


def test_a_desk_without_tickets(desk: DeskInFiles) -> None:
    result = desk.call("log")
    assert (result.stdout, result.stderr) == ("", "no commit has changed anything here yet\n")
    assert changes(desk) == []


def test_nothing_of_a_commit_drives_the_terminal(harbour: DeskInFiles) -> None:
    for result in (
        harbour.tty("log"),
        harbour.tty("log", "x1y"),
        harbour.tty("log", "--json"),
        harbour.run("log"),
    ):
        assert "x1y2z3" in result.stdout
        assert not set(result.stdout) & set("\x1b\x07\u202e\x9b")


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_no_line_is_much_wider_than_the_terminal(worked_on: DeskInFiles, columns: int) -> None:
    for line in worked_on.tty("log", columns=columns).lines:
        if line.startswith("    "):
            assert display_width(line) <= columns
