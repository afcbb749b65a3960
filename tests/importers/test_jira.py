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
