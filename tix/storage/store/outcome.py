"""What came of a write."""

from tix.frozen import dataclass
from tix.storage.store.filed import Filed


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a transaction. ``commit`` is None if there was nothing to change.

    ``hand_edits`` are ids of tickets whose uncommitted edits went into the commit;
    ``detached``: the commit is on no branch; ``is_dry``: there was something, but it was to be
    left. ``rules`` are the names of the desk's rules that ran. ``planned`` are, after a dry run,
    the tickets as they would be.
    """

    commit: str | None = None
    hand_edits: tuple[str, ...] = ()
    detached: bool = False
    is_dry: bool = False
    rules: tuple[str, ...] = ()
    planned: tuple[Filed, ...] = ()
