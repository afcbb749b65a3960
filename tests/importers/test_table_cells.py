"""People in two cells, lists in one, and what only tells when a row was changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import links, tickets
from tix.importers.table_cells import join_addresses, listed, structured


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


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('["a", "b, c"]', ["a", "b, c"]), ("['a', 'b, c']", ["a", "b, c"]), ("[a, b]", None),
        ('{"login": "ana"}', {"login": "ana"}), ("{'ok': True}", {"ok": True}), ("[]", []),
        ("[[Wiki]]", None), ("[x](y)", None), ("3", None), ("[" * 9999 + "]" * 9999, None),
    ],
)  # fmt: skip
def test_a_list_or_an_object_in_a_cell(cell: str, found: object) -> None:
    assert structured(cell) == found


def test_lists_and_objects_in_cells_mean_what_they_mean_in_json(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "id,title,state.name,labels,assignees,comments,milestone.title,created_at,size\n"
        '1,[WIP] One,Doing,"[{""name"":""bug"",""color"":""red""},""a, b""]",'
        '"{\'login\': \'ana\'}","[{""body"":""hello"",""author"":{""login"":""jo""},'
        '""created_at"":""2026-01-02T10:00:00Z""}]",v1,2026-01-01T10:00:00Z,"[1, 2]"\n'
        "2,Two,Done,[],[],['one text'],,2026-01-01T10:00:00Z,\n"
    )
    desk.call("import", "csv", str(table))
    one, two = (tickets(desk)[title] for title in ("[WIP] One", "Two"))
    assert [one[n] for n in ("status", "labels", "assignees", "milestone", "fields")] == [
        "in-progress", ["bug", "a, b"], ["ana <>"], "v1",
        {"original_status": "Doing", "size": "[1, 2]"},
    ]  # fmt: skip
    assert [(c["by"], c["text"]) for c in one["comments"]] == [("jo <>", "hello")]  # type: ignore[attr-defined]
    assert [c["text"] for c in two["comments"]] == ["one text"]  # type: ignore[attr-defined]
    assert (two["labels"], two["assignees"]) == ([], [])


def test_columns_of_ids_with_an_underscore_and_a_customer(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "ticket_id,customer_name,subject,timestamp\n#7,Acme,One,2026-01-05 10:15\n"
        "#8,Acme,One,2026-01-05 10:15\n"
    )
    desk.call("import", "csv", str(table))
    found = json.loads(desk.call("list", "--json").stdout)
    assert {ticket["source"] for ticket in found} == {"csv:#7", "csv:#8"}
    assert {(t["customer"], t["opened"]) for t in found} == {("Acme", "2026-01-05T10:15:00Z")}


def test_a_table_made_of_jiras_json(desk: DeskInFiles, tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "key,fields.summary,fields.status.name,fields.issuetype.name,fields.assignee.displayName,"
        "fields.assignee.emailAddress,fields.created,fields.duedate,fields.parent.key\n"
        "AB-1,One,In Review,Bug,Ana,a@x.example,2026-01-05T10:11:12.000+0000,2026-02-01,AB-2\n"
        "AB-2,Two,To Do,Task,,,2026-01-05T10:11:12.000+0000,,\n"
    )
    desk.call("import", "csv", str(table))
    assert [tickets(desk)["One"][n] for n in ("status", "type", "assignees", "due", "source")] == [
        "in-progress", "problem", ["Ana <a@x.example>"], "2026-02-01", "csv:AB-1",
    ]  # fmt: skip
    assert links(desk, "One") == {("parent", "Two")}


def test_an_object_without_a_text_among_comments_stays_a_text(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    table = tmp_path / "in.csv"
    table.write_text('id,title,comments\n1,One,"{""a"": 1}"\n2,Two,"[]"\n')
    desk.call("import", "csv", str(table))
    found = tickets(desk)
    assert [c["text"] for c in found["One"]["comments"]] == ['{"a": 1}']  # type: ignore[attr-defined]
    assert found["Two"]["comments"] == []
