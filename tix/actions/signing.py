"""Signing a delivery note, and looking whether what was signed is still what is kept."""

from hashlib import sha256
from typing import TYPE_CHECKING

from tix.actions.attach import NewAttachment, with_files
from tix.actions.entries import EntryResult, new_id
from tix.errors import UsageError
from tix.frozen import replace
from tix.model.record.entries import fitting
from tix.model.ticket.entries import Signature
from tix.model.ticket.ticket import Ticket
from tix.model.work.delivery_note import FILE_NAME, delivery_note

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NobodySignsError(UsageError):
    """An empty name."""

    def __init__(self) -> None:
        super().__init__("the name is empty", hint="tix sign ID --name 'Jo Silva'")


def note_of(workspace: "Workspace", ticket: Ticket) -> str:
    """The delivery note of a ticket as it is now."""
    config = workspace.config
    return delivery_note(
        ticket,
        config.name or "",
        workspace.now,
        label=workspace.names.label,
        unit=lambda name: _unit(workspace, name),
    )


def _unit(workspace: "Workspace", name: str) -> str:
    from tix.model.records.asset import ASSET
    from tix.model.records.kinds import is_name

    records = workspace.records(ASSET)
    if not is_name(ASSET, name) or not records.has(name):
        return ""
    return records.get(name).record.unit or ""


def sign(
    workspace: "Workspace", ident: str, name: str, image: NewAttachment | None = None
) -> EntryResult:
    """Keep the ticket's delivery note as accepted by somebody, with the drawing of a signature.

    Raises NobodySignsError.
    """
    who = fitting(name)
    if not who:
        raise NobodySignsError
    with workspace.transaction() as work:
        ticket = work.get(ident)
        entry_id = new_id(workspace, "s", ticket.signatures)
        note = f"{note_of(workspace, ticket)}\nAccepted by {who}.\n".encode()
        files = [NewAttachment(FILE_NAME, note)]
        if image is not None:
            _, dot, ending = image.name.rpartition(".")
            files.append(NewAttachment(f"signature-{entry_id}{dot}{ending}", image.content))
        ticket = with_files(work, ticket, files)
        stored = work.attach(ident, FILE_NAME, note)
        signature = Signature(entry_id, workspace.now, who, sha256(note).hexdigest(), stored)
        ticket = replace(ticket, signatures=(*ticket.signatures, signature))
        work.put(ticket)
        outcome = work.commit(f"{ident}: sign by {who}")
    return EntryResult(signature, ticket, outcome, f"signed by {who}")
