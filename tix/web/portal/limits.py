"""How often somebody may do what costs others something: enough for people, too little for spam.

Who comes over loopback without a trusted proxy can't be told apart, so only addresses count there.
"""

from ipaddress import ip_address

from tix.quick_typing import TYPE_CHECKING
from tix.web.who import is_trusted

if TYPE_CHECKING:
    from tix.web.pages import View

_HOUR = 3600.0
MAILS = 5
"""Links that one address gets within an hour."""

_MAILS_OF_ONE, _MAILS_IN_ALL = 30, 500
_CLAIMED, _KNOWN = 30, 120
"""Requests within an hour in the name of an address: one that was typed, one that has signed in."""

_ANSWERS = 200
"""What somebody who has signed in may write to their tickets within an hour."""

_ASKED_BY_ONE, _ASKED_IN_ALL = 60, 2000


def may_get_mail(view: "View", mail: str) -> bool:
    """Whether one more link may be mailed to an address."""
    return (
        _of_one(view, "links", _MAILS_OF_ONE)
        and _allows(view, "links to", mail, MAILS)
        and _allows(view, "links in all", "", _MAILS_IN_ALL)
    )


def may_ask(view: "View", mail: str, *, is_claim: bool) -> bool:
    """Whether one more request may be sent in the name of an address."""
    kind, most = ("requests as", _CLAIMED) if is_claim else ("requests of", _KNOWN)
    return (
        _of_one(view, "requests", _ASKED_BY_ONE)
        and _allows(view, kind, mail, most)
        and _allows(view, "requests in all", "", _ASKED_IN_ALL)
    )


def may_answer(view: "View", mail: str) -> bool:
    """Whether somebody who has signed in may write once more: an answer, a rating, a signature."""
    return _allows(view, "answers of", mail, _ANSWERS)


def client_address(view: "View") -> str | None:
    """The address that a request comes from, past trusted proxies; None if nothing tells."""
    client = view.request.client
    found = client.host if client else ""
    hops = [hop.strip() for hop in view.request.headers.get("x-forwarded-for", "").split(",")]
    while hops and hops[-1] and is_trusted(view, found):
        found = hops.pop()
    try:
        return str(ip_address(found))
    except ValueError:
        return None


def _of_one(view: "View", what: str, most: int) -> bool:
    """Whether whoever sends this may do it once more."""
    client = client_address(view)
    if client is None or ip_address(client).is_loopback:
        return True
    return _allows(view, f"{what} from", client, most)


def _allows(view: "View", kind: str, key: str, most: int) -> bool:
    return view.service.kept.allows(f"portal {kind}", key, most, _HOUR)
