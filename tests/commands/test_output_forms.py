"""What programs read: ``--format``, ``--fields``, ``--jsonl``, ``--header``, ``--null``."""

import json

import pytest

from tests.conftest import DeskInFiles
from tix.terminal.width import display_width


@pytest.fixture
def two(desk: DeskInFiles) -> tuple[str, str]:
    """A ticket that waits for another, with a wide title."""
    first = desk.open(
        "漢字 in a title that is long", "-l", "ci", "--set", "severity=high", "--new-field"
    )
    second = desk.open("Short", "--depends-on", first)
    return first, second


def rows(desk: DeskInFiles, *args: str) -> list[str]:
    return desk.call(*args).stdout.splitlines()


def test_a_format_fills_columns_in(desk: DeskInFiles, two: tuple[str, str]) -> None:
    first, second = two
    assert rows(desk, "list", "--sort", "-title", "--format", "{id} {labels} {{x}} {severity}") == [
        f"{first} ci {{x}} high", f"{second}  {{x}} ",
    ]  # fmt: skip
    assert rows(desk, "show", second, first, "--format", "{id}|{depends-on}|{blocks}") == [
        f"{second}|{first}|", f"{first}||",
    ]  # fmt: skip
    assert rows(desk, "show", first, "--format", "{blocked}{needed-by}") == [second]


@pytest.mark.parametrize("width", [1, 2, 5, 12, 40])
@pytest.mark.parametrize("align", ["", "<", ">", "^"])
def test_a_width_is_that_of_a_terminal(
    desk: DeskInFiles, two: tuple[str, str], width: int, align: str
) -> None:
    for line in rows(desk, "list", "--format", f"|{{title:{align}{width}}}|"):
        assert display_width(line) == width + 2


def test_sides(desk: DeskInFiles, two: tuple[str, str]) -> None:
    shown = rows(desk, "show", two[1], "--format", "{title:7}|{title:<7}|{title:>7}|{title:^7}")
    assert shown == ["Short  |Short  |  Short| Short "]


@pytest.mark.parametrize(
    "form",
    ["", "x", "{", "}", "{id", "{}", "{id!r}", "{id:.3}", "{id:0}", "{id:x}", "{{id}}", "{id:*<5}"],
)
def test_what_is_no_format_is_wrong_usage(desk: DeskInFiles, form: str) -> None:
    desk.open("A")
    said = desk.call("list", f"--format={form}", code=2)
    assert said.stderr.startswith("tix: --format")
    assert not said.stdout


def test_a_format_that_is_another_option_or_no_column(desk: DeskInFiles) -> None:
    assert "hint: --json\n" in desk.call("list", "--format", "json", code=2).stderr
    assert "no column 'titel'" in desk.call("list", "--format", "{titel}", code=2).stderr


def test_nothing_of_a_ticket_breaks_a_line(desk: DeskInFiles) -> None:
    desk.open("A", "--set", "note=a\nb\x1b[31m", "--new-field")
    shown = desk.call("list", "--format", "{note}").stdout
    assert shown.count("\n") == 1
    assert "\x1b" not in shown


def test_fields_choose_the_keys(desk: DeskInFiles, two: tuple[str, str]) -> None:
    first, second = two
    names = "id,label,severity,depends-on,parent,blocked,age,body,comments"
    given = json.loads(desk.call("list", "--sort", "-title", "--json", "--fields", names).stdout)
    assert [list(each) for each in given] == [names.split(",")] * 2
    assert given[0]["label"] == ["ci"]
    assert given[0]["severity"] == "high"
    assert given[1]["severity"] is None
    assert (given[1]["depends-on"], given[1]["parent"], given[1]["blocked"]) == (
        [first],
        None,
        True,
    )
    assert isinstance(given[0]["age"], int)
    one = json.loads(desk.call("show", second, "--json", "--fields", "id,updated").stdout)
    assert one["id"] == second
    assert one["updated"]
    hit = json.loads(desk.call("search", "short", "--json", "--fields", "id,score").stdout)
    assert [list(each) for each in hit] == [["id", "score"]]


def test_fields_tell_what_is_computed_from_a_field_of_the_team(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "Acme")
    desk.open("A", "-c", "acme")

    def told() -> list[object]:
        given = json.loads(
            desk.call("list", "--sort", "title", "--json", "--fields", "coverage").stdout
        )
        return [each["coverage"] for each in given]

    [covered] = told()
    assert isinstance(covered, dict) and covered["customer"] == "acme"
    desk.open("B", "-c", "acme", "--set", "coverage=full", "--new-field")
    assert told() == [None, "full"]


def test_lines_of_json(desk: DeskInFiles, two: tuple[str, str]) -> None:
    whole = json.loads(desk.call("list", "--json").stdout)
    assert [json.loads(line) for line in rows(desk, "list", "--jsonl")] == whole
    assert [json.loads(line) for line in rows(desk, "show", *two, "--jsonl")] == json.loads(
        desk.call("show", *two, "--json").stdout
    )
    log = json.loads(desk.call("log", "--json").stdout)
    assert [json.loads(line) for line in rows(desk, "log", "--jsonl")] == log
    hits = json.loads(desk.call("search", "title", "--json").stdout)
    assert [json.loads(line) for line in rows(desk, "search", "title", "--jsonl")] == hits


def test_a_header_names_the_columns(desk: DeskInFiles, two: tuple[str, str]) -> None:
    header, *lines = rows(desk, "list", "--header")
    assert header.split("\t")[:2] == ["id", "status"]
    assert len(header.split("\t")) == len(lines[0].split("\t"))
    assert rows(desk, "list", "--header", "--columns", "title,who")[0] == "title\tassignees"


def test_zero_bytes_end_lines_and_ids(desk: DeskInFiles, two: tuple[str, str]) -> None:
    ids = desk.call("list", "--ids", "-0", "--sort", "-title").stdout
    assert ids == "".join(f"{ident}\0" for ident in two)
    shown = desk.call("show", "-", "--null", "--format", "{id}", stdin=ids).stdout
    assert shown == ids
    desk.call("close", "-0", "-", stdin=ids)
    assert rows(desk, "list") == []
    assert desk.call("list", "--all", "--null", "--columns", "status").stdout == "closed\0" * 2


@pytest.mark.parametrize(
    "line",
    [
        "list --json --jsonl", "list --ids --format {id}", "list --format {id} --columns id",
        "list --fields id", "list --json --header", "list --null --json", "log --json --jsonl",
        "show k7f --raw --jsonl", "show k7f --null", "show k7f --format {id} --json",
        "list --json --fields ,", "list --json --fields nope", "search x --fields id",
        "search x --kind customer --json --fields id",
    ],
)  # fmt: skip
def test_what_contradicts_is_wrong_usage(desk: DeskInFiles, line: str) -> None:
    assert desk.call(*line.split(), code=2).stderr.startswith("tix: ")
