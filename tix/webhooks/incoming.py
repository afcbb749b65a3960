"""An event from another system, read strictly: one object of JSON.

::

    {"id": "crm-4711", "type": "ticket.open", "title": "Printer is out of toner"}

``docs/webhooks.md`` has all names. Nothing is guessed: a name that the type doesn't have, a name
that stands twice or a value of another kind is an error.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from tix.errors import UsageError
from tix.frozen import dataclass
from tix.model.text.nearest import did_you_mean
from tix.model.times import parse_time
from tix.quick_typing import Any

LARGEST = 4 * 2**20
"""The most bytes that an event may have."""

_LONGEST_ID = 200
_MOST_VALUES = 1000

_EVERY = ("id", "type", "timestamp", "by")
TYPES: Mapping[str, tuple[str, ...]] = {
    "ticket.open": ("title", "text", "key", "fields"),
    "ticket.comment": ("ticket", "key", "text", "internal"),
    "ticket.status": ("ticket", "key", "status", "text", "resolution", "resolution_code"),
}
"""The types of events, and what each may have besides what all have."""

_NEEDED = {"ticket.open": "title", "ticket.comment": "text", "ticket.status": "status"}


class BadEventError(UsageError):
    """An event can't be understood, so nothing was done."""

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(f"the event {reason}", hint=hint)


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """What another system says has happened; "" is what it doesn't say.

    ``id`` is its own for the event, and makes that it is taken in once. ``fields`` are names and
    texts as ``tix open --set`` takes them; a name that ends in ``+`` adds to a list.
    """

    id: str
    type: str
    at: datetime | None = None
    by: str = ""
    ticket: str = ""
    key: str = ""
    title: str = ""
    text: str = ""
    status: str = ""
    resolution: str = ""
    resolution_code: str = ""
    internal: bool = False
    fields: tuple[tuple[str, str], ...] = ()


def read_event(data: bytes) -> IncomingEvent:
    """The event in a text of JSON. Raises BadEventError."""
    if len(data) > LARGEST:
        raise BadEventError(f"is over {LARGEST // 2**20} MB")
    given = _object(data)
    kind = _text(given, "type")
    if kind not in TYPES:
        hint = did_you_mean(kind, TYPES) or f"one of {', '.join(TYPES)}"
        raise BadEventError(f"has no type that tix knows: {_shown(kind)}", hint)
    names = (*_EVERY, *TYPES[kind])
    for name in given:
        if name not in names:
            raise BadEventError(f"of type {kind} has no {_shown(name)}", did_you_mean(name, names))
    texts = {
        name: _text(given, name)
        for name in names
        if name not in ("fields", "internal", "timestamp") and name in given
    }
    _check(kind, texts)
    return IncomingEvent(
        **texts,
        at=_time(given),
        internal=_yes_or_no(given, "internal"),
        fields=_fields(given.get("fields")),
    )


def _object(data: bytes) -> dict[str, Any]:
    try:
        given = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number
        )
    except UnicodeDecodeError:
        raise BadEventError("isn't UTF-8") from None
    except RecursionError:
        raise BadEventError("is nested too deeply") from None
    except json.JSONDecodeError as error:
        if not data.strip():
            raise BadEventError("is empty", "tix receive < event.json") from None
        reason = f"is no JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        hint = "one event at a time" if error.msg == "Extra data" else None
        raise BadEventError(reason, hint) from None
    except ValueError:  # a number of thousands of digits
        raise BadEventError("has a number that can't be read") from None
    if not isinstance(given, dict):
        raise BadEventError('must be one object, like {"id": …, "type": …}')
    return given


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadEventError(f"has {_shown(twice)} twice")
    return found


def _no_number(name: str) -> Any:
    raise BadEventError(f"has {name}, which is no number")


def _check(kind: str, texts: Mapping[str, str]) -> None:
    ident = texts.get("id", "")
    if not ident.strip():
        raise BadEventError("has no id", 'an id of the sender\'s own, like "crm-4711"')
    if len(ident) > _LONGEST_ID or not ident.isprintable():
        raise BadEventError(f"has an id that isn't a line of at most {_LONGEST_ID} characters")
    if not texts.get(_NEEDED[kind], "").strip():
        raise BadEventError(f"of type {kind} has no {_NEEDED[kind]}")
    for name in ("by", "ticket", "status"):
        if not texts.get(name, "").isprintable():
            raise BadEventError(f"must have one line as {name!r}")
    if texts.get("key") and not texts["key"].strip():
        raise BadEventError("has an empty key")
    if kind != "ticket.open" and bool(texts.get("ticket")) == bool(texts.get("key")):
        raise BadEventError(f"of type {kind} must name its ticket, by 'ticket' or by 'key'")


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    return _as_text(value, name)


def _as_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise BadEventError(f"must have a text as {_shown(name)}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadEventError(f"has half a character in {_shown(name)}")
    return value


def _yes_or_no(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise BadEventError(f"must have true or false as {name!r}")
    return value


def _time(given: Mapping[str, Any]) -> datetime | None:
    text = _text(given, "timestamp")
    if not text:
        return None
    try:
        return parse_time(text)
    except ValueError as error:
        raise BadEventError(f"has a timestamp that can't be read: {error}") from None


def _fields(value: object) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise BadEventError('must have an object as \'fields\', like {"priority": "high"}')
    found = []
    for name, one in value.items():
        if isinstance(one, list):
            found += [(f"{name}+", _as_text(item, name)) for item in one]
        elif one is not None:
            found.append((name, _plain(one, name)))
    if len(found) > _MOST_VALUES:
        raise BadEventError(f"has over {_MOST_VALUES} values in 'fields'")
    return tuple(found)


def _plain(value: object, name: str) -> str:
    """A text, number or truth as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return json.dumps(value)
    return _as_text(value, name)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")
