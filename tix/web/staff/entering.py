"""Coming in and going out, and what is open to everybody."""

from starlette.responses import PlainTextResponse, Response

from tix.web.pages import STAFF, Page, View, anybody

ENTER = "enter"
"""The purpose of the token in the address that ``tix serve`` prints."""


def enter(view: View) -> Response:
    """``/enter?token=``: begins the session of who started the server. The token is good once."""
    token = view.request.query_params.get("token", "")
    who = view.service.state.take_token(ENTER, token) if token else None
    if who is None:
        return view.page("enter.html", 403)
    return view.with_session(view.see("/"), STAFF, who)


def login(view: View) -> Response:
    """``/login``: how to get in."""
    return view.page("login.html")


def logout(view: View) -> Response:
    """``/logout``: ends the session."""
    return view.without_session(view.see("/login"), STAFF)


def healthz(view: View) -> Response:
    """``/healthz``: whether the desk can be read, for who watches over the service."""
    _ = view.workspace_of(None).config
    return PlainTextResponse("ok\n")


ROUTES = (
    Page("/enter", enter, gate=anybody),
    Page("/login", login, gate=anybody),
    Page("/logout", logout, ("POST",), gate=anybody),
    Page("/healthz", healthz, gate=anybody),
)
