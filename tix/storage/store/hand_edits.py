"""Edits that people made to the desk's files without tix, and committing them.

What is broken isn't committed, and neither are deletions in great number: those look like an
accident, not like a decision.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass, field, replace
from tix.model.config.reader import load_config
from tix.model.config.source import ConfigError
from tix.model.layout import ATTACHMENTS, CALENDARS, CONFIG_FILE, FOLDERS, LIMIT, RULES_FILE
from tix.model.promises.holidays import (
    HolidaysError,
    looks_like_holidays,
    read_holidays,
    region_at,
)
from tix.model.record.document import DocumentError
from tix.model.record.document import load as load_record
from tix.model.records.kinds import BY_FOLDER, looks_like_record, record_at
from tix.model.rules.source import RulesError
from tix.model.ticket.document import Document, load
from tix.model.ticket.paths import is_ticket_path, ticket_id
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.attributes import ATTRIBUTES, RECORD_ATTRIBUTES
from tix.storage.desk.config import UnreadableConfigError, desk_config
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import UnsafePathError, read, walk
from tix.storage.desk.leavings import is_leaving
from tix.storage.git.commit_message import edited_by_hand
from tix.storage.git.objects import first_bytes
from tix.storage.git.process import GitError
from tix.storage.git.status import LOOK_SETTINGS, OWN_LOOK, take
from tix.storage.git.status_entries import entries_in
from tix.storage.git.tree_entries import top_tree_entries
from tix.storage.replacing import replace_file
from tix.storage.store.filed import Broken
from tix.storage.store.git_index import IndexRefresh, lagging
from tix.storage.store.outcome import Outcome
from tix.storage.store.store import Store
from tix.storage.store.transaction import Transaction

_TOO_LARGE = f"has over {LIMIT // 2**20} MB, which is too much for a text"
_NO_DESK_WITHOUT = f"it is gone; git restore {CONFIG_FILE} brings it back"
_BY_TIX = b"# Written by tix"
_SAVING = 0.02
"""Seconds that an editor may take to replace a file while saving."""
_NEW = 1_000_000_000
"""Nanoseconds for which a look at the files is as good as a new one, while nobody writes."""
_MANY = 10
"""More missing ticket files than this look like an accident."""


@dataclass(frozen=True, slots=True)
class HandEdits:
    """The result: the commit, its tickets, and the files that were left and why.

    ``planned``, in a dry run, is what would be committed: contents by path from the desk's root.
    """

    outcome: Outcome
    tickets: tuple[str, ...]
    others: tuple[str, ...]
    left: tuple[Broken, ...]
    planned: Mapping[str, bytes | None] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The first line of a commit of them."""
        if not (self.tickets or self.others):
            return "Bring the desk's own files up to date"
        return edited_by_hand(self.tickets, self.others)


@dataclass(frozen=True, slots=True)
class UncommittedFile:
    """A file that differs from what is committed."""

    path: str
    is_gone: bool
    is_new: bool


def edited_files(desk: Desk) -> list[UncommittedFile]:
    """The desk's files that differ from its last commit; paths from the desk's root.

    What editors leave beside a file isn't the desk's.
    """
    found = []
    entries = [
        (entry.path.removeprefix(desk.prefix), entry) for entry in entries_in(_own_look(desk))
    ]
    late = lagging(desk, {path for path, entry in entries if not entry.is_unmerged})
    for path, entry in entries:
        if path in late:
            continue
        edit = UncommittedFile(path, _is_gone(desk.root / path), entry.is_new)
        if not (entry.is_new and is_leaving(path)) and _is_ours(desk, edit):
            found.append(edit)
    return found


def _own_look(desk: Desk) -> bytes:
    """git's status of the desk's files, from the run that the entry started if it is recent."""
    running = None if desk.is_moved else take(str(desk.root), OWN_LOOK)
    if running is not None:
        if time.time_ns() - running.started > _NEW:
            running.drop()
        else:
            code, output, _ = running.finish()
            if code == 0:
                return output
    return desk.git.run(*LOOK_SETTINGS, *OWN_LOOK)


def _is_ours(desk: Desk, edit: UncommittedFile) -> bool:
    """Whether a file isn't one of the code's, in a folder that is called like one of the desk's."""
    folder, slash, name = edit.path.partition("/")
    kind = BY_FOLDER.get(folder) if slash else None
    if slash and folder == CALENDARS:
        return region_at(edit.path) is not None and _looks(desk, edit, looks_like_holidays)
    if kind is None or name == ".gitattributes":
        return True
    if record_at(edit.path) is None:
        return False
    return _looks(desk, edit, partial(looks_like_record, kind))


def _looks(desk: Desk, edit: UncommittedFile, is_ours: Callable[[bytes], bool]) -> bool:
    """Whether a file, or what is committed of it, looks like one of the desk's."""
    if not edit.is_gone:
        with contextlib.suppress(OSError, UnsafePathError):
            if is_ours(read(desk.root, edit.path, LIMIT + 1)):
                return True
    if edit.is_new:
        return False
    at = f"HEAD:{desk.prefix}{edit.path}"
    with contextlib.suppress(GitError):
        return is_ours(first_bytes(desk.git, at, LIMIT + 1))
    return False


def _is_gone(place: Path) -> bool:
    """Whether there is no file; for a moment there is none, too, while some editors save."""
    if place.exists() or place.is_symlink():
        return False
    time.sleep(_SAVING)
    return not (place.exists() or place.is_symlink())


def together(parts: Sequence[HandEdits]) -> HandEdits:
    """The combined result of several rounds; files left are those of the last."""
    return HandEdits(
        next((part.outcome for part in parts if part.outcome.commit), Outcome()),
        tuple(dict.fromkeys(ident for part in parts for ident in part.tickets)),
        tuple(dict.fromkeys(path for part in parts for path in part.others)),
        parts[-1].left,
        parts[-1].planned,
    )


def commit_hand_edits(store: Store, *, dry_run: bool = False) -> HandEdits:
    """Commit what is possible. A broken file raises nothing: it is in ``left``."""
    desk = store.desk
    edited = edited_files(desk)
    attributes = _attributes_to_write(desk, edited)
    if not edited and not attributes:
        return HandEdits(Outcome(), (), (), ())
    with store.transaction(is_dry=dry_run) as work:
        edited = edited_files(desk)  # under the lock: another tix may have committed it
        edited = _without_lost_attributes(desk, edited, dry_run=dry_run)
        contents, left = _as_found(desk, edited)
        kept = {broken.path for broken in left}
        taken = {path: data for path, data in contents.items() if path not in kept}
        tickets, others = _named(taken)
        found = HandEdits(Outcome(), tickets, others, tuple(left))
        known = {edit.path for edit in edited if not edit.is_new}
        old = {path: data for path, data in taken.items() if path in known}
        stamped = {path: (document, ticket) for path, document, ticket in _stamped(work, old)}
        if dry_run:
            texts = {path: document.save(ticket) for path, (document, ticket) in stamped.items()}
            return replace(found, planned=taken | attributes | texts)
        for path, data in taken.items():
            if path in stamped:
                work.put_edited(path, *stamped[path])
            else:
                work.take_in(path, ticket_of(path, data or b""), seen=data)
        for path, data in attributes.items():
            work.put_file(path, data)
        return replace(found, outcome=work.commit(found.subject, undoable=False, edits_apart=False))


def _without_lost_attributes(
    desk: Desk, edited: list[UncommittedFile], *, dry_run: bool
) -> list[UncommittedFile]:
    """The edits, but for ``.gitattributes`` that are gone from folders that are there: those are
    brought back, as git would merge the folder's files as mere text without them."""
    lost = {
        edit.path
        for edit in edited
        if edit.is_gone
        and edit.path.endswith("/.gitattributes")
        and _is_folder((desk.root / edit.path).parent)
    }
    if lost and not dry_run:
        _bring_back(desk, sorted(lost))
    return [edit for edit in edited if edit.path not in lost]


def _bring_back(desk: Desk, paths: Sequence[str]) -> None:
    """Write files as they are committed, also where git's index knows them no more."""
    written = []
    for path in paths:
        with contextlib.suppress(GitError, OSError):
            data = first_bytes(desk.git, f"HEAD:{desk.prefix}{path}", LIMIT + 1)
            if len(data) <= LIMIT:
                replace_file(desk.root / path, data)
                written.append(path)
    refresh = IndexRefresh(desk)
    refresh.begin(written)
    refresh.settle()


def _is_folder(place: Path) -> bool:
    return place.is_dir() and not place.is_symlink()


def _as_found(
    desk: Desk, edited: list[UncommittedFile]
) -> tuple[dict[str, bytes | None], list[Broken]]:
    """Each edited file's bytes (None: it is gone), and those that can't be committed.

    Each is read once: an editor may be writing it, and what was found to be whole is what is
    committed.
    """
    contents: dict[str, bytes | None] = {}
    unreadable: list[Broken] = []
    for edit in edited:
        try:
            data = None if edit.is_gone else _text_or_attachment(desk, edit.path)
            if data is None or len(data) <= LIMIT or edit.path.startswith(f"{ATTACHMENTS}/"):
                contents[edit.path] = data
            else:
                unreadable.append(Broken(edit.path, 1, _TOO_LARGE))
        except UnsafePathError as error:
            unreadable.append(Broken(edit.path, 1, str(error)))
        except OSError as error:
            word = (error.strerror or "").lower()
            unreadable.append(Broken(edit.path, 1, f"can't be read: {word}"))
    return contents, unreadable + list(_left(desk, edited, contents))


def _text_or_attachment(desk: Desk, path: str) -> bytes:
    """A file's bytes; of a text that is too large, enough to see that. Raises as ``read`` does."""
    return read(desk.root, path, -1 if path.startswith(f"{ATTACHMENTS}/") else LIMIT + 1)


def _stamped(
    work: Transaction, contents: Mapping[str, bytes | None]
) -> Iterator[tuple[str, Document, Ticket]]:
    """The files of tickets whose status was edited without its stamps; the tickets with them."""
    for path, data in contents.items():
        if data is None or not is_ticket_path(path) or work.edits is None:
            continue
        document = load(data)
        ticket = work.edits.stamped(path, document)
        if ticket != document.record:
            yield path, document, ticket


def _named(contents: Mapping[str, bytes | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the tickets that were edited, and other paths. Attachments are their ticket's."""
    tickets: dict[str, None] = {}
    others = []
    for path, data in contents.items():
        if ident := ticket_of(path, data or b""):
            tickets[ident] = None
        else:
            others.append(path)
    return tuple(tickets), tuple(others)


def ticket_of(path: str, data: bytes = b"") -> str | None:
    """The id of the ticket that a file belongs to: the ticket's own (with these bytes), or one of
    its attachments. Paths are from the desk's root."""
    if path.startswith(f"{ATTACHMENTS}/"):
        folder, _, name = path.removeprefix(f"{ATTACHMENTS}/").partition("/")
        return folder if name else None
    return ticket_id(path, data) if is_ticket_path(path) else None


def _attributes_to_write(desk: Desk, edited: Sequence[UncommittedFile]) -> dict[str, bytes]:
    """Each ``.gitattributes`` of the desk's folders that no commit has, or that an older tix wrote.

    One that is committed and not there isn't checked out (a sparse checkout). A folder of records
    is the desk's if one of those was edited.
    """
    found = {}
    records = {edit.path.partition("/")[0] for edit in edited if record_at(edit.path)}
    for folder, data in (ATTRIBUTES | dict.fromkeys(sorted(records), RECORD_ATTRIBUTES)).items():
        path = f"{folder}/.gitattributes"
        try:
            written = read(desk.root, path)
        except FileNotFoundError:
            at = f"HEAD:{desk.prefix}{path}"
            if not (desk.git.succeeds("cat-file", "-e", at) or _is_submodule(desk, folder)):
                found[path] = data
            continue
        except (TixError, OSError):
            continue
        if written != data and written.startswith(_BY_TIX):
            found[path] = data
    return found


def _is_submodule(desk: Desk, folder: str) -> bool:
    """Whether another repository's commit is where the desk's folder should be."""
    place = f"{desk.prefix}{folder}"
    try:
        return any(entry.is_submodule for _, entry in top_tree_entries(desk.git, "HEAD", place))
    except GitError:  # no commit yet
        return False


def _left(
    desk: Desk, edited: list[UncommittedFile], contents: Mapping[str, bytes | None]
) -> Iterator[Broken]:
    """The files that could be read and aren't committed, and why."""
    gone = [edit.path for edit in edited if edit.is_gone and is_ticket_path(edit.path)]
    new = {_name(edit.path) for edit in edited if edit.is_new}
    gone = [path for path in gone if _name(path) not in new]  # those were moved
    if len(gone) > _MANY:
        reason = (
            f"the files of {len(gone)} tickets are gone; git restore . brings them back, "
            "git commit -a deletes them for everybody"
        )
        yield from (Broken(path, 1, reason) for path in gone)
    for edit in edited:
        data = contents.get(edit.path)
        if edit.path == CONFIG_FILE and edit.is_gone:
            yield Broken(edit.path, 1, _NO_DESK_WITHOUT)
        if data is not None and (reason_at := _reason(desk, edit, data)):
            yield Broken(edit.path, *reason_at)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _reason(desk: Desk, edit: UncommittedFile, data: bytes) -> tuple[int, str] | None:
    """Why a file of these bytes can't be committed: its line, and a word about it."""
    try:
        if edit.path == CONFIG_FILE:
            load_config(data.decode("utf-8-sig"))
        elif edit.path == RULES_FILE:
            _check_rules(desk, data.decode("utf-8-sig"))
        elif is_ticket_path(edit.path):
            load(data)
            return _duplicate(desk, edit, ticket_id(edit.path, data)) if edit.is_new else None
        elif record := record_at(edit.path):
            kind, name = record
            load_record(kind, data, name=name)
        elif region_at(edit.path):
            read_holidays(data)
        elif edit.path.startswith(FOLDERS) and _name(edit.path) != ".gitattributes":
            return (1, "is no ticket") if edit.is_new else None
    except (DocumentError, ConfigError, RulesError, HolidaysError) as error:
        return error.line, getattr(error, "reason", str(error).partition(": ")[2])
    except UnicodeDecodeError:
        return 1, "isn't UTF-8"
    return None


def _check_rules(desk: Desk, text: str) -> None:
    """Raise RulesError for rules that nothing in the desk could make right."""
    from tix.model.rules.effect_source import Surroundings  # rules are hardly ever edited
    from tix.model.rules.reader import load_rules

    with contextlib.suppress(ConfigError, UnreadableConfigError):
        load_rules(text, desk_config(desk), Surroundings.anything())


def _duplicate(desk: Desk, edit: UncommittedFile, ident: str) -> tuple[int, str] | None:
    """Why a copy of a ticket can't be committed as another one."""
    if _name(edit.path) == f"{ident}.md":
        return None
    for folder in FOLDERS:
        for other, _ in walk(desk.root, folder, f"{ident}.md"):
            if _name(other) == f"{ident}.md":
                return 2, f"has the id of {other}; give it its own, and the file the same name"
    return None
