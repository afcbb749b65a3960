"""``GET /api/v1/events``: what is committed, as server-sent events that can be resumed.

Each event is a commit's change to one ticket, with the JSON of ``tix log``, the oldest first. Its
id names the two commits between which it was found, and its place there: that stays right when a
sync brings in commits of a side branch, which lie before others that were told already. A client
that comes back with it (``Last-Event-ID``) gets what it has missed. Where the desk's history no
longer has these commits, the first event is a ``reset``, whose ticket is null: read the lists anew.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

from starlette.responses import Response, StreamingResponse

from tix.actions.log import ticket_log
from tix.errors import TixError
from tix.model.history.events import Event
from tix.model.record.json import json_text
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.git.commit import tip_of
from tix.storage.history.events import events
from tix.storage.history.log import Period

if TYPE_CHECKING:
    from tix.storage.desk.desk import Desk
    from tix.web.pages import View

_PULSE = 2.0
"""Seconds after which it is looked whether the token still counts, and whether the branch has moved
without a file of the desk: two ``stat``, no git."""

_KEEP = 10
"""So many pulses without an event, and a comment is sent: who is gone is noticed."""

_ID = re.compile(r"([0-9a-f]{40,64})(?:-([0-9a-f]{40,64})\.([0-9]{1,9}))?")
"""An event's id: from which commit, to which, and the place; or one up to which all is told."""

_NEVER = "0" * 40
"""A commit that there never is."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStream:
    """The events for one client. ``is_allowed`` tells whether it may go on."""

    def __init__(self, view: "View", is_allowed: Callable[[], bool]) -> None:
        self._view, self._is_allowed = view, is_allowed
        desk = view.workspace.desk
        self._place = desk.common_dir / desk.ref()
        self._seen: object = None
        asked = view.request.headers.get("last-event-id", "").strip()
        # where it begins is settled before it is answered: whoever has the answer misses nothing
        self._begin = "" if asked else tip_of(desk.git, desk.ref())
        found = _ID.fullmatch(asked or self._begin)
        self._told = str(found[1]) if found else _NEVER
        self._to: str | None = found[2] if found else None
        self._skip = int(found[3] or 0) + 1 if found else 0

    def answer(self) -> Response:
        """The stream."""
        return StreamingResponse(self._lines(), 200, _HEADERS, "text/event-stream")

    async def _lines(self) -> AsyncIterator[str]:
        thread, feed = self._view.service.thread, self._view.service.feed
        queue = feed.listen()
        try:
            yield f"retry: 2000\n{f'id: {self._begin}' if self._begin else ''}\n\n"
            while self._is_allowed():
                self._seen = _stamp(self._place)
                for text in await thread.run(self._new):
                    yield text
                for pulse in range(1, _KEEP + 1):
                    with suppress(TimeoutError):
                        if await asyncio.wait_for(queue.get(), _PULSE) is None:
                            return
                    if not self._is_allowed():
                        return
                    if _stamp(self._place) != self._seen:
                        break
                    if pulse == _KEEP:
                        yield ": still here\n\n"
        finally:
            feed.leave(queue)

    # -- in the desk's thread -----------------------------------------------------------------

    def _new(self) -> list[str]:
        """What has been committed since, as texts to send."""
        workspace = self._view.workspace_of(self._view.person)
        desk = workspace.desk
        tip = tip_of(desk.git, desk.ref())
        found: list[tuple[Event, str]] = []
        try:
            if self._to is not None:  # it broke off within these
                found += _between(desk, self._told, self._to)[self._skip :]
                self._told, self._to = self._to, None
            if self._told != tip:
                found += _between(desk, self._told, tip)
        except TixError:
            self._told, self._to = tip, None
            return [_event("reset", {"ticket": None}, tip)]
        self._told = tip
        with ticket_log(workspace) as log:
            told = log.objects_of([event for event, _ in found]) if found else ()
        return [_event("", each, ident) for each, (_, ident) in zip(told, found, strict=True)]


def _between(desk: "Desk", first: str, last: str) -> list[tuple[Event, str]]:
    """The events of the commits after one up to another, the oldest first, each with its id.

    Raises GitError if the one isn't in the other's history.
    """
    desk.git.run("merge-base", "--is-ancestor", first, last)
    found = reversed(events(desk, None, period=Period(f"{first}..{last}")))
    return [(event, f"{first}-{last}.{place}") for place, event in enumerate(found)]


def _event(name: str, told: Any, ident: str) -> str:
    lines = [f"event: {name}"] if name else []
    lines += [f"id: {ident}"] if ident else []
    return "\n".join([*lines, f"data: {json_text(told, indent=None)}", "", ""])


def _stamp(path: Path) -> object:
    """What tells whether the branch has moved; a file that isn't there says nothing, too."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
