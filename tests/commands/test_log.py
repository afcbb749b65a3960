"""``tix log``: every kind of change, from every kind of commit."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.commands.conftest import BUILD, RELEASE, at
from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tests.signing import Keys, make_keys
from tix.frozen import replace
from tix.model.merge.files import merge_files
from tix.model.people import Person
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket
from tix.terminal.width import display_width

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
    assert {len(row) for row in rows} == {8}
    assert {row[7] for row in rows} == {""}
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
    assert result.stderr == "the latest 2 commits to tickets; tix log tells all\n"


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
    assert [row[3] for row in desk.call("log").rows][-1] == "(broken)"


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


@pytest.mark.slow
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


# -- merges -----------------------------------------------------------------------------------


def merge(desk: DeskInFiles, base: Ticket, ours: Ticket, theirs: Ticket, result: bytes) -> None:
    """Commit a merge of two versions of a ticket, Ana's and Bob's."""
    desk.add(base, at=at(17))
    desk.git("checkout", "--quiet", "-b", "side")
    desk.add(theirs, at=at(19), by=BOB)
    desk.git("checkout", "--quiet", "main")
    desk.add(ours, at=at(18))
    desk.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    desk.file_of(base.id).write_bytes(result)
    desk.commit("Merge", at=at(20))


@pytest.fixture
def merged(desk: DeskInFiles) -> DeskInFiles:
    """A ticket that Ana and Bob changed at the same time."""
    ours = replace(RELEASE, priority="high", title="Release 2.4", labels=("release", "ci"))
    theirs = replace(RELEASE, priority="low", due=None)
    result = merge_files(dump(RELEASE), dump(ours), dump(theirs)).data
    merge(desk, RELEASE, ours, theirs, result)
    return desk


def test_a_merge_says_what_it_decided(merged: DeskInFiles, golden: Golden) -> None:
    golden("log-merge", without_commits(merged, merged.tty("log").stdout))


def test_a_merge_in_json(merged: DeskInFiles) -> None:
    event, theirs, ours, opened = changes(merged, "m3k")
    parents = merged.git("log", "-1", "--format=%P").split()
    assert event["merge"] == {
        "parents": parents,
        "decisions": [
            {"decision": "set-aside", "field": "priority", "old": ["low"], "new": ["high"]}
        ],
    }
    assert (event["changes"], event["broken"], event["subject"]) == ([], False, "Merge")
    assert [other["merge"] for other in (theirs, ours, opened)] == [None] * 3
    assert [theirs["commit"], ours["commit"]] == parents[::-1]


def test_a_merge_in_a_pipe(merged: DeskInFiles) -> None:
    row = merged.run("log").rows[0]
    assert row[3:6] == ["(set aside) priority", "low", "high"]


def test_a_merge_that_decided_nothing(desk: DeskInFiles) -> None:
    ours, theirs = replace(RELEASE, title="Release"), replace(RELEASE, labels=())
    result = merge_files(dump(RELEASE), dump(ours), dump(theirs)).data
    merge(desk, RELEASE, ours, theirs, result)
    assert "merged: the changes of both sides; nothing was set aside" in desk.tty("log").stdout
    assert desk.call("log").rows[0][3] == "(merge)"


def test_what_a_person_made_of_a_merge(desk: DeskInFiles) -> None:
    ours, theirs = replace(RELEASE, title="A"), replace(RELEASE, title="B")
    result = replace(RELEASE, title="C", labels=("x",), assignees=(str(ANA),), body="By hand.\n")
    merge(desk, RELEASE, ours, theirs, dump(result))
    shown = desk.tty("log").stdout
    for line in (
        "by hand: title C; the sides had A, B",
        "by hand: labels +x -release",
        f"by hand: assignees +{ANA}",
        "by hand: text: By hand.",
    ):
        assert line in shown
    assert ["(by hand) title", "A,B", "C"] in [row[3:6] for row in desk.call("log").rows]


def test_conflict_markers_that_somebody_committed(desk: DeskInFiles) -> None:
    ours, theirs = replace(RELEASE, title="A"), replace(RELEASE, title="B")
    merge(desk, RELEASE, ours, theirs, b"<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    assert "broken: the file can't be read in this version" in desk.tty("log").stdout
    assert changes(desk)[0]["broken"] is True
    assert desk.call("log").rows[0][3] == "(broken)"


# -- signatures -------------------------------------------------------------------------------


@pytest.fixture
def keys(desk: DeskInFiles, tmp_path: Path) -> Keys:
    """A desk with three commits to a ticket: signed by Ana, by a stranger, and by nobody."""
    keys = make_keys(desk, tmp_path / "keys")
    for number, key in enumerate(("ana", "mallory", None)):
        desk.write(desk_path := "tickets/2026/11/m3k9vd.md", dump(replace(RELEASE, title=str(key))))
        desk.git("add", desk_path)
        keys.commit(f"{key}", key, at=NOW + timedelta(hours=number - 9))
    return keys


def test_signatures_are_marked_and_not_verified_unless_asked(keys: Keys) -> None:
    keys.desk.git("config", "gpg.ssh.program", "/bin/false")  # would call them bad
    shown = keys.desk.tty("log").stdout
    assert shown.count("signed, not checked\n") == 2
    assert [row[7] for row in keys.desk.call("log").rows if row[3] == "title"] == [
        "", "signed", "signed",
    ]  # fmt: skip
    assert [(e["signed"], e["signature"]) for e in changes(keys.desk)] == [
        (False, None), (True, None), (True, None),
    ]  # fmt: skip


def test_signatures_are_verified_when_asked(keys: Keys) -> None:
    shown = keys.desk.tty("log", "--signatures").stdout
    assert f"    signed by {ANA.mail}\n" in shown
    assert "    signed, but not by a trusted key" in shown
    assert "    not signed\n" in shown
    assert "not checked" not in shown
    states = [row[7] for row in keys.desk.call("log", "--signatures").rows if row[3] == "title"]
    assert states == ["none", "untrusted", "good"]
    *_, good = changes(keys.desk, "--signatures")
    signature = good["signature"]
    assert isinstance(signature, dict)
    assert (signature["state"], signature["signer"]) == ("good", ANA.mail)
    assert signature["reason"] is None


def test_a_bad_signature_cannot_be_overlooked(keys: Keys) -> None:
    bad = keys.rewritten("HEAD~1", b"mallory", b"MALLORY")
    keys.desk.git("reset", "--quiet", "--hard", bad)
    shown = keys.desk.tty("log", "--signatures", color=True).stdout
    assert "\x1b[1;31m    BAD signature\x1b[0m" in shown


def test_signers_drive_no_terminal(keys: Keys, tmp_path: Path) -> None:
    place = keys.folder / "allowed"
    place.write_text(place.read_text().replace(ANA.mail, "ana\x1b[31m@example.org"))
    for result in (keys.desk.tty("log", "--signatures"), keys.desk.call("log", "--signatures")):
        assert "\x1b" not in result.stdout


# -- a part of it ---------------------------------------------------------------------------------


@pytest.fixture
def weeks(desk: DeskInFiles) -> DeskInFiles:
    """A ticket of Ana's, a comment of Bob's on each of two days, and one by a stranger."""
    desk.at("2026-11-02T10:00:00Z").call("open", "Old", "--key", "old")
    ident = desk.call("list", "--ids").stdout.strip()
    for day in ("10", "12"):
        desk.as_(BOB).at(f"2026-11-{day}T10:00:00Z").call("comment", ident, f"On the {day}th")
    stranger = Person("Zoë Quint", "zq@elsewhere.example")
    desk.as_(stranger).at("2026-11-20T10:00:00Z").call("edit", ident, "-p", "high")
    return desk


def days(desk: DeskInFiles, *args: str) -> list[str]:
    return list(dict.fromkeys(row[0][:10] for row in desk.call("log", *args).rows))


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["--since", "2026-11-11"], ["2026-11-20", "2026-11-12"]),
        (["--until", "2026-11-10"], ["2026-11-10", "2026-11-02"]),
        (["--since", "2026-11-03", "--until", "2026-11-11"], ["2026-11-10"]),
        (["--since", "3d"], ["2026-11-20"]),
        (["--by", "bob"], ["2026-11-12", "2026-11-10"]),
        (["--by", "bob@example.org", "-n", "1"], ["2026-11-12"]),
        (["--by", "me"], ["2026-11-02"]),
        (["--by", "quint"], ["2026-11-20"]),
        (["--by", "me", "--by", "Zoë"], ["2026-11-20", "2026-11-02"]),
        (["key:old", "--by", "bob", "--since", "2026-11-11"], ["2026-11-12"]),
    ],
)
def test_of_a_time_and_of_people(weeks: DeskInFiles, args: list[str], found: list[str]) -> None:
    assert days(weeks, *args) == found


def test_what_is_not_there_is_said(weeks: DeskInFiles) -> None:
    assert weeks.call("log", "label:ci").stderr.endswith("no tickets match\n")
    assert weeks.call("log", "--by", "nobody").stderr.endswith("no such commits\n")
    assert "before it begins" in weeks.call("log", "--since", "2d", "--until", "9d", code=2).stderr
    assert "--since:" in weeks.call("log", "--since", "nonsense", code=2).stderr
    assert weeks.call("log", "--by", "bob", "-n", "1").stderr == "1 of 2 commits to tickets\n"
