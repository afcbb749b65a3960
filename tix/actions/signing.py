"""Signing a delivery note, and looking whether what was signed is still what is kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256

from tix.actions.attach import NewAttachment, own_name, put_as_it_is, with_files
from tix.actions.comment import is_just_now
from tix.actions.entries import EntryResult, new_id
from tix.errors import TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.layout import ATTACHMENTS
from tix.model.record.entries import fitting
from tix.model.ticket.entries import Signature
from tix.model.ticket.ticket import Ticket
from tix.model.work.delivery_note import FILE_NAME, delivery_note
from tix.model.work.delivery_words import NoteWords, note_words
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


_EPOCH = datetime.fromtimestamp(0, UTC)


class ChangedNoteError(TixError):
    """The note says something else than what was shown to who signs."""

    def __init__(self, ident: str) -> None:
        super().__init__(
            f"the delivery note of {ident} has changed meanwhile; nothing was signed",
            hint="read it again, then sign it",
        )


class NobodySignsError(UsageError):
    """An empty name."""

    def __init__(self) -> None:
        super().__init__("the name is empty", hint="tix sign ID --name 'Jo Silva'")


@dataclass(frozen=True)
class Note:
    """The delivery note of a ticket as it is now, made at some time, in words of a language."""

    workspace: "Workspace"
    ticket: Ticket
    words: NoteWords

    def text(self, at: datetime | None = None) -> str:
        """What it says, made at that time: now, unless another is given."""
        return delivery_note(
            self.ticket,
            self.workspace.config.name or "",
            at or self.workspace.now,
            self.words,
            label=self.workspace.names.label,
            unit=lambda name: _unit(self.workspace, name),
        )

    def signed(self, who: str, at: datetime) -> bytes:
        """What is kept when somebody accepts it."""
        return f"{self.text(at)}\n{self.words.accepted.format(who)}\n".encode()

    @property
    def mark(self) -> str:
        """What changes with what the note says, and not with the time."""
        return sha256(self.text(_EPOCH).encode()).hexdigest()[:16]


def note_of(workspace: "Workspace", ticket: Ticket, language: str | None = None) -> Note:
    """The delivery note of a ticket in its customer's language; where none is known, in
    ``language``."""
    customer = workspace.customers.of(ticket.customer) if workspace.has_customers else None
    known = customer.language if customer else None
    return Note(workspace, ticket, note_words(known or language))


def _unit(workspace: "Workspace", name: str) -> str:
    from tix.model.records.asset import ASSET
    from tix.model.records.kinds import is_name

    records = workspace.records(ASSET)
    if not is_name(ASSET, name) or not records.has(name):
        return ""
    return records.get(name).record.unit or ""


def sign(
    workspace: "Workspace", ident: str, name: str, image: NewAttachment | None = None, *,
    language: str | None = None, mark: str | None = None, is_form: bool = False,
) -> EntryResult:  # fmt: skip
    """Keep the ticket's delivery note as accepted by somebody, with the drawing of a signature.

    ``language`` is as in ``note_of``, ``mark`` that of the note that was shown. An ``is_form`` that
    signs what the same person has signed just before is the same form, sent again.
    Raises NobodySignsError, ChangedNoteError.
    """
    who = fitting(name)
    if not who:
        raise NobodySignsError
    with workspace.transaction() as work:
        ticket = work.get(ident)
        found = note_of(workspace, ticket, language)
        if is_form and (known := _signed_already(found, who)):
            put_as_it_is(work, ticket, _files_of(ticket, known))
            outcome = work.commit(f"{ident}: sign by {who}")
            return EntryResult(known, ticket, outcome, f"signed by {who}")
        if mark and mark != found.mark:
            raise ChangedNoteError(ident)
        entry_id = new_id(workspace, "s", ticket.signatures)
        note = found.signed(who, workspace.now)
        files = [NewAttachment(FILE_NAME, note)]
        if image is not None:
            _, dot, ending = image.name.rpartition(".")
            files.append(NewAttachment(f"{_drawing(entry_id)}{dot}{ending}", image.content))
        ticket = with_files(work, ticket, files)
        stored = work.attach(ident, FILE_NAME, note)
        signature = Signature(entry_id, workspace.now, who, sha256(note).hexdigest(), stored)
        ticket = replace(ticket, signatures=(*ticket.signatures, signature))
        work.put(ticket)
        outcome = work.commit(f"{ident}: sign by {who}")
    return EntryResult(signature, ticket, outcome, f"signed by {who}")


def _drawing(entry_id: str) -> str:
    """What the file with the drawing of a signature is called, without its ending."""
    return f"signature-{entry_id}"


def _files_of(ticket: Ticket, signature: Signature) -> Iterator[str]:
    """The stored names of what was attached with a signature."""
    yield signature.attachment
    drawing = _drawing(signature.id)
    yield from (s for s in ticket.attachments if own_name(s).partition(".")[0] == drawing)


def drawings_by(ticket: Ticket, is_theirs: Callable[[str], bool]) -> Iterator[str]:
    """The paths of drawings of the signatures by whoever has such a name."""
    for signature in ticket.signatures:
        if is_theirs(signature.name):
            _, *drawings = _files_of(ticket, signature)
            yield from (f"{ATTACHMENTS}/{ticket.id}/{drawing}" for drawing in drawings)


def _signed_already(note: Note, who: str) -> Signature | None:
    """The latest signature, if it is that of the same person on the same note, just now."""
    last = note.ticket.signatures[-1] if note.ticket.signatures else None
    if last is None or last.name != who or not is_just_now(last.at, note.workspace.now):
        return None
    return last if sha256(note.signed(who, last.at)).hexdigest() == last.sha256 else None
