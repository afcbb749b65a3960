"""What the user's ``dispatch.yaml`` lets this machine do for the desk, and where that file is."""

import os
from pathlib import Path

from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.console.session import Session
    from tix.mail.dispatch import Dispatch
    from tix.mail.tags import Tagger
    from tix.storage.desk.desk import Desk


def dispatch_path() -> Path | None:
    """Where the file is looked for, beside the user's settings; None without a home."""
    from tix.storage.desk.user_config import config_path

    settings = config_path(os.environ)
    return settings.with_name("dispatch.yaml") if settings else None


def dispatch_of(session: "Session") -> "Dispatch | None":
    """What it says of the desk; None: the desk isn't served here. Raises DispatchFileError."""
    path = dispatch_path()
    if path is None or not path.exists():
        return None
    from tix.mail.dispatch_file import read_dispatch  # few machines serve a desk

    return read_dispatch(path, names_of_desk(session.desk))


def names_of_desk(desk: "Desk") -> set[str]:
    """How the file may call the desk: its path, and the address of the remote that it syncs with.

    Of several remotes that nothing chooses between, none counts: a clone must not name its own.
    """
    from tix.errors import TixError
    from tix.storage.sync.remote_choice import choose

    names = {str(desk.root), str(desk.top)}
    if desk.common_dir.name == ".git":  # beside code, the repository's own path
        names.add(str(desk.common_dir.parent))
    try:
        remote = choose(desk)
    except TixError:
        return names
    used = desk.git.line("remote", "get-url", remote.name)  # where insteadOf leads
    if used.startswith(("./", "../")):  # git looks for it from there
        names.add(str(desk.top / used))
    return names | {remote.url, used}


def trusted(session: "Session") -> "tuple[tuple[str, ...], Tagger]":
    """The hosts whose word about a mail's sender counts, and what knows our signed tags.

    Raises DispatchFileError, SecretError.
    """
    from tix.mail.tags import Tagger

    dispatch = dispatch_of(session)
    return (dispatch.authentication if dispatch else (), Tagger.of(dispatch))
