"""Tickets as JSON, which ``tix import json`` reads without losing anything."""

from collections.abc import Iterable, Iterator

from tix.exporters.entry import Entry
from tix.model.record.json import json_text


def as_array(entries: Iterable[Entry]) -> Iterator[str]:
    """The pieces of one array with an object a ticket."""
    before = "["
    for entry in entries:
        yield f"{before}\n{json_text(entry.as_object())}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def as_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """JSON lines: one object a line, one line a ticket."""
    for entry in entries:
        yield f"{json_text(entry.as_object(), indent=None)}\n"
