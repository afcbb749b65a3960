"""Tables, GitLab, Jira and Taskwarrior: what they write becomes tickets."""

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import DeskInFiles
from tests.scale import usual
from tix.frozen import replace
from tix.importers import gitlab, jira, table, taskwarrior
from tix.importers import json as tix_json
from tix.importers.foreign_words import Words
from tix.importers.incoming import ImportInputError, Incoming, Read, Reading
from tix.importers.jira_text import text
from tix.importers.table_columns import NoColumnError
from tix.importers.table_dates import DayOrder
from tix.model.config.config import Config
from tix.model.times import format_time

WORDS = Words(Config())
NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def reading(tmp_path: Path, read: Read, content: object, name: str = "in.json") -> Reading:
    file = tmp_path / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content))
    return read(file, WORDS)


def one(tmp_path: Path, read: Read, content: object, name: str = "in.json") -> Incoming:
    found = reading(tmp_path, read, content, name)
    assert found.skipped == ()
    [item] = found.items
    return item


# -- tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_how_a_table_is_written_is_guessed_and_told(
    tmp_path: Path, between: str, encoding: str
) -> None:
    rows = [["Key", "Summary", "Tags"], ["A-7", 'Für "alle"', "a"], ["A-8", "Zwei", ""]]
    text = "\r\n".join(
        between.join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in r) for r in rows
    )
    found = reading(tmp_path, table.read, text.encode(encoding), "in.csv")
    assert [item.ticket.title for item in found.items] == ['Für "alle"', "Zwei"]
    assert [item.ticket.source for item in found.items] == ["csv:A-7", "csv:A-8"]
    told = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[between]
    assert told in found.notes[0]
    assert encoding[:5].upper().replace("CP125", "WINDO") in found.notes[0].upper()


def test_the_user_says_what_columns_are(tmp_path: Path) -> None:
    read = partial(table.read, columns={"Nr": "source", "Wer": "requester", "kunde": "customer"})
    item = one(
        tmp_path, read, "Nr,Titel,Wer,Kunde\n7,x,Jo,Acme\n".replace("Titel", "title"), "a.csv"
    )
    assert item.ticket.source == "csv:7"
    assert (item.ticket.requester, item.ticket.customer) == ("Jo <>", "Acme")
    with pytest.raises(NoColumnError):
        reading(tmp_path, partial(table.read, columns={"Nope": "source"}), "a,b\n1,2\n", "a.csv")


@pytest.mark.parametrize(
    ("told", "rows", "expected"),
    [
        (None, "3/31/2026 4:05 PM,4/1/26", ("2026-03-31T16:05:00Z", "2026-04-01")),
        (None, "31-03-2026 16:05,1-4-26", ("2026-03-31T16:05:00Z", "2026-04-01")),
        (None, "03/04/2026,3/5/2026", None),
        (None, "31/3/2026,3/31/26", ("2026-03-31T12:00:00Z", None)),  # contradictory
        (DayOrder.DAY_FIRST, "03/04/2026 12:30 am,3/5/26", ("2026-04-03T00:30:00Z", "2026-05-03")),
        (DayOrder.MONTH_FIRST, "3/4/2026,13/13/2026", ("2026-03-04T12:00:00Z", None)),
    ],
)  # fmt: skip
def test_dates_with_slashes_are_read_as_the_whole_table_has_them(
    tmp_path: Path, told: DayOrder | None, rows: str, expected: tuple[str, str | None] | None
) -> None:
    text = f"Title,Created,Due Date\nx,{rows}\n"
    [item] = (found := reading(tmp_path, partial(table.read, dates=told), text, "a.csv")).items
    assert ("isn't clear" in found.notes[0]) == (expected is None)
    if expected is None:
        assert item.ticket.due is None and len(item.ticket.team_fields) == 2
    else:
        assert item.ticket.opened and format_time(item.ticket.opened) == expected[0]
        assert (item.ticket.due and str(item.ticket.due)) == expected[1]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("sep=;\nTitle;Text\na,b;c\n", "a,b", "c"),
        ('"Title","a; b; c","Text"\nx,1,y\n', "x", "y"),
        ("\n\nTitle\tText\nx,z\ty\n", "x,z", "y"),
    ],
)
def test_what_stands_between_columns_is_found(
    tmp_path: Path, text: str, title: str, body: str
) -> None:
    ticket = one(tmp_path, table.read, text, "a.csv").ticket
    assert (ticket.title, ticket.body) == (title, body)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Title,Text\nx,y\nz,"never\nclosed\n\n', "record at line 3 is never closed"),
        ("Otsikko;Text\nx;y\n", "no column is called title"),
    ],
)
def test_a_table_that_would_be_misread_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ImportInputError, match=said) as error:
        reading(tmp_path, table.read, text, "a.csv")
    assert error.value.hint


def test_no_value_of_a_table_is_lost(tmp_path: Path) -> None:
    text = ",Title,Assignee,Assignee Email,Due\n0,x,Ana,ana@x.example,2026-03-01 00:00,more,\n"
    item = one(tmp_path, table.read, text, "a.csv")
    assert item.ticket.assignees == ("Ana <ana@x.example>",)
    assert item.ticket.due == date(2026, 3, 1)
    fields = {field.name: field.value for field in item.ticket.team_fields}
    assert fields == {"column_1": "0", "more_values": "more"}
    assert "more values than there are columns" in item.notes[0]


def test_where_only_an_address_names_a_row_it_tells_which_one_it_is(tmp_path: Path) -> None:
    text = "Title\tURL\nFix\thttps://x.example/3\nDraft\t\n"
    first, draft = reading(tmp_path, table.read, text, "a.tsv").items
    assert first.ticket.source == "csv:https://x.example/3"
    assert first.ticket.team_field("url") == "https://x.example/3"
    assert draft.ticket.source and draft.ticket.source.startswith("csv:~")


def test_fields_in_a_table_of_tix_itself_keep_their_names(tmp_path: Path) -> None:
    text = "id,title,comments,path,updated,updatedAt,members\nk7f3qz,x,0,tickets/x.md,,May,Jo\n"
    ticket = one(tmp_path, table.read, text, "a.csv").ticket
    assert [(f.name, f.value) for f in ticket.team_fields] == [
        ("updatedAt", "May"),
        ("members", "Jo"),
    ]


def test_a_row_without_a_title_is_skipped_with_its_line(tmp_path: Path) -> None:
    found = reading(tmp_path, table.read, 'title,body\n"a\nb",x\n,y\n\nz,\n', "a.csv")
    assert [item.ticket.title for item in found.items] == ["a b", "z"]
    assert [(s.where, s.why) for s in found.skipped] == [("line 4", "it has no title")]


@given(
    st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), max_size=6),
    st.binary(max_size=40),
)
@settings(max_examples=usual(60))
def test_any_table_comes_in_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], more: bytes
) -> None:
    file = tmp_path_factory.mktemp("csv") / "in.csv"
    lines = "\n".join(",".join(row) for row in [["title", "id"], *rows])
    file.write_bytes(lines.encode(errors="surrogatepass") + more)
    try:
        found = table.read(file, WORDS)
    except ImportInputError:
        return
    assert all(item.ticket.title.strip() for item in found.items)


# -- GitLab ---------------------------------------------------------------------------------------

ISSUE: dict[str, Any] = {
    "id": 76, "iid": 6, "title": "Consequatur", "description": "One\r\ntwo", "state": "closed",
    "created_at": "2026-03-01T09:00:00.081Z", "closed_at": "2026-03-02T09:00:00Z",
    "labels": ["foo", {"name": "bar"}], "milestone": {"title": "v4.0"},
    "assignees": [{"username": "root", "name": "Administrator"}], "author": {"username": "jo"},
    "type": "INCIDENT", "due_date": "2026-03-09", "confidential": False, "weight": 2,
    "web_url": "https://gitlab.example.com/my/group/project/-/issues/6",
    "notes": [
        {"id": 3, "body": "hi", "author": {"username": "ana"},
         "created_at": "2026-03-01T16:00:00Z"},
        {"id": 5, "body": "ssh", "author": {"username": "ana"}, "internal": True,
         "created_at": "2026-03-01T17:00:00Z"},
        {"id": 4, "body": "closed", "author": {"username": "ana"}, "system": True},
    ],
}  # fmt: skip


def test_an_issue_of_gitlab(tmp_path: Path) -> None:
    ticket = one(tmp_path, gitlab.read, [[ISSUE]]).ticket
    assert (ticket.title, ticket.status, ticket.type) == ("Consequatur", "closed", "incident")
    assert ticket.source == "gitlab:gitlab.example.com/my/group/project#6"
    assert (ticket.labels, ticket.milestone, ticket.assignees) == (
        ("foo", "bar"),
        "v4.0",
        ("root <>",),
    )
    assert (ticket.opened, ticket.opened_by, str(ticket.due)) == (NINE, "jo <>", "2026-03-09")
    assert ticket.body == "One\ntwo"
    assert [(c.text, c.internal) for c in ticket.comments] == [("hi", False), ("ssh", True)]
    assert ticket.team_field("weight") == "2"
    assert ticket.team_field("confidential") is None


def test_scoped_labels_of_gitlab_say_what_they_are_scoped_to(tmp_path: Path) -> None:
    labels = ["priority::high", "type::bug", "workflow::in dev", "priority::x", "team::status::a"]
    opened = ISSUE | {"labels": labels, "type": "ISSUE", "state": "opened"}
    address = "https://gitlab.example.com/my/group/project/-/issues/6"
    row = f'Title,Issue ID,URL,State,Labels\nA,6,{address},Open,"{",".join(labels)}"\n'
    for file, content in (("a.json", [opened]), ("a.csv", row)):
        ticket = one(tmp_path, gitlab.read, content, file).ticket
        assert (ticket.status, ticket.priority) == ("in-progress", "high")
        assert (ticket.type, ticket.labels) == ("problem", tuple(labels))
    done = ISSUE | {"labels": ["status::doing", "type::bug"]}
    ticket = one(tmp_path, gitlab.read, [done]).ticket
    assert (ticket.status, ticket.type) == ("closed", "incident")


def test_a_scoped_label_of_gitlab_is_a_word_of_the_desk_or_of_the_user(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    config = desk.root / "tix.yaml"
    statuses = "{open: active, vetted: active, qa: active, resolved: done}"
    config.write_text(f"{config.read_text()}\nstatuses: {statuses}\n")
    labels = ["workflow::vetted", "workflow::in dev stage", "workflow::resolved"]
    issues = [
        ISSUE | {"iid": n, "labels": [each], "state": "opened", "title": each, "web_url": ""}
        for n, each in enumerate(labels)
    ]
    (tmp_path / "a.json").write_text(json.dumps(issues))
    word = ("--word", "status:in dev stage=qa")
    for _ in range(2):
        desk.call("import", "gitlab", str(tmp_path / "a.json"), *word)
        found = desk.call("list", "--columns", "title,status", "sort:title").rows
        assert found == [["workflow::in dev stage", "qa"], ["workflow::resolved", "open"],
                         ["workflow::vetted", "vetted"]]  # fmt: skip


def test_a_project_of_gitlab_that_was_exported(tmp_path: Path) -> None:
    line = {"iid": 7, "title": "x", "state": "opened", "created_at": "2026-03-01T09:00:00Z",
            "label_links": [{"label": {"title": "bug"}}],
            "notes": [{"note": "hi", "author": {"name": "Ana"},
                       "created_at": "2026-03-01T10:00:00Z"}]}  # fmt: skip
    ticket = one(tmp_path, gitlab.read, json.dumps(line) + "\n", "issues.ndjson").ticket
    assert (ticket.source, ticket.labels) == ("gitlab:#7", ("bug",))
    assert [c.text for c in ticket.comments] == ["hi"]


def test_a_table_of_gitlab_makes_the_tickets_that_its_api_makes(tmp_path: Path) -> None:
    header = "Title,Issue ID,URL,State,Author,Author Username,Assignee,Assignee Username,"
    header += "Confidential,Locked,Created At (UTC),Time Estimate,Epic Title,Labels\n"
    address = "https://gitlab.example.com/my/group/project/-/issues/6"
    row = f'A,6,{address},Open,Jo Doe,jo,Root,root,Yes,No,2026-03-01 09:00:00,3600,E,"a,b"\n'
    rows = one(tmp_path, gitlab.read, header + row, "issues.csv").ticket
    given = {"iid": 6, "title": "A", "web_url": address, "state": "opened", "labels": ["a", "b"],
             "author": {"username": "jo", "name": "Jo Doe"}, "assignees": [{"username": "root"}],
             "confidential": True, "created_at": "2026-03-01T09:00:00.000Z",
             "epic": {"id": 1, "iid": 2, "title": "E"}, "discussion_locked": False,
             "time_stats": {"time_estimate": 3600, "total_time_spent": 0}}  # fmt: skip
    told = one(tmp_path, gitlab.read, given).ticket
    assert replace(rows, team_fields=(), source=told.source) == replace(told, team_fields=())
    assert rows.source == "gitlab:gitlab.example.com/my/group/project#6"
    fields = {field.name: field.value for field in told.team_fields}
    assert fields == {"web_url": address, "confidential": "yes", "gitlab_epic": "E",
                      "time_estimate": "3600", "original_status": "opened"}  # fmt: skip
    rest = {field.name: field.value for field in rows.team_fields}
    assert rest == {name: value for name, value in fields.items() if name != "original_status"}


# -- Jira -----------------------------------------------------------------------------------------


def test_issues_of_jira(tmp_path: Path) -> None:
    first = {
        "summary": "Login", "status": {"name": "In Progress"}, "issuetype": {"name": "Bug"},
        "priority": {"name": "High"}, "reporter": {"displayName": "Jo"}, "labels": ["x"],
        "assignee": {"displayName": "Ana Lima", "emailAddress": "ana@example.org"},
        "created": "2026-03-01T10:00:00.000+0100", "fixVersions": [{"name": "2.0"}],
        "comment": {"comments": [{"id": "1", "author": {"displayName": "Bob"}, "body": "why",
                                  "created": "2026-03-01T11:00:00.000+0000"}]},
        "issuelinks": [{"type": {"name": "Blocks"}, "outwardIssue": {"key": "ABC-8"}}],
        "customfield_1": {"value": "Gold"},
    }  # fmt: skip
    second = {"summary": "Second", "status": {"name": "Done"}, "parent": {"key": "ABC-7"},
              "resolution": {"name": "Fixed"}, "created": "2026-03-01T10:00:00.000+0100",
              "resolutiondate": "2026-03-03T10:00:00.000+0100"}  # fmt: skip
    issues = [{"key": "ABC-7", "fields": first}, {"key": "ABC-8", "fields": second}]
    one_, two = reading(tmp_path, jira.read, {"issues": issues}).items
    ticket = one_.ticket
    assert (ticket.status, ticket.type, ticket.priority) == ("in-progress", "problem", "high")
    assert (ticket.opened, ticket.requester) == (NINE, "Jo <>")
    assert ticket.assignees == ("Ana Lima <ana@example.org>",)
    assert (ticket.source, ticket.milestone) == ("jira:ABC-7", "2.0")
    assert ticket.team_field("customfield_1") == "Gold"
    assert [(link.kind, link.target) for link in one_.links] == [("blocks", "ABC-8")]
    assert [(link.kind, link.target) for link in two.links] == [("parent", "ABC-7")]
    assert (two.ticket.status, two.ticket.resolution) == ("resolved", "Fixed")


@pytest.mark.parametrize(
    ("category", "name"),
    [("new", "To Do"), ("indeterminate", "In Progress"), ("done", "Done")],
)
def test_a_status_that_isnt_known_is_what_jira_means_by_it(
    tmp_path: Path, category: str, name: str
) -> None:
    status = {"name": "Weird", "statusCategory": {"key": category}}
    fields = {"summary": "x", "status": status, "created": "2026-03-01T10:00:00.000+0100"}
    told = one(tmp_path, jira.read, {"key": "A-1", "fields": fields})
    header = "Summary,Issue key,Status,Status Category,Created\n"
    known = {"new": "open", "indeterminate": "in-progress", "done": "resolved"}[category]
    rows = one(tmp_path, jira.read, f"{header}x,A-1,Weird,{name},01/Mar/26 9:00 AM\n", "a.csv")
    for item in (told, rows):
        assert item.ticket.status == known
        assert item.ticket.team_field("original_status") == "Weird"
        assert item.notes == (f"status 'Weird' isn't known here: {known}, as other fields say",)


def test_what_jira_means_by_a_known_status_is_no_field(tmp_path: Path) -> None:
    status = {"name": "In Progress", "statusCategory": {"key": "done"}}
    ticket = one(tmp_path, jira.read, {"key": "A-1", "fields": {"summary": "x", "status": status}})
    assert (ticket.ticket.status, ticket.ticket.team_field("status_category")) == (
        "in-progress", None,
    )  # fmt: skip


def test_what_a_ticket_has_no_place_for_is_kept_of_jira(tmp_path: Path) -> None:
    log = {"author": {"displayName": "Ana"}, "timeSpent": "1h", "comment": "wired  it",
           "started": "2026-03-01T11:00:00.000+0000"}  # fmt: skip
    fields = {
        "summary": "x", "attachment": [{"filename": "a.png", "content": "https://x.example/a.png"}],
        "worklog": {"worklogs": [log]},
        "customfield_2": {"value": "red", "child": {"value": "dark"}},
        "issuelinks": [{"type": {"name": "Cloners"}, "inwardIssue": {"key": "A-2"}}],
    }  # fmt: skip
    ticket = one(tmp_path, jira.read, {"key": "A-1", "fields": fields}).ticket
    assert {f.name: f.value for f in ticket.team_fields} == {
        "jira_files": ("a.png https://x.example/a.png",), "customfield_2": "red / dark",
        "jira_worklog": ("2026-03-01 · Ana · 1h · wired it",),
        "inward_issue_link_cloners": ("A-2",),
    }  # fmt: skip


def test_a_table_of_jira(tmp_path: Path) -> None:
    rows = (
        "Summary,Issue key,Issue Type,Status,Labels,Labels,Created,Comment,Comment,"
        "Outward issue link (Blocks)\n"
        'One,X-1,Story,To Do,a,b,01/Mar/26 9:00 AM,"01/Mar/26 9:03 AM;jo;First",second,X-2\n'
    )
    item = one(tmp_path, jira.read, rows, "jira.csv")
    assert (item.ticket.source, item.ticket.labels, item.ticket.opened) == (
        "jira:X-1",
        ("a", "b"),
        NINE,
    )
    assert [(c.author.name, c.text) for c in item.ticket.comments] == [
        ("jo", "First"),
        ("unknown", "second"),
    ]
    assert [link.target for link in item.links] == ["X-2"]


def test_a_table_of_jira_is_known_by_its_content_and_names_parents_by_number(
    desk: DeskInFiles,
) -> None:
    (desk.root / "jira.txt").write_text(
        "Summary,Issue key,Issue id,Parent,Parent key,Custom field (Epic Link),Due date\n"
        "Shop,X-1,1001,,,,30/Oct/26 12:00 AM\nCart,X-2,1002,1001,X-1,X-1,\nPay,X-3,1003,1002,,,\n"
    )
    assert "parent:" not in desk.call("import", "jira", "jira.txt").stderr
    found = json.loads(desk.call("export", "json").stdout)
    by_title = {ticket["title"]: ticket for ticket in found}
    for title, parent in (("Cart", "Shop"), ("Pay", "Cart")):
        (link,) = by_title[title]["links"]
        assert link == {"kind": "parent", "id": by_title[parent]["id"]}
    assert by_title["Shop"]["due"] == "2026-10-30"


def test_merge_requests_are_left_out_and_counted(tmp_path: Path) -> None:
    issue = {"iid": 1, "title": "x", "state": "opened", "project_id": 1}
    request = {**issue, "iid": 2, "source_branch": "a", "target_branch": "main"}
    found = reading(tmp_path, gitlab.read, [request, issue])
    assert [item.where for item in found.items] == ["issue 1"]
    assert "left out: 1 merge request" in found.notes


@pytest.mark.parametrize("read", [table.read, tix_json.read])
@pytest.mark.parametrize(
    ("head", "what"), [(b"PK\3\4", "a spreadsheet"), (b"\x1f\x8b\x08", "compressed")]
)
def test_what_is_no_text_is_refused_by_its_name(
    tmp_path: Path, read: Read, head: bytes, what: str
) -> None:
    file = tmp_path / "in"
    file.write_bytes(head + bytes(40))
    with pytest.raises(ImportInputError, match=f"this is {what}") as error:
        read(file, WORDS)
    assert error.value.hint


@pytest.mark.parametrize("read", [jira.read, gitlab.read, table.read, tix_json.read])
def test_xml_is_refused_by_its_name(tmp_path: Path, read: Read) -> None:
    with pytest.raises(ImportInputError, match="this is XML") as error:
        reading(tmp_path, read, "<!-- RSS --><rss/>", "SearchRequest.xml")
    assert "JSON or CSV" in str(error.value.hint)


def test_a_tree_of_a_text_is_markdown() -> None:
    def node(kind: str, *content: object, **more: object) -> dict[str, object]:
        return {"type": kind, "content": list(content), **more}

    def words(shown: str, *marks: str) -> dict[str, object]:
        return {"type": "text", "text": shown, "marks": [{"type": mark} for mark in marks]}

    tree = node(
        "doc",
        node("heading", words("Head"), attrs={"level": 2}),
        node("paragraph", words("a "), words("b", "strong"), {"type": "hardBreak"},
             words("c", "code")),
        node("bulletList", node("listItem", node("paragraph", words("one"))),
             node("listItem", node("paragraph", words("two")),
                  node("orderedList", node("listItem", node("paragraph", words("in")))))),
        node("codeBlock", words("x = 1\n\n\n\n```y"), attrs={"language": "python"}),
        node("blockquote", node("paragraph", words("said"))),
        {"type": "rule"}, node("unknown", node("paragraph", words("kept"))), None,
        node("taskList", node("taskItem", words("did"), attrs={"state": "DONE"}),
             node("taskItem", words("not yet"), attrs={"state": "TODO"})),
        node("table", node("tableRow", node("tableHeader", node("paragraph", words("H")))),
             node("tableRow", node("tableCell", node("paragraph", words("1|2"))))),
        node("mediaSingle", {"type": "media", "attrs": {"alt": "shot.png"}}),
        node("expand", node("paragraph", {"type": "date", "attrs": {"timestamp": "1772366400000"}}),
             attrs={"title": "More"}),
        node("heading", words("Deep"), attrs={"level": 10**9}), node("paragraph", attrs=["odd"]),
    )  # fmt: skip
    assert text(tree) == (
        "## Head\n\na **b**\n`c`\n\n- one\n- two\n  1. in\n\n"
        "````python\nx = 1\n\n\n\n```y\n````\n\n"
        "> said\n\n---\n\nkept\n\n- [x] did\n- [ ] not yet\n\n| H |\n| --- |\n| 1\\|2 |\n\n"
        "(shot.png)\n\n**More**\n\n2026-03-01\n\n###### Deep"
    )


# -- Taskwarrior ----------------------------------------------------------------------------------


def test_tasks(tmp_path: Path) -> None:
    uuids = [f"{n}1111111-2222-3333-4444-555555555555" for n in "12345"]
    entry = {"entry": "20260301T090000Z"}
    tasks = [
        {**entry, "uuid": uuids[0], "description": "Buy  toner", "status": "pending", "tags": ["p"],
         "priority": "H", "project": "office", "due": "20260309T000000Z", "urgency": 8.1,
         "annotations": [{"entry": "20260301T100000Z", "description": "HP 305"}]},
        {**entry, "uuid": uuids[1], "description": "Done", "status": "completed",
         "end": "20260302T090000Z", "depends": [uuids[0]]},
        {**entry, "uuid": uuids[2], "description": "Later", "status": "waiting",
         "depends": uuids[0]},
        {**entry, "uuid": uuids[3], "description": "Begun", "status": "pending", "start": "x"},
        {**entry, "uuid": uuids[4], "description": "Gone", "status": "deleted"},
    ]  # fmt: skip
    found = reading(tmp_path, taskwarrior.read, tasks)
    assert [(item.ticket.title, item.ticket.status) for item in found.items] == [
        ("Buy toner", "open"), ("Done", "resolved"), ("Later", "pending"), ("Begun", "in-progress"),
    ]  # fmt: skip
    assert [s.why for s in found.skipped] == ["it was deleted"]
    ticket = found.items[0].ticket
    assert (ticket.source, ticket.priority) == (f"taskwarrior:{uuids[0]}", "high")
    assert (ticket.opened, ticket.labels, ticket.team_field("project")) == (NINE, ("p",), "office")
    assert [c.text for c in ticket.comments] == ["HP 305"]
    for item in found.items[1:3]:
        assert [(link.kind, link.target) for link in item.links] == [("depends-on", uuids[0])]


@pytest.mark.parametrize("read", [gitlab.read, jira.read, taskwarrior.read])
def test_records_of_other_shapes_are_skipped_with_a_reason(tmp_path: Path, read: Read) -> None:
    odd: list[object] = [
        None,
        7,
        "x",
        [],
        {},
        {"title": 7},
        {"fields": {}},
        {"fields": {"summary": [], "comment": 3}},
    ]
    found = reading(tmp_path, read, odd)
    assert found.items == []
    assert all(skipped.why for skipped in found.skipped)
