"""Queries as a shell hands them over."""

import pytest

from tests.query.desk import VOCABULARY, ask
from tix.query.error import QueryError
from tix.query.parser import parse


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ((), ""),
        (("", " "), ""),
        (("a", "b"), "a b"),
        (("a", "OR", "b"), "a OR b"),
        (("linker error",), "linker error"),
        (("(a", "OR", "b)", "-cc"), "(a OR b) -cc"),
        (("title:linker error",), 'title:"linker error"'),
        (("-title:linker error",), '-title:"linker error"'),
        (("title: linker error ",), 'title:"linker error"'),
        (("title:linker, error", "x"), 'title:"linker, error" x'),
        (("title:say (x)",), 'title:"say (x)"'),
        ((r"title:C:\new dir",), r'title:"C:\\new dir"'),
        (("label:good first issue",), 'label:"good first issue"'),
        (("label:good first issue,ci",), 'label:"good first issue",ci'),
        (("label:Type: Feature",), 'label:"Type: Feature"'),
        (("assignee:Ana Lima,Bob Reis",), 'assignee:"Ana Lima","Bob Reis"'),
        (("opened:>=3 days ago",), 'opened:>="3 days ago"'),
        (("opened:3 days ago..today",), 'opened:"3 days ago"..today'),
        (("link:blocks k7f3qz",), 'link:"blocks k7f3qz"'),
        (("title:a\nb",), 'title:"a\nb"'),
        (("status:open label:ci",), "status:open label:ci"),
        (("status:open (label:ci OR x)",), "status:open (label:ci OR x)"),
        (("title:a -label:ci",), "title:a -label:ci"),
        (("title:a OR b",), "title:a OR b"),
        (('title:"a b" c',), 'title:"a b" c'),
        (("status:open crash",), "status:open crash"),
        (("due:today 42",), "due:today 42"),
        (("due:<friday market",), "due:<friday market"),
        (("opened:2026-11 12",), "opened:2026-11 12"),
        (("opened:2026 decimal",), "opened:2026 decimal"),
        (("opened:>=2026-11-01 crash",), "opened:>=2026-11-01 crash"),
        (("id:k7f crash",), "id:k7f crash"),
    ],
)
def test_arguments_make_one_query(arguments: tuple[str, ...], query: str) -> None:
    assert ask(*arguments).text == query


def test_text_is_read_as_a_query_and_not_as_an_argument() -> None:
    assert parse("title:linker error", VOCABULARY).text == "title:linker error"
    assert parse("title:linker error", VOCABULARY) != ask("title:linker error")


def test_unknown_field_before_a_phrase_is_an_error() -> None:
    with pytest.raises(QueryError, match="no field is called 'titel'"):
        ask("titel:linker error")
