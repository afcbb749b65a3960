"""What came due by the clock: warnings and misses of promises, and due dates set by hand.

They aren't commits, so the ledger keeps up to when was looked. Only tickets that aren't done count.
"""

from collections.abc import Iterator
from datetime import datetime

from tix.model.notices.event import Event
from tix.model.promises.clocks import Clocks
from tix.model.promises.standing import CLOCKS
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant, format_time, instant, moment, parse_due
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def came_due(workspace: "Workspace", since: datetime) -> list[tuple[Event, Ticket]]:
    """The events between then and now, with their tickets. Raises PolicyError."""
    first, now = instant(since) + 1, instant(workspace.now)
    found: dict[int, list[tuple[str, str, int]]] = {}
    for number, kind, what, at in (*_promised(workspace, first, now), *_by_hand(workspace, first)):
        found.setdefault(number, []).append((kind, what, at))
    if not found:
        return []
    events = []
    for number, filed in zip(found, workspace.reader.wholes(list(found)), strict=True):
        for kind, what, at in found[number]:
            when = moment(at) or workspace.now
            said = f"{what} {format_time(when)}"
            events.append((Event(kind, filed.ticket.id, said, None, when), filed.ticket))
    return events


def _promised(workspace: "Workspace", first: int, now: int) -> Iterator[tuple[int, str, str, int]]:
    """Warnings and misses of clocks: the ticket's number, the event, which clock, its time."""
    if not workspace.config.promises:
        return
    from tix.actions.kept_clocks import kept_clocks

    numbers = workspace.reader.find(None, workspace.config, to_do=True, only_live=True)
    kept = kept_clocks(workspace, numbers)
    numbers = sorted(kept.coming_due(first - 1, now))
    clocks = kept.clocks(numbers)
    idents = workspace.reader.columns(numbers, ["id"])
    for number, (ident,) in zip(numbers, idents, strict=True):
        if known := clocks.get(str(ident)):
            for kind, what, at in _of_ticket(known, first, now):
                yield number, kind, what, at


def _of_ticket(clocks: Clocks, first: int, now: int) -> Iterator[tuple[str, str, int]]:
    for name in CLOCKS:
        clock = getattr(clocks, name)
        if clock is None or clock.met is not None or clock.due is None:
            continue
        if first <= clock.due + 1 <= now:  # missed by a second (P7)
            yield "missed", name, clock.due
        elif clock.warn is not None and first <= clock.warn <= now <= clock.due:
            yield "due-soon", name, clock.due


def _by_hand(workspace: "Workspace", first: int) -> Iterator[tuple[int, str, str, int]]:
    """Due dates that were set by hand and are over."""
    config, reader, now = workspace.config, workspace.reader, instant(workspace.now)
    ends: dict[str, int] = {}
    found = []
    for text, number in reader.live_texts("due"):
        if text not in ends:
            ends[text] = instant(due_instant(parse_due(text), config.timezone))
        if first <= ends[text] + 1 <= now:
            found.append((number, ends[text]))
    to_do = set(reader.find(None, config, to_do=True, only_live=True)) if found else set()
    for number, due in found:
        if number in to_do:
            yield number, "missed", "due", due
