"""``/list``: tickets by a query, in columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.responses import Response

from tix.actions.selection import Selection, select
from tix.console.ticket_column import Surroundings, TicketColumn
from tix.console.ticket_look import short_people
from tix.console.ticket_table import columns_named, usual_columns
from tix.errors import TixError, UsageError
from tix.frozen import dataclass
from tix.model.record.fields import PERSON
from tix.model.ticket.fields import BY_NAME
from tix.quick_typing import Any
from tix.storage.store.filed import Filed
from tix.web.css_styles import CssStyles
from tix.web.desk import DeskWorkspace
from tix.web.pages import Page, View

_PAGE = 100
"""Tickets on a page."""

_UNSORTED = ("backlinks", "archived", "path", "left", "promise")
"""Columns by which the list can't be sorted."""


@dataclass(frozen=True)
class ShownCell:
    """A cell of a table: its column, its text, and what it looks like, as a class of CSS."""

    column: str
    text: str
    look: str = ""


@dataclass(frozen=True)
class Row:
    """A ticket in a table."""

    id: str
    title: str
    cells: Sequence[ShownCell]


@dataclass(frozen=True)
class Heading:
    """A column's heading: its address sorts by it, and ``order`` is how it is sorted now."""

    name: str
    title: str
    address: str | None
    order: str


def tickets(
    view: View, problem: str = "", status: int = 200, refusals: Mapping[str, str] | None = None
) -> Response:
    """Tickets by a query, most urgent first.

    ``problem`` is why they weren't changed, ``refusals`` what is said of each: then all that was
    selected and typed is there again.
    """
    workspace, params = view.workspace, asked(view)
    query = params.get("q", "").strip()
    sort, number = params.get("sort") or None, _number(params.get("page", ""))
    again = partial(_again, params)
    try:
        columns = _columns(workspace, params.get("columns", ""))
        needs = {need for column in columns for need in column.needs}
        found = select(workspace, query, default_open="all" not in params, sort=sort, needs=needs)
        count = len(found)
    except UsageError as error:  # the query stays where it can be mended
        return view.page(
            "list.html", 422, **_NOTHING, params=params, query=query, problem=sentence_of(error)
        )
    shown = part(found, number)
    rows = list(rows_of(workspace, shown, columns))
    pages = -(-count // _PAGE)
    return view.page(
        "list.html", status, problem=problem, refusals=refusals or {}, rows=rows, count=count,
        params=params, query=query, headings=_headings(columns, sort, again),
        warnings=found.query.warnings if found.query else (),
        done=found.done_left_out,
        statuses=[each.name for each in workspace.config.statuses],
        priorities=workspace.config.words_of("priority") or (),
        before=again(page=str(number - 1)) if number > 1 else None,
        after=again(page=str(number + 1)) if number < pages else None,
        number=number, pages=pages, saved=saved_queries(workspace), given=_given(view),
    )  # fmt: skip


_NOTHING: dict[str, Any] = {
    "rows": (), "count": 0, "headings": (), "warnings": (), "done": 0, "statuses": (),
    "priorities": (), "before": None, "after": None, "number": 1, "pages": 0, "saved": (),
    "given": {"id": []}, "refusals": {},
}  # fmt: skip


def asked(view: View) -> QueryParams:
    """Which list is meant: the address's parameters, or of a form, those of the page it is on."""
    if view.request.method == "GET":
        return view.request.query_params
    return QueryParams("".join(view.text("back").split()))


def _given(view: View) -> dict[str, Any]:
    """What was selected and typed in a form that couldn't be taken."""
    return {**{name: view.text(name) for name in view.form}, "id": view.texts("id")}


def sentence_of(error: TixError) -> str:
    """An error and the next step, in a line."""
    said = f"{error} ({error.hint})" if error.hint else str(error)
    return said[:1].upper() + said[1:]


def part(found: Selection, number: int) -> Selection:
    """A page of the tickets, counted from 1."""
    shown = found.first(number * _PAGE)
    vars(shown)["numbers"] = shown.numbers[(number - 1) * _PAGE :]
    return shown


def rows_of(
    workspace: DeskWorkspace, shown: Selection, columns: Sequence[TicketColumn]
) -> Iterable[Row]:
    """The tickets as rows with these columns."""
    filed = list(shown.heads())
    around = _surroundings(workspace, shown, filed, columns)
    for each in filed:
        cells = [_cell(column, each, around) for column in columns]
        yield Row(each.ticket.id, each.ticket.title, cells)


def _cell(column: TicketColumn, filed: Filed, around: Surroundings) -> ShownCell:
    made = column.cell(filed, around)
    return ShownCell(column.name, made.text, made.style("") if made.style else "")


def _surroundings(
    workspace: DeskWorkspace, shown: Selection, filed: Sequence[Filed],
    columns: Sequence[TicketColumn],
) -> Surroundings:  # fmt: skip
    people = [BY_NAME[column.name] for column in columns if column.name in BY_NAME]
    named = {
        text
        for each in filed
        for field in people
        if field.kind is PERSON
        for text in field.texts(each.ticket)
    }
    config = workspace.config
    return Surroundings(
        config, workspace.now, shown.facts, CssStyles(enabled=True),
        people=short_people(named, workspace.names, config),
    )  # fmt: skip


def _columns(workspace: DeskWorkspace, typed: str) -> list[TicketColumn]:
    """The columns that are asked for, else the user's own, else the usual ones."""
    names = [name for name in typed.split(",") if name.strip()]
    if names := names or list(workspace.user_config.columns):
        return columns_named(workspace, names)
    return usual_columns(workspace)


def _headings(
    columns: Sequence[TicketColumn], sort: str | None, again: Callable[..., str]
) -> list[Heading]:
    made = []
    for column in columns:
        order = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort or "", "none")
        turned = f"-{column.name}" if order == "ascending" else column.name
        address = None if column.name in _UNSORTED else again(sort=turned, page="1")
        made.append(Heading(column.name, column.shape.title, address, order))
    return made


def _again(params: QueryParams, **changed: str) -> str:
    """The address of the list with some parameters changed."""
    return "/list?" + urlencode({**params, **changed})


@dataclass(frozen=True)
class NamedQuery:
    """A saved query. ``of_desk``: everybody's."""

    name: str
    query: str
    of_desk: bool


def saved_queries(workspace: DeskWorkspace) -> Sequence[NamedQuery]:
    """The queries that have a name: the user's own before those of the desk."""
    own = workspace.user_config.queries
    return [
        NamedQuery(each.name, each.query, of_desk=each not in own)
        for each in workspace.vocabulary.saved_queries()
    ]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and int(text[:6]) > 0 else 1


ROUTES = (Page("/list", tickets),)
