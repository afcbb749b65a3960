"""Putting each ticket into one file, named and placed correctly, which merges by path get wrong.

0. A copy that somebody made to begin another ticket with: its file has a name of its own, which no
   other ticket has, and its text isn't the original's. It gets the id of its name.
1. Files that hold the same ticket (opened by the same person at the same time, or with a common
   past that history tells) become one.
2. Different tickets that happen to have one id are parted: the later gets a new id
   (``tix.model.merge.clashes``) and its attachments with it.
3. A file whose name isn't its id is moved, and so is one in the archive that isn't done (git's
   renames take along what somebody reopened), and one that is in no month's folder, unless another
   file is in its place.

A ticket stays in its month's folder, in the archive only if it is done.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from tix.frozen import dataclass, replace
from tix.model.ids import is_id
from tix.model.layout import LIVE, attachment_path
from tix.model.ticket.document import Document
from tix.model.ticket.paths import (
    archive_path,
    beside,
    filed,
    is_archived,
    is_filed_by_month,
    new_path,
)
from tix.model.ticket.ticket import Ticket
from tix.storage.repair.merge_versions import MendedFile, UnmendableError, document, join
from tix.storage.repair.versions import Versions

_ROUNDS = 10
"""New ids that turn out to be taken as well are looked at again, but not for ever."""


@dataclass(frozen=True, slots=True)
class Item:
    """A ticket's file as it is to be: where, and what is in it.

    ``id`` and ``done`` are its ticket's. ``data`` is None for a file as it was found, which
    ``read`` reads: there are very many of them. ``places`` are the paths that it is about now;
    ``base`` a common version with its twins, if one is known already.
    """

    path: str
    id: str
    done: bool
    data: bytes | None = None
    base: bytes | None = None
    places: tuple[str, ...] = ()
    read: Callable[[str], bytes | None] | None = None

    @property
    def document(self) -> Document:
        """Its document. Raises UnmendableError if somebody has broken it by now."""
        found = document(self.content())
        if found is None:
            raise UnmendableError("it has just changed")
        return found

    @property
    def ticket(self) -> Ticket:
        """The ticket in it. Raises UnmendableError."""
        return self.document.record

    def content(self) -> bytes:
        """The file's bytes. Raises UnmendableError."""
        data = self.data
        if data is None and self.read is not None:
            data = self.read(self.path)
        if data is None:
            raise UnmendableError("it has just gone")
        return data


def made(
    path: str,
    data: bytes,
    is_done: Callable[[Ticket], bool],
    base: bytes | None,
    places: tuple[str, ...],
) -> Item:
    """The item of a file in the making. Raises UnmendableError if it is no ticket."""
    whole = document(data)
    if whole is None:
        raise UnmendableError("the merged file can't be read")
    return Item(path, whole.record.id, is_done(whole.record), data, base, places)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The result for one id: the items that exist now, and a description.

    ``copies`` are attachments (from, to) of a ticket with a new id.
    """

    ident: str
    trouble: str
    items: tuple[Item, ...]
    places: tuple[str, ...]
    did: str
    copies: tuple[tuple[str, str], ...] = ()


class Twins:
    """Works on the readable tickets of a desk. ``broken`` are the paths of all other files."""

    def __init__(
        self,
        items: Sequence[Item],
        broken: Sequence[str],
        versions: Versions,
        is_done: Callable[[Ticket], bool],
    ) -> None:
        self.items = list(items)
        self.left: list[tuple[str, str]] = []
        self._broken = frozenset(broken)
        self._versions = versions
        self._is_done = is_done

    def settle(self) -> list[Settlement]:
        """Bring all into order; what can't be is in ``left``, with its path and the reason."""
        done: list[Settlement] = []
        for _ in range(_ROUNDS):
            counts = Counter(item.id for item in self.items)
            twins: dict[str, list[Item]] = defaultdict(list)
            for item in self.items:
                if counts[item.id] > 1:
                    twins[item.id].append(item)
            news = [self._settled(ident, items) for ident, items in twins.items()]
            if not (found := [settled for settled in news if settled]):
                break
            done += found
        return done + self._moved()

    def _settled(self, ident: str, items: list[Item]) -> Settlement | None:
        items.sort(key=lambda item: item.path)
        tickets: list[Item] = []
        remarks: list[str] = []
        try:
            named = [self._named(item) for item in items if self._is_begun(item, items)]
            same = [item for item in items if item.path not in {one.path for one in named}]
            for item in same:
                tickets, news = self._with(tickets, item)
                remarks += news
            earlier, renamed = _parted(tickets, self._is_done)
        except UnmendableError as error:
            if (items[-1].path, str(error)) not in self.left:
                self.left.append((items[-1].path, str(error)))
            return None
        self.items = [item for item in self.items if item not in items]
        renamed += named
        self.items += [earlier, *renamed]
        paths = " and ".join(item.path for item in items)
        one_file = len(tickets) < len(same)
        said = [f"made one file of {' and '.join(i.path for i in same)}"] if one_file else []
        said += [f"another ticket had its id and is {item.id} now" for item in renamed]
        return Settlement(
            ident,
            f"{len(items)} files have the id {ident}: {paths}",
            (earlier, *renamed),
            tuple(dict.fromkeys(place for item in items for place in item.places)),
            "; ".join([*said, *dict.fromkeys(remarks)]),
            tuple(copy for item in renamed for copy in copies(ident, item)),
        )

    def _is_begun(self, item: Item, twins: Sequence[Item]) -> bool:
        """0. Whether a file is a copy that is to be another ticket: one of the twins stays."""
        name = PurePosixPath(item.path).stem
        if name == item.id or not is_id(name) or len(item.places) > 1:
            return False
        if any(PurePosixPath(path).stem == name for path in self._broken):
            return False
        if any(i is not item and name in (i.id, PurePosixPath(i.path).stem) for i in self.items):
            return False
        named = [one for one in twins if PurePosixPath(one.path).stem == one.id]
        return bool(named) and all(one.content() != item.content() for one in named)

    def _named(self, item: Item) -> Item:
        """The ticket with the id of its file's name."""
        name = PurePosixPath(item.path).stem
        data = item.document.save(replace(item.ticket, id=name))
        return made(item.path, data, self._is_done, None, item.places)

    def _with(self, tickets: list[Item], item: Item) -> tuple[list[Item], list[str]]:
        """The different tickets so far, with one file more."""
        for number, other in enumerate(tickets):
            joined = self._joined(other, item)
            if joined is not None:
                one = self._one(other, item, joined)
                return [*tickets[:number], one, *tickets[number + 1 :]], list(joined.remarks)
        return [*tickets, item], []

    def _joined(self, one: Item, other: Item) -> MendedFile | None:
        """One file of two, or None if they hold different tickets."""
        base = one.base or other.base or self._versions.fork_of(_now(one), _now(other))
        joined = join(base, one.content(), other.content())
        return None if joined.parted else joined

    def _one(self, one: Item, other: Item, joined: MendedFile) -> Item:
        (data,) = joined.files
        whole = document(data)
        if whole is None:
            raise UnmendableError("the merged file can't be read")
        path = filed(whole.record, (one.path, other.path), self._is_done)
        places = (*one.places, *other.places)
        return made(path, data, self._is_done, one.base or other.base, places)

    def _moved(self) -> list[Settlement]:
        """3. Files that can't move stay, and so do those that would take their place."""
        misnamed = {
            number: path
            for number, item in enumerate(self.items)
            if (path := self._place_of(item)) != item.path
        }
        while True:
            staying = {i.path for number, i in enumerate(self.items) if number not in misnamed}
            staying |= self._broken
            blocked = [number for number, path in misnamed.items() if path in staying]
            if not blocked:
                break
            for number in blocked:
                self.left.append((self.items[number].path, f"{misnamed.pop(number)} is in the way"))
        return [moved for n, path in misnamed.items() if (moved := self._move(n, path))]

    def _place_of(self, item: Item) -> str:
        """Where it belongs. An id that isn't one names no file."""
        if not is_id(item.id):
            return item.path
        folder, _, inside = item.path.partition("/")
        place = beside(f"{folder if item.done else LIVE}/{inside}", item.id)
        if is_filed_by_month(place):
            return place
        try:
            live = new_path(item.ticket)
        except UnmendableError:  # it is changing just now
            return item.path
        return archive_path(live) if is_archived(place) else live

    def _move(self, number: int, path: str) -> Settlement | None:
        item = self.items[number]
        try:
            moved = self.items[number] = replace(item, path=path, data=item.content())
        except UnmendableError as error:
            self.left.append((item.path, str(error)))
            return None
        ident = item.id
        name = PurePosixPath(item.path).name
        trouble = f"its id is {ident}, but the file is called {name}"
        if PurePosixPath(path).name == name:
            trouble = "it is in the archive, but it isn't done"
        if not is_filed_by_month(item.path):
            trouble = f"its place isn't tickets/YYYY/MM/{ident}.md"
        did = f"moved from {item.path} to {path}"
        return Settlement(ident, trouble, (moved,), item.places, did)


def _parted(tickets: list[Item], is_done: Callable[[Ticket], bool]) -> tuple[Item, list[Item]]:
    """2. The earliest of several tickets as it is, and the others under their new ids."""
    earliest, *others = tickets
    renamed: list[Item] = []
    for other in others:
        first, second = join(None, earliest.content(), other.content()).files
        keeps = earliest if first == earliest.content() else other
        later = other if keeps is earliest else earliest
        whole = document(second)
        if whole is None:
            raise UnmendableError("the parted ticket can't be read")
        path = beside(later.path, whole.record.id)
        renamed.append(made(path, second, is_done, None, later.places))
        earliest = keeps
    return earliest, renamed


def _now(item: Item) -> str:
    """Where a ticket's file is before anything is done."""
    return item.places[0] if item.places else item.path


def copies(ident: str, item: Item) -> list[tuple[str, str]]:
    """From where to where the attachments go of a ticket that had another id."""
    names = [n for n in item.ticket.attachments if is_plain_name(n)]
    return [(attachment_path(ident, n), attachment_path(item.ticket.id, n)) for n in names]


def is_plain_name(name: str) -> bool:
    """Whether an attachment's name can be one of a file."""
    return name not in ("", ".", "..") and not re.search(r"[/\\\0]", name)
