"""Merging three versions of a ticket: base, ours, theirs. Pure, and the same for both sides.

The numbered cases are those of ``docs/sync-and-merge.md``.

1.  One side changed a field: its value. Both to the same: that.
2.  Both differently: the rule of the field (``rules``) picks one, the other goes into a note.
    Deleted here and changed there: the change, and the deletion is noted.
3.  Status, since, resolved, closed and resolution are one unit.
    a. Neither side changed status or since: each of the others by case 1 and 2.
    b. One side did: its unit.
    c. Both, to the same status: the later since, the earlier stamps.
    d. Both, differently: the unit of the one that asks for more attention; the other is noted.
4.  The asker isn't overruled unheard: made done on one side, while the other, not knowing, has a
    new public comment of the asker or a new occurrence: not done; the status that lost is noted.
5.  Lists of known fields are sets: added by either side, added; removed by either, removed.
    Of links that a ticket has once (parent, duplicates) the larger stays.
6.  Unknown fields: a text by case 2; a list as a sequence, three-way.
7.  Comments by id (``comments``); the body by lines (``lines``).
8.  What both sides still hold of a field, in it or in its notes, the result holds; a note whose
    value the ticket has again goes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tix.model.fields import FIELDS
from tix.model.merge import rules
from tix.model.merge.comments import merge_comments
from tix.model.merge.lines import merge_lines
from tix.model.merge.notes import REMOVED, Aside, asides_of, note
from tix.model.merge.texts import is_redaction, merge_texts
from tix.model.ticket import SINGLE_LINK_KINDS, Link, TeamField, Ticket

_STATUS_UNIT = ("status", "since", "resolved", "closed", "resolution")
_SINGLE = tuple(f for f in FIELDS if not f.many and f.name not in _STATUS_UNIT and f.name != "id")
_SETS = tuple(field for field in FIELDS if field.many)


@dataclass(frozen=True, slots=True)
class MergedTicket:
    """The result, and what was decided: values set aside, and whether it was kept from done."""

    ticket: Ticket
    asides: tuple[Aside, ...]
    reopened: bool


def merge_tickets(base: Ticket | None, ours: Ticket, theirs: Ticket) -> MergedTicket:
    """One ticket of two versions; all three have the same id."""
    start = base or Ticket(id=ours.id, title="")
    merge = _Merge(start, base is None, ours, theirs)
    values: dict[str, Any] = {field.name: merge.single(field.name) for field in _SINGLE}
    values["opened_by"] = merge.opened_by()
    values |= {field.name: merge.set_(field.name) for field in _SETS}
    values["links"] = merge.single_links(values["links"])
    values["body"] = merge.text("body", start.body, ours.body, theirs.body)
    values["team_fields"] = merge.team_fields()
    comments = merge_comments(start, ours, theirs)
    for aside in comments.asides:
        merge.set_aside(aside.field, aside.value)
    values["comments"] = comments.comments
    ticket = merge.with_status(replace(ours, **values))
    merged = _with_notes(ticket, merge)
    return MergedTicket(merged, tuple(sorted(merge.asides)), merge.reopened)


class _Merge:
    """The three versions, and what has been set aside so far."""

    def __init__(self, base: Ticket, no_base: bool, ours: Ticket, theirs: Ticket) -> None:
        self.base, self.no_base = base, no_base
        self.sides = (ours, theirs)
        self.asides: set[Aside] = set()
        self.reopened = False

    def set_aside(self, field: str, value: str) -> None:
        """Keep a value that didn't win."""
        self.asides.add(Aside(field, value or REMOVED))

    # -- single values (cases 1 and 2) --------------------------------------------------------

    def single(self, name: str) -> Any:
        """The value of a field that has one."""
        base, ours, theirs = (getattr(t, name) for t in (self.base, *self.sides))
        return self._three_way(name, base, ours, theirs)

    def _three_way(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if ours is None or theirs is None:
            self.set_aside(name, REMOVED)
            return theirs if ours is None else ours
        if isinstance(ours, str) and is_redaction(base, ours) != is_redaction(base, theirs):
            return ours if is_redaction(base, ours) else theirs
        winner = rules.rule_for(name)(ours, theirs)
        self.set_aside(name, _shown(name, theirs if winner == ours else ours))
        return winner

    def opened_by(self) -> str | None:
        """Who opened it: never deleted; of two, the one of the earlier opening."""
        names = {t.opened_by for t in self.sides if t.opened_by}
        if len(names) < 2:
            return next(iter(names), self.base.opened_by)
        if not self.no_base and self.base.opened_by in names:
            changed: str | None = self.single("opened_by")
            return changed
        first = min(
            (t for t in self.sides if t.opened_by),
            key=lambda t: (t.opened is None, str(t.opened), t.opened_by),
        )
        for other in names - {first.opened_by}:
            self.set_aside("opened_by", other)
        return first.opened_by

    # -- texts of several lines (case 7) --------------------------------------------------------

    def text(self, name: str, base: str, ours: str, theirs: str) -> str:
        """A text, merged by lines."""
        merged = merge_texts(base, ours, theirs)
        for value in merged.asides:
            self.set_aside(name, value)
        return merged.text

    # -- lists (cases 5 and 6) ------------------------------------------------------------------

    def set_(self, name: str) -> tuple[Any, ...]:
        """A list that is a set: the base's order, then what is new, sorted."""
        base, ours, theirs = (getattr(t, name) for t in (self.base, *self.sides))
        if ours == theirs or theirs == base:
            return tuple(ours)
        if ours == base:
            return tuple(theirs)
        kept = [item for item in dict.fromkeys(base) if item in ours and item in theirs]
        new = {item for item in (*ours, *theirs) if item not in base}
        return (*kept, *sorted(new, key=str))

    def single_links(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """Of kinds that a ticket has once, the larger target stays."""
        for kind in SINGLE_LINK_KINDS:
            ids = sorted({link.id for link in links if link.kind == kind})
            if len(ids) < 2 or any(links == side.links for side in self.sides):
                continue
            for ident in ids[:-1]:
                self.set_aside(kind, ident)
            links = [link for link in links if link.kind != kind or link.id == ids[-1]]
        return tuple(links)

    def team_fields(self) -> tuple[TeamField, ...]:
        """Unknown fields: the base's order, then the new ones, sorted."""
        ours, theirs = self.sides
        if ours.team_fields == theirs.team_fields or theirs.team_fields == self.base.team_fields:
            return ours.team_fields
        if ours.team_fields == self.base.team_fields:
            return theirs.team_fields
        known = [field.name for field in self.base.team_fields]
        new = {f.name for t in self.sides for f in t.team_fields} - set(known)
        out = []
        for name in [*known, *sorted(new)]:
            value = self._team_value(name)
            if value is not None and value != ():
                out.append(TeamField(name, value))
        return tuple(out)

    def _team_value(self, name: str) -> str | tuple[str, ...] | None:
        base, ours, theirs = (t.team_field(name) for t in (self.base, *self.sides))
        lists = [value for value in (ours, theirs) if isinstance(value, tuple)]
        if len(lists) == 2 and not isinstance(base, str):
            merged = merge_lines(base or (), lists[0], lists[1])
            for version in merged.set_aside:
                self.set_aside(name, ", ".join(version))
            return merged.lines
        if lists and ours != base and theirs != base and None not in (ours, theirs):
            winner, loser = sorted((ours, theirs), key=lambda v: (isinstance(v, str), v or ""))
            self.set_aside(name, loser if isinstance(loser, str) else ", ".join(loser or ()))
            return winner
        value: str | tuple[str, ...] | None = self._three_way(name, base, ours, theirs)
        return value

    # -- status (cases 3 and 4) -------------------------------------------------------------------

    def with_status(self, ticket: Ticket) -> Ticket:
        """The ticket with the unit of status."""
        ours, theirs = self.sides
        moved = [side for side in self.sides if self._moved(side)]
        if not moved:  # 3a
            values = {name: self.single(name) for name in _STATUS_UNIT}
        elif len(moved) == 1:  # 3b
            values = _unit(moved[0])
            other = theirs if moved[0] is ours else ours
            self._keep_resolution(other, values)
            if looks_newly_done(self.base, moved[0]) and self._asker_spoke(ticket, other, moved[0]):
                self._overrule(moved[0])  # 4
                values = _unit(other)
        elif ours.status == theirs.status:  # 3c
            values = _unit(ours) | {
                name: self._agreed(name) for name in ("since", "resolved", "closed")
            }
            values["resolution"] = self.single("resolution")
        else:  # 3d
            loser, winner = sorted(self.sides, key=lambda t: (rules.attention(t), str(_unit(t))))
            values = _unit(winner)
            self.set_aside("status", loser.status or REMOVED)
            self._keep_resolution(loser, values)
        return replace(ticket, **values)

    def _moved(self, side: Ticket) -> bool:
        return (side.status, side.since) != (self.base.status, self.base.since)

    def _agreed(self, name: str) -> Any:
        values = [v for v in (getattr(side, name) for side in self.sides) if v is not None]
        return None if not values else rules.rule_for(name)(values[0], values[-1])

    def _keep_resolution(self, other: Ticket, values: dict[str, Any]) -> None:
        """A resolution that the other side wrote and that the winning unit doesn't have."""
        written = other.resolution not in (None, self.base.resolution)
        if written and other.resolution != values["resolution"]:
            self.set_aside("resolution", other.resolution or "")

    def _asker_spoke(self, ticket: Ticket, side: Ticket, done_side: Ticket) -> bool:
        known = {c.id for c in (*self.base.comments, *done_side.comments)}
        asker = ticket.asker.key if ticket.asker else None
        spoke = any(
            not c.internal and c.author.key == asker for c in side.comments if c.id not in known
        )
        seen = {*self.base.occurrences, *done_side.occurrences}
        return spoke or any(o not in seen for o in side.occurrences)

    def _overrule(self, done: Ticket) -> None:
        self.reopened = True
        self.set_aside("status", done.status or REMOVED)
        if done.resolution and done.resolution != self.base.resolution:
            self.set_aside("resolution", done.resolution)


def looks_newly_done(base: Ticket, side: Ticket) -> bool:
    """Whether that side made the ticket done."""
    return rules.looks_done(side) and not (base.status and rules.looks_done(base))


def _unit(ticket: Ticket) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in _STATUS_UNIT}


def _shown(name: str, value: Any) -> str:
    field = next((f for f in FIELDS if f.name == name), None)
    return field.kind.dump(value) if field else str(value)


# -- notes (case 8) ---------------------------------------------------------------------------


def _with_notes(ticket: Ticket, merge: _Merge) -> Ticket:
    """The ticket with notes of what was set aside or would be lost, without those that are moot."""
    ours, theirs = merge.sides
    held = _held(ours) & _held(theirs)
    wanted = merge.asides | {aside for aside in held if aside not in _held(ticket)}
    comments = {comment.id: comment for comment in ticket.comments}
    for aside in sorted(wanted):
        comment = note(ticket, aside)
        comments[comment.id] = comment
    noted = replace(ticket, comments=tuple(comments.values()))
    for aside, comment in asides_of(noted).items():
        if _has_again(ticket, aside):
            comments.pop(comment.id, None)
    ordered = sorted(comments.values(), key=lambda comment: (comment.at, comment.id))
    return replace(ticket, comments=tuple(ordered))


def _held(ticket: Ticket) -> set[Aside]:
    """Values of single fields that a version holds, in the field or in a note."""
    values = {
        Aside(field.name, text)
        for field in (*_SINGLE, *(f for f in FIELDS if f.name in ("status", "resolution")))
        for text in field.texts(ticket)
    }
    return values | set(asides_of(ticket))


def _has_again(ticket: Ticket, aside: Aside) -> bool:
    """Whether the ticket itself says what the note keeps."""
    return aside.value in _current(ticket, aside.field)


def _current(ticket: Ticket, name: str) -> Iterable[str]:
    if name in SINGLE_LINK_KINDS:
        return [link.id for link in ticket.links if link.kind == name]
    field = next((f for f in FIELDS if f.name == name), None)
    if field is not None:
        return field.texts(ticket) or (REMOVED,)
    value = ticket.team_field(name)
    if name == "body":
        return (ticket.body,)
    if isinstance(value, tuple):
        return (", ".join(value),)
    return () if value is None else (value,)
