"""Merging three versions of a ticket: base, ours, theirs. Pure, and the same for both sides.

The numbered cases are those of ``docs/merge-rules.md``.

1, 2. Fields with one value: ``threeway``. The time of opening and who opened it stay the earlier
      ones, and are never deleted.
3, 4. The status: ``status``.
5. Lists of known fields are sets: added by either side, added; removed by either, removed; in the
   base's order, then what is new, sorted. Links that a ticket has once (parent, duplicates) are
   values of their own, by cases 1 and 2.
6. Unknown fields: a text by cases 1 and 2; a list as a sequence of lines (``lines``).
7. The body by lines (``texts``), comments by id (``comments``).
8. Notes, by what they keep:
   a. As any comment: new on a side, there; removed on a side, gone.
   b. What both sides still hold of a field, in it or in its notes, the result holds.
   c. A note goes when the ticket says again what it keeps, or when a side that knew it has taken
      away its comment.
   d. A new note of what the base has goes if the other side has given that up knowingly: it holds
      it neither in the field nor in a note.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tix.frozen import dataclass, replace
from tix.model.merge.clashes import by_age
from tix.model.merge.comments import in_order, merge_comments
from tix.model.merge.lines import common_lines, merge_lines
from tix.model.merge.secrets import cleaned
from tix.model.merge.status import UNIT, merge_status
from tix.model.merge.texts import merge_texts
from tix.model.merge.threeway import ThreeWay
from tix.model.people import person_key
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.notes import (
    Aside,
    asides_of,
    comment_field,
    derived_id,
    is_removal,
    note,
    removal,
)
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket

_SINGLE = tuple(
    f for f in FIELDS if not f.many and f.name not in (*UNIT, "id", "opened", "opened_by")
)
_SETS = tuple(field for field in FIELDS if field.many)
_HELD = tuple(
    f for f in FIELDS if not f.many and f.name not in ("id", "since", "resolved", "closed")
)
"""Fields whose values case 8b looks after; stamps follow from the status."""


@dataclass(frozen=True, slots=True)
class MergedTicket:
    """The result, and what people are told.

    ``asides`` were set aside by this merge, ``reopened``: case 4 kept it from being done,
    ``taken_by``: whom both sides gave it to, each to somebody else (people's keys).
    """

    ticket: Ticket
    asides: tuple[Aside, ...]
    reopened: bool
    taken_by: tuple[str, ...]


def merge_tickets(base: Ticket | None, ours: Ticket, theirs: Ticket) -> MergedTicket:
    """One ticket of two versions; all three have the same id. Raises TooMuchError."""
    found = cleaned(base, ours, theirs)
    base, ours, theirs = found.base, found.ours, found.theirs
    merge = ThreeWay(base or Ticket(ours.id, ""), ours, theirs)
    values: dict[str, Any] = {field.name: merge.single(field.name) for field in _SINGLE}
    values |= _opening(merge) if base else _first_opening(merge)
    values |= {field.name: _set(merge, field.name) for field in _SETS}
    values["links"] = _links(merge)
    values["team_fields"] = _team_fields(merge, with_base=base is not None)
    body = merge_texts(base.body if base else None, ours.body, theirs.body)
    for value in body.asides:
        merge.set_aside("body", value)
    comments = merge_comments(*(_ordinary(ticket) for ticket in (merge.base, ours, theirs)))
    for aside in comments.asides:
        merge.set_aside(aside.field, aside.value)
    ticket = replace(ours, **values, body=body.text, comments=comments.comments)
    unit, reopened = merge_status(merge)
    ticket = replace(ticket, **unit)
    merge.asides = set(map(found.aside, merge.asides))
    noted = _with_notes(ticket, merge)
    asides = sorted(merge.asides & set(asides_of(noted)))
    return MergedTicket(noted, tuple(asides), reopened, _taken_by(merge))


def _opening(merge: ThreeWay) -> dict[str, Any]:
    """When it was opened and by whom: the earlier one; what a side deleted counts as untouched."""
    base = merge.base
    ours, theirs = (
        replace(side, opened=side.opened or base.opened, opened_by=side.opened_by or base.opened_by)
        for side in merge.sides
    )
    opened = merge.of("opened", base.opened, ours.opened, theirs.opened)
    both = base.opened_by not in (ours.opened_by, theirs.opened_by)
    if not both or ours.opened == theirs.opened or ours.opened_by == theirs.opened_by:
        by = merge.of("opened_by", base.opened_by, ours.opened_by, theirs.opened_by)
        return {"opened": opened, "opened_by": by}
    first, other = sorted((ours, theirs), key=lambda t: (t.opened is None, str(t.opened)))
    merge.set_aside("opened_by", other.opened_by)
    return {"opened": opened, "opened_by": first.opened_by}


def _first_opening(merge: ThreeWay) -> dict[str, Any]:
    """Without a base: that of the side that was opened first. (They differ only if the ticket has a
    key; when else it was seen, its occurrences tell.)"""
    first, other = by_age(*merge.sides)
    return {"opened": first.opened, "opened_by": first.opened_by or other.opened_by}


def _set(merge: ThreeWay, name: str) -> tuple[Any, ...]:
    """5: a list that is a set."""
    base, ours, theirs = (getattr(ticket, name) for ticket in (merge.base, *merge.sides))
    if ours == theirs or theirs == base:
        return tuple(ours)
    if ours == base:
        return tuple(theirs)
    kept = [item for item in dict.fromkeys(base) if item in ours and item in theirs]
    new = {item for item in (*ours, *theirs) if item not in base}
    return (*kept, *sorted(new, key=str))


def _links(merge: ThreeWay) -> tuple[Link, ...]:
    """5: links as a set, and of some kinds the one that stays."""
    links = _set(merge, "links")
    for kind in SINGLE_LINK_KINDS:
        targets = [_target(ticket, kind) for ticket in (merge.base, *merge.sides)]
        if all(len(found) < 2 for found in targets):
            base, ours, theirs = (next(iter(found), None) for found in targets)
            stays = merge.of(kind, base, ours, theirs)
            links = tuple(link for link in links if link.kind != kind or link.id == stays)
    return links


def _target(ticket: Ticket, kind: str) -> tuple[str, ...]:
    return tuple(link.id for link in ticket.links if link.kind == kind)


def _taken_by(merge: ThreeWay) -> tuple[str, ...]:
    """The keys of those whom the sides gave the ticket, if each gave it to somebody else."""
    before = {person_key(who) for who in merge.base.assignees}
    ours, theirs = ({person_key(who) for who in side.assignees} - before for side in merge.sides)
    if not ours or not theirs or ours == theirs:
        return ()
    return tuple(sorted(ours | theirs))


# -- unknown fields (case 6) ----------------------------------------------------------------------

_Value = str | tuple[str, ...] | None


def _team_fields(merge: ThreeWay, *, with_base: bool) -> tuple[TeamField, ...]:
    """Unknown fields: the base's order, then the new ones, sorted."""
    ours, theirs = (side.team_fields for side in merge.sides)
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


def _team_value(merge: ThreeWay, name: str, with_base: bool) -> _Value:
    base, ours, theirs = (ticket.team_field(name) for ticket in (merge.base, *merge.sides))
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


def _ordinary(ticket: Ticket) -> Iterator[Comment]:
    notes = {comment.id for comment in asides_of(ticket).values()}
    return (comment for comment in ticket.comments if comment.id not in notes)


def _with_notes(ticket: Ticket, merge: ThreeWay) -> Ticket:
    """The ticket with the notes that it should have."""
    before, ours, theirs = (set(asides_of(side)) for side in (merge.base, *merge.sides))
    left, right = (_values(side) | set(asides_of(side)) for side in merge.sides)
    new = (ours ^ theirs) - before - (_values(merge.base) - (left & right))  # 8a, 8d
    wanted = merge.asides | (ours & theirs) | new
    wanted |= (left & right) - _values(ticket)  # 8b
    known, known_before = _comment_fields(ticket), _comment_fields(merge.base)
    about = {aside for aside in before if aside.field in known_before}
    wanted -= {aside for aside in about if aside.field not in known}  # 8c
    below = known | {"body": ticket.body}
    notes = {note(ticket, aside) for aside in wanted if not _moot(ticket, below, aside)}
    taken = {comment.id for comment in notes}
    others = (_renamed(c) if c.id in taken else c for c in ticket.comments)
    return replace(ticket, comments=in_order((*others, *notes)))


def _renamed(comment: Comment) -> Comment:
    """A note that somebody has made an ordinary comment of, when the note is needed again."""
    return replace(comment, id=f"c-{derived_id(6, comment.id, comment.text)}")


def _values(ticket: Ticket) -> set[Aside]:
    """The values of fields that have one, as notes would keep them."""
    found = {Aside(field.name, text) for field in _HELD for text in field.texts(ticket)}
    found |= {Aside(link.kind, link.id) for link in ticket.links if link.kind in SINGLE_LINK_KINDS}
    return found | {Aside(f.name, f.value) for f in ticket.team_fields if isinstance(f.value, str)}


def _comment_fields(ticket: Ticket) -> dict[str, str]:
    """The texts of its comments by the fields under which they are noted."""
    return {comment_field(comment.id): comment.text for comment in ticket.comments}


def _moot(ticket: Ticket, below: Mapping[str, str], aside: Aside) -> bool:
    """8c: whether the ticket itself says what the note keeps; ``below`` are its longer texts."""
    if (text := below.get(aside.field)) is not None:
        return _says(text, "\n", aside.value)
    texts = _texts(ticket, aside.field)
    if len(texts) > 1:
        return _says(_joined(texts), ", ", aside.value)
    return aside.value in texts or (not texts and is_removal(aside.value))


def _texts(ticket: Ticket, name: str) -> tuple[str, ...]:
    """The values of a field, of links of a kind, or of a team's field, as notes would keep them."""
    if name in SINGLE_LINK_KINDS:
        return tuple(link.id for link in ticket.links if link.kind == name)
    for field in FIELDS:
        if field.name == name:
            return field.texts(ticket)
    value = ticket.team_field(name) or ()
    return value if isinstance(value, tuple) else (value,)


def _says(text: str, separator: str, value: str) -> bool:
    """Whether whole parts of a text (lines, items) are the value, or nothing is, as it says."""
    if not text:
        return is_removal(value)
    return f"{separator}{value}{separator}" in f"{separator}{text}{separator}"
