"""Who has made commits in a desk, by the names that they have there.

``.git/tix/authors`` remembers what was found: a commit, then a line ``Name <mail>`` for each. Only
what has come since is asked of git. The file can be deleted.
"""

import contextlib
import re

from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read_plain
from tix.storage.git.process import GitError
from tix.storage.replacing import replace_file

_MOST = "10000"
"""Commits that are looked at in one go, the latest: a tenth of a second."""

_COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}"


def authors(desk: Desk, commit: str) -> frozenset[str]:
    """The authors of a commit and those before it, each as ``Name <mail>``."""
    before, known = _remembered(desk)
    if before == commit:
        return known
    found = _asked(desk, commit, before) if before else None
    if found is None:
        known, found = frozenset(), _asked(desk, commit)
    if found is None:
        return frozenset()
    every = known | found
    with contextlib.suppress(OSError):
        place = desk.clone_state.authors
        place.parent.mkdir(exist_ok=True)
        replace_file(place, "\n".join([commit, *sorted(every)]).encode())
    return every


def _remembered(desk: Desk) -> tuple[str, frozenset[str]]:
    """Up to which commit authors were found, and who; "" for none."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        commit, *found = read_plain(desk.clone_state.authors).decode().split("\n")
        if re.fullmatch(_COMMIT, commit):
            return commit, frozenset(filter(_is_somebody, found))
    return "", frozenset()


def _asked(desk: Desk, commit: str, before: str = "") -> frozenset[str] | None:
    """The authors since another commit; None if git doesn't have one of the two."""
    without = [f"^{before}"] if before else []
    try:
        output = desk.git.run(
            "log", "--no-show-signature", "--format=%an <%ae>", "-n", _MOST, commit, *without, "--"
        )
    except GitError:
        return None
    found = output.decode(errors="replace").split("\n")
    return frozenset(each for each in found if _is_somebody(each))


def _is_somebody(author: str) -> bool:
    """Whether it is a person with an address; a commit may say anything."""
    is_person = author.isprintable() and re.fullmatch(r"[^<>]+ <[^\s<>@]+@[^\s<>@]+>", author)
    return bool(is_person) and not author.endswith("@tix.invalid>")
