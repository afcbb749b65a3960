"""Front matter of other tools as a ticket's fields: other names, other ways to write a value."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from tix.importers.front_matter import Value
from tix.importers.incoming import person
from tix.model.fields import BY_NAME, DUE, OCCURRENCE, PERSON, TEXT, TIME, WORD, Kind
from tix.model.ticket import parse_occurrence
from tix.model.times import Due, parse_due, parse_time

_T = TypeVar("_T")

_OTHER_NAMES = {
    "id": "key number task_id ticket_id issue_id uid uuid",
    "title": "name summary subject",
    "status": "state",
    "type": "kind issue_type ticket_type task_type",
    "priority": "prio urgency",
    "requester": "reporter requested_by reported_by raised_by",
    "customer": "client company organisation organization",
    "assignees": "assigned_to assigned owner owners responsible",
    "watchers": "cc subscribers followers",
    "labels": "tags tag",
    "due": "due_date deadline due_on due_at",
    "opened": "created created_date created_at created_on date date_created creation_date "
    "opened_at opened_on",
    "opened_by": "author creator created_by submitter",
    "resolved": "completed completed_date completed_at completed_on date_completed resolved_at "
    "resolved_date done_at done_date finished finished_at",
    "closed": "closed_at closed_date closed_on date_closed",
}
"""What other tools call the built-in fields, in the form of ``plain_name``."""

_UPDATED = "updated updated_date updated_at updated_on last_updated modified last_modified"

_LINK_NAMES = {
    "parent": "parent",
    "parent_id": "parent",
    "parent_task": "parent",
    "parent_task_id": "parent",
    "dependencies": "depends-on",
    "dependency": "depends-on",
    "depends": "depends-on",
    "depends_on": "depends-on",
    "blocked_by": "depends-on",
    "blocks": "blocks",
    "blocking": "blocks",
    "duplicates": "duplicates",
    "duplicate_of": "duplicates",
    "related": "relates-to",
    "related_to": "relates-to",
    "relates_to": "relates-to",
    "see_also": "relates-to",
}
"""Keys whose values are ids of other tickets, and the kind of link that they mean."""


class ForeignFields:
    """The fields of a file, and which of them have found their place in a ticket.

    ``notes`` collects what a person should know. ``found_as`` tells under which name (in the form
    of ``plain_name``) a built-in field was found.
    """

    def __init__(self, values: dict[str, Value], notes: list[str]) -> None:
        self._values = {key: value for key, value in values.items() if not _is_empty(value)}
        self._keys = {plain_name(key): key for key in reversed(self._values)}
        self._used: set[str] = set()
        self.notes = notes
        self.found_as: dict[str, str] = {}

    def take(self, name: str, parse: Callable[[Value], _T], *, quiet: bool = False) -> _T | None:
        """The value of a built-in field, whatever it is called here.

        What ``parse`` raises ValueError for stays with the rest, and gets a note unless ``quiet``.
        """
        for plain in _names(name):
            key = self._keys.get(plain)
            if key is None or key in self._used:
                continue
            try:
                value = parse(self._values[key])
            except ValueError:
                if not quiet:
                    self.notes.append(f"{key}: not understood as {name}, kept as a field")
                continue
            self._used.add(key)
            self.found_as[name] = plain
            return value
        return None

    def take_kind(self, name: str) -> Any:
        """The value of a built-in field, read by its kind; None or () if it isn't there."""
        field = BY_NAME[name]
        value = self.take(name, _READERS[field.kind, field.many])
        return () if value is None and field.many else value

    def take_links(self) -> list[tuple[str, str, str]]:
        """Key, kind of link and what it points at, for every key that means links."""
        found = []
        for plain, kind in _LINK_NAMES.items():
            key = self._keys.get(plain)
            if key is None or key in self._used:
                continue
            try:
                found += [(key, kind, target) for target in texts(self._values[key])]
            except ValueError:
                continue
            self._used.add(key)
        return found

    def updated(self) -> datetime | None:
        """When it was last changed; the field stays with the rest."""
        for plain in _UPDATED.split():
            if key := self._keys.get(plain):
                with suppress(ValueError):
                    return _time(self._values[key])
        return None

    def has(self, name: str) -> bool:
        """Whether a built-in field is there under any of its names."""
        return any(plain in self._keys for plain in _names(name))

    def rest(self) -> list[tuple[str, Value]]:
        """Keys and values that have found no place, in the file's order."""
        return [(key, value) for key, value in self._values.items() if key not in self._used]


def plain_name(key: str) -> str:
    """``createdDate``, ``Created Date`` and ``created-date`` as ``created_date``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)
    return "_".join(re.findall(r"[^\W_]+", spaced.casefold()))


def one_text(value: Value) -> str:
    """A text, or a list with one. Raises ValueError."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        raise ValueError("not one text")
    return value


def texts(value: Value) -> tuple[str, ...]:
    """The texts of a list (however deep) or of a text with commas, each once.

    Raises ValueError for a mapping.
    """
    if isinstance(value, str):
        value = value.split(",")
        return tuple(dict.fromkeys(part.strip() for part in value if part.strip()))
    if isinstance(value, dict):
        raise ValueError("not texts")
    found: list[str] = []
    for item in value or ():
        found += [item] if isinstance(item, str) and item.strip() else texts(item or None)
    return tuple(dict.fromkeys(found))


def _names(name: str) -> tuple[str, ...]:
    return (name, *BY_NAME[name].other_names, *_OTHER_NAMES.get(name, "").split())


def _is_empty(value: Value) -> bool:
    if isinstance(value, list):
        return all(map(_is_empty, value))
    return not value or (isinstance(value, str) and not value.strip())


def _one_person(value: Value) -> str:
    if found := person(one_text(value)):
        return found
    raise ValueError("nobody")


def _people(value: Value) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(person, texts(value)))))


_TIME_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%d.%m.%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y")


def _time(value: Value) -> datetime:
    """ISO 8601, also with ``/`` or a blank before the offset, or a day in one other clear form."""
    text = re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", one_text(value).strip())
    text = re.sub(r"^(\d{4})/(\d\d?)/", r"\1-\2-", text).removesuffix(" UTC")
    try:
        return parse_time(text)
    except ValueError:
        for form in _TIME_FORMATS:
            with suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=UTC)
        raise


def _due(value: Value) -> Due:
    text = one_text(value).strip()
    try:
        return parse_due(text)
    except ValueError:
        when = _time(text)
        return when if ":" in text else when.date()


_READERS: dict[tuple[Kind, bool], Callable[[Value], Any]] = {
    (TEXT, False): one_text,
    (WORD, False): one_text,
    (WORD, True): texts,
    (PERSON, False): _one_person,
    (PERSON, True): _people,
    (TIME, False): _time,
    (DUE, False): _due,
    (OCCURRENCE, True): lambda value: tuple(map(parse_occurrence, texts(value))),
}
"""How a value is read, by its field's kind, and whether the field is a list."""
