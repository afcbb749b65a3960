"""The fields of a ticket in a form: what each shows, what may be chosen, and what was changed."""

from collections.abc import Callable, Sequence

from tix.actions.workspace import Workspace
from tix.frozen import dataclass
from tix.model.record.fields import DUE, PERSON
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket

_USUAL = (
    "status", "priority", "type", "assignees", "labels", "requester", "customer", "due",
    "milestone", "watchers", "impact", "urgency", "channel", "assets", "cause", "prevention",
    "resolution", "resolution_code",
)  # fmt: skip
"""The built-in fields of the form, in their order."""

_NEW = ("type", "priority", "requester", "assignees", "labels", "due", "customer", "channel")
"""Those of a new ticket's form."""

WAS = "was."
"""What stands before the name of a hidden field with the value that was seen."""


@dataclass(frozen=True)
class FormField:
    """A field in a form. ``choices``: one of these; ``complete`` names what can be typed."""

    name: str
    label: str
    value: str
    choices: Sequence[str] = ()
    complete: str = ""
    help: str = ""


def fields_of(workspace: Workspace, ticket: Ticket | None) -> list[FormField]:
    """The fields of a ticket's form; of None, of a new ticket's."""
    config = workspace.config
    own = {declared.name for declared in config.fields}
    names = [name for name in (_NEW if ticket is None else _USUAL) if name not in own]
    made = [
        FormField(
            name, _label(name), value_of(ticket, name) if ticket else "",
            _choices(workspace, ticket, name), _completed(name), BY_NAME[name].help,
        )
        for name in names
        if name != "resolution_code" or config.words_of(name)
    ]  # fmt: skip
    made += [
        FormField(
            each.name, each.name, value_of(ticket, each.name) if ticket else "", each.choices,
            "people" if each.type == "user" else "", each.help,
        )
        for each in config.fields
    ]  # fmt: skip
    return made


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _choices(workspace: Workspace, ticket: Ticket | None, name: str) -> Sequence[str]:
    words = workspace.config.words_of(name)
    if not words:
        return ()
    now = value_of(ticket, name) if ticket else ""
    return words if not now or now in words else (*words, now)


def _completed(name: str) -> str:
    field = BY_NAME[name]
    if field.kind is PERSON:
        return "requester" if name == "requester" else "people"
    return name if name in ("labels", "customer", "milestone", "assets") else ""


def value_of(ticket: Ticket, name: str) -> str:
    """A field's value as one types it."""
    if name == "body":
        return ticket.body
    field = BY_NAME.get(name)
    if field is None or ticket.team_field(name) is not None:
        value = ticket.team_field(name) or ""
        return value if isinstance(value, str) else ", ".join(value)
    if field.kind is DUE:
        return "".join(field.texts(ticket))
    return ", ".join(field.texts(ticket))


def changed(
    names: Sequence[str], text: Callable[[str], str], has: Callable[[str], bool]
) -> dict[str, tuple[str, str]]:
    """What somebody has changed in a form: what they saw, and what it is to be."""
    found = {}
    for name in names:
        if has(name) and text(name).strip() != text(f"{WAS}{name}").strip():
            found[name] = (text(f"{WAS}{name}"), text(name))
    return found
