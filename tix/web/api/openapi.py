"""The description of the API (OpenAPI 3.1), made of the table of fields and the table of routes."""

from collections.abc import Mapping

from tix import __version__
from tix.model.record.fields import DAY, DUE, FILE, TIME
from tix.model.ticket.fields import FIELDS, LINK
from tix.quick_typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE: dict[str, Any] = {"type": ["string", "null"]}
_LIST: dict[str, Any] = {"type": ["array", "string", "null"], "items": {}}
_FILE = {
    "type": "object",
    "required": ["name", "content"],
    "properties": {"name": _TEXT, "content": {**_TEXT, "contentEncoding": "base64"}},
}


def _parameter(name: str, text: str, place: str = "query", **schema: Any) -> dict[str, Any]:
    return {
        "name": name, "in": place, "description": text, "required": place == "path",
        "schema": schema or _TEXT,
    }  # fmt: skip


_QUERY = _parameter("q", "A query, as tix list takes it.")
_PAGE = [
    _parameter("limit", "Items of the page.", type="integer", minimum=1, maximum=1000, default=100),
    _parameter("cursor", "The last page's next."),
]
_ID = _parameter("id", "A ticket's id, or an unambiguous beginning of it.", "path")
_KEY = _parameter("Idempotency-Key", "What is sent again under it is done once.", "header")
_MATCH = _parameter("If-Match", "The ETag of the version that is meant.", "header")
_NONE_MATCH = _parameter("If-None-Match", "ETags of what the client has.", "header")
_SINCE = [_parameter(name, f"--{name} of tix report.") for name in ("since", "until", "by")]


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": schema}, "next": _MAYBE},
    }


def _answers(status: int, text: str, schema: Mapping[str, Any], *errors: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        str(status): {"description": text, "content": {"application/json": {"schema": schema}}}
    }
    wrong = {"application/problem+json": {"schema": _ref("Problem")}}
    for error in (401, *errors):
        told[str(error)] = {"description": _ERRORS[error], "content": wrong}
    return told


_ERRORS = {
    401: "No token, or none that is known",
    403: "The token can only read",
    404: "There is no such thing",
    409: "Only a person can put that right",
    412: "It has changed since",
    413: "Over 10 MB",
    415: "Not JSON",
    422: "It can't be understood or carried out",
}
_WRONG = (403, 409, 413, 415, 422)


def _operation(
    summary: str,
    answers: Mapping[str, Any],
    parameters: list[dict[str, Any]],
    body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    told: dict[str, Any] = {"summary": summary, "parameters": parameters, "responses": answers}
    if body is not None:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    elif "application/json" in answers["200"]["content"]:
        told["parameters"] = [*parameters, _NONE_MATCH]
        told["responses"] = {**answers, "304": {"description": "The client has just that"}}
    return told


def description(server: str) -> dict[str, Any]:
    """The whole, as what ``json`` can write."""
    comments = {
        "get": _operation(
            "A ticket's comments, the oldest first",
            _answers(200, "A page", _list_of(_ref("Comment")), 404, 422), [_ID, *_PAGE],
        ),
        "post": _operation(
            "Comment on a ticket", _answers(201, "The comment", _ref("Comment"), 404, 412, *_WRONG),
            [_ID, _KEY, _MATCH], _ref("NewComment"),
        ),
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": "tix", "version": __version__, "summary": "A desk of tickets"},
        "servers": [{"url": f"{server}/api/v1"}],
        "security": [{"bearer": []}],
        "paths": {
            "/tickets": {
                "get": _operation(
                    "Tickets that a query selects; without one, those that aren't done",
                    _answers(200, "A page", _list_of(_ref("Ticket")), 422), [_QUERY, *_PAGE],
                ),
                "post": _operation(
                    "Open a ticket", _answers(201, "The ticket", _ref("Ticket"), *_WRONG),
                    [_KEY], _ref("NewTicket"),
                ),
            },
            "/tickets/{id}": {
                "get": _operation(
                    "One ticket", _answers(200, "The ticket", _ref("Ticket"), 404), [_ID]
                ),
                "patch": _operation(
                    "Change fields: null takes a value away, a list replaces the list",
                    _answers(200, "The ticket", _ref("Ticket"), 404, 412, *_WRONG),
                    [_ID, _KEY, _MATCH], _ref("TicketChange"),
                ),
            },
            "/tickets/{id}/comments": comments,
            "/tickets/{id}/comments/{comment}": {
                "get": _operation(
                    "One comment", _answers(200, "The comment", _ref("Comment"), 404),
                    [_ID, _parameter("comment", "The comment's id.", "path")],
                ),
            },
            "/search": {
                "get": _operation(
                    "Tickets by their text, the best first",
                    _answers(200, "A page", _list_of(_ref("Hit")), 422), [_QUERY, *_PAGE],
                ),
            },
            "/log": {
                "get": _operation(
                    "Who changed what when, the newest first",
                    _answers(200, "A page", _list_of(_ref("Event")), 422), [_QUERY, *_PAGE],
                ),
            },
            "/reports/{name}": {
                "get": _operation(
                    "A report", _answers(200, "The report", {"type": "object"}, 404, 422),
                    [_parameter("name", "As tix report calls it.", "path"), _QUERY, *_SINCE],
                ),
            },
            "/events": {
                "get": _operation(
                    "What is committed, as server-sent events",
                    {"200": {"description": "The stream", "content": {"text/event-stream": {}}}},
                    [_parameter("Last-Event-ID", "Where to go on.", "header")],
                ),
            },
            "/receive": {
                "post": _operation(
                    "A webhook of another system",
                    _answers(200, "What became of it", {"type": "object"}, *_WRONG), [],
                    {"type": "object"},
                ),
            },
        },
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }  # fmt: skip


def _schemas() -> dict[str, Any]:
    new_file = {"attachments": {"type": "array", "items": _FILE}}
    fields = {"fields": {"type": "object", "description": "The desk's own fields."}}
    settable = {
        field.name: {**(_LIST if field.many else _MAYBE), "description": field.help}
        for field in FIELDS
        if field.editable
    }
    return {
        "Ticket": {
            "type": "object",
            "properties": {
                **{field.name: _schema_of(field) for field in FIELDS},
                "body": _TEXT,
                "comments": {"type": "array", "items": _ref("Comment")},
                "path": _TEXT, "updated": _MAYBE, "backlinks": {"type": "array"}, **fields,
            },
        },
        "NewTicket": {
            "type": "object", "required": ["title"],
            "properties": {**settable, "body": _TEXT, **new_file, **fields},
        },
        "TicketChange": {"type": "object", "properties": {**settable, "body": _TEXT, **fields}},
        "Comment": {
            "type": "object",
            "properties": {"id": _TEXT, "at": _TEXT, "by": _TEXT, "internal": {"type": "boolean"},
                           "text": _TEXT},
        },
        "NewComment": {
            "type": "object", "required": ["text"],
            "properties": {"text": _TEXT, "internal": {"type": "boolean", "default": False},
                           **new_file},
        },
        "Hit": {
            "type": "object",
            "properties": {"ticket": _ref("Ticket"), "score": {"type": "integer"},
                           "passage": {"type": ["object", "null"]}},
        },
        "Event": {
            "type": "object",
            "properties": {"ticket": _TEXT, "title": _MAYBE, "at": _TEXT, "by": _TEXT,
                           "commit": _TEXT, "subject": _TEXT,
                           "changes": {"type": "array", "items": {"type": "object"}}},
        },
        "Problem": {
            "type": "object", "required": ["title", "status", "detail"],
            "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"},
                           "detail": _TEXT, "hint": _TEXT},
        },
    }  # fmt: skip


def _schema_of(field: Any) -> dict[str, Any]:
    if field.many:
        objects = field.kind.form or field.kind in (LINK, FILE)
        items = {"type": "object"} if objects else _TEXT
        return {"type": "array", "items": items, "description": field.help}
    formats = {"format": "date-time"} if field.kind is TIME else {}
    formats |= {"format": "date"} if field.kind in (DUE, DAY) else {}
    return {**_MAYBE, **formats, "description": field.help}
