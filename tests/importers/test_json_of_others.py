"""JSON of tools that have no importer of their own, Trello's boards, and the wrong FORMAT."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import links, tickets

LINEAR = [
    {"id": "u-1", "identifier": "ENG-12", "number": 12, "title": "One", "description": "x",
     "priority": 1, "state": {"name": "In Progress", "type": "started"}, "dueDate": "2026-12-01",
     "assignee": {"name": "Jane", "email": "jane@x.example"}, "creator": {"name": "Bob"},
     "labels": {"nodes": [{"name": "ui"}]}, "createdAt": "2026-01-01T10:00:00.000Z",
     "comments": {"nodes": [{"body": "hi", "user": {"name": "Bob"},
                             "createdAt": "2026-01-02T10:00:00Z"}]}},
    {"id": "u-2", "identifier": "ENG-13", "title": "Two", "priority": 0,
     "state": {"name": "Canceled"}, "createdAt": "2026-01-01T10:00:00.000Z",
     "canceledAt": "2026-01-03T10:00:00.000Z", "parent": {"identifier": "ENG-12"}},
]  # fmt: skip


def imported(desk: DeskInFiles, place: Path, name: str, content: object) -> str:
    file = place / "in.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return desk.call("import", name, str(file)).stderr


def test_issues_of_linear(desk: DeskInFiles, tmp_path: Path) -> None:
    answer = {"data": {"issues": {"nodes": LINEAR}}}
    said = imported(desk, tmp_path, "json", answer)
    one, two = (tickets(desk)[title] for title in ("One", "Two"))
    assert [one[n] for n in ("status", "priority", "due", "assignees", "labels", "body")] == [
        "in-progress", "urgent", "2026-12-01", ["Jane <jane@x.example>"], ["ui"], "x",
    ]  # fmt: skip
    assert [(c["by"], c["text"]) for c in one["comments"]] == [("Bob <>", "hi")]  # type: ignore[attr-defined]
    assert [two[n] for n in ("status", "priority", "closed")] == [
        "closed", None, "2026-01-03T10:00:00Z",
    ]  # fmt: skip
    assert links(desk, "Two") == {("parent", "One")}
    assert one["source"] == "json:ENG-12"
    assert "status 'Canceled' is closed here, kept as original_status" in said
    desk.call("check")
    assert imported(desk, tmp_path, "json", LINEAR).startswith("0 tickets made")


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"name": "x", "state": "WIP"}, "status", "in-progress"),
        ({"Title": "x", "Status": "DONE", "Completed": "2026-01-06"}, "status", "resolved"),
        ({"title": "x", "done": True, "completed_at": "2026-01-06"}, "status", "resolved"),
        ({"title": "x", "status": None}, "status", "open"),
        ({"title": "x", "status": "icebox", "resolution": "none"}, "status", "pending"),
        ({"title": "x", "status": {"name": "Blocked"}}, "status", "pending"),
        ({"title": "x", "priority": 1}, "priority", "high"),
        ({"title": "x", "opened": "2026-01-05"}, "opened", "2026-01-05T12:00:00Z"),
        ({"title": "x", "due": "2026-02-01T00:00:00"}, "due", "2026-02-01"),
        ({"title": "x", "due": "01.02.2026"}, "due", "2026-02-01"),
        ({"title": "x", "due": "2026-02-01T10:00:00Z"}, "due", "2026-02-01T10:00:00Z"),
        ({"title": "x", "created": 1767225600}, "opened", "2026-01-01T00:00:00Z"),
        ({"title": "x", "createdAt": 1767225600000}, "opened", "2026-01-01T00:00:00Z"),
        ({"title": "x", "dueDate": "31.12.2026"}, "due", "2026-12-31"),
        ({"title": "x", "due": "12/31/2026", "tags": "a, b"}, "labels", ["a", "b"]),
        ({"title": "x", "assignee": {"login": "jo"}}, "assignees", ["jo <>"]),
    ],
)
def test_common_names_and_forms(
    desk: DeskInFiles, tmp_path: Path, record: dict[str, Any], field: str, value: object
) -> None:
    imported(desk, tmp_path, "json", [record])
    assert tickets(desk)["x"][field] == value
    desk.call("check")


def test_a_board_of_trello(desk: DeskInFiles, tmp_path: Path) -> None:
    board = {
        "name": "Board",
        "lists": [{"id": "l1", "name": "Doing"}],
        "members": [{"id": "m1", "fullName": "Jane Roe"}],
        "checklists": [{"id": "k1", "name": "Steps", "checkItems": [
            {"name": "call", "state": "complete"}, {"name": "write", "state": "incomplete"}]}],
        "cards": [
            {"id": "5f0000000000000000000001", "shortLink": "aB3", "name": "Card", "desc": "d",
             "idList": "l1", "idMembers": ["m1"], "idChecklists": ["k1"], "labels":
             [{"name": "", "color": "red"}], "due": "2026-12-01T10:00:00.000Z"},
            {"id": "5f0000000000000000000002", "name": "Old", "idList": "l1", "closed": True,
             "dateLastActivity": "2026-01-02T10:00:00.000Z"},
        ],
        "actions": [{"id": "a1", "type": "commentCard", "date": "2026-01-02T10:00:00.000Z",
                     "memberCreator": {"fullName": "Bob"},
                     "data": {"text": "hi", "card": {"id": "5f0000000000000000000001"}}}],
    }  # fmt: skip
    imported(desk, tmp_path, "trello", board)
    card, old = (tickets(desk)[title] for title in ("Card", "Old"))
    assert [card[n] for n in ("status", "assignees", "labels", "opened", "source", "body")] == [
        "in-progress", ["Jane Roe <>"], ["red"], "2020-07-04T04:05:20Z", "trello:aB3",
        "d\n\n## Steps\n\n- [x] call\n- [ ] write",
    ]  # fmt: skip
    assert [c["text"] for c in card["comments"]] == ["hi"]  # type: ignore[attr-defined]
    assert [old[n] for n in ("status", "closed")] == ["closed", "2026-01-02T10:00:00Z"]
    desk.call("check")
    assert imported(desk, tmp_path, "trello", board).startswith("0 tickets made")


def test_what_else_trello_has(desk: DeskInFiles, tmp_path: Path) -> None:
    board = {
        "lists": [{"id": "l1", "name": "Doing", "closed": True}],
        "customFields": [{"id": "f1", "name": "Size"}, {"id": "f2", "name": "Risk", "options":
                          [{"id": "o1", "value": {"text": "high"}}]}],
        "cards": [
            {"id": "5f0000000000000000000001", "name": "Card", "idList": "l1",
             "idMembers": ["gone"], "dueComplete": True,
             "attachments": [{"name": "a.pdf", "url": "https://t.example/a"}],
             "customFieldItems": [{"idCustomField": "f1", "value": {"number": "3"}},
                                  {"idCustomField": "f2", "idValue": "o1", "value": None}]},
        ],
        "actions": [
            {"type": "createCard", "memberCreator": {"fullName": "Ana Lima"},
             "data": {"card": {"id": "5f0000000000000000000001"}}},
        ],
    }  # fmt: skip
    imported(desk, tmp_path, "trello", board)
    card = tickets(desk)["Card"]
    assert [card[n] for n in ("status", "opened_by", "assignees", "fields")] == [
        "closed", "Ana Lima <>", ["gone <>"],
        {"original_status": "archived", "dueComplete": "true", "list": "Doing",
         "trello_files": ["a.pdf https://t.example/a"],
         "trello_fields": ["Size: 3", "Risk: high"]},
    ]  # fmt: skip
    desk.call("check")


def test_records_without_an_id_are_known_by_their_titles(desk: DeskInFiles, tmp_path: Path) -> None:
    imported(desk, tmp_path, "json", [{"name": "Roof", "state": "open"}])
    second = [
        {"name": "Cellar", "state": "open"},
        {"name": "Roof", "state": "open"},
        {"name": "Roof", "state": "open", "created": "2026-01-01T10:00:00Z"},
    ]
    said = imported(desk, tmp_path, "json", second)
    assert "1 ticket already there, unchanged" in said
    assert {"Roof", "Cellar"} == tickets(desk).keys()
    assert len(json.loads(desk.call("list", "--json").stdout)) == 3
    assert imported(desk, tmp_path, "json", second).startswith("0 tickets made")


def test_a_record_with_parts_is_no_wrapper(desk: DeskInFiles, tmp_path: Path) -> None:
    records = [
        {"summary": "Move", "state": "open", "tasks": [{"name": "Pack"}, {"name": "Drive"}]},
        {"issues": [{"name": "One", "state": "open"}], "tasks": [{"name": "Two", "state": "open"}]},
        {"nodes": [{"name": "Three"}], "edges": [{"node": {"name": "Three"}}]},
    ]
    said = imported(desk, tmp_path, "json", records)
    assert tickets(desk).keys() == {"Move", "One", "Two", "Three"}
    assert "skipped" not in said


@pytest.mark.parametrize(
    ("told", "is_internal"),
    [
        ({"public": False}, True), ({"is_public": "false"}, True), ({"jsdPublic": False}, True),
        ({"internal": True}, True), ({"isPrivate": True}, True), ({"confidential": True}, True),
        ({"public": True}, False), ({"internal": False}, False), ({"private": None}, False),
    ],
)  # fmt: skip
def test_a_comment_that_isnt_public_is_internal(
    desk: DeskInFiles, tmp_path: Path, told: dict[str, Any], is_internal: bool
) -> None:
    record = {"name": "x", "state": "open", "comments": [{"body": "hi", **told}]}
    imported(desk, tmp_path, "json", record)
    comments: Any = tickets(desk)["x"]["comments"]
    assert comments[0]["internal"] is is_internal


@pytest.mark.parametrize("day", ["2026-01-02", "Jan 2, 2026", "2026-01-02T12:00:00Z"])
def test_a_comment_of_a_day_is_of_that_day_at_noon(
    desk: DeskInFiles, tmp_path: Path, day: str
) -> None:
    record = {"name": "x", "state": "open", "createdAt": "2026-01-01T08:00:00Z"}
    said = {"body": "hi", "createdAt": day}
    imported(desk, tmp_path, "json", {**record, "comments": [said]})
    comments: Any = tickets(desk)["x"]["comments"]
    assert comments[0]["at"] == "2026-01-02T12:00:00Z"


COMMENTED = {"name": "x", "state": "open", "comments": [{"body": "hi"}]}


@pytest.mark.parametrize(
    ("name", "content", "opened"),
    [
        ("json", {**COMMENTED, "created": "2026-01-01T10:00:00Z"}, "2026-01-01T10:00:00Z"),
        ("json", {**COMMENTED, "created": "2026-01-01"}, "2026-01-01T12:00:00Z"),
        ("json", COMMENTED, None),
        ("csv", "Title,Comment,Date Created\nx,hi,2026-01-01\n", "2026-01-01T12:00:00Z"),
        ("csv", "Title,Comment\nx,hi\n", None),
    ],
)
def test_a_comment_without_a_time_has_the_opening(
    desk: DeskInFiles, tmp_path: Path, name: str, content: object, opened: str | None
) -> None:
    imported(desk, tmp_path, name, content)
    ticket = tickets(desk)["x"]
    comments: Any = ticket["comments"]
    assert comments[0]["at"] == ticket["opened"]
    assert str(ticket["opened"]) >= "2026"
    assert opened in (None, ticket["opened"])
    assert imported(desk, tmp_path, name, content).startswith("0 tickets made")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ([{"id": 1, "name": "a", "color": "red"}, {"name": "b"}], ["a", "b"]),
        ({"id": 1, "title": "a"}, "a"),
        ([{"name": "a", "done": True}], ['{"name": "a", "done": "true"}']),
        ({"name": "Size", "value": "3"}, '{"name": "Size", "value": "3"}'),
    ],
)
def test_an_object_that_says_more_than_its_name_stays_whole(
    desk: DeskInFiles, tmp_path: Path, value: object, kept: object
) -> None:
    imported(desk, tmp_path, "json", {"name": "x", "checklist": value})
    assert tickets(desk)["x"]["fields"] == {"checklist": kept}


def test_parts_that_say_more_than_their_names_are_children(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    parts = [{"title": "Part", "type": "task", "done": True}]
    imported(desk, tmp_path, "json", [{"name": "Whole", "subtasks": parts}, {"name": "Part"}])
    assert links(desk, "Part") == {("parent", "Whole")}


GITLAB = {"iid": 3, "title": "x", "state": "opened", "created_at": "2026-01-05T10:00:00Z",
          "web_url": "https://gitlab.example/g/p/-/issues/3", "issue_type": "issue"}  # fmt: skip
GITHUB = {"number": 3, "title": "x", "state": "open", "created_at": "2026-01-05T10:00:00Z"}
BEADS = {"id": "bd-1", "title": "x", "issue_type": "bug", "created_at": "2026-01-05T10:00:00Z"}
TASK = {"uuid": "a", "description": "x", "entry": "20260105T100000Z"}
JIRA = {"issues": [{"key": "A-1", "fields": {"summary": "x"}}]}
BOARD: dict[str, object] = {"cards": [], "lists": []}
RIGHT = [(GITLAB, "gitlab"), (GITHUB, "github"), (BEADS, "beads"), (TASK, "taskwarrior"),
         (JIRA, "jira"), (BOARD, "trello")]  # fmt: skip
WRONG = ("github", "gitlab", "beads", "jira", "taskwarrior", "trello", "json", "csv")


@pytest.mark.parametrize(("record", "right"), RIGHT)
def test_the_wrong_format_names_the_right_one(
    desk: DeskInFiles, tmp_path: Path, record: dict[str, Any], right: str
) -> None:
    file = tmp_path / "in.json"
    file.write_text(json.dumps(record))
    for name in WRONG:
        if name == right or (name, right) == ("json", "beads"):
            continue
        said = desk.call("import", name, str(file), code=1).stderr
        assert (f"tix import {right} " if name != "csv" else "this is JSON") in said, name
    assert not tickets(desk)


@pytest.mark.parametrize(
    "record",
    [
        {"number": "T-3", "title": "x", "state": "open"},
        {"number": 3, "title": "x", "state": "In Progress"},
    ],
)
def test_not_every_number_and_state_are_githubs(
    desk: DeskInFiles, tmp_path: Path, record: dict[str, Any]
) -> None:
    imported(desk, tmp_path, "json", [record])
    assert tickets(desk).keys() == {"x"}


@pytest.mark.parametrize(("record", "right"), [(GITHUB, "github"), (GITLAB, "gitlab")])
def test_the_right_format_is_named_for_what_is_inside(
    desk: DeskInFiles, tmp_path: Path, record: dict[str, Any], right: str
) -> None:
    file = tmp_path / "in.json"
    file.write_text(json.dumps({"items": [record]}))
    assert f"tix import {right} " in desk.call("import", "json", str(file), code=1).stderr
    desk.call("import", right, str(file))
    assert tickets(desk).keys() == {"x"}


def test_issues_of_a_repository_called_pull(desk: DeskInFiles, tmp_path: Path) -> None:
    issue = {**GITHUB, "html_url": "https://github.com/o/pull/issues/3"}
    named = {**GITHUB, "number": 4, "html_url": "https://github.com/pull/3/issues/4", "title": "y"}
    imported(desk, tmp_path, "github", [issue, named])
    assert tickets(desk).keys() == {"x", "y"}


def test_pull_requests_of_gh_are_counted(desk: DeskInFiles, tmp_path: Path) -> None:
    one = {**GITHUB, "headRefName": "x"}
    other = {**GITHUB, "number": 4, "html_url": "https://github.com/o/r/pull/4"}
    said = imported(desk, tmp_path, "github", [one, other])
    assert "left out: 2 pull requests" in said


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ("1/2/2026 09:30 AM\n12/31/2026", "2026-01-02"),
        ("1/2/2026 09:30\n31/12/2026", "2026-02-01"),
        ("1/1/2026", "2026-01-01"),
    ],
)
def test_dates_of_a_table_by_its_other_dates(
    desk: DeskInFiles, tmp_path: Path, rows: str, day: str
) -> None:
    lines = [f"t{number};{row}" for number, row in enumerate(rows.split("\n"))]
    imported(desk, tmp_path, "csv", "sep=;\nSubject;Created\n" + "\n".join(lines) + "\n")
    assert str(tickets(desk)["t0"]["opened"]).startswith(day)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("gh", "tix import github FILE"),
        ("linear", "tix import csv FILE"),
        ("obsidian", "tix import markdown DIR"),
        ("githb", "did you mean 'github'?"),
        ("./in.json", "the format comes first"),
    ],
)
def test_a_format_of_another_name(desk: DeskInFiles, typed: str, hint: str) -> None:
    assert hint in desk.call("import", typed, "x", code=2).stderr


def test_a_table_without_a_title_names_its_columns(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("Nr;Otsikko\n1;x\n")
    said = desk.call("import", "csv", str(file), code=1).stderr
    assert "--map COLUMN=title says which is; there are: Nr, Otsikko" in said


@pytest.mark.parametrize(
    ("record", "title", "body"),
    [
        ({"todo": "One", "completed": True}, "One", ""),
        ({"text": "One", "done": False}, "One", ""),
        ({"issue": "One", "status": "received", "description": "more"}, "One", "more"),
        ({"name": "One", "task": "other"}, "One", ""),
        ({"id": "US-1", "userStory": "One", "description": "more"}, "One", "more"),
        ({"category": "ui", "description": "One", "steps": ["a"], "passes": False}, "One", ""),
    ],
)
def test_a_record_without_a_title_is_called_by_what_it_says(
    desk: DeskInFiles, tmp_path: Path, record: dict[str, object], title: str, body: str
) -> None:
    imported(desk, tmp_path, "json", record)
    assert (tickets(desk)[title]["title"], tickets(desk)[title]["body"]) == (title, body)


def test_stories_of_a_prd_are_done_where_they_pass(desk: DeskInFiles, tmp_path: Path) -> None:
    stories = [
        {"id": f"US-{n}", "story": f"Story {n}", "priority": n, "passes": n == 1} for n in (1, 2)
    ]
    imported(desk, tmp_path, "json", {"branchName": "b", "userStories": stories})
    statuses = {title: each["status"] for title, each in tickets(desk).items()}
    assert statuses == {"Story 1": "resolved", "Story 2": "open"}


@pytest.mark.parametrize("record", [
    {"text": "One\ntwo", "done": True}, {"description": "One"}, {"text": "x" * 201, "done": True},
])  # fmt: skip
def test_a_text_of_several_lines_is_no_title(
    desk: DeskInFiles, tmp_path: Path, record: dict[str, object]
) -> None:
    file = tmp_path / "in.json"
    file.write_text(json.dumps(record))
    assert "it has no title" in desk.call("import", "json", str(file), code=1).stderr


def test_people_in_two_fields_are_one(desk: DeskInFiles, tmp_path: Path) -> None:
    record = {"title": "One", "customerName": "Rita", "customerEmail": "r@x.example",
              "assignee_name": "Ana", "assignee_email": "a@x.example", "state": "open"}  # fmt: skip
    imported(desk, tmp_path, "json", record)
    found = tickets(desk)["One"]
    assert (found["requester"], found["assignees"]) == (
        "Rita <r@x.example>", ["Ana <a@x.example>"],
    )  # fmt: skip


def test_comments_without_a_text_are_told(desk: DeskInFiles, tmp_path: Path) -> None:
    said = [{"author": "jo", "html": "<p>x</p>"}, {"author": "jo", "text": "y"}]
    told = imported(desk, tmp_path, "json", [{"title": "x", "state": "open", "comments": said}])
    assert "with 1 comment" in told and "note: comments without a text are left out" in told


@pytest.mark.parametrize(
    ("statuses", "more", "args", "expected"),
    [
        (("pending", "in_progress", "done"), {}, (), "open"),
        (("Pending", "In Progress"), {}, (), "open"),
        (("pending", "open", "in_progress"), {}, (), "pending"),
        (("pending", "done"), {}, (), "pending"),
        (("pending", "in_progress"), {"requester": "ana"}, (), "pending"),
        (("pending", "in_progress"), {}, ("--word", "status:pending=pending"), "pending"),
        (("blocked", "in_progress"), {}, (), "pending"),
    ],
)
def test_pending_is_what_the_other_words_leave_for_it(
    desk: DeskInFiles,
    tmp_path: Path,
    statuses: tuple[str, ...],
    more: dict[str, str],
    args: tuple[str, ...],
    expected: str,
) -> None:
    tasks = [{"id": n, "title": word, "state": word, **more} for n, word in enumerate(statuses)]
    (tmp_path / "in.json").write_text(json.dumps({"tasks": tasks}))
    said = desk.call("import", "json", str(tmp_path / "in.json"), *args).stderr
    assert tickets(desk)[statuses[0]]["status"] == expected
    assert ("status 'pending' is open here" in said) == (expected == "open")
