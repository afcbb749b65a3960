"""Rows and columns: aligned and fitted to the terminal for people, tab-separated for a pipe."""

from collections.abc import Callable, Sequence

from tix.terminal import safe
from tix.terminal.style import Styles
from tix.terminal.width import Align, cut, display_width, pad
from tix.values import dataclass, replace

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
    """Text, and what colours it once it has been cut to its column."""

    text: str
    style: Callable[[str], str] | None = None


def render(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int, styles: Styles
) -> str:
    """A header and the rows, in at most ``width`` columns, without a final line end."""
    columns = [replace(column, title=safe.line(column.title)) for column in columns]
    cells = [[Cell(safe.line(cell.text), cell.style) for cell in row] for row in rows]
    natural = [
        min(width, max(map(display_width, (column.title, *(row[place].text for row in cells)))))
        for place, column in enumerate(columns)
    ]
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
    widths = dict(zip(places, shared, strict=True))
    header = [Cell(column.title, styles.heading) for column in columns]
    return "\n".join(_line(columns, row, widths) for row in (header, *cells))


def tsv(rows: Sequence[Sequence[str]]) -> str:
    """The rows with a tab between cells and nothing cut, without a final line end."""
    return "\n".join("\t".join(map(safe.line, row)) for row in rows)


def share(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that add up to ``room`` at most: what is widest gives way first, down to ``least``."""
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


def _line(columns: Sequence[Column], row: Sequence[Cell], widths: dict[int, int]) -> str:
    return _GAP.join(
        _fitted(row[place], width, columns[place].align) for place, width in widths.items()
    ).rstrip(" ")


def _fitted(cell: Cell, width: int, align: Align) -> str:
    text = cut(cell.text, width)
    padded = pad(text, width, align)
    if cell.style is None or not text:
        return padded
    before, _, after = padded.partition(text)
    return before + cell.style(text) + after
