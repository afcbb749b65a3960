"""Bringing in tickets from elsewhere."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tix.frozen import dataclass, replace
from tix.importers.again import again, stamped
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer
from tix.importers.plan import ImportPlan, KnownTicket, plan
from tix.model.layout import FOLDERS, attachment_path
from tix.model.rules.trailers import QUIET
from tix.model.ticket.ticket import Ticket

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import.

    ``is_nothing``: not one record could become a ticket. ``changed`` are the ids of those that were
    there, and of which the source says something new.
    """

    plan: ImportPlan
    is_nothing: bool
    changed: tuple[str, ...] = ()


def import_tickets(
    workspace: "Workspace",
    importer: Importer,
    source: Path,
    words: Words,
    *,
    dry_run: bool = False,
) -> ImportResult:
    """Make tickets of what a file or folder holds, all in one commit.

    Of those that are there already, what has changed at the source comes in (``importers.again``).

    Raises ImportInputError if nothing in it can be read.
    """
    with workspace.progress("reading") as advance:
        reading = importer.read(source, words, advance)
    with workspace.transaction() as work:
        desk, told = _desk(work)
        taken = {*work.reader.ids(), *(ticket.id for ticket in desk)}
        is_nothing = bool(reading.skipped and not reading.items)
        planned = plan(reading, desk, taken, workspace.config, workspace.now)
        done = ImportResult(planned, is_nothing)
        if done.is_nothing:
            return done
        changed = tuple(f.id for f in planned.present if _bring_in(work, f, told))
        done = replace(done, changed=changed)
        if dry_run:
            return done
        with workspace.progress("writing") as advance:
            for number, new in enumerate(planned.new):
                work.put_file(new.path, new.data, new.id)
                for attachment in new.attachments:
                    path = attachment_path(new.id, attachment.name)
                    work.put_file(path, attachment.content)
                advance(number, len(planned.new))
        count = len(planned.new) + len(changed)
        tickets = f"{count} ticket{'' if count == 1 else 's'}"
        said = f"import {tickets} from {importer.name} ({source.name})"
        work.commit(said, trailers=(QUIET,), with_rules=False)
    return done


def _desk(work: "Transaction") -> tuple[list[Ticket], dict[str, int]]:
    """What identifies the desk's tickets, and for each a hash of what its source said last."""
    desk: list[Ticket] = []
    told: dict[str, int] = {}
    for ticket in work.reader.tickets(*FOLDERS):
        desk.append(_known(ticket))
        told[ticket.id] = hash(frozenset(ticket.imported))
    return desk, told


def _bring_in(work: "Transaction", found: KnownTicket, told: Mapping[str, int]) -> bool:
    """Put what is new at its source into a ticket of the desk; whether anything is."""
    said = found.said
    if said is None or told[found.id] == hash(frozenset(stamped(said).imported)):
        return False  # as most; the desk's isn't read whole
    ours = work.get(found.id)
    joined = again(ours, said)
    if not joined.is_news or joined.ticket == ours:
        return False
    new = set(joined.ticket.attachments) - set(ours.attachments)
    for attachment in found.attachments:
        if attachment.name in new:
            work.put_file(attachment_path(found.id, attachment.name), attachment.content)
    work.put_last(joined.ticket)
    return True


def _known(whole: Ticket) -> Ticket:
    """The part of a ticket that identifies it: there may be very many."""
    return Ticket(whole.id, whole.title, opened=whole.opened, source=whole.source)
