"""People whom commits have forgotten: of what happened before, nothing is sent to them any more."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from tix.actions.forget import FORGOTTEN
from tix.model.notices.message import Message
from tix.storage.desk.desk import Desk
from tix.storage.git.diff import changed_lines

_ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]=]+@[^\s<>\"'(),;:\[\]=]+")

_LATEST = 253_402_300_799
"""The last second that a time can have."""


class Forgotten:
    """The addresses that commits have taken out of the desk, each with the time."""

    def __init__(self, desk: Desk, old: str, new: str) -> None:
        """By the commits that ``new`` has and ``old`` ("" for none) hasn't. Raises GitError."""
        self._times = dict(_forgotten(desk, old, new))

    def has(self, message: Message) -> bool:
        """Whether a message is to somebody who was forgotten after what it tells of."""
        at = self._times.get(message.to.casefold())
        return at is not None and message.at <= at


def _forgotten(desk: Desk, old: str, new: str) -> Iterator[tuple[str, datetime]]:
    """Each address with the time of its forgetting, the latest last."""
    found = desk.git.run(
        "log", "--reverse", "--format=%H %at", f"--grep=^{FORGOTTEN}: ", "--end-of-options",
        f"{old}..{new}" if old else new,
    )  # fmt: skip
    for line in found.decode().splitlines():
        commit, _, seconds = line.partition(" ")
        for address in _taken_out(desk, commit):
            yield address, datetime.fromtimestamp(min(int(seconds), _LATEST), UTC)


def _taken_out(desk: Desk, commit: str) -> Iterator[str]:
    """The addresses that lines of a commit had before, and have no more."""
    before, after = (
        {address.casefold() for line in lines for address in _ADDRESS.findall(line)}
        for lines in changed_lines(desk.git, commit)
    )
    yield from sorted(before - after)
