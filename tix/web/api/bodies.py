"""What a request brings: JSON objects, read into fields as people type them."""

import base64
import binascii
import json
import re
from collections.abc import Collection, Mapping

from tix.actions.attach import NewAttachment
from tix.actions.changing import Setting
from tix.frozen import dataclass
from tix.model.text.nearest import did_you_mean
from tix.quick_typing import TYPE_CHECKING, Any
from tix.web.api.problems import ProblemError

if TYPE_CHECKING:
    from tix.web.pages import View

_SMALL, _MOST_VALUES = 200_000, 50_000
"""Bytes up to which nothing is counted, and values that a larger body may have."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escaped half of a character (a surrogate)."""

_KINDS = ("application/json", "application/merge-patch+json")


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be set of a ticket: fields, and its text, None if that isn't given."""

    settings: list[Setting]
    body: str | None
    files: list[NewAttachment]


def json_body(view: "View") -> dict[str, Any]:
    """The object that was sent. Raises ProblemError: 415 for what isn't JSON, 422 for bad JSON."""
    kind = view.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        said = repr(kind) if kind else "nothing"
        raise ProblemError(415, f"the body must be application/json; its Content-Type says {said}")
    return read_object(view.body)


def read_object(data: bytes) -> dict[str, Any]:
    """A JSON object, each of its names once. Raises ProblemError."""
    if len(data) > _SMALL and _values_in(data) > _MOST_VALUES:
        raise ProblemError(422, f"the body has over {_MOST_VALUES} values")
    try:
        found = json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)
        if _HALF.search(data):
            json.dumps(found, ensure_ascii=False).encode()  # a half alone can be in no file
    except (ValueError, RecursionError) as error:
        raise ProblemError(422, f"the body isn't JSON: {_said(error)}") from None
    if not isinstance(found, dict):
        raise ProblemError(422, "the body must be a JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


def _values_in(data: bytes) -> int:
    """About how many values a text of JSON has: each takes far more memory than its comma."""
    plain = _STRING.sub(b"", data)
    return sum(map(plain.count, (b",", b"[", b"{")))


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    if isinstance(error, UnicodeError):
        return "it isn't UTF-8 text"
    return str(error)


def given_fields(sent: Mapping[str, Any], *, is_new: bool) -> Given:
    """Fields of a ticket from their JSON. Raises ProblemError for what can't be one.

    ``null`` takes a value away, a list replaces the list. A new ticket may bring files.
    """
    sent = dict(sent)
    more = sent.pop("fields", {})
    if not isinstance(more, dict):
        raise ProblemError(422, "fields: this must be an object")
    body = sent.pop("body", None)
    files = files_in(sent.pop("attachments", [])) if is_new else []
    settings = [(name, _text(name, value)) for name, value in (*sent.items(), *more.items())]
    # a resolution goes with a status that is done, whichever stands first
    settings.sort(key=lambda setting: setting[0] != "status")
    return Given(settings, None if body is None else text_of("body", body), files)


def _text(name: str, value: object) -> str:
    """A field's value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, list):
        items = [_item(name, item) for item in value]
        if len(items) > 1 and any("," in item for item in items):
            raise ProblemError(422, f"{name}: an item of a list can't have a comma")
        return ",".join(items)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    return text_of(name, value)


def _item(name: str, item: object) -> str:
    if isinstance(item, dict) and name == "links" and item.keys() == {"kind", "id"}:
        return f"{text_of('links.kind', item['kind'])} {text_of('links.id', item['id'])}"
    return str(item) if isinstance(item, int) else text_of(f"{name}[]", item)


def text_of(name: str, value: object) -> str:
    """A text. Raises ProblemError."""
    if not isinstance(value, str):
        raise ProblemError(422, f"{name}: this must be a text")
    return value.replace("\r\n", "\n")


def files_in(value: object) -> list[NewAttachment]:
    """Files as ``[{name, content}]``, their bytes in base64. Raises ProblemError."""
    if not isinstance(value, list):
        raise ProblemError(422, "attachments: this must be a list")
    return [_file(item) for item in value]


def _file(item: object) -> NewAttachment:
    if not isinstance(item, dict) or not {"name", "content"} <= item.keys():
        raise ProblemError(422, "attachments: each is {name, content}, with the bytes in base64")
    name = text_of("attachments[].name", item["name"])
    try:
        content = base64.b64decode(text_of("attachments[].content", item["content"]), validate=True)
    except binascii.Error:
        raise ProblemError(422, f"attachments: the content of {name!r} isn't base64") from None
    return NewAttachment(name, content)


def refuse_others(sent: Mapping[str, Any], known: Collection[str]) -> None:
    """Raise ProblemError for a name that isn't known here: nothing is ignored."""
    for name in sent:
        if name not in known:
            raise ProblemError(
                422, f"{name!r} isn't known here", hint=did_you_mean(name, list(known))
            )
