"""Bringing in tickets from elsewhere."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tix.frozen import dataclass, replace
from tix.importers.again import again, digest
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer, Reading
from tix.importers.plan import ImportPlan, SourceVersion, plan
from tix.importers.told import TellsOf, tells_of
from tix.model.layout import FOLDERS, attachment_path
from tix.model.rules.trailers import QUIET
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

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
    with workspace.transaction(is_dry=dry_run) as work:
        is_nothing = bool(reading.skipped and not reading.items)
        planned, changed = _taken_in(work, reading, workspace)
        done = ImportResult(planned, is_nothing, changed)
        if done.is_nothing or dry_run:
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


def _taken_in(
    work: "Transaction", reading: Reading, workspace: "Workspace"
) -> tuple[ImportPlan, tuple[str, ...]]:
    """The plan, and the ids of the desk's tickets into which something new was put."""
    desk: list[Ticket] = []
    told: dict[str, int] = {}
    for ticket in work.reader.tickets(*FOLDERS):
        desk.append(_known(ticket))
        told[ticket.id] = digest(ticket)
    taken = {*work.reader.ids(), *told}
    tells = tells_of(reading)
    planned = plan(reading, desk, taken, workspace.config, workspace.now)
    return planned, tuple(_brought_in(work, planned.versions, told, tells))


def _brought_in(
    work: "Transaction",
    versions: list[SourceVersion],
    told: Mapping[str, int],
    tells: TellsOf,
) -> Iterator[str]:
    """Put what is new at its source into tickets of the desk; the ids of those that changed.

    The versions are taken out of their list: of each only the ticket's file is kept.
    """
    versions.reverse()
    work.expect(said.id for said in versions if told[said.id] != said.digest)
    while versions:
        said = versions.pop()
        if told[said.id] != said.digest and _bring_in(work, said, tells):
            yield said.id


def _bring_in(work: "Transaction", said: SourceVersion, tells: TellsOf) -> bool:
    """Put what is new at its source into a ticket of the desk; whether anything is."""
    ours = work.get(said.id)
    joined = again(ours, said.ticket, tells)
    if not joined.is_news or joined.ticket == ours:
        return False
    new = set(joined.ticket.attachments) - set(ours.attachments)
    for attachment in said.attachments:
        if attachment.name in new:
            work.put_file(attachment_path(said.id, attachment.name), attachment.content)
    work.put_last(replace(joined.ticket, source=said.ticket.source))
    return True


def _known(whole: Ticket) -> Ticket:
    """The part of a ticket that identifies it: there may be very many."""
    return Ticket(whole.id, whole.title, opened=whole.opened, source=whole.source)
