"""``GET /api/v1/events``: what is committed, as server-sent events that can be resumed.

Each event is a commit's change to one ticket, in the order of the commits, with the JSON of ``tix
log``. Its id names the commit and the place in it; a client that comes back with that
(``Last-Event-ID``) gets what it has missed. Where the desk's history no longer has that commit, the
first event is a ``reset``, whose ticket is null: read the lists anew.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse

from tix.actions.log import ticket_log
from tix.errors import TixError
from tix.model.history.events import Event
from tix.model.record.json import json_text
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

_ID = re.compile(r"[0-9a-f]{40,64}(\.[0-9]{1,9})?")
"""An event's id: a commit, and a place in it."""

_NEVER = "0" * 40
"""A commit that there never is."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStream:
    """The events for one client. ``is_allowed`` tells whether it may go on."""

    def __init__(self, view: "View", is_allowed: Callable[[], bool]) -> None:
        self._view, self._is_allowed = view, is_allowed
        asked = view.request.headers.get("last-event-id", "").strip()
        self._last = asked if not asked or _ID.fullmatch(asked) else _NEVER
        self._desk = view.workspace.desk
        self._place = self._desk.common_dir / self._desk.ref()
        self._seen: object = None

    def answer(self) -> Response:
        """The stream."""
        return StreamingResponse(self._lines(), 200, _HEADERS, "text/event-stream")

    async def _lines(self) -> AsyncIterator[str]:
        thread, feed = self._view.service.thread, self._view.service.feed
        queue = feed.listen()
        try:
            yield "retry: 2000\n\n"
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
        tip = tip_of(workspace.desk.git, workspace.desk.ref())
        known, _, place = self._last.partition(".")
        if not known:
            return self._at(tip)
        if known == tip and not place:
            return []
        try:
            found = list(_since(workspace.desk, known, int(place) if place else None, tip))
        except TixError:
            return [_event("reset", {"ticket": None}, ""), *self._at(tip)]
        with ticket_log(workspace) as log:
            told = log.objects_of([event for event, _ in found]) if found else ()
        texts = [_event("", each, ident) for each, (_, ident) in zip(told, found, strict=True)]
        if found:
            self._last = found[-1][1]
        return texts

    def _at(self, tip: str) -> list[str]:
        """Begin at this commit; the client learns its name, also before the first event."""
        self._last = tip
        return [f"id: {tip}\n\n"] if tip else []


def _since(desk: "Desk", known: str, place: int | None, tip: str) -> Iterator[tuple[Event, str]]:
    """The events after a commit, or after a place in it, with their ids, the oldest first.

    Raises GitError for a commit that isn't in the desk's history.
    """
    desk.git.run("merge-base", "--is-ancestor", known, tip)
    first = _named(desk, Period(f"{known}^!")) if place is not None else []
    yield from (each for each in first if int(each[1].partition(".")[2]) > (place or 0))
    yield from _named(desk, Period(f"{known}..{tip}"))


def _named(desk: "Desk", period: Period) -> list[tuple[Event, str]]:
    """The events of some commits, the oldest first, each with its id."""
    found = []
    commit, place = "", 0
    for event in reversed(events(desk, None, period=period)):
        place = place + 1 if event.commit == commit else 0
        commit = event.commit
        found.append((event, f"{commit}.{place}"))
    return found


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
