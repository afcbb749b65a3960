"""Setting fields of a ticket from what a person types: one set of rules for every command.

``FieldEditor`` walks the table of fields, so that ``--set``, ``--add`` and ``--remove`` know every
field, built-in and team-defined, by its singular and its plural.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo

from tix.errors import TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.changes.typed_text import (
    BadValueError,
    as_stored,
    items_of,
    refuse_meant_otherwise,
    split_list,
    title,
)
from tix.model.changes.value_errors import is_number, is_url
from tix.model.config.config import Config, TeamFieldType
from tix.model.config.directory import Directory
from tix.model.dates import parse_due_phrase, parse_since
from tix.model.people import parse_person, person_key
from tix.model.record.fields import ADDRESS, DAY, DUE, PERSON, TIME, WORD, Field, parse_network
from tix.model.record.kind import R, Record, RecordKind
from tix.model.record.notes import answered, answered_removal
from tix.model.text.nearest import did_you_mean, meant_by
from tix.model.ticket.fields import BY_NAME, LINK, TICKET
from tix.model.ticket.link_names import known_kind, link_kind
from tix.model.ticket.names import is_taken
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket
from tix.model.times import Due
from tix.quick_typing import Any, cast

_FIELD_NAME = re.compile(r"[A-Za-z][\w.-]*")


class UnknownFieldError(UsageError):
    """No field has that name. ``fixed`` are names of fields that nobody sets, and which so are no
    answer to a slip of the pen."""

    def __init__(
        self, name: str, known: Sequence[str], fixed: Sequence[str], perhaps: str | None = None
    ) -> None:
        from tix.model.ticket.other_words import field_meant  # only what is wrong needs it

        elsewhere = field_meant(name)
        meant = f"did you mean {elsewhere!r}?" if elsewhere in known else None
        if elsewhere in fixed:
            meant = f"it is {elsewhere!r} here, which isn't set by hand"
        close = perhaps or meant or did_you_mean(name, known)
        hint = f"{close}; --new-field if you mean to add one" if close else None
        super().__init__(f"there is no field {name!r}", hint=hint)


class FixedFieldError(UsageError):
    """The field can't be set by hand."""

    def __init__(self, name: str, instead: str | None) -> None:
        super().__init__(f"{name} isn't set by hand", hint=instead)


class UnknownWordError(TixError):
    """A status, type, priority or other word that the desk doesn't have."""

    def __init__(self, kind: str, word: str, known: Iterable[str]) -> None:
        from tix.model.ticket.other_words import word_meant  # only what is wrong needs it

        super().__init__(f"the desk has no {kind} {word!r}", hint=word_meant(kind, word, known))


@dataclass(frozen=True, slots=True)
class FieldEditor:
    """Parses and sets values of fields, knowing words, people, links and the time.

    ``directory`` is called where a person is meant. ``resolve`` finds the id of a ticket from its
    beginning. ``team_names`` are names of team-defined fields that tickets have; ``allow_new``
    takes other names too. ``zone`` is where the time is meant (None: where the desk is).
    """

    config: Config
    directory: Callable[[], Directory]
    now: datetime
    resolve: Callable[[str], str]
    team_names: frozenset[str] = frozenset()
    allow_new: bool = False
    zone: Callable[[], tzinfo] | None = None
    kind: RecordKind[Any] = TICKET

    def set(self, record: R, name: str, text: str) -> R:
        """The record with the field's value replaced; an empty text removes it.

        Merge notes about the field are answered.
        """
        text = as_stored(name, text)
        if kind := self._link_kind(name):
            return self._linked(record, lambda ticket: self._set_links(ticket, kind, text))
        field = self._built_in(name)
        if field is None:
            return self._set_team_field(record, name, text)
        if field.name == "status" and self.kind is TICKET:
            return self._with_status(record, text)
        record = answered(record, *_notes_about(field))
        if field.name in self.kind.later:  # what a team had by that name is replaced
            record = changes.set_team_field(record, field.name, None)
        if field.name == self.kind.title:
            return field.put(record, title(text, field.name))
        if field.many:
            items = tuple(dict.fromkeys(self._value(field, t) for t in items_of(field, text)))
            return field.put(record, items)
        value = self._value(field, text.strip()) if text.strip() else None
        return field.put(record, value)

    def add(self, record: R, name: str, text: str) -> R:
        """The record with items (separated by commas) added to a list."""
        text = as_stored(name, text)
        if kind := self._link_kind(name):
            return self._linked(record, lambda ticket: self._add_links(ticket, kind, text))
        field = self._built_in(name)
        if field is None:
            old = self._team_list(record, name)
            items = split_list(text)
            return changes.set_team_field(record, name, changes.with_items(old, items))
        new = [self._value(field, item) for item in self._list_items(field, text)]
        if field is BY_NAME["links"]:
            return self._linked(record, lambda ticket: _each(ticket, changes.add_link, new))
        return field.put(record, changes.with_items(field.of(record), new))

    def remove(self, record: R, name: str, text: str) -> R:
        """The record with items (separated by commas) removed from a list."""
        text = as_stored(name, text)
        if kind := self._link_kind(name):
            return self._linked(record, lambda ticket: self._remove_links(ticket, kind, text))
        field = self._built_in(name)
        if field is None:
            old, items = self._team_list(record, name), split_list(text)
            record = answered_removal(record, name, items)
            return changes.set_team_field(record, name, changes.without_items(old, items))
        going = [self._known(field, record, item) for item in self._list_items(field, text)]
        if field is BY_NAME["links"]:
            return self._linked(record, lambda ticket: _each(ticket, changes.remove_link, going))
        record = answered_removal(record, field.name, map(field.kind.dump, going))
        return field.put(record, changes.without_items(field.of(record), going))

    def _with_status(self, record: R, text: str) -> R:
        assert isinstance(record, Ticket), "only tickets have a status"
        return cast("R", changes.set_status(record, self.status(text), self.config, self.now))

    # -- words ------------------------------------------------------------------------------

    def status(self, text: str) -> str:
        """A configured status from an unambiguous beginning of it."""
        return self._word("status", text, [status.name for status in self.config.statuses])

    def _field_word(self, name: str, text: str) -> str:
        """A word for a built-in field; of those that the desk knows, if it knows some."""
        words = self.config.words_of(name) if self.kind is TICKET else None
        folded = text.casefold()
        if words is None or (folded not in words and self.config.takes_word(name, folded)):
            return text if words is None else folded
        return self._word(name.replace("_", " "), text, words)

    def _word(self, kind: str, text: str, known: Iterable[str]) -> str:
        words = list(known)
        found = meant_by(text, words)
        if len(found) != 1:
            raise UnknownWordError(kind, text, found or words)
        return found[0]

    # -- values -----------------------------------------------------------------------------

    def _built_in(self, name: str) -> Field | None:
        field = self.kind.by_any_name.get(name.casefold())
        if field is not None and not self.config.is_own_field(name, field):
            if not field.editable:
                from tix.model.changes.not_set import SET_OTHERWISE

                raise FixedFieldError(field.name, SET_OTHERWISE.get(field.name))
            return field
        if not (self.config.team_field_type(name) or name in self.team_names):
            self._check_new(name)
        return None

    def _check_new(self, name: str) -> None:
        """Raise what is wrong with a name that is no field's yet."""
        from tix.model.changes.not_set import CHANGED_OTHERWISE, PERHAPS_MEANT, SET_OTHERWISE

        folded = name.casefold()
        if self.kind is TICKET and (is_taken(name) or folded in CHANGED_OTHERWISE):
            raise FixedFieldError(name, CHANGED_OTHERWISE.get(folded))
        if not self.allow_new:
            others = SET_OTHERWISE if self.kind is TICKET else {}  # a command leads on
            built_in = self.kind.by_any_name
            own = [n for n, field in built_in.items() if field.editable or field.name in others]
            fixed = [n for n in built_in if n not in own]
            known = [*own, *(f.name for f in self.config.fields), *sorted(self.team_names)]
            perhaps = PERHAPS_MEANT.get(folded) if self.kind is TICKET else None
            raise UnknownFieldError(name, known, fixed, perhaps)
        if not _FIELD_NAME.fullmatch(name):
            raise BadValueError(f"{name!r} can't be a field's name: letters, digits, _ . - only")

    def _value(self, field: Field, text: str) -> Any:
        if self.kind is TICKET:
            refuse_meant_otherwise(field.name, text)
        declared = (
            self.config.team_field_type(field.name) if field.name in self.kind.later else None
        )
        if declared and field.kind is not TIME and not field.many:
            return self._declared_value(declared, text)
        if field.kind is WORD:
            return self._field_word(field.name, text)
        if field.kind is PERSON:
            return self._person(text)
        if field.kind is LINK:
            return self.link(text)
        try:
            if field.kind is DUE:
                return self._due(text)
            if field.kind is TIME:
                return self._past(text)
            if field.kind is ADDRESS:
                return parse_network(text)
            if field.kind is DAY:
                return field.kind.parse(DUE.dump(self._due(text)))
            if field.kind.typed:
                text = field.kind.typed(text, self.now)
            return field.kind.parse(text)
        except ValueError as error:
            raise BadValueError(f"{field.name}: {error}") from None

    # -- links, which only tickets have --------------------------------------------------------

    def _link_kind(self, name: str) -> str | None:
        return known_kind(name) if self.kind is TICKET else None

    def _linked(self, record: R, change: Callable[[Ticket], Ticket]) -> R:
        assert isinstance(record, Ticket), "only tickets have links"
        return cast("R", change(record))

    def _due(self, text: str) -> Due:
        return parse_due_phrase(text, self.now, self.zone() if self.zone else self.config.timezone)

    def _past(self, text: str) -> datetime:
        zone = self.zone() if self.zone else self.config.timezone
        return parse_since(text, self.now, zone).replace(microsecond=0)

    def exact(self, name: str, text: str, label: Callable[[str], str] = str) -> str:
        """A value as it is understood, where words stand for a date, or the beginning of a word,
        an id or a person for the whole; any other as it is. ``label`` says what people are called.
        """
        if not text.strip():
            return text
        if kind := self._link_kind(name):
            return ", ".join(link.id for link in self._links(kind, text))
        field = self.kind.by_any_name.get(name.casefold())
        declared = self.config.team_field_type(name)
        if field is None or self.config.is_own_field(name, field):
            is_date = declared is not None and declared.type == "date"
            return self._declared_value(declared, text) if declared and is_date else text
        if field.name == "status" and self.kind is TICKET:
            return self.status(text)
        if field.kind not in (DAY, DUE, TIME, WORD, PERSON) and not field.kind.typed:
            return text
        items = items_of(field, text) if field.many else [text.strip()]
        exact = (field.kind.dump(self._value(field, item)) for item in items)
        return ", ".join(map(label, exact) if field.kind is PERSON else exact)

    def link(self, text: str) -> Link:
        """A link from ``KIND ID``, the id as a person types it."""
        kind, blank, target = text.strip().rpartition(" ")
        if not blank:
            raise BadValueError(f"{text[:60]!r} is no link", hint="links=KIND ID, or blocks=ID")
        return Link(_stored_kind(kind), self.resolve(target.strip()))

    def _links(self, name: str, text: str) -> list[Link]:
        kind = _stored_kind(name)
        return [Link(kind, self.resolve(item)) for item in split_list(text)]

    def _set_links(self, ticket: Ticket, name: str, text: str) -> Ticket:
        """``parent=k7f``: the links of that kind, in place of those there are."""
        kind = _stored_kind(name)
        others = tuple(link for link in ticket.links if link.kind != kind)
        ticket = replace(answered(ticket, kind), links=others)
        if not text.strip():
            return changes.set_team_field(ticket, name, None)  # somebody's own field of that name
        return self._add_links(ticket, kind, text)

    def _remove_links(self, ticket: Ticket, name: str, text: str) -> Ticket:
        return _each(ticket, changes.remove_link, self._links(name, text))

    def _add_links(self, ticket: Ticket, name: str, text: str) -> Ticket:
        links = self._links(name, text)
        if len(links) > 1 and links[0].kind in SINGLE_LINK_KINDS:
            raise BadValueError(f"a ticket can have only one link {links[0].kind}")
        for link in links:
            if link.id == ticket.id:
                raise BadValueError(f"{link.id} can't be linked to itself")
            ticket = changes.add_link(ticket, link)
        return ticket

    def _known(self, field: Field, ticket: Record, text: str) -> Any:
        """The item to remove: the record's own of that text, else the value that the text means."""
        if any(text.casefold() == item.casefold() for item in field.texts(ticket)):
            return field.kind.parse(text) if field.kind is LINK else text
        if field.kind is PERSON:
            keys = self.directory().matches(text)
            for item in field.of(ticket):
                if person_key(item) in keys:
                    return item
        return self._value(field, text)

    def _list_items(self, field: Field, text: str) -> list[str]:
        if not field.many:
            raise BadValueError(
                f"{field.name} has one value, not a list", hint=f"--set {field.name}=VALUE"
            )
        return items_of(field, text)

    # -- team-defined fields ------------------------------------------------------------------

    def _set_team_field(self, ticket: R, name: str, text: str) -> R:
        declared = self.config.team_field_type(name)
        is_list = isinstance(ticket.team_field(name), tuple)
        if not text.strip():
            return changes.set_team_field(ticket, name, None)
        if (declared and declared.type == "list") or (declared is None and is_list):
            return changes.set_team_field(ticket, name, tuple(split_list(text)))
        value = self._declared_value(declared, text) if declared else text
        return changes.set_team_field(ticket, name, value)

    def _team_list(self, ticket: Record, name: str) -> tuple[str, ...]:
        declared = self.config.team_field_type(name)
        value = ticket.team_field(name)
        if isinstance(value, str) or (declared and declared.type != "list"):
            raise BadValueError(f"{name} has one value, not a list", hint=f"--set {name}=VALUE")
        return value or ()

    def _person(self, text: str) -> str:
        """A person; a record, such as a customer with its contacts, is where names are kept."""
        who = self.directory().resolve(text)
        given = parse_person(text)
        keeps_name = self.kind is not TICKET and given.name and given.mail
        return str(given) if keeps_name and given.key == person_key(who) else who

    def _declared_value(self, declared: TeamFieldType, text: str) -> str:
        text = text.strip()
        if declared.type == "choice":
            return self._word(declared.name, text, declared.choices)
        if declared.type == "user":
            return self.directory().resolve(text)
        if declared.type == "date":
            try:
                due = self._due(text)
            except ValueError as error:
                raise BadValueError(f"{declared.name}: {error}") from None
            return DUE.dump(due)
        if declared.type == "number" and not is_number(text):
            raise BadValueError(f"{declared.name} must be a number, not {text!r}")
        if declared.type == "url" and not is_url(text):
            raise BadValueError(f"{declared.name} must be an address like https://…, not {text!r}")
        return text


def _stored_kind(text: str) -> str:
    """A kind of link that a ticket itself can have. Raises BadValueError for ``blocked-by``."""
    kind, is_seen_from_the_other_end = link_kind(text)
    if is_seen_from_the_other_end:
        raise BadValueError(
            f"{text!r} is written in the other ticket", hint=f"tix link ID {text.strip()} OTHER"
        )
    return kind


def _each(ticket: Ticket, change: Callable[[Ticket, Link], Ticket], links: list[Link]) -> Ticket:
    for link in links:
        ticket = change(ticket, link)
    return ticket


def _notes_about(field: Field) -> tuple[str, ...]:
    """The names under which merge notes keep values of the field."""
    return SINGLE_LINK_KINDS if field is BY_NAME["links"] else (field.name,)
