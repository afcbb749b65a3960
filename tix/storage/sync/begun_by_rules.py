"""Tickets that a rule opened in two clones, each by itself.

What rules make is the same everywhere, and so is what they do with it later. Where one side of a
merge has a ticket as rules alone made it, and the other has all that those did and more, the one is
what the other began with: a base, where else none would be known.
"""

from collections.abc import Mapping

from tix.model.people import RULES
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.entry import Entry
from tix.storage.git.objects import contents
from tix.storage.git.process import Git

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tix.model.ticket.ticket import Ticket
    from tix.storage.sync.deleted_versions import Versions

_OPENED = f"\nopened_by: {RULES}\n".encode()


def begun_by_rules(
    git: Git, versions: "Versions", commits: "Sequence[str]"
) -> Mapping[str, Entry | None]:
    """Such bases by path; ``commits`` are ours and theirs. Raises GitError."""
    base, *sides = versions
    paths = [path for path in base if _are_two(base[path], *(side[path] for side in sides))]
    blobs = contents(git, {entry.name for s in sides for p in paths if (entry := s[p])})
    found: dict[str, Entry | None] = {}
    for path in paths:
        texts = [blobs[entry.name] for side in sides if (entry := side[path])]
        number = side_begun_by_rules(git, path, texts, commits)
        if number is not None:
            found[path] = sides[number][path]
    return found


def side_begun_by_rules(
    git: Git, path: str, texts: "Sequence[bytes]", commits: "Sequence[str]"
) -> int | None:
    """Which of two texts of a ticket (0 or 1) the other began with. Raises GitError."""
    if not all(_OPENED in text for text in texts):
        return None
    tickets = [_loaded(text) for text in texts]
    for number in (0, 1):
        less, more = tickets[number], tickets[1 - number]
        if less is None or more is None or not {*less.fired} < {*more.fired}:
            continue
        if _is_of_rules(git, path, commits[number], commits[1 - number]):
            return number
    return None


def _are_two(base: Entry | None, ours: Entry | None, theirs: Entry | None) -> bool:
    if base is not None or ours is None or theirs is None:
        return False
    return ours != theirs and ours.is_plain and theirs.is_plain


def _loaded(data: bytes) -> "Ticket | None":
    try:
        return load(data).record
    except DocumentError:
        return None


def _is_of_rules(git: Git, path: str, side: str, other: str) -> bool:
    """Whether rules alone wrote what a side has there and the other hasn't."""
    output = git.run("log", "--full-history", "--format=%ae", side, f"^{other}", "--", path)
    return {*output.decode(errors="replace").split()} == {RULES.mail}
