"""Edits that people made to the desk's files without tix, and committing them.

What is broken isn't committed, and neither are deletions in great number: those look like an
accident, not like a decision.
"""

from collections.abc import Iterator, Sequence

from tix.errors import TixError
from tix.model.config_file import load_config
from tix.model.config_source import ConfigError
from tix.model.document import DocumentError, load
from tix.model.merge.desks import is_ticket_path, ticket_id
from tix.storage.desk import CONFIG_FILE, Desk
from tix.storage.file_reader import FOLDERS
from tix.storage.files import UnsafePathError, read
from tix.storage.reader import Broken
from tix.storage.setup import ATTRIBUTES
from tix.storage.store import Outcome, Store, Transaction
from tix.values import dataclass

OWN_PATHS = (CONFIG_FILE, *FOLDERS, "attachments", "templates")
"""All that is the desk's, from its root."""

_BY_TIX = b"# Written by tix"
_MANY = 10
"""Ticket files that may be gone without looking like an accident."""


@dataclass(frozen=True, slots=True)
class HandEdits:
    """What was done about them: the commit, its tickets, and what was left and why."""

    outcome: Outcome
    tickets: tuple[str, ...]
    others: tuple[str, ...]
    left: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that differs from what is committed."""

    path: str
    is_gone: bool
    is_new: bool


def edited_files(desk: Desk) -> list[Edited]:
    """The desk's files that differ from its last commit; paths from the desk's root."""
    output = desk.git.run(
        "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all",
        "--ignore-submodules=all", "--", *OWN_PATHS,
    )  # fmt: skip
    entries = output.decode(errors="surrogateescape").split("\0")[:-1]
    found = []
    for entry in entries:
        path = entry[3:].removeprefix(desk.prefix)
        place = desk.root / path
        found.append(Edited(path, not (place.exists() or place.is_symlink()), entry[:2] == "??"))
    return found


def together(parts: Sequence[HandEdits]) -> HandEdits:
    """What was done in several goes; what was left, as of the last."""
    return HandEdits(
        next((part.outcome for part in parts if part.outcome.commit), Outcome()),
        tuple(dict.fromkeys(ident for part in parts for ident in part.tickets)),
        tuple(dict.fromkeys(path for part in parts for path in part.others)),
        parts[-1].left,
    )


def commit_hand_edits(store: Store, *, dry_run: bool = False) -> HandEdits:
    """Commit what can be. Nothing is raised for a broken file: it is in ``left``."""
    desk = store.desk
    edited = edited_files(desk)
    attributes = _attributes_to_write(desk)
    if not edited and not attributes:
        return HandEdits(Outcome(), (), (), ())
    with store.transaction() as work:
        edited = edited_files(desk)  # under the lock: another tix may have committed it
        left = list(_left(desk, edited))
        kept = {broken.path for broken in left}
        taken = [edit for edit in edited if edit.path not in kept]
        tickets, others = _take_in(desk, work, taken)
        for path, data in attributes.items():
            work.put_file(path, data)
        outcome = Outcome()
        if not dry_run:
            outcome = work.commit(_subject(tickets, others), undoable=False)
    return HandEdits(outcome, tuple(tickets), tuple(others), tuple(left))


def _take_in(desk: Desk, work: Transaction, edited: list[Edited]) -> tuple[list[str], list[str]]:
    """Ids of tickets, and other paths."""
    tickets: dict[str, None] = {}
    others = []
    for edit in edited:
        ident = None
        if is_ticket_path(edit.path):
            data = b"" if edit.is_gone else read(desk.root, edit.path)
            ident = ticket_id(edit.path, data)
            tickets[ident] = None
        elif not edit.path.startswith("attachments/"):
            others.append(edit.path)
        work.take_in(edit.path, ident)
    return list(tickets), others


def _subject(tickets: list[str], others: list[str]) -> str:
    names = [*tickets, *others]
    if not names:
        return "Bring the desk's own files up to date"
    if len(names) <= 3:
        return f"{', '.join(names)}: edit by hand"
    return f"{len(tickets)} tickets: edit by hand"


def _attributes_to_write(desk: Desk) -> dict[str, bytes]:
    """Each ``.gitattributes`` of the desk's folders that is missing, or that an older tix wrote."""
    found = {}
    for folder, data in ATTRIBUTES.items():
        path = f"{folder}/.gitattributes"
        try:
            written = read(desk.root, path)
        except FileNotFoundError:
            written = _BY_TIX
        except (TixError, OSError):
            continue
        if written != data and written.startswith(_BY_TIX):
            found[path] = data
    return found


def _left(desk: Desk, edited: list[Edited]) -> Iterator[Broken]:
    """What isn't committed, and why."""
    gone = [edit.path for edit in edited if edit.is_gone and is_ticket_path(edit.path)]
    new = {_name(edit.path) for edit in edited if edit.is_new}
    gone = [path for path in gone if _name(path) not in new]  # those were moved
    if len(gone) > _MANY:
        reason = f"the files of {len(gone)} tickets are gone; git restore brings them back"
        yield from (Broken(path, 1, reason) for path in gone)
    for edit in edited:
        if not edit.is_gone and (reason_at := _reason(desk, edit)):
            yield Broken(edit.path, *reason_at)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _reason(desk: Desk, edit: Edited) -> tuple[int, str] | None:
    """Why a file can't be committed: its line, and a word about it."""
    try:
        data = read(desk.root, edit.path)
    except UnsafePathError as error:
        return 1, str(error)
    except OSError as error:
        return 1, f"can't be read: {(error.strerror or '').lower()}"
    try:
        if edit.path == CONFIG_FILE:
            load_config(data.decode())
        elif is_ticket_path(edit.path):
            load(data)
        elif edit.path.startswith(FOLDERS):
            return (1, "is no ticket") if edit.is_new else None
    except (DocumentError, ConfigError) as error:
        return error.line, getattr(error, "reason", str(error).partition(": ")[2])
    except UnicodeDecodeError:
        return 1, "isn't UTF-8"
    return None
