"""A line for each ticket as the user lays it out: ``--format '{id} {title:30}'``."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tix.errors import UsageError
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe
from tix.terminal.width import Align, cut, pad

if TYPE_CHECKING:
    from tix.console.session import Session
    from tix.console.ticket_column import Surroundings, TicketColumn
    from tix.storage.store.filed import Filed

_PIECE = re.compile(
    r"(?P<text>[^{}]+|\{\{|\}\})"
    r"|\{(?P<name>\w[\w.-]*)(?::(?P<align>[<>^]?)(?P<width>[1-9][0-9]{0,3}))?\}"
)
_ALIGNED: dict[str, Align] = {"<": "left", ">": "right", "^": "center"}
_OTHER_OPTIONS = {
    "json": "--json", "jsonl": "--jsonl", "ids": "--ids", "table": "--table",
    "csv": "tix export csv", "markdown": "tix export markdown", "tsv": "leave --format out",
}  # fmt: skip


class BadFormatError(UsageError):
    """A format that can't be read, or that names no column."""

    def __init__(self, reason: str, hint: str = "--format '{id} {title:30}'") -> None:
        super().__init__(f"--format: {reason}", hint=hint)


@dataclass(frozen=True, slots=True)
class LineFormat:
    """Texts, and columns that are filled in between them.

    A column's ``width`` is counted as a terminal does: a value is cut to it or padded; 0 leaves it
    as it is.
    """

    pieces: tuple["str | FormatColumn", ...]

    @property
    def needs(self) -> frozenset[str]:
        """The facts that the columns need."""
        columns = (piece.column for piece in self.pieces if not isinstance(piece, str))
        return frozenset(need for column in columns for need in column.needs)

    def lines(self, tickets: "Iterable[Filed]", around: "Surroundings") -> Iterator[str]:
        """A line for each ticket, without its end."""
        for filed in tickets:
            yield "".join(
                piece if isinstance(piece, str) else piece.filled(filed, around)
                for piece in self.pieces
            )


@dataclass(frozen=True, slots=True)
class FormatColumn:
    """One column in a format."""

    column: "TicketColumn"
    align: Align
    width: int

    def filled(self, filed: "Filed", around: "Surroundings") -> str:
        """The value in one line, as programs get it, fitted to the width."""
        text = safe.line(self.column.whole(filed, around))
        return pad(cut(text, self.width), self.width, self.align) if self.width else text


def line_format(session: "Session", text: str) -> LineFormat:
    """Read a format. Raises BadFormatError, UnknownColumnError."""
    from tix.console.ticket_table import columns_named

    if other := _OTHER_OPTIONS.get(text.strip().casefold()):
        raise BadFormatError(f"{text!r} names no column", other)
    pieces: list[str | FormatColumn] = []
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            end = text.find("}", at) + 1
            rest = text[at : min(end, at + 40) if end else at + 40]
            raise BadFormatError(f"{rest!r} is no column; a brace itself is {{{{ or }}}}")
        if (name := found["name"]) is not None:
            column = columns_named(session, [name])[0]
            align = _ALIGNED[found["align"] or "<"]
            pieces.append(FormatColumn(column, align, int(found["width"] or 0)))
        else:
            pieces.append({"{{": "{", "}}": "}"}.get(found["text"], found["text"]))
        at = found.end()
    if all(isinstance(piece, str) for piece in pieces):
        raise BadFormatError(f"{text[:40]!r} names no column")
    return LineFormat(tuple(pieces))


def print_formatted(session: "Session", idents: Sequence[str], text: str, *, end: str) -> None:
    """Print a line for each of the tickets, in the order in which they are named.

    Raises BadFormatError, UnknownColumnError, and what a ticket that can't be read raises.
    """
    from tix.actions.selection import select_ids
    from tix.console.ticket_table import surroundings

    layout = line_format(session, text)
    found = select_ids(session, idents, layout.needs)
    tickets = {filed.ticket.id: filed for filed in found.heads()}
    for line in layout.lines([tickets[ident] for ident in idents], surroundings(session, found)):
        session.write(line + end)
