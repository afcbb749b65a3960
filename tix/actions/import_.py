"""Bringing in tickets from elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from tix.frozen import dataclass
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer
from tix.importers.plan import ImportPlan, plan
from tix.model.layout import FOLDERS, attachment_path
from tix.model.ticket.ticket import Ticket

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import. ``is_nothing``: not one record could become a ticket."""

    plan: ImportPlan
    is_nothing: bool


def import_tickets(
    workspace: "Workspace",
    importer: Importer,
    source: Path,
    words: Words,
    *,
    dry_run: bool = False,
) -> ImportResult:
    """Make tickets of what a file or folder holds, all in one commit.

    Raises ImportInputError if nothing in it can be read.
    """
    with workspace.progress("reading") as advance:
        reading = importer.read(source, words, advance)
    with workspace.transaction() as work:
        desk = [_known(ticket) for ticket in work.reader.tickets(*FOLDERS)]
        taken = {*work.reader.ids(), *(ticket.id for ticket in desk)}
        planned = plan(reading, desk, taken, workspace.config, workspace.now)
        done = ImportResult(planned, is_nothing=bool(reading.skipped and not reading.items))
        if dry_run or done.is_nothing:
            return done
        with workspace.progress("writing") as advance:
            for number, new in enumerate(planned.new):
                work.add(new.ticket)
                for attachment in new.attachments:
                    path = attachment_path(new.ticket.id, attachment.name)
                    work.put_file(path, attachment.content)
                advance(number, len(planned.new))
        count = len(planned.new)
        tickets = f"{count} ticket{'' if count == 1 else 's'}"
        work.commit(f"import {tickets} from {importer.name} ({source.name})", with_rules=False)
    return done


def _known(whole: Ticket) -> Ticket:
    """The part of a ticket that identifies it: there may be very many."""
    return Ticket(whole.id, whole.title, opened=whole.opened, source=whole.source)
