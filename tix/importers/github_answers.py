"""The issues in what GitHub's API, its command line and its webhooks give, and pull requests among
them."""

import re
from collections.abc import Iterator

from tix.importers.plain_values import objects
from tix.quick_typing import Any

_PULL_URL = re.compile(r"/pull/\d+/?(?:[?#].*)?$")


def with_events(records: list[object]) -> list[object]:
    """The records; each event with its issue is put into that issue, or becomes one."""
    events = [pair for record in records if (pair := _event_with_issue(record))]
    if not events:
        return records
    found = [_with_room(record) for record in records if not _event_with_issue(record)]
    known: dict[str, Any] = {}
    for each in reversed(found):  # of two that are the same the first one comes in
        known.update(dict.fromkeys(_called(each), each))
    for event, issue in events:
        into = next((known[called] for called in _called(issue) if called in known), None)
        if into is None:
            into = {**issue, "events": []}
            found.append(into)
            known.update(dict.fromkeys(_called(issue), into))
        into["events"].append({key: event[key] for key in event if key != "issue"})
    return found


def _event_with_issue(record: object) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """A record as an event, and the issue in it; None for any other record."""
    if not isinstance(record, dict) or "event" not in record:
        return None
    issue = record.get("issue")
    return (record, issue) if isinstance(issue, dict) else None


def _with_room(record: object) -> object:
    """An issue that has a list for events; one with other events, as it is."""
    if not isinstance(record, dict) or not isinstance(record.get("events", []), list):
        return record
    return {**record, "events": [*record.get("events", [])]}


def _called(issue: object) -> list[str]:
    """What tells an issue with room for events from others: its addresses, else its number."""
    if not isinstance(issue, dict) or not isinstance(issue.get("events", []), list):
        return []
    addresses = [issue[name] for name in ("html_url", "url") if isinstance(issue.get(name), str)]
    return addresses or ([str(issue["number"])] if "number" in issue else [])


def each_issue(value: object) -> Iterator[object]:
    """Every issue of an answer: pages of them (``--slurp``), a search's items, GraphQL's nodes."""
    if isinstance(value, list):
        for item in value:
            yield from each_issue(item)
        return
    if not isinstance(value, dict) or "title" in value:
        yield _with_content(value)
        return
    pulls = [*_pulls(value)]
    inner = _pages(value)
    if not inner and not pulls:
        yield value
    for part in inner:
        yield from each_issue(part)
    yield from pulls


def _with_content(item: object) -> object:
    """An item of a project as the issue in it, with what the project says of that."""
    content = item.get("content") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(content, dict):
        return item
    beside = {key: value for key, value in item.items() if key not in ("content", "id")}
    kind = {"__typename": content["type"]} if "type" in content else {}
    return {**beside, **{key: content[key] for key in content if key != "type"}, **kind}


def _pulls(answer: dict[str, Any]) -> Iterator[object]:
    """Pull requests that stand in a list of their own beside the issues."""
    for name in ("pulls", "pullRequests", "pull_requests"):
        for each in each_issue(answer.get(name) or []):
            if isinstance(each, dict) and "title" in each:
                yield {**each, "__typename": "PullRequest"}


def _pages(answer: dict[str, Any]) -> list[object]:
    """The pages in an answer that isn't an issue itself, the issue that a webhook tells of, or
    those to which a question in GraphQL gave names of its own."""
    for name in ("items", "nodes", "edges", "node", "issues", "search", "repository", "data"):
        if isinstance(answer.get(name), (dict, list)) and not _is_of_an_issue(answer):
            return [answer[name]]
    if "event" in answer:  # with_events has it
        return []
    if isinstance(answer.get("issue"), dict):  # one comment isn't all that were made
        return [{**answer["issue"], **{key: answer[key] for key in answer if key == "comment"}}]
    return [each for each in answer.values() if isinstance(each, dict) and _is_named(each)]


def _is_of_an_issue(answer: dict[str, Any]) -> bool:
    """Whether an answer has an issue, beside which its repository stands."""
    return isinstance(answer.get("issue"), dict) and "issues" not in answer


def _is_named(answer: dict[str, Any]) -> bool:
    return {"number", "title"} <= answer.keys() or isinstance(answer.get("issue"), dict)


def nodes_of(value: object) -> object:
    """The list in a connection of GraphQL, whichever way it was asked for; else the value."""
    if isinstance(value, dict) and isinstance(value.get("nodes"), list):
        return value["nodes"]
    if isinstance(value, dict) and isinstance(value.get("edges"), list):
        return [each.get("node", each) for each in objects(value["edges"])]
    return value


def is_pull_request(record: object) -> bool:
    """Whether a record is a pull request, which GitHub's lists have among the issues."""
    if not isinstance(record, dict):
        return False
    if record.get("__typename") == "PullRequest" or record.get("isPullRequest"):
        return True
    if isinstance(record.get("pull_request"), dict) or "headRefName" in record:
        return True
    return any(_PULL_URL.search(str(record.get(name))) for name in ("html_url", "url"))
