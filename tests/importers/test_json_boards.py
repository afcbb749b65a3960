"""Boards as JSON whose cards stand in columns."""

import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import tickets

A, B = {"title": "a", "id": 1}, {"title": "b", "id": 2}
COLUMNS = [{"name": "To do", "cards": [A]}, {"name": "done", "cards": [B]}]


def imported(desk: DeskInFiles, folder: Path, given: object) -> str:
    (folder / "in.json").write_text(json.dumps(given))
    return desk.call("import", "json", str(folder / "in.json")).stderr


@pytest.mark.parametrize(
    "board",
    [
        {"columns": COLUMNS},
        {"name": "Shed", "description": "All of it", "columns": COLUMNS},
        {"data": {"board": {"title": "Shed", "lists": COLUMNS}}},
        {"boards": [{"name": "Shed", "columns": COLUMNS}]},
        COLUMNS,
        {"columns": {"To do": [A], "done": [B], "later": []}},
        {"todo": [A], "done": [B]},
        {"notStarted": ["a"], "inReview": [], "Done": ["b"]},
        {
            "columns": [{"id": "c1", "title": "todo"}, {"id": "c2", "title": "done"}],
            "cards": [A | {"columnId": "c1"}, B | {"columnId": "c2"}],
        },
        {"lists": [{"id": 7, "name": "done"}], "tasks": [A, B | {"list_id": 7}]},
        {"columns": ["todo", "done"], "tasks": [A | {"column": "todo"}, B | {"column": "done"}]},
    ],
)
def test_the_column_of_a_card_is_its_status(
    desk: DeskInFiles, tmp_path: Path, board: object
) -> None:
    said = imported(desk, tmp_path, board)
    assert "2 tickets made" in said
    assert {title: t["status"] for title, t in tickets(desk).items()} == {
        "a": "open",
        "b": "resolved",
    }
    assert imported(desk, tmp_path, board).startswith("0 tickets made")


def test_what_a_board_and_its_columns_say_is_told(desk: DeskInFiles, tmp_path: Path) -> None:
    columns = [COLUMNS[0] | {"limit": 3}, COLUMNS[1]]
    said = imported(desk, tmp_path, {"name": "Shed", "goal": "Dry", "columns": columns})
    assert "left out, what is said of all: goal\n" in said
    assert "left out, what columns say: limit\n" in said
    found = tickets(desk)["a"]["fields"]
    assert isinstance(found, dict) and found["list"] == "Shed"


def test_a_status_of_the_card_itself_counts(desk: DeskInFiles, tmp_path: Path) -> None:
    cards = [A | {"status": "in progress", "priority": "P1"}]
    imported(desk, tmp_path, {"columns": [{"name": "done", "cards": cards}]})
    assert tickets(desk)["a"]["status"] == "in-progress"


@pytest.mark.parametrize(
    "given",
    [
        {"title": "a", "status": "open", "lists": [{"name": "x", "items": ["y", "z"]}]},
        [{"title": "a", "items": ["x"]}, {"title": "b", "items": ["y"]}],
        {"bugs": [{"title": "a", "state": "open"}], "people": [{"name": "Ana"}]},
        [{"id": 1, "title": "a", "body": "z", "lists": [{"name": "before", "items": ["x", "y"]}]}],
        {"id": 1, "title": "a", "checks": {"todo": ["x"], "done": ["y"]}},
    ],
)
def test_what_is_no_board_stays_what_it_is(
    desk: DeskInFiles, tmp_path: Path, given: object
) -> None:
    imported(desk, tmp_path, given)
    assert tickets(desk)["a"]["status"] == "open"
    assert "x" not in tickets(desk) and "y" not in tickets(desk)


def test_a_card_keeps_what_is_the_same_as_its_columns_id(desk: DeskInFiles, tmp_path: Path) -> None:
    columns = [{"id": 1, "title": "todo"}, {"id": 2, "title": "done"}]
    cards = [{"id": 1, "title": "a", "columnId": 1, "points": 1}, B | {"columnId": 2}]
    imported(desk, tmp_path, {"columns": columns, "cards": cards})
    found = tickets(desk)
    assert (found["a"]["source"], found["b"]["source"]) == ("json:1", "json:2")
    assert found["a"]["fields"] == {"original_status": "todo", "points": "1"}
