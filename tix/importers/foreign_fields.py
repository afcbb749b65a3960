"""Front matter of other tools as a ticket's fields: other names, other ways to write a value."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from tix.importers.front_matter import Value
from tix.importers.incoming import CHILD, person
from tix.model.config.config import YES_OR_NO
from tix.model.record.fields import ADDRESS, DUE, PERSON, REDACTION, TEXT, TIME, WORD, Kind
from tix.model.record.taken_out import parse_item
from tix.model.ticket.fields import BY_NAME, STAMP
from tix.model.times import Due, parse_due

if TYPE_CHECKING:
    from tix.importers.foreign_words import Word, Words

_T = TypeVar("_T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_OTHER_NAMES = {
    "id": "key number task_id ticket_id issue_id bug_id uid uuid",
    "title": "name summary subject short_desc",
    "status": "state bug_status section_column list_name column",
    "type": "kind issue_type ticket_type task_type work_item_type tracker",
    "priority": "prio severity bug_severity",
    "requester": "reporter requested_by reported_by raised_by",
    "customer": "client company organisation organization",
    "assignees": "assigned_to assigned assign owner owners responsible",
    "watchers": "cc subscribers followers",
    "labels": "tags tag",
    "due": "due_date deadline due_on due_at",
    "opened": "created created_date created_at created_on created_time date date_created "
    "creation_date opened_at opened_on opened_date date_opened",
    "opened_by": "author creator created_by submitter",
    "milestone": "target_version project_milestone",
    "resolution": "close_reason closed_reason resolution_note",
    "resolved": "completed done completed_date completed_at completed_on date_completed "
    "resolved_at resolved_date resolved_on date_resolved solved_at solved_on "
    "done_at done_date done_on date_done "
    "finished finished_at finished_date finished_on date_finished",
    "closed": "closed_at closed_date closed_on date_closed canceled canceled_at cancelled "
    "cancelled_at canceled_date cancelled_date",
}
"""Other tools' names for the built-in fields, in the form of ``plain_name``."""

_UPDATED = (
    "updated updated_date updated_at updated_on last_updated modified last_modified changeddate"
)

LINK_NAMES = {
    "parent": "parent",
    "parent_id": "parent",
    "parent_task": "parent",
    "parent_task_id": "parent",
    "epic": "parent",
    "parent_issue": "parent",
    "deps": "depends-on",
    "dependencies": "depends-on",
    "dependency": "depends-on",
    "depends": "depends-on",
    "depends_on": "depends-on",
    "requires": "depends-on",
    "blocked_by": "depends-on",
    "blocked_by_dependencies": "depends-on",
    "blocks": "blocks",
    "blocking": "blocks",
    "blocking_dependencies": "blocks",
    "duplicates": "duplicates",
    "duplicate_of": "duplicates",
    "superseded_by": "relates-to",
    "relates": "relates-to",
    "related": "relates-to",
    "related_to": "relates-to",
    "relates_to": "relates-to",
    "see_also": "relates-to",
    "links": "relates-to",
    "relations": "relates-to",
}
"""Keys whose values are ids of other tickets, and the kind of link that they mean."""

_CHILDREN = ("children", "child_tasks", "subtasks", "sub_tasks", "sub_issues", "subissues")

_MEANT_BY_TYPE = {
    **LINK_NAMES,
    "parent_child": "parent",
    "child_of": "parent",
    "discovered_from": "relates-to",
    "duplicate": "duplicates",
    "relation": "relates-to",
    "finishtostart": "depends-on",
    "finishtofinish": "depends-on",
    "starttostart": "depends-on",
    "starttofinish": "depends-on",
}
"""What the ``type`` of a link says that is written as a mapping."""

_DATED = ("due", "opened", "resolved", "closed")
DATE_NAMES = frozenset(
    (*_DATED, *_UPDATED.split(), *" ".join(_OTHER_NAMES[name] for name in _DATED).split())
)
"""What fields with a day or a time are called, in the form of ``plain_name``."""

PERSON_NAMES = frozenset(
    called
    for field in BY_NAME.values() if field.kind is PERSON
    for called in (field.name, *field.other_names, *_OTHER_NAMES.get(field.name, "").split())
)  # fmt: skip
"""What fields with people are called, in the form of ``plain_name``."""

FOREIGN_NAMES = frozenset(
    (
        *" ".join((*_OTHER_NAMES.values(), _UPDATED)).split(),
        *(name for field in BY_NAME.values() for name in field.other_names),
        *LINK_NAMES,
    )
) - {*BY_NAME, "updated"}
"""What fields are called elsewhere and never in tix's own JSON, in the form of ``plain_name``."""

_RELATIONS = ("type", "kind", "relation", "reltype")
_TARGETS = ("target", "id", "issue", "ticket", "task", "to", "uid", "key", "title", "name")


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

    def take_word(self, name: str, words: "Words") -> "tuple[str, Word] | None":
        """The word of a status, priority or type, and the desk's for it.

        Of several names the first whose word is known; if none is, the first that there is.
        """
        found: list[tuple[str, str, Word]] = []
        for plain in _names(name):
            key = self._keys.get(plain)
            if key is not None and key not in self._used:
                with suppress(ValueError):
                    text = one_text(self._values[key])
                    found.append((key, text, words.find(name, text)))
        if not found:
            return None
        key, text, word = next((each for each in found if each[2].word), found[0])
        self._used.add(key)
        return text, word

    def take_done(self) -> bool | None:
        """Whether a yes or no says that it is done (``done: true``); None if nothing does."""
        for plain in ("done", "completed", "finished", "closed"):
            key = self._keys.get(plain)
            value = self._values.get(key) if key else None
            if key and isinstance(value, str) and value.casefold() in YES_OR_NO:
                self._used.add(key)
                return YES_OR_NO[value.casefold()]
        return None

    def take_kind(self, name: str) -> Any:
        """The value of a built-in field, read by its kind; None or () if it isn't there."""
        field = BY_NAME[name]
        value = self.take(name, _READERS[field.kind, field.many])
        return () if value is None and field.many else value

    def take_links(self) -> list[tuple[str, str, str]]:
        """Key, kind of link and what it points at, for every key that means links."""
        found = []
        for plain, kind in LINK_NAMES.items():
            key = self._keys.get(plain)
            if key is None or key in self._used:
                continue
            try:
                found += [(key, *link) for link in _links(self._values[key], kind)]
            except ValueError:
                continue
            self._used.add(key)
        return found

    def children(self) -> list[str]:
        """What its parts are called; the fields stay with the rest."""
        found: list[str] = []
        for plain in _CHILDREN:
            if key := self._keys.get(plain):
                with suppress(ValueError):
                    found += (target for _, target in _links(self._values[key], CHILD))
        return found

    def updated(self) -> Due | None:
        """When it was last changed; the field stays with the rest."""
        for plain in _UPDATED.split():
            if key := self._keys.get(plain):
                with suppress(ValueError):
                    return when(self._values[key])
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


def _links(value: Value, kind: str) -> Iterator[tuple[str, str]]:
    """Kind and target of each link in a value: a text, or a mapping with ``type`` and target.

    Raises ValueError for what isn't understood.
    """
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from _links(item, kind)
    elif isinstance(value, dict):
        yield _typed_link({plain_name(str(key)): value[key] for key in value}, kind)
    else:
        for target in texts(value):
            if "://" in target:
                raise ValueError("an address")
            yield kind, target


def _typed_link(given: dict[str, Value], kind: str) -> tuple[str, str]:
    told = next((given[name] for name in _RELATIONS if given.get(name)), "")
    if isinstance(told, str) and told and kind != CHILD:  # there it is the part's own
        kind = _MEANT_BY_TYPE.get(plain_name(told), "")
    if waits_for := given.get("depends_on_id"):  # there, ``blocks`` is seen from the other end
        kind = "depends-on" if kind == "blocks" else kind
    targets = [waits_for] if waits_for else [given[name] for name in _TARGETS if given.get(name)]
    if not kind or not targets:
        raise ValueError("another form of link")
    return kind, one_text(targets[0])


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


_DAY_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d/%b/%y",
    "%d/%b/%Y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
_TIME_FORMATS = (
    "%Y-%m-%d %H:%M", "%Y-%m-%d %I:%M %p", "%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p",
    "%d/%b/%y %H:%M", "%d.%m.%Y %H:%M", "%B %d, %Y %I:%M %p", "%b %d, %Y %I:%M %p",
    "%b %d, %Y, %I:%M %p", "%B %d, %Y %H:%M",
)  # fmt: skip


def when(value: Value) -> Due:
    """A time: ISO 8601, also with ``/`` or a blank before the offset. Or a day, in a clear form."""
    text = re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", one_text(value).strip())
    text = re.sub(r"^(\d{4})/(\d\d?)/", r"\1-\2-", text).removesuffix(" UTC")
    text = text.removeprefix("[[").removesuffix("]]")
    text = re.sub(r" \([^()]*\)$", "", text)  # the zone's name, as JavaScript writes it
    if re.fullmatch(r"[0-9]{10}(?:[0-9]{3}){0,2}", text):
        return _EPOCH + timedelta(seconds=int(text[:10]))
    text = _with_year_first(text)
    try:
        return parse_due(text)
    except ValueError:
        for form in _DAY_FORMATS:
            with suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        for form in _TIME_FORMATS:
            with suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=UTC)
        with suppress(ValueError):
            return datetime.strptime(text, "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
        raise


def time_or_none(value: Value) -> datetime | None:
    """A time in a form that is understood; None for a day, and for anything else."""
    try:
        found = when(value)
    except ValueError:
        return None
    return found if isinstance(found, datetime) else None


def _with_year_first(text: str) -> str:
    """``24/12/2026`` and ``12/24/2026`` as ISO 8601, where it can be only one day."""
    match = re.fullmatch(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})(?:,? (.*))?", text)
    if match is None:
        return text
    first, second = int(match[1]), int(match[3])
    if first <= 12 and second <= 12 and first != second:
        return text
    day, month = (first, second) if first > 12 else (second, first)
    clock = f" {match[5]}" if match[5] else ""
    return f"{match[4]}-{month:02}-{day:02}{clock}"


_WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)")


def _due(value: Value) -> Due:
    """A time, or a day: midnight stands for one, unless it is an exact time of ISO 8601."""
    found = when(value)
    if isinstance(found, datetime) and found.time() == datetime.min.time():
        return found if _WITH_OFFSET.fullmatch(one_text(value).strip()) else found.date()
    return found


def _entries(kind: Kind) -> Callable[[Value], Any]:
    return lambda value: tuple(map(kind.parse, texts(value)))


_READERS: dict[tuple[Kind, bool], Callable[[Value], Any]] = {
    (TEXT, False): one_text,
    (ADDRESS, False): one_text,
    (TEXT, True): texts,
    (WORD, False): one_text,
    (WORD, True): texts,
    (PERSON, False): _one_person,
    (PERSON, True): _people,
    (TIME, False): when,
    (DUE, False): _due,
    (REDACTION, True): lambda value: tuple(map(parse_item, texts(value))),
    (STAMP, True): _entries(STAMP),
    **{(field.kind, True): _entries(field.kind) for field in BY_NAME.values() if field.kind.form},
}
"""How a value is read, by its field's kind, and whether the field is a list."""
