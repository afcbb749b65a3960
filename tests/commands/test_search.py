"""``tix search``, as people and as programs get it."""

import json
from collections.abc import Callable

import pytest

from tests.commands.conftest import BUILD, DONE, at
from tests.conftest import DeskInFiles
from tix.frozen import replace
from tix.terminal.width import display_width

Golden = Callable[[str, str], None]


def ids(desk: DeskInFiles, *args: str) -> list[str]:
    return [row[0] for row in desk.call("search", *args).rows]


def test_id_title_and_passage_in_a_pipe(harbour: DeskInFiles) -> None:
    assert harbour.run("search", "linker").rows == [
        ["d0ne00", "Old linker", "The linker of last year."],
        ["m3k9vd", "Release 2.4, once the build is well again", "After the linker is mended."],
        ["k7f3qz", "Nightly build fails on arm64", "It is the linker; see the attached log."],
    ]


def test_every_word_must_occur(harbour: DeskInFiles) -> None:
    assert set(ids(harbour, "linker", "mended")) == {"m3k9vd"}
    assert set(ids(harbour, "linker OR contract")) == {"d0ne00", "m3k9vd", "k7f3qz"}
    assert ids(harbour, "linker", "-is:done", "-label:release") == ["k7f3qz"]
    assert ids(harbour, "linker", "status:closed") == ["d0ne00"]


def test_case_and_other_scripts(harbour: DeskInFiles) -> None:
    assert ids(harbour, "LINKER IS mended") == ["m3k9vd"]
    assert ids(harbour, "日本語") == ["m3zzzz"]
    assert ids(harbour, "עולם") == ["h4w5xy"]


def test_done_and_archived_tickets_are_found(harbour: DeskInFiles) -> None:
    harbour.call("archive", "d0ne00")
    assert not (harbour.root / "tickets/2026/11/d0ne00.md").exists()
    assert ids(harbour, "linker")[0] == "d0ne00"


def test_of_equals_the_newest_comes_first(desk: DeskInFiles) -> None:
    desk.add(
        replace(DONE, id="aaaaa1", opened=at(1)),
        replace(DONE, id="aaaaa2", opened=at(3)),
        replace(DONE, id="aaaaa3", opened=None),
        replace(DONE, id="aaaaa4", opened=at(2)),
    )
    assert ids(desk, "linker") == ["aaaaa2", "aaaaa4", "aaaaa1", "aaaaa3"]


def test_an_order_that_is_asked_for_is_kept(harbour: DeskInFiles) -> None:
    assert ids(harbour, "linker", "sort:title") == ["k7f3qz", "d0ne00", "m3k9vd"]


def test_fields_alone_can_be_searched_for(harbour: DeskInFiles) -> None:
    assert harbour.call("search", "label:release").rows == [
        ["m3k9vd", "Release 2.4, once the build is well again", ""]
    ]


def test_a_limit_says_what_it_left_out(harbour: DeskInFiles) -> None:
    result = harbour.call("search", "linker", "-n1")
    assert len(result.lines) == 1
    assert result.stderr == "the 1 best of 3 tickets; -n 3 shows all\n"


def test_whole_words_are_found_and_longer_ones_with_a_star(harbour: DeskInFiles) -> None:
    assert ids(harbour, "linke") == []
    assert ids(harbour, "linke*") == ids(harbour, "linker")
    assert ids(harbour, '"the linke*"') == ids(harbour, '"the linker"') != []


def test_where_longer_words_would_be_found_the_next_step_is_named(harbour: DeskInFiles) -> None:
    result = harbour.call("search", "linke", "-is:done")
    assert result.stdout == ""
    assert result.stderr == ("nothing found\ntix search 'linke*' -is:done finds 2 tickets\n")
    assert "search 'linke*' finds 3" in harbour.call("search", "linke").stderr
    assert "search 'fail*' finds 1 ticket\n" in harbour.call("search", "fail").stderr
    for nothing in (["linke", "label:release"], ["linke*"], ["-linker", "label:release"]):
        stderr = harbour.call("search", *nothing).stderr
        assert ("finds" in stderr) == (nothing[0] == "linke")


def test_people_are_found(harbour: DeskInFiles) -> None:
    assert "k7f3qz" in ids(harbour, "reis")
    assert "k7f3qz" in ids(harbour, "bob@example.org")


def test_a_star_before_a_word_is_warned_of(harbour: DeskInFiles) -> None:
    result = harbour.call("search", "*linker")
    assert len(result.rows) == 3
    assert "a * counts at the end" in result.stderr


def test_nothing_found(harbour: DeskInFiles) -> None:
    result = harbour.call("search", "nowhere-to-be-found")
    assert (result.stdout, result.stderr) == ("", "nothing found\n")
    assert json.loads(harbour.call("search", "nowhere", "--json").stdout) == []


@pytest.mark.parametrize("args", [[], [""], [" ", ""]])
def test_a_search_needs_words(harbour: DeskInFiles, args: list[str]) -> None:
    result = harbour.call("search", *args, code=2)
    assert "search for" in result.stderr


@pytest.mark.parametrize("odd", ['"', "'", "*", "NEAR(a b)", "a AND", "(", "^a", "{a}", "a:b", "%"])
def test_no_syntax_of_others_leaks(harbour: DeskInFiles, odd: str) -> None:
    result = harbour.call("search", odd, code=None)
    assert result.code in (0, 2)
    assert "sql" not in result.stderr.lower()
    assert "unexpected" not in result.stderr


def test_json(harbour: DeskInFiles) -> None:
    best, second, third = json.loads(harbour.call("search", "linker", "--json").stdout)
    assert best["ticket"]["id"] == "d0ne00"
    assert best["score"] > second["score"] > third["score"] > 0
    assert second["passage"] == {
        "comment": None,
        "text": "After the linker is mended.",
        "matches": [[10, 16]],
        "field": "body",
    }
    assert third["passage"]["comment"] == "c-q8m2ht"
    assert third["passage"]["field"] == "comments"
    shown = json.loads(harbour.call("show", "d0ne00", "--json").stdout)
    assert best["ticket"] == shown


def test_broken_tickets_are_named(with_broken: DeskInFiles) -> None:
    assert "br0ken.md:4" in with_broken.call("search", "linker").stderr


def test_at_a_terminal(harbour: DeskInFiles, golden: Golden) -> None:
    golden("search-80", harbour.tty("search", "linker OR contract OR 端末").stdout)
    golden("search-colours", harbour.tty("search", "linker", color=True).stdout)


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_the_match_is_seen_in_a_long_line(desk: DeskInFiles, columns: int) -> None:
    desk.add(replace(BUILD, body=f"{'before ' * 50}needle {'after ' * 50}"))
    desk.add(replace(BUILD, id="aaaaaa", body=f"{'日本語' * 50}needle{'日本語' * 50}"))
    lines = desk.tty("search", "needle", columns=columns).lines
    assert sum("needle" in line for line in lines) == 2
    assert max(map(display_width, lines)) <= columns
    assert f"{'before ' * 50}needle" in desk.run("search", "needle").stdout


def test_nothing_of_a_ticket_drives_the_terminal(harbour: DeskInFiles) -> None:
    for args in (["evil"], ["indented"], ["2J"], ["--json", "evil"]):
        shown = harbour.tty("search", *args).stdout
        assert "x1y2z3" in shown
        assert not set(shown) & set("\x1b\x07\u202e\x9b")


@pytest.mark.parametrize(
    "line",
    [
        '  File "C:\\Users\\Ana\\x.py", line 3',
        'File "/srv/harbour/app.py", line 42, in <module>',
        "ValueError: invalid literal for int() with base 10: 'abc'",
        "C:\\Users\\Ana\\x.py",
    ],
)
def test_a_pasted_line_of_a_stack_trace_is_found(desk: DeskInFiles, line: str) -> None:
    ident = desk.open("It crashes", "-b", f"Seen today:\n{line}\nand again.")
    desk.open("Another one", "-b", "File x, line 4")
    result = desk.call("search", line)
    assert [row.split("\t")[0] for row in result.stdout.splitlines()] == [ident]
    assert result.stderr == "this isn't a query, so it is searched for literally\n"


def test_a_mistyped_query_stays_an_error(desk: DeskInFiles) -> None:
    for words in ("stauts:open crash", "x label:", '"open', "(x"):
        assert desk.call("search", words, code=2).stdout == ""
