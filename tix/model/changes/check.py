"""Checking one readable ticket: ``tix check`` without the files.

What tickets say about each other is looked at by ``tix.model.changes.check_desk``. An
*error* is something that another reader of the desk gets wrong or can't follow, and ``tix check``
exits 4 for it; a *warning* is something that was probably meant otherwise.
"""

# ruff: noqa: ARG001 -- every check of a ticket is called alike

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from tix.frozen import dataclass
from tix.model.changes.value_errors import address_error, team_value_error
from tix.model.config.config import Config, Group
from tix.model.ids import is_id
from tix.model.record.document import Document as AnyDocument
from tix.model.record.entries import repeated
from tix.model.record.fields import ADDRESS, PERSON, TIME, WORD, Field
from tix.model.record.kind import RecordKind
from tix.model.text.nearest import did_you_mean
from tix.model.ticket.document import Document
from tix.model.ticket.entries import WAITED
from tix.model.ticket.fields import BY_NAME, FIELDS, LATER
from tix.model.ticket.link_names import known_kind
from tix.model.ticket.paths import is_archived, is_filed_by_month
from tix.model.ticket.ticket import SINGLE_LINK_KINDS
from tix.quick_typing import Any, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a line (from 1) of a file; ``path`` is relative to the desk."""

    path: str
    line: int
    severity: Severity
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


_Finding: TypeAlias = tuple[int, Severity, str]
_Check: TypeAlias = Callable[[Document, Config], Iterator[_Finding]]


def check_ticket(document: Document, path: str, config: Config) -> tuple[Problem, ...]:
    """The problems within one ticket, in the order of its lines."""
    found = [*_path(document, path, config)]
    for check in _CHECKS:
        found += check(document, config)
    return tuple(Problem(path, *finding) for finding in sorted(found, key=lambda f: f[0]))


def check_record(
    kind: RecordKind[Any], document: AnyDocument[Any], path: str, config: Config
) -> tuple[Problem, ...]:
    """What is wrong with a record that isn't a ticket, in the order of its lines."""
    found: list[_Finding] = []
    for check in (_team_values, _entries, _comments, _headings):
        found += check(document, config)
    found += _twice_in(kind.fields, document, config)
    return tuple(Problem(path, *finding) for finding in sorted(found, key=lambda f: f[0]))


# -- one ticket -------------------------------------------------------------------------------


def _path(document: Document, path: str, config: Config) -> Iterator[_Finding]:
    ticket = document.record
    name = path.rpartition("/")[2].removesuffix(".md")
    if name != ticket.id:
        yield (
            document.line_of("id"),
            "error",
            f"its id is {ticket.id}, but the file is called {name}.md",
        )
    if not is_filed_by_month(path):
        yield 1, "error", f"its place isn't tickets/YYYY/MM/{ticket.id}.md"
    if is_archived(path) and not config.is_done(ticket):
        yield document.line_of("status"), "error", "it is in the archive, but it isn't done"


def _title(document: Document, config: Config) -> Iterator[_Finding]:
    if "\n" in document.record.title:
        yield document.line_of("title"), "warning", "the title has more than one line"


_WORDED = tuple(field for field in FIELDS if field.kind is WORD)


def _words(document: Document, config: Config) -> Iterator[_Finding]:
    ticket = document.record
    if ticket.status is None:
        yield 1, "error", "it has no status"
    for field in _WORDED:
        for number, word in enumerate(field.texts(ticket)):
            if not config.takes_word(field.name, word):
                line = document.line_of(field.name, number if field.many else None)
                near = did_you_mean(word, config.words_of(field.name) or ())
                text = f"{word!r} is no {field.name.replace('_', ' ')} of this desk ({near})"
                yield line, "error" if _is_agreed(field, config) else "warning", text


def _is_agreed(field: Field, config: Config) -> bool:
    """Whether a word that the desk doesn't have is wrong, and not only unusual: of fields that
    came later, teams may have had some of their own before."""
    return field not in LATER or config.has_own_words(field.name)


def _stamps(document: Document, config: Config) -> Iterator[_Finding]:
    """Stamps that contradict the status. An unknown status is reported elsewhere."""
    ticket = document.record
    group = config.group(ticket.status)
    if group is Group.DONE:
        if ticket.resolved is None and ticket.closed is None:
            line = document.line_of("status")
            yield line, "warning", f"it is {ticket.status}, but nothing says since when (resolved)"
        if ticket.closed and ticket.status == "resolved":
            yield document.line_of("closed"), "error", "it is resolved, but has closed"
    elif group is not None:
        for name in ("resolved", "closed", "resolution"):
            if getattr(ticket, name) is not None:
                yield document.line_of(name), "error", f"it is {ticket.status}, but has {name}"


def _workflow(document: Document, config: Config) -> Iterator[_Finding]:
    if config.workflow:
        from tix.model.changes.check_workflow import missing  # few desks have one

        for text in missing(document.record, config):
            yield document.line_of("status"), "warning", text


def _times(document: Document, config: Config) -> Iterator[_Finding]:
    ticket = document.record
    if ticket.opened is None:
        yield 1, "error", "nothing says when it was opened"
        return
    for name in ("since", "resolved", "closed"):
        when = getattr(ticket, name)
        if when is not None and when < ticket.opened:
            yield document.line_of(name), "error", f"{name} is before it was opened"


def _names(document: Document, config: Config) -> Iterator[_Finding]:
    """Built-in fields under a wrong name, and links as fields: both count as team-defined ones."""
    for field in document.record.team_fields:
        meant = BY_NAME.get(field.name.casefold())
        if meant and not config.team_field_type(field.name):
            severity: Severity = "warning" if meant in LATER else "error"
            text = f"{field.name!r} is written {meant.name!r}"
            if meant.name == field.name:
                text = f"{field.name} is {_what(meant)} to tix"
            yield document.line_of(field.name), severity, text
        elif not config.team_field_type(field.name) and (kind := known_kind(field.name)):
            targets = (field.value,) if isinstance(field.value, str) else field.value
            if any(map(is_id, targets)):  # an import keeps there what leads nowhere here
                text = f"{field.name!r} is no link here: tix link {document.record.id} {kind} ID"
                yield document.line_of(field.name), "warning", text


def _what(field: Field) -> str:
    """What a field that came later is, for who has one of their own that is called so."""
    return "a list" if field.many else "a time" if field.kind is TIME else "one text"


def _team_values(document: AnyDocument[Any], config: Config) -> Iterator[_Finding]:
    for field in document.record.team_fields:
        declared = config.team_field_type(field.name)
        if declared and (reason := team_value_error(declared, field.value)):
            yield document.line_of(field.name), "error", f"{field.name}: {reason}"


def _later_values(document: Document, config: Config) -> Iterator[_Finding]:
    """Fields of which the kind, or the team's declaration, says more than that they are text."""
    for field in LATER:
        value = field.of(document.record)
        if value is None or field.many or not isinstance(value, str):
            continue
        declared = config.team_field_type(field.name)
        reason = team_value_error(declared, value) if declared and field.kind is not WORD else None
        if declared is None and field.kind is ADDRESS:
            reason = address_error(value)
        if reason:
            yield document.line_of(field.name), "error", f"{field.name}: {reason}"


def _entries(document: AnyDocument[Any], config: Config) -> Iterator[_Finding]:
    """Entries that can't be told apart. Of waits, the one that ends first counts."""
    for field in document.kind.fields:
        if (form := field.kind.form) and form is not WAITED:
            for number, entry in repeated(form, field.of(document.record)):
                text = f"another entry of {field.name} is the same one: {form.dump(entry)!r}"
                yield document.line_of(field.name, number), "error", text


def _twice(document: Document, config: Config) -> Iterator[_Finding]:
    yield from _twice_in(FIELDS, document, config)


def _twice_in(
    fields: Sequence[Field], document: AnyDocument[Any], config: Config
) -> Iterator[_Finding]:
    """Repeated items of a list; people are compared as people."""
    for field in fields:
        if field.many and not field.kind.form and len(field.of(document.record)) > 1:
            seen = set()
            for number, text in enumerate(field.texts(document.record)):
                key = config.canonical_person(text) if field.kind is PERSON else text
                if key in seen:
                    line = document.line_of(field.name, number)
                    yield line, "warning", f"{text!r} stands twice in {field.name}"
                seen.add(key)


def _links(document: Document, config: Config) -> Iterator[_Finding]:
    ticket = document.record
    singles = set()
    for number, link in enumerate(ticket.links):
        if link.id == ticket.id:
            yield document.line_of("links", number), "error", "this links to itself"
        if link.kind in SINGLE_LINK_KINDS:
            if link.kind in singles:
                line = document.line_of("links", number)
                yield line, "error", f"there can be only one link {link.kind}"
            singles.add(link.kind)


def _attachments(document: Document, config: Config) -> Iterator[_Finding]:
    for number, name in enumerate(document.record.attachments):
        if name in ("", ".", "..") or re.search(r"[/\\\0]", name):
            line = document.line_of("attachments", number)
            yield line, "error", f"{name!r} is no file's name"


def _comments(document: AnyDocument[Any], config: Config) -> Iterator[_Finding]:
    comments = document.record.comments
    ids = [comment.id for comment in comments]
    late = [n for n, (one, next_one) in enumerate(pairwise(comments), 1) if next_one.at < one.at]
    if not late and len(set(ids)) == len(ids):
        return
    lines = document.comment_lines()
    first: dict[str, int] = {}
    for number, ident in enumerate(ids):
        if first.setdefault(ident, number) != number:
            yield lines[number], "error", f"another comment has the id {ident} already"
    for number in late:
        yield lines[number], "warning", "this comment is older than the one above it"


def _headings(document: AnyDocument[Any], config: Config) -> Iterator[_Finding]:
    for line in document.near_misses():
        yield line, "warning", "this looks like a comment's heading, but isn't exactly one"


_CHECKS: tuple[_Check, ...] = (
    _title,
    _words,
    _stamps,
    _workflow,
    _times,
    _names,
    _team_values,
    _entries,
    _later_values,
    _twice,
    _links,
    _attachments,
    _comments,
    _headings,
)
