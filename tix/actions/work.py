"""Time worked on tickets: entries, and a timer that makes them."""

from datetime import date, datetime

from tix.actions.entries import (
    EntryResult,
    add_entry,
    change_entry,
    day_from,
    new_id,
    one_line,
    who_from,
)
from tix.errors import NeedsPersonError, NotFoundError, TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.ids import derived_id
from tix.model.ticket.entries import Work
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of, format_time
from tix.model.work.lengths import LengthError, length_text, parse_length
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk import timers
from tix.storage.desk.timers import Timer

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

A_DAY = 24 * 60
"""Minutes; after as many a timer was more likely forgotten."""


class BadLengthError(UsageError):
    """Not a length of work."""


class AlreadyRunningError(TixError):
    """A timer of this person runs already."""

    def __init__(self, timer: Timer, minutes: int) -> None:
        super().__init__(
            f"you have worked on {timer.ticket} for {length_text(minutes)} now",
            hint="tix work stop, then start again",
        )


class NoTimerError(NotFoundError):
    """No timer of this person runs."""

    def __init__(self) -> None:
        super().__init__("no timer is running", hint="tix work start ID")


class ForgottenTimerError(NeedsPersonError):
    """A timer has run for longer than anybody works."""

    def __init__(self, timer: Timer) -> None:
        super().__init__(
            f"the timer of {timer.ticket} runs since {format_time(timer.since)}",
            hint="say how long it was: tix work stop 2h, or tix work stop --drop",
        )


def minutes_from(text: str) -> int:
    """The minutes that a person means. Raises BadLengthError."""
    try:
        return parse_length(text)
    except LengthError as error:
        raise BadLengthError(str(error), hint=_in_hours(text)) from None


def _in_hours(text: str) -> str | None:
    """What to write for days, weeks, and a number alone; None for anything else."""
    import re

    match = re.fullmatch(
        r"\s*((?=.*[1-9])[0-9]{1,4}(?:[.,][0-9]+)?)\s*(d|w|days?|weeks?|)\b.*", text
    )
    if match is None:
        return None
    if match[2]:
        return "a day has as many hours as you work on it: 8h"
    return f"write {match[1]}h or {match[1]}m"


@dataclass(frozen=True, slots=True)
class WorkChanges:
    """What an entry is to be; None leaves it as it is."""

    minutes: int | None = None
    text: str | None = None
    billable: bool | None = None
    day: str | None = None
    who: str | None = None


def log_work(
    workspace: "Workspace",
    ident: str,
    minutes: int,
    *,
    text: str | None = None,
    billable: bool = True,
    day: str | None = None,
    who: str | None = None,
) -> EntryResult:
    """Note time worked on a ticket. Raises BadDayError, FutureDayError."""
    when, worker = day_from(workspace, day), who_from(workspace, who)

    def make(ticket: Ticket) -> Work:
        entry_id = new_id(workspace, "w", ticket.worked)
        return Work(entry_id, when, worker, minutes, billable, one_line(text))

    return add_entry(workspace, ident, "worked", make, f"work {length_text(minutes)}")


def edit_work(
    workspace: "Workspace", ident: str, entry_id: str, wanted: WorkChanges
) -> EntryResult:
    """Change an entry. Raises NoSuchEntryError, BilledError."""
    day: date | None = day_from(workspace, wanted.day) if wanted.day is not None else None
    who = who_from(workspace, wanted.who) if wanted.who is not None else None

    def change(work: Work) -> Work:
        return Work(
            work.id,
            day or work.day,
            who or work.who,
            wanted.minutes or work.minutes,
            work.billable if wanted.billable is None else wanted.billable,
            work.text if wanted.text is None else one_line(wanted.text),
        )

    return change_entry(workspace, ident, "worked", entry_id, change, f"change work {entry_id}")


def remove_work(workspace: "Workspace", ident: str, entry_id: str) -> EntryResult:
    """Take an entry away. Raises NoSuchEntryError, BilledError."""
    return change_entry(
        workspace, ident, "worked", entry_id, lambda _: None, f"remove work {entry_id}"
    )


# -- the timer --------------------------------------------------------------------------------


def running(workspace: "Workspace") -> Timer | None:
    """The timer of the user in this clone."""
    return timers.running(workspace.desk, who_from(workspace))


def elapsed(timer: Timer, now: datetime) -> int:
    """Minutes since it was started, at least one."""
    return max(1, round((now - timer.since).total_seconds() / 60))


def start_timer(workspace: "Workspace", ident: str, text: str | None = None) -> Timer:
    """Start to measure the time that the user works on a ticket. Raises AlreadyRunningError."""
    workspace.reader.get(ident)  # a broken one isn't worked on
    if (known := running(workspace)) is not None:
        raise AlreadyRunningError(known, elapsed(known, workspace.now))
    timer = Timer(ident, workspace.now, one_line(text))
    timers.keep(workspace.desk, who_from(workspace), timer)
    return timer


def stop_timer(
    workspace: "Workspace",
    minutes: int | None = None,
    *,
    text: str | None = None,
    billable: bool = True,
) -> EntryResult:
    """Note the time since the timer was started, or the minutes that are given.

    The entry's id follows from the timer: a run that is killed before it has taken the timer away
    notes the time once. Raises NoTimerError, ForgottenTimerError.
    """
    who = who_from(workspace)
    if (timer := running(workspace)) is None:
        raise NoTimerError
    took = minutes or elapsed(timer, workspace.now)
    if minutes is None and took > A_DAY:
        raise ForgottenTimerError(timer)
    source = f"work on {timer.ticket} by {who} since {format_time(timer.since)}"
    entry_id = f"w-{derived_id(source, lambda _: False)}"
    day = day_of(timer.since, workspace.zone)
    said = timer.text if text is None else one_line(text)

    def make(ticket: Ticket) -> Work:
        known = next((work for work in ticket.worked if work.id == entry_id), None)
        return known or Work(entry_id, day, who, took, billable, said)

    done = add_entry(workspace, timer.ticket, "worked", make, f"work {length_text(took)}")
    if not done.outcome.is_dry:
        timers.keep(workspace.desk, who, None)
    return replace(done, entry=make(done.ticket))


def drop_timer(workspace: "Workspace") -> Timer:
    """Stop the timer and note nothing. Raises NoTimerError."""
    if (timer := running(workspace)) is None:
        raise NoTimerError
    timers.keep(workspace.desk, who_from(workspace), None)
    return timer
