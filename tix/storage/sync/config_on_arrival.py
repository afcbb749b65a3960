"""A ``tix.yaml`` that this tix can't read is neither taken in nor sent: it would stop everybody."""

import shlex

from tix.errors import NeedsPersonError, TixError
from tix.model.config.reader import NewerFormatError
from tix.model.config.source import ConfigError
from tix.model.layout import CONFIG_FILE
from tix.storage.desk.config import UnreadableConfigError, config_in
from tix.storage.desk.desk import Desk
from tix.storage.git.process import Git, GitError


class IncomingConfigError(NeedsPersonError):
    """The remote's ``tix.yaml`` can't be read here.

    ``since`` is the commit it came with, and whose that is.
    """

    def __init__(self, desk: Desk, theirs: str, since: str, reason: TixError) -> None:
        by_hand = (
            f"tix sync, once it is mended there; or mend it here: git -C "
            f"{shlex.quote(str(desk.root))} merge {theirs}, edit {CONFIG_FILE}, tix sync"
        )
        super().__init__(
            f"{theirs} has a {CONFIG_FILE} that can't be read here, since {since}: {reason}; "
            "nothing was taken in or sent",
            hint=reason.hint if isinstance(reason, NewerFormatError) else by_hand,
        )


class OwnConfigError(NeedsPersonError):
    """The ``tix.yaml`` that is committed here can't be read."""

    def __init__(self, reason: TixError) -> None:
        by_hand = f"mend {CONFIG_FILE}, then tix sync"
        super().__init__(
            f"{CONFIG_FILE} was committed here and can't be read: {reason}; nothing was sent",
            hint=reason.hint if isinstance(reason, NewerFormatError) else by_hand,
        )


class GoneConfigError(NeedsPersonError):
    """The remote's branch is no desk any more: somebody deleted its ``tix.yaml``."""

    def __init__(self, theirs: str, since: str) -> None:
        super().__init__(
            f"{theirs} has no {CONFIG_FILE} any more, since {since}; nothing was taken in or sent",
            hint=f"whoever took it away brings it back: git revert {since.partition(' ')[0]}",
        )


def refuse_unreadable_config(desk: Desk, commit: str, theirs: str, name: str) -> None:
    """Raise if a commit's ``tix.yaml`` can't be read.

    ``theirs`` is the commit of the remote's branch, "" for none, and ``name`` what people call it.
    """
    git, path = Git(desk.top), desk.prefix + CONFIG_FILE
    try:
        config_in(git, commit, path)
    except GitError:
        if _blob(git, commit, path):
            raise
        if theirs:
            raise GoneConfigError(name, _since(git, theirs, path)) from None
    except (ConfigError, UnreadableConfigError) as error:
        if not theirs or _blob(git, theirs, path) != _blob(git, commit, path):
            raise OwnConfigError(error) from None
        raise IncomingConfigError(desk, name, _since(git, theirs, path), error) from None


def _since(git: Git, commit: str, path: str) -> str:
    """The last commit that changed a file, and whose it is."""
    return git.line("log", "-1", "--format=%h by %an", "--end-of-options", commit, "--", path)


def _blob(git: Git, commit: str, path: str) -> str:
    name = f"{commit}:{path}"
    return git.line("rev-parse", "--verify", "--quiet", "--end-of-options", name, codes=(0, 1))
