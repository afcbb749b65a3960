"""The hosts whose word about a mail's sender counts, by the user's ``dispatch.yaml``."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.console.session import Session


def trusted_hosts(session: "Session") -> tuple[str, ...]:
    """The hosts; none without that file. Raises DispatchFileError."""
    from tix.mail.dispatch import read_dispatch
    from tix.storage.desk.user_config import config_path

    settings = config_path(os.environ)
    path = settings.with_name("dispatch.yaml") if settings else None
    if path is None or not path.exists():
        return ()
    desk = session.desk
    desks = {str(desk.root), str(desk.top)}
    listed = desk.git.line("config", "--get-regexp", r"^remote\..*\.url$", codes=(0, 1))
    desks |= {line.partition(" ")[2].removesuffix("/") for line in listed.splitlines()}
    return read_dispatch(path, desks).authentication
