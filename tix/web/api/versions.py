"""Versions of tickets: ``ETag``, and ``If-Match`` held against the file while the lock is held.

The version is that of the ticket's file, whoever wrote it. So what follows from other tickets or
from the time (links from the other end, promises) doesn't make a change collide.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from tix.storage.desk.files import read
from tix.storage.desk.user_config import UserConfig
from tix.web.api.problems import ProblemError
from tix.web.desk import DeskWorkspace

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction
    from tix.web.pages import View


class CheckedWorkspace(DeskWorkspace):
    """A workspace whose changes are made only if a ticket still is as the client has seen it."""

    expected: tuple[str, str] | None = None
    """A ticket, and the header ``If-Match``."""

    @contextmanager
    def transaction(self) -> "Iterator[Transaction]":
        """As ever, but first of all the version is looked at. Raises ProblemError: 412."""
        with super().transaction() as work:
            if self.expected is not None:
                ident, header = self.expected
                _refuse_other(_of(self, work.reader.path_of(ident)), header)
            yield work


def checked_workspace(view: "View", ident: str) -> CheckedWorkspace:
    """A workspace for changing a ticket, if the request's ``If-Match`` holds then."""
    known = view.workspace
    workspace = CheckedWorkspace(known.desk, view.person, UserConfig(), known.fixed_now)
    header = view.request.headers.get("if-match")
    if header is not None:
        workspace.expected = ident, header
        _refuse_other(etag_of(workspace, ident), header)  # also where nothing would change
    return workspace


def etag_of(workspace: "Workspace", ident: str) -> str:
    """The version of a ticket's file. Raises NoSuchTicketError."""
    return _of(workspace, workspace.files.get(ident).path)


def _of(workspace: "Workspace", path: str) -> str:
    return f'"{sha256(read(workspace.desk.root, path)).hexdigest()[:32]}"'


def _refuse_other(now: str, header: str) -> None:
    """Raise ProblemError if none of the header's versions is that of now (RFC 9110, 13.1.1)."""
    if header.strip() == "*" or now in (each.strip() for each in header.split(",")):
        return
    raise ProblemError(
        412, "the ticket has changed since", hint="get it anew, and send its ETag as If-Match"
    )
