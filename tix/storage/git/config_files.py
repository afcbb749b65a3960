"""The files that git's settings include, wherever they are."""

import os
from collections.abc import Iterator
from pathlib import Path

from tix.storage.git.process import Git

_LIST = ("config", "--list", "--show-origin", "-z")
_FILE = "file:"


def included_files(git: Git) -> list[str]:
    """The paths of all files that ``include.path`` and ``includeIf`` name, those too that aren't
    there yet, or whose condition doesn't hold. Raises GitError."""
    return list(dict.fromkeys(_included(git)))


def _included(git: Git) -> Iterator[str]:
    words = os.fsdecode(git.run(*_LIST)).split("\0")
    for origin, setting in zip(words[::2], words[1::2], strict=False):
        name, _, value = setting.partition("\n")
        if not value or not (name == "include.path" or _is_conditional(name)):
            continue
        beside = git.folder / origin.removeprefix(_FILE)  # git says it from its own folder
        yield str(beside.parent / _from_home(value))


def _from_home(path: str) -> Path:
    home = os.environ.get("HOME", "")
    return Path(home, path[2:]) if path.startswith("~/") else Path(path)


def _is_conditional(name: str) -> bool:
    return name.startswith("includeif.") and name.endswith(".path")
