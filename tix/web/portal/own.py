"""A customer's own tickets: looking, answering, closing, rating, signing."""

import base64
import binascii
from collections.abc import Callable, Sequence
from urllib.parse import quote

from starlette.responses import Response

from tix.actions.attach import NewAttachment, own_name, put_as_it_is, stored_name, with_files
from tix.actions.comment import commented, just_said
from tix.actions.open import Draft, added, filled
from tix.actions.rating import rate, rating_from
from tix.actions.signing import ChangedNoteError, note_of, sign
from tix.actions.status import done_status, set_status
from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.changes import changes
from tix.model.changes.reopening import is_too_late
from tix.model.config.config import Group
from tix.model.config.staff import staff_keys
from tix.model.layout import attachment_path
from tix.model.people import Person
from tix.model.ticket.public import broken_up, naming, public_attachments, public_comments
from tix.model.ticket.ticket import Link, Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.web.file_answers import file_answer
from tix.web.pages import Page
from tix.web.portal.limits import may_answer
from tix.web.portal.pages import PortalView, customer_page, files_of

if TYPE_CHECKING:
    from datetime import datetime

    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction

_PAGE = 50
"""Tickets of a page."""

_IMAGES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
           "webp": "image/webp"}  # fmt: skip
"""Files that a page shows, by their endings; all others are only handed out."""

_DRAWING = 500_000
"""The most bytes of a drawn signature."""

_LONGEST = 100_000


@dataclass(frozen=True)
class ShownComment:
    """A public comment: by whom, when, what."""

    ident: str
    who: str
    at: "datetime"
    text: str
    is_staff: bool


@dataclass(frozen=True)
class ShownFile:
    """A public file: what it was called, its address, and whether it is a picture."""

    name: str
    address: str
    is_image: bool


def listed(portal: PortalView) -> Response:
    """Their tickets."""
    assert portal.customer is not None
    every = portal.customer.tickets()
    text = portal.view.request.query_params.get("page", "1")
    number = int(text) if text.isdecimal() and int(text[:6]) > 0 else 1
    shown = [filed.ticket for filed in every[(number - 1) * _PAGE : number * _PAGE]]
    return portal.page(
        "tickets.html", tickets=shown, number=number, is_last=number * _PAGE >= len(every),
        is_done=portal.customer.workspace.config.is_done,
    )  # fmt: skip


def show(portal: PortalView) -> Response:
    """One of them."""
    ticket = _ticket(portal)
    return portal.nothing() if ticket is None else _page(portal, ticket)


def _page(portal: PortalView, ticket: Ticket, status: int = 200, problem: str = "") -> Response:
    assert portal.customer is not None
    workspace, key = portal.customer.workspace, portal.customer.key
    canonical = workspace.config.canonical_person
    rated = [each for each in ticket.ratings if canonical(each.who) == key]
    return portal.page(
        "ticket.html", status, ticket=ticket, problem=problem,
        comments=_comments(portal, ticket), files=_files(ticket),
        is_done=workspace.config.is_done(ticket),
        is_closed=ticket.status == done_status(workspace.config, "closed"),
        rating=rated[-1].rating if rated else None,
        note=note_of(workspace, ticket, portal.language), signed=ticket.signatures,
        typed={name: portal.view.text(name) for name in ("text", "why", "name")},
    )  # fmt: skip


def _comments(portal: PortalView, ticket: Ticket) -> list[ShownComment]:
    assert portal.customer is not None
    workspace = portal.customer.workspace
    staff, canonical = staff_keys(workspace.config), workspace.config.canonical_person
    desk = workspace.config.name or portal.words.gettext("Support")

    def named(author: Person, is_staff: bool) -> str:
        """A name; nobody on the staff is called by their address."""
        label = author.name or workspace.names.label(author.mail)
        return desk if is_staff and "@" in label else label

    found = []
    for each in public_comments(ticket):
        is_staff = canonical(str(each.author)) in staff
        found.append(
            ShownComment(each.id, named(each.author, is_staff), each.at, each.text, is_staff)
        )
    return found


def _files(ticket: Ticket) -> list[ShownFile]:
    return [
        ShownFile(
            own_name(stored), f"/portal/t/{ticket.id}/a/{quote(stored, safe='')}",
            _image_type(stored) is not None,
        )
        for stored in public_attachments(ticket)
    ]  # fmt: skip


def file(portal: PortalView) -> Response:
    """A public file of theirs: shown if it is a picture, else handed out, and never run."""
    ticket, stored = _ticket(portal), portal.view.path("name")
    if ticket is None or stored not in public_attachments(ticket):
        return portal.nothing()
    assert portal.customer is not None
    try:
        found = portal.customer.workspace.files.opened(attachment_path(ticket.id, stored))
    except (OSError, TixError):
        found = None
    if found is None:
        return portal.nothing()
    kind = _image_type(stored)
    return file_answer(
        found, own_name(stored), kind or "application/octet-stream", is_shown=kind is not None,
        policy="default-src 'none'; sandbox", caching="private, no-cache",
    )  # fmt: skip


def _image_type(stored: str) -> str | None:
    return _IMAGES.get(stored.rpartition(".")[2].lower())


# -- what they do -----------------------------------------------------------------------------


def answer(portal: PortalView, ticket: Ticket) -> Response:
    """Add a public comment; what was done is open again."""
    text = portal.view.text("text").strip("\n")
    files = files_of(portal.view, "files")
    if not text.strip() and not files:
        return _page(portal, ticket, 422, portal.words.gettext("Please type an answer."))
    if len(text) > _LONGEST:
        problem = portal.words.gettext("This is too long. Please attach it as a file.")
        return _page(portal, ticket, 422, problem)
    workspace = _writing(portal)
    with workspace.transaction() as work:
        ident = _answered(workspace, work, work.get(ticket.id), text, files, portal.view.once)
    return portal.view.see(f"/portal/t/{ident}")


def _answered(
    workspace: "Workspace", work: "Transaction", ticket: Ticket, text: str,
    files: Sequence[NewAttachment], once: str,
) -> str:  # fmt: skip
    """The id of the ticket that the answer is in: a new one if this was done too long ago."""
    config, person = workspace.config, work.author.person
    named = naming(broken_up(text, ticket), [stored_name(file) for file in files])
    if just_said(ticket, person, named, workspace.now):
        put_as_it_is(work, ticket, map(stored_name, files))
        work.commit(f"{ticket.id}: comment")
        return ticket.id
    if is_too_late(ticket, config, workspace.now):
        new = Ticket("", "", requester=person.mail, links=(Link("relates-to", ticket.id),))
        new = filled(new, ticket.title, named, (), workspace.field_editor(()))
        return added(workspace, work, Draft(new, (), named, files, once=once)).ticket.id
    if config.is_done(ticket):
        status = config.first_status(Group.ACTIVE)
        if config.workflow:
            from tix.model.changes.workflow import reopened_status  # few desks have one

            status = reopened_status(ticket, config)
        ticket = changes.set_status(ticket, status, config, workspace.now)
    ticket = commented(workspace, ticket, person, named)
    work.put(with_files(work, ticket, files) if files else ticket)
    work.commit(f"{ticket.id}: comment")
    return ticket.id


def close(portal: PortalView, ticket: Ticket) -> Response:
    """They say that it is done."""
    workspace = _writing(portal)
    if not workspace.config.is_done(ticket):
        set_status(workspace, [ticket.id], done_status(workspace.config, "closed"))
    return portal.view.see(f"/portal/t/{ticket.id}")


def rate_it(portal: PortalView, ticket: Ticket) -> Response:
    """They say how it was served."""
    text = portal.view.text("rating")
    if text not in ("1", "2", "3", "4", "5"):
        problem = portal.words.gettext("Please choose from 1 to 5.")
        return _page(portal, ticket, 422, problem)
    why = " ".join(portal.view.text("why").split())[:2000]
    rate(_writing(portal), ticket.id, rating_from(text), text=why or None, is_form=True)
    return portal.view.see(f"/portal/t/{ticket.id}")


def sign_it(portal: PortalView, ticket: Ticket) -> Response:
    """They accept the delivery note, with their name and a drawing."""
    name = " ".join(portal.view.text("name").split())
    if not name or len(name) > 200:
        problem = portal.words.gettext("Please type your name.")
        return _page(portal, ticket, 422, problem)
    drawing = portal.view.text("signature")
    image = _drawn(drawing)
    if drawing and image is None:
        problem = portal.words.gettext("The signature can't be read. Please draw it again.")
        return _page(portal, ticket, 422, problem)
    try:
        sign(
            _writing(portal), ticket.id, name, image, language=portal.language,
            mark=portal.view.text("mark"), is_form=True,
        )  # fmt: skip
    except ChangedNoteError:
        problem = portal.words.gettext(
            "The delivery note has changed meanwhile. Please read it again, then sign."
        )
        return _page(portal, ticket, 409, problem)
    return portal.view.see(f"/portal/t/{ticket.id}")


def _drawn(text: str) -> NewAttachment | None:
    """A drawing from the text of a canvas: a PNG, and nothing else."""
    head, _, data = text.partition(",")
    if head != "data:image/png;base64" or len(data) > _DRAWING * 4 // 3:
        return None
    try:
        content = base64.b64decode(data, validate=True)
    except binascii.Error:
        return None
    return NewAttachment("signature.png", content) if content[:8] == b"\x89PNG\r\n\x1a\n" else None


# -- what they share --------------------------------------------------------------------------


def _ticket(portal: PortalView) -> Ticket | None:
    assert portal.customer is not None
    return portal.customer.ticket(portal.view.path("ident"))


def _writing(portal: PortalView) -> "Workspace":
    assert portal.customer is not None
    return portal.view.workspace_of(portal.customer.person)


def _refused(portal: PortalView, ticket: Ticket, error: TixError) -> Response:
    """What the desk doesn't allow, without its reasons: they are for staff."""
    problem = portal.words.gettext("That can't be done here just now. Please write an answer.")
    portal.view.service.log(f"portal: {ticket.id}: {type(error).__name__}")
    return _page(portal, ticket, 409, problem)


def _posting(path: str, act: Callable[[PortalView, Ticket], Response]) -> Page:
    """A page that changes a ticket of theirs."""

    def function(portal: PortalView) -> Response:
        ticket = _ticket(portal)
        if ticket is None:
            return portal.nothing()
        assert portal.customer is not None
        if not may_answer(portal.view, portal.customer.mail):
            _ = portal.words.gettext
            problem = _("There were very many requests. Please try again in an hour.")
            return _page(portal, ticket, 429, problem)
        try:
            return act(portal, ticket)
        except TixError as error:
            if error.exit_code == 1:
                raise
            return _refused(portal, ticket, error)

    return customer_page(f"/t/{{ident}}/{path}", function, "POST")


ROUTES = (
    customer_page("/tickets", listed),
    customer_page("/t/{ident}", show),
    customer_page("/t/{ident}/a/{name}", file),
    _posting("comment", answer),
    _posting("close", close),
    _posting("rate", rate_it),
    _posting("sign", sign_it),
)
