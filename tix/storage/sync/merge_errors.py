"""Merges of two commits that take a person."""

import shlex
from collections.abc import Sequence

from tix.errors import NeedsPersonError
from tix.storage.desk.desk import Desk


class UnrelatedHistoriesError(NeedsPersonError):
    """Two branches have no commit in common."""

    def __init__(self, desk: Desk, theirs: str, *, is_desk: bool) -> None:
        remote, _, branch = theirs.partition("/")
        ref = desk.ref()
        apart = f"git push -u {remote} {ref}:refs/heads/{branch}-desk, then tix sync"
        folder = shlex.quote(str(desk.root))
        together = f"git -C {folder} merge --allow-unrelated-histories {theirs}, then tix sync"
        ways = f"is it the right remote? git remote -v; to keep them apart: {apart}"
        super().__init__(
            f"{theirs} has no commit in common with this desk"
            + (", and is another one" if is_desk else ", and is no desk"),
            hint=ways + (f"; to make one desk of both: {together}" if is_desk else ""),
        )


class OtherFilesConflictError(NeedsPersonError):
    """Files that aren't tickets were changed on both sides at the same place."""

    def __init__(self, paths: Sequence[str], theirs: str) -> None:
        shown = ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "")
        super().__init__(
            f"{shown}: changed here and in {theirs}, at the same place",
            hint=f"git merge {theirs} in the desk, mend what it names, git commit, then tix sync",
        )


class RedactedTicketError(NeedsPersonError):
    """Merging a ticket could bring back what one side took out of it."""

    def __init__(self, refused: Sequence[tuple[str, str]], theirs: str) -> None:
        ident, reason = refused[0]
        more = f" (and {len(refused) - 1} more tickets)" if len(refused) > 1 else ""
        super().__init__(
            f"{ident} {reason}{more}; nothing was changed",
            hint=f"git merge {theirs} in the desk, mend what it names, git commit, then tix sync",
        )
