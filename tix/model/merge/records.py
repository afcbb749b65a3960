"""Merging three versions of a record of any kind: base, ours, theirs. Pure.

What comes of it is the same for both sides.

The numbered cases are those of ``docs/merge-rules.md``; ``tickets`` has what only tickets have.

1, 2. Fields with one value: ``threeway``.
5. Lists of known fields are sets: added by either side, added; removed by either, removed; in the
   base's order, then what is new, sorted. Lists of entries: ``entries``.
6. Unknown fields: a text by cases 1 and 2; a list as a sequence of lines (``lines``).
7. The body by lines (``texts``), comments by id (``comments``).
8. Notes, by what they keep:
   a. As any comment: new on a side, there; removed on a side, gone.
   b. What both sides still hold of a field, in it or in its notes, the result holds.
   c. A note goes when the record says again what it keeps, or when a side that knew it has taken
      away its comment.
   d. A new note of what the base has goes if the other side has given that up knowingly: it holds
      it neither in the field nor in a note.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from tix.frozen import dataclass, field, replace
from tix.model.merge.comments import in_order, merge_comments
from tix.model.merge.entries import merged_entries
from tix.model.merge.lines import common_lines, merge_lines
from tix.model.merge.secrets import cleaned
from tix.model.merge.texts import merge_texts
from tix.model.merge.threeway import ThreeWay
from tix.model.record.kind import R, Record, RecordKind
from tix.model.record.notes import (
    UNDATED,
    Aside,
    When,
    asides_of,
    comment_field,
    derived_id,
    is_removal,
    note,
    removal,
    time_of,
)
from tix.model.record.values import Comment, TeamField
from tix.quick_typing import Any, Generic


@dataclass(frozen=True, slots=True)
class Special(Generic[R]):
    """What the merge of a kind does beside the rules for fields.

    ``decide`` gives values of fields for which the rules of the table aren't enough; they are
    named in ``fields``. ``settle`` is the last word on the record, before its notes. ``stamps``
    are fields that follow from others, so that no note keeps them. ``once`` names what looks like
    a field in notes and is a part of one: its values in a record. ``is_same`` tells whether two
    without a common past are one; otherwise one name is enough.
    """

    fields: frozenset[str] = frozenset()
    decide: Callable[[ThreeWay[R], bool], dict[str, Any]] | None = None
    settle: Callable[[ThreeWay[R], R], R] | None = None
    stamps: frozenset[str] = frozenset()
    once: Mapping[str, Callable[[R], tuple[str, ...]]] = field(default_factory=dict)
    is_same: Callable[[R, R], bool] | None = None


@dataclass(frozen=True, slots=True)
class MergedRecord(Generic[R]):
    """The result, and what was set aside by this merge; ``merge`` has the versions it is of."""

    record: R
    asides: tuple[Aside, ...]
    merge: ThreeWay[R]


def merge_records(
    kind: RecordKind[R],
    base: R | None,
    ours: R,
    theirs: R,
    special: Special[R] | None = None,
    *,
    when: When | None = None,
) -> MergedRecord[R]:
    """One record of two versions; all three have the same id. Raises TooMuchError."""
    how = special or Special()
    found = cleaned(kind, base, ours, theirs)
    base, ours, theirs = found.base, found.ours, found.theirs
    merge = ThreeWay(kind, base or replace(kind.blank, id=ours.id), ours, theirs)
    plain = [f for f in kind.fields if f.name not in how.fields]
    values: dict[str, Any] = {f.attribute: merge.single(f.name) for f in plain if not f.many}
    sets = (f for f in plain if f.many and not f.kind.form)
    values |= {f.attribute: merged_set(merge, f.name) for f in sets}
    values |= {f.attribute: merged_entries(merge, f) for f in plain if f.kind.form}
    values |= how.decide(merge, base is not None) if how.decide else {}
    values["team_fields"] = _beside(kind, values, _team_fields(merge, with_base=base is not None))
    body = merge_texts(base.body if base else None, ours.body, theirs.body)
    for value in body.asides:
        merge.set_aside("body", value)
    comments = merge_comments(*(_ordinary(record) for record in (merge.base, ours, theirs)))
    for aside in comments.asides:
        merge.set_aside(aside.field, aside.value)
    record = replace(ours, **values, body=body.text, comments=comments.comments)
    record = how.settle(merge, record) if how.settle else record
    merge.asides = set(map(found.aside, merge.asides))
    noted = _with_notes(record, merge, how, when)
    asides = sorted(merge.asides & set(asides_of(noted)))
    return MergedRecord(noted, tuple(asides), merge)


def merged_set(merge: ThreeWay[Any], name: str) -> tuple[Any, ...]:
    """5: a list that is a set."""
    field = merge.kind.by_name[name]
    base, ours, theirs = (field.of(record) for record in (merge.base, *merge.sides))
    if ours == theirs or theirs == base:
        return tuple(ours)
    if ours == base:
        return tuple(theirs)
    kept = [item for item in dict.fromkeys(base) if item in ours and item in theirs]
    new = {item for item in (*ours, *theirs) if item not in base}
    return (*kept, *sorted(new, key=str))


# -- unknown fields (case 6) ----------------------------------------------------------------------

_Value = str | tuple[str, ...] | None


def _team_fields(merge: ThreeWay[Any], *, with_base: bool) -> tuple[TeamField, ...]:
    """Unknown fields: the base's order, then the new ones, sorted."""
    ours, theirs = (tuple(side.team_fields) for side in merge.sides)
    if ours == theirs or theirs == merge.base.team_fields:
        return ours
    if ours == merge.base.team_fields:
        return theirs
    known = [field.name for field in merge.base.team_fields]
    new = {field.name for field in (*ours, *theirs)} - set(known)
    out = []
    for name in (*known, *sorted(new)):
        value = _team_value(merge, name, with_base)
        if value is not None and value != ():
            out.append(TeamField(name, value))
    return tuple(out)


def _beside(
    kind: RecordKind[Any], values: Mapping[str, Any], team: tuple[TeamField, ...]
) -> tuple[TeamField, ...]:
    """Team-defined fields beside built-in ones: of one that both are by now, the team's value
    stands under ``original_NAME``."""

    def is_taken(name: str) -> bool:
        return name in kind.later and values.get(kind.by_name[name].attribute) not in (None, ())

    names = {own.name for own in team}
    found = []
    for own in team:
        name = own.name
        if is_taken(name):
            while name in names:
                name = f"original_{name}"
        found.append(replace(own, name=name))
    return tuple(found) if any(map(is_taken, names)) else team


def _team_value(merge: ThreeWay[Any], name: str, with_base: bool) -> _Value:
    base, ours, theirs = (record.team_field(name) for record in (merge.base, *merge.sides))
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        if not isinstance(base, tuple):
            base = () if with_base else common_lines(ours, theirs)
        merged = merge_lines(base, ours, theirs)
        for version in merged.set_aside:
            merge.set_aside(name, _joined(version))
        for version in merged.removed:
            merge.set_aside(name, removal(_joined(version)))
        return merged.lines
    if None not in (ours, theirs) and type(ours) is not type(theirs) and base not in (ours, theirs):
        winner, loser = (ours, theirs) if isinstance(ours, tuple) else (theirs, ours)
        merge.set_aside(name, _joined(loser))
        return winner
    value: _Value = merge.of(name, base, ours, theirs)
    return value


def _joined(value: _Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value or ""


# -- notes (case 8) -------------------------------------------------------------------------------


def _ordinary(record: Record) -> Iterator[Comment]:
    notes = {comment.id for comment in asides_of(record).values()}
    return (comment for comment in record.comments if comment.id not in notes)


def _with_notes(record: R, merge: ThreeWay[R], how: Special[R], when: When | None) -> R:
    """The record with the notes that it should have."""
    before, ours, theirs = (set(asides_of(side)) for side in (merge.base, *merge.sides))
    left, right = (_values(merge, how, side) | set(asides_of(side)) for side in merge.sides)
    new = (ours ^ theirs) - before - (_values(merge, how, merge.base) - (left & right))  # 8a, 8d
    wanted = merge.asides | (ours & theirs) | new
    wanted |= (left & right) - _values(merge, how, record)  # 8b
    known, known_before = _comment_fields(record), _comment_fields(merge.base)
    about = {aside for aside in before if aside.field in known_before}
    wanted -= {aside for aside in about if aside.field not in known}  # 8c
    below = known | {"body": record.body}
    wanted = {aside for aside in wanted if not _moot(merge, how, record, below, aside)}
    dated = _dated(merge)
    notes = {note(record, each, dated.get(each) or time_of(record, when)) for each in wanted}
    taken = {comment.id for comment in notes}
    others = (_renamed(c) if c.id in taken else c for c in record.comments)
    return replace(record, comments=in_order((*others, *notes)))


def _dated(merge: ThreeWay[R]) -> dict[Aside, datetime]:
    """The earliest time of each note that is there."""
    found: dict[Aside, datetime] = {}
    for version in (merge.base, *merge.sides):
        for aside, comment in asides_of(version).items():
            if comment.at != UNDATED:
                found[aside] = min(comment.at, found.get(aside, comment.at))
    return found


def _renamed(comment: Comment) -> Comment:
    """A note that somebody has made an ordinary comment of, when the note is needed again."""
    return replace(comment, id=f"c-{derived_id(6, comment.id, comment.text)}")


def _values(merge: ThreeWay[R], how: Special[R], record: R) -> set[Aside]:
    """The values of fields that have one, as notes would keep them."""
    held = (f for f in merge.kind.fields if not (f.many or f.name == "id" or f.name in how.stamps))
    found = {Aside(f.name, text) for f in held for text in f.texts(record)}
    found |= {Aside(name, text) for name, texts in how.once.items() for text in texts(record)}
    return found | {Aside(f.name, f.value) for f in record.team_fields if isinstance(f.value, str)}


def _comment_fields(record: Record) -> dict[str, str]:
    """The texts of its comments by the fields under which they are noted."""
    return {comment_field(comment.id): comment.text for comment in record.comments}


def _moot(
    merge: ThreeWay[R], how: Special[R], record: R, below: Mapping[str, str], aside: Aside
) -> bool:
    """8c: whether the record itself says what the note keeps; ``below`` are its longer texts."""
    if (text := below.get(aside.field)) is not None:
        return _says(text, "\n", aside.value)
    texts = _texts(merge, how, record, aside.field)
    if len(texts) > 1:
        return _says(_joined(texts), ", ", aside.value)
    return aside.value in texts or (not texts and is_removal(aside.value))


def _texts(merge: ThreeWay[R], how: Special[R], record: R, name: str) -> tuple[str, ...]:
    """The values of a field, of a part of one, or of a team's field, as notes would keep them."""
    if part := how.once.get(name):
        return part(record)
    if known := merge.kind.by_name.get(name):
        return known.texts(record)
    value = record.team_field(name) or ()
    return value if isinstance(value, tuple) else (value,)


def _says(text: str, separator: str, value: str) -> bool:
    """Whether whole parts of a text (lines, items) are the value, or nothing is, as it says."""
    if not text:
        return is_removal(value)
    return f"{separator}{value}{separator}" in f"{separator}{text}{separator}"
