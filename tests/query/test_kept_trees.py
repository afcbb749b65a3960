"""Predicates as JSON, and back: as the parser makes them of queries."""

import json
from datetime import UTC, datetime

import pytest

from tix.model.config.config import Config
from tix.model.config.directory import Directory
from tix.query.kept_trees import NotKeptError, WordSets, restored, written
from tix.query.parser import parse
from tix.query.predicates import Node
from tix.query.vocabulary import Vocabulary

_CONFIG = Config()


def _root(query: str) -> Node:
    directory = Directory(_CONFIG, ["ana@example.org"], "ana@example.org")
    return parse(query, Vocabulary(_CONFIG, directory, datetime(2026, 5, 4, tzinfo=UTC))).root


@pytest.mark.parametrize(
    "query",
    [
        "",
        "is:open (ferry OR harbour) label:rule-0",
        'printer "out of toner" ++ toner* -title:test 2.4.1',
        "label:a,b priority:>=high -status:open",
        "is:done is:waiting no:assignee has:due is:unassigned",
    ],
)
def test_what_is_restored_is_what_was_written(query: str) -> None:
    root, sets = _root(query), WordSets()
    text = json.dumps([written(root, sets), [*map(sorted, sets)]])
    tree, words = json.loads(text)
    assert restored(tree, [*map(frozenset, words)], _CONFIG) == root


@pytest.mark.parametrize(
    "query",
    ["assignee:ana", "is:mine", "due:<today", "is:overdue", "is:blocked", "updated:>7d",
     "label:ab*", "blocks:k7f", "is:missed", "ferry OR (label:a -opened:2026)"],
)  # fmt: skip
def test_what_asks_for_more_is_not_kept(query: str) -> None:
    with pytest.raises(NotKeptError):
        written(_root(query), WordSets())
