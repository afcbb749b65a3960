"""A ticket's promise in words, for pages and for ``tix promise``."""

from collections.abc import Callable, Iterator
from functools import partial

from tix.actions.promises import clocks_and_standing
from tix.console.session import Session
from tix.frozen import dataclass
from tix.model.promises.amounts import format_amount
from tix.model.promises.standing import CLOCKS, DUE, Reading, Standing
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time, moment
from tix.terminal.style import Styles


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock in words; ``is_late``: missed, ``is_soon``: it is time to warn."""

    name: str
    text: str
    is_late: bool = False
    is_soon: bool = False

    def painted(self, styles: Styles, text: str) -> str:
        """A text about it, coloured by how near it is."""
        if self.is_late:
            return styles.error(text)
        return styles.warning(text) if self.is_soon else text


def promise_values(
    session: Session, ticket: Ticket
) -> Iterator[tuple[str, Callable[[str], str] | None]]:
    """What a page says of a ticket's promise, line by line, each with its colour; nothing where
    nothing is promised."""
    clocks, standing = clocks_and_standing(session, ticket)
    if clocks is not None:
        yield clocks.policy.name, None
        for line in clock_lines(partial(time_shown, session), standing, clocks.policy.warn):
            yield f"{line.name} {line.text}", partial(line.painted, session.screen.styles)


def words_for(clock: str) -> str:
    """What a clock is called: ``first response``."""
    return clock.replace("_", " ")


def time_shown(session: Session, at: int) -> str:
    """An instant: where the user is at a terminal, exact in a pipe."""
    when = moment(at)
    assert when is not None
    return session.local_time(when) if session.screen.for_people else format_time(when)


def clock_lines(
    shown: Callable[[int], str], standing: Standing, warn: int | None
) -> Iterator[ClockLine]:
    """A line for each clock that is promised, or has been met; ``shown`` gives an instant's
    text."""
    for name in CLOCKS:
        reading = getattr(standing, name)
        if reading is not None and (text := _text(shown, reading)):
            is_open = reading.met is None and not reading.missed
            is_soon = is_open and reading.due is not None and _is_near(reading.left, warn)
            yield ClockLine(words_for(name), text, reading.missed, is_soon)
    if standing.next is not None and standing.next.what == DUE:
        yield ClockLine("next", f"what was set by hand: {shown(standing.next.due)}")


def _is_near(left: int | None, warn: int | None) -> bool:
    return left is not None and warn is not None and left <= warn


def _text(shown: Callable[[int], str], reading: Reading) -> str:
    """``due 2026-11-25 10:00, 15h left``; empty if it isn't promised and hasn't been met."""
    due = "" if reading.due is None else f"due {shown(reading.due)}"
    if reading.met is not None:
        met = f"met {shown(reading.met)}"
        if reading.missed:
            return f"{met}, too late: {due}"
        return f"{met}, {due}" if due else met
    if reading.left is None:
        return ""
    if reading.missed:
        over = f", {format_amount(-reading.left)} over" if reading.left else ""
        return f"missed: {due}{over}"
    left = f"{format_amount(reading.left)} left"
    if reading.paused is not None:
        return f"waits since {shown(reading.paused)}, {left}"
    return f"{due}, {left}" if due else f"never due, {left}"
