"""Pages of the portal: what they are given, who may see them, and how errors are told there."""

import sqlite3
from collections.abc import Callable

from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, Response

from tix.actions.attach import NewAttachment
from tix.errors import TixError
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING, Any
from tix.web.markdown import html_of
from tix.web.pages import Gate, Page, View, anybody
from tix.web.portal.customer import PortalCustomer
from tix.web.portal.words import translations_for
from tix.web.rendering import rendered

if TYPE_CHECKING:
    from datetime import datetime

PORTAL = "portal"
"""The realm of customers."""

HOME = "/portal/"


class PortalView:
    """A request to the portal. ``customer`` is who has signed in there, if anybody."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.words = translations_for(view.request.headers.get("accept-language", ""))
        mail = view.session(PORTAL)
        self.workspace = view.workspace_of(None)
        """The desk as nobody in particular reads it."""
        self.customer = PortalCustomer(self.workspace, mail) if mail else None

    @property
    def language(self) -> str:
        """The code of the language of who reads, of those that there are."""
        return self.words.gettext("en")

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page made of a template, in the language of who reads."""
        config = self.workspace.config
        told = {
            "view": self.view, "portal": self, "desk": config.name or self.words.gettext("Support"),
            "markdown": html_of, "when": self._when, **context,
        }  # fmt: skip
        headers = {"Vary": "Accept-Language, Cookie"}
        return HTMLResponse(rendered(f"portal/{template}", self.words, **told), status, headers)

    def _when(self, at: "datetime | None") -> tuple[str, str]:
        """A time for programs and for people, where the desk is."""
        if at is None:
            return "", ""
        zone = self.workspace.config.timezone
        return format_time(at), at.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def nothing(self) -> Response:
        """What isn't there, or isn't theirs: the same, to the byte."""
        return self.page("nothing.html", 404)


def files_of(view: View, name: str) -> list[NewAttachment]:
    """The files that a form brings; a field that was left empty brings none."""
    found = [each for each in view.form.getlist(name) if isinstance(each, UploadFile)]
    made = [NewAttachment(each.filename or "file", each.file.read()) for each in found]
    return [file for file, each in zip(made, found, strict=True) if each.filename or file.content]


Function = Callable[[PortalView], Response]


def portal_page(
    path: str, function: Function, method: str = "GET", *, gate: Gate = anybody
) -> Page:
    """A page of the portal, below ``/portal``."""
    return Page(f"/portal{path}", lambda view: function(PortalView(view)), (method,), gate, failed)


def customer_page(path: str, function: Function, method: str = "GET") -> Page:
    """A page for those who have signed in; others are sent there."""
    return portal_page(path, function, method, gate=customers_only)


def customers_only(view: View) -> Response | None:
    """A gate for customers."""
    return None if view.session(PORTAL) else view.see(f"{HOME}sign-in")


def failed(view: View, status: int, _: str, __: str | None) -> Response:
    """An error, in words for customers: what it says to staff is none of their business."""
    try:
        portal = PortalView(view)
        if status == 404:
            return portal.nothing()
        return portal.page("failed.html", status, code=status)
    except (TixError, OSError, sqlite3.Error):  # the desk is away
        return _without_desk(view, status)


def _without_desk(view: View, status: int) -> Response:
    """An error that says nothing of the desk, as that can't be read."""
    words = translations_for(view.request.headers.get("accept-language", ""))
    told = {"view": view, "portal": _NOBODY, "desk": words.gettext("Support"), "code": status}
    return HTMLResponse(rendered("portal/failed.html", words, **told), status)


_NOBODY = {"customer": None}
