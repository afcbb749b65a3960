"""What new commits mean for the ledger (step 2): messages that wait, and the cursor."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from tix.frozen import dataclass, replace
from tix.model.notices.limiting import beyond
from tix.model.notices.message import Message, message_key
from tix.model.notices.recipients import Listener, messages_of
from tix.model.notices.stored import Sent
from tix.model.times import format_time, parse_time
from tix.outbox.desk_at import DeskAt, News
from tix.outbox.news import Told
from tix.outbox.services import Services
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.commit import Content
from tix.storage.outbox.ledger import (
    Ledger,
    decide,
    enqueue,
    listen,
    move_cursor,
    move_looked,
    mute,
    record,
)

_FORGOTTEN = timedelta(days=7)
"""After so long a webhook isn't told any more of which nobody has said that they serve it."""

_NO_WAY = "no machine that ticks serves this webhook any more"
_AUTOMATIC = "acknowledge"
_TOO_MANY = "there were as many automatic answers as there may be"

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_OFTEN, _SELDOM = timedelta(hours=1), timedelta(days=1)
"""How old the ledger's time of looking may get where nothing else is to be written: with promises,
and without."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What new commits mean for the ledger."""

    files: Mapping[str, Content]
    messages: tuple[Message, ...]


CameDue = Callable[[datetime], Sequence[Told]]
"""Gives what came due by the clock after a time, up to now."""


class Planning:
    """Plans a step of the ledger. ``looked`` is the time up to which this dispatcher has looked at
    due times, as text."""

    def __init__(
        self, workspace: "Workspace", services: Services, came_due: CameDue, looked: str
    ) -> None:
        self._workspace, self._services = workspace, services
        self._came_due, self._own_looked = came_due, looked

    def of(self, ledger: Ledger, tip: str) -> Planned:
        """What is to be changed of a ledger for the commits that it doesn't know."""
        services = replace(self._services, listeners=self._all(ledger))
        looked = self._looked(ledger)
        desk = DeskAt(self._workspace, tip, services, looked)
        news = desk.news(ledger) if ledger.cursor != tip else News()
        found = [*news.told]
        if looked:
            found += self._came_due(looked)
        marks = {message_key(event, ""): (event, ticket) for event, ticket in found}
        known = ledger.decided(list(marks)) if marks else frozenset()
        new = [marks[mark] for mark in marks if mark not in known]
        told = desk.recipients.messages(new, self._workspace.now) if new else {}
        keys = [key for parts in told.values() for _, key, _ in parts]
        decided = ledger.decided(keys) if keys else frozenset()
        messages, limited = self._limited(ledger, [*messages_of(told, decided.__contains__)])
        sent = {message.key: message for message in news.invoices}
        gone = ledger.decided([*sent]) if sent else frozenset()
        messages += [message for key, message in sent.items() if key not in gone]
        kept = self._kept(ledger, desk, messages)
        fresh = [mark for mark in marks if mark not in known]
        away = [key for message in messages if message not in kept for key in message.keys]
        files: dict[str, Content] = decide([*fresh, *away], self._workspace.now)
        for message in kept:
            files |= enqueue(message)
        for message in limited:
            files |= record(Sent(message, "skipped", self._workspace.now))
        for key, address in news.nobody:
            files |= _muted(ledger, key, address)
        for listener in self._unsaid(ledger):
            files |= listen(listener, self._workspace.now)
        for message in self._unserved(ledger):
            files |= record(Sent(message, "failed", self._workspace.now))
        if ledger.cursor != tip:
            files |= move_cursor(tip)
        is_later = ledger.looked is None or self._workspace.now > ledger.looked
        if (files and is_later) or self._is_looked_late(ledger):
            files |= move_looked(self._workspace.now)
        return Planned(files, tuple(kept))

    @staticmethod
    def _kept(ledger: Ledger, desk: DeskAt, messages: Sequence[Message]) -> list[Message]:
        """The messages without those to people whom the desk has forgotten since."""
        if not messages:
            return []
        forgotten = desk.forgotten(ledger)
        return [message for message in messages if not forgotten.has(message)]

    def _all(self, ledger: Ledger) -> tuple[Listener, ...]:
        """The webhooks that are told: those served from here, and by other machines, too, whoever
        of them sees a commit first."""
        now, own = self._workspace.now, {each.name: each for each in self._services.listeners}
        others = {
            name: each for name, (each, at) in ledger.listeners.items() if now - at < _FORGOTTEN
        }
        return tuple((others | own).values())

    def _unsaid(self, ledger: Ledger) -> list[Listener]:
        """The webhooks that are served from here, and of which others don't know, or not lately."""
        known, now = ledger.listeners, self._workspace.now
        return [
            each
            for each in self._services.listeners
            if each.name not in known
            or known[each.name][0] != each
            or now - known[each.name][1] > _SELDOM
        ]

    def _unserved(self, ledger: Ledger) -> list[Message]:
        """What waits for webhooks that nobody serves any more."""
        served = {each.name for each in self._all(ledger)}
        return [
            replace(message, error=_NO_WAY)
            for message in ledger.queue.values()
            if message.by == "webhook" and message.to not in served
        ]

    def _limited(
        self, ledger: Ledger, messages: Sequence[Message]
    ) -> tuple[list[Message], list[Message]]:
        """The messages that may go out, and those that are too many (M4)."""
        if all(message.purpose != _AUTOMATIC for message in messages):
            return [*messages], []
        now = self._workspace.now
        months = {format_time(at)[:7] for at in (now, now - timedelta(days=1))}
        sent = [each for month in months & {*ledger.months} for each in ledger.sent(month)]
        earlier = [(s.message.to, s.at) for s in sent if s.message.purpose == _AUTOMATIC
                   and s.state != "skipped"]  # fmt: skip
        earlier += [(m.to, m.at) for m in ledger.queue.values() if m.purpose == _AUTOMATIC]
        many = set(beyond(messages, earlier, self._services.most, now))
        over = [replace(m, error=_TOO_MANY) for m in messages if m.key in many]
        return [m for m in messages if m.key not in many], over

    def _looked(self, ledger: Ledger) -> datetime | None:
        """The time up to which due times were looked at, by the ledger or by this dispatcher; None
        if that is now, or later."""
        looked = ledger.looked
        if looked is None:
            return None
        with suppress(ValueError):
            looked = max(looked, parse_time(self._own_looked))
        return looked if looked < self._workspace.now else None

    def _is_looked_late(self, ledger: Ledger) -> bool:
        """Whether the ledger's time is so old that others, who have no own, should have a new."""
        often = _OFTEN if self._workspace.config.promises else _SELDOM
        return ledger.looked is None or self._workspace.now - ledger.looked > often


def _muted(ledger: Ledger, key: str, address: str) -> dict[str, Content]:
    """That nobody is at an address, if that is where the message went."""
    sent = ledger.record(key)
    if sent is None or sent.message.to.casefold() != address.casefold():
        return {}
    return mute(address, "a letter came back: nobody is there")
