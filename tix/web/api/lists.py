"""Long lists, page by page, that hold while others write.

What a query finds is settled with the first page: the ids, in order, are kept for a day, and each
page has the next ones as they are by then. So everything that was found comes once and in its
order, however it is changed meanwhile; what is deleted is left out. A cursor names the list and a
place in it, so that a page can be asked for again.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256

from starlette.responses import Response

from tix.errors import TixError
from tix.model.record.json import json_text
from tix.quick_typing import TYPE_CHECKING, Any
from tix.web.api.problems import ProblemError

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.filed import Filed
    from tix.web.pages import View

USUAL, MOST = 100, 1000
"""Items of a page."""

_SECONDS = 24 * 3600
_LISTS = 100
"""So many lists are kept; the oldest go."""
_KIND = "list"


class UnknownCursorError(ProblemError):
    """A cursor that is none of this list, or too old."""

    def __init__(self) -> None:
        super().__init__(
            422, "this cursor isn't known, or no longer", hint="begin again without a cursor"
        )


def limit_of(view: "View") -> int:
    """``?limit=``. Raises ProblemError."""
    text = view.request.query_params.get("limit", str(USUAL))
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= MOST):
        raise ProblemError(422, f"limit must be a number from 1 to {MOST}")
    return int(text)


def page_answer(items: Sequence[Any], following: str | None) -> Response:
    """A page, and the cursor of what follows."""
    return answer({"items": list(items), "next": following})


def answer(told: object, status: int = 200, **headers: str) -> Response:
    """JSON as the command line prints it."""
    return Response(
        json_text(told, indent=None) + "\n", status, headers or None, "application/json"
    )


def listed(
    view: "View",
    ids: Callable[[], Sequence[str]],
    objects: Callable[[Sequence[str], str], Sequence[Any]],
) -> Response:
    """A page of what ``ids`` finds; ``objects`` makes the items of some of them, without the gone,
    given the query by which they were found.

    Raises ProblemError for a cursor that isn't one.
    """
    limit, cursor = limit_of(view), view.request.query_params.get("cursor")
    if cursor:
        name, start, every, query = _continued(view, cursor)
    else:
        name, start, every, query = "", 0, list(ids()), view.query
    end = start + limit
    items = objects(every[start:end], query)
    if end >= len(every):
        return page_answer(items, None)
    return page_answer(items, f"{_kept(view, every, name)}.{end}")


def filed_of(workspace: "Workspace", idents: Sequence[str]) -> list["Filed"]:
    """These tickets as they are now, without those that are gone or can't be read."""
    found = []
    for ident in idents:
        with suppress(TixError):
            found.append(workspace.reader.get(ident))
    return found


def _continued(view: "View", cursor: str) -> tuple[str, int, list[str], str]:
    name, _, place = cursor.partition(".")
    found = view.service.kept.get(_KIND, name)
    told = json.loads(found) if found else {}
    is_place = place.isascii() and place.isdecimal() and len(place) < 9
    if not is_place or told.get("of") != _asked(view, told.get("q")):
        raise UnknownCursorError
    return name, int(place), told["ids"].split(), told["q"]


def _kept(view: "View", every: Sequence[str], name: str) -> str:
    """Keep a list, or keep it longer; its name."""
    told = json.dumps({"of": _asked(view, view.query), "q": view.query, "ids": " ".join(every)})
    if not name:
        name = sha256(told.encode()).hexdigest()[:32]
        view.service.kept.put(_KIND, name, told, _SECONDS, most=_LISTS)
    return name


def _asked(view: "View", query: str | None) -> str:
    """What a list is of; a query that is given again must be the same."""
    given = view.query or query or ""
    return f"{view.request.url.path}?{given}"
