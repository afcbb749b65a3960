"""Tasks of Taskwarrior: what ``task export`` prints (https://taskwarrior.org/docs/design/task/)."""

from datetime import UTC, datetime
from pathlib import Path

from tix.frozen import replace
from tix.importers.foreign import Record, incoming, without_guesses
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer, Incoming, Progress, Reading
from tix.importers.plain_values import Said, comments, objects, plain, text_of
from tix.importers.records import UNSTORABLE_NOTE, each_record, read_each, storable
from tix.importers.shapes import with_first_checked
from tix.quick_typing import Any

SOURCE = "taskwarrior:"
"""The prefix of the source of tickets from Taskwarrior."""

_PRIORITIES = {"H": "high", "M": "normal", "L": "low"}
_STATUSES = {"pending": "open", "waiting": "pending", "recurring": "open", "completed": "resolved"}
_PLACED = ("id", "uuid", "description", "annotations", "entry", "modified", "end", "tags",
           "depends", "status", "priority", "urgency", "mask", "imask", "due", "start")  # fmt: skip


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The tasks in a file (``-``: standard input). Raises ImportInputError."""
    reading = read_each(
        with_first_checked(path, each_record(path), "taskwarrior"),
        _where,
        lambda where, record: _incoming(where, record, words),
        progress,
    )
    return replace(reading, items=without_guesses([*reading.items]))


IMPORTER = Importer("taskwarrior", "FILE: what task export printed", read)


def _where(record: object, number: int) -> str:
    uuid = record.get("uuid") if isinstance(record, dict) else None
    return f"task {uuid[:8]}" if isinstance(uuid, str) and uuid else f"record {number}"


def _incoming(where: str, record: object, words: Words) -> Incoming:
    """The ticket that a task becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    if not isinstance(record, dict):
        raise ValueError("it isn't an object, {…}")
    notes: list[str] = []
    given = storable(record, lambda: notes.append(UNSTORABLE_NOTE))
    status = text_of(given.get("status"))
    if status == "deleted":
        raise ValueError("it was deleted")
    title = " ".join(text_of(given.get("description")).split())
    if not title:
        raise ValueError("it has no description")
    uuid = text_of(given.get("uuid"))
    opened = task_time(given.get("entry"))
    said = (
        Said(text_of(each.get("entry")), task_time(each.get("entry")), "",
             text_of(each.get("description")))
        for each in objects(given.get("annotations"))
    )  # fmt: skip
    is_begun = status in ("pending", "") and bool(given.get("start"))
    values = {
        **{key: plain(value) for key, value in given.items() if key not in _PLACED},
        "status": "in-progress" if is_begun else _STATUSES.get(status, status or "open"),
        "priority": _PRIORITIES.get(text_of(given.get("priority")), text_of(given.get("priority"))),
        "opened": _iso(opened), "updated": _iso(task_time(given.get("modified"))),
        "resolved": _iso(task_time(given.get("end"))), "due": _due(given.get("due")),
        "labels": plain(given.get("tags") or []), "depends": _depends(given.get("depends")),
    }  # fmt: skip
    what = Record(where, SOURCE, title, "", comments(SOURCE + uuid, said, opened))
    item = incoming(what, ForeignFields(values, notes), uuid, words)
    # since 2.6 what waits is pending, and whoever reads it looks at the clock
    waits = task_time(given.get("wait")) if status == "pending" and not is_begun else None
    return replace(item, waits_until=waits)


def _depends(value: Any) -> Any:
    """What it waits for: a list, or in older versions a text with commas."""
    return value.split(",") if isinstance(value, str) else plain(value or [])


def task_time(value: object) -> datetime | None:
    """A time as Taskwarrior writes it, ``20260301T120000Z``, or None."""
    try:
        return datetime.strptime(text_of(value), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _due(value: object) -> str:
    """When it is due; Taskwarrior has midnight for a day."""
    return _iso(task_time(value)).removesuffix("T00:00:00+00:00")


def _iso(when: datetime | None) -> str:
    return when.isoformat() if when else ""
