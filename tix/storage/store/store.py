"""A desk to write to: each write holds the clone's lock, and first finishes what was cut short."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime

from tix.model.config.config import Config
from tix.storage.desk.branch_moves import moves_of_others
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import WriteFailedError
from tix.storage.desk.lock import PATIENCE, exclusive
from tix.storage.git import identity
from tix.storage.git.commit import RebaseInProgressError
from tix.storage.git.identity import Ident, Who
from tix.storage.git.line_files import rebased_branches
from tix.storage.git.status import forget
from tix.storage.store.file_reader import FileReader
from tix.storage.store.status_edits import Settle, StatusEdits
from tix.storage.store.transaction import RunRules, Transaction
from tix.storage.store.unfinished import finish_cut_short
from tix.storage.store.write_errors import BisectInProgressError


class Store:
    """Writes to a desk. ``now`` replaces the clock of commits where it is given; ``rules`` run
    before each commit that isn't quiet; ``config`` gives the desk's configuration; ``seen`` where
    tickets were found just now, by their ids.

    ``has_written`` tells whether any of its transactions made a commit.
    """

    def __init__(
        self,
        desk: Desk,
        now: datetime | None = None,
        rules: RunRules | None = None,
        config: Callable[[], Config] = Config,
        settle: Settle | None = None,
        seen: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.desk = desk
        self._seen = seen
        self._settle = settle
        self._config = config
        self.has_written = False
        self.is_dry = False
        """Whether transactions only find out what they would write."""
        self.patience = PATIENCE
        """Seconds to wait for other writers."""
        self._now, self._rules = now, rules

    @property
    def now(self) -> datetime:
        """The time."""
        return self._now or datetime.now(UTC)

    def who(self) -> Who:
        """Author and committer. Raises NoIdentityError."""
        return self._dated(identity.IdentityQuery(self.desk.git).who)

    def _dated(self, who: Who, author: Ident | None = None, committer: Ident | None = None) -> Who:
        committer = committer or author or who.committer.at(self._now)
        return Who(author or who.author.at(self._now), committer, who.signs)

    @contextmanager
    def transaction(
        self,
        author: Ident | None = None,
        committer: Ident | None = None,
        *,
        is_dry: bool = False,
    ) -> Iterator[Transaction]:
        """Hold the lock and read fresh. Nothing is written but by ``Transaction.commit``.

        ``author`` replaces who git says the user is (a demonstration's people), and ``committer``
        who commits it, if that is somebody else. ``is_dry``: this one only finds out what it would
        write, and a clone that can't be written to will do.
        """
        is_dry |= self.is_dry
        asking = identity.IdentityQuery(self.desk.git)
        with closing(asking), self._alone(is_dry=is_dry):
            edits = StatusEdits(self.desk, self._config, self._now, self._settle)
            with closing(edits):
                work = Transaction(
                    self.desk,
                    lambda: self._dated(asking.who, author, committer),
                    FileReader(self.desk, self._seen()),
                    is_dry=is_dry,
                    rules=self._rules,
                    edits=edits,
                )
                with closing(work):
                    yield work
            self.has_written |= work.is_committed

    @contextmanager
    def _alone(self, *, is_dry: bool) -> Iterator[None]:
        """Hold the lock, all finished that was cut short."""
        with ExitStack() as held:
            try:
                held.enter_context(exclusive(self.desk.lock, self.patience))
            except WriteFailedError:
                if not is_dry:
                    raise
            else:
                refuse_if_busy(self.desk)
                finish_cut_short(self.desk)
                finish_what_was_killed(self.desk)
            yield


def finish_what_was_killed(desk: Desk) -> None:
    """Files that are newer than the branch (a sync was killed) or older (somebody pushed into it)
    are no edits by hand.

    The clone's lock is held.
    """
    if desk.tree_state.checking_out.exists():
        from tix.storage.store.checkout import finish_check_out  # there hardly ever is any

        forget()
        finish_check_out(desk)
    if moves_of_others(desk):
        from tix.storage.store.left_behind import follow_branch

        forget()
        follow_branch(desk)


def refuse_if_busy(desk: Desk) -> None:
    """Raise for a bisection of the desk, and for a rebase of its branch anywhere."""
    branch = desk.branch()
    if (desk.git_dir / "BISECT_LOG").exists():
        raise BisectInProgressError
    for git_dir in (desk.common_dir, *desk.common_dir.glob("worktrees/*")):
        for rebased in rebased_branches(git_dir):
            if git_dir == desk.git_dir or rebased == branch:
                raise RebaseInProgressError(rebased)
