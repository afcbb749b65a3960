"""``/``: what is mine, what nobody has, what is late."""

from starlette.responses import Response

from tix.actions.selection import select
from tix.console.ticket_table import columns_named
from tix.web.pages import Page, View
from tix.web.staff.tickets import rows_of

_MOST = 10
"""Tickets in each part."""

_LATE = "is:missed OR is:due-soon"
_COLUMNS = ("id", "status", "priority", "title", "age")


def home(view: View) -> Response:
    """The parts, each with a way to the whole list."""
    workspace = view.workspace
    queries = [
        *([("Mine", "assignee:me")] if workspace.me else []),
        *([("Missed or due soon", _LATE)] if workspace.config.promises else []),
        ("Nobody's", "is:unassigned"),
    ]
    columns = columns_named(workspace, _COLUMNS)
    parts = []
    for title, query in queries:
        found = select(workspace, query, default_open=True)
        rows = list(rows_of(workspace, found.first(_MOST), columns))
        parts.append((title, query, rows, len(found)))
    return view.page("home.html", parts=parts, columns=columns)


ROUTES = (Page("/", home),)
