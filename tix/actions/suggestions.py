"""Suggestions for what to type next: ids, people, words of the desk, words of a query.

Each function takes the word so far and returns the words that continue it. A shell asks at each
press of the Tab key, another program as somebody types.
"""

from collections.abc import Iterable

from tix.actions.customer_names import contacts
from tix.frozen import dataclass
from tix.model.config.directory import ME
from tix.model.ids import as_prefix
from tix.model.people import parse_person
from tix.model.record.kind import RecordKind
from tix.model.records.asset import ASSET
from tix.model.records.customer import CUSTOMER
from tix.model.records.known_by import same_text
from tix.model.ticket.link_names import SEEN_FROM_THE_OTHER_END
from tix.model.ticket.ticket import LINK_KINDS, Ticket
from tix.quick_typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word, and an explanation if it isn't obvious."""

    word: str
    about: str = ""


Suggestions: TypeAlias = list[Suggestion]


def ids(workspace: "Workspace", typed: str) -> Suggestions:
    """Ids with titles, also after a comma; with nothing typed, those of unfinished tickets."""
    before, comma, last = typed.rpartition(",")
    wanted = as_prefix(last)
    reader = workspace.reader
    if wanted:
        read = reader.beginning_with(wanted)
    else:
        to_do = reader.heads(reader.find(None, workspace.config, to_do=True, only_live=True))
        read = {filed.ticket.id: filed.ticket for filed in to_do}
    found = sorted(read, key=lambda ident: _age_order(read.get(ident)))
    return [Suggestion(before + comma + ident, _about(read.get(ident))) for ident in found]


def _about(ticket: Ticket | None) -> str:
    return f"{ticket.title} ({ticket.status})" if ticket else ""


def _age_order(ticket: Ticket | None) -> float:
    """Newest first; those that couldn't be read come last."""
    return -ticket.opened.timestamp() if ticket and ticket.opened else 0


def attachments(workspace: "Workspace", ident: str, typed: str) -> Suggestions:
    """The names of the files of a ticket, as people gave them."""
    from tix.actions.attach import own_name

    ticket = workspace.files.get(workspace.one_id(ident)).ticket
    return _starting(sorted(set(map(own_name, ticket.attachments))), typed)


def entries(workspace: "Workspace", ident: str, field: str, typed: str) -> Suggestions:
    """The ids of a ticket's entries in a field, with what each is."""
    from tix.model.ticket.fields import BY_NAME

    ticket = workspace.files.get(workspace.one_id(ident)).ticket
    found = (text.partition(" · ") for text in BY_NAME[field].texts(ticket))
    return [Suggestion(name, about) for name, _, about in found if name.startswith(typed)]


def records(workspace: "Workspace", kind: RecordKind[Any], typed: str) -> Suggestions:
    """Names of the desk's records of a kind, with what each is called."""
    folded = typed.casefold()
    found = (filed.record for filed in workspace.records(kind).heads)
    return [
        Suggestion(each.id, kind.title_of(each)) for each in found if each.id.startswith(folded)
    ]


def told(workspace: "Workspace", kind: RecordKind[Any], typed: str) -> Suggestions:
    """Numbers that tell records of a kind as a whole: a serial number, that of a contract."""
    fields = [kind.by_name[name] for name, is_same in kind.known_by if is_same is same_text]
    folded = typed.casefold()
    return [
        Suggestion(number, kind.title_of(filed.record))
        for filed in (workspace.records(kind).heads if folded and fields else ())
        for number in filter(None, (field.of(filed.record) for field in fields))
        if number.casefold().startswith(folded)
    ]


# -- words of the desk --------------------------------------------------------------------------


def people(workspace: "Workspace", typed: str) -> Suggestions:
    """Mail addresses, aliases and teams that the desk knows, and ``me``."""
    config = workspace.config
    directory = workspace.directory
    known = dict(directory.names())
    for member in config.people:
        known |= dict.fromkeys(member.aliases, str(member.person))
    if directory.me:
        known[ME] = f"you, {directory.me}"
    folded = typed.casefold()
    return [Suggestion(who, known[who]) for who in known if who.casefold().startswith(folded)]


def requesters(workspace: "Workspace", typed: str) -> Suggestions:
    """The same people, then those who speak for customers and whom no ticket names yet."""
    known = people(workspace, typed)
    there, folded = {each.word for each in known}, typed.casefold()
    others = {parse_person(who).mail: who for who in contacts(workspace)}
    new = sorted(mail for mail in others.keys() - there if mail.casefold().startswith(folded))
    return [*known, *(Suggestion(mail, others[mail]) for mail in new if mail)]


def statuses(workspace: "Workspace", typed: str) -> Suggestions:
    """The desk's statuses."""
    folded = typed.casefold()
    known = workspace.config.statuses
    return [
        Suggestion(s.name, s.group.value) for s in known if s.name.casefold().startswith(folded)
    ]


def texts(workspace: "Workspace", name: str, typed: str) -> Suggestions:
    """The values that tickets have in a field, built in or added by the team; sorted."""
    return _starting(_texts(workspace, name), typed)


def customers(workspace: "Workspace", typed: str) -> Suggestions:
    """Customers: those that the desk has a record of, then what else tickets name."""
    return _named_by_tickets(workspace, CUSTOMER, "customer", typed)


def _named_by_tickets(
    workspace: "Workspace", kind: RecordKind[Any], field: str, typed: str
) -> Suggestions:
    """Records of a kind that a field of tickets names, then what else stands there."""
    known = records(workspace, kind, typed)
    names = {each.word for each in known} | {each.about for each in known}
    others = (text for text in _texts(workspace, field) if text not in names)
    return [*known, *_starting(others, typed)]


def types(workspace: "Workspace", typed: str) -> Suggestions:
    """The desk's types."""
    return _starting(workspace.config.types, typed)


def priorities(workspace: "Workspace", typed: str) -> Suggestions:
    """The desk's priorities, the most urgent first."""
    return _starting(reversed(workspace.config.priorities), typed)


def states(workspace: "Workspace", typed: str) -> Suggestions:
    """The states of other trackers, and the desk's statuses."""
    names = ("open", "closed", "all", *(status.name for status in workspace.config.statuses))
    return _starting(tuple(dict.fromkeys(names)), typed)


def templates(workspace: "Workspace", typed: str) -> Suggestions:
    """The desk's templates for new tickets."""
    from tix.storage.store.templates import template_names

    return _starting(template_names(workspace.desk), typed)


def tick_parts(typed: str) -> Suggestions:
    """The parts of a tick; more than one with commas between them."""
    before, comma, last = typed.rpartition(",")
    parts = ("sync", "collect", "rules", "dispatch")
    return _starting([f"{before}{comma}{part}" for part in parts if part.startswith(last)], typed)


def link_kinds(typed: str) -> Suggestions:
    """How one ticket can point at another, by the names of either end."""
    return _starting((*LINK_KINDS, *SEEN_FROM_THE_OTHER_END), typed)


def reports(typed: str) -> Suggestions:
    """The names of reports."""
    from tix.reports.table import REPORTS

    return [Suggestion(r.name, r.help) for r in REPORTS if r.name.startswith(typed)]


# -- queries and settings -----------------------------------------------------------------------


def settings(workspace: "Workspace", typed: str) -> Suggestions:
    """``FIELD=VALUE``: a field's name, then a value."""
    name, equals, value = typed.partition("=")
    if equals:
        return _behind(f"{name}=", field_values(workspace, name, value))
    from tix.model.ticket.fields import FIELDS

    known = {field.name: field.help for field in FIELDS if field.editable}
    known |= {field.name: field.help for field in workspace.config.fields}
    return [Suggestion(f"{word}=", known[word]) for word in known if word.startswith(typed)]


def record_settings(workspace: "Workspace", typed: str, kind: RecordKind[Any]) -> Suggestions:
    """``FIELD=VALUE`` of records of a kind: a field's name, then a value that one of them has."""
    name, equals, value = typed.partition("=")
    if equals:
        return _behind(f"{name}=", _record_values(workspace, kind, name, value))
    return [
        Suggestion(f"{field.name}=", field.help)
        for field in kind.fields
        if field.editable and field.name.startswith(typed)
    ]


def config_names(workspace: "Workspace", typed: str) -> Suggestions:
    """Arguments of ``tix config``: the desk's settings by their dotted names, and ``user``."""
    from tix.model.config import shown

    known = {setting.name: setting.value for setting in shown.settings(workspace.config)}
    above = {name.partition(".")[0]: "" for name in (*known, "user.")}
    return [
        Suggestion(word, about) for word, about in (above | known).items() if word.startswith(typed)
    ]


def settable_names(typed: str, *, of_desk: bool) -> Suggestions:
    """The settings that ``tix config set`` can change, the desk's or the user's own."""
    from tix.actions.config import DESK_NAMES, IN_GROUPS
    from tix.storage.desk.user_config import SETTINGS

    names = DESK_NAMES if of_desk else SETTINGS
    return beginning([f"{name}." if name in IN_GROUPS else name for name in names], typed)


def beginning(words: Iterable[str], typed: str) -> Suggestions:
    """Those of the words that begin so."""
    return [Suggestion(word) for word in words if word.startswith(typed)]


def query_words(
    workspace: "Workspace", typed: str, kind: RecordKind[Any] | None = None
) -> Suggestions:
    """Words of a query about tickets, or records of a kind: a field's name, a value after its
    colon, a saved query."""
    sign = typed[: len(typed) - len(typed.lstrip("-("))]
    word = typed[len(sign) :]
    name, colon, value = word.partition(":")
    if colon:
        before, comma, last = value.rpartition(",")
        compared = last[: len(last) - len(last.lstrip("<>="))]
        last = last[len(compared) :]
        found = (
            _record_values(workspace, kind, name, last)
            if kind
            else (field_values(workspace, name, last))
        )
        return _behind(f"{sign}{name}:{before}{comma}{compared}", found)
    names = _record_fields(kind, word) if kind else _field_names(workspace, word)
    return _behind(sign, [*names, *_saved_queries(workspace, word)])


def _record_fields(kind: RecordKind[Any], typed: str) -> Suggestions:
    from tix.query.fields import built_in_of

    known = {f.name: f.help for f in kind.fields}
    names = [f.name for f in built_in_of(kind) if f.name.startswith(typed)]
    return [Suggestion(f"{name}:", known.get(name, "")) for name in names]


def _record_values(
    workspace: "Workspace", kind: RecordKind[Any], name: str, typed: str
) -> Suggestions:
    """The values of a field of records: what they have there, or the states they can be in."""
    from tix.query.fields import built_in_of

    if name == "is":
        return _starting(kind.states, typed)
    if name in ("has", "no"):
        offered = (f.name for f in built_in_of(kind) if f.name not in _NOT_VALUES)
        return _starting(offered, typed)
    field = kind.by_any_name.get(name)
    if field is None or field.reading == "contains":  # words of it are looked for
        return []
    if field.name == "customer":
        return customers(workspace, typed)
    heads = workspace.records(kind).heads
    known = {text for each in heads for text in field.texts(each.record)}
    if name == "plan":
        known |= {plan.name for plan in workspace.config.plans}
    return _starting(sorted(known), typed)


def _field_names(workspace: "Workspace", typed: str) -> Suggestions:
    from tix.model.ticket.fields import BY_NAME
    from tix.query.fields import BUILT_IN

    known = {f.name: BY_NAME[f.name].help if f.name in BY_NAME else "" for f in BUILT_IN}
    known |= {field.name: field.help for field in workspace.config.fields}
    return [Suggestion(f"{word}:", known[word]) for word in known if word.startswith(typed)]


def query_names(workspace: "Workspace", typed: str) -> Suggestions:
    """The names of saved queries, as ``tix query`` takes them."""
    found = _saved_queries(workspace, f"@{typed.removeprefix('@')}")
    return [Suggestion(each.word[not typed.startswith("@") :], each.about) for each in found]


def _saved_queries(workspace: "Workspace", typed: str) -> Suggestions:
    saved = (*workspace.user_config.queries, *workspace.config.queries)
    known = {f"@{query.name}": query.query for query in reversed(saved)}
    return [Suggestion(word, known[word]) for word in sorted(known) if word.startswith(typed)]


def field_values(workspace: "Workspace", name: str, typed: str) -> Suggestions:
    """The values of a field: the desk's words for it, or what its tickets have there."""
    from tix.query.fields import BY_PLAIN_NAME, Reading, plain_name, team_field

    declared = workspace.config.team_field_type(name)
    if declared and declared.type == "choice":
        return _starting(declared.choices, typed)
    field = BY_PLAIN_NAME.get(plain_name(name))
    if field is None:
        field = team_field(name, declared.type if declared else "text")
    if field.name == "status":
        return statuses(workspace, typed)
    words = None if field.source.team else workspace.config.words_of(field.source.name)
    if words and field.reading is Reading.ORDER:
        words = words[::-1]
    if words:
        return _starting(words, typed)
    if field.reading in (Reading.ID, Reading.LINK_KIND):
        return ids(workspace, typed)
    if field.reading is Reading.PERSON:
        find = requesters if field.name == "requester" else people
        return [*find(workspace, typed), *_starting(["none"], typed)]
    if field.name == "customer":
        return customers(workspace, typed)
    if field.source.name in ("assets", "used") and not field.source.team:
        return _named_by_tickets(workspace, ASSET, "assets", typed)
    return _starting(_words_for(workspace, field.reading, field.source.name), typed)


def _words_for(workspace: "Workspace", reading: object, name: str) -> Iterable[str]:
    from tix.query.fields import BUILT_IN, Reading

    match reading:
        case Reading.IS:
            from tix.query.terms import IS_WORDS

            return IS_WORDS
        case Reading.HAS | Reading.SORT:
            return (field.name for field in BUILT_IN if field.name not in _NOT_VALUES)
        case Reading.LINK:
            return LINK_KINDS
        case Reading.PLAN:
            return sorted({each.plan for each in workspace.customers.all if each.plan})
        case Reading.PROMISE:
            return (*(policy.name for policy in workspace.config.promises), "none")
        case Reading.TIME | Reading.DATE | Reading.DUE_NEXT:
            return ("today", "yesterday", "tomorrow", "none")
        case Reading.WORD | Reading.CHOICE:
            return _texts(workspace, name)
    return ()


_NOT_VALUES = ("is", "has", "sort")


# -- what all of them need ----------------------------------------------------------------------


def _texts(workspace: "Workspace", name: str) -> list[str]:
    reader = workspace.reader
    return sorted(reader.words(name) or reader.words(name, team=True))


def _starting(words: Iterable[str], typed: str) -> Suggestions:
    """The words that begin with what was typed."""
    folded = typed.casefold()
    return [Suggestion(word) for word in words if word.casefold().startswith(folded)]


def _behind(beginning: str, suggestions: Suggestions) -> Suggestions:
    """The suggestions with that text in front of them."""
    return [Suggestion(beginning + each.word, each.about) for each in suggestions]
