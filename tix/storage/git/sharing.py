"""Repositories that several users of a machine write to (``core.sharedRepository``).

git gives the files that it makes below its folder to the group, or to all. What tix makes there
is made with the mode that the file system's umask leaves, so the umask is set to what the
repository wants: for files in the desk as well, which the others want to edit, too. Folders are
the group's because git has marked the one above them so (``git init --shared``).
"""

import os
import re
from pathlib import Path

from tix.storage.git.process import Git

_MAY_SAY = (b"sharedrepository", b"[include")
"""What is in a config, in small letters, if it or one that it includes may say so."""
_NOT = ("", "umask", "false", "no", "off", "0")
_ALL = ("all", "world", "everybody", "2")
_GROUP_BITS, _ALL_BITS = 0o660, 0o664


def share(common_dir: Path, git: Git) -> None:
    """Let what this process makes be as the repository with that git folder wants it."""
    try:
        config = (common_dir / "config").read_bytes().lower()
    except OSError:
        return
    if any(word in config for word in _MAY_SAY):
        value = git.line("config", "--get", "core.sharedRepository", codes=(0, 1)).lower()
        if value not in _NOT:
            os.umask(_umask(value))


def _umask(value: str) -> int:
    """The umask for git's setting; an octal number gives the exact mode.

    [git 2.39: ``git_config_perm`` in ``setup.c``, ``calc_shared_perm`` in ``path.c``]
    """
    if re.fullmatch("0[0-7]{3,}", value):
        given = int(value, 8) & 0o666
        return 0o777 & ~_with_folders(given)
    current = os.umask(0)
    os.umask(current)
    return current & ~_with_folders(_ALL_BITS if value in _ALL else _GROUP_BITS)


def _with_folders(bits: int) -> int:
    """The mode with execute bits, so that readers of a folder can enter it."""
    return bits | (bits & 0o444) >> 2
