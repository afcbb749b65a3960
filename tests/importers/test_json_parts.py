"""Parts that stand whole in their records, and lists and boards around these."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_json_of_others import imported
from tests.importers.test_other_tools import links, tickets
from tix.importers.answers import each_inside
from tix.importers.json_parts import with_parts


def test_parts_with_numbers_of_their_own_are_called_after_their_whole(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    tasks = [
        {"id": 1, "title": "Whole", "status": "done", "dependencies": [], "subtasks": [
            {"id": 1, "title": "First", "status": "done", "dependencies": []},
            {"id": 2, "title": "Second", "status": "pending", "dependencies": [1]},
        ]},
        {"id": 2, "title": "Next", "status": "pending", "dependencies": [1], "subtasks": []},
    ]  # fmt: skip
    said = imported(desk, tmp_path, "json", {"master": {"tasks": tasks, "metadata": {"x": "y"}}})
    assert "4 tickets made" in said
    assert "parts within others are tickets of their own: 2" in said
    assert links(desk, "Second") == {("parent", "Whole"), ("depends-on", "First")}
    assert links(desk, "Next") == {("depends-on", "Whole")}
    found = tickets(desk)
    assert (found["Second"]["source"], found["First"]["status"]) == ("json:1.2", "resolved")
    assert "subtasks" not in found["Whole"]["fields"]  # type: ignore[operator]
    assert "0 tickets made" in imported(desk, tmp_path, "json", {"tasks": tasks})


def test_parts_keep_an_id_that_is_theirs_alone_at_any_depth(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    leaf = {"gid": "13", "name": "Leaf", "completed": True}
    part = {"gid": "12", "name": "Part", "completed": False, "subtasks": [leaf]}
    imported(desk, tmp_path, "json", [{"gid": "11", "name": "Whole", "subtasks": [part]}])
    assert links(desk, "Part") == {("parent", "Whole")}
    assert links(desk, "Leaf") == {("parent", "Part")}
    assert tickets(desk)["Leaf"]["source"] == "json:13"


def test_a_part_that_is_a_record_too_or_only_named_is_a_link() -> None:
    part = {"id": 2, "title": "Part", "status": "open"}
    records: list[object] = [
        {"id": 1, "title": "Whole", "subtasks": [part, {"id": 3, "title": "Elsewhere"}, "T-4"]},
        part,
    ]
    assert with_parts(records, []) == records


LISTS: Any = {
    "kind": "tasks#taskLists",
    "items": [
        {"kind": "tasks#tasks", "id": "L1", "title": "Home", "items": [
            {"id": "T1", "title": "Milk", "notes": "two", "status": "needsAction",
             "created": "2026-01-02T08:00:00Z", "due": "2026-01-10T00:00:00Z"},
            {"id": "T2", "title": "Bread", "status": "completed", "parent": "T1",
             "updated": "2026-01-05T10:00:00Z", "completed": "2026-01-03T09:00:00Z"},
            {"id": "T3", "title": "Gone", "status": "needsAction", "deleted": True},
        ]},
        {"kind": "tasks#tasks", "id": "L2", "title": "Empty", "items": []},
    ],
}  # fmt: skip


def test_lists_of_google_tasks(desk: DeskInFiles, tmp_path: Path) -> None:
    said = imported(desk, tmp_path, "json", LISTS)
    found = tickets(desk)
    assert found.keys() == {"Milk", "Bread"}
    assert [found["Milk"][name] for name in ("status", "due", "body")] == [
        "open", "2026-01-10", "two",
    ]  # fmt: skip
    assert [found["Bread"][name] for name in ("status", "opened", "resolved")] == [
        "resolved", "2026-01-03T09:00:00Z", "2026-01-03T09:00:00Z",
    ]  # fmt: skip
    assert found["Milk"]["fields"]["list"] == "Home"  # type: ignore[index]
    assert links(desk, "Bread") == {("parent", "Milk")}
    assert "it was deleted" in said


ONE = {"id": 7, "subject": "One", "status": "open"}
SITE = {"id": 1, "name": "Site", "issues": [ONE]}


def test_a_project_with_a_title_is_a_list_of_what_is_in_it() -> None:
    assert each_inside([SITE]) == [{"list": "Site", **ONE}]
    board = {"name": "Site", "description": "x", "items_page": {"items": [ONE]}}
    assert each_inside([board]) == [{"list": "Site", **ONE}]


@pytest.mark.parametrize(
    "record",
    [
        {**SITE, "status": "open"},
        {**SITE, "description": "x"},
        {**SITE, "priority": "high"},
        {**SITE, "issues": [{"name": "Pack"}]},
        {**SITE, "issues": []},
        {"id": 1, "title": "Bug", "data": {"status": "open", "browser": "x"}},
    ],
)
def test_a_ticket_is_no_list_of_what_is_in_it(record: object) -> None:
    assert each_inside([record, record]) == [record, record]


def test_a_story_and_its_tasks_are_tickets(desk: DeskInFiles, tmp_path: Path) -> None:
    """Of a record that says more than a list does nothing is lost."""
    story = {"name": "Story", "description": "Why.", "children": None}
    tasks = [{"name": "Test", "status": "open", "owner": "jo"}]
    given = [{**story, "tasks": tasks}, {**story, "name": "Other", "tasks": tasks}]
    assert "4 tickets made" in imported(desk, tmp_path, "json", given)
    assert tickets(desk)["Story"]["body"] == "Why."
    assert links(desk, "Test") in ({("parent", "Story")}, {("parent", "Other")})
    assert "0 tickets made" in imported(desk, tmp_path, "json", given)


def test_items_of_a_checklist_stay_in_their_ticket(desk: DeskInFiles, tmp_path: Path) -> None:
    items = [{"title": "Buy milk", "done": True}, {"title": "Buy bread", "done": False}]
    given = [{"id": 1, "title": "Shop", "state": "open", "subtasks": items}]
    assert "1 ticket made" in imported(desk, tmp_path, "json", given)
    assert "Buy milk" in str(tickets(desk)["Shop"]["fields"])
