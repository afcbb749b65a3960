"""``/search``: everything by its text, the best first."""

from collections.abc import Sequence

from starlette.responses import Response

from tix.actions.find_records import find_records
from tix.actions.search import search
from tix.errors import UsageError
from tix.frozen import dataclass
from tix.model.ids import as_prefix, is_id
from tix.model.record.kind import RecordKind
from tix.model.records.article import ARTICLE
from tix.model.records.asset import ASSET
from tix.model.records.customer import CUSTOMER
from tix.query.ranking import passage, score
from tix.quick_typing import Any, cast
from tix.web.desk import DeskWorkspace
from tix.web.pages import Page, View
from tix.web.staff.tickets import sentence_of

_TICKETS = 50
_RECORDS = 5
"""The most that is shown of each kind."""


@dataclass(frozen=True)
class Found:
    """A hit: where it is, and the line that has the words."""

    path: str
    title: str
    about: str
    line: str


def find(view: View) -> Response:
    """Tickets, articles, customers and assets; an id leads to its ticket."""
    query, workspace = view.query, view.workspace
    ident = as_prefix(query)
    if is_id(ident) and workspace.files.is_taken(ident):
        return view.see(f"/t/{ident}")
    if not query:
        return view.page("search.html", tickets=(), records=(), count=0, problem="")
    try:
        hits = search(workspace, [query], _TICKETS)
        tickets = [
            Found(
                f"/t/{hit.filed.ticket.id}", hit.filed.ticket.title, hit.filed.ticket.status or "",
                hit.passage.line if hit.passage else "",
            )
            for hit in hits.hits()
        ]  # fmt: skip
    except UsageError as error:
        return view.page(
            "search.html", 422, tickets=(), records=(), count=0, problem=sentence_of(error)
        )
    records = [
        each
        for kind, path in ((ARTICLE, "/kb"), (CUSTOMER, "/customers"), (ASSET, "/assets"))
        for each in _records(workspace, kind, path, query)
    ]
    return view.page("search.html", tickets=tickets, records=records, count=hits.count, problem="")


def _records(
    workspace: DeskWorkspace, kind: RecordKind[Any], path: str, query: str
) -> Sequence[Found]:
    try:
        found, asked = find_records(workspace, kind, query)
    except UsageError:  # it asks for what only tickets have
        return ()
    terms = asked.text_terms
    if not terms:
        return ()
    records: list[Any] = [filed.record for filed in found]
    records.sort(key=lambda record: (-score(cast("Any", record), terms), record.id))
    made = []
    for record in records[:_RECORDS]:
        where = passage(record, terms)
        line = where.line if where else ""
        made.append(Found(f"{path}/{record.id}", kind.title_of(record), kind.name, line))
    return made


ROUTES = (Page("/search", find),)
