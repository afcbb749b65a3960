"""What GitHub says of an issue's parts, and of what it waits for: links to other issues.

The names are those of ``gh issue list --json``, of GraphQL and of REST.
https://docs.github.com/graphql/reference/objects#issue
"""

import re
from collections.abc import Callable, Iterator

from tix.importers.github_answers import nodes_of
from tix.importers.incoming import CHILD, ForeignLink, id_keys
from tix.quick_typing import Any

_KINDS = {
    "parent": "parent", "parent_issue_url": "parent", "subIssues": CHILD, "sub_issues": CHILD,
    "blockedBy": "depends-on", "blocked_by": "depends-on", "blocking": "blocks",
    "duplicateOf": "duplicates",
}  # fmt: skip
_ADDRESS = re.compile(
    r"https?://(?:www\.|api\.)?(?P<host>[^/\s]+)/(?:api/v3/)?(?:repos/)?"
    r"(?P<repository>[^/\s]+/[^/\s]+)/issues/(?P<number>\d+)/?"
)


def links_of(
    record: dict[str, Any], source: str, take: Callable[[str], object]
) -> Iterator[ForeignLink]:
    """The links of an issue called ``source``; ``take`` is told each key that is understood."""
    for name, kind in _KINDS.items():
        if name not in record:
            continue
        targets = [_target(each, source) for each in _listed(record[name])]
        if "" in targets:
            continue
        take(name)
        for target in targets:
            yield ForeignLink(kind, target, keys_of(target), name)


def keys_of(source: str) -> tuple[str, ...]:
    """By what links find the issue that has this source, in the desk, too."""
    return id_keys(source.partition(":")[2])[:1]


def _listed(value: Any) -> list[Any]:
    """The items of a list, GraphQL's too, or the only one; none for nothing."""
    value = nodes_of(value)
    return value if isinstance(value, list) else [] if value is None else [value]


def _target(value: Any, source: str) -> str:
    """What the issue that is meant is called; "" for what isn't understood.

    A number alone is one of the same repository.
    """
    given = value if isinstance(value, dict) else {"url": value}
    for key in ("html_url", "url"):
        if isinstance(url := given.get(key), str) and (found := _ADDRESS.fullmatch(url)):
            host = "" if found["host"] == "github.com" else f"{found['host']}/"
            return f"github:{host}{found['repository']}#{found['number']}"
    number = given.get("number")
    return f"{source.rpartition('#')[0]}#{number}" if number and "#" in source else ""
