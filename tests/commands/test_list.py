"""``tix list``, as people and as programs get it."""

import json
from collections.abc import Callable

import pytest

from tests.commands.conftest import BUILD, HEBREW, TICKETS
from tests.conftest import DeskInFiles
from tix.frozen import replace
from tix.model.ticket.fields import FIELDS
from tix.terminal.width import display_width

Golden = Callable[[str, str], None]

OPEN_IN_ORDER = ["m3k9vd", "k7f3qz", "m3zzzz", "x1y2z3", "h4w5xy"]
"""Most urgent first; of one priority what is due soonest, then what was opened first."""


def ids(desk: DeskInFiles, *args: str) -> list[str]:
    return desk.call("list", "--ids", *args).lines


# In a pipe


def test_open_tickets_come_most_urgent_first(harbour: DeskInFiles) -> None:
    assert ids(harbour) == OPEN_IN_ORDER


@pytest.mark.slow
def test_a_line_has_whole_values_between_tabs(harbour: DeskInFiles) -> None:
    rows = harbour.run("list").rows
    assert {len(row) for row in rows} == {9}
    assert rows[1] == [
        "k7f3qz", "in-progress", "high", "incident", "Nightly build fails on arm64",
        "ana@example.org,Bob Reis <bob@example.org>", "arm64,ci", "2026-11-25",
        "2026-11-17T09:00:00Z",
    ]  # fmt: skip


def test_long_titles_are_never_cut_in_a_pipe(harbour: DeskInFiles) -> None:
    title = "x" * 5000
    harbour.open(title)
    assert any(row[4] == title for row in harbour.with_environ(COLUMNS="20").run("list").rows)


def test_columns_of_every_kind(harbour: DeskInFiles) -> None:
    columns = "id,comments,blocked,severity,updated,age,label,keys,path,since,archived"
    row = harbour.call("list", "id:k7f", "--columns", columns).rows[0]
    assert row == [
        "k7f3qz", "3", "", "major", "2026-11-22T08:00:00Z", str(5 * 86400), "arm64,ci",
        "nightly-arm64", "tickets/2026/11/k7f3qz.md", "2026-11-20T09:00:00Z", "",
    ]  # fmt: skip
    assert harbour.call("list", "id:m3k", "--columns", "blocked").stdout == "blocked\n"


def test_every_field_is_a_column(harbour: DeskInFiles) -> None:
    names = [field.name for field in FIELDS]
    row = harbour.call("list", "id:k7f", "--columns", ",".join(names)).rows[0]
    assert row == [",".join(field.texts(BUILD)) for field in FIELDS]
    assert harbour.tty("list", "--columns", ",".join(names), columns=300).code == 0


def test_an_unknown_column_names_the_nearest(harbour: DeskInFiles) -> None:
    result = harbour.call("list", "--columns", "id,labls", code=2)
    assert "'labls'" in result.stderr
    assert "'labels'" in result.stderr
    assert result.stdout == ""


def test_json_has_every_value(harbour: DeskInFiles) -> None:
    found = {
        each["id"]: each for each in json.loads(harbour.call("list", "--all", "--json").stdout)
    }
    assert set(found) == {ticket.id for ticket in TICKETS}
    assert found["x1y2z3"]["title"] == "evil \x1b[31mred\x1b[0m \u202e title \x1b]52;c;aGk=\x07"
    build = found["k7f3qz"]
    assert build["updated"] == "2026-11-22T08:00:00Z"
    assert build["path"] == "tickets/2026/11/k7f3qz.md"
    assert build["fields"] == {"severity": "major"}
    assert [c["id"] for c in build["comments"]] == ["c-q8m2ht", "c-m3k9vd", "c-abcdefghjk"]
    there, gone = build["attachments"]
    assert (there["size"], there["sha256"][:8]) == (6, "5891b5b5")
    assert (gone["size"], gone["sha256"]) == (None, None)


def test_json_of_nothing_is_an_empty_array(desk: DeskInFiles) -> None:
    assert json.loads(desk.call("list", "--json").stdout) == []


def test_a_hand_edit_shows_at_once(harbour: DeskInFiles) -> None:
    place = harbour.file_of("m3k9vd")
    place.write_text(place.read_text().replace("priority: urgent", "priority: low"))
    assert ids(harbour)[0] == "k7f3qz"


# Which tickets


def test_done_tickets_come_when_they_are_asked_for(harbour: DeskInFiles) -> None:
    assert "d0ne00" not in ids(harbour)
    assert "d0ne00" in ids(harbour, "--all")
    assert ids(harbour, "is:done") == ["d0ne00"]
    assert ids(harbour, "status:closed") == ["d0ne00"]
    assert ids(harbour, "linker", "--all") == ["m3k9vd", "k7f3qz", "d0ne00"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["-label:ci"], {"m3k9vd", "x1y2z3", "h4w5xy"}),
        (["label:ci", "-is:waiting"], {"k7f3qz"}),
        (["-linker", "--limit", "9"], {"m3zzzz", "x1y2z3", "h4w5xy"}),
        (["-(label:ci OR label:release)", "-n9"], {"x1y2z3", "h4w5xy"}),
        (["--", "-label:ci", "-label:release"], {"x1y2z3", "h4w5xy"}),
        (["--sort", "-priority", "-label:ci"], {"m3k9vd", "x1y2z3", "h4w5xy"}),
        (["-nightly"], {"m3k9vd", "m3zzzz", "x1y2z3", "h4w5xy"}),
        (["label:ci OR label:release", "-is:blocked"], {"k7f3qz", "m3zzzz"}),
    ],
)
def test_a_minus_means_not(harbour: DeskInFiles, args: list[str], expected: set[str]) -> None:
    assert set(ids(harbour, *args)) == expected


def test_options_work_between_words_of_a_query(harbour: DeskInFiles) -> None:
    assert ids(harbour, "-label:release", "-n", "1", "-is:waiting") == ["k7f3qz"]
    assert harbour.call("list", "label:ci", "-h").stdout.startswith("Usage: tix list")
    assert "requires an argument" in harbour.call("list", "-label:ci", "--limit", code=2).stderr
    assert "--lable" in harbour.call("list", "--lable:ci", code=2).stderr
    assert harbour.call("list", "-n0", "--limit", "0", code=2).stdout == ""


def test_sort_goes_before_the_usual_order(harbour: DeskInFiles) -> None:
    assert ids(harbour, "--sort", "opened")[:2] == ["m3k9vd", "k7f3qz"]
    assert ids(harbour, "--sort", "-opened")[0] == "h4w5xy"
    assert ids(harbour, "sort:title", "--sort", "due")[:2] == ["m3k9vd", "h4w5xy"]


def test_sort_by_the_last_change(harbour: DeskInFiles) -> None:
    harbour.call("comment", "x1y", "hello")
    assert ids(harbour, "--sort", "-updated")[0] == "x1y2z3"


def test_limit_says_what_it_left_out(harbour: DeskInFiles) -> None:
    result = harbour.call("list", "--limit", "2")
    assert len(result.lines) == 2
    assert result.stderr == "2 of 5 tickets\n"
    assert harbour.call("list", "--limit", "5").stderr == ""


def test_a_mistake_in_a_query_is_an_error(harbour: DeskInFiles) -> None:
    result = harbour.call("list", "stauts:open", code=2)
    assert "status" in result.stderr
    assert result.stdout == ""


def test_nothing_to_list_is_said(harbour: DeskInFiles) -> None:
    result = harbour.call("list", "nowhere-to-be-found")
    assert (result.stdout, result.stderr) == ("", "no tickets match\n")
    result = harbour.call("list", "title:old")
    said = "no open tickets match; 1 that is done does: tix list --all …\n"
    assert (result.stdout, result.stderr) == ("", said)


def test_what_is_open_in_the_archive_is_not_told_as_done(desk: DeskInFiles) -> None:
    one = desk.open("lost")
    path = next((desk.root / "tickets").rglob(f"{one}.md"))
    archive = desk.root / "archive" / path.relative_to(desk.root / "tickets").parent
    archive.mkdir(parents=True)
    path.rename(archive / path.name)
    assert (
        desk.call("list").stderr == "no open tickets; tix list --all shows those in the archive\n"
    )
    desk.call("close", desk.open("lost, too"))
    said = (
        "no open tickets match; 1 that is done does and 1 in the archive does: tix list --all …\n"
    )
    assert desk.call("list", "lost").stderr == said


def test_an_empty_desk_says_how_to_begin(desk: DeskInFiles) -> None:
    assert "tix open" in desk.call("list").stderr


def test_only_done_tickets_says_so(desk: DeskInFiles) -> None:
    desk.call("close", desk.open("a"))
    assert desk.call("list").stderr == "no open tickets; tix list --all shows those that are done\n"


# Broken tickets


def test_broken_tickets_are_named_and_the_others_listed(with_broken: DeskInFiles) -> None:
    result = with_broken.call("list")
    assert len(result.lines) == 5
    assert "tickets/2026/11/br0ken.md:4:" in result.stderr
    assert "br0ken.md:4:" in with_broken.call("list", "-is:broken").stderr


def test_broken_tickets_can_be_asked_for(with_broken: DeskInFiles) -> None:
    result = with_broken.call("list", "is:broken")
    assert result.rows[0][:2] == ["tickets/2026/11/br0ken.md", "4"]
    assert result.stderr == ""
    assert ids(with_broken, "is:broken") == ["br0ken"]
    assert with_broken.tty("list", "is:broken").stdout.startswith("tickets/2026/11/br0ken.md:4: ")


def test_no_broken_ticket_is_said(harbour: DeskInFiles) -> None:
    assert harbour.call("list", "is:broken").stderr == "no ticket is broken\n"


# The user's settings


def settings(desk: DeskInFiles, text: str) -> None:
    folder = desk.root.parent / "home/.config/tix"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(text)


def test_the_users_query_is_for_a_list_without_words(harbour: DeskInFiles) -> None:
    settings(harbour, "query: assignee:me\n")
    assert ids(harbour) == ["k7f3qz"]
    assert len(ids(harbour, "--all")) == 6
    assert ids(harbour, "label:release") == ["m3k9vd"]


@pytest.mark.slow
def test_the_users_columns_are_for_the_terminal_only(harbour: DeskInFiles) -> None:
    settings(harbour, "columns: [id, comments]\n")
    assert harbour.tty("list", "id:k7f").stdout == "id      comments\nk7f3qz         3\n"
    assert len(harbour.run("list", "id:k7f").rows[0]) == 9


def test_what_the_users_settings_ask_in_vain_names_their_line(harbour: DeskInFiles) -> None:
    settings(harbour, "color: never\nquery: stauts:open\ncolumns: [id, nope]\n")
    assert "config.yaml:2: no field is called 'stauts'" in harbour.call("list", code=2).stderr
    shown = harbour.tty("list", "id:k7f", code=2)
    assert "config.yaml:3: there is no column 'nope'" in shown.stdout + shown.stderr
    typed = harbour.tty("list", "id:k7f", "--columns", "nope", code=2)
    assert "config.yaml" not in typed.stdout + typed.stderr


# At a terminal


@pytest.mark.parametrize("columns", [80, 200])
def test_table(harbour: DeskInFiles, golden: Golden, columns: int) -> None:
    shown = harbour.tty("list", columns=columns).stdout
    assert max(map(display_width, shown.splitlines())) <= columns
    golden(f"list-{columns}", shown)


def test_colours(harbour: DeskInFiles, golden: Golden) -> None:
    golden("list-colours", harbour.tty("list", "-id:x1y", color=True).stdout)


@pytest.mark.parametrize("columns", [1, 10, 20, 40, 60, 79, 81, 120])
def test_no_line_is_wider_than_the_terminal(harbour: DeskInFiles, columns: int) -> None:
    shown = harbour.tty("list", "--all", columns=columns).stdout
    assert max(map(display_width, shown.splitlines())) <= columns


def test_as_much_of_an_id_stands_out_as_has_to_be_typed(harbour: DeskInFiles) -> None:
    shown = harbour.tty("list", color=True).stdout
    for ident, enough in [("k7f3qz", 2), ("m3k9vd", 3), ("m3zzzz", 3), ("h4w5xy", 2)]:
        assert f"\x1b[1m{ident[:enough]}\x1b[0m{ident[enough:]}" in shown
        assert harbour.call("show", ident[:enough]).stdout.startswith(ident)
        if enough > 2:
            harbour.call("show", ident[: enough - 1], code=3)


def test_columns_that_are_empty_everywhere_are_left_out(harbour: DeskInFiles) -> None:
    header = harbour.tty("list", "id:h4w", columns=200).lines[0]
    assert header.split() == ["id", "status", "prio", "type", "title", "labels", "due", "age"]


LONG = "Departures board shows the summer timetable for the ferries to the outer islands"


@pytest.fixture
def busy(desk: DeskInFiles) -> DeskInFiles:
    """A desk with one ticket that has something to show in every column."""
    day = ["--due", "tomorrow", "-l", "board,outer-islands", "-a", "ana@example.org"]
    desk.call("status", desk.open(LONG, *day), "in-progress")
    return desk


def title_width(desk: DeskInFiles, columns: int) -> int:
    row = desk.tty("list", columns=columns).lines[1]
    return next(n for n in range(len(LONG), 0, -1) if LONG[:n] in row)


@pytest.mark.slow
def test_the_title_gets_the_width_that_is_left(busy: DeskInFiles) -> None:
    widths = {columns: title_width(busy, columns) for columns in (60, 80, 100, 120, 140, 200)}
    assert widths[60] >= 30
    assert widths[60] <= widths[80] <= widths[100] <= widths[200]
    assert min(widths[columns] for columns in (100, 120, 140)) >= 49
    assert widths[200] == len(LONG)


@pytest.mark.slow
def test_columns_for_which_no_room_was_are_told(busy: DeskInFiles) -> None:
    shown = busy.tty("list", columns=80)
    there = shown.lines[0].split()
    assert shown.stderr == "no room for type, assignees, labels, age; --columns chooses others\n"
    assert not {"type", "labels", "who", "age"} & set(there)
    assert busy.tty("list", columns=200).stderr == ""
    assert busy.tty("list", "--columns", "id,title", columns=80).stderr == ""
    assert busy.run("list").stderr == ""


def test_a_column_is_known_by_what_stands_above_it(busy: DeskInFiles) -> None:
    assert busy.call("list", "--columns", "prio,who").rows == [["normal", "ana@example.org"]]


def test_a_ticket_in_progress_looks_different(desk: DeskInFiles) -> None:
    desk.open("one")
    desk.call("status", desk.open("two"), "in-progress")
    shown = desk.tty("list", color=True).stdout
    assert "\x1b[1min-progress\x1b[0m" in shown
    assert "  open " in shown


# The table in a pipe


@pytest.mark.parametrize(
    "args",
    [
        ("list", "--table", "--color=always"),
        ("--color", "always", "list"),
        ("list", "--color", "always"),
        ("list", "--color=always", "-n", "9"),
    ],
)
def test_the_table_can_be_had_in_a_pipe(harbour: DeskInFiles, args: tuple[str, ...]) -> None:
    at_terminal = harbour.tty("list", color=True)
    piped = harbour.run(*args)
    assert piped.stdout == at_terminal.stdout
    assert piped.stderr == at_terminal.stderr


@pytest.mark.slow
def test_a_table_in_a_pipe_has_no_colours_unless_they_are_asked_for(harbour: DeskInFiles) -> None:
    assert harbour.run("list", "--table").stdout == harbour.tty("list").stdout
    assert harbour.run("--color", "never", "list", "--table").stdout == harbour.tty("list").stdout
    assert "\t" in harbour.with_environ(FORCE_COLOR="1").run("list").stdout


def test_settings_of_the_user_give_no_table_in_a_pipe(harbour: DeskInFiles) -> None:
    settings(harbour, "color: always\n")
    assert len(harbour.run("list", "id:k7f").rows[0]) == 9


@pytest.mark.parametrize("other", ["--ids", "--json"])
@pytest.mark.parametrize("shape", [["--table"], ["--group-by", "status"], ["--columns", "id"]])
def test_a_shape_of_rows_goes_with_neither_ids_nor_json(
    desk: DeskInFiles, shape: list[str], other: str
) -> None:
    assert "can't be used together" in desk.call("list", *shape, other, code=2).stderr


@pytest.mark.slow
def test_color_goes_behind_every_command(harbour: DeskInFiles) -> None:
    assert "\x1b[" in harbour.run("show", "k7f", "--color", "always").stdout
    assert "\x1b[" not in harbour.tty("show", "k7f", "--color=never", color=True).stdout
    assert "'red' is not one of" in harbour.call("log", "--color", "red", code=2).stderr


# Groups


def test_groups_stand_in_the_order_of_the_desks_words(harbour: DeskInFiles, golden: Golden) -> None:
    golden("list-groups", harbour.tty("list", "--group-by", "priority").stdout)


def test_a_ticket_stands_with_each_of_its_labels(harbour: DeskInFiles) -> None:
    rows = harbour.call("list", "--group-by", "label", "--columns", "id", "label:ci").rows
    assert rows == [["arm64", "k7f3qz"], ["ci", "k7f3qz"], ["ci", "m3zzzz"], ["重要", "m3zzzz"]]


def test_who_has_none_comes_last(harbour: DeskInFiles) -> None:
    shown = harbour.tty("list", "--group-by", "assignee", "--columns", "id").lines
    heads = [line for line in shown if line.endswith(")")]
    assert heads[-1].startswith("no assignees (")
    assert len(heads) == len(set(heads)) > 1
    piped = harbour.run("list", "--group-by", "assignee").rows
    assert {len(row) for row in piped} == {10}
    assert piped[-1][0] == ""


def test_groups_by_day_and_by_a_field_of_the_team(harbour: DeskInFiles) -> None:
    days = harbour.call("list", "--group-by", "opened", "--columns", "id", "id:k7f").rows
    assert days == [["2026-11-17", "k7f3qz"]]
    severe = harbour.call("list", "--group-by", "severity", "--columns", "id", "id:k7f").rows
    assert severe == [["major", "k7f3qz"]]
    assert harbour.call("list", "--group-by", "blocked", "--columns", "id").code == 0
    assert "'labls'" in harbour.call("list", "--group-by", "labls", code=2).stderr
    assert harbour.tty("list", "nowhere", "--group-by", "status").stdout == ""


def test_people_who_share_a_first_name_are_told_apart(desk: DeskInFiles) -> None:
    people = ("Ana Lima <ana@example.org>", "Ana Reis <reis@example.org>", "bob@example.org")
    desk.add(replace(HEBREW, assignees=people))
    assert "Ana Lima, Ana Reis, bob" in desk.tty("list", columns=200).stdout


def test_nothing_of_a_ticket_drives_the_terminal(harbour: DeskInFiles) -> None:
    every = ",".join([*(field.name for field in FIELDS), "comments", "path"])
    for result in (
        harbour.tty("list", columns=200),
        harbour.tty("list", "--columns", every, columns=900),
        harbour.run("list", "--columns", every),
    ):
        assert not set(result.stdout) & set("\x1b\x07\u202e\x9b")
        assert "evil ␛[31mred␛[0m <U+202E> title" in result.stdout


# -- versions, and beginnings of words ------------------------------------------------------------


@pytest.fixture
def releases(desk: DeskInFiles) -> dict[str, str]:
    """A ticket for each milestone, by it."""
    return {
        name: desk.open(f"For {name}", "--milestone", name) for name in ("v2.4.1", "1.10", "1.9")
    }


@pytest.mark.parametrize("query", ["milestone:2.4.1", "2.4.1", "title:2.4.1", "milestone:v2.4.1"])
def test_a_version_is_found_without_its_v(
    desk: DeskInFiles, releases: dict[str, str], query: str
) -> None:
    result = desk.call("list", "--ids", query)
    assert result.stdout.split() == [releases["v2.4.1"]] and result.stderr == ""
    assert releases["v2.4.1"] in desk.call("search", "2.4.1").stdout


def test_a_version_in_quotes_is_exact(desk: DeskInFiles, releases: dict[str, str]) -> None:
    assert desk.call("list", "--ids", 'milestone:"2.4.1"').stdout == ""
    assert desk.call("list", "--ids", '"2.4.1"').stdout == ""


def test_a_star_is_whatever_title_there_is(desk: DeskInFiles, releases: dict[str, str]) -> None:
    assert set(desk.call("list", "--ids", "title:*").stdout.split()) == {*releases.values()}
    assert desk.call("list", "--ids", "title:none").stdout == ""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("milestone:2.4.*", "v2.4.1"),
        ("milestone:2.*", "v2.4.1"),
        ("milestone:V2.4*", "v2.4.1"),
        ("milestone:v1.9", "1.9"),
        ("milestone:v1.10*", "1.10"),
        ("title:v1.9", "1.9"),
    ],
)
def test_pattern_of_a_release_finds_it_with_or_without_the_v(
    desk: DeskInFiles, releases: dict[str, str], query: str, found: str
) -> None:
    result = desk.call("list", "--ids", query)
    assert result.stdout.split() == [releases[found]] and result.stderr == ""


def test_versions_sort_as_people_read_them(desk: DeskInFiles, releases: dict[str, str]) -> None:
    shown = desk.call("list", "--sort", "milestone", "--columns", "milestone").stdout.split()
    assert shown == ["1.9", "1.10", "v2.4.1"]
    shown = desk.call("list", "--sort", "-milestone", "--columns", "milestone").stdout.split()
    assert shown == ["v2.4.1", "1.10", "1.9"]


def test_the_beginning_of_a_choice_is_enough_as_in_options(desk: DeskInFiles) -> None:
    ident = desk.open("Urgent", "-p", "urg")
    assert desk.call("list", "--ids", "priority:urg").stdout.split() == [ident]
    assert desk.call("list", "--ids", "priority:>=hi").stdout.split() == [ident]
    assert desk.call("list", "--ids", "type:ta", "status:op").stdout.split() == [ident]
    assert "no status is called 'ope x'" in desk.call("list", 'status:"ope x"', code=2).stderr
    assert "no type is called" in desk.call("list", "type:zz", code=2).stderr


def test_groups_stand_in_the_order_in_which_people_read_numbers(desk: DeskInFiles) -> None:
    for name in ("1.10", "1.9", "1.2"):
        desk.open(name, "--milestone", name, "-l", f"v{name}")
    by_milestone = desk.call("list", "--group-by", "milestone", "--columns", "id").rows
    assert [row[0] for row in by_milestone] == ["1.2", "1.9", "1.10"]
    assert desk.call("board", "--by", "milestone").stdout.startswith("| 1.2 (1) | 1.9 (1) | 1.10 ")
    labels = [row[1] for row in desk.call("report", "labels").rows[1:]]
    assert labels == ["v1.2", "v1.9", "v1.10"]
