"""What can be typed next: the answers to the shell's Tab key, for commands to name as
``shell_complete=``.

Each function takes what click gives (the context, the parameter, the word so far) and returns
items with a word of explanation for shells that show one. Whatever goes wrong, the answer is
empty: nobody wants a complaint in the middle of their command line.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from tix.console.session import Session
from tix.frozen import dataclass
from tix.model.config.directory import ME
from tix.model.ids import as_prefix
from tix.model.ticket.ticket import LINK_KINDS, Ticket
from tix.terminal import safe

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Items: TypeAlias = "list[CompletionItem[str]]"
Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], Items]


@dataclass(frozen=True)
class Asked:
    """A press of the Tab key: the word so far, and whether its argument has words before it."""

    context: click.Context
    parameter: click.Parameter
    typed: str

    @cached_property
    def session(self) -> Session:
        """The session of the command line so far; no command has run, so none has made it."""
        folder = self.context.find_root().params.get("folder")
        return Session(Path(folder) if folder else None)

    @property
    def has_words(self) -> bool:
        """Whether the argument, which takes several words, has one already."""
        return bool(self.context.params.get(self.parameter.name or ""))


def _answer(find: Callable[[Asked], Items]) -> Complete:
    """What click calls; the answer is empty where there would be an error.

    A word with control characters, which some ticket may hold, can't be typed and isn't offered.
    """

    @wraps(find)
    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> Items:
        try:
            found = find(Asked(context, parameter, typed))
            return [item for item in found if item.value.isprintable()]
        except Exception:  # no desk, a broken tix.yaml, an unreadable file …
            return []

    return complete


# -- tickets ----------------------------------------------------------------------------------


@_answer
def complete_ids(asked: Asked) -> Items:
    """Ids with titles. With nothing typed yet, those of tickets that aren't done."""
    return _ids(asked.session, asked.typed)


@_answer
def complete_ids_then_people(asked: Asked) -> Items:
    """The first word is ids, the others are people."""
    complete = _people if asked.has_words else _ids
    return complete(asked.session, asked.typed)


@_answer
def complete_ids_then_status(asked: Asked) -> Items:
    """The first word is ids, the others are statuses or further ids."""
    if not asked.has_words:
        return _ids(asked.session, asked.typed)
    return [*_statuses(asked.session, asked.typed), *_ids(asked.session, asked.typed)]


def _ids(session: Session, typed: str) -> Items:
    """Ids that go on from what was typed, also behind the last comma."""
    before, comma, last = typed.rpartition(",")
    wanted = as_prefix(last)
    reader = session.reader
    if wanted:
        read = reader.beginning_with(wanted)
    else:
        to_do = reader.heads(reader.find(None, session.config, to_do=True))
        read = {filed.ticket.id: filed.ticket for filed in to_do}
    ids = sorted(read, key=lambda ident: _age_order(read.get(ident)))
    return [_item(before + comma + ident, _about(read.get(ident))) for ident in ids]


def _about(ticket: Ticket | None) -> str:
    return f"{ticket.title} ({ticket.status})" if ticket else ""


def _age_order(ticket: Ticket | None) -> float:
    """Newest first, those that weren't read last."""
    return -ticket.opened.timestamp() if ticket and ticket.opened else 0


# -- words of the desk --------------------------------------------------------------------------


@_answer
def complete_people(asked: Asked) -> Items:
    """Mail addresses, aliases and teams that the desk knows, and ``me``."""
    return _people(asked.session, asked.typed)


@_answer
def complete_labels(asked: Asked) -> Items:
    """Labels that tickets have."""
    return _items(_texts(asked.session, "labels"), asked.typed)


@_answer
def complete_types(asked: Asked) -> Items:
    """The desk's types."""
    return _items(asked.session.config.types, asked.typed)


@_answer
def complete_priorities(asked: Asked) -> Items:
    """The desk's priorities, the most urgent first."""
    return _items(reversed(asked.session.config.priorities), asked.typed)


@_answer
def complete_customers(asked: Asked) -> Items:
    """Customers that tickets name."""
    return _items(_texts(asked.session, "customer"), asked.typed)


@_answer
def complete_milestones(asked: Asked) -> Items:
    """Milestones that tickets name."""
    return _items(_texts(asked.session, "milestone"), asked.typed)


@_answer
def complete_templates(asked: Asked) -> Items:
    """The desk's templates for new tickets."""
    from tix.storage.store.templates import template_names

    return _items(template_names(asked.session.desk), asked.typed)


@_answer
def complete_link_kinds(asked: Asked) -> Items:
    """How one ticket can point at another."""
    return _items(LINK_KINDS, asked.typed)


@_answer
def complete_reports(asked: Asked) -> Items:
    """The first word is a report's name; the others are a query."""
    from tix.reports import REPORTS

    if asked.has_words:
        return _query_words(asked.session, asked.typed)
    return [_item(r.name, r.help) for r in REPORTS if r.name.startswith(asked.typed)]


def _people(session: Session, typed: str) -> Items:
    config = session.config
    directory = session.directory
    known = dict(directory.names())
    for member in config.people:
        known |= dict.fromkeys(member.aliases, str(member.person))
    if directory.me:
        known[ME] = f"you, {directory.me}"
    folded = typed.casefold()
    return [_item(who, known[who]) for who in known if who.casefold().startswith(folded)]


def _statuses(session: Session, typed: str) -> Items:
    folded = typed.casefold()
    known = session.config.statuses
    return [_item(s.name, s.group.value) for s in known if s.name.casefold().startswith(folded)]


# -- queries and settings -----------------------------------------------------------------------


@_answer
def complete_query(asked: Asked) -> Items:
    """A word of a query: a field's name, a value behind its colon, a saved query."""
    return _query_words(asked.session, asked.typed)


@_answer
def complete_settings(asked: Asked) -> Items:
    """``FIELD=VALUE``: a field's name, then a value."""
    name, equals, value = asked.typed.partition("=")
    if equals:
        return _behind(f"{name}=", _field_values(asked.session, name, value))
    from tix.model.ticket.fields import FIELDS

    known = {field.name: field.help for field in FIELDS if field.editable}
    known |= {field.name: field.help for field in asked.session.config.fields}
    return [_item(f"{word}=", known[word]) for word in known if word.startswith(asked.typed)]


@_answer
def complete_desk_settings(asked: Asked) -> Items:
    """What ``tix config`` takes: settings of the desk by their dotted names, and ``user``."""
    from tix.model.config.shown import settings

    known = {setting.name: setting.value for setting in settings(asked.session.config)}
    above = {name.partition(".")[0]: "" for name in (*known, "user.")}
    return [
        _item(word, about)
        for word, about in (above | known).items()
        if word.startswith(asked.typed)
    ]


def _query_words(session: Session, typed: str) -> Items:
    sign = typed[: len(typed) - len(typed.lstrip("-("))]
    word = typed[len(sign) :]
    name, colon, value = word.partition(":")
    if colon:
        before, comma, last = value.rpartition(",")
        compared = last[: len(last) - len(last.lstrip("<>="))]
        found = _field_values(session, name, last[len(compared) :])
        return _behind(f"{sign}{name}:{before}{comma}{compared}", found)
    return _behind(sign, [*_field_names(session, word), *_saved_queries(session, word)])


def _field_names(session: Session, typed: str) -> Items:
    from tix.model.ticket.fields import BY_NAME
    from tix.query.fields import BUILT_IN

    known = {f.name: BY_NAME[f.name].help if f.name in BY_NAME else "" for f in BUILT_IN}
    known |= {field.name: field.help for field in session.config.fields}
    return [_item(f"{word}:", known[word]) for word in known if word.startswith(typed)]


def _saved_queries(session: Session, typed: str) -> Items:
    saved = (*session.user_config.queries, *session.config.queries)
    known = {f"@{query.name}": query.query for query in reversed(saved)}
    return [_item(word, known[word]) for word in sorted(known) if word.startswith(typed)]


def _field_values(session: Session, name: str, typed: str) -> Items:
    """What can stand behind a field's name."""
    from tix.query.fields import BY_PLAIN_NAME, Reading, plain_name, team_field

    declared = session.config.team_field_type(name)
    if declared and declared.type == "choice":
        return _items(declared.choices, typed)
    field = BY_PLAIN_NAME.get(plain_name(name))
    if field is None:
        field = team_field(name, declared.type if declared else "text")
    if field.name == "status":
        return _statuses(session, typed)
    if field.reading is Reading.CHOICE and (words := session.config.words_of(field.name)):
        return _items(words, typed)
    if field.reading in (Reading.ID, Reading.LINK_KIND):
        return _ids(session, typed)
    if field.reading is Reading.PERSON:
        nobody = _items(["none"], typed)
        return [*_people(session, typed), *nobody]
    return _items(_words_for(session, field.reading, field.source.name), typed)


def _words_for(session: Session, reading: object, name: str) -> Iterable[str]:
    from tix.query.fields import BUILT_IN, Reading

    match reading:
        case Reading.ORDER:
            return tuple(reversed(session.config.priorities))
        case Reading.IS:
            from tix.query.terms import IS_WORDS

            return IS_WORDS
        case Reading.HAS | Reading.SORT:
            return (field.name for field in BUILT_IN if field.name not in _NOT_VALUES)
        case Reading.LINK:
            return LINK_KINDS
        case Reading.TIME | Reading.DATE:
            return ("today", "yesterday", "tomorrow", "none")
        case Reading.WORD | Reading.CHOICE:
            return _texts(session, name)
    return ()


_NOT_VALUES = ("is", "has", "sort")


# -- words that belong to tix itself ------------------------------------------------------------


@_answer
def complete_attachments(asked: Asked) -> Items:
    """The names of the files of the ticket that was named before."""
    from tix.actions.attach import own_name

    session = asked.session
    ticket = session.files.get(session.one_id(asked.context.params["ident"])).ticket
    return _items(sorted(set(map(own_name, ticket.attachments))), asked.typed)


@_answer
def complete_files(asked: Asked) -> Items:
    """A file; the shell knows best which there are."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(asked.typed, type="file")]


# -- what all of them need ----------------------------------------------------------------------


def _texts(session: Session, name: str) -> list[str]:
    """What tickets hold in a field, built in or added by the team; sorted."""
    reader = session.reader
    return sorted(reader.words(name) or reader.words(name, team=True))


def _items(words: Iterable[str], typed: str) -> Items:
    """Items for those of the words that go on from what was typed."""
    folded = typed.casefold()
    return [_item(word) for word in words if word.casefold().startswith(folded)]


def _item(word: str, about: str = "") -> "CompletionItem[str]":
    from click.shell_completion import CompletionItem  # a command that runs needs none

    return CompletionItem(word, help=safe.line(about) or None)


def _behind(beginning: str, items: Items) -> Items:
    """The items as they are with that text before them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(beginning + item.value, item.type, item.help) for item in items]
