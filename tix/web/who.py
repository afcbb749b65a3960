"""Who of the staff asks: named by a trusted proxy, or signed in.

A session of an account holds a mark of its password's hash, so that it ends with the account, and
with that password. Other sessions are of who started the server, and had the address it printed.
"""

from hashlib import sha256
from ipaddress import ip_address

from tix.errors import TixError
from tix.model.people import Person, parse_person
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.web.accounts import User
    from tix.web.pages import View

STAFF = "staff"
"""The realm of those who work on the desk."""

_ACCOUNT = "account"


def staff_asking(view: "View") -> Person | None:
    """Who asks; None if nobody of the staff does. Raises ServeFileError."""
    if view.service.settings.user_header and is_from_proxy(view):
        return _named(view)
    text = view.session(STAFF)
    if text is None:
        return None
    kind, _, rest = text.partition("\t")
    return _with_account(view, rest) if kind == _ACCOUNT else parse_person(text)


def still_asks(view: "View") -> bool:
    """Whether who asked may still do so; what a proxy said counts as long as its request does."""
    if view.service.settings.user_header and is_from_proxy(view):
        return True
    try:
        return staff_asking(view) is not None
    except TixError:
        return False


def session_of(user: "User") -> str:
    """What a session of an account keeps."""
    return f"{_ACCOUNT}\t{_mark(user)}\t{user.key}"


def is_from_proxy(view: "View") -> bool:
    """Whether a request comes from a trusted proxy."""
    client = view.request.client
    return is_trusted(view, client.host if client else "")


def is_trusted(view: "View", text: str) -> bool:
    """Whether a network address is a trusted proxy's."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in view.service.settings.trusted_proxies)


def _named(view: "View") -> Person | None:
    """Whom the proxy names: an address, a name with one, or whom the desk knows by that word."""
    told = view.request.headers.getlist(view.service.settings.user_header)
    if len(told) != 1 or not told[0].strip() or not told[0].isprintable():
        return None
    workspace = view.workspace_of(None)
    try:
        written = parse_person(workspace.directory.resolve(told[0]))
    except TixError:  # nobody here, or several
        return None
    name = parse_person(told[0]).name if "@" in told[0] else ""
    label = workspace.names.label(written.mail) if written.mail else written.name
    return Person(name or label, written.mail)


def _with_account(view: "View", rest: str) -> Person | None:
    mark, _, key = rest.partition("\t")
    file = view.service.accounts
    for user in file.accounts.users if file else ():
        if user.key == key and _mark(user) == mark:
            return parse_person(user.who)
    return None


def _mark(user: "User") -> str:
    return sha256(user.password.encode()).hexdigest()[:32]
