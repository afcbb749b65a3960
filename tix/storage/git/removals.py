"""The files that commits of a history have taken away, as they were then."""

import os
from collections.abc import Iterator, Sequence

from tix.frozen import dataclass
from tix.storage.git.diff import raw_entries
from tix.storage.git.entry import Entry
from tix.storage.git.log_records import log_records, record_format
from tix.storage.git.process import Git


@dataclass(frozen=True, slots=True)
class Removal:
    """What a commit took away from a path; ``parent`` is the commit before, which has it."""

    parent: str
    path: str
    entry: Entry


def removed_files(git: Git, field: str, *arguments: str) -> Iterator[tuple[str, str, list[Entry]]]:
    """A field (``%H``) of each commit that took files away, latest first, the path of each of them
    and its entry in each parent.

    ``arguments`` are those of ``git log``. Raises GitError.
    """
    output = git.run(
        "log", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=D", "-z",
        record_format(field), *arguments,
    )  # fmt: skip
    for (value,), files in log_records(iter(output.split(b"\0")), 1, _removed):
        for path, entries in files:
            yield value.decode(), path, entries


def removals(git: Git, side: str, other: str, *paths: str) -> list[Removal]:
    """The plain files below these paths that commits of *side* took away and *other* hasn't.

    Paths are from the working tree's top. Of a merge, what its sides took away, and what it took
    away itself that all of them had. Raises GitError.
    """
    found = removed_files(git, "%P", "--full-history", "-c", side, f"^{other}", "--", *paths)
    return [
        Removal(parent, path, entry)
        for parents, path, entries in found
        for parent, entry in zip(parents.split(), entries, strict=False)
        if entry.is_plain
    ]


def last_removals(git: Git, found: Sequence[Removal]) -> list[Removal]:
    """The last of these removals of one thing, which may have been moved about before.

    More than one where branches took different versions away apart: what a later removal had seen
    isn't among them, and their order says nothing. Raises GitError.
    """
    parents = dict.fromkeys(each.parent for each in found)
    versions = {(each.path, each.entry): each for each in found}
    if len(parents) > 1 and len(versions) > 1:
        last = set(git.line("merge-base", "--independent", "--end-of-options", *parents).split())
        versions = {(each.path, each.entry): each for each in found if each.parent in last}
    return list(versions.values())


def _removed(meta: bytes, path: bytes) -> tuple[str, list[Entry]] | None:
    were = raw_entries(meta)[:-1]
    there = [entry for entry in were if entry is not None]
    return (os.fsdecode(path), there) if len(there) == len(were) else None
