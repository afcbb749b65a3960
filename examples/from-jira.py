#!/usr/bin/env python3
"""Issues of Jira become tickets: what its API answered, as what 'tix import json' reads.

    from-jira.py page1.json page2.json … | tix import json -

Each file is an answer of /rest/api/2/search (or /rest/api/2/search/jql) with fields=*all. Keys
stay as the source of each ticket, and links follow; docs/from-jira.md says what else becomes of it.
"""

import json
import sys
from pathlib import Path
from typing import Any

Issue = dict[str, Any]

LINKS = {"Blocks": "blocks", "Duplicate": "duplicates", "Cloners": "relates-to"}


def ticket(issue: Issue) -> dict[str, Any]:
    """What tix calls it."""
    fields = issue["fields"]
    done = (fields["status"].get("statusCategory") or {}).get("key") == "done"
    versions = named(fields.get("fixVersions"))
    return {
        "id": issue["key"],
        "source": f"jira:{issue['key']}",
        "title": fields["summary"],
        "status": name(fields["status"]),
        "type": name(fields.get("issuetype")),
        "priority": name(fields.get("priority")),
        "requester": person(fields.get("reporter")),
        "assignees": [person(fields["assignee"])] if fields.get("assignee") else [],
        "labels": [*fields.get("labels", ()), *named(fields.get("components"))],
        "milestone": versions[-1] if versions else None,
        "due": fields.get("duedate"),
        "opened": fields["created"],
        "opened_by": person(fields.get("creator") or fields.get("reporter")),
        "resolved": fields.get("resolutiondate") if done else None,
        "resolution": name(fields.get("resolution")) if done else None,
        "links": list(links(fields)),
        "body": text(fields.get("description")),
        "comments": [comment(each) for each in (fields.get("comment") or {}).get("comments", ())],
        "fields": {
            "jira_attachments": [each["content"] for each in fields.get("attachment") or ()],
        },
    }


def comment(said: Issue) -> dict[str, Any]:
    """A comment; what Jira Service Management keeps from customers is internal."""
    return {
        "at": said["created"],
        "by": person(said.get("author")) or "unknown <>",
        "internal": said.get("jsdPublic") is False or bool(said.get("visibility")),
        "text": text(said.get("body")),
    }


def links(fields: Issue) -> Any:
    """Each link once, from the issue that points at the other."""
    if parent := fields.get("parent"):
        yield {"kind": "parent", "id": parent["key"]}
    for link in fields.get("issuelinks", ()):
        if other := link.get("outwardIssue"):
            yield {"kind": LINKS.get(link["type"]["name"], "relates-to"), "id": other["key"]}


def name(value: Issue | None) -> str | None:
    """What something is called."""
    return value["name"] if value else None


def named(values: list[Issue] | None) -> list[str]:
    """What some things are called."""
    return [value["name"] for value in values or ()]


def person(user: Issue | None) -> str | None:
    """Somebody; few sites tell the address."""
    if not user:
        return None
    return f"{user.get('displayName') or user.get('name')} <{user.get('emailAddress') or ''}>"


def text(value: Any) -> str:
    """A text in Jira's own markup. (Version 3 of the API sends a tree: its paragraphs.)"""
    if isinstance(value, dict):
        inner = "".join(map(text, value.get("content", ()))) or value.get("text", "")
        return f"{inner}\n\n" if value.get("type") in ("paragraph", "heading") else inner
    return (value or "").replace("\r\n", "\n")


def main() -> None:
    """Read the files that are named, and write one array."""
    pages = [json.loads(Path(place).read_text()) for place in sys.argv[1:]]
    issues = [issue for page in pages for issue in page["issues"]]
    json.dump([ticket(issue) for issue in issues], sys.stdout, indent=1)


if __name__ == "__main__":
    main()
