"""Records in the answers of APIs that have no importer of their own."""

import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_json_of_others import imported
from tests.importers.test_other_tools import folder, links, tickets
from tix.importers.answers import each_inside, error_in, unwrapped

ONE = {"id": 1, "subject": "One"}
TWO = {"id": 2, "subject": "Two"}


@pytest.mark.parametrize(
    "answer",
    [
        {"bugs": [ONE, TWO]},
        {"total_count": 2, "offset": 0, "issues": [ONE, TWO]},
        {"entries": [ONE, TWO], "next": "https://x.example/2"},
        {"count": 2, "things": [ONE, TWO]},
        {"error_code": None, "result": {"cursor": {"after": None}, "data": [ONE, TWO]}},
        {"T1": ONE, "T2": TWO},
        {"issues": {"T1": ONE, "T2": TWO}},
        [{"issue": ONE}, {"issue": TWO}],
        {"data": {"repository": {"issues": {"totalCount": 2, "nodes": [ONE, TWO]}}}},
    ],
)
def test_records_are_found_whatever_stands_around_them(answer: object) -> None:
    assert each_inside(answer if isinstance(answer, list) else [answer]) == [ONE, TWO]


def test_an_answer_without_records_is_empty() -> None:
    assert each_inside([{"total": 0, "issues": []}]) == []


def test_what_may_be_either_of_two_lists_is_no_list_of_records() -> None:
    answer = {"ours": [ONE], "theirs": [TWO]}
    assert each_inside([answer]) == [answer]


@pytest.mark.parametrize(
    "record",
    [
        {"id": 7, "type": "issues", "attributes": {"title": "x", "state": "New"}},
        {"id": 7, "fields": {"title": "x", "state": "New"}},
        {"id": 7, "fields": {"System.Title": "x", "System.State": "New"}},
    ],
)
def test_what_is_wrapped_stands_beside_the_id(record: dict[str, object]) -> None:
    said = {key.casefold(): value for key, value in unwrapped(record).items()}
    assert said == {"id": 7, "title": "x", "state": "New"}


def test_an_issue_of_redmine_with_its_journals(desk: DeskInFiles, tmp_path: Path) -> None:
    issue = {
        "id": 7311, "subject": "x", "status": {"id": 3, "name": "Zugewiesen", "is_closed": False},
        "author": {"id": 2, "name": "Ana"}, "created_on": "2026-01-01T10:00:00Z",
        "journals": [
            {"id": 1, "user": {"id": 3, "name": "Bob"}, "notes": "seen", "details": [],
             "created_on": "2026-01-02T10:00:00Z", "private_notes": True},
            {"id": 2, "user": {"id": 3, "name": "Bob"}, "notes": "", "details": [{"name": "a"}],
             "created_on": "2026-01-03T10:00:00Z"},
        ],
    }  # fmt: skip
    said = imported(desk, tmp_path, "json", {"issue": issue})
    found = tickets(desk)["x"]
    assert [(c["by"], c["text"], c["internal"]) for c in found["comments"]] == [  # type: ignore[attr-defined]
        ("Bob <>", "seen", True)
    ]
    assert "journals that say nothing in words, changes of fields, are left out" in said


def test_a_bug_of_bugzilla(desk: DeskInFiles, tmp_path: Path) -> None:
    bug = {
        "id": 9, "summary": "x", "status": "NEW", "priority": "--", "severity": "major",
        "creator": "ana@x.example", "creation_time": "2016-05-17T09:44:44Z", "dupe_of": None,
        "creator_detail": {"id": 1, "name": "ana@x.example", "real_name": "Ana Lima",
                           "email": "ana@x.example"}, "target_milestone": "---",
    }  # fmt: skip
    imported(desk, tmp_path, "json", {"bugs": [bug]})
    found = tickets(desk)["x"]
    assert [found[n] for n in ("requester", "priority", "opened", "milestone")] == [
        "Ana Lima <ana@x.example>", "high", "2016-05-17T09:44:44Z", None,
    ]  # fmt: skip


def test_people_that_stand_beside_give_their_names(desk: DeskInFiles, tmp_path: Path) -> None:
    answer = {
        "tickets": [
            {"id": 5, "subject": "x", "requester_id": 21, "assignee_id": 99, "organization_id": 3}
        ],
        "users": [{"id": 21, "name": "Ana", "email": "ana@x.example"}],
        "organizations": [{"id": 3, "name": "Acme"}],
        "groups": [{"id": 5, "name": "Support"}],
    }
    said = imported(desk, tmp_path, "json", answer)
    found = tickets(desk)["x"]
    assert found["requester"] == "Ana <ana@x.example>"
    assert found["customer"] == "Acme"
    assert found["fields"] == {"assignee_id": "99"}
    assert "left out: 1 in 'groups'" in said


@pytest.mark.parametrize(
    ("record", "lists", "told"),
    [
        ({"requester_id": 5, "organization_id": 5}, ("users", "organizations"),
         {"requester": "users", "organization": "organizations"}),
        ({"organization_id": 5}, ("users",), {"organization_id": 5}),
        ({"requester_id": 5}, ("organizations",), {"requester_id": 5}),
        ({"assignee_id": 5, "requester_id": 5}, ("contacts", "agents"),
         {"assignee": "agents", "requester_id": 5}),
        ({"customer_id": 5, "requester_id": 5}, ("customers",),
         {"customer": "customers", "requester": "customers"}),
    ],
)  # fmt: skip
def test_a_number_means_who_can_be_that_and_stays_where_two_can(
    record: dict[str, int], lists: tuple[str, ...], told: dict[str, object]
) -> None:
    people = {name: [{"id": 5, "name": name}] for name in lists}
    named = {role: people[who][0] if isinstance(who, str) else who for role, who in told.items()}
    assert each_inside([{"tickets": [ONE | record], **people}]) == [ONE | named]


def test_one_whom_two_lists_have_is_one() -> None:
    ana = {"id": 5, "name": "Ana"}
    answer = {"tickets": [ONE | {"requester_id": 5}], "users": [ana], "contacts": [ana]}
    assert each_inside([answer]) == [ONE | {"requester": ana}]


@pytest.mark.parametrize(
    ("beside", "status"),
    [
        ({"closed_on": "2026-01-03T10:00:00Z"}, "resolved"),
        ({"status": {"name": "Zu", "is_closed": True}}, "resolved"),
        ({"state": {"name": "Zu", "type": "canceled"}, "status": None}, "closed"),
        ({"status": {"name": "Zu", "type": "started"}}, "in-progress"),
        ({}, "open"),
    ],
)
def test_an_unknown_status_is_what_else_says_how_far_it_is(
    desk: DeskInFiles, tmp_path: Path, beside: dict[str, object], status: str
) -> None:
    said = imported(desk, tmp_path, "json", {"id": 5, "subject": "x", "status": "Zu", **beside})
    found = tickets(desk)["x"]
    assert (found["status"], found["fields"]["original_status"]) == (status, "Zu")  # type: ignore[index]
    assert "status 'Zu' isn't known here" in said


def test_done_before_it_was_opened_is_done_then(desk: DeskInFiles, tmp_path: Path) -> None:
    """Clocks of other tools differ; ``check`` has nothing to say of that."""
    issue = {"id": 5, "subject": "x", "status": "done", "created": "2026-01-03T10:00:00Z",
             "completed": "2026-01-03T09:00:00Z"}  # fmt: skip
    imported(desk, tmp_path, "json", issue)
    found = tickets(desk)["x"]
    assert found["resolved"] == found["since"] == "2026-01-03T10:00:00Z"
    assert found["fields"]["original_resolved"] == "2026-01-03T09:00:00Z"  # type: ignore[index]
    desk.call("check")


def test_forms_and_numbers_of_tools_mean_what_they_mean_there(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    """Freshdesk's 4 is urgent, ClickUp's words stand under their own names, YouTrack's fields in a
    list, Asana's ids are called gid."""
    records = [
        {"id": 31, "subject": "Freshdesk", "status": 5, "priority": 4, "due_by": None,
         "fr_due_by": "2026-01-06T10:00:00Z", "description": "<p>x</p>", "description_text": "x",
         "stats": {"closed_at": "2026-01-06T10:00:00Z"}},
        {"id": "86a1", "name": "ClickUp", "status": {"status": "in review", "type": "custom"},
         "priority": {"id": "1", "priority": "urgent"},
         "dependencies": [{"task_id": "86a1", "depends_on": "1201", "type": 1}]},
        {"id": "2-7", "idReadable": "WEB-7", "summary": "YouTrack", "$type": "Issue",
         "customFields": [{"name": "State", "value": {"name": "In Progress"}},
                          {"name": "Assignee", "value": {"login": "bob", "fullName": "Bob"}}]},
        {"gid": "1201", "name": "Asana", "notes": "text", "completed": False},
        {"id": "9", "content": "Todoist", "description": "x", "priority": 4, "is_completed": True,
         "due": {"date": "2026-02-01", "string": "1 Feb"}},
        {"id": "g", "title": "Google", "notes": "x", "status": "needsAction"},
        {"number": "INC7", "short_description": "ServiceNow", "state": "6", "priority": "1",
         "sys_id": "a", "assigned_to": {"display_value": "Bob", "link": "https://x.example/1"}},
    ]  # fmt: skip
    imported(desk, tmp_path, "json", records)
    found = tickets(desk)
    names = ("status", "priority", "body", "assignees", "source")
    assert {title: [each[name] for name in names] for title, each in found.items()} == {
        "Freshdesk": ["closed", "urgent", "x", [], "json:31"],
        "ClickUp": ["in-progress", "urgent", "", [], "json:86a1"],
        "YouTrack": ["in-progress", None, "", ["Bob <>"], "json:WEB-7"],
        "Asana": ["open", None, "text", [], "json:1201"],
        "Todoist": ["resolved", "urgent", "x", [], "json:9"],
        "Google": ["open", None, "x", [], "json:g"],
        "ServiceNow": ["resolved", "urgent", "", ["Bob <>"], "json:INC7"],
    }
    assert found["Todoist"]["due"] == "2026-02-01"
    assert found["Freshdesk"]["closed"] == "2026-01-06T10:00:00Z"
    assert links(desk, "ClickUp") == {("depends-on", "Asana")}


def test_people_and_tags_of_azure_devops(desk: DeskInFiles, tmp_path: Path) -> None:
    fields = {
        "System.Title": "x", "System.State": "Active", "System.Tags": "web; ui",
        "System.AssignedTo": {"displayName": "Jo", "uniqueName": "jo@x.example", "id": "6f1"},
        "System.CreatedBy": {"displayName": "Ana", "uniqueName": "ACME\\ana", "id": "6f2"},
    }  # fmt: skip
    imported(desk, tmp_path, "json", {"count": 1, "value": [{"id": 7, "fields": fields}]})
    found = tickets(desk)["x"]
    assert [found[name] for name in ("assignees", "opened_by", "labels")] == [
        ["Jo <jo@x.example>"], "Ana <>", ["web", "ui"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        {"errors": [{"id": "e1", "title": "Not authorised", "status": "401"}]},
        {"error": {"title": "Not authorised", "code": 401}},
        {"errors": {"base": 1}, "errorMessages": ["Not authorised"]},
        {"data": {"repository": None}, "errors": [{"message": "Not authorised"}]},
        {"issues": [], "meta": {"id": 1, "title": "x"}, "error": "Not authorised"},
    ],
)
def test_an_error_is_no_ticket(desk: DeskInFiles, tmp_path: Path, answer: object) -> None:
    file = folder(tmp_path, {"in.json": json.dumps(answer)}) / "in.json"
    said = desk.call("import", "json", str(file), code=None)
    assert said.code == 1 and said.stderr.count("Not authorised") == 1
    assert not tickets(desk)


@pytest.mark.parametrize("name", ["links", "meta"])
def test_what_stands_about_an_answer_is_no_record(name: str) -> None:
    about = {"id": 1, "title": "self"}
    assert each_inside([{"things": [ONE, TWO], name: [about]}]) == [ONE, TWO]
    assert each_inside([{"issue": ONE, name: about}]) == [ONE]
    with_error = {"title": "x", "error": "500 at login"}
    assert error_in([with_error]) is None


def test_what_an_archive_has_around_records_is_no_record(desk: DeskInFiles, tmp_path: Path) -> None:
    hits = [{"_index": "i", "_id": "7", "_source": {"title": "found", "state": "closed"}}]
    imported(desk, tmp_path, "json", {"took": 3, "hits": {"total": {"value": 1}, "hits": hits}})
    archived = [
        {"uuid": "a1", "origin": "https://x.example", "data": {"id": 8, "title": "plain"}},
        {"uuid": "a2", "data": {"id": "9", "fields": {"name": "deep", "status": "done"}}},
    ]
    imported(desk, tmp_path, "json", archived)
    found = tickets(desk)
    assert {title: found[title]["source"] for title in found} == {
        "found": "json:7", "plain": "json:8", "deep": "json:9",
    }  # fmt: skip
    assert [found[title]["status"] for title in ("found", "deep")] == ["closed", "resolved"]


def test_values_with_their_types_are_those_values(desk: DeskInFiles, tmp_path: Path) -> None:
    said = {"text": "hi", "author": "Ana", "createdAt": {"$date": "2026-01-06T10:00:00Z"}}
    record = {
        "_id": {"$oid": "507f1f77bcf86cd799439011"}, "title": "x", "comments": [said],
        "createdAt": {"$date": {"$numberLong": "1767607200000"}},
    }  # fmt: skip
    imported(desk, tmp_path, "json", record)
    found = tickets(desk)["x"]
    assert [found[name] for name in ("source", "opened", "fields")] == [
        "json:507f1f77bcf86cd799439011", "2026-01-05T10:00:00Z", {},
    ]  # fmt: skip
    assert [each["at"] for each in found["comments"]] == ["2026-01-06T10:00:00Z"]  # type: ignore[attr-defined]


def test_a_year_that_may_come_first_is_told(desk: DeskInFiles, tmp_path: Path) -> None:
    told = "26.12.05 is read as 2005-12-26, the year last"
    assert told in imported(desk, tmp_path, "json", {"name": "x", "created": "26.12.05"})
    assert told not in imported(desk, tmp_path, "json", {"name": "y", "created": "05.12.26"})
    place = folder(tmp_path, {"in/a.md": "---\ntitle: z\ncreated: 26.12.05\n---\n"}) / "in"
    assert told in desk.call("import", "markdown", str(place)).stderr


def test_custom_fields_with_a_number_alone_are_told_apart(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    fields = [{"id": 27, "value": "red"}, {"id": 28, "value": None}]
    imported(desk, tmp_path, "json", {"id": 1, "subject": "x", "custom_fields": fields})
    assert tickets(desk)["x"]["fields"] == {"custom_field_27": "red"}


def test_people_of_comments_and_lists_of_people_are_known_by_number() -> None:
    ann, jo = {"id": 1, "name": "Ann"}, {"id": 2, "name": "Jo"}
    ticket = {
        "id": 9, "subject": "x", "assignee_id": 1, "follower_ids": [1, 2],
        "collaborator_ids": [1, 3],
        "comments": [{"body": "hi", "author_id": 2}],
    }  # fmt: skip
    [found] = each_inside([{"tickets": [ticket], "users": [ann, jo]}])
    assert found == {
        "id": 9, "subject": "x", "assignee": ann, "follower": [ann, jo], "collaborator_ids": [1, 3],
        "comments": [{"body": "hi", "author": jo}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({"sprint": {"name": "S1", "goal": "Ship it", "id": 7}}, "goal"),
        ({"project": "Shed", "next": "abc", "url": "https://x.example", "n": 3}, "project"),
        ({"title": "S1", "startDate": "2026-01-01", "endDate": ""}, "startDate"),
    ],
)
def test_what_is_said_of_all_is_named(
    desk: DeskInFiles, tmp_path: Path, answer: dict[str, object], left: str
) -> None:
    issues = [{"key": "X-1", "title": "a", "status": "todo"}]
    inner = answer.get("sprint", answer)
    assert isinstance(inner, dict)
    inner["issues"] = issues
    said = imported(desk, tmp_path, "json", answer)
    assert f"left out, what is said of all: {left}\n" in said


def test_of_records_alone_nothing_is_said_to_be_left_out(desk: DeskInFiles, tmp_path: Path) -> None:
    said = imported(desk, tmp_path, "json", {"issues": [{"title": "a", "state": "x"}], "next": "a"})
    assert "left out" not in said
