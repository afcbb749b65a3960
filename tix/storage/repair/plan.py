"""Planning ``tix check --fix``: the damage that merges left in a desk, and its repair.

In this order, each on the result of the one before:

a. Conflicts of tickets: entries that git left unmerged in the index, then files with conflict
   markers. The versions come from the index, else from the parents of the merge and their base in
   history, and only then from between the markers.
b. Tickets that one side of a merge changed and the other deleted or moved, and that the merge
   lost. They are merged with the last versions before the deletions, as in a sync.
c. Ids in several files, and files whose name isn't their id (``duplicate_ids``).

Nothing is written here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import PurePosixPath

from tix.frozen import dataclass
from tix.model.changes.check import Problem
from tix.model.changes.check_desk import Outline
from tix.model.layout import attachment_path
from tix.model.record.document import LIMIT
from tix.model.ticket.paths import filed, is_ticket_path, stem
from tix.model.ticket.ticket import Ticket
from tix.storage.desk import files
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import UnsafePathError
from tix.storage.git.removals import Removal
from tix.storage.repair.duplicate_ids import Item, Twins, copies, is_plain_name, made
from tix.storage.repair.merge_versions import (
    MendedFile,
    Sources,
    UnmendableError,
    between_markers,
    document,
    mend,
    with_edits,
)
from tix.storage.repair.versions import Stage, Versions


@dataclass(frozen=True, slots=True)
class Step:
    """One ticket that is mended: what is wrong, for ``check``, and what is done about it.

    ``path`` is where the trouble is seen, ``paths`` are all files that it is about.
    """

    ident: str
    path: str
    trouble: str
    did: str
    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The planned changes: new contents by path (None: deleted), and problems left for a person.

    ``seen`` are those files as they were then; ``unmerged`` are the paths whose entries in the
    index are settled by it; ``items`` are the tickets that can be read afterwards, if that makes a
    difference, in the order of their paths.
    """

    steps: tuple[Step, ...]
    left: tuple[Problem, ...]
    files: Mapping[str, bytes | None]
    seen: Mapping[str, bytes | None]
    unmerged: tuple[str, ...]
    items: tuple[Item, ...]


def plan(
    desk: Desk,
    outlines: Sequence[tuple[str, Outline]],
    broken: Sequence[str],
    is_done: Callable[[Ticket], bool],
) -> Plan:
    """Look for damage. ``outlines`` are the tickets that can be read, ``broken`` the other files
    where tickets are; links and the like are in neither."""
    versions = Versions(desk)
    try:
        return _Planner(desk, versions, outlines, broken, is_done).plan()
    finally:
        versions.close()


class _Planner:
    def __init__(
        self,
        desk: Desk,
        versions: Versions,
        outlines: Sequence[tuple[str, Outline]],
        broken: Sequence[str],
        is_done: Callable[[Ticket], bool],
    ) -> None:
        self._desk = desk
        self._versions = versions
        self._is_done = is_done
        self._found = [path for path, _ in outlines]
        read = self._read
        self._items = [
            Item(path, found.id, found.done, places=(path,), read=read) for path, found in outlines
        ]
        self._broken = list(broken)
        self._steps: list[Step] = []
        self._left: list[Problem] = []
        self._settled: list[str] = []
        self._files: dict[str, bytes | None] = {}
        self._seen: dict[str, bytes | None] = {}

    def plan(self) -> Plan:
        self._mend_unmerged()
        for path in list(self._broken):
            self._mend_marked(path)
        self._bring_back()
        self._settle_twins()
        held = {item.path: item for item in self._items}
        for path, item in held.items():
            if item.data is not None:
                self._files[path] = item.data
        for path in {*self._found, *self._settled, *(p for i in self._items for p in i.places)}:
            if path not in held and path not in self._broken:
                self._files[path] = None
        changed = {path: data for path, data in self._files.items() if data != self._read(path)}
        return Plan(
            tuple(self._steps),
            tuple(self._left),
            changed,
            {path: self._read(path) for path in changed},
            tuple(self._settled),
            tuple(held[path] for path in sorted(held)) if self._steps else (),
        )

    # -- a. unmerged entries --------------------------------------------------------------------

    def _mend_unmerged(self) -> None:
        stages = self._versions.unmerged()
        for path in dict.fromkeys(stage.path for stage in stages):
            if not is_ticket_path(path):
                self._leave(path, "git couldn't merge this file")
        tickets = [stage for stage in stages if is_ticket_path(stage.path)]
        for group in self._by_ticket(tickets):
            try:
                self._mend_stages(group)
            except UnmendableError as error:
                self._leave(group[0].path, f"git couldn't merge this ticket, nor can tix: {error}")

    def _by_ticket(self, stages: Sequence[Stage]) -> Iterator[list[Stage]]:
        """The entries of each ticket: git's renames can spread one over several paths."""
        groups: dict[str, list[Stage]] = {}
        for stage in stages:
            found = document(self._versions.blob(stage.blob)) if stage.plain else None
            ident = found.record.id if found else PurePosixPath(stage.path).stem
            groups.setdefault(ident, []).append(stage)
        yield from groups.values()

    def _mend_stages(self, stages: list[Stage]) -> None:
        if not all(stage.plain for stage in stages):
            raise UnmendableError("it is a link, or no plain file, on one side")
        paths = list(dict.fromkeys(stage.path for stage in stages))
        texts = {number: self._texts(stages, number) for number in (1, 2, 3)}
        sides = tuple(dict.fromkeys((*texts[2], *texts[3])))
        base = next(iter(texts[1]), None)
        if base is not None and document(base) is None:
            base = self._base_of(self._versions.merging(), paths[0])
        present = {path: data for path in paths if (data := self._read(path)) is not None}
        if not sides:  # moved or deleted on both sides
            if present:
                raise UnmendableError("both sides took it away, and it is here still")
            self._settled += paths
            self._step(paths[0], "git left an entry of a file that is gone", "took the entry away")
            return
        deleted = not (texts[2] and texts[3])
        last = self._deleted(paths[0], ours=not texts[2]) if deleted else []
        sources = Sources(base, (*self._texts_of(last), *sides), tuple(texts[1]))
        mended = self._with_present(sources, None, present)
        if deleted:
            trouble = "git couldn't merge this ticket: one side changed it, the other deleted it"
            did = "brought back: one side changed it, the other deleted it"
        else:
            trouble = "git couldn't merge this ticket: both sides changed it"
            did = "merged the two versions that git kept"
        self._settled += paths
        filed_at = dict.fromkeys(stage.path for stage in stages if stage.number != 1)
        self._replace(paths, mended, base, trouble, did, filed_at=list(filed_at))
        if deleted:
            commits = self._versions.sides() or self._versions.merging()
            self._restore_attachments([*(r.parent for r in last), *commits])

    def _deleted(self, path: str, *, ours: bool) -> list[Removal]:
        """The last versions of a ticket that one side of what is in progress has deleted."""
        sides = self._versions.sides()
        if not sides:
            return []
        side, other = sides if ours else sides[::-1]
        return self._versions.deleted(side, other, path)

    def _texts_of(self, found: Sequence[Removal]) -> Iterator[bytes]:
        return (self._versions.blob(each.entry.name) for each in found)

    def _texts(self, stages: Sequence[Stage], number: int) -> list[bytes]:
        return [self._versions.blob(stage.blob) for stage in stages if stage.number == number]

    def _with_present(
        self, sources: Sources, marked: bytes | None, present: Mapping[str, bytes]
    ) -> MendedFile:
        """The sides merged, with what the files in the working tree have besides."""
        mended = mend(sources)
        for data in present.values():
            before, mended = mended, with_edits(self._desk.git, mended, sources, marked, data)
            if mended.files != before.files:
                remark = "kept what was written into the file since"
                mended = MendedFile(mended.files, (*mended.remarks, remark), mended.parted)
        return mended

    # -- a. conflict markers --------------------------------------------------------------------

    def _mend_marked(self, path: str) -> None:
        data = self._read(path)
        if data is None:
            return
        try:
            mended, base, did = self._unmarked(path, data)
        except UnmendableError as error:
            self._leave(path, f"tix can't resolve this conflict: {error}")
            return
        if mended is not None:
            self._replace([path], mended, base, "an unresolved merge conflict", did)

    def _unmarked(self, path: str, data: bytes) -> tuple[MendedFile | None, bytes | None, str]:
        """The mended file, its base if one is known, and what was done."""
        between, unclear = None, None
        try:
            between = between_markers(data)
        except UnmendableError as error:
            unclear = error
        if between is None and unclear is None:
            return None, None, ""  # broken in another way
        origin = self._versions.conflict_of(path)
        if origin is not None:
            texts = [self._versions.text(parent, path) for parent in origin.parents]
            sides = tuple(dict.fromkeys(text for text in texts if text is not None))
            if len(sides) > 1:
                base = self._base_of(origin.parents, path)
                older = self._versions.common(origin.parents[0], origin.parents[1], path)
                sources = Sources(base, sides, older)
                name = f"merge {origin.commit[:10]}" if origin.commit else "this merge"
                try:
                    mended = self._with_present(sources, origin.data, {path: data})
                except UnmendableError as error:  # a side may have been mended by hand since
                    unclear = error
                else:
                    return mended, base, f"merged the versions from before {name}"
        if between is None:
            raise unclear or UnmendableError("it has no sides")
        return mend(between), None, "merged the two sides of its conflict markers"

    def _base_of(self, parents: Sequence[str], path: str) -> bytes | None:
        """The common version of the parents that have the ticket; of many, that of the first."""
        for one, other in combinations(parents, 2):
            if (base := self._versions.base(one, other, path)) is not None:
                return base
        return None

    # -- b. lost changes ------------------------------------------------------------------------

    def _bring_back(self) -> None:
        present = {item.id for item in self._items}
        present |= {stem(path) for path in (*self._found, *self._broken, *self._settled)}
        for lost in self._versions.lost(present):
            merge, side = lost.merge[:10], ", ".join(name[:10] for name in lost.sides)
            other = "moved" if lost.was_moved else "deleted"
            trouble = f"lost in merge {merge}: changed on one side ({side}), {other} on the other"
            texts = (*self._texts_of(lost.deleted), *lost.sides.values())
            try:
                mended = mend(Sources(lost.base, texts))
            except UnmendableError:
                self._leave(lost.places[0], f"{trouble}; it is broken in {side}")
                continue
            did = f"brought back as in {side}: merge {merge} had lost it"
            self._replace(lost.places, mended, lost.base, trouble, did)
            self._restore_attachments([*(r.parent for r in lost.deleted), *lost.sides])

    def _restore_attachments(self, commits: Sequence[str]) -> None:
        """The files of the ticket that was brought back last."""
        ticket = self._items[-1].ticket
        for name in filter(is_plain_name, ticket.attachments):
            path = attachment_path(ticket.id, name)
            if self._read(path) is None:
                found = (self._versions.file(commit, path) for commit in commits)
                if data := next((data for data in found if data is not None), None):
                    self._files[path] = data

    # -- c. twins -------------------------------------------------------------------------------

    def _settle_twins(self) -> None:
        twins = Twins(self._items, self._broken, self._versions, self._is_done)
        for settled in twins.settle():
            path = settled.places[-1] if settled.places else settled.items[0].path
            touched = frozenset((*settled.places, *(item.path for item in settled.items)))
            self._steps.append(Step(settled.ident, path, settled.trouble, settled.did, touched))
            self._move_attachments(settled.copies, settled.items[0])
        self._items = twins.items
        for path, reason in twins.left:
            self._leave(path, reason)

    def _move_attachments(self, ways: Sequence[tuple[str, str]], earlier: Item) -> None:
        """The earlier ticket keeps what it names."""
        kept = {attachment_path(earlier.id, name) for name in earlier.ticket.attachments}
        for old, new in ways:
            if (data := self._read(old)) is not None:
                self._files[new] = data
                if old not in kept:
                    self._files[old] = None

    # -- the state that is to be ----------------------------------------------------------------

    def _replace(
        self,
        paths: Sequence[str],
        mended: MendedFile,
        base: bytes | None,
        trouble: str,
        did: str,
        filed_at: Sequence[str] | None = None,
    ) -> None:
        """The mended tickets take the place of the files at these paths.

        ``filed_at`` are those of them where a side has the ticket, if not all are.
        """
        going = set(paths)
        new: list[Item] = []
        for data in mended.files:
            whole = document(data)
            if whole is None:
                raise UnmendableError("the merged file can't be read")
            path = filed(whole.record, filed_at or paths, self._is_done)
            known = None if mended.parted else base
            new.append(made(path, data, self._is_done, known, tuple(paths)))
        self._items = [item for item in self._items if item.path not in going] + new
        self._broken = [path for path in self._broken if path not in going]
        touched = frozenset((*paths, *(item.path for item in new)))
        if mended.parted:
            did = f"parted two different tickets: {' and '.join(i.id for i in new)}"
        said = "; ".join((did, *dict.fromkeys(mended.remarks)))
        self._steps.append(Step(new[0].id, paths[0], trouble, said, touched))
        for item in new[1:]:
            self._move_attachments(copies(new[0].id, item), new[0])

    def _step(self, path: str, trouble: str, did: str) -> None:
        step = Step(PurePosixPath(path).stem, path, trouble, did, frozenset((path,)))
        self._steps.append(step)

    def _leave(self, path: str, text: str) -> None:
        self._left.append(Problem(path, 1, "error", text))

    def _read(self, path: str) -> bytes | None:
        """A file as it was when it was first looked at."""
        if path not in self._seen:
            try:
                data = files.read(self._desk.root, path, LIMIT + 1)
                self._seen[path] = data if len(data) <= LIMIT else None  # not all of it
            except (OSError, UnsafePathError):
                self._seen[path] = None
        return self._seen[path]
