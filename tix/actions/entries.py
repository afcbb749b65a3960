"""What work on entries shares: who, which day, and finding, changing and removing one."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from tix.errors import NeedsPersonError, NotFoundError, UsageError
from tix.frozen import dataclass, replace
from tix.model.dates import parse_span
from tix.model.ids import new_entry_id
from tix.model.layout import INVOICES
from tix.model.record.entries import fitting
from tix.model.record.notes import answered_entry
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.left_out import has_folder

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome


@dataclass(frozen=True, slots=True)
class EntryResult:
    """An entry that was added, changed or removed, the ticket then, and the commit.

    ``what`` is how a person would say it; ``doubts`` says what they may not have meant.
    """

    entry: Any
    ticket: Ticket
    outcome: "Outcome"
    what: str
    doubts: tuple[str, ...] = ()


class NoSuchEntryError(NotFoundError):
    """A ticket has no entry of that id."""

    def __init__(self, ticket: Ticket, field: str, ident: str) -> None:
        has = [entry.id for entry in getattr(ticket, field)]
        hint = f"it has {', '.join(has[-10:])}" if has else None
        super().__init__(f"{ticket.id} has no entry {ident!r} in {field}", hint=hint)


class BilledError(NeedsPersonError):
    """The entry is on an invoice."""

    def __init__(self, ident: str, number: str) -> None:
        super().__init__(
            f"{ident} is on invoice {number}, which doesn't change; nothing was changed",
            hint=f"take that back: tix invoice void {number}",
        )


class FutureDayError(UsageError):
    """A day that hasn't come yet, for something that was done."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"{day.isoformat()} hasn't come yet", hint="name the day it was: today or before"
        )


class BadDayError(UsageError):
    """Not a day."""


def day_from(workspace: "Workspace", text: str | None) -> date:
    """The day that a text means, today without one. Raises BadDayError, FutureDayError."""
    today = day_of(workspace.now, workspace.zone)
    if text is None:
        return today
    try:
        span = parse_span(text, workspace.now, workspace.zone, past=True)
    except ValueError as error:
        raise BadDayError(str(error)) from None
    day = day_of(span.start, workspace.zone)
    if day_of(span.end - timedelta(seconds=1), workspace.zone) > day:
        raise BadDayError(f"{text!r} is more than a day", hint=f"name the day: --day {day}")
    if day > today:
        raise FutureDayError(day)
    return day


def who_from(workspace: "Workspace", text: str | None = None) -> str:
    """A person as entries write them: the user, unless somebody else is meant."""
    if text is not None:
        return fitting(workspace.directory.resolve(text))
    return fitting(workspace.me or str(workspace.user))


def one_line(text: str | None) -> str:
    """A text as the last part of an entry can hold it."""
    return " ".join((text or "").split())


def new_id(workspace: "Workspace", prefix: str, entries: Iterable[Any]) -> str:
    """An id that none of the entries has."""
    return new_entry_id(prefix, workspace.choice, {entry.id for entry in entries}.__contains__)


def find_entry(ticket: Ticket, field: str, ident: str) -> Any:
    """The entry of that id; without the letter in front it is understood, too.

    Raises NoSuchEntryError.
    """
    wanted = ident.strip().lower()
    for entry in getattr(ticket, field):
        if wanted in (entry.id, entry.id.partition("-")[2]):
            return entry
    raise NoSuchEntryError(ticket, field, ident)


def add_entry(
    workspace: "Workspace", ident: str, field: str, make: Callable[[Ticket], Any], what: str
) -> EntryResult:
    """Add the entry that ``make`` gives for the ticket, unless it has that one already."""
    with workspace.transaction() as work:
        ticket = work.get(ident)
        entry = make(ticket)
        known = getattr(ticket, field)
        if entry not in known:
            ticket = _with(ticket, field, (*known, entry))
        work.put(ticket)
        outcome = work.commit(f"{ident}: {what}")
    return EntryResult(entry, ticket, outcome, what)


def change_entry(
    workspace: "Workspace",
    ident: str,
    field: str,
    entry_id: str,
    change: Callable[[Any], Any],
    what: str,
) -> EntryResult:
    """Put another entry in the place of one; None takes it away.

    Raises NoSuchEntryError, BilledError.
    """
    with workspace.transaction() as work:
        ticket = work.get(ident)
        before = find_entry(ticket, field, entry_id)
        refuse_billed(workspace, ident, before.id)
        after = change(before)
        kept = (after if entry == before else entry for entry in getattr(ticket, field))
        ticket = _with(ticket, field, tuple(entry for entry in kept if entry is not None))
        ticket = answered_entry(ticket, field, before.id)
        work.put(ticket)
        outcome = work.commit(f"{ident}: {what}")
    return EntryResult(after or before, ticket, outcome, what)


def refuse_billed(workspace: "Workspace", ident: str, *entry_ids: str) -> None:
    """Raise BilledError if an invoice names one of those entries of that ticket."""
    if not entry_ids or not has_folder(workspace.desk, INVOICES):
        return
    from tix.model.records.invoice import INVOICE  # few desks bill
    from tix.model.work.bill import billed

    done = billed(filed.record for filed in workspace.records(INVOICE).heads)
    for entry_id in entry_ids:
        if invoice := done.get((ident, entry_id)):
            raise BilledError(entry_id, invoice.number)


def _with(ticket: Ticket, field: str, entries: tuple[Any, ...]) -> Ticket:
    values: dict[str, Any] = {field: entries}
    return replace(ticket, **values)
