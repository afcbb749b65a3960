"""Tables of tools whose columns or words mean something else than those of others do."""

import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import links, tickets
from tix.importers.derived import fingerprint

CLICKUP = """\
Task Type,Task ID,Task Name,Task Content,Status,Date Created,Parent ID,Assignees,Tags,Priority,List Name,Space Name,Comments
Task,86a1,x,Body,Closed,1767607200000,null,"[Ana,Bob]","[bug,ui]",1,Sprint 1,Site,"[{""text"":""hi"",""by"":""ana@x.example"",""date"":""1/6/2026, 9:00:00 AM GMT+1""}]"
Task,86a2,y,,to do,1767607200000,86a1,[],[],null,Sprint 1,Site,[]
"""  # noqa: E501
FRESHDESK = """\
Ticket ID,Subject,Status,Priority,Agent,Created time,Closed time,Agent interactions,Full name,Title,Email,Company name
31,x,Waiting on Customer,4,Bob,2026-01-05 10:30:00,,1,Ana Lima,CEO,ana@x.example,Acme
"""  # noqa: E501
OSTICKET = """\
Ticket Number,Date Created,Subject,From,From Email,Priority,Help Topic,Current Status,Closed Date,Agent Assigned
104523,1/15/26 10:30 AM,x,Ana Lima,ana@x.example,Emergency,Report a Problem,Open,,Bob
"""  # noqa: E501
OTRS = """\
"Ticket#";"Created";"Closed";"State";"Priority";"Queue";"Owner";"Customer ID";"From";"Subject";"Article Tree"
"2026010510000017";"2026-01-05 10:30:00";"2026-01-06 10:30:00";"closed successful";"5 very high";"Support";"bob";"acme";"Ana Lima <ana@x.example>";"x";"text"
"""  # noqa: E501
TRAC = """\
id,summary,owner,type,status,priority,keywords,reporter,time,changetime
5,x,ana,defect,closed,blocker,ui web,bob,"Jan 5, 2026, 10:30:00 AM",2026-01-06T10:30:00Z
"""
PIVOTAL = """\
Id,Story,Labels,Story Type,Current State,Created at,Accepted at,Requested By,Owned By,Comment
21,x,ui,bug,accepted,"Nov 27, 2025","Jan 6, 2026",ana,bob,"fine (Ana Lima - Jan 5, 2026)"
"""
FOSSIL = "\n".join(
    "\t".join(cells)
    for cells in (
        ("tkt_id", "tkt_uuid", "tkt_mtime", "tkt_ctime", "type", "status", "priority", "title",
         "comment"),
        ("1", "ab12", "2461047.0", "2461045.9375", "Code_Defect", "Fixed", "Immediate",
         "a\\sdoor", "It\\nis\\\\open"),
    )
)  # fmt: skip
YOUTRACK = """\
Issue Id,Project,Tags,Summary,Reporter,Created,Resolved,Priority,Type,State,Assignee,Fix versions
WEB-7,Web,,x,Ana,05 Jan 2026 10:30,06 Jan 2026 10:30,Show-stopper,Bug,Fixed,Unassigned,2.0
"""
MONDAY = """\
My board,,,
Created by Ana,,,
Name,Person,Status,Due date
x,Ana,Stuck,2026-02-01
"""
NOTION = """\
Name,Status,Assign,Due,Created time,Priority
x,Done ✅,"Ana, Bob","January 7, 2026 → January 9, 2026","January 5, 2026 10:30 AM",P2 - Medium
"""
SHORTCUT = """\
id,name,type,requester,owners,is_completed,created_at,completed_at,state
21,x,bug,ana@x.example,a@x.example;b@x.example,TRUE,2026/01/05 10:30:00,2026/01/06 10:30:00,Off to sea
"""  # noqa: E501
ZENDESK = """\
Summation column,Id,Subject,Requester,Requester email,Tags,Status,Priority,Created at,Solved at
1,41,x,Ana,ana@x.example,vip login,Hold,Urgent,2026-01-05 10:30,
"""
GERMAN = """\
Vorgangsschlüssel;Zusammenfassung;Vorgangstyp;Status;Priorität;Bearbeiter;Autor;Fällig;Erstellt
WEB-7;x;Fehler;In Bearbeitung;Hoch;Ana;Bob;01.02.2026;05.01.2026 10:30
"""
GITLAB = """\
Title,Issue ID,State,Author Username,Assignee Username,Created At (UTC),Closed At (UTC)
x,7,Closed,bob,ana,2026-01-05 10:30:00,2026-01-06 10:30:00
"""
TODOIST = """\
TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG
section,Later,,,,,,,
task,x,text,1,1,Ana (7),Bob (8),2026-02-01,en
"""
SERVICENOW = """\
number,short_description,state,priority,caller_id,assigned_to,opened_at,closed_at,close_notes
INC7,x,Resolved,1 - Critical,Ana Lima,Bob,2026-01-05 10:30:00,2026-01-06 10:30:00,patched
"""
ZOHO = """\
Ticket Id,Subject,Status (Ticket),Status (Contact),Contact Name (Ticket),Created Time (Ticket)
7,x,Closed,lead,Ana Lima,05 Jan 2026 10:30 AM
"""
PORTUGUESE = """\
Ticket,Assunto,Situação,Prioridade,Solicitante,Data de criação,Prazo
7,x,Concluído,Alta,Ana Lima,15/01/2026 10:30,20/01/2026
"""
SPANISH = """\
Titulo,Situacion,Prioridad,Fecha limite
x,Concluida,Alta,5 de marzo de 2026
"""
SHEET = """\
Nr,Aufgabe,Wer,Bis wann,Erledigt?
7,x,Ana,46361,ja
"""
TICKTICK = """\
"Date: 2026-01-09+0000"
"Version: 7.2"
"Status: 
0 Normal
1 Completed
2 Archived"
"Folder Name","List Name","Title","Kind","Tags","Content","Due Date","Priority","Status","Created Time","Completed Time","Timezone","Is All Day","taskId","parentId"
"Home","Shop","x","TEXT","a, b","text","2026-01-14T23:00:00+0000","5","2","2026-01-05T10:30:00+0000","2026-01-06T10:30:00+0000","Europe/Berlin","true","7",""
"""  # noqa: E501, W291
PLANNER = """\
Task ID,Task Name,Bucket Name,Progress,Priority,Assigned To,Created Date,Due Date,Labels
aB1,x,To do,In progress,Important,Ana;Bob,01/05/2026,01/20/2026,Blue;Red
"""
GLPI = """\
"ID";"Title";"Status";"Opening date";"Priority";"Requester - Requester";"Assigned to - Technician"
"12";"x";"Processing (assigned)";"2026-01-05 10:30";"Very high";"Ana";"Bob"
"""
TAIGA = """\
id,ref,subject,owner,owner_full_name,assigned_to,assigned_to_full_name,status,finished_date
900,17,x,ana,Ana Lima,,,Ready for test,
"""
KANBOARD = """\
Task Id,Status,Swimlane,Column,Creator,Creator Name,Assignee Username,Assignee Name,Title,Creation date,Completion date,Priority
5,Closed,Main,Done,ana,Ana Lima,bob,Bob Ray,x,01/15/2026 10:30,01/16/2026 10:30,0
"""  # noqa: E501
OPENPROJECT = """\
ID,Type,Status,Subject,Author,Version,Start date,Finish date
31,Bug,In specification,x,Ana,1.0,2026-01-05,2026-01-20
"""
HUBSPOT = """\
Ticket ID,Ticket name,Pipeline,Ticket status,Ticket description,Ticket owner,Create date,Close date,Associated Contact,Associated Company
7,x,Support,Waiting on us,text,Bob,2026-01-05 10:30,,Ana Lima (ana@x.example),Acme
"""  # noqa: E501
SALESFORCE = """\
Case Number,Subject,Case Owner,Status,Date/Time Opened,Date/Time Closed,Account Name,Contact Name
0001,x,Bob,Closed,2026-01-05 10:30,2026-01-06 10:30,Acme,Ana Lima
"""
DATASET = """\
Ticket ID,Customer Name,Customer Email,Ticket Subject,Ticket Description,Ticket Status,Ticket Priority
7,Ana Lima,ana@x.example,x,text,Pending Customer Response,Critical
"""  # noqa: E501
DUMP = """\
id,title,status,priority,assignee,due
7,x,open,NULL,NULL,NULL
"""


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(CLICKUP, {"status": "closed", "priority": "urgent", "body": "Body",
                               "assignees": ["Ana <>", "Bob <>"], "labels": ["bug", "ui"]},
                     id="clickup"),
        pytest.param(FRESHDESK, {"status": "pending", "priority": "urgent", "customer": "Acme",
                                 "requester": "Ana Lima <ana@x.example>", "source": "csv:31",
                                 "assignees": ["Bob <>"]}, id="freshdesk"),
        pytest.param(OSTICKET, {"status": "open", "priority": "urgent", "source": "csv:104523",
                                "requester": "Ana Lima <ana@x.example>", "assignees": ["Bob <>"],
                                "opened": "2026-01-15T10:30:00Z"}, id="osticket"),
        pytest.param(OTRS, {"status": "resolved", "priority": "urgent", "customer": "acme",
                            "requester": "Ana Lima <ana@x.example>", "body": "text",
                            "source": "csv:2026010510000017"}, id="otrs"),
        pytest.param(TRAC, {"status": "closed", "type": "problem", "labels": ["ui", "web"],
                            "opened": "2026-01-05T10:30:00Z", "closed": "2026-01-06T10:30:00Z"},
                     id="trac"),
        pytest.param(PIVOTAL, {"status": "resolved", "requester": "ana <>", "assignees": ["bob <>"],
                               "resolved": "2026-01-06T12:00:00Z"}, id="pivotal"),
        pytest.param(YOUTRACK, {"status": "resolved", "priority": "urgent", "assignees": [],
                                "milestone": "2.0", "opened": "2026-01-05T10:30:00Z",
                                "resolved": "2026-01-06T10:30:00Z"}, id="youtrack"),
        pytest.param(MONDAY, {"status": "pending", "assignees": ["Ana <>"], "due": "2026-02-01"},
                     id="monday"),
        pytest.param(NOTION, {"status": "resolved", "due": "2026-01-09", "priority": "normal",
                              "opened": "2026-01-05T10:30:00Z"}, id="notion"),
        pytest.param(SHORTCUT, {"status": "resolved", "assignees": ["a@x.example", "b@x.example"]},
                     id="shortcut"),
        pytest.param(ZENDESK, {"status": "pending", "labels": ["vip", "login"]}, id="zendesk"),
        pytest.param(GERMAN, {"status": "in-progress", "type": "problem", "priority": "high",
                              "assignees": ["Ana <>"], "requester": "Bob <>", "due": "2026-02-01",
                              "opened": "2026-01-05T10:30:00Z", "source": "csv:WEB-7"},
                     id="german"),
        pytest.param(SERVICENOW, {"status": "resolved", "priority": "urgent", "source": "csv:INC7",
                                  "requester": "Ana Lima <>", "opened": "2026-01-05T10:30:00Z",
                                  "resolution": "patched"}, id="servicenow"),
        pytest.param(ZOHO, {"status": "closed", "requester": "Ana Lima <>",
                            "opened": "2026-01-05T10:30:00Z"}, id="zoho"),
        pytest.param(PORTUGUESE, {"status": "resolved", "requester": "Ana Lima <>",
                                  "due": "2026-01-20", "opened": "2026-01-15T10:30:00Z"},
                     id="portuguese"),
        pytest.param(SPANISH, {"status": "resolved", "priority": "high", "due": "2026-03-05"},
                     id="spanish-without-accents"),
        pytest.param(SHEET, {"status": "resolved", "assignees": ["Ana <>"], "due": "2026-12-05"},
                     id="a-sheet-in-german"),
        pytest.param(GITLAB, {"status": "closed", "assignees": ["ana <>"], "requester": "bob <>",
                              "closed": "2026-01-06T10:30:00Z"}, id="gitlab"),
        pytest.param(TODOIST, {"status": "open", "priority": "urgent", "due": "2026-02-01",
                               "body": "text"}, id="todoist"),
        pytest.param(TICKTICK, {"status": "resolved", "priority": "high", "labels": ["a", "b"],
                                "due": "2026-01-15", "source": "csv:7", "body": "text",
                                "resolved": "2026-01-06T10:30:00Z"}, id="ticktick"),
        pytest.param(PLANNER, {"status": "in-progress", "assignees": ["Ana <>", "Bob <>"],
                               "priority": "high", "labels": ["Blue", "Red"]}, id="planner"),
        pytest.param(GLPI, {"status": "in-progress", "requester": "Ana <>", "priority": "urgent",
                            "assignees": ["Bob <>"], "opened": "2026-01-05T10:30:00Z"}, id="glpi"),
        pytest.param(TAIGA, {"opened_by": "Ana Lima <>", "assignees": [], "source": "csv:900"},
                     id="taiga"),
        pytest.param(KANBOARD, {"status": "closed", "closed": "2026-01-16T10:30:00Z",
                                "assignees": ["Bob Ray <>"], "priority": None}, id="kanboard"),
        pytest.param(OPENPROJECT, {"status": "open", "due": "2026-01-20", "milestone": "1.0"},
                     id="openproject"),
        pytest.param(HUBSPOT, {"status": "open", "requester": "Ana Lima <ana@x.example>",
                               "customer": "Acme", "assignees": ["Bob <>"], "body": "text",
                               "opened": "2026-01-05T10:30:00Z"}, id="hubspot"),
        pytest.param(SALESFORCE, {"closed": "2026-01-06T10:30:00Z", "assignees": ["Bob <>"],
                                  "opened": "2026-01-05T10:30:00Z", "source": "csv:0001",
                                  "requester": "Ana Lima <>", "customer": "Acme"}, id="salesforce"),
        pytest.param(DATASET, {"requester": "Ana Lima <ana@x.example>", "status": "pending",
                               "priority": "urgent", "body": "text"}, id="dataset"),
        pytest.param(DUMP, {"priority": None, "assignees": [], "due": None, "fields": {}},
                     id="database"),
    ],
)  # fmt: skip
def test_a_row_means_what_its_tool_means(
    desk: DeskInFiles, tmp_path: Path, table: str, expected: dict[str, object]
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(table)
    desk.call("import", "csv", str(file))
    found = tickets(desk)["x"]
    assert {name: found[name] for name in expected} == expected
    assert desk.call("import", "csv", str(file)).stderr.startswith("0 tickets made")


@pytest.mark.parametrize(
    ("table", "by", "at"),
    [(CLICKUP, "ana@x.example", "2026-01-06T08:00:00Z"),
     (PIVOTAL, "Ana Lima <>", "2026-01-05T12:00:00Z"),
     ("id,title,created,comments\n1,x,2026-01-05,Fine.\n2,y,2026-01-05,3\n", "unknown <>",
      "2026-01-05T12:00:00Z")],
)  # fmt: skip
def test_comments_of_a_row(desk: DeskInFiles, tmp_path: Path, table: str, by: str, at: str) -> None:
    file = tmp_path / "in.csv"
    file.write_text(table)
    desk.call("import", "csv", str(file))
    found = [(c["by"], c["at"]) for c in tickets(desk)["x"]["comments"]]  # type: ignore[attr-defined]
    assert found == [(by, at)]


def test_titles_by_depth_and_relations_in_a_cell_are_links(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    tree, issues = tmp_path / "tree.csv", tmp_path / "issues.csv"
    tree.write_text("ID,Work Item Type,Title 1,Title 2\n1,Epic,Shop,\n2,Feature,,Cart\n")
    issues.write_text(
        '#,Tracker,Subject,Related issues\n12,Bug,Crash,"Blocks #13, Copied to #14"\n13,Bug,Fix,\n'
    )
    for file in (tree, issues):
        desk.call("import", "csv", str(file))
    assert links(desk, "Cart") == {("parent", "Shop")}
    assert links(desk, "Crash") == {("blocks", "Fix")}
    assert tickets(desk)["Crash"]["fields"]["related_issues"] == ["Copied to #14"]  # type: ignore[index]


TODOIST_NOTES = """\
TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG
meta,view_style=list,,,,,,,
note,of the project,,,,Ana (7),,2026-01-04T10:00:00Z,
task,x,,1,1,Ana (7),,,
note,"said, \x00here",,,,Bob (8),,2026-01-05T10:00:00Z,
section,Later,,,,,,,
note,of nothing,,,,Ana (7),,2026-01-06T10:00:00Z,
task,y,,4,1,Ana (7),,,
"""


def test_a_note_of_todoist_is_a_comment_of_the_task_above_and_a_section_its_field(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(TODOIST_NOTES)
    said = desk.call("import", "csv", str(file)).stderr
    x, y = (tickets(desk)[title] for title in "xy")
    assert [(c["by"], c["at"], c["text"]) for c in x["comments"]] == [  # type: ignore[attr-defined]
        ("Bob <>", "2026-01-05T10:00:00Z", "said, \ufffdhere")
    ]
    assert ("section" in x["fields"], y["fields"]["section"]) == (False, "Later")  # type: ignore[operator, index]
    assert y["comments"] == []
    assert [said.count(f"it is no task: {kind}") for kind in ("meta", "note")] == [1, 2]


def test_todoists_tasks_have_their_parts_labels_and_empty_sections_are_told(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(
        "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE\n"
        "section,Bare,,,,,,\nsection,Home,,,,,,\ntask,Buy milk @shop @food,,1,1,Ana (7),,\n"
        "task,Soy,,4,2,Ana (7),,\nnote,Any,,,,Ana (7),,\ntask,Mail me @ 9,,4,1,,,\n"
    )
    assert "a section without tasks: Bare" in desk.call("import", "csv", str(file)).stderr
    found = tickets(desk)
    milk, soy = found["Buy milk"], found["Soy"]
    assert (milk["labels"], milk["requester"]) == (["shop", "food"], "Ana <>")
    assert soy["links"] == [{"kind": "parent", "id": milk["id"]}]
    assert found["Mail me @ 9"]["links"] == []


def test_a_row_with_the_word_task_is_no_header(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("what,kind\nx,task\ny,issue\n")
    assert "--map COLUMN=title" in desk.call("import", "csv", str(file), code=1).stderr
    desk.call("import", "csv", str(file), "--map", "what=title")
    assert {*tickets(desk)} == {"x", "y"}


def test_lines_before_the_header_are_told(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(MONDAY)
    assert "left out: the 2 lines before the header" in desk.call("import", "csv", str(file)).stderr


def test_todoists_tasks_are_known_again_with_other_labels_and_tasks_of_one_name_apart(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(
        "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT\n"
        "section,Home,,,\ntask,Buy @a,,1,1\ntask,same @b,,1,1\ntask,same @c,,1,1\n"
        "section,Office,,,\ntask,Buy @d,,1,1\ntask,Paper,,1,2\n"
    )
    desk.call("import", "csv", str(file))
    made = json.loads(desk.call("list", "--all", "--json").stdout)
    assert sorted(each["title"] for each in made) == ["Buy", "Buy", "Paper", "same", "same"]
    assert not any(each["links"] for each in made), "either could be what Paper is a part of"
    known = {each["source"] for each in made}
    assert f"csv:~{fingerprint('same @b')}" in known


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Titel;Bemerkung;Beschreibung", "x;aside;text", {"body": "text"}),
        ("Titel;Bemerkung", "x;aside", {"body": "aside"}),
        ("Titel;Dringlichkeit;Priorität", "x;niedrig;hoch", {"priority": "high"}),
        ("Tarea;Título;Responsable;Asignado a", "T-1;x;Ana;Bob", {"assignees": ["Bob <>"]}),
        ("Titel;Frist;Fällig", "x;2026-12-01;2026-12-05", {"due": "2026-12-05"}),
        ("Name;Resume", "x;https://cv.example.org/x", {}),
        ("Nr;Titel;Stand;Zustand", "7;x;12.11.2026;erledigt", {"status": "resolved"}),
        ("Titel;Fällig", "x;nach 5. Mai 2026", {"due": None}),
        (
            "number;title;createdAt;closedAt;dueDate;state",
            "4;x;2026-01-05;2026-01-06;2026-01-09;done",
            {
                "opened": "2026-01-05T12:00:00Z",
                "due": "2026-01-09",
                "source": "csv:4",
                "fields": {"original_status": "done"},
            },
        ),
        (
            "shortDescription;issueKey;taskSize",
            "x;A-1;9",
            {"source": "csv:A-1", "fields": {"tasksize": "9"}},
        ),
        ("Title;Ticket Status;Status", "x;done;open", {"status": "open"}),
        ("Title;Task Description;Issue Description", "x;text;aside", {"body": "text"}),
        (
            "Betreff;Zugewiesen an - Techniker;Zugewiesen an - Gruppe",
            "x;Bob;IT",
            {"assignees": ["Bob <>"]},
        ),
    ],
)
def test_the_plainest_name_of_a_column_wins(
    desk: DeskInFiles, tmp_path: Path, header: str, row: str, expected: dict[str, object]
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(f"{header}\n{row}\n")
    desk.call("import", "csv", str(file))
    (ticket,) = tickets(desk).values()
    assert ticket["title"] == "x"
    assert {name: ticket[name] for name in expected} == expected


def test_numbers_of_servicenow_are_those_of_incidents(desk: DeskInFiles, tmp_path: Path) -> None:
    rows = [
        {"sys_id": str(n), "number": number, "short_description": number, "state": "3",
         "active": active}
        for n, (number, active) in enumerate((("INC1", "true"), ("SCTASK1", "false")))
    ]  # fmt: skip
    file = tmp_path / "in.json"
    file.write_text(json.dumps({"result": rows}))
    desk.call("import", "json", str(file))
    found = tickets(desk)
    assert (found["INC1"]["status"], found["SCTASK1"]["status"]) == ("pending", "closed")


def test_fossils_blanks_and_days_are_read(desk: DeskInFiles, tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text(FOSSIL)
    desk.call("import", "csv", str(tmp_path / "t.tsv"))
    found = tickets(desk)["a door"]
    assert [found[n] for n in ("type", "status", "priority", "opened", "resolved", "body")] == [
        "problem", "resolved", "urgent", "2026-01-05T10:30:00Z", "2026-01-06T12:00:00Z",
        "It\nis\\open",
    ]  # fmt: skip
    assert found["source"] == "csv:ab12"
