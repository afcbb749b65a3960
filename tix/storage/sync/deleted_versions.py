"""The last versions of files that one side of a merge has deleted and the other changed.

What was said or taken out between the last sync and the deletion stands nowhere else (D2). There
are several where clones deleted one thing before they knew of each other.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest

from tix.model.layout import ATTACHMENTS, LIMIT
from tix.model.ticket.paths import stem
from tix.storage.git.entry import Entry
from tix.storage.git.objects import larger
from tix.storage.git.process import Git
from tix.storage.git.removals import Removal, last_removals, removals

Versions = Sequence[Mapping[str, Entry | None]]
"""The entries of base, ours and theirs at each path; None: no file."""


def deleted_tickets(
    git: Git, folders: Sequence[str], versions: Versions, commits: Sequence[str]
) -> list[dict[str, Entry | None]]:
    """The last entries of such tickets and of their attachments, wherever they were filed.

    ``folders`` are those of tickets and attachments, ``commits`` ours and theirs. There are as many
    as there are versions of anything; their order says nothing.
    """
    found: list[list[Removal]] = []
    base = versions[0]
    for number, side in enumerate(versions[1:]):
        other = versions[2 - number]
        changed = {stem(p) for p, entry in other.items() if entry and entry != base[p]}
        gone = changed.intersection(stem(p) for p, entry in base.items() if entry)
        gone.difference_update(stem(p) for p, entry in side.items() if entry)
        if gone:
            removed = removals(git, commits[number], commits[1 - number], *folders)
            found += (last_removals(git, each) for each in _of_tickets(removed, gone))
    names = (r.entry.name for each in found for r in each if not _is_attachment(r.path))
    large = larger(git, names, LIMIT)
    kept = [[(r.path, r.entry) for r in each if r.entry.name not in large] for each in found]
    return [dict(filter(None, each)) for each in zip_longest(*kept)]


def _of_tickets(removed: Sequence[Removal], idents: Collection[str]) -> list[list[Removal]]:
    """What belongs to these tickets: each of them, and each of their attachments, by itself."""
    found = defaultdict[str, list[Removal]](list)
    for each in removed:
        ident = stem(each.path)
        if _is_attachment(each.path) and stem(each.path.rpartition("/")[0]) in idents:
            found[each.path].append(each)
        elif ident in idents:
            found[ident].append(each)
    return list(found.values())


def _is_attachment(path: str) -> bool:
    return f"/{ATTACHMENTS}/" in f"/{path.rpartition('/')[0]}"


def deleted_records(
    git: Git, paths: Collection[str], side: str, other: str
) -> dict[str, list[Entry]]:
    """The last entries at each of these paths that *side* deleted, without what is too large."""
    found: dict[str, list[Removal]] = {path: [] for path in paths}
    if not found:
        return {}
    folders = {path.rpartition("/")[0] for path in paths}
    for each in removals(git, side, other, *sorted(folders)):
        if each.path in found:
            found[each.path].append(each)
    last = {path: [r.entry for r in last_removals(git, each)] for path, each in found.items()}
    large = larger(git, (entry.name for each in last.values() for entry in each), LIMIT)
    return {path: [e for e in each if e.name not in large] for path, each in last.items()}
