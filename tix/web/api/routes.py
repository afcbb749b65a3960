"""The routes of the API, and how errors are told there."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route

from tix.errors import TixError
from tix.frozen import replace
from tix.quick_typing import TYPE_CHECKING
from tix.web.api import looking, receiving, tickets
from tix.web.api.events import EventStream
from tix.web.api.gate import bearer, known_token, reading, writing
from tix.web.api.lists import answer
from tix.web.api.openapi import description
from tix.web.api.problems import ProblemError, failed, problem_of
from tix.web.api.versions import unless_known
from tix.web.pages import Function, Page, View, anybody, routes

if TYPE_CHECKING:
    from tix.web.service import Service

_BASE = "/api/v1"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Endpoint = Callable[[Request], Awaitable[Response]]
Letting = Callable[[View], None]
"""A gate: it raises ProblemError for who isn't let in."""


def _page(path: str, function: Function, method: str = "GET", gate: Letting = reading) -> Page:
    """A page of the API: its errors are problems, those of its gate, too."""

    def answered(view: View) -> Response:
        try:
            gate(view)
            made = function(view)
            return unless_known(view, made) if gate is reading and method == "GET" else made
        except TixError as error:
            return problem_of(error)

    return Page(_BASE + path, answered, (method,), anybody, failed, takes_forms=False)


def _describe(view: View) -> Response:
    return answer(description(view.service.settings.base))


PAGES = (
    _page("/openapi.json", _describe, gate=anybody),
    _page("/tickets", tickets.list_tickets),
    _page("/tickets", tickets.open_one, "POST", writing),
    _page("/tickets/{ident}", tickets.show_ticket),
    _page("/tickets/{ident}", tickets.change_ticket, "PATCH", writing),
    _page("/tickets/{ident}/comments", tickets.list_comments),
    _page("/tickets/{ident}/comments", tickets.add_one_comment, "POST", writing),
    _page("/tickets/{ident}/comments/{comment}", tickets.show_comment),
    _page("/search", looking.find_tickets),
    _page("/log", looking.log),
    _page("/reports/{name}", looking.report),
    _page("/receive", receiving.receive, "POST", receiving.sending),
)


def api_routes(service: "Service") -> list[BaseRoute]:
    """All of them; what no route has is refused behind them."""
    known: list[BaseRoute] = [
        *routes(service, PAGES),
        _Stream(f"{_BASE}/events", _streaming(service), methods=["GET"]),
    ]

    def refuse(view: View) -> Response:
        scope, allowed = view.request.scope, set[str]()
        for route in known:
            if isinstance(route, Route) and route.matches(scope)[0] is Match.PARTIAL:
                allowed |= route.methods or set()
        if allowed:
            listed = ", ".join(sorted(allowed))
            raise ProblemError(405, f"only {listed} can be done here", headers={"Allow": listed})
        raise ProblemError(
            404, "there is no such path", hint=f"GET {_BASE}/openapi.json lists them"
        )

    other = _page("/{rest:path}", refuse)
    fallback = replace(other, path="/api/{rest:path}", methods=_METHODS)
    return [*known, *routes(service, (fallback,))]


class _Stream(Route):
    """A route for GET alone: nobody waits for the end of a stream to have its headers."""

    def __init__(self, path: str, endpoint: Endpoint, methods: list[str]) -> None:
        super().__init__(path, endpoint, methods=methods)
        self.methods = set(methods)


def _streaming(service: "Service") -> Endpoint:
    async def stream(request: Request) -> Response:
        view = View(service, request, FormData(), b"")
        text = bearer(request.headers.get("authorization", ""))

        def is_allowed() -> bool:
            try:
                return known_token(view, text) is not None
            except TixError:
                return False

        def begun() -> Response:
            try:
                reading(view)
                return EventStream(view, is_allowed).answer()
            except TixError as error:
                return problem_of(error)

        return await service.thread.run(begun)

    return stream
