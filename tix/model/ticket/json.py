"""A ticket as JSON: what ``--json`` prints, ``export json`` writes and ``import json`` reads.

The keys are the fields of ``tix.model.ticket.fields`` in their order, then ``body``, ``comments``,
``path``, ``updated``, ``backlinks`` (what others
point at it with) and ``fields`` (the team-defined ones). Absent is ``null`` or ``[]``.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tix.frozen import dataclass
from tix.model.ids import is_comment_id
from tix.model.people import parse_person
from tix.model.record.fields import FILE, Field
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.fields import FIELDS, LINK, OCCURRENCE
from tix.model.ticket.link_names import shown_from_the_other_end
from tix.model.ticket.ticket import Link, Occurrence, Ticket
from tix.model.times import format_time, parse_time

BESIDE_FIELDS = ("body", "comments", "path", "updated", "backlinks", "fields")
"""The keys that aren't built-in fields, in their order."""

# JSON allows these unescaped, but they could mislead a terminal or a reader.
_ESCAPED = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """A file kept with a ticket. ``name`` as in its front matter, ``path`` from the desk's root.

    ``size`` (bytes) and ``sha256`` are None if the file is missing; ``content`` is None unless
    the bytes are to be in the JSON.
    """

    name: str
    path: str
    size: int | None
    sha256: str | None
    content: bytes | None = None


def to_object(
    ticket: Ticket,
    *,
    path: str | None,
    updated: datetime | None,
    attachments: Sequence[AttachmentInfo] = (),
    backlinks: Sequence[Link] = (),
) -> dict[str, Any]:
    """The ticket as what ``json`` can write; an attachment without its info has only a name.

    ``backlinks`` are the links of others to it, each with its kind and the other's id.
    """
    infos = {info.name: info for info in attachments}
    return {
        **{field.name: _field_object(field, ticket, infos) for field in FIELDS},
        "body": ticket.body,
        "comments": [_comment_object(comment) for comment in ticket.comments],
        "path": path,
        "updated": format_time(updated) if updated else None,
        "backlinks": [
            {"kind": shown_from_the_other_end(link.kind), "id": link.id} for link in backlinks
        ],
        "fields": {
            field.name: field.value if isinstance(field.value, str) else list(field.value)
            for field in ticket.team_fields
        },
    }


def from_object(value: object) -> Ticket:
    """The ticket that an object like ``to_object``'s describes.

    Keys may be missing (but ``id`` and ``title``). A key that isn't known becomes a team-defined
    field: under ``original_…`` if its name is another field's, and as JSON text if its value is
    neither a text nor a list of texts. Raises ValueError, which says where: ``comments[2].at: …``.
    """
    given = _mapping("", value)
    for name in ("id", "title"):
        if given.get(name) is None:
            raise ValueError(f"{name}: it is missing")
    return Ticket(
        **{field.name: _field_value(field, given.get(field.name)) for field in FIELDS},
        team_fields=_team_fields(given),
        body=_optional_text("body", given.get("body")) or "",
        comments=tuple(
            _comment(f"comments[{number}]", item)
            for number, item in enumerate(_list("comments", given.get("comments")))
        ),
    )


def json_text(value: object, *, indent: int | None = 2) -> str:
    """JSON that is exact and safe to show: readable Unicode, misleading characters escaped."""
    import json  # costs milliseconds that only --json should pay

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda found: json.dumps(found[0])[1:-1], text)


def team_field(name: str, value: object) -> TeamField | None:
    """Any JSON value as a team-defined field; None for ``null`` and empty values."""
    if isinstance(value, list):
        texts = tuple(text for item in value if (text := _text_of(item)) is not None)
        return TeamField(name, texts) if texts else None
    text = _text_of(value)
    return None if text is None else TeamField(name, text)


def _field_object(field: Field, ticket: Ticket, infos: Mapping[str, AttachmentInfo]) -> Any:
    value = field.of(ticket)
    if field.kind is LINK:
        return [{"kind": link.kind, "id": link.id} for link in value]
    if field.kind is OCCURRENCE:
        return [
            {"at": format_time(seen.at), "where": seen.where or None, "commit": seen.commit or None}
            for seen in value
        ]
    if field.kind is FILE:
        return [_attachment_object(name, infos.get(name)) for name in value]
    texts = list(field.texts(ticket))
    return texts if field.many else next(iter(texts), None)


def _attachment_object(name: str, info: AttachmentInfo | None) -> dict[str, Any]:
    if info is None:
        return {"name": name, "path": None, "size": None, "sha256": None}
    described = {"name": name, "path": info.path, "size": info.size, "sha256": info.sha256}
    if info.content is None:
        return described
    from base64 import b64encode  # for export --with-attachments alone

    return {**described, "content": b64encode(info.content).decode()}


def _comment_object(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "at": format_time(comment.at),
        "by": str(comment.author),
        "internal": comment.internal,
        "text": comment.text,
    }


def _field_value(field: Field, value: object) -> Any:
    if not field.many:
        return None if value is None else _parsed(field, field.name, value)
    return tuple(
        _parsed(field, f"{field.name}[{number}]", item)
        for number, item in enumerate(_list(field.name, value))
    )


def _parsed(field: Field, where: str, value: object) -> Any:
    """One value of a field. ``where`` is its place in the JSON, for errors."""
    if field.kind is OCCURRENCE:
        return _occurrence(where, _mapping(where, value))
    if field.kind is FILE:
        return _text(f"{where}.name", _mapping(where, value).get("name"))
    if field.kind is LINK:
        link = _mapping(where, value)
        kind, target = (
            _text(f"{where}.kind", link.get("kind")),
            _text(f"{where}.id", link.get("id")),
        )
        value = str(Link(kind, target))
    text = _text(where, value)
    try:
        return field.kind.parse(text)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _occurrence(where: str, given: Mapping[str, object]) -> Occurrence:
    return Occurrence(
        _time(f"{where}.at", given.get("at")),
        _optional_text(f"{where}.where", given.get("where")) or "",
        _optional_text(f"{where}.commit", given.get("commit")) or "",
    )


def _comment(where: str, value: object) -> Comment:
    given = _mapping(where, value)
    ident = _text(f"{where}.id", given.get("id"))
    if not is_comment_id(ident):
        raise ValueError(f"{where}.id: {ident!r} is not a comment's id like 'c-q8m2ht'")
    internal = given.get("internal", False)
    if not isinstance(internal, bool):
        raise ValueError(f"{where}.internal: this must be true or false")
    author = parse_person(_text(f"{where}.by", given.get("by")))
    at = _time(f"{where}.at", given.get("at"))
    return Comment(ident, at, author, internal, _text(f"{where}.text", given.get("text")))


def _team_fields(given: Mapping[str, object]) -> tuple[TeamField, ...]:
    fields: dict[str, TeamField] = {}
    declared = _mapping("fields", given.get("fields") or {})
    unknown = {name: value for name, value in given.items() if name not in _KEYS}
    for name, value in (*declared.items(), *unknown.items()):
        if field := team_field(_free_name(name, fields), value):
            fields[field.name] = field
    return tuple(fields.values())


_KEYS = frozenset((*(field.name for field in FIELDS), *BESIDE_FIELDS))


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    while name in _KEYS or name in taken:
        name = f"original_{name}"
    return name


def _text_of(value: object) -> str | None:
    """A JSON value as text: itself if it is one, None for nothing, else its JSON."""
    if isinstance(value, str):
        return value
    if value is None or value == [] or value == {}:
        return None
    return json_text(value, indent=None)


def _mapping(where: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{where + ': ' if where else ''}this must be an object, {{…}}")
    return value


def _list(where: str, value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{where}: this must be a list, […]")
    return value


def _text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f'{where}: this must be a text, "…"')
    return value


def _optional_text(where: str, value: object) -> str | None:
    return None if value is None else _text(where, value)


def _time(where: str, value: object) -> datetime:
    text = _text(where, value)
    try:
        return parse_time(text)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
