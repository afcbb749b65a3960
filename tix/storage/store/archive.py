"""Moving finished tickets into the archive."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.changes.archive_rule import is_due_for_archive
from tix.model.config.config import Config
from tix.model.layout import LIVE
from tix.model.rules.trailers import QUIET
from tix.model.ticket.paths import archive_path, is_archived
from tix.storage.desk.desk import Desk
from tix.storage.replacing import replace_file
from tix.storage.store.outcome import Outcome
from tix.storage.store.store import Store
from tix.storage.store.transaction import Transaction


class NotDoneError(NeedsPersonError):
    """An unfinished ticket can't be archived."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"{ident} isn't done, so it stays", hint=f"tix close {ident}")


@dataclass(frozen=True, slots=True)
class ArchiveResult:
    """The tickets that were moved, and the commit."""

    tickets: tuple[str, ...]
    outcome: Outcome


def archive_old(
    store: Store,
    config: Config,
    now: datetime,
    after: timedelta,
    *,
    dry_run: bool = False,
    undoable: bool = True,
) -> ArchiveResult:
    """Archive every ticket that has been done for ``after`` or longer."""
    with store.transaction(is_dry=dry_run) as work:
        due = [
            ticket.id
            for ticket in work.reader.tickets(LIVE)
            if is_due_for_archive(ticket, config, now, after)
        ]
        return _archive(work, due, dry_run, undoable)


def archive(store: Store, config: Config, idents: Sequence[str], *, dry_run: bool) -> ArchiveResult:
    """Archive these tickets; all of them, or none if NotDoneError is raised."""
    with store.transaction(is_dry=dry_run) as work:
        for ticket in work.get_all(idents):
            if not config.is_done(ticket):
                raise NotDoneError(ticket.id)
            work.put(ticket)  # with the stamps of a status that was edited by hand
        live = [ident for ident in idents if not is_archived(work.reader.path_of(ident))]
        return _archive(work, live, dry_run, undoable=True)


def _archive(
    work: Transaction, idents: Sequence[str], dry_run: bool, undoable: bool
) -> ArchiveResult:
    if dry_run:
        return ArchiveResult(tuple(idents), Outcome())
    for ident in idents:
        work.move(ident, archive_path(work.reader.path_of(ident)))
    what = idents[0] if len(idents) == 1 else f"{len(idents)} tickets"
    return ArchiveResult(
        tuple(idents),
        work.commit(f"{what}: archive", trailers=(QUIET,), undoable=undoable, with_rules=False),
    )


def is_time_to_archive(desk: Desk, now: datetime) -> bool:
    """Whether the automatic run is due today; asking counts as running it."""
    path = desk.clone_state.archived
    today = now.date().isoformat()
    with contextlib.suppress(OSError):
        if path.read_text() == today:
            return False
    with contextlib.suppress(OSError):
        replace_file(path, today.encode())
    return True
