"""Options of other tools in the commands of records: in a list, ``tix invoice list --unpaid``, as
terms of a query; in ``tix customer edit --plan``, as fields to set."""

import re
from collections.abc import Sequence

from tix.model.record.kind import RecordKind
from tix.model.records.kinds import BY_NAME
from tix.query.fields import QueryField, Reading, built_in_of, plain_name
from tix.query.habits import for_shell
from tix.quick_typing import TYPE_CHECKING, Any
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.console.session import Session

_SORTED = ("sort", "sort_by", "order", "order_by", "orderby", "asc")
_SORTED_BACK = ("reverse", "desc", "descending")
_DAYS = (("_before", ":<DATE"), ("_after", ":>DATE"))


def term_for_option(group: str, option: str) -> str | None:
    """What to write in the query of ``tix GROUP list`` instead of an option that it doesn't have;
    None if nobody knows."""
    kind = BY_NAME.get(group)
    name = _name(option)
    if kind is None or not name:
        return None
    if name in kind.states:
        return f"in the query: is:{name}"
    if name in ("limit", "per_page"):
        return "all are listed: | head -n N takes the first"
    if name == "all":
        return "all are listed"
    if name in ("format", "template", "fields"):
        return "--columns NAMES, or --json"
    if name in _SORTED:
        return "in the query: sort:FIELD"
    if name in _SORTED_BACK:
        return "in the query: sort:-FIELD"
    fields = {plain_name(each): field for field in built_in_of(kind) for each in field.names}
    term = _term(name, fields)
    return f"in the query: {for_shell(term)}" if term else None


def say_nothing_found(session: "Session", kind: RecordKind[Any], words: Sequence[str]) -> None:
    """Say that a list is empty; of a word that is a state or status, ``overdue``, name the term."""
    for word in words:
        if term := _term_for_word(kind, word.casefold()):
            meant = f"tix {kind.command_name} list {term}"
            session.say(f"{word!r} was looked for as a word; did you mean '{meant}'?")
    session.say(f"no {kind.several} match" if words else f"no {kind.several} yet")


def _term_for_word(kind: RecordKind[Any], word: str) -> str | None:
    """``is:overdue`` or ``status:paid`` for a word that is a state or status of such records."""
    if word in kind.states:
        return f"is:{word}"
    if word == "open" and "unpaid" in kind.states:
        return "is:unpaid"
    if (status := kind.by_name.get("status")) is None:
        return None
    try:
        status.kind.parse(word)
    except ValueError:
        return None
    return f"status:{word}"


def say_what_is_in_title(session: "Session", kind: RecordKind[Any], words: Sequence[str]) -> None:
    """Say so where words of a new record's title, ``plan=gold``, look like fields."""
    marks = [
        word
        for word in words[1:]
        if (typed := re.match(r"([\w-]+)[=:]\S", word)) and plain_name(typed[1]) in kind.by_any_name
    ]
    if marks:
        named = ", ".join(map(safe.line, marks[:3]))
        session.say(f"{named}: part of the title; fields are options: --set FIELD=VALUE")


def field_for_option(group: str, option: str) -> str | None:
    """What to write in ``tix GROUP add`` or ``edit`` instead of an option that is a field's name;
    None if nobody knows."""
    kind = BY_NAME.get(group)
    name = _name(option)
    if kind is None or not name:
        return None
    if name in ("title", "name"):
        return f"--set {kind.title}=VALUE; behind add it needs no option"
    if name in ("description", "text"):
        return "-b TEXT"
    return setting_for(kind, _ALSO.get(name, name))


def setting_for(kind: RecordKind[Any], name: str) -> str | None:
    """What sets a field of ``edit``, by any of its names; None if there is none that can be set."""
    field = kind.by_any_name.get(name)
    if field is None or not field.editable:
        return None
    return f"--{'add' if field.many else 'set'} {field.name}=VALUE"


def _name(option: str) -> str:
    """The name of a field that an option may be about; "" for none."""
    return plain_name(option[2:]) if option.startswith("--") else _LETTERS.get(option, "")


_LETTERS = {"-n": "limit", "-l": "label", "-c": "customer", "-s": "status", "-t": "type"}
_ALSO = {
    "email": "contact", "mail": "contact", "e_mail": "contact", "tag": "label", "tags": "label",
    "telephone": "phone", "tel": "phone", "serial_number": "serial", "sn": "serial",
}  # fmt: skip


def _term(name: str, fields: dict[str, QueryField]) -> str | None:
    for ending, behind in _DAYS:
        day = fields.get(name.removesuffix(ending))
        if name.endswith(ending) and day and day.reading is Reading.DATE:
            return f"{day.name}{behind}"
    field = fields.get(name)
    if field is None or field.reading in (Reading.IS, Reading.HAS):
        return None
    return f"{field.name}:{'DATE' if field.reading is Reading.DATE else 'VALUE'}"
