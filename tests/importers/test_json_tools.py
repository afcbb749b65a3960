"""JSON of tools whose forms or numbers mean something else than those of others do."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_json_of_others import imported
from tests.importers.test_other_tools import links, tickets
from tix.importers.json_tools import adapted, nested

ANN: Any = {"type": "admin", "id": "991", "name": "Ann", "email": "ann@x.example"}
CONVERSATION: Any = {
    "type": "conversation", "id": "512", "created_at": 1719493065, "updated_at": 1719496700,
    "source": {"type": "email", "subject": "<p>Login</p>", "body": "<p>It <b>fails</b></p>",
               "author": {"type": "user", "id": "6", "name": "Jo", "email": "jo@x.example"}},
    "admin_assignee_id": 991, "open": False, "state": "closed", "priority": "priority",
    "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "1", "name": "web"}]},
    "statistics": {"type": "conversation_statistics", "first_close_at": 1719496700},
    "conversation_parts": {"type": "conversation_part.list", "conversation_parts": [
        {"id": "1", "part_type": "comment", "body": "<p>Try again</p>", "created_at": 1719493165,
         "author": ANN},
        {"id": "2", "part_type": "note", "body": "<p>VIP</p>", "created_at": 1719493265,
         "author": ANN},
        {"id": "3", "part_type": "close", "body": None, "created_at": 1719496700, "author": ANN},
    ]},
}  # fmt: skip


def test_conversations_of_intercom(desk: DeskInFiles, tmp_path: Path) -> None:
    other = {
        **CONVERSATION, "id": "513", "state": "snoozed", "priority": "not_priority",
        "source": {"type": "conversation", "subject": "", "body": "<p>Hello there</p>",
                   "author": {"type": "lead", "id": "7", "name": "", "email": "al@x.example"}},
    }  # fmt: skip
    answer = {"type": "conversation.list", "conversations": [CONVERSATION, other]}
    imported(desk, tmp_path, "json", answer)
    one, two = (tickets(desk)[title] for title in ("Login", "Hello there"))
    names = ("status", "priority", "requester", "assignees", "labels", "channel", "body", "closed")
    assert [one.get(name) for name in names] == [
        "closed", "high", "Jo <jo@x.example>", ["Ann <ann@x.example>"], ["web"], "mail",
        "It fails", "2024-06-27T13:58:20Z",
    ]  # fmt: skip
    assert [(c["by"], c["text"], c["internal"]) for c in one["comments"]] == [  # type: ignore[attr-defined]
        ("Ann <ann@x.example>", "Try again", False), ("Ann <ann@x.example>", "VIP", True),
    ]  # fmt: skip
    assert [two.get(name) for name in names[:3]] == ["pending", None, "al@x.example"]


def test_tickets_of_intercom(desk: DeskInFiles, tmp_path: Path) -> None:
    ticket = {
        "type": "ticket", "id": "494", "ticket_id": "53", "created_at": 1719493088,
        "ticket_attributes": {"_default_title_": "Printer", "_default_description_": "It burns"},
        "ticket_state": {"category": "in_progress"}, "ticket_type": {"name": "Bug"},
        "ticket_parts": {"ticket_parts": [
            {"id": "1", "part_type": "comment", "body": "<p>on it</p>", "author": ANN,
             "created_at": 1719493099}]},
    }  # fmt: skip
    imported(desk, tmp_path, "json", {"type": "ticket.list", "tickets": [ticket]})
    found = tickets(desk)["Printer"]
    assert [found[n] for n in ("status", "type", "body", "source")] == [
        "in-progress", "problem", "It burns", "json:494",
    ]  # fmt: skip
    assert [c["text"] for c in found["comments"]] == ["on it"]  # type: ignore[attr-defined]


def test_bugs_of_launchpad(desk: DeskInFiles, tmp_path: Path) -> None:
    api = "https://api.launchpad.net/1.0"
    task = {
        "self_link": f"{api}/app/+bug/12", "bug_link": f"{api}/bugs/12", "importance": "High",
        "title": 'Bug #12 in app (Ubuntu): "It "just" stops"', "status": "Fix Released",
        "owner_link": f"{api}/~bob", "assignee_link": f"{api}/~ana", "milestone_link": None,
        "date_created": "2026-03-01T10:11:12.123456+00:00",
        "date_fix_released": "2026-03-04T10:11:12+00:00",
    }  # fmt: skip
    bug = {
        "id": 13, "title": "Stops", "description": "x", "self_link": f"{api}/bugs/13",
        "owner_link": f"{api}/~eve", "duplicate_of_link": f"{api}/bugs/12",
        "date_created": "2026-03-02T10:11:12+00:00",
    }  # fmt: skip
    imported(desk, tmp_path, "json", {"total_size": 2, "entries": [task, bug]})
    found = tickets(desk)['It "just" stops']
    names = ("status", "priority", "requester", "assignees", "resolved", "source")
    assert [found[name] for name in names] == [
        "resolved", "high", "bob <>", ["ana <>"], "2026-03-04T10:11:12Z", "json:12",
    ]  # fmt: skip
    assert links(desk, "Stops") == {("duplicates", 'It "just" stops')}


def test_a_ticket_of_freshdesk_with_few_fields(desk: DeskInFiles, tmp_path: Path) -> None:
    requester = {"id": 231, "name": "Al", "email": "al@x.example"}
    ticket = {
        "id": 19, "subject": "Export", "status": 5, "priority": 1, "source": 2,
        "requester": requester, "responder": {"id": 1, "name": "Kim"}, "description_text": "d",
        "custom_fields": {"cf_site": "Oslo", "cf_none": None},
        "created_at": "2026-08-17T12:02:50Z", "stats": {"closed_at": "2026-08-18T12:02:50Z"},
        "conversations": [
            {"id": 3, "body_text": "hi", "user_id": 231, "created_at": "2026-08-17T13:00:00Z"}],
    }  # fmt: skip
    imported(desk, tmp_path, "json", [ticket])
    found = tickets(desk)["Export"]
    names = ("status", "priority", "channel", "assignees", "body", "closed")
    assert [found[name] for name in names] == [
        "closed", "low", "web", ["Kim <>"], "d", "2026-08-18T12:02:50Z",
    ]  # fmt: skip
    assert found["fields"] == {"cf_site": "Oslo"}
    assert [c["by"] for c in found["comments"]] == ["Al <al@x.example>"]  # type: ignore[attr-defined]


def test_issues_of_plane(desk: DeskInFiles, tmp_path: Path) -> None:
    flat = {
        "id": "b1", "name": "Flat", "description_stripped": "x", "priority": "urgent",
        "target_date": "2026-01-10", "state__name": "Shipping", "state__group": "completed",
        "created_at": "2026-01-01T10:00:00Z", "assignees__first_name": "Jo",
        "assignees__last_name": "Doe", "labels__name": "bug", "project__name": "Web",
    }  # fmt: skip
    whole = {
        "id": "b2", "name": "Whole", "priority": "none", "state": {"name": "Doing", "group": "x"},
        "assignees": [{"id": "7", "display_name": "jo", "email": "jo@x.example"}],
    }  # fmt: skip
    imported(desk, tmp_path, "json", {"results": [flat, whole]})
    one, two = (tickets(desk)[title] for title in ("Flat", "Whole"))
    assert [one[n] for n in ("status", "priority", "due", "assignees", "labels", "body")] == [
        "resolved", "urgent", "2026-01-10", ["Jo Doe <>"], ["bug"], "x",
    ]  # fmt: skip
    assert one["fields"]["project__name"] == "Web"  # type: ignore[index]
    assert [two[n] for n in ("status", "priority", "assignees")] == [
        "in-progress", None, ["jo <jo@x.example>"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "objects"),
    [
        ({"state.name": "x", "state.id": 1}, {"state": {"name": "x", "id": 1}}),
        (
            {"labels[0].name": "a", "labels[1].name": "b"},
            {"labels": [{"name": "a"}, {"name": "b"}]},
        ),
        ({"labels/0": "a", "est. time": 1}, {"labels/0": "a", "est. time": 1}),
        ({"fields.summary": "x", "key": "A-1"}, {"summary": "x", "key": "A-1"}),
        ({"state": "open", "state.name": "x"}, {"state": "open", "state.name": "x"}),
        ({"due.date": "", "wind.speed": 3}, {"wind.speed": 3}),
    ],
)
def test_names_with_ways_in_them_are_objects(given: Any, objects: Any) -> None:
    assert nested(given) == objects


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ([{"name": "Priority", "type": "enum", "display_value": "High"}], {"Priority": "High"}),
        ([{"id": "s", "column": {"title": "Status"}, "text": "Done", "value": "{}"}],
         {"Status": "Done"}),
        ({"Size": 3}, {"Size": 3}),
        ({"title": "other"}, {"custom_fields": [{"name": "title", "value": "other"}]}),
    ],
)  # fmt: skip
def test_custom_fields_stand_beside_the_others(fields: Any, told: Any) -> None:
    assert adapted({"title": "x", "custom_fields": fields}) == {"title": "x", **told}


def test_how_far_a_story_of_shortcut_is(desk: DeskInFiles, tmp_path: Path) -> None:
    story = {"story_type": "bug", "workflow_state_id": 500, "completed": False, "started": True}
    verbs = [{"subject_id": 12, "object_id": 13, "verb": "blocks"},
             {"subject_id": 13, "object_id": 12, "verb": "relates to"}]  # fmt: skip
    due = {"deadline": "2026-03-01T00:00:00Z"}
    stories = [{**story, **due, "id": 12, "name": "One", "story_links": verbs},
               {**story, "id": 13, "name": "Two", "completed": True}]  # fmt: skip
    imported(desk, tmp_path, "json", stories)
    found = tickets(desk)
    assert [(t["status"], t["due"]) for t in (found["One"], found["Two"])] == [
        ("in-progress", "2026-03-01"), ("resolved", None),
    ]  # fmt: skip
    assert links(desk, "One") == {("blocks", "Two"), ("relates-to", "Two")}


def test_links_of_youtrack_by_their_directions(desk: DeskInFiles, tmp_path: Path) -> None:
    depend = {"sourceToTarget": "depends on", "targetToSource": "is required for"}
    part = {"sourceToTarget": "parent for", "targetToSource": "subtask of"}
    issues = [
        {"id": "2-1", "idReadable": "A-1", "summary": "One", "created": 1556107137000, "links": [
            {"direction": "OUTWARD", "linkType": depend, "issues": [{"idReadable": "A-2"}]},
            {"direction": "INWARD", "linkType": part, "issues": [{"idReadable": "A-3"}]},
            {"direction": "INWARD", "linkType": depend, "issues": []},
        ]},
        {"id": "2-2", "idReadable": "A-2", "summary": "Two", "created": 1556107137000},
        {"id": "2-3", "idReadable": "A-3", "summary": "Three", "created": 1556107137000},
    ]  # fmt: skip
    imported(desk, tmp_path, "json", issues)
    assert links(desk, "One") == {("depends-on", "Two"), ("parent", "Three")}
    assert tickets(desk)["One"]["fields"] == {}


def test_conversations_of_help_scout(desk: DeskInFiles, tmp_path: Path) -> None:
    conversation = {
        "id": 10, "number": 12, "type": "email", "status": "active", "subject": "Help",
        "createdAt": "2026-03-15T22:46:22Z", "tags": [{"id": 9, "tag": "vip"}],
        "assignee": {"id": 2, "first": "Ann", "last": "Lee", "email": "ann@x.example"},
        "primaryCustomer": {"id": 3, "first": "Vern", "last": "Bear", "email": "v@x.example"},
        "_embedded": {"threads": [
            {"id": 1, "type": "customer", "body": "<p>Hello</p>",
             "createdAt": "2026-03-15T22:46:22Z", "createdBy": {"email": "v@x.example"}},
            {"id": 2, "type": "note", "body": "VIP", "createdAt": "2026-03-15T23:46:22Z"}]},
    }  # fmt: skip
    answer = {"_embedded": {"conversations": [conversation]}, "page": {"size": 25}}
    imported(desk, tmp_path, "json", answer)
    found = tickets(desk)["Help"]
    assert [found[n] for n in ("status", "requester", "assignees", "labels", "channel")] == [
        "open", "Vern Bear <v@x.example>", ["Ann Lee <ann@x.example>"], ["vip"], "mail",
    ]  # fmt: skip
    assert [(c["text"], c["internal"]) for c in found["comments"]] == [  # type: ignore[attr-defined]
        ("Hello", False), ("VIP", True),
    ]  # fmt: skip


def test_relations_of_redmine_are_seen_from_either_end(desk: DeskInFiles, tmp_path: Path) -> None:
    blocks = {"id": 3, "issue_id": 1, "issue_to_id": 2, "relation_type": "blocks", "delay": None}
    copied = {"id": 2, "issue_id": 1, "issue_to_id": 3, "relation_type": "copied_to"}
    issues = [
        {"id": 1, "subject": "One", "created_on": "2026-01-01T10:00:00Z", "relations": [blocks]},
        {"id": 2, "subject": "Two", "created_on": "2026-01-01T10:00:00Z", "relations": [blocks]},
        {"id": 3, "subject": "Three", "created_on": "2026-01-01T10:00:00Z", "relations": [copied]},
    ]
    imported(desk, tmp_path, "json", {"issues": issues})
    assert links(desk, "One") == {("blocks", "Two")}
    assert links(desk, "Two") == {("depends-on", "One")}
    assert links(desk, "Three") == set()
    assert "copied_to" in str(tickets(desk)["Three"]["fields"])


def test_a_project_of_vikunja(desk: DeskInFiles, tmp_path: Path) -> None:
    never = "0001-01-01T00:00:00Z"
    task = {"done": False, "done_at": never, "due_date": never, "percent_done": 0, "priority": 4,
            "created": "2026-01-01T10:00:00Z"}  # fmt: skip
    tasks = [
        {**task, "id": 5, "identifier": "#1", "title": "Paint", "related_tasks": {
            "blocked": [{"id": 6, "title": "Buy"}], "subtask": [{"id": 6}]}},
        {**task, "id": 6, "identifier": "#2", "title": "Buy", "done": True, "priority": 0,
         "done_at": "2026-01-05T10:00:00Z", "related_tasks": {"parenttask": [{"id": 5}]}},
    ]  # fmt: skip
    imported(desk, tmp_path, "json", [{"id": 1, "title": "Home", "tasks": tasks}])
    found = tickets(desk)
    names = ("status", "priority", "due", "resolved", "source")
    assert [found["Paint"][n] for n in names] == ["open", "urgent", None, None, "json:5"]
    assert [found["Buy"][n] for n in names] == [
        "resolved", None, None, "2026-01-05T10:00:00Z", "json:6",
    ]  # fmt: skip
    assert links(desk, "Paint") == {("depends-on", "Buy")}
    assert links(desk, "Buy") == {("parent", "Paint")}


def test_a_project_of_taiga(desk: DeskInFiles, tmp_path: Path) -> None:
    made = {"created_date": "2026-01-01T10:00:00+0000", "owner": "ann@x.example"}
    change = {"comment": "hi", "user": ["jo@x.example", "Jo"], "created_at": "2026-01-02T10:00:00Z"}
    project = {
        "name": "Site",
        "user_stories": [{**made, "ref": 2, "subject": "Story", "status": "In progress"}],
        "tasks": [{**made, "ref": 3, "subject": "Task", "status": "New", "user_story": 2,
                   "history": [change, {"comment": ""}]}],
    }  # fmt: skip
    imported(desk, tmp_path, "json", project)
    task = tickets(desk)["Task"]
    assert [task[n] for n in ("requester", "assignees", "source")] == [
        "ann@x.example", [], "json:3",
    ]  # fmt: skip
    assert [(c["by"], c["text"]) for c in task["comments"]] == [("Jo <>", "hi")]  # type: ignore[attr-defined]
    assert links(desk, "Task") == {("parent", "Story")}


def test_a_customers_address_isnt_given_to_another_who_asks(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    one = {
        "id": 1,
        "title": "One",
        "customer_name": "Jo",
        "customer_email": "jo@x.example",
        "requester": None,
    }
    imported(desk, tmp_path, "json", [one, {**one, "id": 2, "title": "Two", "reporter": "Zed"}])
    found = tickets(desk)
    assert found["One"]["requester"] == "Jo <jo@x.example>"
    assert found["Two"]["requester"] == "Zed <>"
    assert "jo@x.example" in str(found["Two"]["fields"])
