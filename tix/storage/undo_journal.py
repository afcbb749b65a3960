"""Which commits this clone's user made with tix, so that ``tix undo`` can take back the last.

A line for each: the person's key, a blank, the commit's name. It is a convenience of this clone
and can be deleted; then there is nothing to take back.
"""

import contextlib

from tix.model.people import Person
from tix.storage.desk import Desk

_NAME = "undo"


def remember(desk: Desk, person: Person, commit: str) -> None:
    """Note a commit as one that may be taken back."""
    with contextlib.suppress(OSError), (desk.state_dir / _NAME).open("a") as file:
        file.write(f"{commit} {person.key}\n")


def last(desk: Desk, person: Person) -> str | None:
    """The last commit of that person that is still part of the desk's branch."""
    for line in reversed(_lines(desk)):
        commit, _, key = line.partition(" ")
        if key == person.key and desk.git.succeeds(
            "merge-base", "--is-ancestor", commit, desk.ref()
        ):
            return commit
    return None


def forget(desk: Desk, commit: str) -> None:
    """The commit has been taken back."""
    kept = [line for line in _lines(desk) if not line.startswith(commit)]
    with contextlib.suppress(OSError):
        (desk.state_dir / _NAME).write_text("".join(f"{line}\n" for line in kept))


def _lines(desk: Desk) -> list[str]:
    try:
        return (desk.state_dir / _NAME).read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return []
