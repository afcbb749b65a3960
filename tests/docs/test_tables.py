"""Tables and defaults in the pages, held against the program's own."""

import json
import re

import click
import pytest

from tests.conftest import DeskInFiles
from tests.docs.pages import ROOT, rows_of, text_of
from tix.actions import archive, desk_status, duplicates, inbox
from tix.cli import cli
from tix.commands import ENTRIES
from tix.console.ticket_lines import FOR_PROGRAMS
from tix.exporters import EXPORTERS
from tix.importers import IMPORTERS
from tix.model.config import source
from tix.model.record import document
from tix.model.records.kinds import BY_NAME
from tix.query import parser
from tix.query.fields import BUILT_IN, plain_name
from tix.query.terms import IS_WORDS
from tix.reports.table import REPORTS
from tix.storage.repair import versions

_PAGE = text_of("docs/command-line.md")


def _command(name: str) -> click.Command:
    """A command by its name, or by that of its group and its own."""
    command: click.Command | None = cli
    for word in name.split():
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    return command


def _options(name: str) -> set[str]:
    found = {opt for param in _command(name).params for opt in (*param.opts, *param.secondary_opts)
             if isinstance(param, click.Option)}  # fmt: skip
    return found | {"--help", "-h"}


def test_the_page_has_every_command() -> None:
    shown = set(re.findall(r"(?<![\w/])tix ([a-z][a-z-]+)", _PAGE))
    assert {*ENTRIES} - shown == set()
    assert set(re.findall(r"^### tix ([a-z-]+)", _PAGE, re.MULTILINE)) <= {*ENTRIES}
    readme = text_of("README.md")
    assert {name for name in ENTRIES if not re.search(rf"[` ]{name}\b", readme)} == {
        "unwatch", "merge-driver",
    }  # fmt: skip


def test_every_option_that_a_table_names_is_there() -> None:
    """In the tables below ``### tix COMMAND``, and in rows that begin with a command."""
    for section in re.split(r"^(?=##+ )", _PAGE, flags=re.MULTILINE):
        heading = re.match(r"### tix ([a-z-]+)", section)
        for row in re.findall(r"^\| (.+?) (?<!\\)\|", section, re.MULTILINE):
            named = re.match(r"`tix ((?:customer )?[a-z-]+)", row)
            name = named[1] if named else heading[1] if heading else ""
            if name.partition(" ")[0] in ENTRIES and row.startswith("`"):
                options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row))
                assert options - _options(name) == set(), row


@pytest.mark.parametrize("name", ENTRIES)
def test_every_option_has_help(name: str) -> None:
    for param in _command(name).params:
        if isinstance(param, click.Option) and not param.hidden:
            assert param.help, f"{name} {param.opts}"


def test_the_pages_name_every_format_and_report() -> None:
    imports = text_of("docs/import-export.md")
    assert set(re.findall(r"^tix import ([a-z.-]+)", imports, re.MULTILINE)) == {
        importer.name for importer in IMPORTERS
    }
    assert {row[0].strip("`") for row in rows_of("docs/import-export.md", "## Export")} == {
        exporter.name for exporter in EXPORTERS
    }
    reports = text_of("docs/reports.md")
    assert re.findall(r"^\*\*(\w+)\*\* — ", reports, re.MULTILINE) == [r.name for r in REPORTS]


def test_the_json_of_the_page_has_the_keys_of_the_program(desk: DeskInFiles) -> None:
    page = text_of("docs/json.md")
    desk.write("tix.yaml", "promises: [{name: gold, calendar: always, resolution: 2d}]\n")
    desk.commit("promises")
    ident = desk.open("One")
    desk.git("init", "--bare", "--quiet", str(desk.root.parent / "there"))
    desk.git("remote", "add", "origin", str(desk.root.parent / "there"))
    blocks = {
        name: json.loads(page.split(f"\n## {name}\n", 1)[1].split("```json\n")[1].split("```")[0])
        for name in ("A ticket", "check", "sync", "status", "log", "inbox")
    }
    told = {
        "A ticket": desk.call("show", ident, "--json"),
        "check": desk.call("check", "--json"),
        "sync": desk.call("sync", "--json"),
        "status": desk.call("status", "--json"),
        "log": desk.call("log", "--json"),
        "inbox": desk.call("inbox", "--json", "--peek"),
    }
    for name, result in told.items():
        is_, shown = json.loads(result.stdout), blocks[name]
        if isinstance(is_, list):
            is_, shown = is_[0], shown[0]
        assert [*is_] == [*shown], name


def test_defaults_are_as_the_pages_say(desk: DeskInFiles) -> None:
    shown = {}
    for line in desk.call("config").rows:
        shown[line[0]] = line[1]
    said = {row[0].strip("`"): row[2] for row in rows_of("docs/configuration.md", "## The desk")}
    assert f"`{shown['timezone']}`" == said["timezone"]
    for name in ("sync_after_write", "require_signed"):
        assert f"`{shown[name]}`" == said[name]
    for name in ("types", "priorities"):
        assert ", ".join(re.findall("`(.+?)`", said[name])) == shown[name]
    words = {name.partition(".")[2] for name in shown if name.startswith("statuses.")}
    assert set(re.findall("`(.+?)`", said["statuses"])) == words
    assert (shown["archive_after"], said["archive_after"]) == (
        "never", "never by itself; `tix archive`: `90d`",
    )  # fmt: skip
    assert f"`{shown['defaults.type']}`" in said["defaults"]
    assert f"`{shown['defaults.priority']}`" in said["defaults"]
    assert shown["user.editor"] == "vi"
    assert "else `vi`" in _PAGE
    assert shown["user.pager"] == "less"
    assert "else `less`" in _PAGE

    def default(command: str, option: str) -> object:
        return next(p.default for p in _command(command).params if option in p.opts)

    assert default("search", "--limit") == 100
    assert "| `-n`, `--limit N` | the N best ones, 100 if you don't say;" in _PAGE
    assert default("similar", "--limit") == 10
    assert "| `-n`, `--limit N` | at most N, usually 10 |" in _PAGE


def test_limits_are_as_the_pages_say() -> None:
    """Each number where a page states it, held against the constant that it stands for."""
    said = {
        "docs/query.md": (
            f"A query has {parser.MAX_LENGTH:,} characters, {parser.MAX_TERMS:,} words",
            f" and {parser.MAX_FIELDS} fields at the most",
            f"nests {parser.MAX_DEPTH} deep",
        ),
        "docs/command-line.md": (
            f"The newest {versions.LOOKED_AT} merges are looked at",
            f"hasn't been for more than {duplicates._LATELY.days} days",
            f"what has been done for {archive.USUAL.days} days",
        ),
        "docs/json.md": (f"only the latest {desk_status.MOST_COMMITS} commits",),
        "docs/file-format.md": (f"16 MB ({document.LIMIT:,} bytes)",),
        "docs/configuration.md": ("have 60 characters at the most", "Over 1 MB is refused"),
    }
    for page, sentences in said.items():
        text = " ".join(text_of(page).split())
        for sentence in sentences:
            assert sentence in text, f"{page}: {sentence}"
    assert inbox.FIRST_LOOK.days == 7
    assert "The first look goes back seven days" in text_of("docs/command-line.md")
    assert source.LIMIT == 1024 * 1024


def test_the_page_of_queries_has_every_field_and_word() -> None:
    shown = {
        name
        for row in rows_of("docs/query.md", "## Fields")
        for name in re.findall("`([a-z_-]+)`", row[0])
    }
    fields = {field.name for field in BUILT_IN}
    assert {plain_name(name) for name in shown - {"by", "is", "has", "sort"}} == {
        plain_name(name) for name in fields
    } - {"is", "has", "sort"}
    table = text_of("docs/query.md").split("| `is:` |", 1)[1].split("\n\n", 1)[0]
    assert set(re.findall("`is:([a-z-]+)`", table)) == set(IS_WORDS)


def test_the_page_of_json_has_the_columns_of_the_program(desk: DeskInFiles) -> None:
    page = text_of("docs/json.md").split("\n## list\n", 1)[1]
    shown = re.search(r"^\| `id` .*$", page, re.MULTILINE)
    assert shown is not None
    assert tuple(re.findall("`(.+?)`", shown[0])) == FOR_PROGRAMS
    others = [row[0].strip("`") for row in rows_of("docs/json.md", "chooses others")]
    ident = desk.open("One")
    fields = json.loads(desk.call("show", ident, "--json").stdout)
    named = [*(key for key in fields if key not in ("body", "fields")), *others]
    desk.call("list", "--columns", ",".join(dict.fromkeys(named)))
    for name in ("body", "fields"):
        desk.call("list", "--columns", name, code=2)


def test_the_figures_of_the_pages_are_those_that_were_measured() -> None:
    """Within a tenth, so that a new measurement that says the same need not change the page."""
    desks = json.loads((ROOT / "benchmarks/results.json").read_text())["desks"]
    page = text_of("docs/index.md").split("## How fast it is", 1)[1]
    rows = {
        "100000": ("show ID", "list", "list QUERY", "status", "search WORDS", "report summary",
                   "comment", "open", "assign"),
        "10000": ("first index", "field history"),
    }  # fmt: skip
    figures = re.findall(
        r"(?<![\w,.])(?:[0-9]\.[0-9]|[0-9])(?![\w,.]*[0-9])", page.split("[bench", 1)[0]
    )
    measured = [desks[size]["rows"][row]["wall"] for size, names in rows.items() for row in names]
    assert len(figures) == len(measured)
    for figure, wall in zip(figures, measured, strict=True):
        assert abs(float(figure) - wall) <= max(0.1 * wall, 0.06), (figure, wall)


@pytest.mark.parametrize(
    ("page", "heading", "name"),
    [
        ("customers", "## Fields", "customer"),
        ("assets", "## Fields", "asset"),
        ("knowledge-base", "## Fields", "article"),
        ("replies", "## Fields", "reply"),
        ("records", "## Invoices", "invoice"),
    ],
)
def test_the_pages_of_records_have_every_field(page: str, heading: str, name: str) -> None:
    shown = [row[0].strip("`") for row in rows_of(f"docs/{page}.md", heading)]
    assert shown == [field.name for field in BY_NAME[name].fields if field.editable]


def test_the_file_format_has_every_field_of_a_record_with_its_type() -> None:
    rows = re.findall(r"^\| (\w+) \| (`\w+` .+) \|$", text_of("docs/file-format.md"), re.MULTILINE)
    told = {kind: fields for kind, fields in rows if kind in BY_NAME}
    of_kind = {}
    for name in told:
        fields = []
        for field in BY_NAME[name].fields:
            word = field.kind.name
            plural = word if word.endswith("s") else f"{word}s"
            fields.append(f"`{field.name}` {f'list of {plural}' if field.many else word}")
        of_kind[name] = ", ".join(fields)
    assert told == of_kind
    assert set(told) == {kind.name for kind in BY_NAME.values()}
