"""A record as JSON: what ``--json`` prints, ``export json --kind`` writes and import reads.

The keys are ``id``, the fields of the kind in their order, then ``body``, ``comments``, ``path``,
``updated`` and ``fields`` (the team-defined ones). Absent is ``null`` or ``[]``. A ticket's JSON
(``tix.model.ticket.json``) is made of the same parts.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from tix.model.ids import is_comment_id
from tix.model.people import parse_person
from tix.model.record.fields import Field
from tix.model.record.kind import R, RecordKind
from tix.model.record.values import Comment, TeamField
from tix.model.times import format_time, parse_time
from tix.quick_typing import Any

# JSON allows these as they are; a terminal or a reader could be misled by them.
_ESCAPED = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def record_object(
    kind: RecordKind[R], record: R, *, path: str | None, updated: datetime | None
) -> dict[str, Any]:
    """The record as what ``json`` can write."""
    fields: dict[str, Any] = {}
    for field in kind.fields:
        if form := field.kind.form:
            fields[field.name] = [form.to_object(entry) for entry in field.of(record)]
            continue
        texts = list(field.texts(record))
        fields[field.name] = texts if field.many else next(iter(texts), None)
    return {
        "id": record.id,
        **fields,
        "body": record.body,
        "comments": [comment_object(comment) for comment in record.comments],
        "path": path,
        "updated": format_time(updated) if updated else None,
        "fields": {
            field.name: field.value if isinstance(field.value, str) else list(field.value)
            for field in record.team_fields
        },
    }


def record_from_object(kind: RecordKind[R], value: object) -> R:
    """The record that an object like ``record_object``'s describes.

    Keys may be missing but those of fields that the kind needs; ``id`` is "" then. Raises
    ValueError, which says where.
    """
    given = given_mapping("", value)
    for name in kind.needed:
        if given.get(name) is None:
            raise ValueError(f"{name}: it is missing")
    known = {"id", *kind.by_name, *kind.computed, "body", "comments", "path", "updated", "fields"}
    known |= {name for name in kind.only_shown if isinstance(given.get(name), dict)}
    return kind.make(
        id=given_text("id", given.get("id") or ""),
        **{
            field.attribute: field_value(field, given.get(field.name), item_from)
            for field in kind.fields
        },
        team_fields=team_fields_from(given, known, kind.later | {*kind.only_shown}),
        body=given_text("body", given.get("body") or ""),
        comments=tuple(
            comment_from_object(f"comments[{number}]", item)
            for number, item in enumerate(given_list("comments", given.get("comments")))
        ),
    )


# -- parts -----------------------------------------------------------------------------------------


def field_value(field: Field, value: object, item: Callable[[Field, str, object], Any]) -> Any:
    """A field's value, of which ``item`` makes one value, or one of a list, as ``item_from`` does.

    Raises ValueError, which says where.
    """
    if not field.many:
        return None if value is None else item(field, field.name, value)
    items = tuple(
        item(field, f"{field.name}[{number}]", each)
        for number, each in enumerate(given_list(field.name, value))
    )
    return field.kind.form.completed(items) if field.kind.form else items


def item_from(field: Field, where: str, value: object) -> Any:
    """One value of a field. ``where`` is its place in the JSON, for errors."""
    if form := field.kind.form:
        return form.from_object(where, given_mapping(where, value))
    text = given_text(where, value)
    try:
        return field.kind.parse(text)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def json_text(value: object, *, indent: int | None = 2) -> str:
    """JSON that is exact and harmless to show: readable Unicode, what misleads as ``\\uXXXX``."""
    import json  # costs milliseconds that only --json should pay

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda found: json.dumps(found[0])[1:-1], text)


def team_field(name: str, value: object) -> TeamField | None:
    """Any JSON value as a team-defined field; None for ``null`` and what is empty of values."""
    if isinstance(value, list):
        texts = tuple(text for item in value if (text := _text_of(item)) is not None)
        return TeamField(name, texts) if texts else None
    text = _text_of(value)
    return None if text is None else TeamField(name, text)


def comment_object(comment: Comment) -> dict[str, Any]:
    """A comment as what ``json`` can write."""
    return {
        "id": comment.id,
        "at": format_time(comment.at),
        "by": str(comment.author),
        "internal": comment.internal,
        "text": comment.text,
    }


def comment_from_object(where: str, value: object) -> Comment:
    """The comment that an object describes. Raises ValueError, which says ``where``."""
    given = given_mapping(where, value)
    ident = given_text(f"{where}.id", given.get("id"))
    if not is_comment_id(ident):
        raise ValueError(f"{where}.id: {ident!r} is not a comment's id like 'c-q8m2ht'")
    internal = given.get("internal", False)
    if not isinstance(internal, bool):
        raise ValueError(f"{where}.internal: this must be true or false")
    author = parse_person(given_text(f"{where}.by", given.get("by")))
    at = time_from(f"{where}.at", given.get("at"))
    return Comment(ident, at, author, internal, given_text(f"{where}.text", given.get("text")))


def team_fields_from(
    given: Mapping[str, object], known: Collection[str], own: Collection[str] = ()
) -> tuple[TeamField, ...]:
    """The team-defined fields of an object whose ``known`` keys mean something else, but for those
    that are a team's ``own`` where they stand among its fields."""
    fields: dict[str, TeamField] = {}
    declared = given_mapping("fields", given.get("fields") or {})
    unknown = {name: value for name, value in given.items() if name not in known}
    for name, value in (*declared.items(), *unknown.items()):
        taken = () if name in own else known
        if field := team_field(_free_name(name, taken, fields), value):
            fields[field.name] = field
    return tuple(fields.values())


def _free_name(name: str, known: Collection[str], taken: Mapping[str, object]) -> str:
    while name in known or name in taken:
        name = f"original_{name}"
    return name


def _text_of(value: object) -> str | None:
    """A JSON value as text: itself if it is one, None for nothing, else its JSON."""
    if isinstance(value, str):
        return value
    if value is None or value == [] or value == {}:
        return None
    return json_text(value, indent=None)


def given_mapping(where: str, value: object) -> Mapping[str, object]:
    """An object. Raises ValueError for anything else."""
    if not isinstance(value, dict):
        raise ValueError(f"{where + ': ' if where else ''}this must be an object, {{…}}")
    return value


def given_list(where: str, value: object) -> list[object]:
    """A list; none is an empty one. Raises ValueError for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{where}: this must be a list, […]")
    return value


def given_text(where: str, value: object) -> str:
    """A text. Raises ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError(f'{where}: this must be a text, "…"')
    return value


def optional_text(where: str, value: object) -> str | None:
    """A text, or None. Raises ValueError for anything else."""
    return None if value is None else given_text(where, value)


def time_from(where: str, value: object) -> datetime:
    """A time as tix writes it. Raises ValueError for anything else."""
    text = given_text(where, value)
    try:
        return parse_time(text)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
