"""Merging a ticket or another record for git: three files in, one out."""

from contextlib import suppress
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.merge.files import MergeConflictError, MergedFile, merge_files, merge_record_files
from tix.model.record.notes import When
from tix.model.records.kinds import record_at
from tix.model.ticket.document import is_readable
from tix.storage.replacing import replace_file

MARKER_SIZE = 7
"""git's default. It asks for longer markers when it merges merge bases, which nobody sees."""


@dataclass(frozen=True, slots=True)
class MergeCall:
    """A call by git: three files, the path that people know, and where the result goes.

    Without ``output``, the result replaces ``ours``. ``when`` tells when the newer of both commits
    was made. ``others`` are the commits that are merged into HEAD, where git tells.
    """

    base: Path
    ours: Path
    theirs: Path
    path: str
    marker_size: int = MARKER_SIZE
    output: Path | None = None
    when: When | None = None
    others: tuple[str, ...] = ()

    @property
    def is_of_commits(self) -> bool:
        """Whether it is known which two commits are merged; merge bases, for one, aren't."""
        return len(self.others) == 1 and self.marker_size <= MARKER_SIZE


@dataclass(frozen=True, slots=True)
class MergeAnswer:
    """The result of a merge. A conflict needs a person; ``notes`` are sentences for people."""

    is_conflict: bool
    notes: tuple[str, ...]


def merge_for_git(call: MergeCall) -> MergeAnswer:
    """Merge, and write the result all or nothing. Raises OSError, TixError."""
    base, ours, theirs = (file.read_bytes() for file in (call.base, call.ours, call.theirs))
    is_seen = call.marker_size <= MARKER_SIZE
    try:
        merged = _merge(call, base, ours, theirs)
    except MergeConflictError as error:
        _write(call, _with_markers(call, ours, theirs))
        return MergeAnswer(True, (f"{call.path} {error}",) if is_seen else ())
    _write(call, merged.data)
    return MergeAnswer(False, tuple(merge_notes(merged)) if is_seen else ())


def _merge(call: MergeCall, base: bytes, ours: bytes, theirs: bytes) -> MergedFile:
    """Merge by what is filed at the path. A record without a base was added twice."""
    record = record_at("/".join(call.path.split("/")[-2:]))
    if record is None:
        base = _known_base(call, base) or _begun_by_rules(call, ours, theirs)
        return merge_files(base, ours, theirs, when=call.when)
    kind, name = record
    return merge_record_files(kind, name, base or None, ours, theirs, when=call.when)


def _known_base(call: MergeCall, base: bytes) -> bytes:
    """The base of a ticket by its id; git's, where git doesn't tell what it merges."""
    if not call.is_of_commits:
        return base
    from tix.storage.repair.known_base import known_base

    (other,) = call.others
    with suppress(TixError):
        return known_base(Path(), call.path, "HEAD", other, base) or b""
    return base


def _begun_by_rules(call: MergeCall, *sides: bytes) -> bytes:
    """Of a ticket that rules opened on two sides, the one with which the other began; else b""."""
    if not call.is_of_commits:
        return b""
    from tix.storage.git.process import Git, GitError  # hardly any ticket has no base
    from tix.storage.sync.begun_by_rules import side_begun_by_rules

    try:
        number = side_begun_by_rules(Git(Path()), call.path, sides, ("HEAD", *call.others))
    except GitError:
        return b""
    return b"" if number is None else sides[number]


def merge_notes(merged: MergedFile) -> list[str]:
    """A sentence about what the merge decided, and how to see it; none if nothing was."""
    if merged.ident is None:
        return []
    said = []
    if merged.taken_by:
        said.append(f"taken by {' and '.join(merged.taken_by)}")
    if merged.reopened:
        said.append("not done, because the requester had more to say")
    if merged.asides:
        fields = dict.fromkeys(aside.field for aside in merged.asides)
        said.append(f"set aside in a note: {', '.join(fields)}")
    return [f"{merged.ident} {'; '.join(said)} (tix show {merged.ident})"] if said else []


def _write(call: MergeCall, data: bytes) -> None:
    """Write to OUTPUT, which git reads only after our answer; else beside OURS, then rename."""
    if call.output is None:
        replace_file(call.ours, data)
        return
    try:
        call.output.write_bytes(data)
    except BaseException:
        call.output.unlink(missing_ok=True)
        raise


def _with_markers(call: MergeCall, ours: bytes, theirs: bytes) -> bytes:
    """The file as git leaves it for a person.

    Two tickets are kept whole, one after the other: line by line, git would mix them up, or even
    find no conflict.
    """
    if not is_readable(ours) or not is_readable(theirs):
        from tix.storage.git.process import Git, GitError  # conflicts are rare

        try:
            text = Git(Path()).run(
                "merge-file", "-p", f"--marker-size={call.marker_size}",
                "-L", "ours", "-L", "base", "-L", "theirs", "--end-of-options",
                str(call.ours), str(call.base), str(call.theirs), codes=range(128),
            )  # fmt: skip
            if any(line.startswith(b"<" * call.marker_size) for line in text.split(b"\n")):
                return text
        except GitError:  # it takes NUL bytes for a binary file
            pass
    start, between, end = (character * call.marker_size for character in (b"<", b"=", b">"))
    return b"%s ours\n%s%s\n%s%s theirs\n" % (start, _ended(ours), between, _ended(theirs), end)


def _ended(data: bytes) -> bytes:
    return data if not data or data.endswith(b"\n") else data + b"\n"
