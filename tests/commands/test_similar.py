"""``tix similar``, as people and as programs get it."""

import json

import pytest

from tests.commands.conftest import BUILD, at
from tests.conftest import DeskInFiles
from tix.frozen import replace


@pytest.fixture
def twice(harbour: DeskInFiles) -> DeskInFiles:
    again = replace(BUILD, title="Nightly build is failing on arm64 again", body="", comments=())
    harbour.add(
        replace(again, id="tw1n00"),
        replace(again, id="d0ne99", title="arm64: nightly build broken", status="closed"),
    )
    return harbour


def test_the_most_similar_comes_first(twice: DeskInFiles) -> None:
    rows = twice.call("similar", "k7f").rows
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("tw1n00", "in-progress", "Nightly build is failing on arm64 again"),
        ("d0ne99", "closed", "arm64: nightly build broken"),
    ]
    assert 1 > float(rows[0][1]) > float(rows[1][1]) > 0.3


def test_json_and_limit(twice: DeskInFiles) -> None:
    [found] = json.loads(twice.call("similar", "k7f", "-n1", "--json").stdout)
    assert json.loads(twice.call("similar", "k7f", "-1", "--json").stdout) == [found]
    assert 0 < found["likeness"] < 1
    assert found["ticket"] == json.loads(twice.call("show", "tw1n00", "--json").stdout)


def test_at_a_terminal_nothing_drives_it(twice: DeskInFiles) -> None:
    shown = twice.tty("similar", "k7f", columns=60)
    assert "tw1n00" in shown.lines[0]
    assert "%" in shown.lines[0]
    assert max(map(len, shown.lines)) <= 60


def test_nothing_similar(harbour: DeskInFiles) -> None:
    result = harbour.call("similar", "k7f")
    assert (result.stdout, result.stderr) == ("", "nothing similar found\n")
    assert json.loads(harbour.call("similar", "k7f", "--json").stdout) == []


def test_an_unknown_id(harbour: DeskInFiles) -> None:
    harbour.call("similar", "zzzz", code=3)


def test_a_new_ticket_that_repeats_another_is_pointed_out(harbour: DeskInFiles) -> None:
    again = harbour.call("open", "Nightly build is failing on arm64 again")
    assert "looks like k7f3qz Nightly build fails on arm64\n" in again.stderr
    assert again.stdout.strip() in harbour.call("similar", "k7f").stdout
    assert "looks like" not in harbour.call("open", "Write the docs").stderr
    assert "looks like" not in harbour.call("open", "Nightly build", "--key", "nightly").stderr


def test_what_has_been_done_for_long_is_not_pointed_out(harbour: DeskInFiles) -> None:
    title = "Certificates of db7 expire tomorrow"
    harbour.add(replace(BUILD, id="b0red0", title=title, status="closed", closed=at(1)))
    assert "looks like" not in harbour.call("open", title).stderr


def test_what_was_done_lately_is_pointed_out(harbour: DeskInFiles) -> None:
    title = "Certificates of db7 expire tomorrow"
    harbour.add(replace(BUILD, id="b0red1", title=title, status="closed", closed=at(20)))
    result = harbour.call("open", "db7: certificates expire tomorrow")
    assert f"looks like b0red1 {title}\n" in result.stderr
