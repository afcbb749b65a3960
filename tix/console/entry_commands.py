"""What the commands for entries share: checks of options, confirmations, lists."""

from collections.abc import Callable, Mapping, Sequence

from tix.console.given import ContradictingOptionsError
from tix.console.session import Session
from tix.model.ticket.entries import Rating, Signature, Use, Work, counting
from tix.model.ticket.ticket import Ticket
from tix.model.work.lengths import length_text
from tix.quick_typing import TYPE_CHECKING, Any
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.actions.entries import EntryResult


def refuse_beside(what: str, others: Mapping[str, object], hint: str | None = None) -> None:
    """Raise ContradictingOptionsError if one of those was given beside it."""
    for other, given in others.items():
        if given not in (None, False, (), ""):
            raise ContradictingOptionsError(f"{what} and {other}", hint)


def changing(edited: str | None, removed: str | None) -> None:
    """Raise ContradictingOptionsError if an entry is to be changed and removed."""
    if edited is not None and removed is not None:
        raise ContradictingOptionsError("--edit and --remove")


def tell_entry(session: Session, done: "EntryResult", said: str | None = None) -> None:
    """Confirm what was done with an entry, and print its id."""
    named = session.named(done.ticket)
    session.done(done.outcome, f"{named}: {said or done.what}", f"nothing to change: {named}")
    for doubt in done.doubts:
        session.warn(doubt)
    session.written = [done.ticket.id]
    if not session.wants_json and not done.outcome.is_dry:
        session.print(done.entry.id)


def print_entries(session: Session, ticket: Ticket, field: str) -> None:
    """The entries of a ticket: a table for people, lines with tabs or JSON for programs."""
    from tix.model.ticket.fields import BY_NAME

    form = BY_NAME[field].kind.form
    assert form is not None
    entries = sorted(getattr(ticket, field), key=form.order)
    if session.wants_json:
        from tix.model.record.json import json_text

        session.print(json_text([form.to_object(entry) for entry in entries]))
        session.wants_json = False  # it has been printed
        return
    if not entries:
        session.say(f"nothing was noted on {session.named(ticket)}")
        return
    rows = [[part.kind.dump(getattr(entry, part.name)) for part in form.parts] for entry in entries]
    if not session.screen.for_people:
        session.write("".join("\t".join(map(safe.line, row)) + "\n" for row in rows))
        return
    lines = entry_lines(ticket, field, session.names.label)
    ids = [entry.id for entry in entries]
    shown = [f"{ident}  {line}" for ident, line in zip(ids, lines, strict=False)]
    session.page("\n".join([*map(safe.line, shown), *lines[len(ids) :]]) + "\n")


Label = Callable[[str], str]


def entry_lines(ticket: Ticket, field: str, label: Label) -> list[str]:
    """The entries of a ticket as people read them, one a line; what is in all, behind them."""
    return _LINES[field](ticket, label) if field in _LINES else []


def _worked(ticket: Ticket, label: Label) -> list[str]:
    works: Sequence[Work] = sorted(ticket.worked, key=lambda work: (work.day, work.id))
    lines = [
        _joined(
            work.day.isoformat(),
            length_text(work.minutes).rjust(7),
            label(work.who),
            work.text,
            "" if work.billable else "(free)",
        )
        for work in works
    ]
    if len(works) > 1:
        lines.append(f"in all {length_text(sum(work.minutes for work in works))}")
    return lines


def _used(ticket: Ticket, label: Label) -> list[str]:
    uses: Sequence[Use] = sorted(ticket.used, key=lambda use: (use.day, use.id))
    return [
        _joined(use.day.isoformat(), f"{use.quantity:f} {use.asset}", label(use.who), use.text)
        for use in uses
    ]


def _ratings(ticket: Ticket, label: Label) -> list[str]:
    ratings: Sequence[Rating] = counting(ticket.ratings)
    return [
        _joined(f"{each.rating} of 5", label(each.who), each.at.date().isoformat(), each.text)
        for each in ratings
    ]


def _signatures(ticket: Ticket, _: Label) -> list[str]:
    signed: Sequence[Signature] = sorted(ticket.signatures, key=lambda each: (each.at, each.id))
    return [
        _joined(each.name, each.at.date().isoformat(), f"{each.attachment} (tix check verifies it)")
        for each in signed
    ]


_LINES: dict[str, Callable[[Ticket, Label], list[str]]] = {
    "worked": _worked,
    "used": _used,
    "ratings": _ratings,
    "signatures": _signatures,
}


def _joined(*parts: Any) -> str:
    return "  ".join(part for part in parts if part)
