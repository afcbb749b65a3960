"""Which tool's JSON a record is, by its shape: the wrong FORMAT is answered by the right one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tix.frozen import replace
from tix.importers.foreign import without_guesses
from tix.importers.incoming import ImportInputError, Incoming, Progress, Reading
from tix.importers.records import read_each

_SHOWN = {
    "beads": "issues of beads",
    "github": "GitHub's issues",
    "gitlab": "GitLab's issues",
    "jira": "Jira's issues",
    "json": "tickets as tix writes them",
    "taskwarrior": "Taskwarrior's tasks",
    "trello": "a board of Trello's",
}
_OF_GITHUB = re.compile(r"https?://(?:www\.|api\.)?github\.com/", re.IGNORECASE)
_FOR = {**_SHOWN, "json": "what tix itself printed"}


def format_of(record: object) -> str | None:
    """The name of the importer for such a record; None if any may read it."""
    if not isinstance(record, dict):
        return None
    keys = record.keys()
    if "opened_by" in keys and "number" not in keys:
        return "json"
    if "iid" not in keys and _looks_like_beads(record):
        return "beads"
    if {"cards", "lists"} <= keys:
        return "trello"
    if "iid" in keys and keys & {"web_url", "project_id", "created_at"}:
        return "gitlab"
    if _looks_like_github(record):
        return "github"
    if isinstance(record.get("fields"), dict) and "summary" in record["fields"]:
        return "jira"
    issues = record.get("issues")
    if isinstance(issues, list) and issues and "title" not in keys:
        return format_of(issues[0])
    return "taskwarrior" if {"uuid", "description", "entry"} <= keys else None


def _looks_like_beads(record: Mapping[str, object]) -> bool:
    if "title" not in record:
        return False
    return record.get("_type") == "issue" or {"issue_type", "created_at"} <= record.keys()


def _looks_like_github(record: Mapping[str, object]) -> bool:
    number, state = record.get("number"), record.get("state")
    if number is None or not isinstance(state, str):
        return False
    if isinstance(number, int) and state.casefold() in ("open", "closed", "merged"):
        return True
    return any(_OF_GITHUB.match(str(record.get(name))) for name in ("url", "html_url"))


def refuse_other_shape(path: Path, record: object, own: str) -> None:
    """Name the right FORMAT for a record of another tool. Raises ImportInputError."""
    while isinstance(record, list) and record:
        record = record[0]
    name = format_of(record)
    if name is None or name == own:
        return
    hint = f"for {_FOR[name]}: tix import {name} {path}"
    raise ImportInputError(path, f"these aren't {_SHOWN[own]}", hint)


def read_issues(
    path: Path,
    issues: Iterable[object],
    own: str,
    where: Callable[[object, int], str],
    make: Callable[[str, object], Incoming],
    progress: Progress | None,
) -> Reading:
    """The tickets that the issues of a tracker become, as ``read_each`` makes them.

    Raises ImportInputError where the first shows that they are another's than the FORMAT
    ``own``'s.
    """
    reading = read_each(with_first_checked(path, issues, own), where, make, progress)
    return replace(reading, items=without_guesses(reading.items))


def with_first_checked(path: Path, records: Iterable[object], own: str) -> Iterator[object]:
    """The records, the first of which is looked at. Raises ImportInputError."""
    for number, record in enumerate(records):
        if not number:
            refuse_other_shape(path, record, own)
        yield record
