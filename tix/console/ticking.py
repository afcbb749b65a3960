"""Doing something again and again in the foreground, until a signal ends it cleanly."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from tix.console.session import Session
from tix.errors import TixError, UsageError
from tix.model.dates import parse_age
from tix.quick_typing import Any

_SHORTEST, _LONGEST = 1.0, 7 * 86400.0


class BadIntervalError(UsageError):
    """What was given to an option is no length of time."""

    def __init__(self, text: str, option: str) -> None:
        super().__init__(
            f"{option} takes a time of a second to a week, not {text!r}", hint=f"{option} 60s"
        )


def repeat(session: Session, every: str, run: Callable[[Session], object]) -> None:
    """Run at once and then every so often, each time with a session that knows nothing yet.

    An error of one run is said, whatever it is (a full disk, a lost network), and the next one
    follows. Ctrl-C, or an ordinary ``kill``, ends it after the run that is going on.
    """
    seconds = length_of(every, "--every").total_seconds()
    with _ended_by_signals() as ended:
        while True:
            try:
                run(_fresh(session))
            except TixError as error:
                if ended(0):
                    return
                session.warn(f"{error} ({error.hint})" if error.hint else str(error))
            except Exception as error:  # of one run: a service goes on
                if ended(0):
                    return
                session.warn(f"{type(error).__name__}: {error}; again in {every}")
            if ended(seconds):
                return


def length_of(text: str, option: str) -> timedelta:
    """The length of time that was given to an option. Raises BadIntervalError."""
    written = text.strip()
    if written.endswith("s") and written[:-1].strip().isdigit():
        seconds = float(written[:-1])
    else:
        try:
            age = parse_age(text)
        except ValueError:
            age = None
        if age is None:
            raise BadIntervalError(text, option)
        seconds = age.total_seconds()
    if not _SHORTEST <= seconds <= _LONGEST:
        raise BadIntervalError(text, option)
    return timedelta(seconds=seconds)


def _fresh(session: Session) -> Session:
    """A session of the same user at the same place, at the time it is now."""
    new = Session(session.folder, session.color)
    new.command, new.arguments = session.command, session.arguments
    new.is_quiet, new.patience = session.is_quiet, session.patience
    return new


@contextmanager
def _ended_by_signals() -> Iterator[Callable[[float], bool]]:
    """Gives a function that waits for so many seconds, and says whether a signal has come.

    The signal writes into a pipe, so that none is missed between looking and waiting.
    """
    here, there = os.pipe()
    os.set_blocking(there, False)

    def note(*_: Any) -> None:
        os.write(there, b"!")

    def ended(seconds: float) -> bool:
        ready, _, _ = select.select([here], [], [], seconds)
        return bool(ready)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(here)
        os.close(there)
