"""The delivery note of a ticket: what was asked, done, worked and used, for a customer to sign."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.model.work.delivery_words import NoteWords
from tix.model.work.lengths import length_text

FILE_NAME = "delivery-note.txt"

Label = Callable[[str], str]
"""How people know a person."""


def delivery_note(
    ticket: Ticket, desk: str, now: datetime, words: NoteWords, *, label: Label,
    unit: Callable[[str], str],
) -> str:  # fmt: skip
    """The text of the note: plain lines, without anything internal.

    ``unit`` gives the unit of an asset ("" for none).
    """
    parts = [
        _head(ticket, desk, now, words),
        _section(words.asked, ticket.body.strip().split("\n")),
        _section(words.done, _done(ticket)),
        _section(words.work, _work(ticket, label, words)),
        _section(words.parts, _parts(ticket, unit)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(ticket: Ticket, desk: str, now: datetime, words: NoteWords) -> str:
    rows = [
        (words.ticket, f"{ticket.id} {' '.join(ticket.title.split())}"),
        (words.customer, ticket.customer),
        (words.requester, ticket.requester),
        (words.opened, format_time(ticket.opened) if ticket.opened else None),
        (words.resolved, format_time(ticket.resolved) if ticket.resolved else None),
        (words.made, format_time(now)),
    ]
    title = words.title.upper() + (f" · {desk}" if desk else "")
    width = max(len(name) for name, _ in rows) + 2
    lines = [f"{name + ':':<{width}}{value}" for name, value in rows if value]
    return "\n".join([title, "", *lines])


def _section(title: str, lines: Sequence[str]) -> str:
    if not any(line.strip() for line in lines):
        return ""
    return "\n".join([title, "-" * len(title), *lines])


def _done(ticket: Ticket) -> list[str]:
    return [ticket.resolution] if ticket.resolution else []


def _work(ticket: Ticket, label: Label, words: NoteWords) -> list[str]:
    works = sorted(ticket.worked, key=lambda work: (work.day, work.id))
    if not works:
        return []
    total = length_text(sum(work.minutes for work in works))
    lines = [
        _line(
            work.day.isoformat(),
            f"{length_text(work.minutes):>8}",
            label(work.who),
            work.text + ("" if work.billable else f" ({words.free})"),
        )
        for work in works
    ]
    return [*lines, f"{words.total:<10}  {total:>8}"]


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
