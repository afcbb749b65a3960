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

    None if there is none. Raises TixError where the desk isn't found or git fails.
    """
    above = (top / path).parents
    if len(above) < _DEPTH:
        return given or None
    bases = Git(top).line("merge-base", "--all", ours, theirs, codes=(0, 1)).split()
    if not bases or (given and len(bases) == 1):
        return given or None
    from tix.storage.desk.finding import find  # few merges have several bases
    from tix.storage.repair.versions import Versions

    desk = find(above[_DEPTH - 1])
    versions = Versions(desk)
    try:
        return versions.base(ours, theirs, path.removeprefix(desk.prefix)) or given or None
    finally:
        versions.close()
