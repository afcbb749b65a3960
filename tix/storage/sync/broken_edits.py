"""Keeping broken hand edits of tickets that others changed, too, in merge notes.

A broken edit isn't committed. But where others changed the same ticket, the file can't stay as
it is: the ticket is theirs then, and the text of the edit is kept in it as a note, by the rule
for a side that is broken.
"""

from collections.abc import Iterable, Mapping

from tix.frozen import dataclass
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.ticket.document import is_readable
from tix.model.ticket.paths import is_ticket_path, ticket_id
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read
from tix.storage.git.commit import Content, WorkingTreeMovedError
from tix.storage.git.diff import Changes
from tix.storage.git.objects import contents
from tix.storage.git.process import Git
from tix.storage.store.filed import Broken
from tix.storage.sync.blocking_changes import InTheWayError


@dataclass(frozen=True, slots=True)
class KeptEdits:
    """The changes of a further commit, the tickets' ids, and the paths that were in the way."""

    files: Mapping[str, Content]
    tickets: tuple[str, ...]
    paths: tuple[str, ...]


def keep_broken_edits(desk: Desk, left: Iterable[Broken], changed: Changes) -> KeptEdits:
    """Notes for the edits that are in the way of a change.

    Raises InTheWayError for other files, WorkingTreeMovedError for an edit that is mended by now.
    """
    in_way = dict.fromkeys(b.path for b in left if desk.prefix + b.path in changed)
    if other := [path for path in in_way if not is_ticket_path(path)]:
        raise InTheWayError(other)
    files: dict[str, Content] = {}
    tickets = []
    for path in in_way:
        seen = _on_disk(desk, path)
        if seen is not None and is_readable(seen):
            raise WorkingTreeMovedError(f"somebody edits {path}")
        place, new = _kept(desk, path, seen, changed)
        if new is not None and seen is not None:
            files[desk.prefix + place] = new
            tickets.append(ticket_id(place, new))
    return KeptEdits(files, tuple(tickets), tuple(in_way))


def _on_disk(desk: Desk, path: str) -> bytes | None:
    try:
        return read(desk.root, path)
    except FileNotFoundError:
        return None


def _kept(desk: Desk, path: str, seen: bytes | None, changed: Changes) -> tuple[str, bytes | None]:
    """Where the ticket is now, and its new text. A file that is gone comes back as it is now."""
    old, new = changed[desk.prefix + path]
    place = path
    blobs = contents(Git(desk.top), (entry.name for entry in (old, new) if entry))
    before = blobs[old.name] if old else None
    after = blobs[new.name] if new else None
    if after is None and before is not None:
        place, after = _moved(desk, path, ticket_id(path, before), changed)
    if seen is None:
        return place, after
    try:
        if after is not None:
            return place, merge_files(before, seen, after).data
        return path, merge_files(None, seen, before or b"").data  # deleted there, edited here
    except MergeConflictError:
        raise InTheWayError([path]) from None


def _moved(desk: Desk, path: str, ident: str, changed: Changes) -> tuple[str, bytes | None]:
    """Where else a ticket has come to be, and its text; the old place and None if nowhere."""
    come = {
        place.removeprefix(desk.prefix): new.name
        for place, (old, new) in changed.items()
        if old is None and new is not None and place.endswith(f"/{ident}.md")
    }
    blobs = contents(Git(desk.top), come.values())
    for place, name in come.items():
        if is_ticket_path(place):
            return place, blobs[name]
    return path, None
