"""Starting the run's first git before anything else is imported.

What differs from the last commit is the first thing that a command wants to know of a desk, and
git needs as long for it as Python needs to import click. So ``begin`` starts that git from the
program's entry, both run beside each other, and ``worktree_status.py`` takes what was begun. Hardly
anything is imported here, for the same reason.
"""

import os
import sys
from _collections_abc import Sequence  # "collections" costs a millisecond

from tix.model.layout import BESIDE_CODE, CONFIG_FILE
from tix.storage.git.discovery import places
from tix.storage.git.status import LOOK, OWN_LOOK, WIDE_LOOK, keep, look

_LOOKING = frozenset(
    ("archive", "assign", "attach", "claim", "close", "comment", "delete", "edit", "export",
     "inbox", "link", "list", "log", "open", "redact", "reopen", "report", "search", "show",
     "similar", "status", "sync", "tick", "unwatch", "watch")
)  # fmt: skip
"""The commands that ask what is in the desk."""

_BY_ID = frozenset(
    ("attach", "close", "comment", "delete", "edit", "link", "redact", "reopen", "status")
)
"""Those that read only the ticket that they are given, if its id is whole."""


def begin(arguments: Sequence[str]) -> None:
    """Start the look that the command with these arguments will want, if that is easy to tell.

    A wrong guess does no harm: what was begun for another desk is never read.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        return  # a pipe would take the place of a closed stream
    try:
        root = likely_desk(arguments)
        if root is not None:
            keep(look(root, _looks(arguments)))
    except (OSError, ValueError):
        return  # the command itself will say what is wrong


def _looks(arguments: Sequence[str]) -> tuple[str, ...]:
    if next((word for word in arguments if word in _LOOKING), "") in ("sync", "tick"):
        return OWN_LOOK
    return WIDE_LOOK if arguments[-1] == "status" else LOOK


def _seems_whole(ident: str) -> bool:
    if ident == "-":  # what is read from standard input is hardly ever typed
        return True
    ident = ident.removeprefix("#")
    return len(ident) == 6 and ident.isalnum() and ident[0].isalpha()


def likely_desk(arguments: Sequence[str]) -> str | None:
    """The folder of the desk that the command works on, if it asks for one."""
    folder: str | None = None
    words = iter(arguments)
    for word in words:
        if word == "-C":
            folder = next(words, "")
        elif word.startswith("-C"):
            folder = word[2:]
        elif word == "--color":
            next(words, "")
        elif not word.startswith("--color="):
            break
    else:
        return None
    if word not in _LOOKING or "--help" in arguments or "-h" in arguments:
        return None
    if word in _BY_ID and _seems_whole(next(words, "")):
        return None
    start = os.path.realpath((folder if folder is not None else os.environ.get("TIX_DESK")) or "")
    found = places(start)
    if found is None:
        return None
    top, _, common_dir = found
    while not os.path.isfile(os.path.join(start, CONFIG_FILE)):
        if start == top:
            break
        start = os.path.dirname(start)
    else:
        return start
    beside = os.path.join(os.path.dirname(common_dir), BESIDE_CODE)
    return beside if os.path.isfile(os.path.join(beside, CONFIG_FILE)) else None
