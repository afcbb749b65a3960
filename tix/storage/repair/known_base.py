"""The base of a ticket in a merge that git makes, found by id.

Where two branches have several merge bases, git merges those first, and pairs their files by path
and likeness. If a ticket was archived on one of them and changed much, the base that it gives is
that of one side alone: what somebody took off would be there again.
"""

from pathlib import Path

from tix.storage.git.process import Git

_DEPTH = 4
"""A ticket's file is in a month of a year of one of the desk's folders."""


def known_base(top: Path, path: str, ours: str, theirs: str, given: bytes) -> bytes | None:
    """A ticket's last common version in two commits; ``given`` is git's, of which it is certain if
    there is one merge base. ``path`` is from the top of the working tree.

    None if there is none. Raises TixError.
    """
    folders = (top / path).parents
    if len(folders) < _DEPTH:
        return given or None
    bases = Git(top).line("merge-base", "--all", ours, theirs, codes=(0, 1)).split()
    if not bases or (given and len(bases) == 1):
        return given or None
    from tix.storage.desk.desk import repository  # few merges have several bases
    from tix.storage.desk.finding import above
    from tix.storage.repair.versions import Versions

    here = repository(folders[_DEPTH - 1])
    desk = above(here, folders[_DEPTH - 1]) if here else None
    if desk is None:
        return given or None
    versions = Versions(desk)
    try:
        return versions.base(ours, theirs, path.removeprefix(desk.prefix)) or given or None
    finally:
        versions.close()
