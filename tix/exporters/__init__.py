"""Tickets in other forms: one module a format, each a function from entries to text."""

from collections.abc import Callable, Iterable, Iterator

from tix.exporters import csv, json, markdown, trackers
from tix.exporters.entry import Entries, Entry
from tix.frozen import dataclass
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: the word on the command line, what it gives, and the pieces of its text.

    ``lines``: the same as one ticket a line; ``files``: names and texts of a file a ticket.
    Both are None where the format has no such thing. ``passes_html`` tells of a ticket whose texts
    have HTML, in a format that takes them as they are and that others make pages of.
    ``takes_files``: whether it says anything of attached files but their names; ``takes_comments``:
    of comments but how many there are. ``left_out`` says for a ticket what else of it has no place
    there.
    """

    name: str
    gives: str
    text: Callable[[Iterable[Entry]], Iterator[str]]
    lines: Callable[[Iterable[Entry]], Iterator[str]] | None = None
    files: Callable[[Iterable[Entry]], Iterator[tuple[str, str]]] | None = None
    passes_html: Callable[[Ticket], bool] | None = None
    takes_files: bool = True
    takes_comments: bool = True
    left_out: Callable[[Ticket], Iterable[str]] | None = None


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("json", "everything, for tix import json", json.as_array, lines=json.as_lines),
    Exporter(
        "csv",
        "a row a ticket, for spreadsheets",
        csv.as_table,
        takes_files=False,
        takes_comments=False,
    ),
    Exporter(
        "markdown",
        "a document to read",
        markdown.as_document,
        files=markdown.as_files,
        passes_html=markdown.passes_html,
    ),
    Exporter(
        "github",
        "as gh issue list --json prints issues",
        trackers.as_github,
        takes_files=False,
        left_out=trackers.left_out_by_github,
    ),
    Exporter(
        "gitlab",
        "as glab issue list --output json prints issues",
        trackers.as_gitlab,
        takes_files=False,
        left_out=trackers.left_out_by_gitlab,
    ),
    Exporter(
        "taskwarrior",
        "for task import",
        trackers.as_taskwarrior,
        takes_files=False,
        left_out=trackers.left_out_by_taskwarrior,
    ),
)
"""Every format that ``tix export`` writes. A new one is a new module and a line here."""

__all__ = ["EXPORTERS", "Entries", "Entry", "Exporter"]
