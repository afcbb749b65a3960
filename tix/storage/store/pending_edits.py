"""Uncommitted hand edits in the files that a command changes: they are committed first, apart.

So ``tix undo`` takes back what the command did and nothing else, and the history tells both. A
ticket that was moved, to the archive or elsewhere, by hand or by a run that was killed then, leaves
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
from tix.model.ticket.paths import is_ticket_path
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read
from tix.storage.git.objects import differs
from tix.storage.store.committed import CommittedFiles, committed_tickets


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
    moved: set[str] = set()
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
            moved.add(path.rpartition("/")[2])
        attachments += (attachment_path(ticket.id, name) for name in ticket.attachments)
    if not idents:
        return None
    files |= _new(desk, ref, set(attachments) - found.keys())
    return PendingEdits(tuple(idents), _left(desk, ref, moved, found) | files)


def _new(desk: Desk, ref: str, paths: set[str]) -> dict[str, bytes]:
    """Those of the files that are there and were never committed: a run that was cut short, or a
    person, has put them there with the edit, and it names them."""
    there = [path for path in sorted(paths) if (desk.root / path).is_file()]
    if not there:
        return {}
    blobs = CommittedFiles(desk, ref, there).blobs
    return {path: read(desk.root, path) for path in there if not blobs[path]}


def _left(
    desk: Desk, ref: str, names: set[str], found: Mapping[str, bytes | None]
) -> dict[str, bytes | None]:
    """The places where files of these names are committed, and had no file any more before the
    command wrote any."""
    return {
        path: None
        for path in (committed_tickets(desk, ref) if names else ())
        if path.rpartition("/")[2] in names
        and (found[path] is None if path in found else not os.path.lexists(desk.root / path))
    }
