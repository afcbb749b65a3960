"""What other trackers' files mean: whole imports by the command, read back by the command."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.importers.foreign_dates import due_or_none


def folder(place: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return place


def tickets(desk: DeskInFiles) -> dict[str, dict[str, object]]:
    """Each ticket as JSON, under its title."""
    return {t["title"]: t for t in json.loads(desk.call("list", "--all", "--json").stdout)}


def links(desk: DeskInFiles, title: str) -> set[tuple[str, str]]:
    """Kind and the target's title of each link."""
    found = tickets(desk)
    titles = {ticket["id"]: name for name, ticket in found.items()}
    return {(link["kind"], titles[link["id"]]) for link in found[title]["links"]}  # type: ignore[attr-defined]


WEDOW = {
    "aa-1111.md": """\
---
id: aa-1111
status: in_progress
deps: [aa-2222]
links: [aa-3333]
created: 2026-03-26T18:11:05Z
type: bug
priority: 0
assignee: Kim Doe
external-ref: gh-12
tags: [ci]
---
# Fix the build

Text.
""",
    "aa-2222.md": "---\nid: aa-2222\nstatus: open\ncreated: 2026-03-26T18:12:05Z\ntype: task\n"
    "priority: 2\n---\n# Update the compiler\n",
    "aa-3333.md": "---\nid: aa-3333\nstatus: closed\nlinks: [aa-1111]\n"
    "created: 2026-03-26T18:13:05Z\npriority: 4\n---\n# Old one\n",
}


def test_tickets_of_tk(desk: DeskInFiles, tmp_path: Path) -> None:
    said = desk.call("import", "markdown", str(folder(tmp_path / "in", WEDOW))).stderr
    found = tickets(desk)
    fix = found["Fix the build"]
    assert [found[title]["priority"] for title in found] == ["urgent", "normal", "low"]
    assert (fix["type"], fix["assignees"], fix["body"]) == ("problem", ["Kim Doe <>"], "Text.")
    assert links(desk, "Fix the build") == {
        ("depends-on", "Update the compiler"),
        ("relates-to", "Old one"),
    }
    assert desk.call("list", "is:blocked", "--ids").stdout.split() == [fix["id"]]
    assert "kept as fields of the team's own: external-ref" in said
    desk.call("check")


def test_tickets_of_tbd(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "is-01aaaa.md": "---\ntype: is\nid: is-01aaaa\ntitle: Build parser\nkind: bug\n"
        "status: open\npriority: 1\nlabels: []\ndependencies:\n  - type: blocks\n"
        "    target: is-01bbbb\nparent_id: null\ncreated_at: 2026-01-15T09:59:05.115Z\n---\nBody\n",
        "is-01bbbb.md": "---\ntype: is\nid: is-01bbbb\ntitle: Ship\nkind: task\n"
        "status: deferred\npriority: 0\ncreated_at: 2026-01-16T09:59:05.115Z\n---\n",
    }
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    found = tickets(desk)
    assert [found["Build parser"][name] for name in ("type", "priority")] == ["problem", "high"]
    assert [found["Ship"][name] for name in ("type", "priority")] == ["task", "urgent"]
    assert links(desk, "Build parser") == {("blocks", "Ship")}
    assert desk.call("list", "is:blocked", "--ids").stdout.split() == [found["Ship"]["id"]]


BEADS = [
    {"_type": "issue", "id": "ab-1", "title": "Wire the modules", "description": "First step.",
     "status": "in_progress", "priority": 0, "issue_type": "epic", "assignee": "kim",
     "created_at": "2026-02-27T00:31:19Z", "created_by": "Kim Doe", "labels": ["infra"]},
    {"_type": "issue", "id": "ab-1.1", "title": "Add a headless display", "status": "closed",
     "priority": 2, "issue_type": "task", "created_at": "2026-02-28T00:31:19Z",
     "closed_at": "2026-03-01T00:00:00Z", "close_reason": "Done in 3f2a",
     "dependencies": [
         {"issue_id": "ab-1.1", "depends_on_id": "ab-1", "type": "parent-child"},
         {"issue_id": "ab-1.1", "depends_on_id": "ab-2", "type": "blocks"}],
     "comments": [{"id": 1, "author": "lee", "text": "Here",
                   "created_at": "2026-03-01T00:00:00Z"}]},
    {"_type": "issue", "id": "ab-2", "title": "Choose a runner", "status": "open", "priority": 4,
     "issue_type": "bug", "created_at": "2026-02-20T00:00:00Z"},
]  # fmt: skip


@pytest.mark.parametrize("name", ["beads", "json"])
def test_issues_of_beads(desk: DeskInFiles, tmp_path: Path, name: str) -> None:
    file = tmp_path / "issues.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in BEADS))
    desk.call("import", name, str(file))
    found = tickets(desk)
    wire, display = found["Wire the modules"], found["Add a headless display"]
    assert (wire["body"], wire["labels"], wire["assignees"]) == (
        "First step.",
        ["infra"],
        ["kim <>"],
    )
    assert [t["status"] for t in found.values()] == ["in-progress", "closed", "open"]
    assert (display["closed"], display["resolution"]) == ("2026-03-01T00:00:00Z", "Done in 3f2a")
    assert [c["text"] for c in display["comments"]] == ["Here"]  # type: ignore[attr-defined]
    assert links(desk, "Add a headless display") == {
        ("parent", "Wire the modules"),
        ("depends-on", "Choose a runner"),
    }
    assert desk.call("import", name, str(file)).stderr.startswith("0 tickets made")


def test_json_of_others_in_the_desks_words(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(
        '{"title":"Ship it","status":"done"}\n'
        '{"title":"Review it","status":"In Progress","priority":"P1","type":"bug"}\n'
    )
    said = desk.call("import", "json", str(file)).stderr
    found = tickets(desk)
    review = found["Review it"]
    assert [review[n] for n in ("status", "type", "priority")] == ["in-progress", "problem", "high"]
    assert review["fields"] == {"original_type": "bug", "original_priority": "P1"}
    assert found["Ship it"]["status"] == "resolved"
    assert "status 'done' is resolved here, kept as original_status" in said
    desk.call("check")


def test_notes_of_obsidian(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "Buy paint.md": "---\nstatus: open\npriority: high\ntags: [task, home]\n"
        "due: 2026-12-01\ndateCreated: 2026-11-01T10:00:00+01:00\n"
        'blockedBy:\n  - "[[Measure the wall#Size|the wall]]"\n---\nTwo litres.\n',
        "Measure the wall.md": "---\nstatus: done\ncompletedDate: 2026-11-03\n"
        "dateCreated: 2026-11-01\n---\n",
        "Journal.md": "---\ntags: [journal]\n---\nNothing to do.\n",
    }
    said = desk.call("import", "markdown", str(folder(tmp_path / "in", files))).stderr
    found = tickets(desk)
    assert set(found) == {"Buy paint", "Measure the wall"}
    paint, wall = found["Buy paint"], found["Measure the wall"]
    assert (paint["labels"], paint["due"]) == (["task", "home"], "2026-12-01")
    assert paint["opened"] == "2026-11-01T09:00:00Z"
    assert links(desk, "Buy paint") == {("depends-on", "Measure the wall")}
    assert (wall["opened"], wall["resolved"]) == ("2026-11-01T12:00:00Z", "2026-11-03T12:00:00Z")
    assert "Journal.md: no title in its front matter" in said


def test_names_and_titles_that_yaml_wants_quoted(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "task-1.md": "---\nid: task-1\ntitle: CI: the build's red\nassignee: @codex\n---\n",
        "task-2.md": "---\nid: task-2\ntitle: Two\nassignee: [@ana, bob]\n"
        "labels:\n  - @home\n---\n",
    }
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    found = tickets(desk)
    assert found["CI: the build's red"]["assignees"] == ["codex <>"]
    assert (found["Two"]["assignees"], found["Two"]["labels"]) == (["ana <>", "bob <>"], ["@home"])


def test_a_parent_that_names_its_parts(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "epic.md": "---\nid: t-1\ntitle: Epic\nsubtasks: [t-2, t-3, t-4, t-1]\n---\n",
        "two.md": "---\nid: t-2\ntitle: Two\n---\n",
        "three.md": "---\nid: t-3\ntitle: Three\nparent: t-2\n---\n",
        "all.md": '---\ntitle: All\nchildren: ["[[epic]]"]\n---\n',
    }
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    assert links(desk, "Two") == {("parent", "Epic")}
    assert links(desk, "Three") == {("parent", "Two")}
    assert links(desk, "Epic") == {("parent", "All")}
    assert tickets(desk)["Epic"]["fields"]["subtasks"] == ["t-2", "t-3", "t-4", "t-1"]  # type: ignore[index]
    desk.call("check")


def test_a_reference_to_two_files_is_told(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "task-7 - New plan.md": "---\nid: task-7\ntitle: New plan\nstatus: To Do\n---\n",
        "task-8 - Next step.md": "---\nid: task-8\ntitle: Next step\nstatus: To Do\n"
        "dependencies: [task-7]\n---\n",
        "archive/task-7 - Old plan.md": "---\nid: task-7\ntitle: Old plan\nstatus: Done\n---\n",
    }
    said = desk.call("import", "markdown", str(folder(tmp_path / "in", files))).stderr
    both = "archive/task-7 - Old plan.md, task-7 - New plan.md"
    assert f"dependencies: task-7 may be one of two ({both}), kept as a field" in said


def test_hidden_folders_are_named(desk: DeskInFiles, tmp_path: Path) -> None:
    place = folder(tmp_path / "in", {f".tickets/{name}": text for name, text in WEDOW.items()})
    said = desk.call("import", "markdown", str(place), code=1).stderr
    assert (
        f"hidden folders are left out: .tickets has 3; tix import markdown {place}/.tickets" in said
    )
    folder(place, {"one.md": "---\ntitle: One\n---\n"})
    assert ".tickets has 3" in desk.call("import", "markdown", str(place)).stderr
    assert len(tickets(desk)) == 1


def test_done_without_a_date_is_a_warning_and_can_be_archived(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    files = {"q1.md": "---\nid: Q-1\ntitle: Long ago\nstatus: closed\ncreated: 2025-01-01\n---\n"}
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    desk.call("check")
    desk.call("archive", "--older-than", "1d")
    assert "archive/2025/01/" in desk.call("list", "--all", "--columns", "path").stdout


def test_done_on_the_day_of_opening_is_no_error(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "a.md": "---\ntitle: A\nstatus: done\ncreated: 2026-01-05T16:00:00Z\n"
        "completed: 2026-01-05\n---\n",
        "b.md": "---\ntitle: B\nstatus: done\ncreated: 2026-01-05\n"
        "completed: 2026-01-05T08:00:00Z\n---\n",
        "c.md": "---\ntitle: C\ndone: true\ncreated: 2026-01-05\n---\n",
    }
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    found = tickets(desk)
    assert found["A"]["resolved"] == found["A"]["opened"] == "2026-01-05T16:00:00Z"
    assert found["B"]["resolved"] == found["B"]["opened"] == "2026-01-05T08:00:00Z"
    assert found["C"]["status"] == "resolved"
    desk.call("check")


def test_a_day_is_the_same_day_in_the_desks_zone(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.write("tix.yaml", "format: 1\ntimezone: Pacific/Auckland\n")
    desk.commit("zone")
    files = {"a.md": "---\ntitle: A\ncreated: 2026-01-05\n---\n"}
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    assert len(desk.call("list", "opened:2026-01-05", "--ids").lines) == 1


REST = [
    {"number": 1, "title": "Crash on start", "state": "open", "user": {"login": "kim"},
     "html_url": "https://github.com/acme/shop/issues/1", "created_at": "2025-01-01T00:00:00Z",
     "labels": [], "comments": 2},
    {"number": 2, "title": "Fix the crash", "state": "closed", "user": {"login": "lee"},
     "html_url": "https://github.com/acme/shop/pull/2", "created_at": "2025-01-02T00:00:00Z",
     "closed_at": "2025-01-03T00:00:00Z", "labels": [], "pull_request": {"merged_at": None}},
]  # fmt: skip
GRAPHQL = {
    "data": {"repository": {"issues": {"nodes": [
        {"__typename": "Issue", "number": 1, "title": "Crash on start", "state": "OPEN",
         "url": "https://github.com/acme/shop/issues/1", "author": {"login": "kim"},
         "createdAt": "2025-01-01T00:00:00Z", "labels": {"nodes": [{"name": "crash"}]},
         "assignees": {"nodes": [{"login": "lee"}]},
         "comments": {"nodes": [{"id": "c1", "author": {"login": "lee"}, "body": "Seen.",
                                 "createdAt": "2025-01-02T00:00:00Z"}]}}]}}}
}  # fmt: skip


@pytest.mark.parametrize(
    "answer", [REST, [REST], [[record] for record in REST], {"total_count": 2, "items": REST}]
)
def test_pull_requests_are_left_out_and_counted(
    desk: DeskInFiles, tmp_path: Path, answer: object
) -> None:
    file = tmp_path / "rest.json"
    file.write_text(json.dumps(answer))
    said = desk.call("import", "github", str(file)).stderr
    assert list(tickets(desk)) == ["Crash on start"]
    assert "left out: 1 pull request" in said


def test_what_graphql_answers(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(GRAPHQL))
    desk.call("import", "github", str(file))
    [crash] = tickets(desk).values()
    assert (crash["labels"], crash["assignees"]) == (["crash"], ["lee <>"])
    assert [c["text"] for c in crash["comments"]] == ["Seen."]  # type: ignore[attr-defined]


def test_words_that_a_person_tells(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {"a.md": "---\ntitle: A\nstatus: Parked (legal)\ntype: epic\n---\n"}
    place = str(folder(tmp_path / "in", files))
    told = ("--word", "status:parked legal=pending", "--word", "type:epic=task")
    desk.call("import", "markdown", place, *told)
    assert [tickets(desk)["A"][name] for name in ("status", "type")] == ["pending", "task"]
    for wrong, why in [
        ("status:icebox", "isn't of the form"),
        ("label:a=b", "there are no words of 'label'"),
        ("status:icebox=waiting", "'waiting' is no status of this desk"),
    ]:
        assert why in desk.call("import", "markdown", place, "--word", wrong, code=2).stderr


def test_times_before_the_epoch_and_far_ahead_do_no_harm(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {"a.md": "---\ntitle: A\ncreated: 0001-01-01\n---\n"}
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    opened = str(tickets(desk)["A"]["opened"])
    assert datetime.fromisoformat(opened) == datetime(1, 1, 1, 12, tzinfo=UTC)


def test_dependencies_of_tasknotes_and_other_names_of_links(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    notes = {
        "Write report.md": "---\nstatus: open\nblockedBy:\n"
        '- uid: "[[Collect numbers]]"\n  reltype: FINISHTOSTART\n---\nNotes\n',
        "Collect numbers.md": "---\nstatus: moved\nrelates: [Write report]\n"
        "superseded_by: Ask Kim\nseverity: critical\n---\n",
        "Ask Kim.md": "---\nstatus: parked\npriority: none\n---\n",
    }
    said = desk.call("import", "markdown", str(folder(tmp_path / "in", notes))).stderr
    assert "note" not in said
    assert links(desk, "Write report") == {("depends-on", "Collect numbers")}
    related = {("relates-to", "Write report"), ("relates-to", "Ask Kim")}
    assert links(desk, "Collect numbers") == related
    found = tickets(desk)
    assert found["Collect numbers"]["priority"] == "urgent"
    words = {title: ticket["status"] for title, ticket in found.items()}
    assert words == {"Write report": "open", "Collect numbers": "closed", "Ask Kim": "pending"}


LINEAR = """\
"ID","Title","Description","Status","Priority","Created","Completed","Parent issue","Blocked by"
"E-1","Fix login","It fails","In Progress","No priority",\
"Tue Mar 03 2026 10:11:12 GMT+0100 (Central European Standard Time)","","","E-2"
"E-2","Upgrade","","Done","Urgent","2026-03-01T10:00:00.000Z","2026-03-02T10:00:00.000Z","E-1",""
"""


def test_a_table_of_linear(desk: DeskInFiles, tmp_path: Path) -> None:
    folder(tmp_path, {"in.csv": LINEAR})
    assert "not" not in desk.call("import", "csv", str(tmp_path / "in.csv")).stderr.replace(
        "note: read as", ""
    )
    found = tickets(desk)
    assert found["Fix login"]["opened"] == "2026-03-03T09:11:12Z"
    assert found["Fix login"]["priority"] is None
    assert links(desk, "Fix login") == {("depends-on", "Upgrade")}
    assert links(desk, "Upgrade") == {("parent", "Fix login")}


def test_a_time_in_a_zone_that_only_has_a_name_is_not_taken_for_utc() -> None:
    assert due_or_none("5 Jan 2026 10:30 (PST)") is None
    at = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    assert due_or_none("Mon, 5 Jan 2026 10:30:00 +0100 (CET)") == at


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            (
                "#,Tracker,Status,Priority,Subject,% Done,Target version,Parent task\n"
                "12,Bug,Feedback,Immediate,Crash,30,2.0,\n"
            ),
            {"source": "csv:12", "type": "problem", "status": "pending", "milestone": "2.0"},
        ),
        (
            "bug_id,bug_status,short_desc,priority,bug_severity\n12,ASSIGNED,Crash,---,blocker\n",
            {"source": "csv:12", "status": "in-progress", "priority": "urgent"},
        ),
        (
            (
                "Task ID,Created At,Completed At,Name,Section/Column,Notes\n"
                "12,2026-03-01,,Crash,In progress,Text\n"
            ),
            {"source": "csv:12", "status": "in-progress", "body": "Text"},
        ),
    ],
    ids=["redmine", "bugzilla", "asana"],
)
def test_tables_of_other_trackers(
    desk: DeskInFiles, tmp_path: Path, table: str, expected: dict[str, str]
) -> None:
    folder(tmp_path, {"in.csv": table})
    said = desk.call("import", "csv", str(tmp_path / "in.csv")).stderr
    assert "not understood" not in said
    assert expected.items() <= tickets(desk)["Crash"].items()


def test_links_by_their_kinds_and_objects_in_a_file(desk: DeskInFiles, tmp_path: Path) -> None:
    files = {
        "1.md": "---\nid: T-1\ntitle: One\nlinks:\n  blocks: [T-2]\n  relates: T-3\n"
        "dependencies:\n  blockers: [T-4]\n  unblocks: []\nparent: none\n---\n",
        "2.md": "---\nid: T-2\ntitle: Two\nmilestone: {title: v1}\nassignees:\n"
        "  - '@ana'\n  - {name: Bob, email: bob@x.example}\ncomments:\n"
        "  - author: ana\n    date: 2026-01-02T10:00:00Z\n    text: hello\n---\n",
        "3.md": "---\nid: T-3\ntitle: Three\ndepends_on: n/a\nlinks: {x: [T-1]}\n---\n",
        "4.md": "---\nid: T-4\ntitle: Four\n---\n",
    }
    desk.call("import", "markdown", str(folder(tmp_path / "in", files)))
    assert links(desk, "One") == {
        ("blocks", "Two"), ("relates-to", "Three"), ("depends-on", "Four"),
    }  # fmt: skip
    found = tickets(desk)
    assert found["One"]["fields"] == {}
    assert (found["Two"]["assignees"], found["Two"]["milestone"]) == (
        ["ana <>", "Bob <bob@x.example>"], "v1",
    )  # fmt: skip
    assert [(c["by"], c["text"]) for c in found["Two"]["comments"]] == [("ana <>", "hello")]  # type: ignore[attr-defined]
    assert found["Three"]["fields"] == {"original_links": '{"x": ["T-1"]}'}


def test_relations_of_notion_have_addresses_behind_their_titles(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    page = "https://www.notion.so/{}-0123456789abcdef?pvs=21"
    table = tmp_path / "in.csv"
    table.write_text(
        "Name,Created time,Status,Blocked by,Parent item\n"
        f'One,"January 5, 2026 10:11 AM",Done,"Two, and more ({page.format("Two")}), '
        f'Three ({page.format("Three")})",Three ({page.format("Three")})\n'
        '"Two, and more","January 5, 2026 10:11 AM",Done,,\n'
        'Three,"January 5, 2026 10:11 AM",Done,,\n'
    )
    desk.call("import", "csv", str(table))
    assert links(desk, "One") == {
        ("depends-on", "Two, and more"), ("depends-on", "Three"), ("parent", "Three"),
    }  # fmt: skip
