"""Making a ticket's file whole again out of the versions that a merge left of it.

A conflict's versions are merged as any others are. What somebody has written into the file since,
beside or between the conflict markers, is carried over into the result.
"""

import tempfile
from functools import lru_cache
from pathlib import Path

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.merge.clashes import parted
from tix.model.merge.files import MergeConflictError, MergedFile, TwoRecordsError, merge_files
from tix.model.merge.markers import Sides, UnclearMarkersError, split, without_markers
from tix.model.record.document import DocumentError
from tix.model.ticket.document import Document, load
from tix.quick_typing import NoReturn
from tix.storage.git.process import Git

_NESTED = 3
"""How many conflicts within conflicts are taken apart."""


class UnmendableError(NeedsPersonError):
    """Only a person can tell what this file should contain."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, hint="keep in an editor what is right, and commit it")


@dataclass(frozen=True, slots=True)
class Sources:
    """The versions of a file that were to become one. A side that isn't there deleted it.

    ``older`` are versions that the base was made of, if it was made of several: git shows their
    lines in a conflict, too.
    """

    base: bytes | None
    sides: tuple[bytes, ...]
    older: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class MendedFile:
    """The result for a file: its new text, or one for each of several tickets.

    ``remarks`` are words about decisions that people should know of.
    """

    files: tuple[bytes, ...]
    remarks: tuple[str, ...] = ()
    parted: bool = False


@lru_cache(maxsize=64)  # the same few versions are looked at again and again
def document(data: bytes | None) -> Document | None:
    """The ticket in a file; None if it is broken or not there."""
    try:
        return None if data is None else load(data)
    except DocumentError:
        return None


def between_markers(data: bytes) -> Sources | None:
    """The versions that the conflict markers in a file show; None if it has none.

    Raises UnmendableError if they can't be told apart.
    """
    try:
        sides = split(data)
    except UnclearMarkersError as error:
        raise UnmendableError(f"line {error.line}: {error}") from None
    return None if sides is None else Sources(sides.base, (sides.ours, sides.theirs))


def mend(sources: Sources) -> MendedFile:
    """The one file of all the versions. Raises UnmendableError."""
    base = sources.base
    if base is not None and document(base) is None:
        base = None  # git's merge of several merge bases may be one with conflict markers
    first, *others = (_unnested(side, _NESTED) for side in sources.sides)
    mended = MendedFile((first,))
    for side in others:
        mended = _joined(base, mended, side)
    if any(document(data) is None for data in mended.files):
        raise UnmendableError("the version that there is can't be read as a ticket")
    return mended


def join(base: bytes | None, ours: bytes, theirs: bytes) -> MendedFile:
    """The one file, or the two tickets, that two files become. Raises UnmendableError."""
    return _joined(base, MendedFile((ours,)), theirs)


def _unnested(side: bytes, depth: int) -> bytes:
    """A side that has a conflict within, from a merge of renamed files, without it."""
    if depth == 0 or document(side) is not None:
        return side
    try:
        inner = between_markers(side)
        if inner is None:
            return side
        ours, theirs = (_unnested(data, depth - 1) for data in inner.sides)
        return merge_files(None, ours, theirs).data
    except (UnmendableError, MergeConflictError):
        return side


def _joined(base: bytes | None, mended: MendedFile, side: bytes) -> MendedFile:
    """One more version; two different tickets become two files. Raises UnmendableError."""
    *before, ours = mended.files
    try:
        merged = merge_files(base, ours, side)
    except TwoRecordsError:
        both = _two_tickets(ours, side)
        return MendedFile((*before, *both), mended.remarks, parted=True)
    except MergeConflictError as error:
        if document(ours) is None and document(side) is None:
            raise UnmendableError("both sides of the conflict are broken") from None
        raise UnmendableError(str(error)) from None
    return MendedFile((*before, merged.data), (*mended.remarks, *_remarks(merged)), mended.parted)


def _two_tickets(ours: bytes, theirs: bytes) -> tuple[bytes, bytes]:
    """The files of two tickets: of two with one id, the later one's under a new id."""
    left, right = load(ours), load(theirs)
    if left.record.id != right.record.id:
        return ours, theirs
    return _parted(left, right, (ours, theirs))


def _parted(left: Document, right: Document, files: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """The earlier ticket's file as it is, and the later one's under its new id."""
    earlier, later = parted(left.record, right.record)
    if earlier == left.record:
        return files[0], right.save(later)
    return files[1], left.save(later)


def _remarks(merged: MergedFile) -> tuple[str, ...]:
    fields = sorted({aside.field for aside in merged.asides})
    return (
        *(f"set {field} of one side aside in a merge note" for field in fields),
        *(["it isn't done any more"] if merged.reopened else []),
        *([f"taken by {' and by '.join(merged.taken_by)} at once"] if merged.taken_by else []),
    )


# -- what was written since -----------------------------------------------------------------------


def with_edits(
    git: Git, mended: MendedFile, sources: Sources, marked: bytes | None, present: bytes
) -> MendedFile:
    """The mended file with what somebody has written into the conflicted one.

    ``present`` is the file as it stands; ``marked`` as the merge's commit has it (None: that isn't
    known). Raises UnmendableError.

    1. The file is one of the versions, or the result, or it has markers and no line that isn't in
       one of the versions: there is nothing of anybody's own.
    2. The conflict was resolved by hand (it is a ticket): that is one more version.
    3. The markers are there still: what was changed on each of the two sides that they show is
       changed in the mended file. Those sides are compared with the merge commit's, or, if
       somebody wrote something of their own before that was committed, with the sides that git
       would have written. (If there were two tickets in it, the two sides are what they are now.)
    4. Some markers are gone and others not, or something was written into the base's part: the
       file goes into a note.
    """
    versions = [side for side in (sources.base, *sources.sides) if side is not None]
    known = set[bytes]().union(*map(without_markers, (*versions, *sources.older)))
    is_ticket = document(present) is not None
    if present in (*versions, *mended.files) or (
        not is_ticket and without_markers(present) <= known
    ):
        return mended  # 1
    now = _split(present)
    if mended.parted:
        return mend(Sources(now.base, (now.ours, now.theirs))) if now else _refuse()
    if is_ticket or now is None:  # 2, 4
        return _edited(sources.base if is_ticket else None, mended, present)
    before = _split(marked) if marked is not None and without_markers(marked) <= known else None
    before = before or _written_by_git(git, sources)
    shown = known | without_markers(now.ours) | without_markers(now.theirs)
    for old, new in ((before.ours, now.ours), (before.theirs, now.theirs)):  # 3
        mended = _edited(old, mended, new)
    if not without_markers(present) <= shown:  # 4
        mended = _edited(None, mended, present)
    return mended


def _edited(before: bytes | None, mended: MendedFile, after: bytes) -> MendedFile:
    """The mended file with one edit more; an edit never makes it another ticket."""
    if after == before:
        return mended
    if document(after) is None:
        before = None  # absorption would take a broken edit for the whole file
    edited = _joined(before, mended, after)
    return _refuse() if edited.parted else edited


def _refuse() -> NoReturn:
    raise UnmendableError("it was made another ticket since the merge")


def _split(data: bytes) -> Sides | None:
    try:
        return split(data)
    except UnclearMarkersError:
        return None


def _written_by_git(git: Git, sources: Sources) -> Sides:
    """The sides that a merge of lines leaves: each with what the other changed elsewhere."""
    if len(sources.sides) != 2:
        return Sides(None, sources.sides[0], sources.sides[-1])
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder, name)) for name in ("ours", "base", "theirs")]
        ours, theirs = sources.sides
        for name, data in zip(names, (ours, sources.base or b"", theirs), strict=True):
            Path(name).write_bytes(data)
        sides = [git.run("merge-file", "-p", side, "--", *names) for side in ("--ours", "--theirs")]
    return Sides(None, *sides)
