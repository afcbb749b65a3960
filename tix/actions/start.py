"""Starting work on a ticket: it is claimed, and the code gets a branch for it."""

import re
import unicodedata
from pathlib import Path

from tix.actions.claim import ClaimResult, claim
from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.code import Code, branches_of, code_of, ticket_of_branch
from tix.storage.git.process import GitError

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_LONGEST = 60


class CannotSwitchError(NeedsPersonError):
    """The ticket is claimed, and git can't go to its branch."""

    def __init__(self, ident: str, branch: str, reason: str) -> None:
        super().__init__(
            f"{ident} is yours, but git can't switch to {branch}: {reason}",
            hint=f"git switch {branch}, once that is settled",
        )


@dataclass(frozen=True, slots=True)
class StartResult:
    """A claim, and the branch that was switched to ("": there is no code to work on).

    ``is_new``: the branch was made for it.
    """

    claimed: ClaimResult
    branch: str = ""
    is_new: bool = False


def start(workspace: "Workspace", folder: Path, word: str) -> StartResult:
    """Claim a ticket, then make its branch or switch to the one that it has.

    Raises what ``claim`` does, and CannotSwitchError.
    """
    claimed = claim(workspace, word)
    code = code_of(workspace.desk, folder)
    if code is None:
        return StartResult(claimed)
    ident = claimed.ident
    if ticket_of_branch(code.branch) == ident:
        return StartResult(claimed, code.branch)
    known = branches_of(code.here.common_dir, ident)
    here = [name for name in known if "/" not in name]
    if here or known:
        branch = here[0] if here else known[0].partition("/")[2]
        _switch(code, ident, branch)
        return StartResult(claimed, branch)
    branch = branch_name(ident, workspace.reader.get(ident).ticket.title)
    _switch(code, ident, branch, "--create")
    return StartResult(claimed, branch, is_new=True)


def branch_name(ident: str, title: str) -> str:
    """``k7f3qz-nightly-build-fails-on-arm64``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    words = "-".join(re.findall("[a-z0-9]+", plain))
    name = f"{ident}-{words}"[:_LONGEST]
    return name.rstrip("-")


def _switch(code: Code, ident: str, branch: str, *options: str) -> None:
    """``git switch``, with the hooks that the user has for it. Raises CannotSwitchError."""
    from tix.storage.desk.hooks import hooks_path  # others only ask for a branch's ticket

    hooks = hooks_path(code.git) or str(code.here.common_dir / "hooks")
    try:
        code.git.run("-c", f"core.hooksPath={hooks}", "switch", *options, branch)
    except GitError as error:
        raise CannotSwitchError(ident, branch, str(error).partition(" failed: ")[2]) from None


def ticket_here(workspace: "Workspace", folder: Path) -> str | None:
    """The ticket that the code's branch is for; None: it is for none, or there is no code."""
    code = code_of(workspace.desk, folder)
    ident = ticket_of_branch(code.branch) if code else None
    return ident if ident and workspace.files.is_taken(ident) else None
