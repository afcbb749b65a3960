"""Merging two versions of a ticket's file: bytes in, bytes out.

What only one side changed stays byte for byte as that side wrote it; only a true merge of two
changed sides is written in the canonical form, and then the same whichever side is ours. Files
are paired by the ticket's id, never by their path.
"""

from tix.errors import NeedsPersonError
from tix.frozen import dataclass, replace
from tix.model.merge.clashes import is_same_ticket
from tix.model.merge.comments import in_order
from tix.model.merge.secrets import is_for_a_person, items_of
from tix.model.merge.texts import without_secrets
from tix.model.merge.tickets import merge_tickets
from tix.model.record.document import DocumentError
from tix.model.record.taken_out import TakenOutText, TooMuchError
from tix.model.ticket.document import Document, dump, load
from tix.model.ticket.notes import Aside, asides_of, note
from tix.model.ticket.ticket import Ticket

BROKEN_FILE = "the broken file"
"""The field under which a broken side's text is set aside."""


class MergeConflictError(NeedsPersonError):
    """Only a person can merge these two files."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"can't be merged: {reason}")


class RedactionConflictError(MergeConflictError):
    """A secret that was taken out of one version may stand in the other, and can't be found there.

    Both versions in one file would bring it back.
    """


@dataclass(frozen=True, slots=True)
class MergedFile:
    """The file, and what people are told, as in ``MergedTicket``."""

    data: bytes
    ident: str | None = None
    asides: tuple[Aside, ...] = ()
    reopened: bool = False
    taken_by: tuple[str, ...] = ()


def merge_files(base: bytes | None, ours: bytes, theirs: bytes) -> MergedFile:
    """One file of two. Raises MergeConflictError.

    1. The same on both sides, or changed on one only: that side, however odd it is.
    2. Broken on both sides: for a person. Broken on one: the healthy one stays, and what the
       other changed goes into a note.
    3. Different tickets: for a person. A base that is broken or another ticket is no base. Secrets
       that were taken out on one side and can't be found on the other (``secrets``): the same.
    4. Else: a merge of the two tickets, in the canonical form.
    """
    if ours == theirs or theirs == base:  # 1
        return MergedFile(ours)
    if ours == base:
        return MergedFile(theirs)
    left, right = _document(ours), _document(theirs)
    if left is None or right is None:  # 2
        return _with_broken(base, left, right, ours if left is None else theirs)
    if left.record.id != right.record.id:  # 3
        raise MergeConflictError(f"{left.record.id} and {right.record.id} are different tickets")
    start = None if base is None else _document(base)
    if start is not None and start.record.id != left.record.id:
        start = None
    if start is None and not is_same_ticket(left.record, right.record):
        raise MergeConflictError(f"there are two different tickets {left.record.id}")
    before = start.record if start else None
    if is_for_a_person(before, left.record, right.record):  # 3
        raise RedactionConflictError("a short text was taken out of it, and may be there again")
    try:
        merged = merge_tickets(before, left.record, right.record)  # 4
    except TooMuchError as error:
        raise RedactionConflictError(str(error)) from None
    try:
        data = _styled(merged.ticket, start, left, right)
    except ValueError as error:
        raise MergeConflictError(str(error)) from None
    return MergedFile(data, merged.ticket.id, merged.asides, merged.reopened, merged.taken_by)


def _document(data: bytes) -> Document | None:
    try:
        return load(data)
    except DocumentError:
        return None


def _with_broken(
    base: bytes | None, left: Document | None, right: Document | None, broken: bytes
) -> MergedFile:
    """2: the healthy one with a note of the other's text, without what the healthy one redacted."""
    healthy = left or right
    if healthy is None:
        raise MergeConflictError("it is broken on both sides")
    ticket = healthy.record
    texts = (base or b"", healthy.save(ticket), broken)
    _, _, raw = without_secrets(*(text.decode(errors="backslashreplace") for text in texts))
    before = None if base is None else _document(base)
    try:
        raw = TakenOutText(items_of(before.record if before else None, ticket)).clean(raw)
    except TooMuchError as error:
        raise RedactionConflictError(str(error)) from None
    aside = Aside(BROKEN_FILE, raw.replace("\0", "\\0"))
    if aside in asides_of(ticket):
        return MergedFile(healthy.save(ticket), ticket.id, (aside,))
    comments = in_order((*ticket.comments, note(ticket, aside)))
    try:
        data = healthy.save(replace(ticket, comments=comments))
    except ValueError as error:
        raise MergeConflictError(str(error)) from None
    return MergedFile(data, ticket.id, (aside,))


def _styled(ticket: Ticket, base: Document | None, ours: Document, theirs: Document) -> bytes:
    """The canonical file with the line ends and the final newline that the sides agree on.

    Raises ValueError for what the format can't hold.
    """
    data = dump(ticket)
    style = _style(ours)
    if _style(theirs) != style:
        changed = [_style(side) for side in (ours, theirs) if base and _style(side) != _style(base)]
        style = changed[0] if len(changed) == 1 else _PLAIN
    if style == _PLAIN:
        return data
    newline, final = style
    whole = data.replace(b"\n", newline)
    for styled in (whole if final else whole.removesuffix(newline), whole):
        read = _document(styled)
        if read is not None and read.record == ticket:
            return styled
    return data  # a text with line ends of its own


_PLAIN = (b"\n", True)


def _style(document: Document) -> tuple[bytes, bool]:
    return document.newline.encode(), document.tail.endswith("\n")
