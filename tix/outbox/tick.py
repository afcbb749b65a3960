"""A whole tick: sync, collect, rules, sync, dispatch, sync (D5)."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from tix.actions.tick import TickResult, tick, tick_object
from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.outbox.looking import Entry, entry_object
from tix.outbox.run import Dispatcher, DispatchResult
from tix.outbox.services import Services
from tix.storage.sync.remote_choice import NoRemoteError, Remote

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

PARTS = ("sync", "collect", "rules", "dispatch")
"""What a tick does, in this order, with a sync after each that wrote something."""


class NoSuchPartError(UsageError):
    """A tick has no part of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"a tick has no part {name!r}", hint=f"one of {', '.join(PARTS)}")


@dataclass(frozen=True, slots=True)
class WholeTick:
    """The result of a tick. ``sent`` is None where nothing is dispatched from here."""

    done: TickResult
    sent: DispatchResult | None = None


def parts_named(text: str | None) -> frozenset[str]:
    """The parts of a tick in a list with commas; all of them for None. Raises NoSuchPartError."""
    if text is None:
        return frozenset(PARTS)
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in PARTS:
            raise NoSuchPartError(name)
    return frozenset(names)


def remote_of(workspace: "Workspace") -> Remote | None:
    """The remote that has the ledger; None: it is here."""
    from tix.storage.sync.remote_choice import choose

    try:
        return choose(workspace.desk)
    except NoRemoteError:
        return None


def whole_tick(
    workspace: "Workspace",
    parts: Collection[str],
    services: Services | None,
    collect: Callable[[], bool] = lambda: False,
    *,
    dry_run: bool = False,
    undoable: bool = False,
) -> WholeTick:
    """Do the parts. ``services`` is None where no ``dispatch.yaml`` serves the desk: then nothing
    is sent. ``collect`` fetches mail, and says whether there is something to be synced.

    Raises what ``sync`` does, RulesError, NotSetUpError.
    """
    done = TickResult()
    if "sync" in parts and not dry_run:
        done = tick(workspace, {"sync"})
    if "collect" in parts and not dry_run and collect() and "sync" in parts:
        done = _and_then(done, tick(workspace, {"sync"}))
    if "rules" in parts:
        fired = tick(workspace, {"rules"}, dry_run=dry_run, undoable=undoable)
        done = _and_then(done, fired)
    if "dispatch" not in parts or services is None:
        return WholeTick(done)
    from tix.outbox.due import came_due

    dispatcher = Dispatcher(
        workspace, remote_of(workspace), services, lambda since: came_due(workspace, since)
    )
    sent = dispatcher.preview() if dry_run else dispatcher.run()
    if sent.wrote and "sync" in parts:
        done = _and_then(done, tick(workspace, {"sync"}))
    return WholeTick(done, sent)


def _and_then(first: TickResult, then: TickResult) -> TickResult:
    both = [each for each in (first.synced, then.synced) if each is not None]
    synced = both[0].and_then(both[1]) if len(both) == 2 else (both[0] if both else None)
    rules = then if then.fired or then.without_start or then.problems else first
    return replace(rules, synced=synced, is_dry=then.is_dry)


def whole_tick_object(result: WholeTick, host: str) -> dict[str, Any]:
    """The result of a tick as what ``json`` can write (``docs/json.md``)."""
    sent = result.sent
    return {
        **tick_object(result.done),
        "dispatched": dispatch_object(sent, host) if sent is not None else None,
    }


def dispatch_object(sent: DispatchResult, host: str) -> dict[str, Any]:
    """What was sent, for ``json``."""
    return {
        "queued": [entry_object(Entry(m, "waiting"), host) for m in sent.queued],
        "decided": [entry_object(Entry(s.message, s.state, s.at), host) for s in sent.decided],
        "again": [entry_object(Entry(m, "waiting"), host) for m in sent.again],
        "waiting": sent.waiting,
        "unserved": sent.unserved,
        "unreadable": list(sent.unreadable),
        "busy": sent.is_busy,
        "put_back": sent.came_back,
    }
