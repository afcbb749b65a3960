"""A merge's decisions about one record, as its parents' versions and the result show them.

Who made the merge doesn't matter: ``tix sync``, plain git with the merge driver, or a person. What
one side changed and the other didn't is no decision. The merge base isn't needed: what a merge
by rule couldn't keep stands in its notes, and what it can't have made was made by hand.
"""

from collections.abc import Callable, Iterator, Sequence

from tix.frozen import dataclass
from tix.model.record.kind import Record, RecordKind
from tix.model.record.notes import Aside, asides_of
from tix.model.record.taken_out import REDACTED
from tix.model.record.values import Comment
from tix.model.ticket.fields import TICKET
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any, Literal

Kind = Literal[
    "set-aside", "reopened", "note-gone", "by-hand", "renamed", "added", "deleted", "broken"
]
_STAMPS = ("since", "resolved", "closed")
"""Times that depend on the status."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a merge. ``old`` and ``new`` are texts as in ``Change``.

    - ``set-aside``: ``old`` went into a note, the field is ``new``.
    - ``reopened``: the same for a status that was a done one; the ticket isn't done.
    - ``note-gone``: the note that kept ``old`` of the field is gone.
    - ``by-hand``: ``new`` is what no side had and no rule makes; ``old`` what the sides had. Of a
      list: what it would be without that.
    - ``renamed``: the ticket or the comment ``old`` is ``new`` now, for the id was taken.
    - ``added``, ``deleted``: no side had the ticket, or all had it.
    - ``broken``: the merge left a file that can't be read.
    """

    kind: Kind
    field: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def decisions(
    sides: Sequence[Any],
    result: Any,
    origin: Callable[[Any], str | None] = lambda _: None,
    kind: RecordKind[Any] = TICKET,
) -> tuple[Decision, ...]:
    """A merge's decisions about one record of a kind.

    ``sides`` are the parents' versions, None for one that hadn't the record or not one that can be
    read. ``result`` is None if the merge deleted it. ``origin`` finds the id that a ticket which
    no side had had before.
    """
    known = [side for side in sides if side is not None]
    if result is None:
        return (Decision("deleted", "id", (known[0].id,) if known else ()),)
    if not known:
        old = origin(result)
        named = Decision("renamed", "id", (old,), (result.id,)) if old else None
        return (named or Decision("added", "id", (), (result.id,)),)
    found = list(_notes(kind, known, result))
    noted = {decision.field for decision in found}
    if len(known) < len(sides):  # the side is broken or lacks the ticket: nothing to compare
        return tuple(found)
    found += (hand for hand in _fields(kind, known, result) if hand.field not in noted)
    if "body" not in noted:
        found += _text("body", [side.body for side in known], result.body)
    found += (hand for hand in _comments(known, result) if hand.field not in noted)
    return tuple(found)


# Notes -------------------------------------------------------------------------------------------


def _notes(kind: RecordKind[Any], sides: Sequence[Record], result: Record) -> Iterator[Decision]:
    before = [asides_of(side) for side in sides]
    after = asides_of(result)
    for aside in after:
        if not any(aside in side for side in before):
            what: Kind = "reopened" if _is_reopened(sides, result, aside) else "set-aside"
            yield Decision(what, aside.field, (aside.value,), _texts(kind, result, aside.field))
    for aside in before[0]:
        if aside not in after and all(aside in side for side in before):
            yield Decision(
                "note-gone", aside.field, (aside.value,), _texts(kind, result, aside.field)
            )


def _is_reopened(sides: Sequence[Record], result: Record, aside: Aside) -> bool:
    """Whether a side was done, by its stamps, with the status that was set aside."""
    if not isinstance(result, Ticket):
        return False
    if aside.field != "status" or result.resolved or result.closed:
        return False
    before = (side for side in sides if isinstance(side, Ticket))
    return any((s.resolved or s.closed) and s.status == aside.value for s in before)


def _texts(kind: RecordKind[Any], record: Record, name: str) -> tuple[str, ...]:
    """The record's value in a field that merge notes can be about."""
    if name in kind.by_any_name:
        return kind.by_any_name[name].texts(record)
    if name == "body":
        return (record.body,) if record.body else ()
    links = record.links if isinstance(record, Ticket) else ()
    if linked := tuple(link.id for link in links if link.kind == name):
        return linked
    if name.startswith("comment "):
        ident = name.removeprefix("comment ")
        return tuple(comment.text for comment in record.comments if comment.id == ident)
    return _team(record, name)


def _team(ticket: Record, name: str) -> tuple[str, ...]:
    value = ticket.team_field(name)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


# Made by hand ------------------------------------------------------------------------------------


def _fields(kind: RecordKind[Any], sides: Sequence[Record], result: Record) -> Iterator[Decision]:
    for field in kind.fields:
        after = field.texts(result)
        before = [field.texts(side) for side in sides]
        if field.name in _STAMPS and not after:
            continue
        if field.many:
            yield from _list(field.name, before, after)
        else:
            yield from _single(field.name, before, after)
    for name in dict.fromkeys(f.name for ticket in (*sides, result) for f in ticket.team_fields):
        before, after = [_team(side, name) for side in sides], _team(result, name)
        if len(after) > 1 or any(len(texts) > 1 for texts in before):
            yield from _list(name, before, after)
        else:
            yield from _single(name, before, after)


def _single(
    name: str, before: Sequence[tuple[str, ...]], after: tuple[str, ...]
) -> Iterator[Decision]:
    if after not in before and not _is_woven([_joined(texts) for texts in before], _joined(after)):
        distinct = dict.fromkeys(text for texts in before for text in texts)
        yield Decision("by-hand", name, tuple(distinct), after)


def _joined(texts: Sequence[str]) -> str:
    return "\n".join(texts)


def _list(
    name: str, before: Sequence[tuple[str, ...]], after: tuple[str, ...]
) -> Iterator[Decision]:
    """Items that no side had, and those that all had and that are gone, were a person's choice."""
    kept = tuple(item for item in after if any(item in texts for texts in before))
    lost = tuple(i for i in before[0] if i not in after and all(i in texts for texts in before))
    if kept != after or lost:
        yield Decision("by-hand", name, (*kept, *lost), after)


def _text(name: str, before: Sequence[str], after: str) -> Iterator[Decision]:
    if after not in before and not _is_woven(before, after):
        yield Decision("by-hand", name, tuple(dict.fromkeys(filter(None, before))), (after,))


def _is_woven(before: Sequence[str], after: str) -> bool:
    """Whether a text is made of the sides' lines, and has all that they share.

    A redaction on one side can change a line of the other's, so that proves nothing.
    """
    sides = [frozenset(text.split("\n")) for text in before]
    lines = frozenset(after.split("\n"))
    new = [line for line in lines if not any(line in side for side in sides)]
    lost = [line for line in frozenset.intersection(*sides) - lines if line.strip()]
    return not (new or lost) or any(REDACTED in text for text in (*before, after))


def _comments(sides: Sequence[Record], result: Record) -> Iterator[Decision]:
    before = [_ordinary(side) for side in sides]
    after = _ordinary(result)
    for ident, comment in after.items():
        texts = [side[ident].text for side in before if ident in side]
        if texts:
            yield from _text(_named(comment), texts, comment.text)
        elif old := _same_elsewhere(before, comment):
            yield Decision("renamed", f"comment {old}", (old,), (ident,))
        else:
            yield Decision("by-hand", _named(comment), (), (comment.text,))
    for ident, comment in before[0].items():
        if ident not in after and all(ident in side for side in before):
            yield Decision("by-hand", _named(comment), (comment.text,))


def _ordinary(ticket: Record) -> dict[str, Comment]:
    """The comments that aren't merge notes, by id."""
    notes = {comment.id for comment in asides_of(ticket).values()}
    return {comment.id: comment for comment in ticket.comments if comment.id not in notes}


def _same_elsewhere(sides: Sequence[dict[str, Comment]], comment: Comment) -> str | None:
    """The id under which a side has that comment."""
    for side in sides:
        for other in side.values():
            if (other.at, other.author) == (comment.at, comment.author):
                return other.id
    return None


def _named(comment: Comment) -> str:
    """As in ``Change``: internal comments are marked."""
    return f"comment {comment.id}{' (internal)' if comment.internal else ''}"
