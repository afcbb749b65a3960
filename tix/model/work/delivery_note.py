"""The delivery note of a ticket: what was asked, done, worked and used, for a customer to sign."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.model.work.lengths import length_text

FILE_NAME = "delivery-note.txt"

Label = Callable[[str], str]
"""How people know a person."""


def delivery_note(
    ticket: Ticket, desk: str, now: datetime, *, label: Label, unit: Callable[[str], str]
) -> str:
    """The text of the note: plain lines, without anything internal.

    ``unit`` gives the unit of an asset ("" for none).
    """
    parts = [
        _head(ticket, desk, now),
        _section("What was asked", ticket.body.strip().split("\n")),
        _section("What was done", _done(ticket)),
        _section("Work", _work(ticket, label)),
        _section("Parts", _parts(ticket, unit)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(ticket: Ticket, desk: str, now: datetime) -> str:
    rows = [
        ("Ticket", f"{ticket.id} {' '.join(ticket.title.split())}"),
        ("Customer", ticket.customer),
        ("Requester", ticket.requester),
        ("Opened", format_time(ticket.opened) if ticket.opened else None),
        ("Resolved", format_time(ticket.resolved) if ticket.resolved else None),
        ("Made", format_time(now)),
    ]
    title = f"DELIVERY NOTE · {desk}" if desk else "DELIVERY NOTE"
    lines = [f"{name + ':':<11}{value}" for name, value in rows if value]
    return "\n".join([title, "", *lines])


def _section(title: str, lines: Sequence[str]) -> str:
    if not any(line.strip() for line in lines):
        return ""
    return "\n".join([title, "-" * len(title), *lines])


def _done(ticket: Ticket) -> list[str]:
    return [ticket.resolution] if ticket.resolution else []


def _work(ticket: Ticket, label: Label) -> list[str]:
    works = sorted(ticket.worked, key=lambda work: (work.day, work.id))
    if not works:
        return []
    total = length_text(sum(work.minutes for work in works))
    lines = [
        _line(
            work.day.isoformat(),
            f"{length_text(work.minutes):>8}",
            label(work.who),
            work.text + ("" if work.billable else " (free)"),
        )
        for work in works
    ]
    return [*lines, f"{'In all':<10}  {total:>8}"]


def _parts(ticket: Ticket, unit: Callable[[str], str]) -> list[str]:
    uses = sorted(ticket.used, key=lambda use: (use.day, use.id))
    return [
        _line(
            use.day.isoformat(),
            f"{use.quantity:f} {unit(use.asset)}".strip().rjust(8),
            use.asset,
            use.text,
        )
        for use in uses
    ]


def _line(*cells: str) -> str:
    return "  ".join(_plain(cells)).rstrip()


def _plain(cells: Sequence[str]) -> Iterator[str]:
    return (cell for cell in cells if cell.strip())
