"""Searching, the log, and reports."""

from datetime import UTC, datetime
from itertools import islice

from starlette.responses import Response

from tix.actions.log import ticket_log
from tix.actions.report import ReportOptions, make_report
from tix.actions.search import hit_objects, search
from tix.actions.selection import select
from tix.frozen import replace
from tix.model.text.nearest import did_you_mean
from tix.quick_typing import TYPE_CHECKING, Any
from tix.reports.formats import to_json
from tix.web.api.lists import UnknownCursorError, filed_of, limit_of, listed, page_answer
from tix.web.api.problems import ProblemError
from tix.web.api.versions import with_weak_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tix.model.history.events import Event
    from tix.web.pages import View


def find_tickets(view: "View") -> Response:
    """Tickets by their text, the best first, with the passage that matches."""
    workspace = view.workspace

    def hits(idents: "Sequence[str]", query: str) -> "list[dict[str, Any]]":
        found = search(workspace, [query], 1)
        some = [found.hit(filed) for filed in filed_of(workspace, idents)]
        return list(hit_objects(workspace, found, some))

    return listed(view, lambda: search(workspace, [view.query], _ALL).ids, hits)


_ALL = 10**9


def log(view: "View") -> Response:
    """Who changed what when, the newest first; with ``?q=``, of the tickets that it selects."""
    limit, cursor = limit_of(view), view.request.query_params.get("cursor")
    idents = select(view.workspace, view.query).ids if view.query else None
    with ticket_log(view.workspace, idents) as told:
        events = _after(told.events(), cursor) if cursor else told.events(limit + 1)
        found = list(islice(events, limit + 1))
        shown = found[:limit]
        following = _cursor(shown[-1]) if len(found) > limit else None
        return page_answer(told.objects_of(shown), following)


def _cursor(event: "Event") -> str:
    return f"{event.commit}.{event.ticket}"


def _after(events: "Iterator[Event]", cursor: str) -> "Iterator[Event]":
    """What is older than the event that a cursor names: commits don't change, so it stays there."""
    for event in events:
        if _cursor(event) == cursor:
            return events
    raise UnknownCursorError


def report(view: "View") -> Response:
    """A report, as ``tix report NAME --json`` prints it."""
    from tix.reports.table import REPORTS  # all of them, which no other page needs

    name, asked = view.path("name"), view.request.query_params
    for definition in REPORTS:
        if definition.name == name:
            break
    else:
        known = [each.name for each in REPORTS]
        raise ProblemError(404, f"there is no report {name!r}", hint=did_you_mean(name, known))
    options = ReportOptions(
        [view.query] if view.query else (), asked.get("since"), asked.get("until"), asked.get("by")
    )
    made = make_report(view.workspace, definition, options).report
    answer = Response(to_json(made), media_type="application/json")
    return with_weak_version(answer, to_json(replace(made, generated=_NO_MOMENT)))


_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
