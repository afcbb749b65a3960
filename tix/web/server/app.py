"""The application: every page, and what is around all of them."""

from contextlib import suppress

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from tix.quick_typing import Any
from tix.web import staff
from tix.web.api.routes import api_routes
from tix.web.pages import View, page_of_error, routes
from tix.web.portal import routes as portal
from tix.web.rendering import FOLDER
from tix.web.server.guard import Guard
from tix.web.service import Service


def application(service: Service) -> ASGIApp:
    """The application of a worker."""
    pages = [*staff.ROUTES, *(portal.ROUTES if service.settings.portal else ())]
    app = Starlette(routes=[*routes(service, pages), *api_routes(service)])
    app.router.redirect_slashes = False  # it would lead to whatever the Host header says
    app.mount("/static", _Files(directory=FOLDER / "static"))

    async def failed(request: Request, error: Exception) -> Response:
        """An error outside of a page: no such path, no such method, a form that can't be read."""
        assert isinstance(error, HTTPException)
        view = View(service, request, *_NOTHING)
        answer: Response = PlainTextResponse(f"{error.detail}\n", error.status_code)
        with suppress(Exception):
            answer = page_of_error(view, error.status_code, _SAID.get(
                error.status_code, str(error.detail)), None)  # fmt: skip
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        return answer

    app.add_exception_handler(HTTPException, failed)
    return Guard(app, service.settings, service.log)


class _Files(StaticFiles):
    """Scripts and styles, which a browser keeps, and asks each time whether they are the newest."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """As ever, or 304."""
        answer = super().file_response(*args, **kwargs)
        answer.headers["cache-control"] = "no-cache"
        return answer


_NOTHING = (FormData(), b"")

_SAID = {404: "there is no such page", 405: "this can't be done here"}
