"""Serving one desk: from the options to the end of all processes."""

import socket
from collections.abc import Callable
from functools import partial

from tix.actions.healing import found
from tix.frozen import replace
from tix.quick_typing import TypeVar
from tix.web import state
from tix.web.server import supervisor
from tix.web.server.connections import Count
from tix.web.server.supervisor import Parts, Supervisor
from tix.web.server.watching import watch
from tix.web.server.worker import work
from tix.web.settings import ServeSettings
from tix.web.staff.entering import ENTER
from tix.web.state import State

T = TypeVar("T")

_WORKERS = 3
"""Enough for two processors, where some wait for git."""

_UNUSED = 30 * 24 * 3600
"""Seconds for which the first address is good, if nobody opens it."""


def serve(
    settings: ServeSettings, log: Callable[[str], None], announce: Callable[[str], None]
) -> None:
    """Serve until a signal ends it. ``announce`` gets the address that signs in, which is good
    once, as soon as it is served; ``log`` gets a line for each request.

    Raises CantListenError, StateError, KeepsDyingError.
    """
    listening = supervisor.listen(settings.bind, settings.port)
    settings = replace(settings, port=listening.getsockname()[1])
    state.make(settings.state_path)
    token = _with_state(settings, lambda it: it.new_token(ENTER, str(settings.operator), _UNUSED))
    desk = found(settings.folder, None)

    def worker(news: socket.socket, life: int, count: Count) -> None:
        work(settings, listening, news, life, count, log)

    parts = Parts(worker, partial(watch, desk.root, desk.common_dir / "refs" / "heads"))
    try:
        Supervisor(parts, _WORKERS).run(lambda: announce(f"{settings.address}/enter?token={token}"))
    finally:
        _with_state(settings, lambda it: it.drop_token(token))
        listening.close()


def _with_state(settings: ServeSettings, use: Callable[[State], T]) -> T:
    known = State(settings.state_path)
    try:
        return use(known)
    finally:
        known.close()
