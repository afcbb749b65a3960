"""The routes of the portal."""

from starlette.responses import Response

from tix.web.pages import Page
from tix.web.portal import articles, asking, own, signing_in
from tix.web.portal.pages import HOME, PortalView, portal_page


def _home(portal: PortalView) -> Response:
    """Where everybody begins."""
    return portal.page("home.html")


def _nothing(portal: PortalView) -> Response:
    return portal.nothing()


ROUTES: tuple[Page, ...] = (
    portal_page("/", _home),
    portal_page("", lambda portal: portal.view.see(HOME)),
    *asking.ROUTES,
    *signing_in.ROUTES,
    *articles.ROUTES,
    *own.ROUTES,
    portal_page("/{rest:path}", _nothing),
    portal_page("/{rest:path}", _nothing, "POST"),
)
