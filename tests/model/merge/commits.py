"""A little git in memory: commits of one file, merge bases, recursive merges, rebases.

As git does it (merge-recursive): several merge bases are merged into a virtual one first, with
the same merge. Commits without a common past have no base.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tix.model.merge.files import merge_files


@dataclass(frozen=True, slots=True, eq=False)
class Commit:
    """One state of the file. ``deeds`` are the numbers of all that people did up to it."""

    data: bytes
    parents: tuple[Commit, ...] = ()
    deeds: frozenset[int] = frozenset()
    before: frozenset[Commit] = field(default=frozenset(), repr=False)
    """Its ancestors, itself left out."""

    def child(self, data: bytes, *deeds: int) -> Commit:
        """The next commit of somebody who did something."""
        return Commit(data, (self,), self.deeds | set(deeds), self.before | {self})

    def has(self, other: Commit) -> bool:
        """Whether the other one is this or an ancestor."""
        return other is self or other in self.before


def merged(ours: Commit, theirs: Commit) -> Commit:
    """``git merge``: a fast-forward, or a true merge."""
    if ours.has(theirs):
        return ours
    if theirs.has(ours):
        return theirs
    base = _base(ours, theirs)
    data = merge_files(base.data if base else None, ours.data, theirs.data).data
    before = ours.before | theirs.before | {ours, theirs}
    return Commit(data, (ours, theirs), ours.deeds | theirs.deeds, before)


def rebased(ours: Commit, upstream: Commit) -> Commit:
    """``git rebase``: what only we have, done again on top of upstream."""
    if upstream.has(ours):
        return upstream
    onto = upstream
    for commit in _line(ours, upstream):
        onto = picked(onto, commit)
    return onto


def picked(onto: Commit, commit: Commit) -> Commit:
    """``git cherry-pick`` of a commit with one parent."""
    (parent,) = commit.parents
    data = merge_files(parent.data, onto.data, commit.data).data
    return onto.child(data, *(commit.deeds - parent.deeds))


def is_line(ours: Commit, upstream: Commit) -> bool:
    """Whether what only we have are commits without merges, so that it can be rebased."""
    return all(len(c.parents) == 1 for c in {*ours.before, ours} if not upstream.has(c))


def _line(ours: Commit, upstream: Commit) -> list[Commit]:
    line = []
    while not upstream.has(ours):
        line.append(ours)
        (ours,) = ours.parents
    return line[::-1]


def _base(ours: Commit, theirs: Commit) -> Commit | None:
    common = {*ours.before, ours} & {*theirs.before, theirs}
    beaten = {older for commit in common for older in commit.before}
    best = sorted(common - beaten, key=lambda commit: (len(commit.before), commit.data))
    if not best:
        return None
    base = best[0]
    for other in best[1:]:
        base = merged(other, base)
    return base
