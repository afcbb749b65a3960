"""The state of the desk's branch and working tree, without asking the network.

The remote's side is what the last fetch brought: ``refs/remotes``.
"""

from functools import cached_property

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.layout import CALENDARS, OWN_PATHS
from tix.storage.desk.desk import Desk
from tix.storage.desk.leavings import is_leaving
from tix.storage.git.operations import operation
from tix.storage.git.running import RunningGit
from tix.storage.git.status import LOOK_AT
from tix.storage.store.git_index import lagging
from tix.storage.store.worktree_status import WorkTreeQuery, look_at
from tix.storage.sync.remote_choice import NoRemoteError, ask, choose


@dataclass(frozen=True, slots=True)
class BranchStatus:
    """The remote branch that the desk is synced with (``origin/tix``), and how far apart they are.

    ``ahead`` and ``behind`` count commits that only one of the two has; None: it was never
    fetched. ``name`` is None where it isn't synced at all, and ``problem`` where nobody can
    tell with which remote.
    """

    name: str | None
    ahead: int | None = None
    behind: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """The desk's files that differ from its last commit, sorted; paths from its root."""

    not_committed: list[str]
    unmerged: list[str]


class StatusQuery:
    """Running gits: started at once, read when their answers are needed."""

    def __init__(self, desk: Desk, look: WorkTreeQuery) -> None:
        self._desk = desk
        self._look = look
        self._shared = BranchStatus(None)
        self._asked = None if desk.ref() == "HEAD" else ask(desk)

    def compare(self) -> None:
        """Have git compare the branch with the remote's by now; else ``shared`` waits for that."""
        _ = self._apart

    @cached_property
    def _apart(self) -> RunningGit | None:
        if self._asked is None:
            return None
        try:
            remote = choose(self._desk, asked=self._asked)
        except NoRemoteError:
            return None
        except TixError as error:
            self._shared = BranchStatus(None, problem=str(error))
            return None
        self._shared = BranchStatus(remote.shown)
        return self._desk.git.begin(
            "rev-list", "--left-right", "--count", "--end-of-options",
            f"HEAD...{remote.tracking}", "--",
        )  # fmt: skip

    def shared(self) -> BranchStatus:
        """How the branch compares with the remote's."""
        apart = self._apart
        if apart is None:
            return self._shared
        code, output, _ = apart.finish()
        if code:  # there is no such ref: never fetched, or gone from there
            return self._shared
        ahead, behind = map(int, output.split())
        return BranchStatus(self._shared.name, ahead, behind)

    def edits(self) -> Edits:
        """What was done to the files by hand, or by a merge that isn't finished, by a wide look.

        The archive and the attachments are looked at in the middle of a merge, or the like.
        """
        state = self._look.state()
        if operation(self._desk.git_dir) is not None:
            state = look_at(self._desk, (*LOOK_AT, *OWN_PATHS))
        edited = {path for path in state.edited if not is_leaving(path)} - set(state.unmerged)
        if any(path.startswith(f"{CALENDARS}/") for path in edited):
            from tix.storage.desk.holidays import is_the_codes  # hardly anybody edits those

            edited = {path for path in edited if not is_the_codes(self._desk, path)}
        edited -= lagging(self._desk, edited)
        return Edits(sorted(edited), list(state.unmerged))
