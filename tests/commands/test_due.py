"""Due dates as people type them: understood, echoed, written into the commit, doubted."""

import json

import pytest

from tests.conftest import DeskInFiles


def subject(desk: DeskInFiles) -> str:
    return desk.git("log", "-1", "--format=%s").strip()


@pytest.mark.parametrize(
    ("typed", "due", "said"),
    [
        ("eom", "2026-11-30", "Monday 2026-11-30"),
        ("eow", "2026-11-22", "Sunday 2026-11-22"),
        ("next week", "2026-11-23", "Monday 2026-11-23"),
        ("Dec 25", "2026-12-25", "Friday 2026-12-25"),
        ("in 3 days", "2026-11-25", "Wednesday 2026-11-25"),
        ("17:00", "2026-11-22T17:00:00Z", "2026-11-22 17:00"),
        ("2026-11-25", "2026-11-25", "Wednesday 2026-11-25"),
    ],
)
def test_open_says_what_it_understood(desk: DeskInFiles, typed: str, due: str, said: str) -> None:
    opened = desk.call("open", "Tidy up", "--due", typed)
    ident = opened.stdout.strip()
    assert opened.stderr == f"opened {ident} Tidy up; due {said}\n"
    assert json.loads(desk.call("show", ident, "--json").stdout)["due"] == due
    desk.call("edit", ident, "--due=")
    edited = desk.call("edit", ident, "--due", typed)
    assert edited.stderr == f"{ident} Tidy up: set due to {due}\n"
    assert subject(desk) == f"{ident}: set due to {due}"


def test_a_date_of_the_teams_is_echoed_too(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\nfields: {release: {type: date}}\n")
    ident = desk.open("a")
    assert "set release to 2026-11-30" in desk.call("edit", ident, "--set", "release=eom").stderr
    assert subject(desk) == f"{ident}: set release to 2026-11-30"


def test_a_due_date_in_the_past_is_said(desk: DeskInFiles) -> None:
    doubt = "tix: due 2026-11-20 is in the past\n"
    opened = desk.call("open", "a", "--due", "2026-11-20")
    ident = opened.stdout.strip()
    assert opened.stderr.endswith(doubt)
    assert desk.call("edit", ident, "--due", "2026-11-21").stderr.endswith("in the past\n")
    assert "past" not in desk.call("edit", ident, "-p", "high").stderr
    assert "past" not in desk.call("edit", ident, "--due", "today").stderr
    desk.call("close", ident)
    assert "past" not in desk.call("edit", ident, "--due", "2026-11-20").stderr


def test_what_has_occurred_does_not_lie_ahead(desk: DeskInFiles) -> None:
    opened = desk.call("open", "a", "--occurred", "2099-01-01T08:00Z")
    assert opened.stderr.endswith("tix: occurred 2099-01-01T08:00:00Z lies ahead\n")
    ident = opened.stdout.strip()
    set_again = desk.call("edit", ident, "--set", "occurred=2098-01-01T08:00Z")
    assert set_again.stderr.endswith("tix: occurred 2098-01-01T08:00:00Z lies ahead\n")
    assert "lies ahead" not in desk.call("edit", ident, "--due", "2020-01-01").stderr
    past = desk.call("edit", ident, "--set", "occurred=2020-01-01T08:00Z")
    assert "lies ahead" not in past.stderr
    assert "in the past" not in past.stderr


def test_a_clock_is_that_of_who_types(desk: DeskInFiles) -> None:
    there = desk.with_environ(TZ="America/New_York")
    opened = there.run("open", "a", "--due", "17:00")
    assert opened.stderr.endswith("; due 2026-11-22 17:00 EST\n")
    shown = desk.call("show", opened.stdout.strip(), "--json").stdout
    assert json.loads(shown)["due"] == "2026-11-22T22:00:00Z"


def test_queries_know_the_same_names(desk: DeskInFiles) -> None:
    ident = desk.open("a", "--due", "Dec 25")
    for query in ('due:"Dec 25"', "due:..eoy", 'due:>"next week"', "-due:eom"):
        assert desk.call("list", "--ids", query).stdout.strip() == ident
    assert desk.call("list", "--ids", 'due:"this month"').stdout == ""
