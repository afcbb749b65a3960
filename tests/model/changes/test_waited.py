"""What a ticket waited: every change away from a waiting or done status leaves its interval."""

import re
from datetime import timedelta

import pytest

from tests.conftest import NOW, DeskInFiles
from tix.frozen import replace
from tix.model.changes.changes import set_status
from tix.model.config.config import Config
from tix.model.config.reader import load_config
from tix.model.ticket.entries import Wait
from tix.model.ticket.ticket import Ticket

YAML = "format: 1\npromises:\n- {name: all, when: '', calendar: always, resolution: 2d}\n"
PROMISING = load_config(YAML)
HOUR = timedelta(hours=1)
OPEN = Ticket("k7f3qz", "x", status="open", since=NOW, opened=NOW)


def _moved(ticket: Ticket, *statuses: str, config: Config = PROMISING) -> Ticket:
    for number, status in enumerate(statuses, 1):
        ticket = set_status(ticket, status, config, NOW + number * HOUR)
    return ticket


def test_each_change_away_from_a_waiting_or_done_status_writes_it() -> None:
    moved = _moved(OPEN, "in-progress", "pending", "resolved", "closed", "open")
    assert moved.waited == (
        Wait(NOW + 2 * HOUR, NOW + 3 * HOUR, "pending"),
        Wait(NOW + 3 * HOUR, NOW + 4 * HOUR, "resolved"),
        Wait(NOW + 4 * HOUR, NOW + 5 * HOUR, "closed"),
    )
    assert _moved(moved, "open").waited == moved.waited
    assert _moved(OPEN, "pending", "open", config=Config()).waited == ()  # nothing is promised


def test_a_resolution_code_goes_when_a_ticket_is_reopened_and_may_come_before_it_is_done() -> None:
    coded = _moved(replace(OPEN, resolution_code="fixed"), "in-progress", "resolved")
    assert coded.resolution_code == "fixed"
    assert _moved(coded, "closed").resolution_code == "fixed"
    assert _moved(coded, "open").resolution_code is None


def test_a_clock_that_is_behind_and_a_ticket_without_since() -> None:
    ahead = replace(OPEN, status="pending", since=NOW + 9 * HOUR)
    [wait] = _moved(ahead, "open").waited
    assert (wait.start, wait.end) == (NOW + 9 * HOUR, NOW + 9 * HOUR)  # counts for nothing
    [early] = set_status(replace(OPEN, status="pending"), "open", PROMISING, NOW - HOUR).waited
    assert early.end == early.start
    assert _moved(replace(OPEN, status="pending", since=None), "open").waited == ()


def test_a_word_that_the_desk_does_not_know_waits_if_it_is_done() -> None:
    assert _moved(replace(OPEN, status="odd"), "open").waited == ()
    odd = replace(OPEN, status="odd", resolved=NOW)
    assert [wait.status for wait in _moved(odd, "open").waited] == ["odd"]


@pytest.fixture
def promising(desk: DeskInFiles) -> DeskInFiles:
    desk.write("tix.yaml", YAML)
    desk.commit("promises")
    return desk


def test_every_command_that_changes_a_status_writes_waits(promising: DeskInFiles) -> None:
    def at(hour: int) -> DeskInFiles:
        return promising.at(NOW + hour * HOUR)

    ident = promising.open("Down", "--key", "down")
    at(1).call("status", ident, "pending")
    at(2).call("edit", ident, "--set", "status=resolved")
    at(3).call("close", ident)
    at(4).call("reopen", ident)
    at(5).call("close", ident)
    at(6).call("open", "Down", "--key", "down")  # seen again: reopened
    text = promising.file_of(ident).read_text()
    assert (
        "waited:\n"
        "- 2026-11-22T10:00:00Z/2026-11-22T11:00:00Z · pending\n"
        "- 2026-11-22T11:00:00Z/2026-11-22T12:00:00Z · resolved\n"
        "- 2026-11-22T12:00:00Z/2026-11-22T13:00:00Z · closed\n"
        "- 2026-11-22T14:00:00Z/2026-11-22T15:00:00Z · closed\n"
    ) in text
    at(7).call("undo")
    assert promising.file_of(ident).read_text().count(" · closed") == 1
    at(8).call("check")


@pytest.mark.slow
def test_hand_edits_of_a_status_get_their_stamps_when_tix_commits_them(
    promising: DeskInFiles,
) -> None:
    """By sync, and before a command goes on with the ticket; what says since when stays."""
    one, two, three, new = (promising.open(title) for title in ("One", "Two", "Three", "New"))
    for ident in (one, two, three):
        promising.at(NOW + HOUR).call("status", ident, "pending")
    promising.git("init", "--bare", "--quiet", str(promising.root.parent / "there"))
    promising.git("remote", "add", "origin", str(promising.root.parent / "there"))

    def write(ident: str, old: str, by_hand: str) -> None:
        place = promising.file_of(ident)
        place.write_text(place.read_text().replace(old, by_hand, 1))

    write(one, "status: pending", "status: resolved")
    write(three, "status: pending\nsince: 2026-11-22T10:", "status: open\nsince: 2026-11-22T11:")
    write(new, "title: New", "title: Newer")
    kept = promising.file_of(three).read_text()
    commits = promising.git("rev-list", "--count", "HEAD")
    promising.at(NOW + 3 * HOUR).call("sync")
    assert int(promising.git("rev-list", "--count", "HEAD")) == int(commits) + 1
    text = promising.file_of(one).read_text()
    assert "status: resolved\nsince: 2026-11-22T12:00:00Z\n" in text
    assert "\nresolved: 2026-11-22T12:00:00Z\n" in text
    assert "waited:\n- 2026-11-22T10:00:00Z/2026-11-22T12:00:00Z · pending\n" in text
    head, end, body = kept.rpartition("---\n")
    wait = "waited:\n- 2026-11-22T10:00:00Z/2026-11-22T11:00:00Z · pending\n"
    assert promising.file_of(three).read_text() == f"{head}{wait}{end}{body}"
    assert promising.git("status", "--porcelain") == ""

    write(two, "status: pending", "status: resolved")
    promising.at(NOW + 4 * HOUR).call("close", one, two)
    assert promising.file_of(one).read_text().count("- 2026-") == 2  # each wait is written once
    text = promising.file_of(two).read_text()
    assert "- 2026-11-22T10:00:00Z/2026-11-22T13:00:00Z · pending\n" in text
    assert "\nresolved: 2026-11-22T13:00:00Z\nclosed: 2026-11-22T13:00:00Z\n" in text
    assert promising.git("log", "-1", "--format=%s").strip() == "2 tickets: closed"
    promising.at(NOW + 5 * HOUR).call("check")


def test_looking_for_hand_edits_takes_no_git_of_its_own(promising: DeskInFiles) -> None:
    idents, trace = [promising.open(title) for title in "abc"], promising.root.parent / "trace"

    def gits(*args: str) -> list[str]:
        trace.unlink(missing_ok=True)
        promising.with_environ(GIT_TRACE=str(trace)).call(*args)
        return sorted(re.findall("built-in: git ([a-z-]+)", trace.read_text()))

    found = [gits("status", *idents, "pending"), gits("comment", idents[0], "Hello")]
    promising.write("tix.yaml", "format: 1\n")
    promising.commit("no promises")
    assert found == [gits("status", *idents, "open"), gits("comment", idents[0], "Hello")]


@pytest.mark.parametrize(
    "command", ["sync", "comment ID Done", "edit ID -l x", "edit ID", "close ID", "archive ID"]
)
def test_a_hand_edit_gets_its_stamps_in_a_desk_that_promises_nothing(
    desk: DeskInFiles, command: str
) -> None:
    ident = desk.open("One")
    desk.git("init", "--bare", "--quiet", str(desk.root.parent / "there"))
    desk.git("remote", "add", "origin", str(desk.root.parent / "there"))
    place = desk.file_of(ident)
    place.write_text(place.read_text().replace("status: open", "status: closed"))
    later = desk.at(NOW + HOUR).with_environ(EDITOR="sed -i -e s/One/Two/")
    later.call(*command.replace("ID", ident).split())
    [place] = desk.root.glob(f"*/*/*/{ident}.md")
    text = place.read_text()
    assert ("title: Two" in text) is (command == "edit ID")
    assert "status: closed\nsince: 2026-11-22T10:00:00Z\n" in text
    assert "resolved: 2026-11-22T10:00:00Z\nclosed: 2026-11-22T10:00:00Z\n" in text
    assert "waited" not in text
