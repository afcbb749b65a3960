"""Jira: comments that not everybody may see there, and lists that were cut short."""

import json
from pathlib import Path
from typing import Any

import pytest

from tix.importers import jira
from tix.importers.foreign_words import Words
from tix.importers.incoming import Incoming
from tix.model.config.config import Config


def issue(tmp_path: Path, **fields: Any) -> Incoming:
    file = tmp_path / "in.json"
    file.write_text(json.dumps({"key": "A-1", "fields": {"summary": "x", **fields}}))
    found = jira.read(file, Words(Config()))
    assert found.skipped == ()
    [item] = found.items
    return item


def of_team(internal: object) -> dict[str, object]:
    return {"properties": [{"key": "sd.public.comment", "value": {"internal": internal}}]}


@pytest.mark.parametrize(
    ("more", "is_internal"),
    [
        ({}, False),
        ({"visibility": None, "jsdPublic": True}, False),
        ({"visibility": {"type": "role", "value": "Administrators"}}, True),
        ({"visibility": {"type": "group", "identifier": "7"}, "jsdPublic": True}, True),
        ({"jsdPublic": False}, True),
        (of_team(True), True),
        (of_team("true"), True),
        (of_team(False), False),
    ],
)
def test_a_comment_that_not_everybody_may_see_is_internal(
    tmp_path: Path, more: dict[str, object], is_internal: bool
) -> None:
    said = {"comments": [{"id": "1", "body": "the key is 7", **more}]}
    [comment] = issue(tmp_path, comment=said).ticket.comments
    assert comment.internal == is_internal


def test_lists_that_were_cut_short_are_told(tmp_path: Path) -> None:
    comments = {"comments": [{"id": "1", "body": "one"}], "total": 2, "maxResults": 1}
    log = {"timeSpent": "1h"}
    assert issue(tmp_path, comment=comments, worklog={"worklogs": [log], "total": 21}).notes == (
        "not all comments are in the file; /rest/api/2/issue/KEY/comment has the rest",
        "not all worklogs are in the file; /rest/api/2/issue/KEY/worklog has the rest",
    )
    comments["total"] = 1
    assert issue(tmp_path, comment=comments, worklog={"worklogs": [log], "total": 1}).notes == ()


def test_texts_are_markdown_and_mention_people_by_name(tmp_path: Path) -> None:
    author = {"accountId": "5b10", "displayName": "Ana Lima"}
    said = {
        "author": author,
        "body": "Ask [~accountid:5b11]",
        "created": "2026-01-06T10:00:00.000Z",
    }
    jo = {"accountId": "5b11", "displayName": "Jo Park"}
    item = issue(tmp_path, description="h1. *x*", reporter=jo, comment={"comments": [said]})
    assert item.ticket.body == "# **x**"
    assert [each.text for each in item.ticket.comments] == ["Ask @Jo Park"]


def test_accounts_in_a_table_have_the_names_that_other_rows_tell(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(
        "Summary,Issue key,Issue Type,Assignee,Assignee Id,Description,Comment,Comment\n"
        "One,X-1,[System] Service request,,,h2. Why,01/Mar/26 9:03 AM;5b10;*Yes*,"
        "01/Mar/26 9:04 AM;5b99;[~accountid:5b10]?\n"
        "Two,X-2,Bug,Ana Lima,5b10,,,\n"
    )
    one, _ = (item.ticket for item in jira.read(file, Words(Config())).items)
    assert (one.body, one.type) == ("## Why", "request")
    assert [(str(each.author), each.text) for each in one.comments] == [
        ("Ana Lima <>", "**Yes**"), ("5b99 <>", "@Ana Lima?"),
    ]  # fmt: skip


def test_what_is_no_list_is_left_alone(tmp_path: Path) -> None:
    odd: dict[str, Any] = {
        "fixVersions": 3, "labels": {"a": 1}, "issuelinks": 5, "comment": [], "worklog": 7,
        "assignee": [1], "parent": [], "reporter": 5,
    }  # fmt: skip
    ticket = issue(tmp_path, **odd).ticket
    assert (ticket.labels, ticket.milestone, ticket.comments) == ((), None, ())
