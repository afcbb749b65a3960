"""The archive in a commit: the names of its files, and the content of some."""

from collections.abc import Collection, Iterator
from itertools import islice

from tix.model.layout import ARCHIVE
from tix.model.ticket.paths import is_ticket_name
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import walk
from tix.storage.git.tree_entries import tree_entries, tree_files
from tix.storage.index import source_files
from tix.storage.store.filed import Filed

FEW = 500
"""So many files are asked for one by one; for more, the whole archive is listed."""

LARGE_ARCHIVE = 1000
"""Tickets; fewer are indexed together with the live folder."""


def has_large_archive(desk: Desk) -> bool:
    """By the files that are there: nothing but which way is quicker hangs on it."""
    files = walk(desk.root, ARCHIVE, ".md")
    return next(islice(files, LARGE_ARCHIVE, None), None) is not None


def archived_names(desk: Desk, commit: str) -> Iterator[str]:
    """The paths of a commit's ticket files in the archive. Raises GitError."""
    if commit:
        yield from filter(is_ticket_name, tree_files(desk.git, commit, ARCHIVE))


def archived_at(desk: Desk, commit: str, paths: Collection[str]) -> Iterator[Filed]:
    """The tickets that a commit has at these paths of the archive. Raises GitError."""
    for found in source_files.committed(desk, _blobs_at(desk, commit, paths)):
        if isinstance(found.what, Filed):
            yield found.what


def archived_among(desk: Desk, commit: str, paths: Collection[str]) -> frozenset[str]:
    """At which of these paths of the archive a commit has a file. Raises GitError."""
    return frozenset(path for path, blob in _blobs_at(desk, commit, paths).items() if blob)


def _blobs_at(desk: Desk, commit: str, paths: Collection[str]) -> dict[str, str]:
    if not (commit and paths):
        return {}
    if len(paths) > FEW:
        return source_files.blobs_at(desk, commit, paths)
    entries = tree_entries(desk.git, commit, *sorted(paths))
    return {path: entry.name for path, entry in entries if entry.is_plain}
