"""A reader that answers from the files themselves, and from git for what only commits tell."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from tix.errors import NeedsPersonError, NotFoundError, TixError
from tix.model.ids import SHORTEST_PREFIX, as_prefix, is_id, meant_instead
from tix.model.layout import ATTACHMENTS, CALENDARS, FOLDERS, RECORD_FOLDERS
from tix.model.record.document import LIMIT, DocumentError
from tix.model.ticket.document import Document, load
from tix.model.ticket.paths import is_ticket_name, stem, ticket_id
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import BinaryIO
from tix.storage.desk import files
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import UnsafePathError
from tix.storage.desk.left_out import LeftOutFiles
from tix.storage.store.filed import Broken, Filed, Scan
from tix.storage.store.ticket_files import Places

_WHERE_IDS_ARE = "tix list shows the ids, tix search WORDS finds tickets by their text"
_BY_HAND = "mend the file in an editor; tix check lists all"
_LOOKS = 5
_PATIENCE = 2.0
"""Seconds to wait for a writer that is moving tickets between folders."""
_EXCHANGED = 0.002
"""Seconds between two looks at a file that is missing just now."""


class NoSuchTicketError(NotFoundError):
    """No ticket's id begins so."""

    def __init__(self, typed: str, close: str | None = None) -> None:
        self.typed, self.instead = typed, meant_instead(typed)
        self.close = None if self.instead else close
        nearest = f"did you mean {close}?" if close else _WHERE_IDS_ARE
        hint = self.instead or nearest
        super().__init__(f"there is no ticket {typed!r}", hint=hint)


class AmbiguousIdError(NotFoundError):
    """Several tickets' ids begin like that: ``candidates``, by their titles ("": not known)."""

    SHOWN = 10

    def __init__(self, typed: str, candidates: Mapping[str, str]) -> None:
        shown = [f"{ident}  {title}".rstrip() for ident, title in candidates.items()]
        more = ["…"] if len(shown) > self.SHOWN else []
        listed = "\n  ".join(["", *shown[: self.SHOWN], *more])
        if len(typed) < SHORTEST_PREFIX:
            super().__init__(
                f"{typed!r} is too short for a ticket's id: two characters at least",
                hint=f"did you mean one of these?{listed}",
            )
        else:
            super().__init__(
                f"{typed!r} could be {len(candidates)} tickets", hint=f"one of:{listed}"
            )


class SeveralIdsError(NotFoundError):
    """Several of the ids that were typed name no ticket, or not one alone."""

    SHOWN = 20

    def __init__(self, errors: Sequence[NotFoundError]) -> None:
        unknown = [error for error in errors if isinstance(error, NoSuchTicketError)]
        others = [str(error) for error in errors if error not in unknown]
        typed = [repr(error.typed) for error in unknown]
        more = f" and {len(typed) - self.SHOWN} more" if len(typed) > self.SHOWN else ""
        said = [f"there are no tickets {', '.join(typed[: self.SHOWN])}{more}"]
        if len(unknown) == 1:
            said = [str(unknown[0])]
        close = [error.close for error in unknown if error.close]
        named = ", ".join([*dict.fromkeys(close)][: self.SHOWN])
        hints = [f"did you mean {named}?"] if close else []
        hints += dict.fromkeys(error.instead for error in unknown if error.instead)
        hints += [error.hint for error in errors if error not in unknown and error.hint]
        super().__init__(
            "; ".join([*(said if unknown else []), *others]),
            hint="\n".join(hints) or _WHERE_IDS_ARE,
        )


class SharedIdError(NeedsPersonError):
    """Several files say that they are the ticket that a command names."""

    def __init__(self, ident: str, paths: Sequence[str]) -> None:
        self.paths = tuple(paths)
        super().__init__(
            f"{len(paths)} files have the id {ident}: {' and '.join(paths)}",
            hint="give one its own id, and its file that name; or see tix check --fix --dry-run",
        )


class BrokenTicketError(NeedsPersonError):
    """A command names a ticket whose file can't be read."""

    def __init__(self, broken: Broken) -> None:
        self.broken = broken
        mends = "tix check --fix mends it" if "merge conflict" in broken.reason else _BY_HAND
        super().__init__(str(broken), hint=mends)


class FileReader:
    """Reads tickets from the desk's files, and caches them."""

    def __init__(self, desk: Desk, likely: Mapping[str, str] | None = None) -> None:
        """``likely``: the ``seen`` of another reader just now, to look there first."""
        self._desk = desk
        self._places = Places(desk.root, FOLDERS, likely)
        self._left_out = LeftOutFiles(desk, *FOLDERS, ATTACHMENTS, *RECORD_FOLDERS, CALENDARS)
        self._good_folders: set[str] = set()
        self._has_been_patient = False

    @property
    def seen(self) -> Mapping[str, str]:
        """Where live tickets were found, by their ids."""
        return self._places.seen

    def scan(self) -> Scan:
        """Every ticket, live and archived, in the order of their paths."""
        return self._scan

    def tickets(self, *folders: str) -> Iterator[Ticket]:
        """The readable tickets there, one after the other: there may be very many."""
        for folder in folders:
            for path, is_plain in self._walk(folder):
                document = self._load(path) if is_plain else None
                if document is not None and not isinstance(document, Broken):
                    yield document.record

    def ids(self) -> Sequence[str]:
        """Every ticket's id (the names of the files), sorted."""
        return sorted(self._paths)

    def resolve(self, prefix: str) -> str:
        """The one id that begins with what a person typed."""
        wanted = as_prefix(prefix)
        if self._filed(wanted):
            return wanted
        found = [ident for ident in self.ids() if wanted and ident.startswith(wanted)]
        if not found:
            found = sorted(
                {f.ticket.id for f in self._scan.tickets if wanted and f.ticket.id == wanted}
            )
        if not found:
            from tix.model.text.nearest import nearest

            raise NoSuchTicketError(prefix, nearest(wanted, self.ids()))
        if len(found) > 1 or len(wanted) < SHORTEST_PREFIX:
            raise AmbiguousIdError(prefix, dict.fromkeys(found, ""))
        return found[0]

    def get(self, ident: str) -> Filed:
        """The ticket with that whole id."""
        path = self.path_of(ident)
        return Filed(self.document(path).record, path)

    def path_of(self, ident: str) -> str:
        """Where the ticket with that whole id is filed."""
        if path := self._filed(ident):
            return path
        for filed in self._scan.tickets:  # the file's name isn't its id: check complains
            if filed.ticket.id == ident:
                return filed.path
        raise NoSuchTicketError(ident)

    def content(self, path: str) -> bytes | None:
        """The bytes of a file of the desk, also of one that isn't checked out; None: no such file.

        Raises UnsafePathError, or OSError as open does.
        """
        try:
            return files.read(self._desk.root, path)
        except FileNotFoundError:
            return self._left_out.read(path)

    def opened(self, path: str) -> BinaryIO | None:
        """The same, as an open file."""
        try:
            return files.open_file(self._desk.root, path)
        except FileNotFoundError:
            from io import BytesIO  # most desks are checked out as a whole

            data = self._left_out.read(path)
            return None if data is None else BytesIO(data)

    def left_out(self, folder: str) -> Iterator[str]:
        """The files below a folder that a sparse checkout had not there when this was made."""
        return (path for path in self._left_out.blobs if path.startswith(f"{folder}/"))

    def is_left_out(self, path: str) -> bool:
        """Whether a sparse checkout had no file there when this was made."""
        return path in self._left_out.blobs

    def document(self, path: str) -> Document:
        """A ticket's file. Raises BrokenTicketError."""
        document = self._load(path)
        if isinstance(document, Broken):
            raise BrokenTicketError(document)
        return document

    def own_id(self, ident: str, known: Callable[[str], Iterable[str]]) -> str:
        """The id that the ticket with an id, or with a file of that name, says it has.

        ``known`` tells of files that may have an id under another name. Raises SharedIdError.
        """
        return self._own_id(ident, self._named(ident), known) if is_id(ident) else ident

    def own_id_if_named(self, ident: str, known: Callable[[str], Iterable[str]]) -> str | None:
        """The same; None if no file is named like that id."""
        named = self._named(ident) if is_id(ident) else ()
        return self._own_id(ident, named, known) if named else None

    def _own_id(
        self, ident: str, named: Sequence[str], known: Callable[[str], Iterable[str]]
    ) -> str:
        try:
            return self._said_id(ident, named, known)
        except SharedIdError:  # unless somebody moves it just now
            from tix.storage.desk.lock import exclusive

            with contextlib.suppress(TixError, OSError), exclusive(self._desk.lock, _PATIENCE):
                pass
            return self._said_id(ident, self._named(ident), known)

    def _said_id(
        self, ident: str, named: Sequence[str], known: Callable[[str], Iterable[str]]
    ) -> str:
        own = self._ids_in(named)
        for said in dict.fromkeys((ident, *own.values())):
            others = {*known(said), *(self._named(said) if said != ident else ())}
            found = own | self._ids_in(others - own.keys())
            holders = sorted(path for path, one in found.items() if one == said)
            if len(holders) > 1:
                raise SharedIdError(said, holders)
        if len(named) > 1:
            raise SharedIdError(ident, named)
        said = own[named[0]] if own else ident
        if said != ident and isinstance(self._load(named[0]), Broken):
            return ident  # nothing that a broken file says counts
        return said

    def _ids_in(self, paths: Iterable[str]) -> dict[str, str]:
        """The id that each of these files says; of those that can be read."""
        found = {}
        for path in paths:
            with contextlib.suppress(OSError, UnsafePathError):
                data = self._left_out.read(path)
                if data is None:
                    files.check_folders(self._desk.root, path, self._good_folders)
                    data = files.read_plain(f"{self._desk.root}/{path}", LIMIT)
                found[path] = ticket_id(path, data)
        return found

    def _named(self, ident: str) -> list[str]:
        """The files with that name, also those that aren't checked out."""
        return self._named_now(ident) or (self._named_now(ident) if self._has_waited() else [])

    def _has_waited(self) -> bool:
        """Wait once for who moves tickets just now, to look anew; False if nobody does."""
        from tix.storage.store.unfinished import is_settled  # what is asked for is mostly there

        if self._has_been_patient or not is_settled(self._desk):
            return False
        self._has_been_patient = True
        self._places = Places(self._desk.root, FOLDERS)
        return True

    def _named_now(self, ident: str) -> list[str]:
        if not self._left_out.blobs:
            return self._places.paths_of(ident)
        left_out = (path for folder in FOLDERS for path in self.left_out(folder))
        name = f"{ident}.md"
        return [
            *self._places.paths_of(ident),
            *(path for path in left_out if PurePosixPath(path).name == name),
        ]

    def is_taken(self, ident: str) -> bool:
        """Whether a file is named like that id."""
        return bool(self._named(ident))

    def _filed(self, ident: str) -> str | None:
        """The path of the file that is named like that id. A whole id's is found without a walk,
        and looked for again: a file isn't there in the moment in which it is exchanged."""
        for _ in range(_LOOKS if is_id(ident) else 0):
            if path := self._places.path_of(ident):
                return path
            if not self._has_waited():
                time.sleep(_EXCHANGED)
        return self._paths.get(ident)

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Each ticket file's name without ``.md``, and its path; the live one wins."""
        paths: dict[str, str] = {}
        for path, plain in self._walk():
            if plain:
                paths.setdefault(stem(path), path)
        return paths

    def _walk(self, *folders: str) -> Iterable[tuple[str, bool]]:
        for folder in folders or FOLDERS:
            yield from files.walk(self._desk.root, folder, ".md")
            yield from ((path, True) for path in self.left_out(folder) if is_ticket_name(path))

    @cached_property
    def _scan(self) -> Scan:
        tickets, broken = [], []
        for path, plain in self._walk():
            if not plain:
                broken.append(Broken(path, 1, "this is a link, or no plain file; it isn't read"))
                continue
            document = self._load(path)
            if isinstance(document, Broken):
                broken.append(document)
            else:
                tickets.append(Filed(document.record, path))
        return Scan(tuple(tickets), tuple(broken))

    def _load(self, path: str) -> Document | Broken:
        try:
            return load(self._read(path))
        except DocumentError as error:
            return Broken(path, error.line, error.reason)
        except OSError as error:
            return Broken(path, 1, f"can't be read: {os.strerror(error.errno or 0).lower()}")

    def _read(self, path: str) -> bytes:
        """A ticket's bytes. A file that was there and isn't is being exchanged by a sync."""
        if (data := self._left_out.read(path)) is not None:
            return data
        place = f"{self._desk.root}/{path}"
        for _ in range(_LOOKS):
            with contextlib.suppress(FileNotFoundError):
                return files.read_ticket(place)
            time.sleep(_EXCHANGED)
        return files.read_ticket(place)
