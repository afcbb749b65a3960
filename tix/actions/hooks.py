"""What git's hooks do with a commit: warn of ids that aren't there, and list it in tickets."""

from collections.abc import Sequence
from pathlib import Path

from tix.model.ticket.mentions import surely_meant, without_comments
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.code import Code, NoCodeError, code_of
from tix.storage.desk.hooks import Installed, install, put_aside, remove

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_IN_BETWEEN = ("rebase-merge", "rebase-apply", "sequencer")
"""Below a git folder while commits are being moved: post-rewrite tells of them all at the end."""


def install_hooks(workspace: "Workspace", folder: Path) -> Installed:
    """Install the hooks in the code's repository. Raises NoCodeError, HookInTheWayError."""
    return install(_code(workspace, folder).here)


def remove_hooks(workspace: "Workspace", folder: Path) -> bool:
    """Take them away; whether there were any. Raises NoCodeError."""
    return remove(_code(workspace, folder).here)


def hooks_put_aside(workspace: "Workspace", folder: Path) -> bool:
    """Whether another tool keeps git from calling the hooks that were installed."""
    code = code_of(workspace.desk, folder)
    return code is not None and put_aside(code.here)


def _code(workspace: "Workspace", folder: Path) -> Code:
    code = code_of(workspace.desk, folder)
    if code is None:
        raise NoCodeError
    return code


def run_hook(
    workspace: "Workspace", folder: Path, name: str, arguments: Sequence[str], text: str
) -> list[str]:
    """What a hook of that name has to say, after it has done its work.

    ``arguments`` are those that git gives it, ``text`` what git writes to it.
    """
    code = _code(workspace, folder)
    if name == "commit-msg":
        return _unknown(workspace, (folder / arguments[0]).read_text(errors="replace"))
    if name != "post-rewrite" and any((code.here.git_dir / each).exists() for each in _IN_BETWEEN):
        return []
    from tix.actions.scan import rewritten_commits, scan

    if name == "post-rewrite":
        pairs = rewritten_commits(text)
        if pairs:
            scan(workspace, folder, ("--no-walk", *dict.fromkeys(pairs.values())), pairs)
    else:
        scan(workspace, folder, ("-1", "HEAD") if name == "post-commit" else ("ORIG_HEAD..HEAD",))
    return []


def _unknown(workspace: "Workspace", message: str) -> list[str]:
    """A warning for each id in a message that no ticket has."""
    named = surely_meant(without_comments(message))
    known = workspace.reader.by_id(named.keys())
    return [f"the message names {ident}, and there is no such ticket" for ident in named
            if ident not in known]  # fmt: skip
