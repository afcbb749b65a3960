"""tix's own JSON (what ``--json`` and ``export json`` write), and other tools' JSON like it."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from tix.frozen import replace
from tix.importers import beads, json_of_others
from tix.importers.answers import each_inside, error_in, unwrapped
from tix.importers.derived import derived_comment_id, fingerprint
from tix.importers.foreign import with_pending_to_begin
from tix.importers.foreign_words import Words, stamps
from tix.importers.incoming import (
    ForeignLink,
    Importer,
    ImportInputError,
    Incoming,
    IncomingAttachment,
    Progress,
    Reading,
    TeamFields,
    id_keys,
)
from tix.importers.json_boards import with_columns_told
from tix.importers.json_parts import with_parts
from tix.importers.records import UNSTORABLE_NOTE, read_each, read_records, storable
from tix.importers.shapes import format_of, refuse_other_shape
from tix.importers.told import names_in
from tix.model.config.config import Group
from tix.model.ids import is_comment_id, is_id
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.file_names import attachment_name
from tix.model.ticket.json import from_object
from tix.model.ticket.ticket import LINK_KINDS, Ticket
from tix.quick_typing import Any

SOURCE = "json:"
"""What the source of a ticket begins with whose id isn't one of tix's, or was taken."""

_SAFE_NAME = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))\w[\w .,+@()-]{0,98}(?<![. ])", re.IGNORECASE
)
"""A file name that leads nowhere else, on no system."""

_DELETED = ("deleted", "is_deleted", "isDeleted", "trashed")
"""How other tools say that a record is no more."""

_PLACEHOLDER = "aaaaaa"
"""Stands in for an id that will be made later."""


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The tickets in a file (``-``: standard input): an object, an array or JSON lines.

    Issues of beads are known by their shape; what else isn't tix's own is read as
    ``tix.importers.json_of_others`` says. Raises ImportInputError.
    """
    notes: list[str] = []
    answers = read_records(path)
    if wrong := error_in(answers):
        raise ImportInputError(path, f"this is an answer that says what went wrong: {wrong}")
    records = each_inside(with_columns_told(answers, words, notes), notes)
    if any(map(json_of_others.is_of_another_tool, records)):
        records = with_parts(records, notes)
    first = next((each for each in records if isinstance(each, dict)), None)
    if format_of(first) == "beads":
        reading = beads.read_issues(records, words, progress)
        return replace(reading, notes=("read as issues of beads",))
    refuse_other_shape(path, first, "json")
    names = names_in(unwrapped(each) for each in records if isinstance(each, dict))
    reading = read_each(
        records, _where, lambda where, record: _incoming(where, record, words), progress
    )
    items = reading.items
    if not any(item.exact for item in items):
        items = with_pending_to_begin(items, words)
    return replace(reading, items=items, notes=tuple(dict.fromkeys(notes)), names=names)


IMPORTER = Importer(
    "json", "FILE: what tix itself wrote (--json, export json), or another tool", read
)


def _where(record: object, number: int) -> str:
    ident = record.get("id") if isinstance(record, dict) else None
    return ident if isinstance(ident, str) and is_id(ident) else f"record {number}"


def _incoming(where: str, record: object, words: Words) -> Incoming:
    """The ticket that a record describes. Raises ValueError with the reason if it can't be one."""
    if not isinstance(record, dict):
        raise ValueError("it isn't an object, {…}")
    record = unwrapped(record)
    if any(record.get(name) is True for name in _DELETED):
        raise ValueError("it was deleted")
    if json_of_others.is_of_another_tool(record):
        return json_of_others.record_of_another_tool(where, record, words)
    notes: list[str] = []
    given = _told(storable(record, lambda: notes.append(UNSTORABLE_NOTE)))
    called = _called(given.get("id"))
    wanted = called if is_id(called) else ""
    source = given.get("source")
    if source is None and not wanted:
        source = SOURCE + (called or _fingerprint(given))
    ticket = from_object(
        {
            **given,
            "id": wanted or _PLACEHOLDER,
            "links": None,
            "source": source,
            "comments": _with_comment_ids(given.get("comments"), source or called),
        }
    )
    exact = "opened" in given
    if "status" not in given or (ticket.status is None and not exact):
        ticket = replace(ticket, status=words.config.first_status(Group.ACTIVE))
    ticket = _in_words_of_the_desk(ticket, words, notes, exact=exact)
    if not exact and ticket.resolution and not words.config.is_done(ticket):
        team = TeamFields(ticket.team_fields)
        team.add("resolution", ticket.resolution)
        ticket = replace(ticket, resolution=None, team_fields=team.all())
    files = [_file(item, notes) for item in given.get("attachments") or ()]
    return Incoming(
        where,
        replace(ticket, id=wanted, attachments=tuple(name for name, _ in files)),
        keys=id_keys(called)[:1] if called else (),
        links=tuple(_links(given.get("links"))),
        attachments=tuple(
            IncomingAttachment(name, content) for name, content in files if content is not None
        ),
        notes=tuple(dict.fromkeys(notes)),
        exact=exact,
    )


def _told(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what stands for nothing in fields of tix's: ``""``, also in a list."""
    told = {}
    for name, value in record.items():
        if name in BY_NAME and isinstance(value, list):
            value = [item for item in value if item != ""]
        if value != "" or name not in BY_NAME:
            told[name] = value
    return told


def _in_words_of_the_desk(ticket: Ticket, words: Words, notes: list[str], *, exact: bool) -> Ticket:
    """Status, type and priority in the desk's words; what they say more is kept beside them.

    ``exact``: it is tix's own, of which a word that means nothing here stays as it is.
    """
    team = TeamFields(ticket.team_fields)
    values: dict[str, Any] = {}
    for name in ("status", "type", "priority"):
        if (text := getattr(ticket, name)) is None:
            continue
        found = words.find(name, text)
        if found.word is None and exact:
            notes.append(f"{name} {text!r} isn't known here")
        elif found.word is None and name == "status":
            values[name] = words.status_or_first(text, team, notes)
        elif found.word != text:
            values[name] = found.word
            if not found.same:
                team.add(f"original_{name}", text)
                notes.append(_translated(name, text, found.word))
    if not values:
        return ticket
    stamped = replace(ticket, **values, team_fields=team.all())
    if exact or "status" not in values:
        return stamped
    known = stamps(
        values["status"],
        words.config,
        opened=ticket.opened,
        resolved=ticket.resolved,
        closed=ticket.closed,
    )
    return replace(
        stamped, since=ticket.since or known.since, resolved=known.resolved, closed=known.closed
    )


def _translated(name: str, text: str, word: str | None) -> str:
    if word is None:
        return f"{name} {text!r} isn't known here: kept as original_{name}"
    return f"{name} {text!r} is {word} here, kept as original_{name}"


def _called(ident: object) -> str:
    if not isinstance(ident, str | int | None):
        raise ValueError("id: this must be a text")
    return "" if ident is None else str(ident)


def _fingerprint(given: Mapping[str, object]) -> str:
    """A fingerprint that identifies a ticket without an id."""
    return "~" + fingerprint(f"{given.get('opened')} {given.get('title')}")


def _with_comment_ids(comments: object, source: str) -> object:
    """The comments with an id made for each that has none of tix's."""
    if not isinstance(comments, list):
        return comments
    taken = {_id_of(comment) for comment in comments}
    result: list[object] = []
    for comment in comments:
        if isinstance(comment, dict) and not is_comment_id(_id_of(comment)):
            called = _id_of(comment) or f"{comment.get('at')} {comment.get('text')}"
            ident = derived_comment_id(source, called, taken.__contains__)
            taken.add(ident)
            comment = {**comment, "id": ident}
        result.append(comment)
    return result


def _id_of(comment: object) -> str:
    ident = comment.get("id") if isinstance(comment, dict) else None
    return "" if ident is None else str(ident)


def _links(links: object) -> Iterator[ForeignLink]:
    """The links, whatever ids they point at. Raises ValueError like ``from_object``."""
    if not isinstance(links, list | None):
        raise ValueError("links: this must be a list, […]")
    for number, link in enumerate(links or ()):
        if not isinstance(link, dict):
            raise ValueError(f"links[{number}]: this must be an object, {{…}}")
        kind, target = link.get("kind"), _called(link.get("id"))
        if kind not in LINK_KINDS:
            raise ValueError(f"links[{number}].kind: {kind!r} is none of {', '.join(LINK_KINDS)}")
        yield ForeignLink(kind, target, id_keys(target)[:1])


def _file(item: Mapping[str, Any], notes: list[str]) -> tuple[str, bytes | None]:
    """Name and bytes of an attachment that ``from_object`` has looked at."""
    name, content = item["name"], item.get("content")
    data = None if content is None else _bytes(name, content)
    if data is None:
        notes.append("attachments came without their content")
    elif item.get("sha256") not in (None, sha256(data).hexdigest()):
        raise ValueError(f"attachment {name!r}: the content doesn't match its sha256")
    return (name if _SAFE_NAME.fullmatch(name) else attachment_name(name, data or b"")), data


def _bytes(name: str, content: object) -> bytes:
    try:
        if isinstance(content, str):
            return b64decode(content, validate=True)
    except ValueError:
        pass
    raise ValueError(f"attachment {name!r}: the content isn't base64")
