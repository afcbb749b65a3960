"""How an error shows the place in the query."""

import pytest

from tests.query.desk import ask
from tix.query.error import QueryError


def shown(query: str) -> str:
    with pytest.raises(QueryError) as caught:
        ask(query)
    return str(caught.value)


def test_mark_stands_under_the_place() -> None:
    assert shown("label:ci stauts:open is:mine") == (
        "no field is called 'stauts'\n"
        "  label:ci stauts:open is:mine\n"
        "           ^^^^^^"
    )  # fmt: skip


def test_mark_behind_the_end() -> None:
    assert shown("label:").splitlines()[1:] == ["  label:", "        ^"]


def test_mark_stands_right_under_wide_characters() -> None:
    assert shown("ビルド is:日本").splitlines()[1:] == [
        "  ビルド is:日本",
        "            ^^^^",
    ]


def test_line_ends_and_controls_of_the_query_take_one_column_each() -> None:
    assert shown("a\n\x1b[0m zzz:1").splitlines()[1:] == ["  a �[0m zzz:1", "         ^^^"]


def test_long_query_is_cut_around_the_place() -> None:
    text = shown("a " * 3000 + "zzz:1" + " b" * 3000).splitlines()
    assert all(len(line) < 140 for line in text)
    at = text[2].index("^")
    assert text[1][at : at + 3] == "zzz"
    assert text[1].startswith("  …")
    assert text[1].endswith("…")


def test_long_place_is_cut() -> None:
    text = shown("is:" + "x" * 5000).splitlines()
    assert all(len(line) < 210 for line in text)
