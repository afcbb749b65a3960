"""Commits that are made here and count only once the remote has them.

Whoever makes some (``push_with``) notes from which commit on, and of each the trailer by which it
is known. If the push is lost to somebody else's, or the run is killed before it, they are taken
back, and what they were made of is looked at again on top of what the remote has by then. Commits
of others among them, which a note doesn't know, are never taken back: then all of them stay.
"""

import contextlib

from tix.errors import TixError
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import WriteFailedError
from tix.storage.git.commit import tip_of
from tix.storage.git.process import Git
from tix.storage.replacing import replace_file
from tix.storage.store.checkout import check_out_commit


class ProvisionalCommits:
    """The commits of one desk; ``trailer`` is the name of the one that each has."""

    def __init__(self, desk: Desk, trailer: str = "") -> None:
        self._desk, self._note = desk, desk.clone_state.provisional
        self._trailer = trailer

    def begin(self, tip: str) -> None:
        """Note that they are made on top of a commit. Raises WriteFailedError."""
        try:
            self._note.parent.mkdir(exist_ok=True)
            text = f"{self._desk.ref()} {tip} {self._trailer}\n"
            replace_file(self._note, text.encode(), to_disk=True)
        except OSError as error:
            raise WriteFailedError(str(self._note), error) from None

    def add(self, value: str) -> None:
        """Note one that is about to be made, by the trailer's value. Raises WriteFailedError."""
        try:
            with self._note.open("a") as file:
                file.write(f"{value}\n")
        except OSError as error:
            raise WriteFailedError(str(self._note), error) from None

    def forget(self) -> None:
        """The remote has them, or there are none."""
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)

    def take_back(self, theirs: str) -> None:
        """Take them back, unless the remote's branch has them, or other commits stand among them.

        Raises WorkingTreeMovedError, WriteFailedError; then they are still noted.
        """
        try:
            first, *values = self._note.read_text().splitlines()
            ref, base, *named = first.split()
        except (OSError, ValueError):
            return self.forget()
        git = Git(self._desk.top)
        tip = tip_of(git, ref)
        if (
            ref == self._desk.ref()
            and tip != base
            and not (theirs and _is_in(git, tip, theirs))
            and _is_in(git, base, tip)
            and _all_known(git, f"{base}..{tip}", named[0] if named else "", values)
        ):
            check_out_commit(self._desk, tip, base)
        return self.forget()


def _is_in(git: Git, commit: str, tip: str) -> bool:
    return git.succeeds("merge-base", "--is-ancestor", commit, tip)


def _all_known(git: Git, commits: str, trailer: str, values: list[str]) -> bool:
    """Whether every commit of a range has the trailer, with one of these values."""
    if not trailer:
        return False
    shown = f"--format=%H %(trailers:key={trailer},valueonly,separator=%x2C)"
    try:
        lines = git.line("log", shown, "--end-of-options", commits).splitlines()
    except TixError:
        return False
    return {line.partition(" ")[2] for line in lines} <= set(values)
