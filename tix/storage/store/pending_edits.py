"""Uncommitted hand edits in the files that a command changes: they are committed first, apart.

So ``tix undo`` takes back what the command did and nothing else, and the history tells both. A
ticket that was moved to the archive or out of it, by hand or by a run that was killed then, leaves
its old place with that commit: no commit has it twice.
"""

import os
from collections.abc import Mapping
from contextlib import suppress

from tix.frozen import dataclass
from tix.model.layout import attachment_path
from tix.model.record.document import DocumentError
from tix.model.record.document import load as load_record
from tix.model.records.kinds import named, record_at
from tix.model.ticket.document import load
from tix.model.ticket.paths import archive_path, is_archived, is_ticket_path, live_path
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read
from tix.storage.git.objects import differs
from tix.storage.store.committed import CommittedFiles


@dataclass(frozen=True, slots=True)
class PendingEdits:
    """Ids of the tickets, and their files and new attachments by path from the desk's root.

    None: the ticket was moved from there.
    """

    tickets: tuple[str, ...]
    files: Mapping[str, bytes | None]


def pending_edits(
    desk: Desk, ref: str, found: Mapping[str, bytes | None], committed: Mapping[str, str]
) -> PendingEdits | None:
    """The uncommitted edits in the files as they were found; ``committed`` are blobs ("": none).

    A broken ticket's text isn't committed by itself. None: there is nothing.
    """
    idents: dict[str, None] = {}
    files: dict[str, bytes | None] = {}
    attachments: list[str] = []
    moved: list[str] = []
    for path, blob in committed.items():
        data = found.get(path)
        if data is None or not differs(data, blob):
            continue
        if record := record_at(path):
            kind, name = record
            with suppress(DocumentError):
                load_record(kind, data, name=name)
                files[path], idents[named(kind, name)] = data, None
            continue
        if not is_ticket_path(path):
            continue
        try:
            ticket = load(data).record
        except DocumentError:
            continue
        files[path] = data
        idents[ticket.id] = None
        if not blob:
            moved.append(live_path(path) if is_archived(path) else archive_path(path))
        attachments += (attachment_path(ticket.id, name) for name in ticket.attachments)
    if not idents:
        return None
    files |= _new(desk, ref, set(attachments) - found.keys())
    return PendingEdits(tuple(idents), files | _left(desk, ref, set(moved) - found.keys()))


def _new(desk: Desk, ref: str, paths: set[str]) -> dict[str, bytes]:
    """Those of the files that are there and were never committed: a run that was cut short, or a
    person, has put them there with the edit, and it names them."""
    there = [path for path in sorted(paths) if (desk.root / path).is_file()]
    if not there:
        return {}
    blobs = CommittedFiles(desk, ref, there).blobs
    return {path: read(desk.root, path) for path in there if not blobs[path]}


def _left(desk: Desk, ref: str, paths: set[str]) -> dict[str, None]:
    """Those of the places that are committed, and have no file any more."""
    gone = [path for path in sorted(paths) if not os.path.lexists(desk.root / path)]
    blobs = CommittedFiles(desk, ref, gone).blobs if gone else {}
    return {path: None for path in gone if blobs[path]}
