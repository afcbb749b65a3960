"""``git status`` of a desk: the command, and the run of it that was begun before all else."""

import os

from tix.model.layout import (
    CALENDARS,
    CONFIG_FILE,
    FIRED_FILE,
    LIVE,
    OWN_PATHS,
    RULES_FILE,
    TEMPLATES,
)
from tix.storage.git.running import RunningGit

LOOK_AT = (
    "status", "--porcelain=v2", "--branch", "--no-ahead-behind", "-z", "--no-renames",
    "--untracked-files=all", "--ignored=traditional", "--ignore-submodules=all", "--",
)  # fmt: skip
"""The git command whose output tells HEAD and which files below some folders differ from it."""

LOOK = (*LOOK_AT, LIVE)
"""The same for the live folder."""

WIDE_LOOK = (*LOOK, CONFIG_FILE, RULES_FILE, FIRED_FILE, TEMPLATES, CALENDARS)
"""The same, with the desk's other files.

Not with the archive and the attachments: a hundred thousand files take ten times as long.
"""

GLANCE = (
    "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all", "--", "tickets",
)  # fmt: skip
"""What git does as a user's ``git status`` would; what it prints isn't read."""

OWN_LOOK = (
    "status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=all",
    "--ignore-submodules=all", "--", *OWN_PATHS,
)  # fmt: skip
"""What a sync asks: which of all files of a desk differ from its last commit."""


LOOK_SETTINGS = (
    "-c", "core.trustctime=true",  # a time of change that an editor sets back is seen
    "-c", "core.checkStat=default",
)  # fmt: skip


_begun: list[RunningGit] = []
"""The status run that was started and not used yet."""


def look(root: str, command: tuple[str, ...] = LOOK) -> RunningGit:
    """Start ``git status`` for the desk in that folder. Raises OSError."""
    return RunningGit(root, *LOOK_SETTINGS, *_threads(root), *command)


def _threads(root: str) -> tuple[str, ...]:
    """How many threads git takes for its look: one, where they would stand in this program's way.

    git looks at files with up to ten at once. On two processors the imports beside it wait for
    them, and all is later than with one thread (``list`` at 10,000 tickets by 9 percent); in a
    folder with many files git itself is what is waited for.
    """
    if (os.cpu_count() or 1) > FEW_PROCESSORS:
        return ()
    try:
        size = os.path.getsize(f"{root}/.git/index")
    except OSError:
        return ()
    return ("-c", "core.preloadIndex=false") if size < LARGE_INDEX else ()


FEW_PROCESSORS = 2
LARGE_INDEX = 2_000_000
"""The size of git's index in bytes: that of some 20,000 files."""


def keep(running: RunningGit) -> None:
    """Keep a look that was begun for the command that will want it."""
    _begun.append(running)


def forget() -> None:
    """Drop the status run: something was written since."""
    while _begun:
        _begun.pop().drop()


def take(root: str, command: tuple[str, ...] = LOOK) -> RunningGit | None:
    """The look that was begun, if it is this one at the desk in that folder; given once."""
    found = None
    while _begun:
        found = _begun.pop()
        if found.root != root or found.args[-len(command) :] != command:
            found.drop()
            found = None
    return found
