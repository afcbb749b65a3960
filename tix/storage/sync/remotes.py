"""Talking to the remote that a desk syncs with: fetching from it, pushing to it."""

import contextlib
import os
import re
import time
from collections.abc import Callable, Sequence

from tix.errors import NeedsPersonError, TixError
from tix.model.layout import ARCHIVE, LIVE
from tix.model.ticket.paths import is_ticket_name
from tix.storage.desk.desk import Desk
from tix.storage.git.environment import SAFE_FETCH
from tix.storage.git.locks import patiently, wait_for
from tix.storage.git.process import Git, GitError
from tix.storage.git.remote_words import asking, may_ask, own_words, reason_in, said_in
from tix.storage.git.tree_entries import tree_paths
from tix.storage.sync.fetch_words import SHARED, fetch_words, git_for
from tix.storage.sync.remote_choice import Remote

_DEEPER = (50, 500, 5000)
"""By how many commits a shallow clone is deepened, before it is made whole."""

_PROGRESS = rb"([A-Z][A-Za-z ]+): +\d+% \((\d+)/(\d+)\)"

Progress = Callable[[str, int, int], None]
"""Called with what git is doing, the number done and the total."""


class UnreachableError(TixError):
    """The remote can't be talked to: no network, no such host, no permission to read."""

    def __init__(self, remote: str, reason: str) -> None:
        super().__init__(
            f"{remote} can't be reached: {reason}",
            hint="your work is committed here; tix sync again when it can be reached",
        )
        self.reason = reason


class NoRoomError(UnreachableError):
    """What the remote has can't be written here."""

    def __init__(self, remote: str, reason: str) -> None:
        super().__init__(remote, reason)
        self.args = (f"what {remote} has can't be written here: {reason}",)
        self.hint = "make room on this disk, then tix sync again"


class PushRejectedError(NeedsPersonError):
    """The remote refuses the commits, and trying again wouldn't help.

    ``said`` are lines that the remote printed about it.
    """

    def __init__(self, remote: str, reason: str, said: Sequence[str] = ()) -> None:
        shown = [*said[:_FEW_LINES], *(["…"] if len(said) > _FEW_LINES else [])]
        super().__init__(
            "\n  ".join([f"{remote} doesn't take the commits: {reason}", *shown]),
            hint="your work is committed here; " + _WAYS_OUT.get(reason, _ASK_THEM),
        )


_FEW_LINES = 12
_ASK_THEM = "ask whoever looks after the remote"
_WAYS_OUT = {
    "branch is currently checked out": "let the remote be a bare repository, or there: "
    "git config receive.denyCurrentBranch updateInstead"
}
"""Hints for some of git's reasons."""


class StaleBranchError(NeedsPersonError):
    """The tracking ref of a former remote branch is in the way of a current one's."""

    def __init__(self, remote: str, reason: str) -> None:
        super().__init__(
            f"what {remote} has now can't be remembered here: {reason}",
            hint=f"git remote prune {remote}, then tix sync",
        )


class RewrittenError(NeedsPersonError):
    """Somebody rewrote the remote's branch: what it had before isn't in it any more.

    Merging would bring back what was taken out. ``old`` is where the branch stood before.
    """

    def __init__(self, remote: Remote, old: str) -> None:
        super().__init__(
            f"{remote.shown} was rewritten: it lacks commits that it had",
            hint=f"git fetch {remote.name}, then in the desk: git rebase --onto {remote.shown} "
            f"{old[:12]} takes theirs, with what you haven't sent on top",
        )


class LostRaceError(TixError):
    """Somebody else pushed at the same time: fetch and try again.

    ``refusal`` is what to say if nobody else did: a branch is locked for good, there or here.
    """

    def __init__(self, remote: str, refusal: TixError | None = None) -> None:
        super().__init__(f"others keep pushing to {remote}", hint="tix sync again")
        self.refusal = refusal


def fetch(
    desk: Desk, remote: Remote, progress: Progress | None = None, *, with_shared: bool = False
) -> bool:
    """Bring the branch's tracking ref up to date; False: the remote has no such branch.

    ``with_shared``: in the same go the ledger and the quarantine, to below ``BESIDE``; what the
    remote doesn't have is deleted there.

    Raises UnreachableError, LostRaceError (another fetch in this clone was at it), RewrittenError.
    """
    return _fetch(desk, remote, (), progress, SHARED if with_shared else ())


class DeeperHistory:
    """Fetches a shallow clone's history bit by bit."""

    def __init__(self, desk: Desk, remote: Remote, progress: Progress | None) -> None:
        self._desk, self._remote, self._progress = desk, remote, progress
        self._steps = [f"--deepen={count}" for count in _DEEPER] + ["--unshallow"]

    def more(self) -> bool:
        """Fetch more; False if there is no more to be had."""
        if not self._steps or not (self._desk.common_dir / "shallow").exists():
            return False
        return _fetch(self._desk, self._remote, (self._steps.pop(0),), self._progress)


def heads(desk: Desk, remote: Remote) -> dict[str, str]:
    """The remote's branches, and the commit of each. Raises UnreachableError."""
    arguments = ("ls-remote", "--heads", "--end-of-options", remote.name)
    try:
        output = git_for(desk).run(*arguments, environment=asking(remote.url))
    except GitError as error:
        raise UnreachableError(remote.name, reason_in(error.complaint)) from None
    lines = output.decode(errors="surrogateescape").split("\n")[:-1]
    pairs = (line.split("\t", 1) for line in lines)
    return {ref.removeprefix("refs/heads/"): commit for commit, ref in pairs}


def _fetch(
    desk: Desk,
    remote: Remote,
    options: Sequence[str],
    progress: Progress | None,
    shared: Sequence[str] = (),
) -> bool:
    arguments = fetch_words(desk, remote, options, shared)
    try:
        _talk(desk, remote, arguments, progress)
    except GitError as error:
        words = own_words(error.complaint)
        if "couldn't find remote ref" in words:
            return False
        is_silent = error.code == 1 and not words.strip()
        if is_silent or "(non-fast-forward)" in words:  # git fetch --quiet doesn't say it
            old = desk.git.line("rev-parse", "--verify", "--quiet", remote.tracking, codes=(0, 1))
            raise RewrittenError(remote, old) from None
        if _IN_THE_WAY in words:
            raise StaleBranchError(remote.name, reason_in(words)) from None
        unreachable = _not_fetched(remote, error.complaint)
        if "cannot lock ref" in words or "shallow.lock" in words:
            for lock in (f"{remote.tracking}.lock", "shallow.lock"):
                wait_for(desk.common_dir / lock)  # not the one that is named: a remote could lie
            raise LostRaceError(remote.shown, unreachable) from None
        raise unreachable from None
    return True


_NO_ROOM = (
    "No space left on device",
    "Disk quota exceeded",
    "Out of diskspace",
    "couldn't write '",
)


def _not_fetched(remote: Remote, complaint: str) -> UnreachableError:
    """Why nothing came: no way to the remote, or no room here."""
    is_full = any(sign in own_words(complaint) for sign in _NO_ROOM)
    kind = NoRoomError if is_full else UnreachableError
    return kind(remote.name, reason_in(complaint))


_REFLOG_END = 100_000
"""Bytes at the end of a ref's log in which a forced update is looked for."""
_FORCED_UPDATES = 20
"""How many of them are looked at: each asks git."""


def refuse_rewritten(desk: Desk, remote: Remote, ours: str, theirs: str) -> None:
    """Raise RewrittenError if the remote's branch was rewritten and a plain fetch has seen that.

    ``ours`` still has what it lost, and nobody has merged the two by hand. The tracking ref's log
    tells: git notes there which updates were forced. Another desk is no rewritten one.
    """
    for old, new in _forced_updates(desk, remote):
        if (
            _is_in(desk.git, old, ours)
            and not _is_in(desk.git, old, theirs)
            and not _is_in(desk.git, new, ours)
            and _is_same_desk(desk, old, theirs)
        ):
            raise RewrittenError(remote, old)


def _is_same_desk(desk: Desk, old: str, new: str) -> bool:
    """Whether two commits have one in common; or a ticket, if the very first was rewritten too."""
    if desk.git.succeeds("merge-base", "--end-of-options", old, new):
        return True
    before, after = (
        {path.rpartition("/")[2] for path in tree_paths(desk.git, commit, LIVE, ARCHIVE)}
        for commit in (old, new)
    )
    return any(is_ticket_name(name) for name in before & after)


def _forced_updates(desk: Desk, remote: Remote) -> list[tuple[str, str]]:
    """From where to where the tracking ref was forced, as far as is known, the latest first."""
    if (desk.common_dir / "shallow").exists():  # there every update is
        return []
    try:
        with (desk.common_dir / "logs" / remote.tracking).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _REFLOG_END))
            lines = file.read().split(b"\n")
    except OSError:
        return []
    found = (line.decode(errors="replace").partition("\t") for line in reversed(lines))
    names = [before.split() for before, _, what in found if _FORCED in what]
    known = [(old, new) for old, new, *_ in names if _is_name(old) and _is_name(new)]
    return known[:_FORCED_UPDATES]


_FORCED = "forced-update"


def _is_name(text: str) -> bool:
    return bool(re.fullmatch("[0-9a-f]{40,64}", text)) and bool(text.strip("0"))


def _is_in(git: Git, commit: str, tip: str) -> bool:
    """Whether a commit is an ancestor of another; a missing one isn't."""
    return git.succeeds("merge-base", "--is-ancestor", commit, tip)


_TRY_AGAIN = (
    "fetch first",
    "non-fast-forward",
    "cannot lock ref",
    "failed to update ref",
    "incorrect old value",
    "reference already exists",
    "stale info",
    "failed to lock",
)
_IN_THE_WAY = "cannot create"
"""git's word for a branch ``tix/x`` that is in the way of a branch ``tix``: that won't go away."""
_NOT_ALLOWED = ("denied", "error: 403", "not exported", "not enabled", "read-only", "read only")
"""Signs that a remote which can be read can't be written."""


def push(desk: Desk, remote: Remote, commit: str, progress: Progress | None = None) -> None:
    """Move the remote's branch to a commit that descends from it.

    Raises LostRaceError, PushRejectedError, UnreachableError.
    """
    refspec = f"{commit}:refs/heads/{remote.branch}"
    arguments = (
        "push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no",
        "--end-of-options", remote.name, refspec,
    )  # fmt: skip
    # a clone of one branch has no such line for the desk's, and git would leave the tracking ref
    tracked = f"remote.{remote.name}.fetch=+refs/heads/{remote.branch}:{remote.tracking}"
    try:
        _talk(desk, remote, arguments, progress, ("-c", tracked))
    except GitError as error:
        raise _rejection(remote, error.complaint) from None


def fetch_ref(desk: Desk, remote: Remote, ref: str, into: str) -> bool:
    """Fetch a ref that is no branch into another here; False: the remote hasn't got it.

    Raises UnreachableError.
    """
    arguments = ("fetch", *SAFE_FETCH, "--end-of-options", remote.name, f"+{ref}:{into}")
    try:
        _talk(desk, remote, arguments, None)
    except GitError as error:
        if "couldn't find remote ref" in own_words(error.complaint):
            return False
        raise _not_fetched(remote, error.complaint) from None
    return True


def fetch_beside(desk: Desk, remote: Remote, prefix: str, into: str) -> bool:
    """Fetch the desk's branch and all refs that begin with ``prefix`` in one go; False: the remote
    hasn't got the branch.

    They become ``into/desk``, and ``into/`` with the last part of their names; what the remote
    doesn't have is deleted there. What sync knows of the remote stays as it is. Raises
    UnreachableError.
    """
    arguments = (
        "fetch", *SAFE_FETCH, "--prune", "--refmap=", "--end-of-options", remote.name,
        f"+refs/heads/{remote.branch}:{into}/desk",
        f"+{prefix}*:{into}/{prefix.rpartition('/')[2]}*",
    )  # fmt: skip
    try:
        _talk(desk, remote, arguments, None)
    except GitError as error:
        if "couldn't find remote ref" in own_words(error.complaint):
            return False
        raise _not_fetched(remote, error.complaint) from None
    return True


def push_ref(desk: Desk, remote: Remote, ref: str, commit: str = "") -> None:
    """Push a ref that is no branch, or a commit to be it, forward only. Raises what ``push``
    does."""
    arguments = (
        "push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no",
        "--end-of-options", remote.name, f"{commit or ref}:{ref}",
    )  # fmt: skip
    try:
        _talk(desk, remote, arguments, None)
    except GitError as error:
        raise _rejection(remote, error.complaint) from None


def _rejection(remote: Remote, complaint: str) -> TixError:
    """The meaning of a failed push; git prints ``!<tab>from:to<tab>[rejected] (fetch first)``."""
    answer = next((line for line in complaint.split("\n") if line.startswith("!\t")), None)
    if answer is None:
        reason = reason_in(complaint)
        if any(sign in complaint for sign in _NOT_ALLOWED):
            return PushRejectedError(remote.shown, reason)
        return UnreachableError(remote.name, reason)
    answered = answer.rpartition("\t")[2]
    found = re.search(r"\((.+)\)", answered)
    reason = found[1] if found else answered
    said = [] if reason in _WAYS_OUT else said_in(complaint)
    refusal = PushRejectedError(remote.shown, reason, said)
    if any(sign in reason for sign in _TRY_AGAIN) and _IN_THE_WAY not in complaint:
        return LostRaceError(remote.shown, refusal)
    return refusal


def _talk(
    desk: Desk,
    remote: Remote,
    arguments: Sequence[str],
    progress: Progress | None,
    settings: Sequence[str] = (),
) -> None:
    """Run git over the network; at a terminal it may ask for a password.

    How long it takes is shown only once nobody can be asked any more: when the remote has spoken.
    """
    command, *rest = arguments
    began = time.monotonic()
    is_quiet = may_ask(remote.url)

    def tell(line: bytes) -> None:
        nonlocal is_quiet
        if progress and (match := re.search(_PROGRESS, line)):
            is_quiet = False
            progress(match[1].decode().strip().lower(), int(match[2]), int(match[3]))
        elif b"remote: " in line:
            is_quiet = False
        elif progress and not line and not is_quiet:
            progress("waiting for the remote, seconds", int(time.monotonic() - began), 0)

    shown = "--progress" if progress else "--quiet"
    git_for(desk).talk(*settings, command, shown, *rest, environment=asking(remote.url), tell=tell)


def remember(desk: Desk, remote: Remote) -> None:
    """Note the remote as the branch's own, as ``git push -u`` does; best effort."""
    if remote.is_upstream:
        return
    branch = f"branch.{desk.branch()}"
    with contextlib.suppress(TixError):  # a configuration that can't be written
        for name, value in (("remote", remote.name), ("merge", f"refs/heads/{remote.branch}")):
            patiently(desk.git, "config", "--replace-all", f"{branch}.{name}", value)
