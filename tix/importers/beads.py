"""Issues of beads: its JSON lines, one object an issue (https://github.com/steveyegge/beads).

Names and words are those that any importer understands (``tix.importers.foreign``); here is what
is beads' own: several texts beside the description, comments, and dependencies between records.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tix.frozen import replace
from tix.importers.foreign import Record, incoming, without_guesses
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer, Incoming, Progress, Reading
from tix.importers.plain_values import Said, comments, plain, time_of
from tix.importers.records import UNSTORABLE_NOTE, read_each, read_records, storable
from tix.importers.shapes import refuse_other_shape
from tix.quick_typing import Any

SOURCE = "beads:"
"""The prefix of the source of tickets from beads."""

_TEXTS = {
    "description": "",
    "design": "Design",
    "acceptance_criteria": "Acceptance criteria",
    "notes": "Notes",
}
"""Keys that make up the body, each below a heading."""


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The issues in a file (``-``: standard input). Raises ImportInputError."""
    records = read_records(path)
    refuse_other_shape(path, records[0] if records else None, "beads")
    return read_issues(records, words, progress)


def read_issues(records: list[object], words: Words, progress: Progress | None) -> Reading:
    """The issues among records."""
    reading = read_each(
        records, _where, lambda where, record: _incoming(where, record, words), progress
    )
    return replace(reading, items=without_guesses([*reading.items]))


IMPORTER = Importer("beads", "FILE: beads' issues.jsonl", read)


def _where(record: object, number: int) -> str:
    ident = record.get("id") if isinstance(record, dict) else None
    return ident if isinstance(ident, str) and ident else f"record {number}"


def _incoming(where: str, record: object, words: Words) -> Incoming:
    """The ticket that an issue becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    if not isinstance(record, dict):
        raise ValueError("it isn't an object, {…}")
    if record.get("_type", "issue") != "issue":
        raise ValueError(f"this is no issue but {record['_type']!r}")
    if record.get("status") == "tombstone":
        raise ValueError("it was deleted")
    notes: list[str] = []
    given = storable(record, lambda: notes.append(UNSTORABLE_NOTE))
    ident = _text(given, "id").strip()
    title = " ".join(_text(given, "title").split())
    if not title.strip():
        raise ValueError("it has no title")
    opened = time_of(given.get("created_at"))
    said = comments(SOURCE + ident, _said(given), opened)
    rest = {
        key: plain(value)
        for key, value in given.items()
        if key not in ("_type", "id", "title", "comments", *_TEXTS)
    }
    what = Record(where, SOURCE, " ".join(title.split()), _body(given), said)
    return incoming(what, ForeignFields(rest, notes), ident, words)


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str | None):
        raise ValueError(f"its {key} isn't a text")
    return (value or "").replace("\r\n", "\n")


def _body(given: Mapping[str, Any]) -> str:
    parts = []
    for key, heading in _TEXTS.items():
        if text := _text(given, key).strip("\n"):
            parts.append(f"## {heading}\n\n{text}" if heading else text)
    return "\n\n".join(parts)


def _said(given: Mapping[str, Any]) -> Iterator[Said]:
    """The comments. Raises ValueError for what isn't one."""
    told = given.get("comments") or []
    for value in told if isinstance(told, list) else [told]:
        if not isinstance(value, dict):
            raise ValueError("one of its comments isn't an object, {…}")
        at = time_of(value.get("created_at"))
        by = str(value.get("author") or "")
        yield Said(str(value.get("id") or ""), at, by, _text(value, "text"))
