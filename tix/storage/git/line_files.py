"""Reading git's one-line files: ``HEAD``, or the branch that is being rebased."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


def line_of(path: Path) -> str:
    """The one line in a file of git's. Raises OSError."""
    return os.fsdecode(path.read_bytes().removesuffix(b"\n").removesuffix(b"\r"))


def rebased_branches(git_dir: Path) -> Iterator[str]:
    """The branch that is being rebased in the working tree of that git folder, if one is."""
    for state in ("rebase-merge", "rebase-apply"):
        with contextlib.suppress(OSError):
            yield line_of(git_dir / state / "head-name").removeprefix("refs/heads/")
