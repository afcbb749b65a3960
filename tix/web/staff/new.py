"""``/new``: open a ticket."""

from collections.abc import Sequence

from starlette.responses import Response

from tix.actions import suggestions
from tix.actions.open import (
    PLACEHOLDER,
    Draft,
    NoTemplateError,
    filled,
    open_ticket,
    template,
)
from tix.errors import TixError
from tix.frozen import replace
from tix.model.ticket.public import naming
from tix.model.ticket.ticket import Ticket
from tix.web.pages import Page, View
from tix.web.staff.fields import FormField, fields_of, value_of
from tix.web.staff.ticket import uploads
from tix.web.staff.tickets import sentence_of
from tix.web.statuses import status_of


def new(view: View, problem: str = "", status: int = 200) -> Response:
    """The form. A template (``?template=``) or a title may be given."""
    workspace, params = view.workspace, view.request.query_params
    fields, begun = fields_of(workspace, None), dict[str, str]()
    try:
        begun = _begun(_template(view), fields)
    except NoTemplateError as error:
        problem, status = problem or sentence_of(error), 422
    values = {**begun, **params, **view.form}
    if not begun:
        values.pop("template", None)
    return view.page(
        "new.html", status, fields=fields, problem=problem,
        templates=[each.word for each in suggestions.templates(workspace, "")],
        values={name: value for name, value in values.items() if isinstance(value, str)},
    )  # fmt: skip


def _template(view: View) -> Ticket:
    """What the new ticket begins with. Raises NoTemplateError."""
    name = view.text("template") or view.request.query_params.get("template", "")
    return template(view.workspace, name) if name else Ticket("", "")


def _begun(ticket: Ticket, fields: Sequence[FormField]) -> dict[str, str]:
    """What a template fills in."""
    title = "" if ticket.title == PLACEHOLDER else ticket.title
    values = {field.name: value_of(ticket, field.name) for field in fields}
    return {"title": title, "description": ticket.body, **values}


def open_(view: View) -> Response:
    """Open it, and go there."""
    from tix.actions.attach import stored_name

    workspace = view.workspace
    fields = fields_of(workspace, None)
    text, files = view.text("description"), uploads(view)
    try:
        begun = _template(view)
        had = _begun(begun, fields)
        names = [each.name for each in fields if view.text(each.name).strip() or had[each.name]]
        settings = [(name, view.text(name)) for name in names if name in view.form]
        editor = workspace.field_editor((begun,))
        ticket = filled(begun, view.text("title"), text, settings, editor)
        named = naming(ticket.body, [stored_name(file) for file in files])
        channel = "web" if workspace.config.takes_word("channel", "web") else None
        ticket = replace(ticket, body=named, channel=ticket.channel or channel)
        done = open_ticket(workspace, Draft(ticket, settings, text, files, once=view.once), editor)
    except TixError as error:
        return new(view, sentence_of(error), status_of(error))
    return view.see(f"/t/{done.ticket.id}")


ROUTES = (Page("/new", new), Page("/new", open_, ("POST",)))
