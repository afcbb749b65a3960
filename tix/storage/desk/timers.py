"""Timers of work, of each person in this clone: never a part of the desk.

One JSON file for all desks of the repository, by the person's key and the desk's folder in it. A
timer is a time of the clock, so it goes on while the machine is off.
"""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tix.frozen import dataclass
from tix.model.people import person_key
from tix.model.times import format_time, parse_time
from tix.quick_typing import Any
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read_plain
from tix.storage.desk.lock import exclusive
from tix.storage.replacing import replace_file


@dataclass(frozen=True, slots=True)
class Timer:
    """A ticket that somebody works on since a time, and what they said they would do."""

    ticket: str
    since: datetime
    text: str = ""


def running(desk: Desk, who: str) -> Timer | None:
    """The timer of a person; None if none runs, or the file can't be read."""
    found = _all(desk).get(_key(desk, who))
    with suppress(ValueError, KeyError, TypeError):
        if found is not None:
            return Timer(found["ticket"], parse_time(found["since"]), found.get("text", ""))
    return None


def keep(desk: Desk, who: str, timer: Timer | None) -> None:
    """Remember a person's timer; None: none runs. Raises WriteFailedError, LockedError."""
    with exclusive(desk.clone_state.timers_lock):
        known = {key: value for key, value in _all(desk).items() if key != _key(desk, who)}
        if timer is not None:
            kept = {"ticket": timer.ticket, "since": format_time(timer.since), "text": timer.text}
            known[_key(desk, who)] = kept
        text = json.dumps(known, ensure_ascii=False, indent=2)
        replace_file(desk.clone_state.timers, f"{text}\n".encode(), to_disk=True)


def has_running(file: Path) -> bool:
    """Whether a clone's file has a timer of anybody."""
    return bool(_read(file))


def _key(desk: Desk, who: str) -> str:
    return f"{person_key(who)} {desk.prefix}"


def _all(desk: Desk) -> dict[str, Any]:
    return _read(desk.clone_state.timers)


def _read(file: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads(read_plain(file))
        if isinstance(found, dict):
            return found
    return {}
