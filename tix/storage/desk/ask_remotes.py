"""Asking the remotes for the desk's branch, in case a clone just doesn't have it."""

import time
from collections.abc import Callable

from tix.frozen import dataclass
from tix.storage.desk.desk import Repository
from tix.storage.git.process import GitError


class NoAnswerError(GitError):
    """A remote didn't answer in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(("fetch",), f"fatal: no answer within {seconds:g} seconds", 1)


def _nobody_listens(_: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Ask:
    """How to ask remotes.

    ``tell`` is told before each that it is asked. ``patience`` are the seconds that all of them
    have together, and then nobody is asked for a name or a password; None: as long as it takes.
    ``only_tip``: a shallow clone gets the branch's last commit alone.
    """

    patience: float | None = None
    tell: Callable[[str], None] = _nobody_listens
    only_tip: bool = False

    def remotes(self, here: Repository, branch: str) -> tuple[str, ...]:
        """Fetch the desk's branch from the remotes; which couldn't be asked, and why."""
        from tix.storage.git.remote_words import reason_in

        until = None if self.patience is None else time.monotonic() + self.patience
        notes = []
        remotes = [name for name in here.git.line("remote").splitlines() if name[:1] != "-"]
        for remote in remotes:
            try:
                self.tell(remote)
                is_ours = remote == "origin" or len(remotes) == 1  # others get no token
                self._fetch(here, remote, branch, until, is_ours)
            except GitError as error:
                if "couldn't find remote ref" not in error.complaint:
                    why = reason_in(error.complaint)
                    notes.append(f"couldn't ask {remote} whether it has a desk already: {why}")
        return tuple(notes)

    def _fetch(
        self, here: Repository, remote: str, branch: str, until: float | None, is_ours: bool
    ) -> None:
        """Raises GitError, NoAnswerError."""
        from tix.storage.git.remote_words import asking

        refspec = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        depth = ("--depth=1",) if self.only_tip and (here.common_dir / "shallow").exists() else ()
        args = (
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
            *depth, "--end-of-options", remote, refspec,
        )  # fmt: skip
        if until is None or self.patience is None:
            url = here.git.line("config", "--get", f"remote.{remote}.url", codes=(0, 1))
            here.git.run(*args, environment=asking(url if is_ours else ""))
        elif not here.git.run_until(until, *args, environment=_UNASKED):
            raise NoAnswerError(self.patience)


_UNASKED = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",  # a program, whose answer is empty
    "SSH_ASKPASS": "true",
    "SSH_ASKPASS_REQUIRE": "force",
}
"""Variables by which nobody is asked for anything."""
