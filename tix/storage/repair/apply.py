"""Carrying out a plan: in one commit, or as part of a merge in progress.

While the desk's working tree is in the middle of a merge (or a rebase, a cherry-pick, a revert),
the mended files go into the working tree and the index, as ``git add`` would put them there, and
nothing is committed: they are a part of that merge. A commit of tix's own on top of *ours* would
hold the changes of *theirs* without their commits; after ``git merge --abort`` they would stay,
and come a second time with the next merge. What concludes the merge is the user's ``git commit``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.rules.trailers import QUIET
from tix.storage.desk.desk import Desk
from tix.storage.desk.lock import exclusive
from tix.storage.git.operations import operation
from tix.storage.repair.plan import Plan
from tix.storage.repair.versions import FIX_SUBJECT, Versions
from tix.storage.store.checkout_files import Change
from tix.storage.store.file_exchange import replacement_in
from tix.storage.store.git_index import IndexRefresh
from tix.storage.store.outcome import Outcome
from tix.storage.store.store import Store
from tix.storage.store.transaction import Transaction

_NAMED = 5
"""How many tickets a commit's first line names."""


class IndexLockedError(NeedsPersonError):
    """The files are mended, but git's index couldn't be updated."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"the files are mended, but git's index still holds {path} as unmerged",
            hint="is another git running? then: git add tickets archive",
        )


@dataclass(frozen=True, slots=True)
class RepairResult:
    """The result: a commit, or ``conclude``, the command by which the user makes one."""

    outcome: Outcome
    conclude: str | None = None


class Repair:
    """The desk while it is being mended: the lock is held. Made by ``repairing``."""

    def __init__(self, desk: Desk, work: Transaction | None, conclude: str | None) -> None:
        self._desk = desk
        self._work = work
        self._conclude = conclude

    def write(self, plan: Plan) -> RepairResult:
        """Do as planned; nothing to do is fine. Raises as ``Transaction.commit``, and
        IndexLockedError."""
        if not plan.steps:
            return RepairResult(Outcome())
        if self._work is None:
            self._add(plan)
            return RepairResult(Outcome(), self._conclude)
        owners = {path: step.ident for step in plan.steps for path in step.paths}
        for path, data in plan.files.items():
            self._work.put_file(path, data, owners.get(path), seen=plan.seen[path])
        idents = list(dict.fromkeys(step.ident for step in plan.steps))
        return RepairResult(
            self._work.commit(
                FIX_SUBJECT + _listed(idents),
                trailers=(QUIET,),
                with_rules=False,
            )
        )

    def _add(self, plan: Plan) -> None:
        """Put the files in place and into the index."""
        replacement = replacement_in(self._desk.root, self._desk.git_dir)
        changes = {path: Change(plan.seen[path], data) for path, data in plan.files.items()}
        replacement.apply(changes)
        replacement.finish()
        refresh = IndexRefresh(self._desk)
        refresh.begin([*plan.files, *plan.unmerged])
        refresh.settle()
        for stage in Versions(self._desk).unmerged():
            if stage.path in plan.unmerged:
                raise IndexLockedError(stage.path)


@contextmanager
def repairing(store: Store) -> Iterator[Repair]:
    """Hold the desk's lock for a repair. Raises as ``Store.transaction`` if nothing goes on."""
    conclude = going_on(store.desk)
    if conclude is None:
        with store.transaction() as work:
            yield Repair(store.desk, work, None)
    else:
        with exclusive(store.desk.lock):
            yield Repair(store.desk, None, conclude)


def going_on(desk: Desk) -> str | None:
    """The command that concludes the operation in progress; None if there is none."""
    found = operation(desk.git_dir)
    if found is not None and found.name != "bisect":
        return found.finish
    return "git commit" if Versions(desk).unmerged() else None


def _listed(idents: Sequence[str]) -> str:
    more = f" and {len(idents) - _NAMED} more" if len(idents) > _NAMED else ""
    return ", ".join(idents[:_NAMED]) + more
