"""A ticket as JSON: what ``--json`` prints, ``export json`` writes and ``import json`` reads.

The keys are the fields of ``tix.model.ticket.fields`` in their order as far as ``redacted``, then
``body``, ``comments``, ``path``, ``updated``, ``backlinks`` (what others point at it with) and
``fields`` (the team-defined ones), then the fields that came later. Absent is ``null`` or ``[]``.
Where the desk promises anything, ``promise`` is behind them, and where it has customers,
``coverage``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tix.frozen import dataclass
from tix.model.record.fields import FILE, Field
from tix.model.record.json import (
    comment_from_object,
    comment_object,
    field_value,
    given_list,
    given_mapping,
    given_text,
    item_from,
    optional_text,
    team_fields_from,
)
from tix.model.ticket.fields import FIELDS, FIRST, LATER, LINK, TICKET
from tix.model.ticket.link_names import shown_from_the_other_end
from tix.model.ticket.ticket import Link, Ticket
from tix.model.times import format_time
from tix.quick_typing import Any

BESIDE_FIELDS = ("body", "comments", "path", "updated", "backlinks", "fields")
"""The keys that aren't built-in fields, in their order."""

PROMISE = "promise"
"""The key behind all others of how a ticket stands with what the desk promised; it isn't read."""

COVERAGE = "coverage"
"""The key behind that of whether the customer's contract covers it today; it isn't read."""


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
        **{field.name: _field_object(field, ticket, infos) for field in FIRST},
        "body": ticket.body,
        "comments": [comment_object(comment) for comment in ticket.comments],
        "path": path,
        "updated": format_time(updated) if updated else None,
        "backlinks": [
            {"kind": shown_from_the_other_end(link.kind), "id": link.id} for link in backlinks
        ],
        "fields": {
            field.name: field.value if isinstance(field.value, str) else list(field.value)
            for field in ticket.team_fields
        },
        **{field.name: _field_object(field, ticket, infos) for field in LATER},
    }


def from_object(value: object) -> Ticket:
    """The ticket that an object like ``to_object``'s describes.

    Keys may be missing (but ``id`` and ``title``). A key that isn't known becomes a team-defined
    field: under ``original_…`` if its name is another field's, and as JSON text if its value is
    neither a text nor a list of texts. Raises ValueError, which says where: ``comments[2].at: …``.
    """
    given = _with_later_fields(given_mapping("", value))
    for name in ("id", "title"):
        if given.get(name) is None:
            raise ValueError(f"{name}: it is missing")
    return Ticket(
        **{field.name: field_value(field, given.get(field.name), _item_from) for field in FIELDS},
        team_fields=team_fields_from(
            given, _KEYS | _computed(given), {*TICKET.later, PROMISE, COVERAGE}
        ),
        body=optional_text("body", given.get("body")) or "",
        comments=tuple(
            comment_from_object(f"comments[{number}]", item)
            for number, item in enumerate(given_list("comments", given.get("comments")))
        ),
    )


def _computed(given: Mapping[str, object]) -> frozenset[str]:
    """The keys of what was computed; another tool's may be called so, too."""
    return frozenset(key for key in (PROMISE, COVERAGE) if isinstance(given.get(key), dict))


def _with_later_fields(given: Mapping[str, object]) -> Mapping[str, object]:
    """The object with those of its team-defined fields as built-in ones that are that by now."""
    team = given.get("fields")
    if not isinstance(team, dict):
        return given
    known = {
        field.name
        for field in LATER
        if field.kind.form is None and given.get(field.name) in (None, [])
        if field.name in team and _is_value(field, team[field.name])
    }
    if not known:
        return given
    others = {name: value for name, value in team.items() if name not in known}
    return {**given, **{name: team[name] for name in known}, "fields": others}


def _is_value(field: Field, value: object) -> bool:
    """Whether that can be what the field holds, not a value of the team's own."""
    if field.many or isinstance(value, list):
        return field.many is isinstance(value, list)
    return not isinstance(value, str) or field.holds(value)


def _field_object(field: Field, ticket: Ticket, infos: Mapping[str, AttachmentInfo]) -> Any:
    value = field.of(ticket)
    if field.kind is LINK:
        return [{"kind": link.kind, "id": link.id} for link in value]
    if form := field.kind.form:
        return [form.to_object(entry) for entry in value]
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


def _item_from(field: Field, where: str, value: object) -> Any:
    """As ``item_from``: a ticket's attachments and links are objects, too."""
    if field.kind is FILE:
        return given_text(f"{where}.name", given_mapping(where, value).get("name"))
    if field.kind is LINK:
        link = given_mapping(where, value)
        kind, target = (
            given_text(f"{where}.kind", link.get("kind")),
            given_text(f"{where}.id", link.get("id")),
        )
        value = str(Link(kind, target))
    return item_from(field, where, value)


_KEYS = frozenset((*(field.name for field in FIELDS), *BESIDE_FIELDS))
