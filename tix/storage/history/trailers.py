"""Whether a commit of the desk's branch has said something already, in a trailer of its message."""

import re

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
