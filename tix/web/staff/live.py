"""``/events`` and ``/complete``: what scripts of the pages ask for."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.responses import JSONResponse, Response, StreamingResponse

from tix.actions import suggestions
from tix.web.pages import Page, View, staff_data
from tix.web.who import still_asks

_PULSE = 2.0
"""Seconds after which it is looked whether who listens is still signed in."""

_SILENCE = 45.0
"""Seconds after which something is said all the same, for proxies that hang up in silence."""

_MOST = 30
"""Words that are suggested at once."""


async def _told(view: View) -> AsyncIterator[str]:
    feed, thread = view.service.feed, view.service.thread
    queue, silence = feed.listen(), 0.0
    try:
        yield "retry: 2000\n\n: connected\n\n"
        while True:
            change = None
            try:
                change = await asyncio.wait_for(queue.get(), _PULSE)
                if change is None:
                    return
            except TimeoutError:
                silence += _PULSE
            if not await thread.run(lambda: still_asks(view)):
                return
            if change is None:
                if silence >= _SILENCE:
                    silence = 0.0
                    yield ": nothing\n\n"
                continue
            silence = 0.0
            said = {"tickets": list(change.tickets), "others": list(change.others)}
            yield f"data: {json.dumps(said)}\n\n"
    finally:
        feed.leave(queue)


def events(view: View) -> Response:
    """What changes in the desk, as it happens: server-sent events."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_told(view), media_type="text/event-stream", headers=headers)


def complete(view: View) -> Response:
    """``?kind=query|people|requester|FIELD&q=``: words that go on with what was typed."""
    workspace, typed = view.workspace, view.request.query_params.get("q", "")
    kind = view.request.query_params.get("kind", "query")
    if kind == "query":
        found = suggestions.query_words(workspace, typed)
    elif kind == "people":
        found = suggestions.people(workspace, typed)
    elif kind == "requester":
        found = suggestions.requesters(workspace, typed)
    else:
        found = suggestions.field_values(workspace, kind, typed)
    return JSONResponse([{"word": each.word, "about": each.about} for each in found[:_MOST]])


ROUTES = (
    Page("/events", events, gate=staff_data),
    Page("/complete", complete, gate=staff_data),
)
