"""The last versions of files that one side of a merge has deleted and the other changed.

What was said or taken out between the last sync and the deletion stands nowhere else (D2).
"""

import os
from collections.abc import Mapping, Sequence

from tix.model.layout import ATTACHMENTS
from tix.model.ticket.paths import stem
from tix.storage.git.diff import raw_entries
from tix.storage.git.entry import Entry
from tix.storage.git.log_records import log_records, record_format
from tix.storage.git.process import Git

Versions = Sequence[Mapping[str, Entry | None]]
"""The entries of base, ours and theirs at each path; None: no file."""


def deleted_tickets(
    git: Git, folders: Sequence[str], versions: Versions, commits: Sequence[str]
) -> dict[str, Entry | None]:
    """The last entries of such tickets and of their attachments, wherever they were filed.

    ``folders`` are those of tickets and attachments, ``commits`` ours and theirs.
    """
    found: dict[str, Entry | None] = {}
    base = versions[0]
    for number, side in enumerate(versions[1:]):
        other = versions[2 - number]
        changed = {stem(p) for p, entry in other.items() if entry and entry != base[p]}
        gone = changed.intersection(stem(p) for p, entry in base.items() if entry)
        gone.difference_update(stem(p) for p, entry in side.items() if entry)
        if gone:
            removed = deleted_versions(git, commits[number], commits[1 - number], *folders)
            found |= _of_tickets(removed, gone)
    return found


def _of_tickets(removed: Mapping[str, Entry], idents: set[str]) -> dict[str, Entry | None]:
    """What belongs to these tickets; of a ticket that was moved before, the last place alone."""
    left, found = set(idents), dict[str, Entry | None]()
    for path, entry in removed.items():
        folder = path.rpartition("/")[0]
        if f"/{ATTACHMENTS}/" in f"/{folder}" and stem(folder) in idents:
            found[path] = entry
        elif stem(path) in left:
            left.discard(stem(path))
            found[path] = entry
    return found


def deleted_versions(git: Git, side: str, other: str, *paths: str) -> Mapping[str, Entry]:
    """What was at each path (below these) that a commit of *side* took away and *other* hasn't.

    The latest first; paths from the working tree's top. Raises GitError.
    """
    output = git.run(
        "log", "--topo-order", "--full-history", "--raw", "--no-abbrev", "--no-renames",
        "--diff-filter=D", "-z", record_format("%H"), side, f"^{other}", "--", *paths,
    )  # fmt: skip
    found: dict[str, Entry] = {}
    for _, removed in log_records(iter(output.split(b"\0")), 1, _removed):
        for path, entry in removed:
            found.setdefault(path, entry)
    return found


def _removed(meta: bytes, path: bytes) -> tuple[str, Entry] | None:
    was = raw_entries(meta)[0]
    return (os.fsdecode(path), was) if was is not None and was.is_plain else None
