"""Coming in and going out, and what is open to everybody."""

from starlette.responses import PlainTextResponse, Response

from tix.web.accounts import Accounts, ServeFileError
from tix.web.pages import Page, View, anybody
from tix.web.who import STAFF, session_of

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
    return _login(view)


def _login(view: View, status: int = 200, problem: str = "") -> Response:
    return view.page(
        "login.html", status, problem=problem, address=view.text("email"),
        has_accounts=bool(_accounts(view).users),
    )  # fmt: skip


def _accounts(view: View) -> Accounts:
    """The accounts; that their file can't be used is told to who runs the service alone."""
    try:
        return view.service.accounts.accounts if view.service.accounts else Accounts()
    except ServeFileError as error:
        view.service.log(str(error))
        return Accounts()


def sign_in(view: View) -> Response:
    """Begin a session by an address and a password."""
    mail = view.text("email").strip().casefold()
    if not _accounts(view).users or view.service.accounts is None:
        return _login(view, 403, "There are no accounts here.")
    if not view.service.kept.allows("tries to sign in", mail[:254], _TRIES, _TRIES_WITHIN):
        return _login(view, 429, "There were many tries. Wait a quarter of an hour.")
    user = view.service.accounts.signed_in(mail, view.text("password"))
    if user is None:
        return _login(view, 403, "No account has this address and this password.")
    view.without_session(view.see("/"), STAFF)
    return view.with_session(view.see("/"), STAFF, session_of(user))


_TRIES, _TRIES_WITHIN = 10, 900.0
"""How often an address may be tried, and within how many seconds."""


def logout(view: View) -> Response:
    """``/logout``: ends the session."""
    return view.without_session(view.see("/login"), STAFF)


def healthz(view: View) -> Response:
    """``/healthz``: whether the desk can be read, for who watches over the service."""
    _ = view.workspace_of(None).config
    return PlainTextResponse("ok\n")


def _unhealthy(view: View, status: int, said: str, _: str | None) -> Response:
    """That it can't be; why is for the log."""
    view.service.log(said)
    return PlainTextResponse("the desk can't be used just now\n", max(status, 500))


ROUTES = (
    Page("/enter", enter, gate=anybody),
    Page("/login", login, gate=anybody),
    Page("/login", sign_in, ("POST",), gate=anybody),
    Page("/logout", logout, ("POST",), gate=anybody),
    Page("/healthz", healthz, gate=anybody, failed=_unhealthy),
)
