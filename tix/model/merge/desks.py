"""Merging the ticket files of two desks: tickets are paired by id, never by path.

Values in, values out: three versions of the files that differ anywhere, and what becomes of ours.
The numbered cases are those of ``docs/merge-rules.md``; for each id, whatever its path:

D1. Only one side changed it (its text, its place, or that it is there): that side's.
D2. Deleted on one side: gone if the other only moved it, else it stays: a merge (D3) of the other's
    with its last version before the deletion, where that side had changed it, too; where clones
    had deleted it apart, with that of each (merged with each other before).
D3. Changed on both: ``merge_files``. Its place is that of the side that moved it, without a base
    that in the month of its opening; archived only if it is done, and live if it isn't.
D4. Two different tickets, opened apart with one id (and without one key): both, the later with a
    new id (``clashes.parted``) and its attachments with it.
D5. Only a person can merge it (broken on both sides): both texts in one file, between conflict
    markers, which every command reports. But where that could bring back a secret that one side
    took out, it is ``refused``: ours stays, and nothing is to be written at all.
D6. An id that a side has in several files: file by file. ``check`` reports it.
D7. Attachments are merged file by file; what a ticket of the result names isn't taken away, and
    two contents of one name are both kept. Those that its ``redacted`` knows go, or get the names
    that the ticket has for them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tix.frozen import dataclass, field, replace
from tix.model.layout import ATTACHMENTS, LIVE
from tix.model.merge.clashes import is_same_ticket, parted
from tix.model.merge.files import MergeConflictError, RedactionConflictError, merge_files
from tix.model.record.document import DocumentError
from tix.model.record.notes import Aside, When
from tix.model.record.taken_out import TakenOutText, TooMuchError
from tix.model.ticket.document import dump, load
from tix.model.ticket.paths import looks_done, new_path, stem, ticket_id
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TypeVar


@dataclass(frozen=True, slots=True)
class DeskFiles:
    """One version of the files that differ between three: tickets by path with their bytes,
    attachments by path with a name of their content."""

    tickets: Mapping[str, bytes]
    attachments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The merge's decision about a ticket that both sides changed, if people should know.

    ``asides``, ``reopened`` and ``taken_by`` as in ``MergedTicket``; ``was`` is the id that it had
    on one side (D4); ``undeleted``: one side had deleted it (D2); ``conflict``: why a person must
    look at the file (D5).
    """

    ident: str
    asides: tuple[Aside, ...] = ()
    reopened: bool = False
    taken_by: tuple[str, ...] = ()
    was: str | None = None
    undeleted: bool = False
    conflict: str | None = None

    @property
    def is_news(self) -> bool:
        """Whether there is anything to tell."""
        told = self.asides or self.reopened or self.taken_by
        return bool(told or self.was or self.undeleted or self.conflict)


@dataclass(frozen=True, slots=True)
class MergedDesk:
    """The changes to *ours*: new contents by path (None: deleted), and the decisions.

    ``both`` are the ids that both sides changed, ``refused`` those of D5 for which nothing must be
    written, and why.
    """

    tickets: Mapping[str, bytes | None]
    attachments: Mapping[str, str | None]
    decisions: tuple[Decision, ...]
    both: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def _beside(path: str, name: str) -> str:
    """The path of a file with that name in the same folder."""
    return f"{path.rpartition('/')[0]}/{name}"


def merge_desks(
    base: DeskFiles,
    ours: DeskFiles,
    theirs: DeskFiles,
    *,
    deleted: Sequence[DeskFiles] = (),
    when: When | None = None,
) -> MergedDesk:
    """Merge all tickets and attachments. Never fails: what needs a person is in ``decisions``.

    ``deleted`` are the last versions of what one side deleted since the base, in any order.
    """
    return _Merge(base, ours, theirs, deleted, when).merged()


Content = TypeVar("Content", bytes, str)
File = tuple[str, bytes]
"""Where a ticket is filed, and its bytes."""


class _Merge:
    def __init__(
        self,
        base: DeskFiles,
        ours: DeskFiles,
        theirs: DeskFiles,
        deleted: Sequence[DeskFiles],
        when: When | None,
    ) -> None:
        self._when = when
        self._last = _last_files(deleted)
        self._last_attached = _last_attached(base, deleted)
        self._last = _last_files(deleted)
        self._last_attached = _last_attached(base, deleted)
        self._base, self._ours, self._theirs = base, ours, theirs
        self._result: dict[str, bytes] = {}
        self._attached: dict[str, str] = {}
        self._decisions: list[Decision] = []
        self._both: list[str] = []
        self._refused: list[tuple[str, str]] = []

    def merged(self) -> MergedDesk:
        by_id = [_by_id(side.tickets) for side in (self._base, self._ours, self._theirs)]
        self._merge_attachments()
        for ident in sorted(set().union(*by_id)):
            base, ours, theirs = (files.get(ident, ()) for files in by_id)
            if max(len(base), len(ours), len(theirs)) > 1:
                self._merge_by_path(ident, base, ours, theirs)  # D6
            else:
                self._merge(ident, *(files[0] if files else None for files in (base, ours, theirs)))
        self._keep_named_attachments()
        return MergedDesk(
            _difference(self._ours.tickets, self._result),
            _difference(self._ours.attachments, self._attached),
            tuple(decision for decision in self._decisions if decision.is_news),
            tuple(self._both),
            tuple(self._refused),
        )

    # -- tickets ----------------------------------------------------------------------------

    def _merge(self, ident: str, base: File | None, ours: File | None, theirs: File | None) -> None:
        if theirs in (base, ours):  # D1
            self._put(ident, ours)
        elif ours == base:
            self._put(ident, theirs)
        elif ours is None or theirs is None:  # D2
            stays = ours or theirs
            if base is None or stays is None or stays[1] == base[1]:
                self._both.append(ident)
                return
            self._undelete(ident, base, stays, ours, theirs)
        else:
            self._merge_both(base, ours, theirs, Decision(ident))

    def _undelete(
        self, ident: str, base: File, stays: File, ours: File | None, theirs: File | None
    ) -> None:
        """D2, of a ticket that stays."""
        last, *others = self._last.get(ident, (stays,))
        said = Decision(ident, undeleted=True)
        for other in others:
            try:
                merged = merge_files(base[1], last[1], other[1], when=self._when)
            except RedactionConflictError as error:  # D5
                self._refused.append((ident, str(error)))
                self._put(ident, ours)
                return
            except MergeConflictError:  # what is broken goes into a note of what stays
                data = conflicted(last[1], other[1])
            else:
                data, said = merged.data, replace(said, asides=(*said.asides, *merged.asides))
            last = _place(base, last, other, data), data
        self._merge_both(base, ours or last, theirs or last, said)

    def _merge_both(self, base: File | None, ours: File, theirs: File, said: Decision) -> None:
        """``said``: what was decided about the ticket before."""
        ident = said.ident
        if base is None and (pair := _different_tickets(ours[1], theirs[1])):  # D4
            self._part(ident, ours, theirs, *pair)
            return
        try:  # D3
            merged = merge_files(base[1] if base else None, ours[1], theirs[1], when=self._when)
        except RedactionConflictError as error:  # D5
            self._refused.append((ident, str(error)))
            self._put(ident, ours)
            return
        except MergeConflictError as error:
            self._decide(replace(said, conflict=str(error)))
            data = conflicted(ours[1], theirs[1])
        else:
            asides = (*said.asides, *merged.asides)
            told = replace(said, asides=asides, taken_by=merged.taken_by)
            self._decide(replace(told, reopened=merged.reopened))
            data = merged.data
            self._clean_attachments(data)
        self._put(ident, (_place(base, ours, theirs, data), data))

    def _part(self, ident: str, ours: File, theirs: File, one: Ticket, other: Ticket) -> None:
        """D4. The later ticket is filed beside where it was, under its new name."""
        earlier, renamed = parted(one, other)
        early, late = (ours, theirs) if earlier is one else (theirs, ours)
        self._put(ident, early)
        self._put(renamed.id, (_beside(late[0], f"{renamed.id}.md"), dump(renamed)))
        self._decide(Decision(renamed.id, was=ident))
        contents = (self._ours if late is ours else self._theirs).attachments
        for name in renamed.attachments:
            old = f"{ATTACHMENTS}/{ident}/{name}"
            if old in contents:
                self._attached[f"{ATTACHMENTS}/{renamed.id}/{name}"] = contents[old]
                if name not in earlier.attachments:
                    self._attached.pop(old, None)

    def _merge_by_path(self, ident: str, *sides: tuple[File, ...]) -> None:
        versions = [dict(files) for files in sides]
        for path in sorted(set().union(*versions)):
            base, ours, theirs = (
                (path, files[path]) if path in files else None for files in versions
            )
            self._merge(ident, base, ours, theirs)

    def _put(self, ident: str, file: File | None) -> None:
        """File a ticket; of two at one place, the one whose name it isn't goes beside."""
        if file is None:
            return
        path, data = file
        if (held := self._result.get(path)) is not None and held != data:
            if stem(path) == ident:
                self._result[path], data, ident = data, held, ticket_id(path, held)
            names = (f"{ident}{suffix}.md" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
            path = next(p for n in names if (p := _beside(path, n)) not in self._result)
        self._result[path] = data

    def _decide(self, decision: Decision) -> None:
        self._decisions.append(decision)
        self._both.append(decision.ident)

    # -- attachments ------------------------------------------------------------------------

    def _merge_attachments(self) -> None:
        """D7, the first half."""
        base, ours, theirs = (s.attachments for s in (self._base, self._ours, self._theirs))
        for path in sorted({*base, *ours, *theirs}):
            versions = base.get(path), ours.get(path), theirs.get(path)
            for place, content in _merged_attachment(path, *versions):
                self._attached[place] = content

    def _clean_attachments(self, data: bytes) -> None:
        """D7: no file of a merged ticket is called what was taken out of it."""
        if b"\nredacted:" not in data or not (ticket := _loaded(data)):
            return
        folder = f"{ATTACHMENTS}/{ticket.id}/"
        try:
            known = TakenOutText(ticket.redacted)
        except TooMuchError:  # what only one side has made stays as it is
            return
        for path in [path for path in self._attached if path.startswith(folder)]:
            name = known.clean_name(path.removeprefix(folder))
            if folder + name != path:
                content = self._attached.pop(path)
                if name in ticket.attachments:
                    self._attached.setdefault(folder + name, content)

    def _keep_named_attachments(self) -> None:
        """D7, the second half: a deletion doesn't take away what the result still names."""
        base = self._base.attachments
        sides = [self._ours.attachments, self._theirs.attachments, base, self._last_attached]
        if all(side.keys() <= self._attached.keys() for side in sides):
            return
        for data in self._result.values():
            ticket = _loaded(data)
            for name in ticket.attachments if ticket else ():
                path = f"{ATTACHMENTS}/{ticket.id if ticket else ''}/{name}"
                known = [side[path] for side in sides if path in side]
                if known:
                    new = (content for content in known if content != base.get(path))
                    self._attached.setdefault(path, next(new, known[0]))


def _by_id(files: Mapping[str, bytes]) -> dict[str, tuple[File, ...]]:
    found: dict[str, list[File]] = defaultdict(list)
    for path in sorted(files):
        found[ticket_id(path, files[path])].append((path, files[path]))
    return {ident: tuple(held) for ident, held in found.items()}


def _last_files(deleted: Sequence[DeskFiles]) -> dict[str, list[File]]:
    """The last versions of each ticket, in the order of their contents: the same in any clone."""
    found: dict[str, set[File]] = defaultdict(set)
    for version in deleted:
        for ident, held in _by_id(version.tickets).items():
            found[ident].update(held)
    return {ident: sorted(held, key=lambda file: file[::-1]) for ident, held in found.items()}


def _last_attached(base: DeskFiles, deleted: Sequence[DeskFiles]) -> dict[str, str]:
    """The last attachments at each path; two contents of one name are both there."""
    held = {(path, content) for version in deleted for path, content in version.attachments.items()}
    found: dict[str, str] = {}
    for path, content in sorted(held):
        before = base.attachments.get(path)
        found |= _merged_attachment(path, before, found.get(path, content), content)
    return found


def _loaded(data: bytes) -> Ticket | None:
    try:
        return load(data).record
    except DocumentError:
        return None


def _different_tickets(ours: bytes, theirs: bytes) -> tuple[Ticket, Ticket] | None:
    """Both tickets, if they can be read and are two."""
    one, other = _loaded(ours), _loaded(theirs)
    if one is None or other is None or is_same_ticket(one, other):
        return None
    return one, other


def _place(base: File | None, ours: File, theirs: File, data: bytes) -> str:
    """D3: where the merged ticket is filed."""
    splits = [file[0].partition("/") if file else None for file in (base, ours, theirs)]
    folders, names = ([split and split[part] for split in splits] for part in (0, 2))
    name = _either(*names) if base else _by_opening((ours[0], theirs[0]), data)
    folder = _either(*folders)
    if folder != LIVE and not _is_done(data):
        folder = LIVE
    return f"{folder}/{name}"


def _by_opening(paths: Sequence[str], data: bytes) -> str:
    """The name in the month of the opening, which is the earlier one's; else the smaller one."""
    names = [path.partition("/")[2] for path in paths]
    ticket = _loaded(data)
    own = new_path(ticket).partition("/")[2] if ticket else ""
    return own if own in names else min(names)


def _either(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    """The one that a side changed; of two changes the smaller (``archive`` before ``tickets``)."""
    if ours == base:
        return theirs
    if theirs == base:
        return ours
    return min(filter(None, (ours, theirs)))


def _is_done(data: bytes) -> bool:
    """Whether a ticket is done, judged by its file alone: configurations may differ."""
    ticket = _loaded(data)
    return ticket is not None and looks_done(ticket)


def conflicted(one: bytes, other: bytes) -> bytes:
    """Both texts between conflict markers, the same whichever is ours."""
    first, second = (
        text if text.endswith(b"\n") else text + b"\n" for text in sorted((one, other))
    )
    return b"<<<<<<< one\n" + first + b"=======\n" + second + b">>>>>>> other\n"


def _merged_attachment(
    path: str, base: str | None, ours: str | None, theirs: str | None
) -> Iterator[tuple[str, str]]:
    if theirs in (base, ours):
        content = ours
    elif ours == base:
        content = theirs
    elif ours is None or theirs is None:
        content = ours or theirs
    else:
        content, second = sorted((ours, theirs))
        name = path.rpartition("/")[2]
        yield _beside(path, f"{second.rpartition(' ')[2][:8]}-{name}"), second
    if content is not None:
        yield path, content


def _difference(
    old: Mapping[str, Content], new: Mapping[str, Content]
) -> dict[str, Content | None]:
    changed: dict[str, Content | None] = {
        path: content for path, content in new.items() if old.get(path) != content
    }
    return changed | {path: None for path in old if path not in new}
