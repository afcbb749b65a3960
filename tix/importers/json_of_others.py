"""Tickets that any other tool wrote as JSON: objects with names and words that are common.

Names and words are those that any importer understands (``tix.importers.foreign``). Here is what
JSON has beside them: objects for people, labels and states (``{"name": …}``), and numbers. Records
inside of an answer are found by ``tix.importers.answers``.
"""

import re
from collections.abc import Iterator, Mapping

from tix.frozen import replace
from tix.importers.foreign import Record, incoming, source_of
from tix.importers.foreign_names import (
    FOREIGN_NAMES,
    SAY_DONE,
    names_of,
    plain_name,
)
from tix.importers.foreign_words import Words, at_noon
from tix.importers.incoming import Incoming, id_keys
from tix.importers.json_tools import adapted
from tix.importers.json_values import flat, flat_value
from tix.importers.plain_values import Said, comments, lf, name_of, plain
from tix.importers.records import UNSTORABLE_NOTE, storable
from tix.importers.table_cells import join_addresses
from tix.model.config.config import YES_OR_NO, Config
from tix.model.ids import is_id
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.json import BESIDE_FIELDS
from tix.quick_typing import Any

_BODIES = (
    "description", "desc", "body", "text", "details", "content", "notes", "description_text",
    "description_stripped",
)  # fmt: skip
_COMMENTS = ("comments", "comment", "notes", "annotations", "journals", "conversations")
_TEXTS = ("text", "body_text", "body", "content", "comment", "message", "notes", "raw")
_WRITERS = ("by", "author", "user", "creator", "created_by", "createdBy", "commenter")
_TIMES = (
    "at", "created_at", "createdAt", "created", "created_on", "creation_time", "published", "date",
    "time", "timestamp",
)  # fmt: skip
_INTERNAL = ("internal", "is_internal", "private", "is_private", "confidential", "is_confidential",
             "private_notes")  # fmt: skip
_PUBLIC = ("public", "is_public", "jsd_public")
_WORDS = ("status", "type", "priority")
_OF_LINEAR = {"0": "none", "1": "urgent", "2": "high", "3": "medium", "4": "low"}
"""Priorities where issues have an ``identifier``; elsewhere 0 is the most urgent."""


def is_of_another_tool(record: object) -> bool:
    """Whether a record has names or forms of other tools, and nothing that only tix writes."""
    if not isinstance(record, dict) or "opened_by" in record or "fields" in record:
        return False
    if "opened" in record and is_id(str(record.get("id"))):
        return False
    if record.get("updated") and "opened" not in record:  # tix never writes the one alone
        return True
    own = {*BY_NAME, *BESIDE_FIELDS}
    foreign = FOREIGN_NAMES | {*_BODIES, *_OTHER_TITLES} | own
    return any(
        (key not in own and plain_name(key) in foreign) or _is_foreign_form(key, value)
        for key, value in record.items()
        if value is not None
    )


_OWN_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)")
_OWN_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _is_foreign_form(key: str, value: object) -> bool:
    if isinstance(value, str) and key in ("due", "opened", "since", "resolved", "closed"):
        is_day = key == "due" and _OWN_DAY.fullmatch(value)  # of a time the day alone is foreign
        return bool(value) and not is_day and not _OWN_TIME.fullmatch(value)
    if key in (*_WORDS, "milestone", "assignee", "due", "opened", "resolved", "closed"):
        return isinstance(value, int | dict)
    if key in ("assignees", "labels"):
        return isinstance(value, list) and any(isinstance(item, dict) for item in value)
    return False


def record_of_another_tool(where: str, record: Mapping[str, Any], words: Words) -> Incoming:
    """The ticket that a record becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_dates import one_text
    from tix.importers.foreign_fields import ForeignFields
    from tix.importers.table_dates import told_of_dots

    notes: list[str] = []
    given = storable(adapted(record), lambda: notes.append(UNSTORABLE_NOTE))
    _take_details(given)
    said = take_comments(given, notes, words.config)
    body = _take_title(given, take_body(given))
    join_addresses(given)
    values = _sense(given, words) | {key: flat_value(key, v) for key, v in given.items()}
    called = values.pop("identifier", None) or values.pop("idReadable", None)
    if called and str(values.get("priority")) in _OF_LINEAR:
        values["priority"] = _OF_LINEAR[str(values["priority"])]
    notes += told_of_dots(values)
    fields = ForeignFields(values, notes)
    title = " ".join((fields.take("title", one_text) or "").split())
    if not title:
        raise ValueError("it has no title")
    ident = (fields.take("id", one_text) or "").strip()
    other, ident = (ident, called) if isinstance(called, str) and called else ("", ident)
    source = source_of("json:", ident, title)
    what = Record(where, "json:", title, body, comments(source, said, None))
    item = incoming(what, fields, ident, words)
    keys = item.keys + (id_keys(other)[:1] if other else ())
    return replace(item, keys=keys, notes=(*item.notes, *_translated(item)))


_OTHER_TITLES = (
    "issue", "task", "todo", "task_name", "task_title", "ticket_title", "issue_title",
    "ticket_subject", "story", "user_story", "story_title", "feature", "requirement",
)  # fmt: skip
"""Names of titles in records that have none by a better name, in the form of ``plain_name``."""
_HOW_FAR = frozenset((*names_of("status"), *SAY_DONE, *names_of("priority"), *names_of("due")))
_LONGEST_TITLE = 200


def _take_title(given: dict[str, Any], body: str) -> str:
    """Give a record without a title one: what is called by its kind, else its text, if that is one
    line and the record says how far it is. Returns the text that is left."""
    names = {plain_name(key): key for key, value in given.items() if value}
    if any(name in names for name in names_of("title")):
        return body
    for name in _OTHER_TITLES:
        if isinstance(text := given.get(names.get(name, "")), str) and "\n" not in text:
            given["title"] = given.pop(names[name])
            return body
    says_how_far = _HOW_FAR.intersection(map(plain_name, given))
    if says_how_far and body and "\n" not in body and len(body) <= _LONGEST_TITLE:
        given["title"] = body
        return ""
    return body


def _sense(given: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """What the object of an unknown status says of its sense, as ForeignFields takes it."""
    states = (v for k, v in given.items() if plain_name(k) in ("status", "state"))
    told: dict[str, Any] = next((value for value in states if isinstance(value, dict)), {})
    found: dict[str, Any] = {}
    if words.find("status", name_of(told, "name", "status", "value")).word:
        return found
    for key, value in told.items():
        name = plain_name(key)
        if name in ("type", "category", "status_category", "group"):
            found["status_category"] = name_of(value, "key", "name")
        elif name in SAY_DONE and isinstance(value, bool):
            found[name] = plain(value)
    return found


def _translated(item: Incoming) -> Iterator[str]:
    """What was said in other words than the desk's."""
    for name in _WORDS:
        text, word = item.ticket.team_field(f"original_{name}"), getattr(item.ticket, name)
        if isinstance(text, str) and word and not any(repr(text) in note for note in item.notes):
            yield f"{name} {text!r} is {word} here, kept as original_{name}"


def take_body(given: dict[str, Any]) -> str:
    """Take the text out of a record's values; "" if it has none."""
    for key in [key for key in given if key.casefold() in _BODIES]:
        if (text := name_of(given[key], "raw", "plain", "text", "content")).strip():
            del given[key]
            return lf(text)
    return ""


def _take_details(given: dict[str, Any]) -> None:
    """People as Bugzilla names them in full beside their addresses: ``creator_detail``."""
    for key in [key for key in given if key.endswith("_detail")]:
        if key.removesuffix("_detail") in given:
            given[key.removesuffix("_detail")] = given.pop(key)


def take_comments(given: dict[str, Any], notes: list[str], config: Config) -> list[Said]:
    """Take the comments out of a record's values: the first list of objects that is called so."""
    for key in [key for key in given if key.casefold() in _COMMENTS]:
        value = given[key]
        if isinstance(value, dict):
            value = next((value[n] for n in ("nodes", "items") if n in value), value)
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            del given[key]
            silent = [each for each in value if not name_of(each, *_TEXTS).strip()]
            if any(each.get("details") for each in silent):
                notes.append(f"{key} that say nothing in words, changes of fields, are left out")
            elif silent:
                notes.append(f"{key} without a text are left out")
            return [said_in(each, config) for each in value]
    return []


def said_in(each: Mapping[str, Any], config: Config) -> Said:
    """The comment that an object is; one of a day is that day's at noon."""
    from tix.importers.foreign_dates import due_or_none  # imports python-frontmatter

    told = (due_or_none(plain(each.get(name))) for name in _TIMES)
    at = at_noon(next(filter(None, told), None), config)
    by = next(filter(None, (flat(each.get(name), anyway=True) for name in _WRITERS)), "")
    text = name_of(each, *_TEXTS)
    return Said(str(each.get("id") or ""), at, str(by), text, internal=_is_internal(each))


def _is_internal(each: Mapping[str, Any]) -> bool:
    told = {plain_name(key): YES_OR_NO.get(str(value).casefold()) for key, value in each.items()}
    return any(told.get(name) for name in _INTERNAL) or any(
        told.get(name) is False for name in _PUBLIC
    )
