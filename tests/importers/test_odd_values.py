"""Records of which any value is something else than the tool writes: none stops an import."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tix.errors import TixError
from tix.importers import beads, github, gitlab, jira, taskwarrior, trello
from tix.importers import json as tix_json
from tix.importers.foreign_words import Words
from tix.model.config.config import Config

ODD: tuple[Any, ...] = (
    None, 3, True, "x", [], {}, [1], [None], [[]], {"name": 3}, {"nodes": 3}, {"nodes": [1]},
)  # fmt: skip
TEXT = {
    "type": "doc", "content": [
        {"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": "y"}}]},
    ],
}  # fmt: skip
SAID = {"id": 1, "author": {"name": "Ana"}, "body": "hi", "created_at": "2026-01-05T10:00:00Z"}
SEEDS: dict[Any, Any] = {
    github: {
        "number": 1, "title": "x", "state": "open", "url": "https://github.com/a/b/issues/1",
        "labels": [{"name": "ui"}], "assignees": [{"login": "ana"}], "comments": [SAID],
        "milestone": {"title": "m"}, "user": {"login": "ana"},
        "subIssues": {"nodes": [{"number": 2}]},
        "timeline": [{"event": "closed", "actor": {"login": "ana"}}],
    },
    gitlab: {
        "iid": 1, "project_id": 2, "title": "x", "labels": ["ui"], "assignees": [{"name": "Ana"}],
        "notes": [SAID], "label_links": [{"label": {"title": "ui"}}], "milestone": {"title": "m"},
        "references": {"full": "a/b#1"}, "time_stats": {"time_estimate": 3}, "epic": {"title": "e"},
    },
    jira: {
        "key": "A-1", "fields": {
            "summary": "x", "labels": ["ui"], "fixVersions": [{"name": "1"}], "description": TEXT,
            "issuelinks": [{"type": {"name": "Blocks"}, "outwardIssue": {"key": "A-2"}}],
            "comment": {"total": 1, "comments": [SAID]}, "worklog": {"worklogs": [SAID]},
            "assignee": {"displayName": "Ana"},
            "status": {"name": "x", "statusCategory": {"key": "new"}},
        },
    },
    trello: {
        "cards": [{"id": "5" * 24, "name": "x", "idMembers": ["m"], "idChecklists": ["c"],
                   "labels": [{"name": "ui"}], "customFieldItems": [{"idCustomField": "f"}]}],
        "lists": [{"id": "l"}], "checklists": [{"id": "c", "checkItems": [{"name": "x"}]}],
        "actions": [{"type": "createCard", "data": {"card": {"id": "5" * 24}},
                     "memberCreator": {"fullName": "Ana"}}],
    },
    taskwarrior: {
        "uuid": "u", "description": "x", "entry": "20260105T103000Z", "tags": ["ui"],
        "annotations": [{"entry": "20260105T103000Z", "description": "x"}], "depends": ["v"],
    },
    beads: {"_type": "issue", "id": "a", "title": "x", "comments": [SAID], "labels": ["ui"],
            "dependencies": [{"depends_on_id": "b", "type": "blocks"}]},
    tix_json: {
        "id": 1, "name": "x", "comments": [SAID], "custom_fields": [{"id": 7, "value": "x"}],
        "assignee": {"name": "Ana"}, "createdAt": {"$date": {"$numberLong": "1"}},
        "links": [{"id": 2}],
    },
}  # fmt: skip


def paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        yield (*above, key)
        if isinstance(each, dict | list):
            yield from paths(each, (*above, key))


@pytest.mark.parametrize("importer", SEEDS, ids=lambda each: each.__name__.rpartition(".")[2])
def test_a_value_of_another_form_is_kept_or_skips_its_record(importer: Any, tmp_path: Path) -> None:
    seed, file = SEEDS[importer], tmp_path / "in.json"
    for *above, key in paths(seed):
        for odd in ODD:
            record = place = copy.deepcopy(seed)
            for each in above:
                place = place[each]
            place[key] = odd
            file.write_text(json.dumps(record))
            try:
                importer.read(file, Words(Config()))
            except TixError:
                continue  # it is no answer of that tool any more
