"""Syncing: bring in what others did, send what was done here, and merge both.

The merge is made beside the branch, pushed, and only then checked out here: a push that loses the
race against somebody else's leaves nothing behind, and what a killed run leaves is either what
was there before or what the remote has. In turn:

1. Hand edits are committed; broken ones stay where they are.
2. The remote's branch is fetched.
3. Both are merged into a commit that no branch holds yet (or one of them is ahead of the other).
4. What is new to the remote is pushed. If somebody was quicker: again from 2, after a while that
   is random, so that those who lose don't meet again.
5. The working tree and then the branch go to the new commit. If somebody wrote here meanwhile:
   again from 1.
"""

import random
import time
from collections.abc import Callable, Sequence
from functools import cached_property

from tix.errors import NeedsPersonError, TixError
from tix.frozen import dataclass, replace
from tix.model.layout import FOLDERS
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.commit import Proposal, WorkingTreeMovedError, tip_of, write_commit
from tix.storage.git.identity import Ident
from tix.storage.git.process import Git
from tix.storage.store.hand_edits import HandEdits, commit_hand_edits, ticket_of, together
from tix.storage.store.store import Store
from tix.storage.sync import remotes
from tix.storage.sync.alone import alone, longest_pause
from tix.storage.sync.gone_branch import note_synced, refuse_gone_branch
from tix.storage.sync.outcome import SyncOutcome, TrafficCount
from tix.storage.sync.remote_choice import Remote
from tix.storage.sync.remotes import DeeperHistory, LostRaceError, Progress

if TYPE_CHECKING:  # what merges is imported where something is new: mostly nothing is
    from tix.model.merge.desks import Decision
    from tix.storage.git.signatures import SignedCommit
    from tix.storage.sync.merge_commits import Merge

PATIENCE = 300.0
"""Seconds to go on trying while others push."""
_STUCK = 20.0
"""If the remote's branch hasn't moved for so many seconds, a refusal isn't a lost race."""


class StuckError(NeedsPersonError):
    """Something in the working tree stays in the way."""

    def __init__(self, error: WorkingTreeMovedError) -> None:
        super().__init__(f"{error}, again and again", hint="git status shows what is in the way")


class UnsignedError(NeedsPersonError):
    """``tix.yaml`` requires signed commits, and some aren't."""

    def __init__(self, where: str, commits: Sequence[str], hint: str) -> None:
        more = f" and {len(commits) - 3} more" if len(commits) > 3 else ""
        super().__init__(
            f"tix.yaml requires signed commits, and {where} has some without a good signature: "
            f"{'; '.join(commits[:3])}{more}",
            hint=hint,
        )


OnTop = Callable[[Git, str], Proposal | None]
"""Makes a further commit to put on top of the merged one; None: nothing to commit."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How to sync. ``push_all``: commits that aren't tix's, too; ``signed``: all must be;
    ``with_shared``: the ledger and the quarantine are fetched along."""

    push_all: bool = False
    signed: bool = False
    dry_run: bool = False
    with_shared: bool = False


def sync(
    store: Store,
    remote: Remote,
    rules: Rules,
    progress: Progress | None = None,
    on_top: OnTop | None = None,
) -> SyncOutcome:
    """Bring the desk's branch and the remote's together.

    Raises UnreachableError, PushRejectedError, LostRaceError (after minutes), DetachedError,
    OperationInProgressError, OtherFilesConflictError, UnrelatedHistoriesError, UnsignedError,
    ForeignCommitsError, InTheWayError, RewrittenError, RedactedTicketError, BranchGoneError,
    IncomingConfigError, OwnConfigError; then the branch is as it was, but for the hand edits.
    """
    with alone(store.desk, remote, dry_run=rules.dry_run):
        return SyncRun(store, remote, rules, progress, on_top).run()


class SyncRun:
    """One run. What came in and went out is added up over its tries."""

    def __init__(
        self,
        store: Store,
        remote: Remote,
        rules: Rules,
        progress: Progress | None,
        on_top: OnTop | None,
    ) -> None:
        self._store, self._desk, self._remote = store, store.desk, remote
        self._rules, self._progress, self._on_top = rules, progress, on_top
        self._git = Git(self._desk.top)
        self._edits: list[HandEdits] = []
        self._came, self._went = TrafficCount(), TrafficCount()
        self._decisions: dict[str, Decision] = {}
        self._set_aside: dict[str, None] = {}
        self._late: dict[str, None] = {}
        self._in_the_way: dict[tuple[str, str], None] = {}
        self._mended: frozenset[str] = frozenset()
        self._is_new_branch = False
        self._theirs, self._moved = "", time.monotonic()
        self._stuck = "", 0.0

    def run(self) -> SyncOutcome:
        until = time.monotonic() + PATIENCE
        tries = 0
        while True:
            tries += 1
            try:
                self._edits.append(commit_hand_edits(self._store, dry_run=self._rules.dry_run))  # 1
                self._once()
                if not self._rules.dry_run:
                    remotes.remember(self._desk, self._remote)
                    note_synced(self._desk, self._remote)
                self._store.has_written |= bool(self._came.moved().commits)
                return self._done(tries)
            except (LostRaceError, WorkingTreeMovedError) as error:
                if time.monotonic() > until:
                    raise
                self._give_up_if_stuck(error)
                refusal = error.refusal if isinstance(error, LostRaceError) else None
                if refusal and time.monotonic() > self._moved + _STUCK:
                    raise refusal from None
                time.sleep(random.uniform(0, longest_pause(tries)))

    def push_from(self, theirs: str) -> None:
        """Push what the branch has gained since that commit, where the remote stands.

        Raises LostRaceError, PushRejectedError, UnreachableError, UnsignedError.
        """
        self._push(theirs, tip_of(self._git, self._desk.ref()))

    def _give_up_if_stuck(self, error: TixError) -> None:
        """Raise StuckError where the desk is "changed just now" in the same way for long."""
        now, reason = time.monotonic(), str(error)
        if reason != self._stuck[0]:
            self._stuck = reason, now
        elif isinstance(error, WorkingTreeMovedError) and now > self._stuck[1] + _STUCK:
            raise StuckError(error) from None

    def _done(self, tries: int) -> SyncOutcome:
        edits = together(self._edits)
        left = tuple(broken for broken in edits.left if broken.path not in self._mended)
        return SyncOutcome(
            self._remote,
            replace(edits, left=left),
            self._came.moved(),
            self._went.moved(),
            tuple(self._decisions.values()),
            tuple(self._set_aside),
            tuple(self._in_the_way),
            self._is_new_branch,
            tries,
            tuple(self._late),
        )

    def _once(self) -> None:
        self._mended = frozenset()
        is_there = remotes.fetch(
            self._desk, self._remote, self._progress, with_shared=self._rules.with_shared
        )  # 2
        if not is_there:
            refuse_gone_branch(self._desk, self._remote)
        ours, theirs = self._tips()
        ours, theirs = self._with_planned(ours), theirs if is_there else ""
        if theirs != self._theirs:
            self._theirs, self._moved = theirs, time.monotonic()
        if ours != theirs or self._on_top is not None:
            self._bring_together(ours, theirs)

    def _bring_together(self, ours: str, theirs: str) -> None:
        from tix.storage.git.diff import changed_entries
        from tix.storage.store.checkout import check_out_commit
        from tix.storage.sync.blocking_changes import refuse_what_is_in_the_way
        from tix.storage.sync.broken_edits import keep_broken_edits
        from tix.storage.sync.config_on_arrival import refuse_unreadable_config
        from tix.storage.sync.outgoing import check_outgoing

        if not self._rules.push_all:
            check_outgoing(self._desk, self._remote.name, theirs, ours)
        if theirs:
            hint = _ASK_THEM.format(self._remote.shown)
            commits = self._check_signed(self._remote.shown, f"{ours}..{theirs}", hint)
            self._note_late(commits)
        merged = self._merge(ours, theirs) if theirs else None  # 3
        target = self._commit(ours, merged)
        refuse_unreadable_config(self._desk, target, theirs, self._remote.shown)
        came = self._tickets(ours, target)
        changed = changed_entries(self._git, ours, target)
        refuse_what_is_in_the_way(self._desk, changed)
        kept = keep_broken_edits(self._desk, self._edits[-1].left, changed)
        if kept.files:
            subject = f"{', '.join(kept.tickets)}: keep what was broken in a note"
            target = self._write(target, Proposal(kept.files, subject, *self._who[:2]))
        if self._on_top is not None and (proposal := self._on_top(self._git, target)):
            target = self._write(target, proposal)
        self._push(theirs, target)  # 4
        self._on_top = None  # it is there, whatever becomes of the files here
        self._mended = frozenset(kept.paths)
        if merged is not None:
            self._decisions |= {decision.ident: decision for decision in merged.decisions}
            self._in_the_way |= dict.fromkeys(merged.in_the_way)
        self._set_aside |= dict.fromkeys(kept.tickets)
        if target != ours:  # 5
            if not self._rules.dry_run:
                check_out_commit(self._desk, ours, target)
            self._came.add(self._git, f"{ours}..{theirs or ours}", came)

    def _tips(self) -> tuple[str, str]:
        """The tips of the branch, and of the remote's branch when it was last fetched."""
        refs = (self._desk.ref(), self._remote.tracking)
        output = self._git.line("for-each-ref", "--format=%(refname) %(objectname)", *refs)
        tips = dict(line.rsplit(" ", 1) for line in output.splitlines())
        return tips.get(refs[0], ""), tips.get(refs[1], "")

    def _with_planned(self, ours: str) -> str:
        """In a dry run, the branch with a commit of the hand edits on top of it."""
        edits = self._edits[-1]
        if not edits.planned:
            return ours
        files = {self._desk.prefix + path: data for path, data in edits.planned.items()}
        return self._write(ours, Proposal(files, edits.subject, *self._who[:2]))

    # -- merging ----------------------------------------------------------------------------

    @cached_property
    def _who(self) -> tuple[Ident, Ident, bool]:
        who = self._store.who()
        return who.author, who.committer, who.signs

    def _merge(self, ours: str, theirs: str) -> "Merge | None":
        from tix.storage.sync.config_on_arrival import refuse_unreadable_config
        from tix.storage.sync.merge_commits import merge
        from tix.storage.sync.merge_errors import OtherFilesConflictError, UnrelatedHistoriesError

        remotes.refuse_rewritten(self._desk, self._remote, ours, theirs)
        deeper = DeeperHistory(self._desk, self._remote, self._progress)
        while True:
            try:
                return merge(self._desk, ours, theirs, self._remote.shown)
            except UnrelatedHistoriesError:
                if not deeper.more():
                    raise
            except OtherFilesConflictError:
                refuse_unreadable_config(self._desk, theirs, theirs, self._remote.shown)
                raise

    def _commit(self, ours: str, merged: "Merge | None") -> str:
        """The commit that has everything; None: ours has it."""
        if merged is None:
            return ours
        if merged.is_forward:
            return merged.theirs
        message = merge_message(self._remote.shown, merged)
        proposal = Proposal(merged.files, message, *self._who[:2], (merged.theirs,))
        return self._write(ours, proposal)

    def _write(self, tip: str, proposal: Proposal) -> str:
        return write_commit(self._git, tip, proposal, sign=self._who[2])

    # -- going out --------------------------------------------------------------------------

    def _push(self, theirs: str, target: str) -> None:
        if target == theirs:
            return
        news = f"{theirs}..{target}" if theirs else target
        self._check_signed("what you made here", news, _SIGN_YOURS if theirs else _SIGN_ALL)
        if not self._rules.dry_run:
            remotes.push(self._desk, self._remote, target, self._progress)
        self._is_new_branch = not theirs
        self._went.add(self._git, news, self._tickets(theirs, target))

    def _check_signed(self, where: str, range_: str, hint: str) -> "list[SignedCommit]":
        """The commits of a range. Raises UnsignedError if all must be signed, and some aren't."""
        if not self._rules.signed:
            return []
        from tix.storage.git.signatures import State, examined, unverified  # few desks require it

        commits = examined(self._git, range_)
        if bad := unverified(commits):
            if all(commit.signature.state is State.UNCHECKED for commit in bad):
                hint = _SAY_WHOM
            raise UnsignedError(where, list(map(str, bad)), hint)
        return commits

    def _note_late(self, commits: "Sequence[SignedCommit]") -> None:
        """Note commits with expired keys: their owner can claim that a commit is older."""
        if commits:
            from tix.storage.git.signatures import late

            for commit in late(self._git, commits, self._store.now):
                self._late[str(commit)] = None

    def _tickets(self, old: str, new: str) -> set[str]:
        """Ids of the tickets in which two commits differ. ``old`` is "" for no commit."""
        from tix.storage.git.diff import changed_entries
        from tix.storage.git.tree_entries import tree_paths

        if old:
            paths = list(changed_entries(self._git, old, new))
        else:
            paths = tree_paths(self._git, new, *self._filed)
        inside = (path.removeprefix(self._desk.prefix) for path in paths)
        return {ident for path in inside if (ident := ticket_of(path))}

    @property
    def _filed(self) -> list[str]:
        return [f"{self._desk.prefix}{folder}" for folder in FOLDERS]


_ASK_THEM = "ask their authors to sign them, or take them in yourself: git merge {}"
_SIGN_YOURS = "git config commit.gpgsign true, then in the desk: git rebase -f --gpg-sign"
_SIGN_ALL = "git config commit.gpgsign true, then in the desk: git rebase -f --gpg-sign --root"
_SAY_WHOM = "say whom you trust: git config gpg.ssh.allowedSignersFile FILE, or import their keys"


def merge_message(theirs: str, merged: "Merge") -> str:
    """The message of a merge commit: what both sides changed, a trailer for each."""
    both = list(dict.fromkeys(merged.both))
    subject = f"Merge {theirs}"
    if both:
        names = ", ".join(both) if len(both) <= 3 else f"{len(both)} tickets"
        subject += f": {names} changed on both sides"
    return "\n".join([subject, "", *(f"Ticket: {ident}" for ident in both)]).rstrip() + "\n"
