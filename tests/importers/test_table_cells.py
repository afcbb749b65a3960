"""People in two cells, lists in one, and what only tells when a row was changed."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import tickets
from tix.importers.table_cells import join_addresses, listed


@pytest.mark.parametrize(
    ("given", "joined"),
    [
        ({"assignee": "Ana", "assignee email": "a@x.example"}, {"assignee": "Ana <a@x.example>"}),
        ({"requester name": "Jo", "requester_email": "j@x.example"}, {
            "requester": "Jo <j@x.example>"}),
        ({"requester email": "j@x.example"}, {"requester": "j@x.example"}),
        ({"assigned to": "Ana", "owner email": "o@x.example"}, {
            "assigned to": "Ana", "owner email": "o@x.example"}),
        ({"assignee email": "no address"}, {"assignee email": "no address"}),
        ({"billing email": "b@x.example"}, {"billing email": "b@x.example"}),
    ],
)  # fmt: skip
def test_an_address_belongs_to_a_person(given: dict[str, Any], joined: dict[str, Any]) -> None:
    join_addresses(given)
    assert given == joined


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("['a', 'b']", ["a", "b"]), ('["a","b"]', ["a", "b"]), ("[a, b]", ["a", "b"]),
        ("a; b", ["a", "b"]), ("[[Wiki]]", "[[Wiki]]"), ("a, b", "a, b"), ("[]", [""]),
    ],
)  # fmt: skip
def test_a_list_in_brackets_is_a_list(cell: str, items: str | list[str]) -> None:
    assert listed(cell) == items


def test_a_row_was_opened_before_it_was_changed(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    for changed, said in (("2020-01-05", "1 ticket made"), ("2020-02-05", "1 ticket changed")):
        file.write_text(f"id,title,updated,watchers\n1,x,{changed},3\n")
        assert said in desk.call("import", "csv", str(file)).stderr
        assert tickets(desk)["x"]["opened"] == "2020-01-05T12:00:00Z"
    assert tickets(desk)["x"]["watchers"] == [], "how many there are is nobody's name"
