"""Exporting tickets: as text, to a file, or to a folder with a file for each ticket."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tix.actions.output_file import write_named
from tix.actions.selection import Selection, select
from tix.errors import TixError, UsageError
from tix.exporters import Entries, Entry, Exporter
from tix.model.record.fields import Field
from tix.model.record.json import json_text
from tix.model.record.kind import RecordKind
from tix.model.ticket.json import AttachmentInfo
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NotInThisFormatError(UsageError):
    """An option that the format doesn't support."""

    def __init__(self, option: str, formats: str) -> None:
        super().__init__(f"{option} goes with {formats} only")


class OutputExistsError(TixError):
    """The folder to write into has files already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} isn't empty", hint="name a new folder")


class Export:
    """The tickets that a query selects, to be written in a given format.

    ``lines``: one object a line; ``with_attachments``: the attachments' bytes, too. Raises
    NotInThisFormatError, QueryError.
    """

    def __init__(
        self,
        workspace: "Workspace",
        exporter: Exporter,
        words: Sequence[str] = (),
        *,
        lines: bool = False,
        with_attachments: bool = False,
    ) -> None:
        if with_attachments and exporter.name != "json":
            raise NotInThisFormatError("--with-attachments", "json")
        if lines and exporter.lines is None:
            raise NotInThisFormatError("--lines", "json")
        links = ["backlinks"] if exporter.name == "json" else []
        self.selection = select(workspace, words, needs=["updated", *links])
        self._exporter = exporter
        self._write = exporter.lines if lines and exporter.lines else exporter.text
        self._entries = _Entries(workspace, self.selection, with_attachments, exporter)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def has_files(self) -> bool:
        """Whether the format can also be a folder with a file for each ticket."""
        return self._exporter.files is not None

    @property
    def with_html(self) -> int:
        """How many of the written tickets contain HTML, in a format that passes it through."""
        return len(self._entries.with_html)

    @property
    def left_out(self) -> Sequence[str]:
        """What the written tickets have and the format has no place for."""
        return tuple(self._entries.left_out)

    def text(self) -> Iterator[str]:
        """The text, piece by piece."""
        return self._write(self._entries)

    def write_file(self, path: Path) -> None:
        """Write the file, or leave an existing one as it is if that fails."""
        _write(path, self.text())

    def write_folder(self, folder: Path) -> None:
        """Write one file for each ticket into a new or empty folder. Raises OutputExistsError."""
        assert self._exporter.files is not None
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputExistsError(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self._exporter.files(self._entries):
            _write(folder / name, [text])


class RecordExport:
    """The records of another kind that a query selects, to be written as JSON.

    ``lines``: one object a line. Raises NotInThisFormatError, QueryError.
    """

    def __init__(
        self,
        workspace: "Workspace",
        kind: RecordKind[Any],
        exporter: Exporter,
        words: Sequence[str] = (),
        *,
        lines: bool = False,
    ) -> None:
        from tix.actions.find_records import find_records
        from tix.actions.record_data import record_objects

        if exporter.name != "json":
            raise NotInThisFormatError(f"--kind {kind.name}", "json")
        found, self.query = find_records(workspace, kind, words, whole=True)
        self._objects = record_objects(workspace, kind, found)
        self.kind = kind
        self._lines = lines

    def __len__(self) -> int:
        return len(self._objects)

    def text(self) -> Iterator[str]:
        """The text, piece by piece."""
        if not self._lines:
            yield f"{json_text(self._objects)}\n"
            return
        for each in self._objects:
            yield f"{json_text(each, indent=None)}\n"

    def write_file(self, path: Path) -> None:
        """Write the file whole, or leave the one that is there."""
        _write(path, self.text())


class _Entries(Entries):
    """The entries, made anew for each iteration: there may be very many."""

    def __init__(
        self,
        workspace: "Workspace",
        selection: Selection,
        with_attachments: bool,
        exporter: Exporter,
    ) -> None:
        self.with_html: set[str] = set()
        self.left_out: dict[str, None] = {}
        self._desk = workspace.desk
        self._passes_html, self._left_out = exporter.passes_html, exporter.left_out
        self._selection = selection
        self._with_attachments = with_attachments
        self._has_files = exporter.takes_files
        self._has_comments = exporter.takes_comments

    def team_fields(self) -> Sequence[str]:
        return self._selection.team_fields()

    def later_fields(self) -> Sequence[Field]:
        from tix.model.ticket.fields import LATER
        from tix.query.predicates import Has, Source

        reader = self._selection.reader
        return [field for field in LATER if reader.count(Has(Source(field.attribute)))]

    def __len__(self) -> int:
        return len(self._selection)

    def __iter__(self) -> Iterator[Entry]:
        facts = self._selection.facts
        updated = facts.updated
        selection = self._selection
        for filed in selection.wholes() if self._has_comments else selection.uncommented():
            files: tuple[AttachmentInfo, ...] = ()
            if self._has_files and filed.ticket.attachments:
                from tix.storage.store.attachments import attachments_of

                files = attachments_of(
                    self._desk, filed.ticket, with_content=self._with_attachments
                )
            if self._passes_html and self._passes_html(filed.ticket):
                self.with_html.add(filed.ticket.id)
            if self._left_out:
                self.left_out |= dict.fromkeys(self._left_out(filed.ticket))
            links = facts.backlinks.get(filed.ticket.id, ())
            yield Entry(
                filed.ticket,
                filed.path,
                updated.get(filed.ticket.id),
                files,
                links,
                filed.comment_count,
            )


def write_text(path: Path, text: str) -> None:
    """Write a file whole, or leave the one that is there."""
    _write(path, (text,))


def _write(path: Path, pieces: Iterable[str]) -> None:
    write_named(path, _encoded(pieces))


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode(errors="surrogateescape") for piece in pieces)
