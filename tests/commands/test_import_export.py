"""tix import and tix export, from the file to the desk and back."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles

ISSUES = [
    {
        "number": 7, "title": "Crash: on start", "body": "It\r\ncrashes 💥", "state": "OPEN",
        "labels": [{"name": "bug, urgent"}], "author": {"login": "jo"}, "assignees": [],
        "createdAt": "2024-05-01T10:00:00Z", "closedAt": None,
        "updatedAt": "2024-05-02T10:00:00Z", "milestone": {"title": "2.0"},
        "url": "https://github.com/acme/shop/issues/7",
        "comments": [
            {"id": "a1", "author": {"login": "max"}, "body": "Me too",
             "createdAt": "2024-05-03T10:00:00Z", "url": "https://github.com/x#1"},
        ],
    },
    {
        "number": 8, "title": "Typo", "body": "", "state": "CLOSED", "labels": [],
        "author": None, "assignees": [{"login": "max"}], "createdAt": "2024-06-01T10:00:00Z",
        "closedAt": "2024-06-02T10:00:00Z", "updatedAt": "2024-06-02T10:00:00Z",
        "url": "https://github.com/acme/shop/issues/8", "comments": [], "milestone": None,
    },
]  # fmt: skip


@pytest.fixture
def issues(tmp_path: Path) -> str:
    file = tmp_path / "issues.json"
    file.write_text(json.dumps(ISSUES))
    return str(file)


def commits(desk: DeskInFiles) -> int:
    return int(desk.git("rev-list", "--count", "HEAD"))


def test_an_import_is_one_commit_and_keeps_dates_and_authors(
    desk: DeskInFiles, issues: str
) -> None:
    before = commits(desk)
    result = desk.call("import", "github", issues)
    assert "2 tickets made, with 1 comment" in result.stderr
    assert commits(desk) == before + 1
    first, second = sorted(json.loads(desk.call("list", "--all", "--json").stdout),
                           key=lambda t: str(t["opened"]))  # fmt: skip
    assert (first["title"], first["opened"]) == ("Crash: on start", "2024-05-01T10:00:00Z")
    assert first["source"] == "github:acme/shop#7" and first["labels"] == ["bug, urgent"]
    assert first["comments"][0]["at"] == "2024-05-03T10:00:00Z"
    assert first["comments"][0]["by"] == "max <>" and first["path"].startswith("tickets/2024/05/")
    assert (second["status"], second["closed"]) == ("closed", "2024-06-02T10:00:00Z")
    assert desk.call("check").code == 0


def test_importing_twice_adds_nothing(desk: DeskInFiles, issues: str) -> None:
    desk.call("import", "github", issues)
    before = commits(desk)
    assert "2 tickets already there" in desk.call("import", "github", issues).stderr
    assert commits(desk) == before


def test_a_dry_run_writes_nothing(desk: DeskInFiles, issues: str) -> None:
    before = commits(desk)
    assert "would be made" in desk.call("import", "github", issues, "--dry-run").stderr
    assert commits(desk) == before and desk.call("list", "--all").stdout == ""


def test_markdown_says_what_it_leaves_out(desk: DeskInFiles, tmp_path: Path) -> None:
    folder = tmp_path / "tasks"
    folder.mkdir()
    (folder / "readme.md").write_text("# Tasks\n")
    (folder / "a.md").write_text(
        "---\nid: T-1\ntitle: One\nstatus: Done\npriority: medium\nassignee: '@max'\n"
        "created_date: 2024-01-02 10:00\nordinal: 0100\n---\n\nText\n"
    )
    result = desk.call("import", "markdown", str(folder))
    assert "1 ticket made" in result.stderr and "readme.md: no front matter" in result.stderr
    (only,) = json.loads(desk.call("list", "--all", "--json").stdout)
    assert (only["priority"], only["assignees"]) == ("normal", ["max <>"])
    assert only["fields"]["ordinal"] == "0100" and only["body"] == "Text"


def test_a_desk_comes_through_json_unchanged(
    desk: DeskInFiles, issues: str, tmp_path: Path
) -> None:
    (tmp_path / "f.log").write_bytes(b"\x00\xff")
    desk.call("import", "github", issues)
    one = desk.open("With everything", "-l", "ci", "--due", "friday", "--attach",
                    str(tmp_path / "f.log"), "--key", "k")  # fmt: skip
    desk.call("link", one, "blocks", desk.open("Other"))
    exported = desk.call("export", "json", "--with-attachments").stdout
    other = DeskInFiles(tmp_path / "other", desk.environ)
    other.root.mkdir()
    other.call("init")
    other.call("import", "json", "-", stdin=exported)

    def comparable(text: str) -> list[object]:
        return [
            {k: v for k, v in t.items() if k not in ("path", "updated")} for t in json.loads(text)
        ]

    again = other.call("export", "json", "--with-attachments").stdout
    assert comparable(again) == comparable(exported)
    lines = desk.call("export", "json", "--lines").lines
    assert [json.loads(line)["id"] for line in lines] == [t["id"] for t in json.loads(exported)]


def test_an_export_of_all_tickets_says_which_records_are_not_in_it(desk: DeskInFiles) -> None:
    desk.open("Printer")
    desk.write("assets/site.css", "body {}")  # no record
    desk.commit("a folder of that name")
    assert "not in it" not in desk.call("export", "json").stderr
    desk.call("customer", "add", "Acme")
    desk.call("kb", "add", "Printers")
    said = desk.call("export", "json").stderr
    assert said == "not in it: customers, articles (tix export json --kind customer)\n"
    for narrower in (("json", "printer"), ("csv",), ("json", "--kind", "customer")):
        assert "not in it" not in desk.call("export", *narrower).stderr


def test_csv_cells_cant_be_formulas(desk: DeskInFiles) -> None:
    desk.open("=1+1")
    desk.call("open", "-l", "@x", "--", "-label")
    rows = list(csv.DictReader(io.StringIO(desk.call("export", "csv").stdout)))
    assert sorted(row["title"] for row in rows) == ["'-label", "'=1+1"]


def test_export_takes_a_query_with_negations(desk: DeskInFiles) -> None:
    desk.open("one", "-l", "ci")
    desk.open("two")
    exported = desk.call("export", "csv", "-label:ci").stdout
    assert ",two," in exported and ",one," not in exported


def test_markdown_goes_into_a_new_folder(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.open("one", "-b", "Text")
    desk.call("export", "markdown", "-o", str(tmp_path / "out"))
    (file,) = (tmp_path / "out").iterdir()
    assert "title: one" in file.read_text() and "Text" in file.read_text()
    assert (
        "isn't empty" in desk.call("export", "markdown", "-o", str(tmp_path / "out"), code=1).stderr
    )


def test_an_export_takes_the_place_of_an_older_one_whole(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.open("one")
    target = tmp_path / "out.csv"
    target.write_text("older")
    desk.call("export", "csv", "-o", str(target))
    assert ",one," in target.read_text() and [p.name for p in tmp_path.glob("*out*")] == ["out.csv"]
    assert "no such file" in desk.call("export", "csv", "-o", "no/where/x.csv", code=1).stderr


def test_export_leaves_who_may_read_the_file_and_a_link_as_they_were(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    desk.open("Secret")
    target, link = tmp_path / "x.csv", tmp_path / "link.csv"
    target.touch(mode=0o600)
    link.symlink_to(target)
    desk.call("export", "csv", "-o", str(link))
    assert "Secret" in target.read_text() and link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600


def test_an_import_of_which_nothing_comes_fails(desk: DeskInFiles) -> None:
    done = desk.call("import", "json", "-", stdin='[1, "x"]', code=1)
    assert "record 1" in done.stderr
    assert "nothing in - could be imported" in done.stderr
    assert desk.call("import", "json", "-", stdin="[]").code == 0


def test_importing_again_brings_changes_and_keeps_ours(desk: DeskInFiles, tmp_path: Path) -> None:
    issue = {"number": 1, "title": "Red", "state": "OPEN", "body": "one\ntwo",
             "createdAt": "2026-03-01T12:00:00Z", "labels": [{"name": "ci"}],
             "url": "https://github.com/a/b/issues/1"}  # fmt: skip
    file = tmp_path / "issues.json"
    file.write_text(json.dumps([issue]))
    desk.call("import", "github", str(file))
    [ident] = desk.call("list", "--ids").stdout.split()
    desk.call("edit", ident, "--title", "Mine", "-l", "here")
    head = desk.git("rev-parse", "HEAD")
    assert "1 ticket already there, unchanged" in desk.call("import", "github", str(file)).stderr
    assert desk.git("rev-parse", "HEAD") == head

    closed = {"state": "CLOSED", "closedAt": "2026-03-09T12:00:00Z", "labels": [{"name": "done"}]}
    file.write_text(json.dumps([{**issue, **closed, "body": "one\ntwo\nthree"}]))
    said = desk.call("import", "github", str(file), "--dry-run", "--json")
    assert json.loads(said.stdout) == {"tickets": [], "dry_run": True, "changed": [ident]}
    assert "1 ticket would change as the source has" in said.stderr
    assert desk.git("rev-parse", "HEAD") == head
    assert "1 ticket changed as the source has" in desk.call("import", "github", str(file)).stderr
    ticket = json.loads(desk.call("show", ident, "--json").stdout)
    assert (ticket["title"], ticket["status"], ticket["labels"]) == (
        "Mine",
        "closed",
        ["done", "here"],
    )
    assert ticket["body"] == "one\ntwo\nthree"
    assert desk.call("check").code == 0


@pytest.mark.parametrize("typed", ["ical", "org", "xml"])
def test_a_format_that_nothing_reads_says_what_to_do_instead(desk: DeskInFiles, typed: str) -> None:
    refused = desk.call("import", typed, "x", code=2).stderr
    assert "isn't read; make it a table or JSON: tix import csv, tix import json" in refused


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("fossil", "tix import csv tickets.tsv"), ("dstask", "tix import markdown DIR"),
     ("ditz", "tix import markdown DIR"), ("yaml", "YAML files")],
)  # fmt: skip
def test_a_tool_is_answered_with_the_format_that_reads_it(
    desk: DeskInFiles, typed: str, hint: str
) -> None:
    assert hint in desk.call("import", typed, "x", code=2).stderr
