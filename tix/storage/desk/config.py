"""The desk's configuration, read from its ``tix.yaml``."""

import contextlib

from tix.errors import NeedsPersonError
from tix.model.config.config import Config
from tix.model.config.reader import load_config
from tix.model.config.source import ConfigError
from tix.model.layout import CONFIG_FILE
from tix.storage.desk.config_cache import reading
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read
from tix.storage.desk.zone_files import has_zone
from tix.storage.git.process import Git, GitError

_LIMIT = 1024 * 1024


class UnreadableConfigError(NeedsPersonError):
    """``tix.yaml`` isn't UTF-8 text, or can't be read. ``line`` counts from 1."""

    def __init__(self, reason: str, line: int = 1, hint: str | None = None) -> None:
        super().__init__(f"{CONFIG_FILE} can't be read: {reason}", hint=hint)
        self.line = line


def desk_config(desk: Desk) -> Config:
    """The desk's configuration. Raises ConfigError with the line, or UnreadableConfigError."""
    return load_config(config_text(desk), reading(desk.clone_state.config), has_zone)


def config_text(desk: Desk) -> str:
    """The text of the desk's ``tix.yaml``. Raises UnreadableConfigError."""
    try:
        return _decoded(read(desk.root, CONFIG_FILE, _LIMIT + 1))
    except FileNotFoundError:
        from shlex import quote  # most desks have it

        back = f"git -C {quote(str(desk.root))} restore {CONFIG_FILE}"
        raise UnreadableConfigError("it is gone", hint=f"{back} brings it back") from None
    except OSError as error:
        raise UnreadableConfigError((error.strerror or "").lower()) from None


def config_in(git: Git, commit: str, path: str) -> Config:
    """The configuration in a commit's ``tix.yaml`` at that path from the working tree's top.

    Raises ConfigError, UnreadableConfigError, and GitError where it has no such file.
    """
    from tix.storage.git.objects import first_bytes  # hardly any command needs it

    return load_config(_decoded(first_bytes(git, f"{commit}:{path}", _LIMIT + 1)))


def _decoded(data: bytes) -> str:
    if len(data) > _LIMIT:
        raise UnreadableConfigError("it has over 1 MB")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableConfigError(f"line {line} isn't UTF-8 text", line) from None


_LOOKED_AT = 50
"""The number of versions of ``tix.yaml`` that are tried for a readable one."""


def committed_config(desk: Desk) -> Config:
    """The newest readable configuration in history; the defaults if there is none."""
    git = desk.git if desk.is_moved else Git(desk.top)
    path = desk.prefix + CONFIG_FILE
    listed = git.line(
        "rev-list", f"--max-count={_LOOKED_AT}", "--end-of-options", "HEAD", "--", path
    )
    for commit in listed.split():
        with contextlib.suppress(ConfigError, UnreadableConfigError, GitError):
            return config_in(git, commit, path)
    return Config()
