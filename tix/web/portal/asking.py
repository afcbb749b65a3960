"""``/portal/new``: a request becomes a ticket, from anybody who has a mail address.

The address that is typed is a claim (M3): it gives no access to anything, and staff's isn't staff.
Who has signed in is known, and asks as themselves.
"""

from starlette.responses import Response

from tix.actions.attach import stored_name
from tix.actions.open import Draft, filled, open_ticket
from tix.frozen import dataclass, replace
from tix.model.changes.editing import UnknownWordError
from tix.model.changes.typed_text import BadValueError
from tix.model.ids import is_id
from tix.model.people import Person
from tix.model.ticket.public import naming
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.web.portal.customer import address_in, claimed
from tix.web.portal.limits import client_address, may_ask
from tix.web.portal.pages import PortalView, files_of, portal_page

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_LONGEST_SUBJECT = 200
_LONGEST_TEXT = 100_000
_TRAP = "website"
"""A field that people don't see: what fills it in is a program."""


@dataclass(frozen=True)
class Control:
    """A field of the desk's own in the form."""

    name: str
    label: str
    kind: str
    choices: tuple[str, ...]
    value: str


def form(portal: PortalView) -> Response:
    """The form; after a request was sent, its number."""
    sent = portal.view.request.query_params.get("sent", "")
    if sent:
        return portal.page("sent.html", ident=sent if is_id(sent) else None)
    types = _types(portal)
    if types and _type(portal) is None:
        return portal.page("types.html", types=types)
    return _form(portal)


def _form(portal: PortalView, status: int = 200, problem: str = "") -> Response:
    view = portal.view
    return portal.page(
        "new.html", status, problem=problem, trap=_TRAP, type=_type(portal),
        controls=_controls(portal), asks_contract=portal.workspace.has_customers,
        typed={name: view.text(name) for name in ("email", "subject", "description", "contract")},
    )  # fmt: skip


def _types(portal: PortalView) -> tuple[str, ...]:
    """The types of requests that can be chosen; none: nobody is asked."""
    settings = portal.workspace.config.portal
    return tuple(name for name, _ in settings.types) if settings else ()


def _type(portal: PortalView) -> str | None:
    """The one that was chosen."""
    given = portal.view.text("type") or portal.view.request.query_params.get("type", "")
    return given if given in _types(portal) else None


def _controls(portal: PortalView) -> list[Control]:
    """What is asked for beside the usual."""
    config = portal.workspace.config
    names = config.portal.asked(_type(portal) or "") if config.portal else ()
    known = {field.name: field for field in config.fields}
    return [
        Control(
            name, known[name].help or name, known[name].type, known[name].choices,
            portal.view.text(f"field-{name}"),
        )
        for name in names
    ]  # fmt: skip


def ask(portal: PortalView) -> Response:
    """Send a request."""
    view, _ = portal.view, portal.words.gettext
    subject = " ".join(view.text("subject").split())
    mail = portal.customer.mail if portal.customer else address_in(view.text("email"))
    if view.text(_TRAP):
        return view.see("/portal/new?sent=ok")
    if mail is None:
        return _form(portal, 422, _("Please type your whole e-mail address."))
    if not subject:
        return _form(portal, 422, _("Please say in the subject what it is about."))
    if len(subject) > _LONGEST_SUBJECT or len(view.text("description")) > _LONGEST_TEXT:
        return _form(portal, 422, _("This is too long. Please attach it as a file."))
    if _types(portal) and _type(portal) is None:
        return _form(portal, 422, _("Please choose what it is about."))
    if not may_ask(view, mail, is_claim=portal.customer is None):
        return _form(portal, 429, _("There were very many requests. Please try again in an hour."))
    try:
        ident = _opened(portal, mail, subject)
    except (BadValueError, UnknownWordError):
        return _form(portal, 422, _("Please look again at what you chose."))
    return view.see(f"/portal/t/{ident}" if portal.customer else f"/portal/new?sent={ident}")


def _opened(portal: PortalView, mail: str, subject: str) -> str:
    """Open the ticket; its id."""
    view = portal.view
    known = portal.customer
    person = known.person if known else claimed(portal.workspace, mail)
    author = Person(person.name or person.mail, person.mail)
    workspace = view.workspace_of(author)
    files = files_of(view, "files")
    body = naming(view.text("description").strip("\n"), [stored_name(file) for file in files])
    ticket = Ticket(
        "", "", requester=mail if known else str(person),
        channel="web" if workspace.config.takes_word("channel", "web") else None,
    )  # fmt: skip
    ticket = _with_contract(portal, workspace, ticket)
    values = ((each.name, " ".join(each.value.split())[:_LONGEST_SUBJECT]) for each in
              _controls(portal))  # fmt: skip
    settings = [(name, value) for name, value in values if value]
    if chosen := _type(portal):
        settings.append(("type", chosen))
    editor = workspace.field_editor(())
    new = filled(ticket, subject, body, settings, editor)
    draft = Draft(new, settings, body, files, once=view.once)
    return open_ticket(workspace, draft, editor).ticket.id


def _with_contract(portal: PortalView, workspace: "Workspace", ticket: Ticket) -> Ticket:
    """The ticket with the contract's number, and the network address if a customer has that."""
    view = portal.view
    if not workspace.has_customers:
        return ticket
    number = " ".join(view.text("contract").split())[:60]
    ticket = replace(ticket, contract=number or None)
    address = client_address(view)
    found = workspace.customers.match(ticket.requester, ticket.contract, address)
    return replace(ticket, ip=address) if found and found.by == "ip" else ticket


ROUTES = (portal_page("/new", form), portal_page("/new", ask, "POST"))
