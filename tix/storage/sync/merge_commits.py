"""Merging two commits of the desk's branch, without touching the working tree.

Tickets are merged by ``tix.model.merge.desks``, by id. Everything else (``tix.yaml``, templates,
the code around a desk that is in the tree) is merged as git merges it; what needs a person there
stops the merge before anything is changed. Where one side has a file and the other a folder with
tickets or records, those stay (``tix.model.merge.path_clashes``). A file that is too large for a
ticket or a record is none, and is never read: it is a foreign file in that place.
Where the branches have several merge bases, those are merged first, as git's recursive strategy
does: a *virtual base*.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

from tix.frozen import dataclass, field
from tix.model.layout import ARCHIVE, ATTACHMENTS, CONFIG_FILE, FIRED_FILE, LIVE, RULES_FILE
from tix.model.merge.config_text import merge_config
from tix.model.merge.desks import (
    Decision,
    DeskFiles,
    merge_desks,
)
from tix.model.merge.path_clashes import PlacedFile, Rank, folders, settled
from tix.model.merge.rules_text import merge_rules
from tix.model.record.notes import When
from tix.model.rules.fired_file import merge_fired
from tix.model.ticket.paths import is_ticket_path
from tix.storage.desk.desk import Desk
from tix.storage.git.commit import Content, Proposal, write_commit
from tix.storage.git.commit_dates import newest_date
from tix.storage.git.diff import Changes, changed_entries
from tix.storage.git.entry import Entry
from tix.storage.git.identity import Ident
from tix.storage.git.objects import blob_name, contents
from tix.storage.git.process import Git
from tix.storage.git.root_commit import NOBODY
from tix.storage.git.tree_entries import top_tree_entries
from tix.storage.sync.begun_by_rules import begun_by_rules
from tix.storage.sync.deleted_versions import deleted_tickets
from tix.storage.sync.merge_errors import (
    OtherFilesConflictError,
    RedactedTicketError,
    UnrelatedHistoriesError,
)
from tix.storage.sync.merge_holidays import merge_holidays
from tix.storage.sync.merge_records import merge_records
from tix.storage.sync.merge_scratch import clear_merge_scratch
from tix.storage.sync.record_clashes import clashing_folders, is_records_own, too_large

MergeText = Callable[[bytes | None, bytes, bytes], bytes | None]

_MERGED_AS_TEXT: Mapping[str, MergeText] = {
    CONFIG_FILE: merge_config, RULES_FILE: merge_rules, FIRED_FILE: merge_fired,
}  # fmt: skip
_PLAIN = ("100644", "100755")
_NOBODY = Ident(NOBODY, "0 +0000")
"""The author of virtual bases, so that they are the same everywhere."""


@dataclass(frozen=True, slots=True)
class Merge:
    """The result of merging *theirs* into *ours*.

    ``files`` are changes to *ours* by path from the working tree's top; ``both`` the ids of
    tickets that both sides changed; ``in_the_way`` where files were that couldn't stay there, and
    where they are kept (from the desk's root); ``is_forward``: *ours* has nothing of its own.
    """

    ours: str
    theirs: str
    files: Mapping[str, Content] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    both: tuple[str, ...] = ()
    in_the_way: tuple[tuple[str, str], ...] = ()
    is_forward: bool = False


def merge_bases(git: Git, ours: str, theirs: str) -> list[str]:
    """The best common ancestors, in an order that is the same everywhere."""
    output = git.line("merge-base", "--all", "--end-of-options", ours, theirs, codes=(0, 1))
    return sorted(output.split())


def merge(desk: Desk, ours: str, theirs: str, name: str) -> Merge | None:
    """Merge the commit *theirs*, which people know as ``name``; None: ours has it already.

    Raises UnrelatedHistoriesError, OtherFilesConflictError, RedactedTicketError.
    """
    git = Git(desk.top)
    bases = merge_bases(git, ours, theirs)
    if not bases:
        is_desk = has_file(git, theirs, desk.prefix + CONFIG_FILE)
        raise UnrelatedHistoriesError(desk, name, is_desk=is_desk)
    if theirs in bases:
        return None
    if ours in bases:
        return Merge(ours, theirs, is_forward=True)
    clear_merge_scratch(git)
    return _CommitMerge(desk, git, name).merge(_base(desk, git, bases), ours, theirs)


def _base(desk: Desk, git: Git, bases: Sequence[str]) -> str:
    """One commit that stands for all merge bases."""
    base, *others = bases
    for other in others:
        nearer = merge_bases(git, base, other)
        start = _base(desk, git, nearer) if nearer else base
        files = _CommitMerge(desk, git, None).merge(start, base, other).files
        proposal = Proposal(files, "A virtual merge base\n", _NOBODY, _NOBODY, (other,))
        base = write_commit(git, base, proposal, sign=False)
    return base


def has_file(git: Git, commit: str, path: str) -> bool:
    """Whether a commit has something at a path from the working tree's top."""
    name = f"{commit}:{path}"
    return git.succeeds("rev-parse", "--verify", "--quiet", "--end-of-options", name)


Entries = dict[str, Entry | None]
"""The versions' entries at each path; None: no file."""

Placed = tuple[str, Content, Rank]
"""The new entry of a path, and its rank if it must move."""


class _CommitMerge:
    """``name`` is what theirs is called; None for a virtual base, where nothing is refused."""

    def __init__(self, desk: Desk, git: Git, name: str | None) -> None:
        self._git = git
        self._prefix = desk.prefix
        self._name = name
        self._record_decisions: list[Decision] = []
        self._clashing: tuple[str, ...] = ()
        self._large: frozenset[str] = frozenset()

    def _when(self, ours: str, theirs: str) -> When:
        return cache(partial(newest_date, self._git, (ours, theirs)))

    def merge(self, base: str, ours: str, theirs: str) -> Merge:
        here, there = (changed_entries(self._git, base, side) for side in (ours, theirs))
        versions = self._versions(here, there)
        self._large = too_large(self._git, self._prefix, versions)
        self._clashing = clashing_folders(self._prefix, versions, self._is_plain)
        mine, others = self._split(versions)
        deleted = deleted_tickets(self._git, self._filed, mine, (ours, theirs))
        mine[0] |= begun_by_rules(self._git, mine, (ours, theirs))
        base_files, here_files, there_files, *last = self._desk_files((*mine, *deleted))
        merged = merge_desks(
            base_files, here_files, there_files, deleted=last, when=self._when(ours, theirs)
        )
        if merged.refused and self._name is not None:
            raise RedactedTicketError(merged.refused, self._name)
        filed: dict[str, Content] = {
            self._prefix + path: data for path, data in merged.tickets.items()
        }
        for path, entry in merged.attachments.items():
            mode, _, name = (entry or "").partition(" ")
            filed[self._prefix + path] = Entry(mode, name) if entry else None
        placed = [(path, content, self._rank(path)) for path, content in (mine[1] | filed).items()]
        for path, found in self._merge_others(others, ours, theirs).items():
            placed += ((path, content, self._rank_of_other(path, content)) for content in found)
        placed += self._unchanged_near(placed, versions[1], ours)
        files, in_the_way = _settled(placed, versions[1], len(ours))
        start = len(self._prefix)
        kept = tuple((was[start:], now[start:]) for was, now in in_the_way)
        news = (decision for decision in self._record_decisions if decision.is_news)
        return Merge(ours, theirs, files, (*merged.decisions, *news), merged.both, kept)

    def _rank(self, path: str, entry: Entry | None = None) -> Rank:
        if not self._is_ours(path) or not self._is_plain(entry):
            return Rank.FOREIGN
        return Rank.TICKET if is_ticket_path(path.removeprefix(self._prefix)) else Rank.OWN

    def _rank_of_other(self, path: str, content: Content) -> Rank:
        entry = content if isinstance(content, Entry) else None
        is_own = self._is_plain(entry) and is_records_own(self._prefix, path, self._clashing)
        return Rank.OWN if is_own else Rank.FOREIGN

    def _unchanged_near(
        self, placed: Sequence[Placed], known: Entries, commit: str
    ) -> Iterator[Placed]:
        """Entries of a commit in the way of files whose place neither side had taken."""
        new = {path for path, content, _ in placed if content and path not in known}
        if not new:
            return
        above = new.union(*map(folders, new))
        for path, entry in top_tree_entries(self._git, commit, *self._filed):
            if path not in known and (path in above or not new.isdisjoint(folders(path))):
                yield path, entry, self._rank(path, entry)

    @property
    def _folders(self) -> tuple[str, ...]:
        return (LIVE, ARCHIVE, ATTACHMENTS, *self._clashing)

    @property
    def _filed(self) -> list[str]:
        return [f"{self._prefix}{folder}" for folder in self._folders]

    def _versions(
        self,
        here: Changes,
        there: Changes,
    ) -> tuple[Entries, Entries, Entries]:
        """Base, ours and theirs at every path that a side changed."""
        base: Entries = {}
        ours: Entries = {}
        theirs: Entries = {}
        for path in {**here, **there}:
            base[path] = here[path][0] if path in here else there[path][0]
            ours[path] = here[path][1] if path in here else base[path]
            theirs[path] = there[path][1] if path in there else base[path]
        return base, ours, theirs

    def _split(self, versions: Sequence[Entries]) -> tuple[list[Entries], list[Entries]]:
        """The versions' tickets and attachments (paths from the working tree's top), and the rest.

        Where a side has a link in a ticket's place, or the like, that side has no ticket there.
        """
        places = set().union(*versions)
        plain = self._is_plain
        filed = {path for path in places if self._is_ours(path)}
        odd = {path for path in filed if not all(plain(side[path]) for side in versions)}
        rest = places - filed
        return (
            [{p: side[p] if plain(side[p]) else None for p in filed} for side in versions],
            [
                {path: side[path] for path in rest}
                | {p: None if plain(side[p]) else side[p] for p in odd}
                for side in versions
            ],
        )

    def _is_ours(self, path: str) -> bool:
        """Whether a path is one of a ticket's or an attachment's."""
        if not path.startswith(self._prefix):
            return False
        inside = path.removeprefix(self._prefix)
        if inside.endswith("/.gitattributes"):
            return False
        return is_ticket_path(inside) or inside.startswith(f"{ATTACHMENTS}/")

    def _desk_files(self, versions: Sequence[Entries]) -> Iterator[DeskFiles]:
        start = len(self._prefix)
        inside = [
            {path[start:]: entry for path, entry in side.items() if entry} for side in versions
        ]
        names = {
            entry.name for there in inside for path, entry in there.items() if is_ticket_path(path)
        }
        blobs = contents(self._git, names)
        for there in inside:
            yield DeskFiles(
                {p: blobs[entry.name] for p, entry in there.items() if is_ticket_path(p)},
                {
                    p: f"{entry.mode} {entry.name}"
                    for p, entry in there.items()
                    if not is_ticket_path(p)
                },
            )

    def _is_plain(self, entry: Entry | None) -> bool:
        """Whether an entry is none, or that of a file which can be merged."""
        return entry is None or (entry.mode in _PLAIN and entry.name not in self._large)

    # -- what isn't tickets -----------------------------------------------------------------

    def _either_or_both(
        self, base: Entry | None, ours: Entry | None, theirs: Entry | None
    ) -> list[Content] | None:
        """The result for a file whose content isn't examined; None if its texts must be merged.

        A change stays before a deletion.
        """
        if theirs in (base, ours):
            return [ours]
        if ours == base:
            return [theirs]
        if ours is None or theirs is None:
            return [ours or theirs]
        return None if self._is_plain(ours) and self._is_plain(theirs) else [ours, theirs]

    def _merge_others(
        self, versions: Sequence[Entries], ours: str, theirs: str
    ) -> dict[str, list[Content]]:
        """What is to be at the paths of files that aren't tickets; more than one can't stay there.

        Where only their side changed such files, those; else git merges them. Foreign files where
        tickets are filed are taken one by one, unless both sides changed the text of one: what git
        makes of them depends on what it makes of the tickets.
        """
        base, here, there = versions
        found = dict[str, list[Content]]()
        by_git = []
        for path in base:
            chosen = self._either_or_both(base[path], here[path], there[path])
            if chosen is not None and self._is_filed(path):
                found[path] = chosen
            else:
                by_git.append(path)
                found[path] = [here[path]]
        for path, content in self._merged_others(versions, by_git, ours, theirs).items():
            found[path] = [content]
        return found

    def _merged_others(
        self, versions: Sequence[Entries], paths: Sequence[str], ours: str, theirs: str
    ) -> dict[str, Content]:
        """Changes to ours at paths that are left to git."""
        base, here, there = ({path: side[path] for path in paths} for side in versions)
        if all(here[path] == base[path] for path in base):
            return {path: entry for path, entry in there.items() if entry != base[path]}
        if all(there[path] in (base[path], here[path]) for path in base):
            return {}
        tree, conflicts = self._merged_by_git(ours, theirs)
        merged: dict[str, Content] = {
            path: new
            for path, (_, new) in changed_entries(self._git, ours, tree).items()
            if path in base or not self._is_filed(path)  # in base: what wasn't merged by id
        }
        for name, merge_file in _MERGED_AS_TEXT.items():
            path = self._prefix + name
            if path in base and there[path] not in (base[path], here[path]):
                data = self._merged_file(merge_file, *(s[path] for s in (base, here, there)))
                if data is not None:
                    merged[path] = data
                    conflicts.discard(path)
        when, sides = self._when(ours, theirs), (base, here, there)
        records = merge_records(
            self._git, self._prefix, sides, (ours, theirs), when, self._is_plain
        )
        self._record_decisions += records.decisions
        holidays = merge_holidays(self._git, self._prefix, *sides, self._is_plain)
        for path, content in (*records.files.items(), *holidays.items()):
            merged[path] = content
            conflicts.discard(path)
        if self._name is not None and (
            left := sorted(p for p in conflicts if p in base or not self._is_filed(p))
        ):
            raise OtherFilesConflictError(left, self._name)
        return merged

    def _is_filed(self, path: str) -> bool:
        """Whether a path is that of a folder whose files are merged one by one, or below one.

        So is what git makes of such a path where a file and a folder meet: ``archive~NAME``.
        """
        inside = path.removeprefix(self._prefix) if path.startswith(self._prefix) else ""
        folder = inside.partition("/")[0].partition("~")[0]
        return folder in self._folders and not inside.endswith("/.gitattributes")

    def _merged_by_git(self, ours: str, theirs: str) -> tuple[str, set[str]]:
        """The tree that git's own merge makes, and the paths at which it found conflicts.

        What it makes of tickets isn't used, so the driver for them does nothing here.
        """
        output = self._git.run(
            "-c", "merge.directoryRenames=false", "-c", "merge.tix.driver=true",
            "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages",
            "--end-of-options", ours, theirs,
            codes=(0, 1),
        )  # fmt: skip
        tree, *paths = output.split(b"\0")
        return tree.decode().strip(), {os.fsdecode(path) for path in paths if path}

    def _merged_file(self, merge: MergeText, *entries: Entry | None) -> bytes | None:
        """A file of the desk's own merged by what is in it; None: it takes a person."""
        base, ours, theirs = entries
        if not (ours and theirs and all(map(self._is_plain, entries))):
            return None
        blobs = contents(self._git, [entry.name for entry in entries if entry])
        return merge(blobs[base.name] if base else None, blobs[ours.name], blobs[theirs.name])


def _settled(
    placed: Sequence[Placed], ours: Entries, length: int
) -> tuple[dict[str, Content], list[tuple[str, str]]]:
    """The changes to ours, with each file at a path where it can be, and which ones had to move.

    ``length`` is that of a name of git's.
    """
    there = [(path, content, rank) for path, content, rank in placed if content is not None]
    moves = settled([PlacedFile(p, rank, _name(content, length)) for p, content, rank in there])
    files: dict[str, Content] = {path: None for path, entry in ours.items() if entry}
    for number, (path, content, _) in enumerate(there):
        files[moves.get(number, path)] = content
    for number in moves:
        files.setdefault(there[number][0], None)
    changes = {path: content for path, content in files.items() if content != ours.get(path)}
    return changes, [(there[number][0], path) for number, path in sorted(moves.items())]


def _name(content: Content, length: int) -> str:
    return content.name if isinstance(content, Entry) else blob_name(content or b"", length)
