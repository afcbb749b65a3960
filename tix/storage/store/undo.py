"""Taking back the last command of this user in this clone, as a new commit."""

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePosixPath

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.changes.undo import take_back
from tix.model.layout import FIRED_FILE, FOLDERS
from tix.model.people import RULES, Person
from tix.model.record import document
from tix.model.record.document import DocumentError
from tix.model.record.kind import R, RecordKind
from tix.model.record.rewriting import with_texts
from tix.model.record.taken_out import TakenOutText, TooMuchError
from tix.model.records.kinds import named, record_at
from tix.model.rules.fired_file import with_fired
from tix.model.ticket.fields import TICKET
from tix.model.ticket.paths import archive_path, is_archived, live_path
from tix.model.ticket.redaction import is_redaction
from tix.quick_typing import Any
from tix.storage.desk import undo_journal
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import walk
from tix.storage.git.commit_message import edited_in
from tix.storage.git.diff import Changes, changed_by
from tix.storage.git.entry import Entry
from tix.storage.git.objects import ObjectReader
from tix.storage.git.process import GitError
from tix.storage.store.file_reader import FileReader
from tix.storage.store.outcome import Outcome
from tix.storage.store.store import Store
from tix.storage.store.transaction import Transaction


class NothingToUndoError(TixError):
    """This user has made no change in this clone that can be undone."""

    def __init__(self) -> None:
        super().__init__(
            "there is nothing of yours to take back in this clone", hint="tix log shows what was"
        )


class RedactionError(TixError):
    """Taking the command back would bring back what was taken out of a ticket."""

    def __init__(self, ident: str) -> None:
        super().__init__(
            f"that would bring back what was taken out of {ident}, so nothing was changed",
            hint="tix undo --yes brings it back",
        )


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The result of an undo: the commit's subject, the parts that were left as they are, and what
    had been edited by hand, with the edits in that commit (or "")."""

    subject: str
    edited: str
    left: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Undoable:
    """A command that can be taken back: its commit, when it was made, what it says, and the
    tickets that it touched."""

    commit: str
    at: datetime
    subject: str
    tickets: tuple[str, ...]


def undoable(
    desk: Desk, person: Person, limit: int, canonical: Callable[[str], str] = str
) -> list[Undoable]:
    """The last commands of that person, in the order in which they would be taken back."""
    commits = list(islice(undo_journal.newest_first(desk, person, canonical), limit))
    if not commits:
        return []
    output = desk.git.line(
        "log", "--no-walk=unsorted", "-z",
        "--format=%H%n%at%n%s%n%(trailers:key=Ticket,valueonly,separator=%x20)",
        *commits, "--",
    )  # fmt: skip
    return [_undoable(record) for record in output.split("\0") if record]


def _undoable(record: str) -> Undoable:
    commit, at, subject, tickets = record.split("\n")
    when = datetime.fromtimestamp(int(at), UTC)
    return Undoable(commit, when, subject, tuple(tickets.split()))


@dataclass(frozen=True, slots=True)
class _Step:
    """The command's change to one file; None: no such file."""

    path: str
    before: bytes | None
    after: bytes | None

    @property
    def is_attributes(self) -> bool:
        """Whether the command made the file that has git keep the others of a folder as they
        stand, and merge them by tix."""
        return self.before is None and self.path.endswith("/.gitattributes")


Refuse = Callable[[str, Any, Any], None]
"""Told what a commit made of a ticket or record: before, and after; raises if that has to stay."""


def undo(
    store: Store,
    canonical: Callable[[str], str] = str,
    *,
    with_redactions: bool = False,
    refuse: Refuse | None = None,
) -> UndoResult:
    """Take back the last command; a redaction only if that is said.

    ``canonical`` gives one key for all addresses that a person has had. ``refuse`` may raise.

    Raises NothingToUndoError, RedactionError.
    """
    desk = store.desk
    with store.transaction() as work:
        commit = undo_journal.last(desk, work.author.person, canonical)
        if commit is None:
            raise NothingToUndoError
        left: list[str] = []
        gone: set[str] = set()
        said, steps = _done_by(desk, commit)
        subject = said.partition("\n")[0]
        for step in steps:
            if step.is_attributes and not _is_alone(desk, step.path, gone):
                continue
            if not with_redactions:
                _refuse_redaction(step)
            if refuse is not None:
                _ask(refuse, commit, step)
            stays = _reverse(desk, work, step)
            left += stays
            if step.before is None and not stays:
                gone.add(step.path)
        outcome = work.commit(
            f"undo: {subject}", trailers=[("Undoes", commit)], undoable=False, with_rules=False
        )
        undo_journal.forget(desk, commit)
    return UndoResult(subject, edited_in(said), tuple(left), outcome)


def _done_by(desk: Desk, commit: str) -> tuple[str, Iterator[_Step]]:
    """The commit's message, and what it did to the desk's files."""
    said, changes = changed_by(desk.git, commit)
    return said, _steps(desk, changes)


def _steps(desk: Desk, changes: Changes) -> Iterator[_Step]:
    """The steps, those of git's attributes last."""
    with closing(ObjectReader(desk.git)) as objects:
        for path, (old, new) in sorted(changes.items(), key=_is_of_attributes):
            yield _Step(path, _blob(objects, old), _blob(objects, new))


def _is_of_attributes(change: tuple[str, object]) -> bool:
    return change[0].endswith("/.gitattributes")


def _is_alone(desk: Desk, path: str, gone: Collection[str]) -> bool:
    """Whether nothing else is in the file's folder, but for what is ``gone``."""
    folder = path.rpartition("/")[0]
    return all(other == path or other in gone for other, _ in walk(desk.root, folder))


def _blob(objects: ObjectReader, entry: Entry | None) -> bytes | None:
    """The file's bytes; None for no file. Raises GitError."""
    if entry is None:
        return None
    data = objects.read(entry.name)
    if data is None:
        raise GitError(("cat-file",), f"fatal: {entry.name} is missing", 128)
    return data


def _reverse(desk: Desk, work: Transaction, step: _Step) -> list[str]:
    """Undo the step in one file; the parts that were left because they changed since."""
    path, ident = step.path, _ticket_at(step.path)
    current = _current(desk, path)
    if current is None and ident and step.after is not None and step.before is not None:
        path = live_path(path) if is_archived(path) else archive_path(path)  # moved since
        current = _current(desk, path)
    if current == step.before or path == FIRED_FILE:  # whose lines stay
        return []
    kind, name = record_at(path) or (TICKET, "")
    if current == step.after and not _fired(step):
        work.put_file(path, step.before, ident, seen=current)
        if step.before is None and current is not None:
            _note_undone(work, kind, name, current)
        return []
    documents = [_document(kind, name, data) for data in (step.before, step.after, current)]
    before, after, now = documents
    if before is None or after is None or now is None:
        return [path]
    taken_back = take_back(kind, before.record, after.record, now.record)
    back = _without_secrets(kind, taken_back.record)
    work.put_file(path, now.save(back), ident, seen=current)
    return [f"{now.record.id} {field}" for field in taken_back.left]


def _fired(step: _Step) -> bool:
    """Whether time rules fired in the step: what they wrote about that stays (R2)."""
    return step.before is not None and b"\nfired:" in (step.after or b"")


def _note_undone(work: Transaction, kind: RecordKind[Any], name: str, data: bytes) -> None:
    """Remember a ticket that a rule opened, so that it isn't opened again (R4)."""
    found = _document(kind, name, data)
    if kind is TICKET and found and found.record.opened_by == str(RULES):
        known = work.reader.content(FIRED_FILE)
        work.put_file(FIRED_FILE, with_fired(known or b"", [found.record.id]), seen=known)


def _refuse_redaction(step: _Step) -> None:
    """Raise RedactionError if the step took a text out of a ticket."""
    if b"\nredacted:" in (step.after or b""):
        kind, name = record_at(step.path) or (TICKET, "")
        before, after = (_document(kind, name, data) for data in (step.before, step.after))
        if after and before and is_redaction(before.record, after.record):
            raise RedactionError(after.record.id)


def _ask(refuse: Refuse, commit: str, step: _Step) -> None:
    """Ask whether what the step did to a ticket or record can be taken back."""
    if _ticket_at(step.path):
        kind, name = record_at(step.path) or (TICKET, "")
        before, after = (_document(kind, name, data) for data in (step.before, step.after))
        if before and after:
            refuse(commit, before.record, after.record)


def _without_secrets(kind: RecordKind[R], record: R) -> R:
    """The ticket without texts that were redacted since."""
    if not record.redacted:
        return record
    try:
        known = TakenOutText(record.redacted)
        return with_texts(kind, record, known.clean, lambda name: name)
    except TooMuchError:
        raise RedactionError(record.id) from None


def _current(desk: Desk, path: str) -> bytes | None:
    return FileReader(desk).content(path)


def _ticket_at(path: str) -> str | None:
    """The ticket or record that is filed at a path, for a trailer; None for other files."""
    if record := record_at(path):
        return named(*record)
    place = PurePosixPath(path)
    return place.stem if place.parts[0] in FOLDERS and place.suffix == ".md" else None


def _document(
    kind: RecordKind[Any], name: str, data: bytes | None
) -> document.Document[Any] | None:
    try:
        return None if data is None else document.load(kind, data, name=name)
    except DocumentError:
        return None
