"""A whole tick: sync, collect, rules, sync, dispatch, sync (D5)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator

from tix.actions.tick import TickResult, tick, tick_object
from tix.errors import TixError, UsageError
from tix.frozen import dataclass, replace
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # few desks send anything
    from tix.actions.workspace import Workspace
    from tix.mail.fetching.fetch import FetchResult
    from tix.outbox.run import DispatchResult
    from tix.outbox.services import Services
    from tix.storage.sync.remote_choice import Remote

PARTS = ("sync", "collect", "rules", "dispatch")
"""What a tick does, in this order, with a sync after each that wrote something."""


class NoSuchPartError(UsageError):
    """A tick has no part of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"a tick has no part {name!r}", hint=f"one of {', '.join(PARTS)}")


@dataclass(frozen=True, slots=True)
class WholeTick:
    """The result of a tick. ``sent`` is None where nothing is dispatched from here, ``collected``
    where no mail is fetched. ``error`` is why nothing could be sent; all before was done."""

    done: TickResult
    sent: "DispatchResult | None" = None
    collected: "FetchResult | None" = None
    error: TixError | None = None

    @property
    def summary(self) -> str:
        """What was done, in one line."""
        said = [*self._synced(), *self._collected()]
        if self.done.fired:
            said.append(f"{_counted(len(self.done.fired), 'rule')} fired")
        elif not self.done.problems:
            said.append("no rule is due")
        return "; ".join([*said, *self._sent()])

    def _synced(self) -> Iterator[str]:
        if self.done.synced is not None:
            came, went = self.done.synced.came_in.commits, self.done.synced.went_out.commits
            moved = f"{_counted(came, 'commit')} in, {went} out"
            yield f"synced: {moved}" if came or went else "synced: nothing new"

    def _collected(self) -> Iterator[str]:
        if self.collected is not None:
            yield f"{_counted(len(self.collected.new), 'message')} taken in"

    def _sent(self) -> Iterator[str]:
        if self.sent is not None:
            states = Counter(each.state for each in self.sent.decided)
            yield from (f"{count} {state}" for state, count in sorted(states.items()))
            if self.sent.again:
                yield f"{len(self.sent.again)} to be tried again"
            if not states and not self.sent.again:
                yield "nothing to send"


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def parts_named(text: str | None) -> frozenset[str]:
    """The parts of a tick in a list with commas; all of them for None. Raises NoSuchPartError."""
    if text is None:
        return frozenset(PARTS)
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in PARTS:
            raise NoSuchPartError(name)
    return frozenset(names)


def remote_of(workspace: "Workspace") -> "Remote | None":
    """The remote that has the ledger; None: it is here."""
    from tix.storage.sync.remote_choice import NoRemoteError, choose

    try:
        return choose(workspace.desk)
    except NoRemoteError:
        return None


def whole_tick(
    workspace: "Workspace",
    parts: Collection[str],
    services: "Services | None",
    collect: "Callable[[], FetchResult] | None" = None,
    *,
    dry_run: bool = False,
    undoable: bool = False,
) -> WholeTick:
    """Do the parts. ``services`` is None where no ``dispatch.yaml`` serves the desk: then nothing
    is sent. ``collect`` fetches mail, and pushes what it makes of it.

    Raises what ``sync`` does, and RulesError.
    """
    done = TickResult()
    if "sync" in parts and not dry_run:
        done = tick(workspace, {"sync"}, with_ledger=services is not None)
    collected = None
    if "collect" in parts and not dry_run and collect is not None:
        collected = collect()
        workspace.reread(settings=True)
    if "rules" in parts:
        fired = tick(workspace, {"rules"}, dry_run=dry_run, undoable=undoable)
        done = _and_then(done, fired)
    if "dispatch" not in parts or services is None:
        return WholeTick(done, None, collected)
    from tix.outbox.due import came_due
    from tix.outbox.run import Dispatcher

    remote = remote_of(workspace)
    if remote is None and not dry_run:
        from tix.storage.store.hand_edits import commit_hand_edits

        commit_hand_edits(workspace.store)  # as a sync does
    dispatcher = Dispatcher(workspace, remote, services, lambda since: came_due(workspace, since))
    try:
        sent = (
            dispatcher.preview() if dry_run else dispatcher.run(is_fetched=done.synced is not None)
        )
    except TixError as error:  # what was done before isn't lost
        return WholeTick(done, None, collected, error)
    if sent.wrote and "sync" in parts:
        done = _and_then(done, tick(workspace, {"sync"}))
    return WholeTick(done, sent, collected)


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
        "collected": _collected_object(result.collected) if result.collected is not None else None,
    }


def _collected_object(done: "FetchResult") -> list[dict[str, object]]:
    from tix.mail.receive import receive_object

    return [receive_object(each) for each in done.received]


def dispatch_object(sent: "DispatchResult", host: str) -> dict[str, Any]:
    """What was sent, for ``json``."""
    from tix.outbox.looking import Entry, entry_object

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
