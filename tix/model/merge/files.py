"""Merging two versions of a record's file: bytes in, bytes out.

What only one side changed stays byte for byte as that side wrote it; only a true merge of two
changed sides is written in the canonical form, and then the same whichever side is ours. Files
are paired by the ticket's id, never by their path.
"""

from collections.abc import Callable

from tix.errors import NeedsPersonError
from tix.frozen import dataclass, replace
from tix.model.merge.clashes import is_same_ticket
from tix.model.merge.comments import in_order
from tix.model.merge.kinds import special_of
from tix.model.merge.records import merge_records
from tix.model.merge.secrets import is_for_a_person, items_of
from tix.model.merge.texts import without_secrets
from tix.model.merge.tickets import merge_tickets
from tix.model.record.document import Document, DocumentError, dump, load
from tix.model.record.kind import R, RecordKind
from tix.model.record.notes import Aside, When, asides_of, note, time_of
from tix.model.record.taken_out import TakenOutText, TooMuchError
from tix.model.ticket.fields import TICKET
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any, Generic

BROKEN_FILE = "the broken file"
"""The field under which a broken side's text is set aside."""


class MergeConflictError(NeedsPersonError):
    """Only a person can merge these two files."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"can't be merged: {reason}")


class TwoRecordsError(MergeConflictError):
    """They are two different things, whether or not two clones gave them one name."""


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


def merge_files(
    base: bytes | None, ours: bytes, theirs: bytes, *, when: When | None = None
) -> MergedFile:
    """One file of two that hold a ticket. Raises MergeConflictError.

    1. The same on both sides, or changed on one only: that side, however odd it is.
    2. Broken on both sides: for a person. Broken on one: the healthy one stays, and what the
       other changed goes into a note.
    3. Different tickets: for a person. A base that is broken or another ticket is no base. Secrets
       that were taken out on one side and can't be found on the other (``secrets``): the same.
    4. Else: a merge of the two tickets, in the canonical form.

    ``when`` dates notes of what has no time of opening.
    """

    def merged(before: Ticket | None, left: Ticket, right: Ticket) -> tuple[Ticket, MergedFile]:
        done = merge_tickets(before, left, right, when=when)
        said = MergedFile(b"", done.ticket.id, done.asides, done.reopened, done.taken_by)
        return done.ticket, said

    return _Merge(TICKET, "", merged, when).files(base, ours, theirs)


def merge_record_files(
    kind: RecordKind[R],
    name: str,
    base: bytes | None,
    ours: bytes,
    theirs: bytes,
    *,
    when: When | None = None,
) -> MergedFile:
    """One file of two that hold a record which is named by its file. Raises MergeConflictError.

    As ``merge_files``; two clones that each made one of that name made one, but invoices that
    bill different things are two.
    """

    def merged(before: R | None, left: R, right: R) -> tuple[R, MergedFile]:
        done = merge_records(kind, before, left, right, special_of(kind), when=when)
        return done.record, MergedFile(b"", name, done.asides)

    return _Merge(kind, name, merged, when).files(base, ours, theirs)


class _Merge(Generic[R]):
    """How files of one kind are merged; ``merged`` makes one record of two that can be read."""

    def __init__(
        self,
        kind: RecordKind[R],
        name: str,
        merged: Callable[[R | None, R, R], tuple[R, MergedFile]],
        when: When | None,
    ) -> None:
        self._kind = kind
        self._name = name
        self._merged = merged
        self._when = when

    def files(self, base: bytes | None, ours: bytes, theirs: bytes) -> MergedFile:
        if ours == theirs or theirs == base:  # 1
            return MergedFile(ours)
        if ours == base:
            return MergedFile(theirs)
        left, right = self._document(ours), self._document(theirs)
        if left is None or right is None:  # 2
            return self._with_broken(base, left, right, ours if left is None else theirs)
        start = None if base is None else self._document(base)
        start = self._base_of(start, left, right)  # 3
        before = start.record if start else None
        if is_for_a_person(self._kind, before, left.record, right.record):
            raise RedactionConflictError("a short text was taken out of it, and may be there again")
        try:
            record, said = self._merged(before, left.record, right.record)  # 4
        except TooMuchError as error:
            raise RedactionConflictError(str(error)) from None
        try:
            data = self._styled(record, start, left, right)
        except ValueError as error:
            raise MergeConflictError(str(error)) from None
        return replace(said, data=data)

    def _base_of(
        self, base: Document[R] | None, left: Document[R], right: Document[R]
    ) -> Document[R] | None:
        """3: the base, if it is one of what both are. Raises MergeConflictError if they are two."""
        one, other = left.record, right.record
        if one.id != other.id:
            raise TwoRecordsError(f"{one.id} and {other.id} are different tickets")
        if base is not None and base.record.id != one.id:
            base = None
        if base is None and not self._is_same(one, other):
            raise TwoRecordsError(f"there are two different {self._kind.name}s {one.id}")
        return base

    def _is_same(self, one: R, other: R) -> bool:
        if isinstance(one, Ticket) and isinstance(other, Ticket):
            return is_same_ticket(one, other)
        special = special_of(self._kind)
        return special is None or special.is_same is None or special.is_same(one, other)

    def _document(self, data: bytes) -> Document[R] | None:
        try:
            return load(self._kind, data, name=self._name)
        except DocumentError:
            return None

    def _with_broken(
        self,
        base: bytes | None,
        left: Document[R] | None,
        right: Document[R] | None,
        broken: bytes,
    ) -> MergedFile:
        """2: the healthy one with a note of the other's text, without what it redacted."""
        healthy = left or right
        if healthy is None:
            raise MergeConflictError("it is broken on both sides")
        record = healthy.record
        texts = (base or b"", healthy.save(record), broken)
        _, _, raw = without_secrets(*(text.decode(errors="backslashreplace") for text in texts))
        before = None if base is None else self._document(base)
        try:
            raw = TakenOutText(items_of(before.record if before else None, record)).clean(raw)
        except TooMuchError as error:
            raise RedactionConflictError(str(error)) from None
        aside = Aside(BROKEN_FILE, raw.replace("\0", "\\0"))
        if aside in asides_of(record):
            return MergedFile(healthy.save(record), record.id, (aside,))
        comments = in_order((*record.comments, note(record, aside, time_of(record, self._when))))
        try:
            data = healthy.save(replace(record, comments=comments))
        except ValueError as error:
            raise MergeConflictError(str(error)) from None
        return MergedFile(data, record.id, (aside,))

    def _styled(
        self, record: R, base: Document[R] | None, ours: Document[R], theirs: Document[R]
    ) -> bytes:
        """The canonical file with the line ends and final newline that the sides agree on.

        Raises ValueError for what the format can't hold.
        """
        data = dump(self._kind, record)
        style = _style(ours)
        if _style(theirs) != style:
            changed = [
                _style(side) for side in (ours, theirs) if base and _style(side) != _style(base)
            ]
            style = changed[0] if len(changed) == 1 else _PLAIN
        if style == _PLAIN:
            return data
        newline, final = style
        whole = data.replace(b"\n", newline)
        for styled in (whole if final else whole.removesuffix(newline), whole):
            read = self._document(styled)
            if read is not None and read.record == record:
                return styled
        return data  # a text with line ends of its own


_PLAIN = (b"\n", True)


def _style(document: Document[Any]) -> tuple[bytes, bool]:
    return document.newline.encode(), document.tail.endswith("\n")
