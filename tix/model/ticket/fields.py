"""The table of a ticket's fields. A new field is a new row here and, at the same place, an
attribute in ``Ticket``."""

import re
from collections.abc import Callable
from functools import cache

from tix.model.ids import is_id, parse_id
from tix.model.layout import LIVE
from tix.model.record.fields import (
    ADDRESS,
    DUE,
    FILE,
    PERSON,
    REDACTION,
    TEXT,
    TIME,
    WORD,
    Field,
    Kind,
    entry_kind,
    rewrite_text,
)
from tix.model.record.kind import RecordKind
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it takes a millisecond, and few runs see entries
    from tix.model.record.entries import EntryForm


def _form(name: str) -> "Callable[[], EntryForm[Any]]":
    """What gives the form of that name, which is imported when there are such entries."""

    @cache
    def form() -> "EntryForm[Any]":
        from tix.model.ticket import entries

        found: EntryForm[Any] = getattr(entries, name)
        return found

    return form


@cache
def _occurrences() -> "EntryForm[Any]":
    from tix.model.record.occurrences import OCCURRENCES

    return OCCURRENCES


def _parse_title(text: str) -> str:
    if not text.strip():
        raise ValueError("the title is empty")
    return text


def _parse_link(text: str) -> Link:
    kind, _, target = text.partition(" ")
    if kind not in LINK_KINDS or not is_id(target):
        raise ValueError(f"{text!r} is not a link like 'blocks k7f3qz' ({', '.join(LINK_KINDS)})")
    return Link(kind, target)


def _parse_stamp(text: str) -> str:
    if not re.fullmatch(r"\S+:[0-9a-f]{10}", text):
        raise ValueError(f"{text!r} is not a stamp like 'title:9fceb02d0a'")
    return text


ID = Kind("id", parse_id, str, "id")
TITLE = Kind("text", _parse_title, str, "contains", "title", rewrite=rewrite_text)
LINK = Kind("link", _parse_link, str, "link")
OCCURRENCE = entry_kind("occurrence", _occurrences, "contains")
WAIT = entry_kind("wait", _form("WAITED"), "word")
WORK = entry_kind("worked time", _form("WORKED"), "length", "other")
USE = entry_kind("used part", _form("USED"), "word", "other")
RATING = entry_kind("rating", _form("RATINGS"), "number", "other")
SIGNATURE = entry_kind("signature", _form("SIGNATURES"), "word", "other")
MESSAGE = entry_kind("message", _form("MESSAGES"), "word")
FIRING = entry_kind("firing", _form("FIRED"), "word")
STAMP = Kind("stamp", _parse_stamp, str, "word")
COMMIT = entry_kind("commit", _form("COMMITS"), "word", "other")

FIELDS: tuple[Field, ...] = (
    Field("id", ID, "what the ticket is called", editable=False),
    Field("title", TITLE, "what it is about, in one line"),
    Field("status", WORD, "where it stands", quick=True),
    Field("since", TIME, "when the status last changed", editable=False, merged="later"),
    Field("type", WORD, "what sort of request it is", merged="type", quick=True),
    Field("priority", WORD, "how urgent it is", asked="order", merged="urgency", quick=True),
    Field("requester", PERSON, "who asked"),
    Field("customer", TEXT, "the organisation that the requester belongs to"),
    Field("assignees", PERSON, "who works on it", many=True, other_names=("assignee",), quick=True),
    Field("watchers", PERSON, "who is told", many=True, other_names=("watcher",)),
    Field(
        "labels",
        WORD,
        "words to find it by",
        many=True,
        other_names=("label",),
        asked="word",
        searched="labels",
        quick=True,
    ),
    Field("milestone", TEXT, "what it is planned for"),
    Field("due", DUE, "a day, or a time, by which it should be done"),
    Field("opened", TIME, "when it was opened", editable=False),
    Field("opened_by", PERSON, "who opened it", editable=False, query_names=("by",)),
    Field("resolved", TIME, "when it was resolved", editable=False),
    Field("closed", TIME, "when it was closed", editable=False),
    Field(
        "resolution",
        TEXT,
        "how it was resolved",
        asked="contains",
        searched="resolution",
        quick=True,
    ),
    Field("key", TEXT, "what a script knows the problem by", other_names=("keys",), countless=True),
    Field(
        "occurrences",
        OCCURRENCE,
        "when and where the problem with this key was seen",
        many=True,
        editable=False,
        other_names=("occurrence",),
    ),
    Field("links", LINK, "tickets that it points at", many=True, other_names=("link",)),
    Field(
        "attachments",
        FILE,
        "files kept with it",
        many=True,
        editable=False,
        other_names=("attachment",),
    ),
    Field("source", TEXT, "the identifier it had elsewhere", countless=True),
    Field(
        "redacted",
        REDACTION,
        "what texts that were taken out are known by",
        many=True,
        editable=False,
        other_names=("redaction",),
        countless=True,
    ),
    Field("channel", WORD, "the way on which it came in", asked="choice"),
    Field("occurred", TIME, "when it happened, if that was before it was opened"),
    Field("impact", WORD, "how much it affects", asked="order", merged="urgency", quick=True),
    Field("urgency", WORD, "how soon it matters", asked="order", merged="urgency", quick=True),
    Field("contract", TEXT, "the number of the contract that was given", countless=True),
    Field("ip", ADDRESS, "the address that it came from", countless=True),
    Field(
        "assets",
        WORD,
        "names of the assets that it is about",
        many=True,
        other_names=("asset",),
        asked="word",
        searched="other",
    ),
    Field("cause", TEXT, "why it happened", asked="contains"),
    Field("prevention", TEXT, "what keeps it from happening again", asked="contains"),
    Field("resolution_code", WORD, "how it was resolved, in a word", asked="word"),
    Field("waited", WAIT, "when it was in a waiting or done status", many=True, editable=False),
    Field("worked", WORK, "time that was worked on it", many=True, editable=False),
    Field("used", USE, "parts that were taken for it", many=True, editable=False),
    Field(
        "ratings",
        RATING,
        "what people think of how they were served",
        many=True,
        editable=False,
        other_names=("rating",),
    ),
    Field(
        "signatures",
        SIGNATURE,
        "delivery notes that were accepted",
        many=True,
        editable=False,
        other_names=("signature",),
        countless=True,
    ),
    Field(
        "messages",
        MESSAGE,
        "which mail became which comment",
        many=True,
        editable=False,
        other_names=("message",),
        countless=True,
    ),
    Field("fired", FIRING, "time rules that have run", many=True, editable=False, quick=True),
    Field("failing", TEXT, "where its test fails", many=True, countless=True),
    Field(
        "commits",
        COMMIT,
        "commits of the code that name it",
        many=True,
        editable=False,
        other_names=("commit",),
        countless=True,
    ),
    Field(
        "imported",
        STAMP,
        "hashes of what its source said last time",
        many=True,
        editable=False,
        countless=True,
    ),
)


_LATER = [field.name for field in FIELDS].index("redacted") + 1
FIRST, LATER = FIELDS[:_LATER], FIELDS[_LATER:]
"""The fields that stand before a ticket's text and its comments in JSON and CSV, and those behind:
whoever reads these finds everything where it was before the desk learned more. A team may have
declared a field of the name of a later one: that gives it its words."""

TICKET = RecordKind(
    "ticket",
    LIVE,
    FIELDS,
    Ticket,
    ("id", "title"),
    title="title",
    later=frozenset(field.name for field in LATER),
)
"""Tickets among the kinds of records."""

BY_NAME = TICKET.by_any_name
"""Each field under its name and its other names (singular and plural)."""
