"""Changing every text of a record that people wrote: to take a secret out, for one.

Words that a desk has agreed on, ids, times and links aren't texts of anybody's, and stay.
"""

from collections.abc import Callable
from functools import partial

from tix.frozen import replace
from tix.model.people import Person
from tix.model.record.entries import Change, EntryForm
from tix.model.record.fields import FILE
from tix.model.record.kind import R, Record, RecordKind
from tix.model.record.notes import Aside, asides_of, note
from tix.model.record.values import Comment, TeamField
from tix.quick_typing import Any, TypeVar

_Item = TypeVar("_Item")


def with_texts(kind: RecordKind[R], record: R, change: Change, rename: Change) -> R:
    """The record with every text that people wrote changed; attachments' names by ``rename``.

    A name that becomes "" goes. Merge notes stay notes.
    """
    values: dict[str, Any] = {}
    for field in kind.fields:
        value: Any = field.of(record)
        if not value:
            continue
        if field.kind is FILE:
            values[field.attribute] = tuple(name for name in _each(value, rename) if name)
        elif form := field.kind.form:
            rewritten = partial(_entry, form, change, rename)
            values[field.attribute] = _each(value, rewritten)
        elif rewrite := field.rewrite:
            changed = partial(_changed, rewrite, change)
            values[field.attribute] = _each(value, changed) if field.many else changed(value)
    values["team_fields"] = tuple(_team_field(field, change) for field in record.team_fields)
    cleaned = replace(record, **values, body=change(record.body))
    return replace(cleaned, comments=_comments(record, change))


def _entry(form: EntryForm[Any], change: Change, rename: Change, entry: Any) -> Any:
    return form.rewrite(entry, change, rename)


def _changed(rewrite: Callable[[Any, Change], Any], change: Change, value: Any) -> Any:
    return rewrite(value, change)


def with_notes(record: R, change: Change) -> R:
    """The record with what its merge notes keep changed."""
    if not (notes := _notes(record, change)):
        return record
    comments = _each(record.comments, lambda comment: notes.get(comment.id, comment))
    return replace(record, comments=comments)


def _comments(record: Record, change: Change) -> tuple[Comment, ...]:
    notes = _notes(record, change)

    def clean(comment: Comment) -> Comment:
        if comment.id in notes:
            return notes[comment.id]
        author = _person(comment.author, change)
        return replace(comment, author=author, text=change(comment.text))

    return _each(record.comments, clean)


def _notes(record: Record, change: Change) -> dict[str, Comment]:
    """The changed notes by their old ids: a note's id follows from its text."""
    return {
        comment.id: note(record, Aside(aside.field, change(aside.value)), comment.at)
        for aside, comment in asides_of(record).items()
    }


def _each(items: tuple[_Item, ...], change: Callable[[_Item], _Item]) -> tuple[_Item, ...]:
    """The items changed; what has become the same is there once."""
    changed = tuple(map(change, items))
    return items if changed == items else tuple(dict.fromkeys(changed))


def _team_field(field: TeamField, change: Change) -> TeamField:
    value = field.value
    return TeamField(
        field.name, change(value) if isinstance(value, str) else tuple(map(change, value))
    )


def _person(person: Person, change: Change) -> Person:
    return Person(change(person.name), change(person.mail))
