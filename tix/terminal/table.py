"""Rows and columns for people: aligned, and fitted to the terminal."""

from collections.abc import Callable, Sequence

from tix.frozen import dataclass
from tix.terminal import safe
from tix.terminal.style import Styles
from tix.terminal.width import Align, cut, display_width

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """How one column behaves when room is short.

    A ``flexible`` column shrinks, down to ``minimum`` columns; another one keeps its full width.
    When even that is too much, columns are dropped, those of the lowest ``priority`` first, and of
    equals the last.
    """

    title: str
    align: Align = "left"
    flexible: bool = False
    minimum: int = 8
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Text, and a function that colours it after it was cut to its column."""

    text: str
    style: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows, a line each; and the places of columns that had no room."""

    lines: tuple[str, ...]
    left_out: tuple[int, ...]


def render(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int, styles: Styles
) -> str:
    """A header and the rows, in at most ``width`` columns, without a final line end."""
    return "\n".join(laid_out(columns, rows, width, styles).lines)


def laid_out(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int, styles: Styles
) -> Table:
    """A header and the rows, in at most ``width`` columns."""
    cells = [
        [Cell(column.title, styles.heading), *(row[place] for row in rows)]
        for place, column in enumerate(columns)
    ]
    measured = [_measured([cell.text for cell in column]) for column in cells]
    natural = [min(width, max(widths)) for _, widths in measured]
    least = [
        min(wanted, column.minimum) if column.flexible else wanted
        for column, wanted in zip(columns, natural, strict=True)
    ]
    places = _that_fit(columns, least, width)
    shared = share(
        [natural[place] for place in places],
        [least[place] for place in places],
        _room(places, width),
    )
    fitted = [
        _fitted(cells[place], *measured[place], columns[place].align, room)
        for place, room in zip(places, shared, strict=True)
    ]
    return Table(
        tuple(_GAP.join(row).rstrip(" ") for row in zip(*fitted, strict=True)),
        tuple(place for place in range(len(columns)) if place not in places),
    )


def share(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that add up to at most ``room``: the widest shrink first, down to ``least``."""
    widths = list(natural)
    level = max(natural, default=0)
    while sum(widths) > room and level > 0:
        level -= 1
        widths = [max(low, min(wanted, level)) for wanted, low in zip(natural, least, strict=True)]
    spare = room - sum(widths)
    for place, wanted in enumerate(natural):
        if spare > 0 and widths[place] < wanted:
            widths[place] += 1
            spare -= 1
    return widths


def _that_fit(columns: Sequence[Column], least: Sequence[int], width: int) -> list[int]:
    """The places of the columns that have room beside each other; the most important one stays."""
    places = list(range(len(columns)))
    while len(places) > 1 and sum(least[place] for place in places) > _room(places, width):
        places.remove(min(places, key=lambda place: (columns[place].priority, -place)))
    return places


def _room(places: Sequence[int], width: int) -> int:
    return width - len(_GAP) * (len(places) - 1)


def _measured(texts: list[str]) -> tuple[list[str], list[int]]:
    """The texts of a column, made harmless, and their widths."""
    joined = "".join(texts)
    if joined.isascii() and joined.isprintable():  # nearly always; for thousands it matters
        return texts, list(map(len, texts))
    lines = list(map(safe.line, texts))
    return lines, list(map(display_width, lines))


def _fitted(
    cells: Sequence[Cell], texts: Sequence[str], widths: Sequence[int], align: Align, room: int
) -> list[str]:
    """The texts of a column, each cut or filled up to its width, and coloured."""
    fitted = []
    for cell, text, width in zip(cells, texts, widths, strict=True):
        if width > room:
            text = cut(text, room)
            width = display_width(text)
        before = {"left": 0, "right": room - width, "center": (room - width) // 2}[align]
        after = room - width - before
        if cell.style is not None and text:
            text = cell.style(text)
        fitted.append(f"{' ' * before}{text}{' ' * after}")
    return fitted
