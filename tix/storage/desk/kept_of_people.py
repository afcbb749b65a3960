"""What a clone keeps beside the desk that may name somebody, and taking it away."""

from collections.abc import Iterable

from tix.storage.desk import inbox_mark, timers
from tix.storage.desk.desk import Desk


def erase_person(desk: Desk, mails: Iterable[str]) -> None:
    """Take away what this clone keeps of a person: their looks and timers, and what it makes anew
    of files and commits that named them. Raises OSError, WriteFailedError, LockedError.
    """
    state = desk.clone_state
    for place in (state.config, state.rules, state.rules_on, state.authors):
        place.unlink(missing_ok=True)
    for mail in mails:
        inbox_mark.drop(desk, mail)
        if timers.running(desk, mail):
            timers.keep(desk, mail, None)
