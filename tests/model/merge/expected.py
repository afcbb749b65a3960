"""What a merge of three versions must come to: the rules once more, in other words.

Written from the description of the rules (docs/merge-rules.md), not from the code that it
judges, and simpler: what the rules leave open (how lines are matched) isn't computed but held
against what must be true of any answer. ``faults`` names what is wrong with a merged ticket.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from tix.model.record.notes import asides_of
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import Comment
from tix.model.ticket.entries import Wait, Work
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_due, format_time

Note = tuple[str, str]
"""A field, and the value that was set aside."""

REMOVED = "(removed)"

PRIORITIES = (
    "urgent", "critical", "P0", "0", "high", "major", "p1", "1", None, "normal", "medium", "P2",
    "2", "low", "minor", "p3", "3", "P4", "4", "lowest", "trivial",
)  # fmt: skip
"""From the most urgent on; None stands for every other word."""

TYPES = ("incident", "problem", "request", "task", "question", None)
STATUSES = ("in-progress", "open", "pending", "resolved", "closed")
TEXTS = ("title", "requester", "customer", "milestone", "key", "source")
SETS = ("assignees", "watchers", "labels", "occurrences", "attachments")
SINGLE_LINKS = ("parent", "duplicates")


def faults(base: Ticket | None, ours: Ticket, theirs: Ticket, merged: Ticket) -> list[str]:
    """All that is wrong with what became of ours and theirs."""
    return [*_Expectation(base, ours, theirs, merged).faults()]


class _Expectation:
    def __init__(self, base: Ticket | None, ours: Ticket, theirs: Ticket, merged: Ticket) -> None:
        self.known = base
        self.base = base or Ticket(ours.id, "")
        self.sides = (ours, theirs)
        self.merged = merged
        self.asides: set[Note] = set()

    def faults(self) -> Iterator[str]:
        for name, value in self.values():
            found = _value(self.merged, name)
            if found != value:
                yield f"{name} is {found!r}, not {value!r}"
        yield from self.comment_faults()
        ours, theirs = self.sides
        yield from self.text_faults(
            "body", self.base.body, ours.body, theirs.body, self.merged.body
        )
        yield from self.note_faults()

    # -- values -----------------------------------------------------------------------------

    def values(self) -> Iterator[tuple[str, Any]]:
        """Each field but the texts below the front matter, and what it must be."""
        for name in (*TEXTS, "priority", "type", "due"):
            yield name, self.one(name, *(getattr(t, name) for t in (self.base, *self.sides)))
        for kind in SINGLE_LINKS:
            yield kind, self.one(kind, *(_value(t, kind) for t in (self.base, *self.sides)))
        for name in SETS:
            yield name, self.many(*(getattr(t, name) for t in (self.base, *self.sides)))
        yield "worked", self.worked()
        yield "waited", self.waited()
        blocked = self.many(*(_value(t, "blocks") for t in (self.base, *self.sides)))
        yield "blocks", tuple(sorted(blocked))
        names = {field.name for t in (self.base, *self.sides) for field in t.team_fields}
        for name in sorted(names):
            three = [_value(t, name) for t in (self.base, *self.sides)]
            if not any(isinstance(value, tuple) for value in three):
                yield name, self.one(name, *three)
        yield from self.opening()
        yield from self.status()

    def one(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if ours is None or theirs is None:
            self.asides.add((name, REMOVED))
            return ours if theirs is None else theirs
        winner, loser = (ours, theirs) if _wins(name, ours, theirs) else (theirs, ours)
        self.asides.add((name, _as_text(loser)))
        return winner

    def many(self, base: Any, ours: Any, theirs: Any) -> tuple[Any, ...]:
        if ours in (base, theirs):
            return tuple(theirs)
        if theirs == base:
            return tuple(ours)
        stay = [item for item in base if item in ours and item in theirs]
        added = {item for item in (*ours, *theirs) if item not in base}
        found = (*stay, *sorted(added, key=str))
        if any(isinstance(item, Occurrence) for item in found):
            return tuple(sorted(found, key=lambda seen: (seen.at, str(seen))))
        return found

    def worked(self) -> tuple[str, ...]:
        """Lines by id: of two the longer one stays, and the other is noted."""
        whole = [_value(t, "worked") for t in (self.base, *self.sides)]
        if whole[1] in (whole[0], whole[2]) or whole[2] == whole[0]:
            return tuple(whole[2] if whole[1] == whole[0] else whole[1])
        base, ours, theirs = ({line[:8]: line for line in lines} for lines in whole)
        found = []
        for ident in {**ours, **theirs}:
            known, mine, yours = (side.get(ident) for side in (base, ours, theirs))
            if mine in (known, yours):
                stays = yours
            elif yours == known:
                stays = mine
            elif mine and yours:
                stays, loser = sorted((mine, yours), key=_weight, reverse=True)
                self.asides.add(("worked", loser))
            else:
                stays = mine or yours
            found += [stays] if stays else []
        return tuple(sorted(found, key=lambda line: (line.split(" · ")[1], line)))

    def waited(self) -> tuple[Wait, ...]:
        """Waits by their beginning: of two the one that ends earlier."""
        whole = [t.waited for t in (self.base, *self.sides)]
        if whole[1] in (whole[0], whole[2]) or whole[2] == whole[0]:
            return whole[2] if whole[1] == whole[0] else whole[1]
        base, ours, theirs = ({wait.start: wait for wait in waits} for waits in whole)
        found = []
        for start in sorted({*ours, *theirs}):
            known, mine, yours = (side.get(start) for side in (base, ours, theirs))
            changed = [wait for wait in (mine, yours) if wait not in (None, known)]
            if changed:
                found.append(min(filter(None, changed), key=lambda wait: wait.end))
            elif mine and yours:
                found.append(mine)
        return tuple(found)

    def opening(self) -> Iterator[tuple[str, Any]]:
        if self.known is None:
            first, other = sorted(self.sides, key=lambda t: (str(t.opened), t.opened_by or ""))
            yield "opened", first.opened
            yield "opened_by", first.opened_by or other.opened_by
            return
        times = [side.opened or self.base.opened for side in self.sides]
        yield "opened", self.one("opened", self.base.opened, *times)
        by = [side.opened_by or self.base.opened_by for side in self.sides]
        if self.base.opened_by in by or by[0] == by[1] or times[0] == times[1]:
            yield "opened_by", self.one("opened_by", self.base.opened_by, *by)
            return
        early = 0 if str(times[0]) < str(times[1]) else 1
        self.asides.add(("opened_by", by[1 - early] or REMOVED))
        yield "opened_by", by[early]

    # -- the status -------------------------------------------------------------------------

    def status(self) -> Iterator[tuple[str, Any]]:
        unit = self.unit()
        yield from zip(("status", "since", "resolved", "closed", "resolution"), unit, strict=True)

    def unit(self) -> tuple[Any, ...]:
        ours, theirs = self.sides
        if _unit(ours) == _unit(theirs):
            return _unit(ours)
        start = self.start()
        moved = [(s.status, s.since) != (start.status, start.since) for s in self.sides]
        if all(moved) and ours.status != theirs.status:
            winner, loser = sorted(self.sides, key=_attention)
            self.asides.add(("status", loser.status or REMOVED))
            self.keep_resolution(loser)
            return _unit(winner)
        if all(moved) or not any(moved):
            return self.agreed(moved[0])
        changed, other = self.sides if moved[0] else self.sides[::-1]
        if _is_done(changed) and not _is_done(self.base) and self.is_unheard(changed, other):
            self.asides.add(("status", changed.status or REMOVED))
            self.keep_resolution(changed)
            return _unit(other)
        self.keep_resolution(other)
        return _unit(changed)

    def start(self) -> Ticket:
        """The base; without one, of two that were opened at one time one that is so still."""
        begun = [side for side in self.sides if side.since == side.opened is not None]
        same = self.known is None and self.sides[0].opened == self.sides[1].opened
        return begun[0] if same and len({side.status for side in begun}) == 1 else self.base

    def agreed(self, moved: bool) -> tuple[Any, ...]:
        """Both have the same status: each of the rest by itself, but without contradiction."""
        ours, theirs = self.sides
        status = ours.status
        since, resolved, closed = (
            (_unit(self.base)[n], _unit(ours)[n], _unit(theirs)[n]) for n in (1, 2, 3)
        )
        if moved:
            times = [max(t for t in since[1:] if t) if any(since[1:]) else None]
            times += [min((t for t in x[1:] if t), default=None) for x in (resolved, closed)]
        else:
            names = ("since", "resolved", "closed")
            times = [
                self.one(name, *x) for name, x in zip(names, (since, resolved, closed), strict=True)
            ]
        resolution = self.one("resolution", *(t.resolution for t in (self.base, *self.sides)))
        unit = (status, *times, resolution)
        if unit in (_unit(ours), _unit(theirs)):
            return unit
        if status in STATUSES[:3]:
            if resolution:
                self.asides.add(("resolution", resolution))
            return (status, times[0], None, None, None)
        return (status, *times[:2], None, resolution) if status == "resolved" else unit

    def keep_resolution(self, loser: Ticket) -> None:
        if loser.resolution and loser.resolution != self.base.resolution:
            self.asides.add(("resolution", loser.resolution))

    def is_unheard(self, done: Ticket, other: Ticket) -> bool:
        askers = {t.asker.key for t in (self.base, *self.sides) if t.asker is not None}
        known = {c.id for c in (*self.base.comments, *done.comments)}
        said = [c for c in other.comments if c.id not in known and not c.internal]
        seen = {*self.base.occurrences, *done.occurrences}
        return any(c.author.key in askers for c in said) or not seen >= {*other.occurrences}

    # -- comments and texts -----------------------------------------------------------------

    def comment_faults(self) -> Iterator[str]:
        before, ours, theirs, merged = (_comments(t) for t in (self.base, *self.sides, self.merged))
        order = [(c.at, c.id) for c in self.merged.comments]
        if order != sorted(order) or len(merged) + len(_notes(self.merged)) != len(order):
            yield "the comments are out of order, or two have one id"
        for ident in sorted({*before, *ours, *theirs, *merged}):
            known, mine, yours = (side.get(ident) for side in (before, ours, theirs))
            yield from self.one_comment_faults(ident, known, mine, yours, merged.get(ident))

    def one_comment_faults(
        self,
        ident: str,
        known: Comment | None,
        mine: Comment | None,
        yours: Comment | None,
        found: Comment | None,
    ) -> Iterator[str]:
        if mine is None or yours is None or mine in (yours, known) or yours == known:
            wanted = mine if yours == known or mine == yours else yours
            if mine != yours and known not in (mine, yours):
                wanted = mine or yours
            if found != wanted:
                yield f"{ident} is {found}, not {wanted}"
            return
        if found is None:
            yield f"{ident} is lost"
            return
        if found.internal != (mine.internal or yours.internal):
            yield f"{ident} is {'internal' if found.internal else 'public'}"
        field = f"comment {ident}"
        if known is not None:
            yield from self.text_faults(field, known.text, mine.text, yours.text, found.text)
        elif mine.text != yours.text:
            longer, other = sorted((mine.text, yours.text), key=_weight, reverse=True)
            self.asides |= {(field, other)} if other else set()
            if found.text != longer:
                yield f"{ident} says {found.text!r}, not {longer!r}"

    def text_faults(
        self, field: str, base: str, ours: str, theirs: str, found: str
    ) -> Iterator[str]:
        if ours in (theirs, base) or theirs == base:
            wanted = ours if theirs in (ours, base) else theirs
            if found != wanted:
                yield f"{field} is {found!r}, not {wanted!r}"
            return
        noted = [value for name, value in _notes(self.merged) if name == field]
        lines = (_lines(base), _lines(ours), _lines(theirs), _lines(found))
        for fault in line_faults(*lines, noted):
            yield f"{field}: {fault}"

    # -- notes ------------------------------------------------------------------------------

    def note_faults(self) -> Iterator[str]:
        before, ours, theirs, merged = (_notes(t) for t in (self.base, *self.sides, self.merged))
        left, right = (_held(side) | _notes(side) for side in self.sides)
        given_up = _held(self.base) - (left & right)
        new = ((ours | theirs) - before - (ours & theirs)) - given_up
        wanted = self.asides | (ours & theirs) | new | ((left & right) - _held(self.merged))
        gone = {
            note
            for note in before
            if note[0].startswith("comment ")
            and note[0][8:] in _comments(self.base)
            and note[0][8:] not in _comments(self.merged)
        }
        wanted = {note for note in wanted - gone if not _is_said(self.merged, note)}
        for note in sorted(wanted - merged):
            yield f"there is no note {note}"
        texts = ("body", "comment ")
        lists = {f.name for t in self.sides for f in t.team_fields if isinstance(f.value, tuple)}
        for note in sorted(merged - wanted):
            if not note[0].startswith(texts) and note[0] not in lists:
                yield f"nobody needs the note {note}"
            elif note in (before | ours | theirs) and not self.is_set_aside(note):
                yield f"the old note {note} should be gone"
            elif note[1] == REMOVED and all(_value(side, note[0]) for side in self.sides):
                yield f"{note} names nothing"

    def is_set_aside(self, note: Note) -> bool:
        """Whether a side had the item in its list, or the lines in its comment, and it is gone."""
        name, value = note
        if name.startswith("comment "):
            texts = (_comments(side).get(name[8:]) for side in self.sides)
            return any(comment is not None and value in comment.text for comment in texts)
        if name == "body":
            return any(value in side.body for side in self.sides)
        sides, now = [_value(s, name) or () for s in self.sides], _value(self.merged, name) or ()
        return value not in now and any(value in side for side in sides)


def line_faults(
    base: list[str], ours: list[str], theirs: list[str], found: list[str], noted: Iterable[str]
) -> Iterator[str]:
    """What can't be right about a merge of lines, whatever way they are matched."""
    kept = [line for value in noted for line in value.removeprefix(f"{REMOVED} ").split("\n")]
    new, also_new = ({*side} - {*base} for side in (ours, theirs))
    apart = new != also_new or any(len({*side}) < len(side) for side in (base, ours, theirs))
    for line in dict.fromkeys((*base, *ours, *theirs, *found)):
        counts = [lines.count(line) for lines in (base, ours, theirs, found)]
        before, mine, yours, now = counts
        if line and max(mine, yours) > before and not now and line not in kept:
            yield f"{line!r} is neither there nor noted"
        if now and not mine and not yours:
            yield f"{line!r} came from nowhere"
        if line and now > mine + yours:
            yield f"{line!r} is there {now} times"
        if (
            line
            and not apart
            and counts == [0, 1, 1, 2]
            and not _parted(line, ours, theirs, found)
            and not _replaced_others(base, ours, theirs)
        ):
            yield f"{line!r} is doubled"
        if line and before == mine == yours == 1 and not now and line not in kept:
            yield f"{line!r} is gone, and nobody took it out"
        gone = [(mine, new), (yours, also_new)]
        if (
            line
            and before == max(counts) == 1
            and now
            and any(not n and not wrote for n, wrote in gone)
        ):
            yield from () if kept else (f"{line!r} was taken out and is there",)
    both = [
        line for line in ours if ours.count(line) == theirs.count(line) == found.count(line) == 1
    ]
    for at, line in enumerate(both):
        for later in both[at + 1 :]:
            if theirs.index(line) < theirs.index(later) and found.index(line) > found.index(later):
                yield f"{line!r} and {later!r} changed places"


def _replaced_others(base: list[str], ours: list[str], theirs: list[str]) -> bool:
    """Whether each side only put one line in the place of one, and each of another (L1)."""
    if not len(base) == len(ours) == len(theirs):
        return False
    places = [[at for at, line in enumerate(side) if line != base[at]] for side in (ours, theirs)]
    return [len(at) for at in places] == [1, 1] and places[0] != places[1]


def _parted(line: str, ours: list[str], theirs: list[str], found: list[str]) -> bool:
    """Whether something that both have stands between the two copies of a line."""
    first = found.index(line)
    between = found[first + 1 : found.index(line, first + 1)]
    return any(other in ours and other in theirs for other in between)


# -- what a ticket says ----------------------------------------------------------------------------


def _value(ticket: Ticket, name: str) -> Any:
    if name == "body" or name.startswith("comment "):
        return "there"
    if name == "worked":
        return tuple(map(_work_line, ticket.worked))
    if name in SINGLE_LINKS:
        return next((link.id for link in ticket.links if link.kind == name), None)
    if name == "blocks":
        return tuple(sorted(link.id for link in ticket.links if link.kind == name))
    if name in Ticket.__dataclass_fields__:
        return getattr(ticket, name)
    return ticket.team_field(name)


def _work_line(work: Work) -> str:
    parts = [work.id, work.day.isoformat(), work.who, f"{work.minutes}m"]
    parts += ["billable" if work.billable else "free", work.text]
    return " · ".join(part for part in parts if part)


def _unit(ticket: Ticket) -> tuple[Any, ...]:
    return (ticket.status, ticket.since, ticket.resolved, ticket.closed, ticket.resolution)


def _counts_as(ticket: Ticket) -> str:
    if ticket.status in STATUSES:
        return ticket.status
    return "closed" if ticket.closed else "resolved" if ticket.resolved else "in-progress"


def _attention(ticket: Ticket) -> tuple[int, tuple[int, ...]]:
    """The one that asks for most comes first."""
    if not ticket.status:
        return len(STATUSES), ()
    return STATUSES.index(_counts_as(ticket)), tuple(-byte for byte in ticket.status.encode())


def _is_done(ticket: Ticket) -> bool:
    return _counts_as(ticket) in ("resolved", "closed")


def _wins(name: str, one: Any, other: Any) -> bool:
    ranks: dict[str, Callable[[Any], Any]] = {
        "priority": lambda word: (-_rank(word, PRIORITIES), word.encode()),
        "type": lambda word: (-_rank(word, TYPES), word.encode()),
        "due": lambda due: -_moment(due).timestamp(),
        "opened": lambda at: -at.timestamp(),
        "resolved": lambda at: -at.timestamp(),
        "closed": lambda at: -at.timestamp(),
        "since": lambda at: at.timestamp(),
    }
    rank = ranks.get(name, _weight)
    return bool(rank(one) > rank(other))


def _rank(word: str, order: tuple[str | None, ...]) -> int:
    folded = [known.casefold() if known else None for known in order]
    return folded.index(word.casefold() if word.casefold() in folded else None)


def _weight(text: str) -> tuple[int, bytes]:
    return len(text), text.encode()


def _moment(due: Any) -> datetime:
    if isinstance(due, datetime):
        return due
    return datetime.combine(due, time(), UTC) + timedelta(days=1)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return format_time(value)
    return value if isinstance(value, str) else format_due(value)


def _comments(ticket: Ticket) -> dict[str, Comment]:
    notes = {comment.id for comment in asides_of(ticket).values()}
    return {comment.id: comment for comment in ticket.comments if comment.id not in notes}


def _notes(ticket: Ticket) -> set[Note]:
    return {(aside.field, aside.value) for aside in asides_of(ticket)}


def _held(ticket: Ticket) -> set[Note]:
    """The values of fields that have one, but for stamps."""
    names = [*TEXTS, "priority", "type", "due", "status", "resolution", "opened", "opened_by"]
    names += [*SINGLE_LINKS, *(field.name for field in ticket.team_fields)]
    values = [(name, _value(ticket, name)) for name in names]
    return {(n, _as_text(v)) for n, v in values if v is not None and not isinstance(v, tuple)}


def _is_said(ticket: Ticket, note: Note) -> bool:
    """Whether the ticket has again what a note keeps."""
    name, value = note
    comments = _comments(ticket)
    said: Any = ticket.body if name == "body" else None
    if name.startswith("comment "):
        if name[8:] not in comments:
            return False
        said = comments[name[8:]].text
    if said is not None:
        removal = value.startswith(REMOVED)
        return f"\n{value}\n" in f"\n{said}\n" if said else removal
    now = _value(ticket, name)
    if isinstance(now, tuple):
        return f", {value}, " in f", {', '.join(now)}, "
    return value.startswith(REMOVED) if now is None else value == _as_text(now)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []
