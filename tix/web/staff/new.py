"""``/new``: open a ticket."""

from starlette.responses import Response

from tix.actions.open import Draft, filled, open_ticket
from tix.errors import TixError
from tix.frozen import replace
from tix.model.ticket.public import naming
from tix.model.ticket.ticket import Ticket
from tix.web.pages import Page, View
from tix.web.staff.fields import fields_of
from tix.web.staff.ticket import uploads
from tix.web.staff.tickets import sentence_of


def new(view: View, problem: str = "", status: int = 200) -> Response:
    """The form. A template (``?template=``) or a title may be given."""
    params = view.request.query_params
    values = {**params, **view.form}
    return view.page(
        "new.html", status, fields=fields_of(view.workspace, None), problem=problem,
        values={name: value for name, value in values.items() if isinstance(value, str)},
    )  # fmt: skip


def open_(view: View) -> Response:
    """Open it, and go there."""
    from tix.actions.attach import stored_name

    workspace = view.workspace
    names = [field.name for field in fields_of(workspace, None)]
    settings = [(name, view.text(name)) for name in names if view.text(name).strip()]
    text, files = view.text("description"), uploads(view)
    try:
        editor = workspace.field_editor(())
        ticket = filled(Ticket("", ""), view.text("title"), text, settings, editor)
        named = naming(ticket.body, [stored_name(file) for file in files])
        channel = "web" if workspace.config.takes_word("channel", "web") else None
        ticket = replace(ticket, body=named, channel=ticket.channel or channel)
        done = open_ticket(workspace, Draft(ticket, settings, text, files), editor)
    except TixError as error:
        return new(view, sentence_of(error), 422)
    return view.see(f"/t/{done.ticket.id}")


ROUTES = (Page("/new", new), Page("/new", open_, ("POST",)))
