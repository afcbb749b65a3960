"""Signing in to the portal: a link is mailed to the address, and its button begins the session.

The link is sent at once by the service, and is never in the desk, a ref or the outbox: whoever has
a clone could sign in as any customer. Mail filters follow links, so following it only shows a
button; the button's POST uses it up. It is good once, for 15 minutes. What is answered here is the
same whether or not somebody is known.
"""

from starlette.responses import Response

from tix.web.portal.customer import PortalCustomer, address_in
from tix.web.portal.limits import may_get_mail
from tix.web.portal.mailing import prepared
from tix.web.portal.pages import HOME, PORTAL, PortalView, portal_page

_PURPOSE = "portal link"
_SECONDS = 15 * 60


def form(portal: PortalView) -> Response:
    """Where the address is typed."""
    return portal.page("sign-in.html", sent=False, problem="", address="")


def request_link(portal: PortalView) -> Response:
    """Mail a link, if that address has anything to look at."""
    view = portal.view
    typed = view.text("email")
    mail = address_in(typed)
    if mail is None:
        problem = portal.words.gettext("Please type your whole e-mail address.")
        return portal.page("sign-in.html", 422, sent=False, problem=problem, address=typed[:200])
    if may_get_mail(view, mail):
        _mail_link(portal, mail)
    return portal.page("sign-in.html", sent=True, problem="", address=mail)


def _mail_link(portal: PortalView, mail: str) -> None:
    """Mail a link, if they are known. Else the same is done, too, but for the sending: what is
    answered, and how soon, says nothing."""
    state, base = portal.view.service.state, portal.view.service.settings.base
    is_known = PortalCustomer(portal.workspace, mail).is_known
    token = state.new_token(_PURPOSE, mail, _SECONDS)
    send = prepared(portal, mail, f"{base}{HOME}enter?token={token}")
    if is_known:
        send()
    else:
        state.drop_token(token)


def show_button(portal: PortalView) -> Response:
    """The page that the link leads to; the link stays good."""
    token = portal.view.request.query_params.get("token", "")
    if not portal.view.service.state.knows_token(_PURPOSE, token):
        return _used(portal)
    return portal.page("enter.html", token=token)


def enter(portal: PortalView) -> Response:
    """Begin the session; the link is used up."""
    view = portal.view
    mail = view.service.state.take_token(_PURPOSE, view.text("token"))
    if mail is None:
        return _used(portal)
    leave(portal)
    return view.with_session(view.see("/portal/tickets"), PORTAL, mail, "/portal")


def _used(portal: PortalView) -> Response:
    return portal.page("used.html", 410)


def leave(portal: PortalView) -> Response:
    """End the session."""
    return portal.view.without_session(portal.view.see(HOME), PORTAL, "/portal")


ROUTES = (
    portal_page("/sign-in", form),
    portal_page("/sign-in", request_link, "POST"),
    portal_page("/enter", show_button),
    portal_page("/enter", enter, "POST"),
    portal_page("/sign-out", leave, "POST"),
)
