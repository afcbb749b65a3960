"""Whether a commit of the desk's branch has said something already, in a trailer of its message."""

import re
from functools import cached_property

from tix.frozen import dataclass
from tix.storage.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class SaidBy:
    """A commit that says something, and the tickets that it names."""

    commit: str
    tickets: tuple[str, ...]


def was_said(desk: Desk, name: str, value: str) -> bool:
    """Whether some commit has that trailer. It is looked for by git, from the latest on."""
    return said_by(desk, name, value) is not None


class SaidValues:
    """All values that a trailer has in the desk's history: for who asks for many of them.

    They are read by git once, when the first is asked for; who makes a commit adds its value.
    """

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk, self._name = desk, name
        self._new: set[str] = set()

    def __contains__(self, value: str) -> bool:
        return value in self._new or value in self._old

    def add(self, value: str) -> None:
        """A commit with this value was made."""
        self._new.add(value)

    @cached_property
    def _old(self) -> frozenset[str]:
        shown = f"--format=%(trailers:key={self._name},valueonly,unfold)"
        found = self._desk.git.run(
            "log", "-z", shown, "--basic-regexp", f"--grep=^{self._name}: ", "--end-of-options",
            self._desk.ref(), codes=(0, 128),
        )  # fmt: skip
        return frozenset(found.decode(errors="replace").replace("\0", "\n").split("\n"))


def said_by(desk: Desk, name: str, value: str) -> SaidBy | None:
    """The latest commit with that trailer; None if there is none.

    The whole line is looked for: what somebody wrote within another line, a title, doesn't count.
    """
    line = re.sub(r"([][\\.*^$])", r"\\\1", f"{name}: {value}")
    found = desk.git.run(
        "log", "-1", "-z", "--format=%H%n%(trailers:key=Ticket,valueonly,unfold)",
        "--basic-regexp", f"--grep=^{line}$", "--end-of-options", desk.ref(), codes=(0, 128),
    )  # fmt: skip
    commit, *tickets = found.decode(errors="replace").strip("\0\n").split("\n")
    return SaidBy(commit, tuple(filter(None, tickets))) if commit else None
