"""The memory of ``tix inbox`` in this clone: up to which commit each person has seen a desk.

A line for each person and desk: the commit, the time of the look, the person's key and the desk's
folder in the repository, with tabs between. By commit, not by time: what comes with a later sync
is new even if it was made long ago. It can be deleted; then the next look is a first one.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.times import format_time, parse_time
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read_plain

_PATIENCE = 2.0
"""Seconds to wait for another look that is being remembered."""

_COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}"


@dataclass(frozen=True, slots=True)
class LastLook:
    """The desk's commit at somebody's last look, and when that was."""

    commit: str
    at: datetime


def last_look(desk: Desk, key: str, canonical: Callable[[str], str] = str) -> LastLook | None:
    """The last look of the person with that key; None if there was none that anybody remembers.

    ``canonical`` gives the key that a person has now for one of theirs: addresses change.
    """
    found = None
    for line in _lines(desk):
        commit, _, rest = line.partition("\t")
        at, _, whose = rest.partition("\t")
        who, _, prefix = whose.partition("\t")
        is_theirs = prefix == repr(desk.prefix) and _plain(canonical(who)) == _plain(key)
        if is_theirs and re.fullmatch(_COMMIT, commit):
            with contextlib.suppress(ValueError):
                found = LastLook(commit, parse_time(at))
    return found


def remember(desk: Desk, key: str, look: LastLook) -> None:
    """Note a look. A clone that can't be written to remembers nothing."""
    _write(desk, key, [f"{look.commit}\t{format_time(look.at)}\t{_whose(desk, key)}"])


def drop(desk: Desk, key: str) -> None:
    """Remember no look of somebody."""
    if any(line.endswith(f"\t{_whose(desk, key)}") for line in _lines(desk)):
        _write(desk, key, [])


def _write(desk: Desk, key: str, new: list[str]) -> None:
    """Put lines in place of those of somebody."""
    from tix.storage.desk.lock import exclusive  # tix status only asks
    from tix.storage.replacing import replace_file

    whose = _whose(desk, key)
    state = desk.clone_state
    with contextlib.suppress(OSError, TixError), exclusive(state.last_look_lock, _PATIENCE):
        kept = [line for line in _lines(desk) if not line.endswith(f"\t{whose}")]
        replace_file(state.last_look, "".join(f"{line}\n" for line in [*kept, *new]).encode())


def is_here(desk: Desk, look: LastLook) -> bool:
    """Whether the commit of a look is (still) in this clone."""
    return desk.git.succeeds("cat-file", "-e", f"{look.commit}^{{commit}}")


def is_in_history(desk: Desk, look: LastLook, tip: str) -> bool:
    """Whether what was seen is an ancestor of ``tip``; not if history was rewritten."""
    return desk.git.succeeds("merge-base", "--is-ancestor", look.commit, tip)


def _whose(desk: Desk, key: str) -> str:
    return f"{_plain(key)}\t{desk.prefix!r}"


def _plain(key: str) -> str:
    return " ".join(key.split())


def _lines(desk: Desk) -> Iterator[str]:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        yield from filter(None, read_plain(desk.clone_state.last_look).decode().split("\n"))
