"""Reports at a terminal: tables with bars."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tix.console.session import Session
from tix.frozen import replace
from tix.model.times import day_of
from tix.reports.cells import COUNTED, bar_shares, cell_text, period_text
from tix.reports.report import Column, Kind, Report, Section, Value
from tix.terminal import table
from tix.terminal.bars import bar
from tix.terminal.width import display_width, wrap

_SHORTEST_BAR, _LONGEST_BAR = 8, 30  # in columns, for the largest number
_GAP = 2  # blanks between two columns


def report_text(session: Session, report: Report) -> str:
    """A report's title, its period, and its sections."""
    styles = session.screen.styles
    parts = [styles.bold(report.title)]
    if period := period_text(report):
        shown = map(styles.dim, wrap(period, session.screen.text_width))
        parts[0] += "\n" + "\n".join(shown)
    parts += [_section(session, section) for section in report.sections]
    return "\n\n".join(parts)


def _section(session: Session, section: Section) -> str:
    """A section's title, its table with bars, and its notes."""
    styles, width = session.screen.styles, session.screen.text_width
    lines = [styles.heading(line) for line in wrap(section.title, width)]
    lines.append(_table(session, section) if section.rows else styles.dim("  none"))
    for note in section.notes:
        lines += map(styles.dim, wrap(note, width))
    return "\n".join(lines)


def _table(session: Session, section: Section) -> str:
    screen = session.screen
    rows = [
        [
            table.Cell(_shown(session, column, value), _style(session, column))
            for column, value in zip(section.columns, row, strict=True)
        ]
        for row in section.rows
    ]
    columns = [_shape(column) for column in section.columns]
    widths = [
        max(display_width(text) for text in (column.title, *(row[place].text for row in rows)))
        for place, column in enumerate(columns)
    ]
    least = [
        min(width, column.minimum) if column.flexible else width
        for width, column in zip(widths, columns, strict=True)
    ]
    room = screen.width - _taken(widths) - _GAP
    needed = [w for w, c in zip(least, section.columns, strict=True) if not c.is_minor]
    has_two_lines = _taken(needed) > screen.width
    if has_two_lines:
        halves = [_halves(column.title) for column in columns]
        columns = [replace(c, title=first) for c, (first, _) in zip(columns, halves, strict=True)]
        rows.insert(0, [table.Cell(second, screen.styles.heading) for _, second in halves])
    elif section.bar is not None and room >= _SHORTEST_BAR:
        room = min(room, _LONGEST_BAR)
        columns.append(table.Column("", priority=-1))
        for row, share in zip(rows, bar_shares(section), strict=True):
            row.append(table.Cell(bar(share, 1, room), screen.styles.ident))
    found = table.laid_out(columns, rows, screen.width, screen.styles)
    lines = [*found.lines]
    if has_two_lines and not lines[1]:  # only columns that had no room have a second one
        del lines[1]
    without = [section.columns[n].heading for n in found.left_out if n < len(section.columns)]
    if without:
        named = ", ".join(dict.fromkeys(without))
        said = f"Columns without room: {named}; --format markdown has all."
        lines += map(screen.styles.dim, wrap(said, screen.text_width))
    return "\n".join(lines)


def _halves(heading: str) -> tuple[str, str]:
    """A heading split into two lines of about the same length, for a narrow table."""
    blanks = [place for place, char in enumerate(heading) if char == " "]
    if not blanks:
        return heading, ""
    middle = min(blanks, key=lambda place: abs(2 * place - len(heading)))
    return heading[:middle], heading[middle + 1 :]


def _taken(widths: Sequence[int]) -> int:
    """The width of a table, including gaps."""
    return sum(widths) + _GAP * (len(widths) - 1)


def _shown(session: Session, column: Column, value: Value) -> str:
    """A cell for people: a time is the day in the desk's time zone, an address somebody's name."""
    if isinstance(value, datetime):
        return day_of(value, session.config.timezone).isoformat()
    if column.kind is Kind.PERSON and isinstance(value, str):
        return session.names.label(value)
    return cell_text(column, value)


def _shape(column: Column) -> table.Column:
    if column.kind in COUNTED:
        priority = 1 if column.is_minor else 3
        return table.Column(column.heading, align="right", priority=priority)
    is_flexible = column.kind in (Kind.TEXT, Kind.WORD, Kind.PERSON)
    minimum = 14 if column.kind is Kind.TEXT else 12  # "first response" is text of ours
    priority = 1 if column.is_minor else 5
    return table.Column(column.heading, flexible=is_flexible, minimum=minimum, priority=priority)


def _style(session: Session, column: Column) -> Callable[[str], str] | None:
    return session.screen.styles.ident if column.kind is Kind.TICKET else None
