"""What a ticket's file says about its status and the times of it, read the quick way.

History is made of every version that every ticket ever had, and reading all of them whole takes
minutes. Where a file's fields are in the plain form in which tix writes them, one pattern over them
tells that the file can be read, and what it says; anything else is read by ``document.load``.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from tix.model.document import FRONT_MATTER_LIMIT, DocumentError, load
from tix.model.fields import BY_NAME, FIELDS, TIME, Field
from tix.model.ticket import Ticket
from tix.model.times import parse_time, seconds

_PLAIN = r"""(?!(?:~|null|Null|NULL)\n)[^\s\-?:,\[\]{}#&*!|>'"%@`][^\n]*\n"""
"""A text as it is. What no text may have inside of it is looked for in all of them at once."""

_ID = "[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{5}\n"
_NAME = "[A-Za-z_][A-Za-z0-9_-]{0,99}"
_READ = ("status", "since", "resolved", "closed", "opened")
_CHECKED = ("due", "occurrences", "links")
"""Fields whose values can be wrong. They and those in ``_READ`` are groups of the pattern."""

_MOST = FRONT_MATTER_LIMIT // 4
"""Characters of fields of which no encoding is over the limit."""


_REMEMBERED = 4000
"""Fields of which the meaning is kept."""


class Stamps(NamedTuple):
    """A version of a ticket, as far as it tells of the status. Times are seconds since 1970."""

    status: str | None
    since: int | None
    resolved: int | None
    closed: int | None
    opened: int | None


def stamps_of(data: bytes) -> Stamps | None:
    """What the file's bytes say; None if they can't be read as a ticket."""
    return quick_stamps(data) or _whole(data)


class Reader:
    """Reads versions one after another: many have the fields of one that was there before."""

    def __init__(self) -> None:
        self._known: dict[bytes, Stamps] = {}

    def stamps_of(self, data: bytes) -> Stamps | None:
        """What the file's bytes say; None if they can't be read as a ticket."""
        end = data.find(b"\n---\n", 3)
        if end < 0:
            return stamps_of(data)
        fields = data[:end]
        known = self._known.get(fields)
        if known is not None and _is_text(data):
            return known
        quick = quick_stamps(data)
        if quick is None:
            return _whole(data)
        if len(self._known) >= _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[fields] = quick
        return quick


def _is_text(data: bytes) -> bool:
    """Whether it is readable below its fields, if it can be read that far."""
    if b"<<<<<<<" in data or b"\0" in data:
        return False
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def quick_stamps(data: bytes) -> Stamps | None:
    """The same, or None if it takes reading the whole ticket to tell."""
    if not data.startswith(b"---\nid: ") or b"<<<<<<<" in data or b"\0" in data:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    found = _form()(text)
    if found is None or not _is_plain(found[0]):
        return None
    try:
        return _read(found)
    except ValueError:
        return None


def stamps_in(ticket: Ticket) -> Stamps:
    """The same of a ticket."""
    return Stamps(
        ticket.status,
        seconds(ticket.since),
        seconds(ticket.resolved),
        seconds(ticket.closed),
        seconds(ticket.opened),
    )


def _whole(data: bytes) -> Stamps | None:
    try:
        return stamps_in(load(data).ticket)
    except DocumentError:
        return None


@cache
def _form() -> Callable[[str], re.Match[str] | None]:
    """Matches fields in their usual order, each at most once, with the lines around them."""
    known = "".join(f"(?:{_lines_of(field)})?" for field in FIELDS[2:])
    others = f"(?P<others>(?:{_NAME}: {_PLAIN}|{_NAME}:\n(?:- {_PLAIN})+)*)"
    pattern = f"---\nid: {_ID}title: {_PLAIN}{known}{others}---(?:\n|\\Z)"
    return re.compile(pattern).match


def _lines_of(field: Field) -> str:
    value = f":\n(?:- {_PLAIN})+" if field.many else f": {_PLAIN}"
    if field.name in (*_READ, *_CHECKED):
        value = f"(?P<{field.name}>{value})"
    return field.name + value


def _is_plain(front: str) -> bool:
    """Whether no text has a colon or a comment sign where YAML would see one, or odd characters.

    Each line but those of lists has one ``: ``; any more, or a colon at a text's end, is too much.
    """
    lines = front.count("\n") - 1 - (front[-1] == "\n")
    lists = front.count(":\n") + front.count("\n- ")
    return (
        front.count(": ") == lines - lists
        and " #" not in front
        and " \n" not in front
        and len(front) <= _MOST
        and front.replace("\n", "").isprintable()
    )


def _read(found: re.Match[str]) -> Stamps:
    """The values. Raises ValueError for what isn't of its field's type, or stands there twice."""
    status, *times, due, occurrences, links, others = found.group(*_READ, *_CHECKED, "others")
    if due:
        BY_NAME["due"].kind.parse(due[2:-1])
    for name, items in (("occurrences", occurrences), ("links", links)):
        for item in items.split("\n- ")[1:] if items else ():
            BY_NAME[name].kind.parse(item.removesuffix("\n"))
    if others:
        lines = others.split("\n")[:-1]
        names = [line.partition(":")[0] for line in lines if line[0] != "-"]
        if len({*names}) < len(names) or not _FIELD_NAMES.isdisjoint(names):
            raise ValueError("a field that is there twice")
    since, resolved, closed, opened = (_seconds(time[2:-1]) if time else None for time in times)
    return Stamps(status and status[2:-1], since, resolved, closed, opened)


_FIELD_NAMES = frozenset(field.name for field in FIELDS)

assert {field.name for field in FIELDS if field.kind is TIME} == {*_READ[1:]}


def _seconds(text: str) -> int:
    quick = len(text) == 20 and text[19] == "Z"  # as tix writes it
    found = seconds(datetime.fromisoformat(text) if quick else parse_time(text))
    assert found is not None
    return found
