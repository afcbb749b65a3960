"""What agents do with a desk: the same actions, checks and errors as on the command line.

Nothing here deletes, redacts or rewrites. Each call looks at the desk anew, since others work on it
meanwhile; ``claim`` is what makes several agents work together.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tix.actions.claim import claim
from tix.actions.comment import add_comment
from tix.actions.healing import found
from tix.actions.next import next_objects, next_tickets
from tix.actions.open import Draft, filled, open_ticket
from tix.actions.search import hit_objects, search
from tix.actions.selection import select
from tix.actions.status import set_status
from tix.actions.sync import sync
from tix.actions.ticket_data import ticket_objects
from tix.actions.workspace import Workspace
from tix.errors import TixError, UsageError
from tix.frozen import replace
from tix.model.ticket.ticket import Ticket
from tix.storage.sync.claim import AlreadyDoneError, AlreadyTakenError, GoneError

if TYPE_CHECKING:
    from tix.storage.desk.user_config import UserConfig

MOST = 200
"""The most tickets that one answer has."""

Object = dict[str, Any]

_TOO_LATE = (AlreadyTakenError, AlreadyDoneError, GoneError)
"""Somebody was there before, which this clone may not know yet."""


class EmptyCommentError(UsageError):
    """A comment without a word."""

    def __init__(self) -> None:
        super().__init__("the comment is empty, so nothing was written")


class AgentDesk:
    """The desk of a folder; ``open_workspace`` gives a workspace that reads it as it is now."""

    def __init__(self, open_workspace: Callable[[], Workspace]) -> None:
        self._open = open_workspace

    def list(self, query: str, limit: int) -> Object:
        """Tickets that match a query, the most urgent first; without one, those not done."""
        workspace = self._open()
        chosen = select(workspace, query, default_open=True)
        shown = list(chosen.first(_within(limit)).wholes())
        return {"tickets": list(ticket_objects(workspace, shown)), "count": len(chosen)}

    def search(self, words: str, limit: int) -> Object:
        """Tickets by their text, the best first, with the passage that matches."""
        workspace = self._open()
        hits = search(workspace, [words], _within(limit))
        return {"hits": list(hit_objects(workspace, hits)), "count": hits.count}

    def show(self, ident: str) -> Object:
        """One ticket with its text and comments."""
        workspace = self._open()
        return _object(workspace, workspace.one_id(ident))

    def open(
        self, title: str, body: str, fields: Sequence[tuple[str, str]], key: str | None
    ) -> Object:
        """Open a ticket, or find the one with that key; with a hint at a likely duplicate."""
        workspace = self._open()
        editor = workspace.field_editor(())
        draft = filled(Ticket("", ""), title, body, fields, editor)
        if key is not None:
            draft = replace(draft, key=" ".join(key.split()))
        opened = open_ticket(workspace, Draft(draft, fields, body), editor)
        result = _written(workspace, opened.ticket.id)
        return {**result, "is_new": opened.is_new, "alike": opened.alike and opened.alike.id}

    def comment(self, ident: str, text: str, *, internal: bool) -> Object:
        """Add a comment."""
        workspace = self._open()
        known = workspace.one_id(ident)
        if not text.strip():
            raise EmptyCommentError
        done = add_comment(workspace, known, text, internal=internal)
        return {**_written(workspace, done.ticket.id), "comment": done.comment.id}

    def status(
        self, ident: str, status: str, comment: str | None, resolution: str | None
    ) -> Object:
        """Change where a ticket stands."""
        workspace = self._open()
        named = workspace.field_editor(()).status(status)
        known = workspace.one_id(ident)
        set_status(workspace, [known], named, comment=comment, resolution=resolution)
        return _written(workspace, known)

    def claim(self, ident: str) -> Object:
        """Take a ticket before anybody else does: all or nothing, by way of the remote."""
        workspace = self._open()
        try:
            done = claim(workspace, ident)
        except _TOO_LATE:
            with suppress(TixError, OSError):  # or next offers it again and again
                sync(self._open())
            raise
        return {**_written(workspace, done.ident), "is_new": done.is_new}

    def next(self, query: str, limit: int) -> Object:
        """What to do now, and why."""
        workspace = self._open()
        ranked = next_tickets(workspace, [query] if query else [], _within(limit))
        return {"tickets": list(next_objects(workspace, ranked))}


def _within(limit: int) -> int:
    """How many an answer has: as asked for, and never all of a large desk."""
    return max(0, min(limit, MOST))


def workspace_in(folder: Path, user_config: "UserConfig") -> Workspace:
    """A workspace of the desk that a folder is in, for its user. Raises NoDeskError."""
    return Workspace(found(folder, None), user_config=user_config)


def _written(workspace: Workspace, ident: str) -> Object:
    """A ticket as it is after it was written."""
    workspace.reread()
    return {"ticket": _object(workspace, ident)}


def _object(workspace: Workspace, ident: str) -> Object:
    return next(ticket_objects(workspace, [workspace.reader.get(ident)]))
