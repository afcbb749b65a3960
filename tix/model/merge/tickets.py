"""Merging three versions of a ticket: base, ours, theirs. Pure, and the same for both sides.

The numbered cases are those of ``docs/merge-rules.md``. ``records`` has what holds for all kinds;
of a ticket moreover:

1, 2. The time of opening and who opened it stay the earlier ones, and are never deleted.
3, 4. The status: ``status``.
5. Links that a ticket has once (parent, duplicates) are values of their own, by cases 1 and 2.
"""

from collections.abc import Callable

from tix.frozen import dataclass, replace
from tix.model.merge.clashes import by_age
from tix.model.merge.records import Special, merge_records, merged_set
from tix.model.merge.status import UNIT, merge_status
from tix.model.merge.threeway import ThreeWay
from tix.model.people import person_key
from tix.model.record.notes import Aside, When
from tix.model.ticket.fields import TICKET
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket
from tix.quick_typing import Any


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


def merge_tickets(
    base: Ticket | None, ours: Ticket, theirs: Ticket, *, when: When | None = None
) -> MergedTicket:
    """One ticket of two versions; all three have the same id. Raises TooMuchError."""
    reopened = False

    def settle(merge: ThreeWay[Ticket], ticket: Ticket) -> Ticket:
        nonlocal reopened
        unit, reopened = merge_status(merge)
        return replace(ticket, **unit)

    merged = merge_records(TICKET, base, ours, theirs, replace(_SPECIAL, settle=settle), when=when)
    return MergedTicket(merged.record, merged.asides, reopened, _taken_by(merged.merge))


def _decided(merge: ThreeWay[Ticket], with_base: bool) -> dict[str, Any]:
    """The opening, and links, of which some kinds stand once."""
    opening = _opening(merge) if with_base else _first_opening(merge)
    return {**opening, "links": _links(merge)}


def _opening(merge: ThreeWay[Ticket]) -> dict[str, Any]:
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


def _first_opening(merge: ThreeWay[Ticket]) -> dict[str, Any]:
    """Without a base: that of the side that was opened first. (They differ only if the ticket has a
    key; when else it was seen, its occurrences tell.)"""
    first, other = by_age(*merge.sides)
    return {"opened": first.opened, "opened_by": first.opened_by or other.opened_by}


def _links(merge: ThreeWay[Ticket]) -> tuple[Link, ...]:
    """5: links as a set, and of some kinds the one that stays."""
    links: tuple[Link, ...] = merged_set(merge, "links")
    for kind in SINGLE_LINK_KINDS:
        targets = [_target(ticket, kind) for ticket in (merge.base, *merge.sides)]
        if all(len(found) < 2 for found in targets):
            base, ours, theirs = (next(iter(found), None) for found in targets)
            stays = merge.of(kind, base, ours, theirs)
            links = tuple(link for link in links if link.kind != kind or link.id == stays)
    return links


def _target(ticket: Ticket, kind: str) -> tuple[str, ...]:
    return tuple(link.id for link in ticket.links if link.kind == kind)


def _taken_by(merge: ThreeWay[Ticket]) -> tuple[str, ...]:
    """The keys of those whom the sides gave the ticket, if each gave it to somebody else."""
    before = {person_key(who) for who in merge.base.assignees}
    ours, theirs = ({person_key(who) for who in side.assignees} - before for side in merge.sides)
    if not ours or not theirs or ours == theirs:
        return ()
    return tuple(sorted(ours | theirs))


def _targets_of(kind: str) -> Callable[[Ticket], tuple[str, ...]]:
    return lambda ticket: _target(ticket, kind)


_SPECIAL = Special[Ticket](
    fields=frozenset((*UNIT, "id", "opened", "opened_by", "links")),
    decide=_decided,
    stamps=frozenset(("since", "resolved", "closed")),
    once={kind: _targets_of(kind) for kind in SINGLE_LINK_KINDS},
)
