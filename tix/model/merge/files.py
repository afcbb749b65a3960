"""Merging two versions of a ticket's file: bytes in, bytes out.

What only one side changed stays byte for byte as that side wrote it; only a true merge of two
changed sides is written in the canonical form, and then the same whichever side is ours. Files
are paired by the ticket's id, never by their path.
"""

from dataclasses import dataclass, replace

from tix.errors import NeedsPersonError
from tix.model.document import Document, DocumentError, dump, load
from tix.model.merge.notes import Aside, note
from tix.model.merge.tickets import merge_tickets

BROKEN_FILE = "the broken file"
"""The field under which a broken side's text is set aside."""


class MergeConflictError(NeedsPersonError):
    """Only a person can merge these two files."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"can't be merged: {reason}")


@dataclass(frozen=True, slots=True)
class MergedFile:
    """The file, and what was decided: values set aside, and whether it was kept from done."""

    data: bytes
    ident: str | None = None
    asides: tuple[Aside, ...] = ()
    reopened: bool = False


def merge_files(base: bytes | None, ours: bytes, theirs: bytes) -> MergedFile:
    """One file of two. Raises MergeConflictError.

    1. The same on both sides, or changed on one only: that side, however odd it is.
    2. Broken on both sides: for a person. Broken on one: the healthy one stays, and what the
       other changed goes into a note.
    3. Different tickets: for a person. A base that is broken or another ticket is no base.
    4. Else: a merge of the two tickets, in the canonical form.
    """
    if ours == theirs or theirs == base:  # 1
        return MergedFile(ours)
    if ours == base:
        return MergedFile(theirs)
    left, right = _document(ours), _document(theirs)
    if left is None or right is None:  # 2
        return _with_broken(left, right, ours if left is None else theirs)
    if left.ticket.id != right.ticket.id:  # 3
        raise MergeConflictError(f"{left.ticket.id} and {right.ticket.id} are different tickets")
    start = None if base is None else _document(base)
    if start is not None and start.ticket.id != left.ticket.id:
        start = None
    if start is None and _opening(left) != _opening(right):
        raise MergeConflictError(f"there are two different tickets {left.ticket.id}")
    merged = merge_tickets(start.ticket if start else None, left.ticket, right.ticket)  # 4
    try:
        data = _styled(dump(merged.ticket), start, left, right)
    except ValueError as error:
        raise MergeConflictError(str(error)) from None
    return MergedFile(data, merged.ticket.id, merged.asides, merged.reopened)


def _document(data: bytes) -> Document | None:
    try:
        return load(data)
    except DocumentError:
        return None


def _opening(document: Document) -> tuple[object, object]:
    return document.ticket.opened, document.ticket.opened_by


def _with_broken(left: Document | None, right: Document | None, broken: bytes) -> MergedFile:
    healthy = left or right
    if healthy is None:
        raise MergeConflictError("it is broken on both sides")
    ticket = healthy.ticket
    aside = Aside(BROKEN_FILE, broken.decode(errors="backslashreplace").replace("\0", "\\0"))
    comment = note(ticket, aside)
    comments = {c.id: c for c in (*ticket.comments, comment)}
    ordered = sorted(comments.values(), key=lambda c: (c.at, c.id))
    try:
        data = healthy.save(replace(ticket, comments=tuple(ordered)))
    except ValueError as error:
        raise MergeConflictError(str(error)) from None
    return MergedFile(data, ticket.id, (aside,))


def _styled(data: bytes, base: Document | None, ours: Document, theirs: Document) -> bytes:
    """The canonical file with the line ends and the final newline that both sides agree on."""
    style = _style(ours)
    if _style(theirs) != style:
        changed = [_style(side) for side in (ours, theirs) if base and _style(side) != _style(base)]
        style = changed[0] if len(changed) == 1 else _PLAIN
    newline, final = style
    if not final:
        data = data.removesuffix(b"\n")
    return data.replace(b"\n", newline)


_PLAIN = (b"\n", True)


def _style(document: Document) -> tuple[bytes, bool]:
    return document.newline.encode(), document.tail.endswith("\n")
