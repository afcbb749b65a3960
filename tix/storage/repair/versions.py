"""Finding a ticket's versions in git: unmerged index entries, commits, and merge bases.

Everything here only reads. Tickets are found by their file's name (which is their id), first where
they are now, then in the other of the two folders, then anywhere in the commit.
"""

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath

from tix.frozen import dataclass
from tix.model.layout import FOLDERS, LIMIT
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.merge.markers import UnclearMarkersError, split
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.storage.desk.desk import Desk
from tix.storage.git.index_entries import unmerged_entries
from tix.storage.git.objects import ObjectReader, larger
from tix.storage.git.process import Git, GitError
from tix.storage.git.removals import Removal, last_removals, removals, removed_files
from tix.storage.git.tree_entries import tree_entries

LOOKED_AT = 500
"""How many commits of one file, and how many merges of the desk, are looked at."""

FIX_SUBJECT = "check --fix: "
"""How the commits of ``tix check --fix`` begin."""

_MERGE_BASES = 4
"""How deep merge bases of merge bases are merged before one of them has to do."""


@dataclass(frozen=True, slots=True)
class Stage:
    """An unmerged index entry: 1 is the base, 2 is ours, 3 is theirs."""

    path: str
    number: int
    blob: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a conflict comes from: the parents of a merge, and the file as the merge has it.

    ``commit`` is "" for a merge that isn't committed yet; ``data`` is None then.
    """

    commit: str
    parents: tuple[str, ...]
    data: bytes | None


@dataclass(frozen=True, slots=True)
class LostTicket:
    """A ticket that a merge hasn't, though one side changed it and the other deleted or moved it.

    ``places`` are where the parents have it, and ``sides`` those that changed it, each with its
    version. ``deleted`` are its last versions before the deletions, as they were removed; there are
    none where it was only moved to the archive or back.
    """

    places: tuple[str, ...]
    base: bytes
    merge: str
    sides: Mapping[str, bytes]
    deleted: tuple[Removal, ...]
    was_moved: bool


class Versions:
    """Answers about one desk; what was read is kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._git = desk.git
        self._objects = ObjectReader(desk.git)
        self._listings: dict[str, Mapping[str, str]] = {}
        self._between: dict[tuple[str, str], list[str]] = {}
        self._removed: dict[tuple[str, str], list[Removal]] = {}
        self._origins: dict[str, tuple[str, ...]] = {}

    def close(self) -> None:
        """No more questions: the git process that answers them can end."""
        self._objects.close()

    # -- the index and what is going on ---------------------------------------------------------

    def unmerged(self) -> tuple[Stage, ...]:
        """The entries of the desk's files that git left unmerged, by path and number."""
        return tuple(
            Stage(each.path, each.stage, each.entry.name, each.entry.is_plain)
            for each in unmerged_entries(self._git)
        )

    def merging(self) -> tuple[str, ...]:
        """The commits that a merge in progress will have as parents; none without such a merge."""
        try:
            heads = (self._desk.git_dir / "MERGE_HEAD").read_text().split()
        except (OSError, UnicodeDecodeError):
            return ()
        return (self._head, *heads) if heads and self._head else ()

    def sides(self) -> tuple[str, ...]:
        """The two commits that git stopped at: of a merge, else of a rebase or a cherry-pick (that
        which is there, and that which is applied to it); none without such an operation."""
        if merging := self.merging():
            return merging if len(merging) == 2 else ()
        for name in ("REBASE_HEAD", "CHERRY_PICK_HEAD"):
            with contextlib.suppress(OSError, UnicodeDecodeError):
                picked = (self._desk.git_dir / name).read_text().strip()
                return (self._head, picked) if picked and self._head else ()
        return ()

    # -- commits --------------------------------------------------------------------------------

    def text(self, commit: str, path: str) -> bytes | None:
        """The ticket that is filed at a path now, as it is in a commit; None if it isn't there."""
        for candidate in (path, other_folder(path)):
            if (data := self.file(commit, candidate)) is not None:
                return data
        name = PurePosixPath(path).name
        listing = self._listing(commit)
        blob = next((listing[p] for p in listing if PurePosixPath(p).name == name), None)
        return self.blob(blob) if blob else None

    def file(self, commit: str, path: str) -> bytes | None:
        """Any file at that very path in a commit; None if there is none."""
        return self._objects.read(f"{commit}:{self._desk.prefix}{path}")

    def blob(self, name: str) -> bytes:
        """The content of a blob; nothing if the repository lacks it."""
        return self._objects.read(name) or b""

    def common(self, one: str, other: str, path: str, depth: int = 0) -> tuple[bytes, ...]:
        """The ticket in each merge base of two commits, and in the merge bases of several."""
        bases = self._bases(one, other)
        texts = [self.text(commit, path) for commit in bases]
        found = tuple(text for text in texts if text is not None)
        if len(bases) > 1 and depth < _MERGE_BASES:
            found += self.common(bases[0], bases[1], path, depth + 1)
        return found

    def base(self, one: str, other: str, path: str, depth: int = 0) -> bytes | None:
        """The ticket's last common version; several are merged into one first, as git does."""
        found: bytes | None = None
        before = ""
        for commit in self._bases(one, other):
            data = self.text(commit, path)
            if data is None or _has_markers(data):
                continue
            if found is None:
                found, before = data, commit
            elif depth < _MERGE_BASES:
                start = self.base(before, commit, path, depth + 1)
                try:
                    found = merge_files(start, found, data).data
                except MergeConflictError:
                    return found
        return found

    def deleted(self, side: str, other: str, path: str) -> list[Removal]:
        """A ticket's last versions that *side* took away and *other* hasn't, by their contents."""
        top = Git(self._desk.top)
        if (side, other) not in self._removed:
            folders = (f"{self._desk.prefix}{folder}" for folder in FOLDERS)
            self._removed[side, other] = removals(top, side, other, *folders)
        ident = PurePosixPath(path).stem
        found = [r for r in self._removed[side, other] if PurePosixPath(r.path).stem == ident]
        last = last_removals(top, found)
        large = larger(top, (each.entry.name for each in last), LIMIT)
        there = (each for each in last if each.entry.name not in large)
        return sorted(there, key=lambda each: self.blob(each.entry.name))

    # -- where damage comes from ----------------------------------------------------------------

    def conflict_of(self, path: str) -> Origin | None:
        """The merge that brought the conflict markers into a ticket's file.

        It is the newest commit that has markers in this file and whose parents have none. None if
        that is no merge (a squashed or copied commit), or if the markers aren't committed.
        """
        head = self._head
        now = self.text(head, path) if head else None
        if now is None or not _has_markers(now):
            merging = self.merging()
            return Origin("", merging, None) if merging else None
        # One bad merge has many tickets: where an earlier answer fits, no history is walked.
        known = ((c, p) for c, p in self._origins.items() if self.text(c, path) == now)
        for commit, parents in chain(known, self._commits(path)):
            data = self.text(commit, path)
            if data is None or not _has_markers(data):
                continue
            before = [self.text(parent, path) for parent in parents]
            if not any(text is not None and _has_markers(text) for text in before):
                self._origins[commit] = parents
                clean = sum(text is not None for text in before)
                return Origin(commit, parents, data) if clean > 1 else None
        return None

    def fork_of(self, one: str, other: str) -> bytes | None:
        """The common version of two files that hold one ticket, if history tells.

        The newest commit that has both files, and whose parents have not more than one each, made
        two of them. A merge of two sides with a file each has a base. A copy has none: whoever made
        it may have wanted another ticket, so nothing that only one of them has counts as removed.
        """
        head = self._head
        if not head:
            return None
        if not self._has(head, one, other):
            return self._fork(self.merging() or (head,), one, other)
        for commit, parents in self._commits(one, other):
            before = any(self._has(parent, one, other) for parent in parents)
            if self._has(commit, one, other) and not before:
                return self._fork(parents, one, other)
        return None

    def _fork(self, parents: Sequence[str], one: str, other: str) -> bytes | None:
        having = {path: [p for p in parents if self._has(p, path)] for path in (one, other)}
        if having[one] and having[other]:
            return self.base(having[one][0], having[other][0], one)
        return None

    def lost(self, present: Collection[str]) -> Iterator[LostTicket]:
        """Tickets that are lost since a merge, newest merge first; ``present`` aren't.

        Only the newest merges are looked at, and nothing before a later ``check --fix`` or a later
        commit that touched the ticket: somebody has seen to it then.
        """
        for merge, path in dict.fromkeys(self._gone(present)):
            parents = self._line("rev-parse", f"{merge}^@").split()
            where = {parent: self._place(parent, path) for parent in parents}
            without = [parent for parent in parents if not where[parent]]
            bases, sides = [], {}
            for side, place in where.items():
                other = next((p for p in (*without, *parents) if where[p] != place), "")
                if not place or not other:
                    continue  # it was there on all sides: whoever merged took it away
                data, base = self.file(side, place), self.base(side, other, path)
                if data is not None and base is not None and data != base:
                    sides[side] = data
                    bases.append(base)
            if sides and not self._seen_to(merge, path):
                one = next(iter(sides))
                deleted = tuple(self.deleted(without[0], one, path)) if without else ()
                places = tuple(dict.fromkeys(filter(None, where.values())))
                yield LostTicket(places, bases[0], merge, sides, deleted, not without)

    def _gone(self, present: Collection[str]) -> Iterator[tuple[str, str]]:
        """Merge and path of each ticket that a parent has and neither the merge nor we."""
        if not self._head or not self._line("rev-list", "--merges", "--max-count=1", "HEAD"):
            return  # the log that follows compares the trees of all commits, which takes long
        options = ("--merges", "-m", "--relative", f"--max-count={LOOKED_AT}")
        found = removed_files(self._git, "%H", *options, "HEAD", "--", *FOLDERS)
        for merge, path, (entry, *_) in found:
            if (
                entry.is_plain
                and path.endswith(".md")
                and "\n" not in path
                and PurePosixPath(path).stem not in present
            ):
                yield merge, max(path, other_folder(path))  # one, where it was moved

    def _seen_to(self, merge: str, path: str) -> bool:
        """Whether the merge has the ticket elsewhere, or it was touched, or tickets were mended,
        after it. A later merge that took over that it is gone touched nothing."""
        since = f"{merge}..HEAD"
        fixed = self._line("log", "-1", "--format=%H", f"--grep=^{FIX_SUBJECT}", since)
        touched = (len(parents) < 2 for _, parents in self._commits(path, since=since))
        return bool(fixed) or self.text(merge, path) is not None or any(touched)

    # -- git ------------------------------------------------------------------------------------

    @cached_property
    def _head(self) -> str:
        return self._line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")

    def _bases(self, one: str, other: str) -> list[str]:
        if (one, other) not in self._between:
            self._between[one, other] = self._line("merge-base", "--all", one, other).split()
        return self._between[one, other]

    def _commits(self, *paths: str, since: str = "HEAD") -> Iterator[tuple[str, tuple[str, ...]]]:
        """Commits that touched tickets with these files' names, newest first, and their parents."""
        names = {re.sub(r"([*?[\]\\])", r"\\\1", PurePosixPath(path).name) for path in paths}
        specs = [f":(glob){folder}/**/{name}" for folder in FOLDERS for name in sorted(names)]
        output = self._git.run(
            "log", "--full-history", f"--max-count={LOOKED_AT}", "--format=%H %P", since,
            "--", *specs,
            environment={"GIT_LITERAL_PATHSPECS": "0"},
        )  # fmt: skip
        for line in output.decode().splitlines():
            commit, *parents = line.split()
            yield commit, tuple(parents)

    def _place(self, commit: str, path: str) -> str:
        """Where a commit has a ticket, here or in the other folder; "" if nowhere there."""
        return next((p for p in (path, other_folder(path)) if self._has(commit, p)), "")

    def _has(self, commit: str, *paths: str) -> bool:
        """Whether a commit has all of these files."""
        return all(self.file(commit, path) is not None for path in paths)

    def _listing(self, commit: str) -> Mapping[str, str]:
        """Path and blob of every ticket's file in a commit."""
        if commit not in self._listings:
            entries = tree_entries(self._git, commit, *FOLDERS)
            self._listings[commit] = {path: entry.name for path, entry in entries if entry.is_plain}
        return self._listings[commit]

    def _line(self, *args: str) -> str:
        """git's answer; "" if it has none (an unborn branch, a history that was cut off)."""
        try:
            return self._git.line(*args)
        except GitError:
            return ""


def other_folder(path: str) -> str:
    """The path that a ticket has in the archive, or out of it."""
    folder, slash, rest = path.partition("/")
    one, other = FOLDERS
    return {one: other, other: one}.get(folder, folder) + slash + rest


def _has_markers(data: bytes) -> bool:
    """Whether there is a conflict in a file that can't be read as a ticket."""
    try:
        found = split(data) is not None
    except UnclearMarkersError:
        found = True
    if not found:
        return False
    try:
        load(data)
    except DocumentError:
        return True
    return False
