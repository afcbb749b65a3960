"""Tables: what a row is known by, who is one person, and which of them are tix's own."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.importers import table
from tix.importers.foreign_words import Words
from tix.importers.incoming import Incoming, Reading
from tix.model.config.config import Config
from tix.model.ticket.ticket import Ticket

WORDS = Words(Config())


def reading(tmp_path: Path, text: str, columns: Mapping[str, str] | None = None) -> Reading:
    file = tmp_path / "in.csv"
    file.write_text(text)
    return table.read(file, WORDS, columns=columns)


def rows(tmp_path: Path, text: str, columns: Mapping[str, str] | None = None) -> list[Incoming]:
    return reading(tmp_path, text, columns).items


def fields(ticket: Ticket) -> dict[str, object]:
    return {field.name: field.value for field in ticket.team_fields}


def test_a_channel_that_a_helpdesk_calls_source_is_no_identity(tmp_path: Path) -> None:
    text = "Ticket ID,Subject,Source\n7,Printer,Email\n8,Mouse,Email\n9,Disk,Phone: desk\n"
    found = [item.ticket for item in rows(tmp_path, text)]
    assert [ticket.source for ticket in found] == ["csv:7", "csv:8", "csv:9"]
    channels = [fields(ticket)["original_source"] for ticket in found]
    assert channels == ["Email", "Email", "Phone: desk"]
    [nameless] = rows(tmp_path, "Subject,Source\nPrinter,Email\n")
    assert nameless.ticket.source and nameless.ticket.source.startswith("csv:~")


def test_the_next_export_of_a_helpdesk_renames_no_other_ticket(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    for rows in ("7,Printer,Email\n8,Mouse,Email\n", "9,Disk,Email\n8,Mouse,Email\n"):
        file.write_text(f"Ticket ID,Subject,Source\n{rows}")
        desk.call("import", "csv", str(file))
    found = json.loads(desk.call("export", "json").stdout)
    assert sorted((ticket["source"], ticket["title"]) for ticket in found) == [
        ("csv:7", "Printer"),
        ("csv:8", "Mouse"),
        ("csv:9", "Disk"),
    ]


@pytest.mark.parametrize(
    ("text", "columns", "source"),
    [
        ("id,title,source\n7,x,jira:ABC-7\n", None, "jira:ABC-7"),
        ("id,title,Source\n7,x,Email\n", {"Source": "source"}, "csv:Email"),
        ("Nr,title,Source\n7,x,Email\n", {"nr": "source"}, "csv:7"),
        ("Nr,title,Source\n7,x,csv:9\n", {"Nr": "source"}, "csv:7"),
    ],
)
def test_a_source_is_believed_that_tix_gave_or_the_user_named(
    tmp_path: Path, text: str, columns: Mapping[str, str] | None, source: str
) -> None:
    [item] = rows(tmp_path, text, columns)
    assert item.ticket.source == source


def test_an_address_beside_a_customer_isnt_the_customers_name(tmp_path: Path) -> None:
    text = "title,Customer,Customer Email\nx,ACME,jo@acme.example\n"
    [item] = rows(tmp_path, text)
    assert item.ticket.customer == "ACME"
    assert fields(item.ticket) == {"customer_email": "jo@acme.example"}


def test_a_name_and_an_address_are_one_person(tmp_path: Path) -> None:
    head = "title,Requester Name,Requester Email,Owner,Owner_Email,Created By,Created By Email,Cc,"
    text = head + "Cc Email\nx,Jo,jo@x.example,Ana,ana@x.example,Bo,bo@x.example,Cy,cy@x.example\n"
    ticket = rows(tmp_path, text)[0].ticket
    assert ticket.requester == "Jo <jo@x.example>"
    assert ticket.assignees == ("Ana <ana@x.example>",)
    assert ticket.opened_by == "Bo <bo@x.example>"
    assert ticket.watchers == ("Cy <cy@x.example>",)
    assert fields(ticket) == {}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("comments,path,updated", "It broke,src/x.py,2026-03-01"),
        ("comments,path,updated", "3,src/x.py,2026-03-01"),
        ("comments,path", "3,pages/x.md"),
    ],
)
def test_a_table_with_columns_like_those_of_tix_loses_nothing(
    tmp_path: Path, head: str, row: str
) -> None:
    found = reading(tmp_path, f"title,{head}\nx,{row}\n")
    comments, path, *_ = row.split(",")
    ticket = found.items[0].ticket
    said = "".join(each.text for each in ticket.comments) or fields(ticket)["original_comments"]
    assert (said, fields(ticket)["original_path"]) == (comments, path)
    assert not any("no comments" in note for note in found.notes)


def test_the_table_that_tix_exports_is_its_own(desk: DeskInFiles, tmp_path: Path) -> None:
    ident = desk.call("open", "x", "-q").stdout.strip()
    desk.call("comment", ident, "hi")
    found = reading(tmp_path, desk.call("export", "csv").stdout)
    assert any("no comments" in note for note in found.notes)
    assert fields(found.items[0].ticket) == {}


@pytest.mark.parametrize(
    ("head", "cell", "status"),
    [
        ("Completed", "30%", "open"),
        ("Completed", "0", "open"),
        ("Resolved", "never", "open"),
        ("Closed at", "n/a", "open"),
        ("Closed at", "2026-03-01", "resolved"),
        ("Completed", "3/4/2026", "resolved"),
        ("Done", "x", "resolved"),
        ("Gelöst", "Nein", "open"),
        ("Gelöst", "Ja", "resolved"),
        ("Resolvido", "Não", "open"),
        ("Résolu le", "01.03.2026", "resolved"),
    ],
)
def test_done_is_what_a_yes_or_a_day_says(
    tmp_path: Path, head: str, cell: str, status: str
) -> None:
    for text in (f"Title,{head}\nx,{cell}\n", f"Title,Status,{head}\nx,Off to sea,{cell}\n"):
        assert rows(tmp_path, text)[0].ticket.status == status


@pytest.mark.parametrize(
    ("text", "expected", "kept"),
    [
        ("ID,Title,Resumen,Status\n7,x,Why,Done\n",
         {"source": "csv:7", "title": "x", "body": "Why", "status": "resolved"}, {}),
        ("Número,Resumen,Título,Estado\n7,Why,x,Cerrada\n",
         {"source": "csv:7", "title": "x", "body": "Why", "status": "closed"}, {}),
        ("番号,件名,概要\n7,x,Why", {"source": "csv:7", "title": "x", "body": "Why"}, {}),
        ("Nummer;Zusammenfassung\n7;x\n", {"source": "csv:7", "title": "x"}, {}),
        ("Name;Betreff\nJo;x\n", {"title": "x"}, {"name": "Jo"}),
        ("Titel;Zusammenfassung;Beschreibung\nx;Why;How\n",
         {"title": "x", "body": "How"}, {"zusammenfassung": "Why"}),
        ("Estado,ID,Title,Status\nRJ,7,x,Done\n", {"status": "resolved"}, {"estado": "RJ"}),
        ("Title,Beschreibung,Description\nx,Wie,How\n", {"body": "How"}, {"beschreibung": "Wie"}),
        ("Titel;Fällig;Termin\nx;2026-03-01;2026-04-01\n",
         {"due": date(2026, 3, 1)}, {"termin": "2026-04-01"}),
        ("Titel;Autor;Ersteller\nx;Jo;Bo\n", {"opened_by": "Jo <>"}, {"ersteller": "Bo"}),
        ("Titel;Erstellt;Erstellt am\nx;2026-03-01T09:00Z;heute\n",
         {"opened": datetime(2026, 3, 1, 9, tzinfo=UTC)}, {"erstellt_am": "heute"}),
        ("Titel;Stichwörter;Stichwörter\nx;a;b\n", {"labels": ("a", "b")}, {}),
        ("ID;Titel;Nummer\n7;x;12\n", {"source": "csv:7"}, {"nummer": "12"}),
        ("Nummer;Titel;Schlüssel\n12;x;WEB-7\n", {"source": "csv:WEB-7"}, {"nummer": "12"}),
    ],
)  # fmt: skip
def test_a_column_is_translated_where_no_other_means_the_same(
    tmp_path: Path, text: str, expected: dict[str, object], kept: dict[str, object]
) -> None:
    [item] = rows(tmp_path, text)
    assert {name: getattr(item.ticket, name) for name in expected} == expected
    told = fields(item.ticket).items()
    assert {name: value for name, value in told if name != "original_status"} == kept


@pytest.mark.parametrize("numbers", [("12", "12"), ("12", "")])
def test_a_number_that_tells_no_rows_apart_is_no_id(
    tmp_path: Path, numbers: tuple[str, str]
) -> None:
    found = rows(tmp_path, "Título;Rua;Número\nx;A;{}\ny;B;{}\n".format(*numbers))
    assert [fields(item.ticket).get("número", "") for item in found] == [*numbers]
    assert len({item.ticket.source for item in found}) == 2
    assert not any(item.ticket.key for item in found)


def test_what_isnt_understood_is_told_by_the_files_own_name(tmp_path: Path) -> None:
    [item] = rows(tmp_path, "Titel;Erstellt am;Fällig\nx;gestern;bald\n")
    assert item.notes == (
        "fällig: not understood as due, kept as a field",
        "erstellt am: not understood as opened, kept as a field",
    )
    assert fields(item.ticket) == {"erstellt_am": "gestern", "fällig": "bald"}


@pytest.mark.parametrize(
    ("encoding", "name", "header", "title"),
    [
        ("cp1251", "Windows-1251", "Тема;Статус", "Принтер"),
        ("cp1250", "Windows-1250", "Tytuł;Stan", "Żółw"),
        ("cp932", "Shift JIS", "件名;ステータス", "印刷機"),
        ("gb18030", "GB 18030", "标题;状态", "打印机"),
        ("cp1252", "Windows-1252", "Titel;Priorität", "„Größe“"),
        ("mac_roman", "Mac OS Roman", "Titel;Priorität", "„Größe“"),
        ("cp1250", "Windows-1250", "sep=;\nTytuł;Stan", "Żółw"),
    ],
)
def test_an_encoding_is_told_by_the_names_of_columns(
    desk: DeskInFiles, tmp_path: Path, encoding: str, name: str, header: str, title: str
) -> None:
    table = tmp_path / "in.csv"
    table.write_bytes(f"{header}\n{title};\n".encode(encoding))
    assert name in desk.call("import", "csv", str(table)).stderr
    assert desk.call("list", "--columns", "title").stdout == f"{title}\n"


def test_rows_of_one_title_change_nothing_when_they_come_again(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text("title,status\nWater plants,open\nWater plants,done\n")
    for told in ("1 ticket made", "1 ticket already there, unchanged"):
        said = desk.call("import", "csv", str(tmp_path / "in.csv")).stderr
        assert told in said
        assert "line 3: it has the title of line 2, and no id" in said
        assert "changed as" not in said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("05.12.26", "26.12.05"), "26.12.05 is read as 2005-12-26, the year last"),
        (("05.12.26", "26.12.2005"), ""),
        (("26.12.55",), ""),
        (("26.12.05 10:00",), "26.12.05 is read as 2005-12-26, the year last"),
    ],
)
def test_a_year_that_may_come_first_is_told(
    desk: DeskInFiles, tmp_path: Path, days: tuple[str, ...], said: str
) -> None:
    rows = "".join(f"{number};{day}\n" for number, day in enumerate(days))
    (tmp_path / "in.csv").write_text(f"title;due\n{rows}")
    told = desk.call("import", "csv", str(tmp_path / "in.csv"), "--dry-run").stderr
    assert said in told
    assert ("year last" in told) == bool(said)
