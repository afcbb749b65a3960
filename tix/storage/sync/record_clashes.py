"""Folders of records, and of what else is the desk's own, where a file meets a folder.

git would leave such a place to a person, who can do nothing but what is done here: the records
stay, and what is in their way is kept beside them, as with tickets.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tix.model.layout import (
    CALENDARS,
    CONFIG_FILE,
    FIRED_FILE,
    LIMIT,
    RECORD_FOLDERS,
    RULES_FILE,
    TEMPLATES,
)
from tix.model.merge.path_clashes import folders
from tix.model.promises.holidays import region_at
from tix.model.records.kinds import record_at
from tix.model.ticket.paths import is_ticket_path
from tix.storage.git.entry import Entry
from tix.storage.git.objects import larger
from tix.storage.git.process import Git

_FOLDERS = (*RECORD_FOLDERS, CALENDARS, TEMPLATES)

Entries = Mapping[str, Entry | None]


def clashing_folders(
    prefix: str, versions: Sequence[Entries], is_plain: Callable[[Entry], bool]
) -> tuple[str, ...]:
    """Those folders of a desk in which what two sides have can't stand together as it is.

    ``versions`` are base, ours and theirs by path, which ``prefix`` leads to; ``is_plain`` tells
    whether something is a file that can be merged. One side has a file where the other has a
    folder, or what is no plain file where the other has a file.
    """
    base, *sides = ({p: entry for p, entry in side.items() if entry} for side in versions)
    ours, theirs = ({p: e for p, e in side.items() if e != base.get(p)} for side in sides)
    clashing = {*_met(prefix, ours, theirs, is_plain), *_met(prefix, theirs, ours, is_plain)}
    return tuple(folder for folder in _FOLDERS if folder in clashing)


def _met(
    prefix: str,
    one: Mapping[str, Entry],
    other: Mapping[str, Entry],
    is_plain: Callable[[Entry], bool],
) -> Iterator[str]:
    """The folders in which a path of one side is, or is above, a path of the other."""
    for path, entry in one.items():
        if not (folder := _folder(prefix, path)):
            continue
        there = other.get(path)
        is_odd = there is not None and not (is_plain(entry) and is_plain(there))
        if (is_odd and entry != there) or any(above in other for above in folders(path)):
            yield folder


def _folder(prefix: str, path: str) -> str:
    """The folder of records that a path is in, or is; "": none."""
    if not path.startswith(prefix):
        return ""
    folder = path.removeprefix(prefix).partition("/")[0]
    return folder if folder in _FOLDERS else ""


def too_large(git: Git, prefix: str, versions: Sequence[Entries]) -> frozenset[str]:
    """The names of what is too large for the ticket, the record or another of the desk's own texts
    in whose place it is."""
    start = len(prefix)
    names = (
        entry.name
        for side in versions
        for path, entry in side.items()
        if entry and entry.is_plain and path.startswith(prefix)
        if is_ticket_path(path[start:]) or record_at(path[start:]) or _is_other_own(path[start:])
    )
    return larger(git, names, LIMIT)


def _is_other_own(path: str) -> bool:
    return path in (CONFIG_FILE, RULES_FILE, FIRED_FILE) or region_at(path) is not None


def is_records_own(prefix: str, path: str, clashing: Sequence[str]) -> bool:
    """Whether a path in such a folder is that of a record, or of what else the desk has there."""
    folder = _folder(prefix, path)
    inside = path.removeprefix(prefix)
    if folder not in clashing or inside == folder:
        return False
    is_own = folder == TEMPLATES or record_at(inside) or region_at(inside)
    return bool(is_own)
