"""``/``: where everybody begins."""

from starlette.responses import Response

from tix.web.pages import Page, View


def home(view: View) -> Response:
    """The list, until there is something to say."""
    return view.see("/list")


ROUTES = (Page("/", home),)
