"""Moves of the desk's branch by a push or the like, which takes no files along."""

import os

from tix.frozen import dataclass
from tix.storage.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Move:
    """The commits between which a branch was moved; the first is zeros if it was made."""

    old: str
    new: str


def moves_of_others(desk: Desk) -> list[Move]:
    """The last moves of the desk's branch by a push or the like, which takes no files along.

    The latest first; empty if somebody else moved it since, or the files have caught up.
    """
    logs = desk.common_dir / "logs"
    ref = desk.ref() if logs.is_dir() else "HEAD"
    if ref == "HEAD":
        return []
    try:
        with (logs / ref).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return []
    found: list[Move] = []
    for line in reversed(lines):
        stamp, _, message = line.partition(b"\t")
        old, new, *_ = (*stamp.decode(errors="replace").split(" ", 2), "", "")
        is_others = not message or message.startswith((b"push", b"fetch"))
        if not is_others or (found and found[-1].old != new):
            break
        found.append(Move(old, new))
    return [] if found and _caught_up(desk) == found[0].new else found


_TAIL = 4096
"""Bytes at the end of a branch's log in which its last moves are."""


def _caught_up(desk: Desk) -> str:
    try:
        return desk.tree_state.caught_up.read_text()
    except (OSError, UnicodeDecodeError):
        return ""


def note_caught_up(desk: Desk, commit: str) -> None:
    """Remember that the files are up to date with that commit of the branch. Raises OSError."""
    from tix.storage.replacing import replace_file  # hardly ever has anybody pushed into a branch

    state = desk.tree_state
    state.folder.mkdir(exist_ok=True)
    replace_file(state.caught_up, commit.encode())
