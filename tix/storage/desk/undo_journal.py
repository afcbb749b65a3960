"""The commits made with tix in this clone, so that ``tix undo`` can take back the last.

A line for each: the commit's name, the person's key and the desk's folder in the repository, with
tabs between. It is a convenience of this clone and can be deleted; then there is nothing to take
back.
"""

import contextlib
from collections.abc import Callable, Iterator

from tix.model.people import Person
from tix.storage.desk.desk import Desk
from tix.storage.replacing import replace_file

_KEPT = 200
"""How many commits ``last`` looks at, and ``forget`` leaves."""


def remember(desk: Desk, person: Person, commit: str) -> None:
    """Note a commit as one that may be taken back."""
    with contextlib.suppress(OSError), desk.clone_state.undo.open("a") as file:
        file.write(f"{commit}{_whose(desk, person)}\n")


def last(desk: Desk, person: Person, canonical: Callable[[str], str] = str) -> str | None:
    """The last commit of that person to that desk that is still part of the desk's branch.

    ``canonical`` maps all keys of a person to one: addresses change.
    """
    return next(newest_first(desk, person, canonical), None)


def newest_first(
    desk: Desk, person: Person, canonical: Callable[[str], str] = str
) -> Iterator[str]:
    """All such commits that are remembered."""
    ref, me = desk.ref(), canonical(_key(person))
    for line in reversed(_lines(desk)[-_KEPT:]):
        commit, _, rest = line.partition("\t")
        key, _, prefix = rest.partition("\t")
        if (
            prefix == repr(desk.prefix)
            and canonical(key) == me
            and desk.git.succeeds("merge-base", "--is-ancestor", commit, ref)
        ):
            yield commit


def forget(desk: Desk, commit: str) -> None:
    """Remove a commit that has been taken back."""
    kept = [line for line in _lines(desk) if not line.startswith(commit)]
    text = "".join(f"{line}\n" for line in kept[-_KEPT:])
    with contextlib.suppress(OSError):
        replace_file(desk.clone_state.undo, text.encode())


def clear(desk: Desk) -> None:
    """Forget all of them: what they would bring back isn't to come back."""
    with contextlib.suppress(OSError):
        desk.clone_state.undo.unlink(missing_ok=True)


def _whose(desk: Desk, person: Person) -> str:
    return f"\t{_key(person)}\t{desk.prefix!r}"


def _key(person: Person) -> str:
    return " ".join(person.key.split())


def _lines(desk: Desk) -> list[str]:
    try:
        return desk.clone_state.undo.read_text().split("\n")[:-1]
    except (OSError, UnicodeDecodeError):
        return []
