"""``/t/ID/sign``: a customer signs the delivery note on the operator's device."""

import base64
import binascii

from starlette.responses import Response

from tix.actions.attach import NewAttachment
from tix.actions.signing import ChangedNoteError, note_of, sign
from tix.errors import UsageError
from tix.web.pages import Page, View
from tix.web.staff.tickets import sentence_of

_PNG = "data:image/png;base64,"
_MAGIC = b"\x89PNG\r\n\x1a\n"
_MOST = 500_000
"""Bytes of a drawing."""


class BadDrawingError(UsageError):
    """What was drawn is no picture."""

    def __init__(self) -> None:
        super().__init__("the signature is no drawing that can be kept")


def drawing_of(text: str) -> NewAttachment | None:
    """The drawing that a page sends; None: nothing was drawn. Raises BadDrawingError."""
    if not text:
        return None
    try:
        data = base64.b64decode(text.removeprefix(_PNG), validate=True)
    except (binascii.Error, ValueError):
        raise BadDrawingError from None
    if not text.startswith(_PNG) or not data.startswith(_MAGIC) or len(data) > _MOST:
        raise BadDrawingError
    return NewAttachment("signature.png", data)


def note(view: View, problem: str = "", status: int = 200) -> Response:
    """The note, and a place to sign."""
    workspace = view.workspace
    ticket = workspace.files.get(workspace.one_id(view.path("id"))).ticket
    return view.page(
        "sign.html", status, ticket=ticket, note=note_of(workspace, ticket), problem=problem,
        name=view.text("name"),
    )  # fmt: skip


def signed(view: View) -> Response:
    """Keep the note as signed."""
    workspace = view.workspace
    ident = workspace.one_id(view.path("id"))
    try:
        drawing = drawing_of(view.text("signature"))
        sign(workspace, ident, view.text("name"), drawing, mark=view.text("mark"), is_form=True)
    except UsageError as error:
        return note(view, sentence_of(error), 422)
    except ChangedNoteError as error:
        return note(view, sentence_of(error), 409)
    return view.see(f"/t/{ident}")


ROUTES = (Page("/t/{id}/sign", note), Page("/t/{id}/sign", signed, ("POST",)))
