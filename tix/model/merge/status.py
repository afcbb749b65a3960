"""Merging the status, which is one unit with since, resolved, closed and resolution.

The numbered cases are those of ``docs/merge-rules.md``. A side changed the status if its
status or its ``since`` isn't the base's; where no base is known and both were opened at one time
(by a rule, in two clones), if its ``since`` isn't that time.

3. a. Neither side changed it: each of the others by cases 1 and 2.
   b. One side did: its unit.
   c. Both, to the same status: the later since, the earlier stamps, the resolution by case 2.
   d. Both, differently: the unit of the one that asks for more attention; the other is noted.
   e. What both had a hand in (a, c) doesn't contradict itself: a ticket that isn't done has no
      stamps and no resolution, one that is ``resolved`` isn't stamped closed.
   f. A resolution that was written on one side and isn't the result's gets a note of its own.
4. The asker isn't overruled unheard: one side made it done, and the other, which didn't, has a
   public comment of the asker or an occurrence that is news to it: not done; what it said is noted.
   Whoever asked on any of the three versions is an asker.
"""

from tix.model.merge import rules
from tix.model.merge.threeway import ThreeWay
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any

UNIT = ("status", "since", "resolved", "closed", "resolution")

Unit = dict[str, Any]


def merge_status(merge: ThreeWay[Ticket]) -> tuple[Unit, bool]:
    """The values of the unit, and whether case 4 kept it from being done."""
    ours, theirs = merge.sides
    if _unit(ours) == _unit(theirs):
        return _unit(ours), False
    changed = [side for side in merge.sides if _changed(_start(merge), side)]
    if not changed:
        return _consistent(merge, _each(merge)), False  # 3a
    if len(changed) == 1:
        return _one_changed(merge, changed[0])
    if ours.status == theirs.status:
        return _consistent(merge, _agreed(merge)), False  # 3c
    loser, winner = sorted(merge.sides, key=lambda side: (rules.attention(side), str(_unit(side))))
    merge.set_aside("status", loser.status)  # 3d
    _note_resolution(merge, loser)
    return _unit(winner), False


def _one_changed(merge: ThreeWay[Ticket], side: Ticket) -> tuple[Unit, bool]:
    """3b, unless it is case 4."""
    ours, theirs = merge.sides
    other = theirs if side is ours else ours
    if _made_done(merge.base, side) and _asker_spoke(merge.base, side, other):
        merge.set_aside("status", side.status)
        _note_resolution(merge, side)
        return _unit(other), True
    _note_resolution(merge, other)
    return _unit(side), False


def _start(merge: ThreeWay[Ticket]) -> Ticket:
    """What the sides began with: the base, or one of them as a rule opened it (R3).

    If both are as they were opened, and differ, nobody can tell.
    """
    ours, theirs = merge.sides
    if merge.base.title or ours.opened is None or ours.opened != theirs.opened:
        return merge.base
    begun = [side for side in merge.sides if side.since == side.opened]
    return begun[0] if len({side.status for side in begun}) == 1 else merge.base


def _unit(ticket: Ticket) -> Unit:
    return {name: getattr(ticket, name) for name in UNIT}


def _changed(base: Ticket, side: Ticket) -> bool:
    return (side.status, side.since) != (base.status, base.since)


def _each(merge: ThreeWay[Ticket]) -> Unit:
    return {name: merge.single(name) for name in UNIT}


def _agreed(merge: ThreeWay[Ticket]) -> Unit:
    times: Unit = {"status": merge.sides[0].status}
    for name in ("since", "resolved", "closed"):
        ours, theirs = (getattr(side, name) for side in merge.sides)
        rule = rules.rule_for(BY_NAME[name])
        times[name] = rule(ours, theirs) if ours and theirs else ours or theirs
    return {**times, "resolution": merge.single("resolution")}


def _consistent(merge: ThreeWay[Ticket], unit: Unit) -> Unit:
    """3e: where one side's own unit isn't the result, nothing in it contradicts the status."""
    if unit in [_unit(side) for side in merge.sides]:
        return unit
    if unit["status"] in rules.NOT_DONE:
        if unit["resolution"]:
            merge.set_aside("resolution", unit["resolution"])
        return {**unit, "resolved": None, "closed": None, "resolution": None}
    return {**unit, "closed": None} if unit["status"] == "resolved" else unit


def _note_resolution(merge: ThreeWay[Ticket], loser: Ticket) -> None:
    """3f (a note of what the result has anyway doesn't outlast case 8c)."""
    if loser.resolution not in (None, merge.base.resolution):
        merge.set_aside("resolution", loser.resolution)


def _made_done(base: Ticket, side: Ticket) -> bool:
    return rules.looks_done(side) and not rules.looks_done(base)


def _asker_spoke(base: Ticket, done: Ticket, other: Ticket) -> bool:
    askers = {side.asker.key for side in (base, done, other) if side.asker}
    known = {comment.id for side in (base, done) for comment in side.comments}
    new = (c for c in other.comments if c.id not in known and not c.internal)
    seen = {*base.occurrences, *done.occurrences}
    return any(comment.author.key in askers for comment in new) or any(
        occurrence not in seen for occurrence in other.occurrences
    )
