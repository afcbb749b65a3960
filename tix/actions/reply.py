"""Answers that are ready: replies, filled with what a ticket, its customer and the agent say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from tix.actions.records import resolve_record
from tix.errors import NeedsPersonError, TixError
from tix.frozen import dataclass
from tix.model.people import Person, parse_person
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField
from tix.model.records.customer import CUSTOMER
from tix.model.records.reply import REPLY, Reply
from tix.model.text.nearest import nearest
from tix.model.ticket.fields import FIELDS, TICKET
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.records.customer import Customer
    from tix.model.text.template import TemplateError


@dataclass(frozen=True, slots=True)
class ReplyText:
    """A reply as it would go out; ``name`` is the one that was taken, ``subject`` a mail's."""

    name: str
    text: str
    subject: str | None = None


class ReplyError(NeedsPersonError):
    """A reply can't be filled in: its template is wrong, or a value is missing."""

    def __init__(self, name: str, part: str, error: "TemplateError", ticket: Ticket) -> None:
        place = f"line {error.line} of its text" if part == "text" else f"its {part}"
        super().__init__(f"the reply {name}: {error.reason} ({place})", hint=_hint(error, ticket))


def _hint(error: "TemplateError", ticket: Ticket) -> str:
    """How the missing value is supplied, or which one was meant."""
    whose, _, name = (error.missing or "").rpartition(".")
    if name == "customer" and not whose:
        return f"tix edit {ticket.id} --set customer=NAME, of a customer that has a record"
    if whose == "ticket.requester" and name in error.beside:
        return f"tix edit {ticket.id} --set requester='NAME <MAIL>'; or |default('…') in it"
    kind = _KINDS.get(whose)
    field = kind.by_any_name.get(name) if kind else None
    near = field.name if field else _meant(name, error.beside)
    if name not in error.beside and near in error.beside:
        return f"did you mean {whose}.{near}?"
    is_put_in = field.editable and name in error.beside if field else name not in _SET_OTHERWISE
    if not kind or not is_put_in:
        return "docs/replies.md says what a reply can put in"
    edit = f"tix edit {ticket.id}" if whose == "ticket" else f"tix customer edit {ticket.customer}"
    new = "" if name in error.beside else " --new-field, if that is a field of yours"
    return f"{edit} --set {name}=VALUE{new}; or |default('…') in it"


def _meant(name: str, known: Sequence[str]) -> str | None:
    from tix.model.ticket.other_words import field_meant  # only what is wrong needs it

    return meant if (meant := field_meant(name)) in known else nearest(name, known)


_KINDS: Mapping[str, RecordKind[Any]] = {"ticket": TICKET, "customer": CUSTOMER}

_SET_OTHERWISE = ("id", "body", "comments")


def reply_text(
    workspace: "Workspace", named: str, ticket: Ticket, agent: Person | None = None
) -> ReplyText:
    """The text of a reply for a ticket, in its customer's language if there is one in that.

    ``agent`` is who says it, if not the user. Raises NoSuchRecordError, ReplyError.
    """
    name = resolve_record(workspace, REPLY, named)
    customer = workspace.customers.of(ticket.customer) if workspace.has_customers else None
    files = workspace.records(REPLY)
    variants = in_language(name, customer.language if customer else None)
    reply = files.get(next((each for each in variants if files.has(each)), name)).record
    return filled(workspace, reply, ticket, customer, agent)


def filled(
    workspace: "Workspace",
    reply: Reply,
    ticket: Ticket,
    customer: "Customer | None",
    agent: Person | None = None,
    more: Mapping[str, Any] | None = None,
) -> ReplyText:
    """A reply with its values, and with ``more`` of them. Raises ReplyError."""
    values = _values(workspace, ticket, customer, agent or workspace.user) | dict(more or {})
    return rendered(reply, values, lambda part, error: ReplyError(reply.id, part, error, ticket))


def rendered(
    reply: Reply, values: Mapping[str, Any], refusal: "Callable[[str, TemplateError], TixError]"
) -> ReplyText:
    """A reply with just these values. Raises what ``refusal`` makes of a part and its error."""
    from tix.model.text.template import TemplateError, render  # it loads Jinja

    def part(name: str, source: str) -> str:
        try:
            return render(source, values)
        except TemplateError as error:
            raise refusal(name, error) from None

    subject = " ".join(part("subject", reply.subject).split()) if reply.subject else None
    return ReplyText(reply.id, part("text", reply.body).strip("\n"), subject)


def in_language(name: str, language: str | None) -> tuple[str, ...]:
    """The names under which a reply may be there for who reads a language, the best first."""
    wanted = (language or "").strip().casefold().replace("_", "-")
    if "." in name or not wanted.replace("-", "").isalnum():
        return (name,)
    return tuple(dict.fromkeys((f"{name}.{wanted}", f"{name}.{wanted.partition('-')[0]}", name)))


# -- values ---------------------------------------------------------------------------------------

OF_PERSONS = ("name", "first_name", "mail")


def _values(
    workspace: "Workspace", ticket: Ticket, customer: "Customer | None", agent: Person
) -> dict[str, Any]:
    from tix.model.text.template import Values

    config = workspace.config
    zone, told = config.timezone, config.with_priority(ticket)
    name = config.name or (config.mail.name_of_address if config.mail else workspace.desk.root.name)
    of_team = dict.fromkeys(field.name for field in config.fields)
    of_ticket = _of_ticket(told, zone, _naming(workspace, customer))
    found = {
        "ticket": Values("ticket", of_team | of_ticket, ticket.id),
        "agent": _person("agent", agent),
        "desk": Values("desk", {"name": name}),
    }
    if customer is not None:
        found["customer"] = Values("customer", _of_customer(customer), customer.name)
    return found


def _naming(
    workspace: "Workspace", customer: "Customer | None"
) -> Callable[[str | Person], Person]:
    """What makes a person of how tickets write them, with the name that the desk knows."""
    contacts = map(parse_person, customer.contacts if customer else ())
    names = {contact.key: contact.name for contact in contacts if contact.name}

    def named(who: str | Person) -> Person:
        person = parse_person(who) if isinstance(who, str) else who
        if person.name or not person.mail:
            return person
        label = names.get(person.key) or workspace.names.label(person.mail)
        return Person("" if label == person.mail else label, person.mail)

    return named


def _of_ticket(
    ticket: Ticket, zone: tzinfo, named: Callable[[str | Person], Person]
) -> dict[str, Any]:
    """A ticket's fields, with people as values of their own; internal comments aren't there."""
    values: dict[str, Any] = {}
    for field in FIELDS:
        if field.kind.form:
            continue  # lines of entries are for the team
        texts = field.texts(ticket)
        values[field.name] = texts if field.many else next(iter(texts), None)
        if isinstance(value := field.of(ticket), datetime):
            values[field.name] = f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    for name in ("requester", "opened_by"):
        if values[name]:
            values[name] = _person(f"ticket.{name}", named(values[name]))
    values["assignees"] = tuple(_person("ticket.assignees", named(who)) for who in ticket.assignees)
    values["body"] = ticket.body
    values["comments"] = comment_values(ticket.comments, zone)
    return values | _of_team(ticket.team_fields)


def comment_values(comments: Iterable[Comment], zone: tzinfo) -> Sequence[Any]:
    """Comments as a template sees them: those that aren't internal."""
    from tix.model.text.template import Values

    public = [comment for comment in comments if not comment.internal]
    return tuple(
        Values(
            "comment",
            {
                "text": comment.text,
                "author": _person("comment.author", comment.author),
                "at": f"{comment.at.astimezone(zone):%Y-%m-%d %H:%M}",
            },
            comment.text,
        )
        for comment in public
    )


OF_CUSTOMER = (
    "name", "contract", "contract_from", "contract_until", "plan", "language", "address",
)  # fmt: skip


def _of_customer(customer: "Customer") -> dict[str, Any]:
    values = {name: getattr(customer, name) for name in OF_CUSTOMER}
    texts = {name: None if value is None else str(value) for name, value in values.items()}
    return {"id": customer.id, **texts} | _of_team(customer.team_fields)


def _of_team(fields: Sequence[TeamField]) -> dict[str, Any]:
    return {field.name: field.value for field in fields}


def _person(name: str, person: Person) -> Any:
    from tix.model.text.template import Values

    first = person.name.split()[0] if person.name.split() else None
    values = dict(zip(OF_PERSONS, (person.label, first, person.mail), strict=True))
    return Values(name, values, person.label)
