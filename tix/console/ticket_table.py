"""Tickets as rows: the columns that ``tix list`` can show, short for people and whole for programs.

A column is a built-in field, a team-defined one, or one of ``_MORE``. At a terminal values are
short (``3d``, ``ana``); in a pipe they are whole and exact, as the ticket has them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from tix.actions.selection import Selection
from tix.actions.workspace import Workspace
from tix.console.session import Session
from tix.console.ticket_column import Surroundings, TicketColumn
from tix.console.ticket_lines import quick_rows
from tix.console.ticket_look import due_short, id_styled, look_of, priority_level, short_people
from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.model.record.fields import DUE, PERSON, TIME, Field
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.link_names import (
    SEEN_FROM_THE_OTHER_END,
    known_kind,
    shown_from_the_other_end,
)
from tix.model.ticket.ticket import LINK_KINDS, Ticket
from tix.model.times import due_instant, format_time
from tix.storage.store.filed import Filed
from tix.terminal import safe
from tix.terminal.ago import ago_short
from tix.terminal.table import Cell, Column, Table, laid_out
from tix.terminal.width import cut, display_width

FOR_PEOPLE = (
    "id", "status", "priority", "type", "title", "assignees", "labels", "due", "age",
)  # fmt: skip
"""The columns at a terminal; those that are empty in every row are left out."""


class UnknownColumnError(UsageError):
    """There is no column of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        from tix.model.text.nearest import did_you_mean
        from tix.query.habits import field_meant

        meant = field_meant(name)
        hint = f"did you mean {meant!r}?" if meant in known else did_you_mean(name, known)
        super().__init__(f"there is no column {name!r}", hint=hint)


def columns_named(session: Workspace, names: Sequence[str]) -> list[TicketColumn]:
    """The columns of these names, in singular or plural. Raises UnknownColumnError."""
    return [_column(session, name.strip()) for name in names]


def usual_columns(session: Workspace) -> list[TicketColumn]:
    """The columns at a terminal; a desk that promises something has what is due next."""
    columns = columns_named(session, FOR_PEOPLE)
    if not session.config.promises:
        return columns
    from tix.console.promise_columns import promise_column  # few desks promise anything

    return [promise_column(session, "due-next") if c.name == "due" else c for c in columns]


@dataclass(frozen=True, slots=True)
class TicketTable:
    """A header, a line for each ticket, and the names of columns that had no room."""

    header: str
    lines: Sequence[str]
    left_out: Sequence[str]


def table(
    session: Session,
    selection: Selection,
    columns: Sequence[TicketColumn] | None,
    *,
    tickets: Sequence[Filed] | None = None,
    grouped_by: str | None = None,
) -> TicketTable:
    """The tickets as a table for the terminal; None stands for the usual columns.

    ``tickets`` are those of the selection in another order, perhaps more than once. The usual
    columns do without the one by which they are ``grouped``.
    """
    tickets = list(selection.heads()) if tickets is None else tickets
    chosen = list(columns) if columns is not None else usual_columns(session)
    around = surroundings(session, selection, tickets, chosen)
    rows = [[column.cell(filed, around) for column in chosen] for filed in tickets]
    shapes = [column.shape for column in chosen]
    width, styles = session.screen.width, session.screen.styles
    if columns is not None:
        shapes = [Column(s.title, s.align, flexible=True, minimum=6) for s in shapes]
        return _named(laid_out(shapes, rows, width, styles), chosen)
    _shorten_labels(shapes, rows, width)
    telling = [place for place, column in enumerate(chosen) if column.name != grouped_by]
    kept = [place for place in telling if any(row[place].text for row in rows)]
    rows = [[row[place] for place in kept] for row in rows]
    shapes = [_with_room(shapes[place], width) for place in kept]
    return _named(laid_out(shapes, rows, width, styles), [chosen[place] for place in kept])


def _named(laid: Table, columns: Sequence[TicketColumn]) -> TicketTable:
    header, *rest = laid.lines
    return TicketTable(header, rest, [columns[place].name for place in laid.left_out])


def _with_room(shape: Column, width: int) -> Column:
    """Drop columns that would take more than half of the width from the title."""
    if shape.title != "title":
        return shape
    return replace(shape, minimum=max(shape.minimum, min(width // 2, _TITLE)))


_TITLE = 50
"""So many columns are enough for a title, however wide the terminal is."""


def _shorten_labels(shapes: Sequence[Column], rows: Sequence[list[Cell]], width: int) -> None:
    """Let labels take only the width that other columns, above all the title, leave free."""
    place = FOR_PEOPLE.index("labels")
    taken = sum(
        2
        + max(display_width(safe.line(text)) for text in (shape.title, *(r[n].text for r in rows)))
        for n, shape in enumerate(shapes)
        if n != place and any(row[n].text for row in rows)
    )
    for row in rows:
        row[place] = Cell(cut(safe.line(row[place].text), max(_LABELS, width - taken)))


_LABELS = 16
"""The least width of the labels, if there are any."""


def rows_for_programs(
    session: Session, selection: Selection, columns: Sequence[TicketColumn]
) -> Iterator[Sequence[str]]:
    """The tickets in these columns, whole, for programs."""
    quick = quick_rows(selection, columns)
    if quick is not None:
        yield from quick
        return
    around = surroundings(session, selection)
    for filed in selection.heads():
        yield [column.whole(filed, around) for column in columns]


def surroundings(
    session: Session,
    selection: Selection,
    tickets: Sequence[Filed] = (),
    columns: Sequence[TicketColumn] = (),
) -> Surroundings:
    """The context for the cells of these tickets, in these columns."""
    config = session.config
    for_people = session.screen.for_people
    fields = [BY_NAME[column.name] for column in columns if column.name in BY_NAME]
    named = {
        text
        for filed in tickets
        for item in fields
        if item.kind is PERSON
        for text in item.texts(filed.ticket)
    }
    return Surroundings(
        config,
        session.now,
        selection.facts,
        session.screen.styles,
        selection.reader.prefix_lengths(f.ticket.id for f in tickets) if for_people else {},
        short_people(named, session.names, config) if for_people else {},
    )


def _column(session: Workspace, name: str) -> TicketColumn:
    name = _SHOWN_AS.get(name, name)
    if (plain_kind := known_kind(name) or name) in _MORE:
        return _MORE[plain_kind]
    if (built_in := BY_NAME.get(name)) is not None:
        if session.config.is_own_field(name, built_in):
            return _team_column(name)
        return _field_column(built_in)
    declared = [declared.name for declared in session.config.fields]
    if name in _COMPUTED and not {name} & {*declared, *session.reader.team_fields()}:
        if name == "score":
            from tix.console.score_column import SCORE

            return SCORE
        from tix.console.promise_columns import promise_column

        return promise_column(session, name)
    from tix.query.fields import plain_name  # 15 ms of imports that the usual columns don't need

    plain = plain_name(name)
    if plain != name and (plain in _MORE or plain in BY_NAME):
        return _column(session, plain)
    if name in declared or name in session.reader.team_fields():
        return _team_column(name)
    known = dict.fromkeys((*declared, *sorted(session.reader.team_fields())))
    for team_name in known:
        if plain_name(team_name) == plain:
            return _team_column(team_name)
    raise UnknownColumnError(name, [*BY_NAME, *_MORE, *_COMPUTED, *known])


_COMPUTED = ("due-next", "left", "promise", "score")
"""Columns of what is computed of a ticket; a team's own field of such a name goes before."""

# Built-in fields -------------------------------------------------------------------------------

_SHAPES = {
    "id": Column("id", priority=9),
    "title": Column("title", flexible=True, minimum=32, priority=8),
    "status": Column("status", priority=7),
    "priority": Column("prio", priority=6),
    "assignees": Column("who", flexible=True, minimum=8, priority=4),
    "due": Column("due", priority=5),
    "labels": Column("labels", flexible=True, minimum=8, priority=2),
    "type": Column("type", priority=1),
    "worked": Column("worked", align="right", priority=3),
    "ratings": Column("rating", align="right", priority=3),
}


_SHOWN_AS = {shape.title: name for name, shape in _SHAPES.items()}
"""Column headings, which people then type as names."""


def _field_column(built_in: Field) -> TicketColumn:
    """The column for a field in the table of fields."""

    listed = _listed(built_in)

    def whole(filed: Filed, _: Surroundings) -> str:
        return ",".join(listed(filed.ticket))

    if built_in.kind is TIME:
        return _time_column(built_in.name, lambda filed, _: built_in.of(filed.ticket))
    shape = _SHAPES.get(built_in.name, Column(built_in.name, flexible=True))
    cell = _CELLS.get(built_in.name)
    if cell is None:
        cell = _people_cell(built_in) if built_in.kind is PERSON else _words_cell(built_in)
    return TicketColumn(built_in.name, whole, cell, shape)


def _time_column(
    name: str,
    of: Callable[[Filed, Surroundings], datetime | None],
    needs: frozenset[str] = frozenset(),
) -> TicketColumn:
    def whole(filed: Filed, around: Surroundings) -> str:
        when = of(filed, around)
        return format_time(when) if when else ""

    def cell(filed: Filed, around: Surroundings) -> Cell:
        when = of(filed, around)
        return Cell(ago_short(when, around.now) if when else "")

    return TicketColumn(name, whole, cell, Column(name, align="right", priority=3), needs)


def _listed(built_in: Field) -> Callable[[Ticket], tuple[str, ...]]:
    """What a column lists: what entries say together, but occurrences one by one, as ever."""
    return built_in.texts if built_in.name == "occurrences" else built_in.words


def _words_cell(built_in: Field) -> Callable[[Filed, Surroundings], Cell]:
    return lambda filed, _: Cell(", ".join(_listed(built_in)(filed.ticket)))


def _people_cell(built_in: Field) -> Callable[[Filed, Surroundings], Cell]:
    def cell(filed: Filed, around: Surroundings) -> Cell:
        return Cell(", ".join(around.people[text] for text in built_in.texts(filed.ticket)))

    return cell


def _worked_cell(filed: Filed, _: Surroundings) -> Cell:
    from tix.model.work.lengths import length_text  # few desks have work

    [minutes] = BY_NAME["worked"].words(filed.ticket) or ("",)
    return Cell(length_text(int(minutes)) if minutes else "")


def _id_cell(filed: Filed, around: Surroundings) -> Cell:
    return Cell(filed.ticket.id, id_styled(around.prefixes, around.styles))


def _status_cell(filed: Filed, around: Surroundings) -> Cell:
    look = look_of(filed.ticket, around.config)
    return Cell(filed.ticket.status or "", lambda text: around.styles.status(text, look))


def _priority_cell(filed: Filed, around: Surroundings) -> Cell:
    level = priority_level(filed.ticket, around.config)
    return Cell(filed.ticket.priority or "", lambda text: around.styles.priority(text, level))


def _due_cell(filed: Filed, around: Surroundings) -> Cell:
    due, config = filed.ticket.due, around.config
    if due is None:
        return Cell("")
    done = config.is_done(filed.ticket)
    late = not done and due_instant(due, config.timezone) < around.now
    return Cell(due_short(due, done, config, around.now), around.styles.error if late else None)


_CELLS: dict[str, Callable[[Filed, Surroundings], Cell]] = {
    "id": _id_cell,
    "status": _status_cell,
    "priority": _priority_cell,
    DUE.name: _due_cell,
    "due": _due_cell,
    "worked": _worked_cell,
}


# Others ----------------------------------------------------------------------------------------


def _team_column(name: str) -> TicketColumn:
    def texts(filed: Filed) -> tuple[str, ...]:
        value = filed.ticket.team_field(name) or ()
        return (value,) if isinstance(value, str) else value

    return TicketColumn(
        name,
        lambda filed, _: ",".join(texts(filed)),
        lambda filed, _: Cell(", ".join(texts(filed))),
        Column(name, flexible=True),
    )


def _simple(
    name: str, of: Callable[[Filed, Surroundings], str], needs: frozenset[str] = frozenset()
) -> TicketColumn:
    return TicketColumn(
        name, of, lambda filed, around: Cell(of(filed, around)), Column(name), needs
    )


def _age(filed: Filed, around: Surroundings) -> str:
    opened = filed.ticket.opened
    return str(int((around.now - opened).total_seconds())) if opened else ""


def _links_column(name: str) -> TicketColumn:
    """The ids at the other end of links, by the name that they have at this end."""
    kind = SEEN_FROM_THE_OTHER_END.get(name)

    def ids(filed: Filed, around: Surroundings) -> str:
        links = around.facts.backlinks.get(filed.ticket.id, ()) if kind else filed.ticket.links
        return ",".join(link.id for link in links if link.kind == (kind or name))

    return _simple(name, ids, frozenset({"backlinks"} if kind else ()))


def _backlinks(filed: Filed, around: Surroundings) -> str:
    links = around.facts.backlinks.get(filed.ticket.id, ())
    return ",".join(f"{shown_from_the_other_end(link.kind)} {link.id}" for link in links)


_OPENED = _field_column(BY_NAME["opened"])


_MORE: dict[str, TicketColumn] = {
    column.name: column
    for column in (
        TicketColumn("age", _age, _OPENED.cell, Column("age", align="right", priority=3)),
        _time_column(
            "updated",
            lambda filed, around: around.facts.updated.get(filed.ticket.id),
            frozenset({"updated"}),
        ),
        TicketColumn(
            "comments",
            lambda filed, _: str(filed.comment_count),
            lambda filed, _: Cell(str(filed.comment_count or "")),
            Column("comments", align="right"),
        ),
        _simple(
            "blocked",
            lambda filed, around: "blocked" if filed.ticket.id in around.facts.blocked else "",
            frozenset({"blocked"}),
        ),
        _simple("archived", lambda filed, _: "archived" if filed.archived else ""),
        _simple("path", lambda filed, _: filed.path),
        _simple("backlinks", _backlinks, frozenset({"backlinks"})),
        *map(_links_column, (*LINK_KINDS, *SEEN_FROM_THE_OTHER_END)),
    )
}
"""Columns that aren't fields. ``age`` is in seconds for programs."""
