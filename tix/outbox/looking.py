"""Looking at the outbox, and changing what waits: list, show, retry, drop."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tix.errors import NeedsPersonError, NotFoundError
from tix.frozen import dataclass, replace
from tix.model.notices.digest import in_one_letter
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter
from tix.model.notices.stored import Sent
from tix.model.times import format_time
from tix.outbox.services import Services
from tix.outbox.tickets import TicketsInCommit
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.outbox.book import Book, NotSetUpError
from tix.storage.outbox.ledger import Ledger, enqueue, record, unmute

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.sync.remote_choice import Remote

_LATELY = timedelta(days=7)
_QUEUE = "queue/"


class NoSuchMessageError(NotFoundError):
    """No message has that key, or several keys begin so."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        near = [each for each in known if each.startswith(key)] if key else []
        hint = (
            f"one of {', '.join(each[:8] for each in near[:5])}"
            if near
            else "tix outbox lists them; --all also what is older than a week"
        )
        super().__init__(f"no one message has the key {key!r}", hint=hint)


class NotWaitingError(NeedsPersonError):
    """A message can't be dropped: it was decided, or is being sent."""

    def __init__(self, key: str, state: str) -> None:
        super().__init__(
            f"{key[:8]} doesn't wait: it is {state}", hint=f"tix outbox show {key[:8]}"
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A message and its state: ``waiting``, or what was decided, and when that was."""

    message: Message
    state: str
    at: datetime | None = None


class Outbox:
    """The ledger of a desk, looked at from a clone."""

    def __init__(self, workspace: "Workspace", remote: "Remote | None") -> None:
        self._workspace = workspace
        self._book = Book(workspace.desk, remote)

    def entries(self, *, every: bool = False) -> list[Entry]:
        """What waits, by when it is due; then what was decided lately (``every``: ever).

        As it was known here last. Raises NotSetUpError.
        """
        ledger = self._looked()
        waiting = sorted(ledger.queue.values(), key=lambda m: (m.due, m.key))
        found = [Entry(message, "waiting") for message in waiting]
        since = self._workspace.now - _LATELY
        months = ledger.months if every else [m for m in ledger.months if m >= _month(since)]
        for month in months:
            found += [_entry(sent) for sent in ledger.sent(month) if every or sent.at >= since]
        return found

    def about(self, ticket: str) -> list[Entry]:
        """What waits and what was decided about a ticket, the latest first; nothing if there is no
        ledger."""
        ledger = self._book.look()
        if not ledger.commit:
            return []
        waiting = [m for m in ledger.queue.values() if m.ticket == ticket]
        found = [Entry(message, "waiting") for message in waiting]
        return found + [_entry(sent) for sent in ledger.sent_about([ticket])]

    def find(self, key: str) -> Entry:
        """The message with a key, or the only one whose key begins so. Raises NoSuchMessageError,
        NotSetUpError."""
        return self._found(self._looked(), key)

    def letter(self, entry: Entry, services: Services) -> Letter | None:
        """How a message would go now, a part of a digest with all others; None: it wouldn't."""
        tip = self._book.tip or self._workspace.desk.ref()
        tickets = TicketsInCommit(self._workspace.desk, tip)
        messages = [entry.message]
        if entry.state == "waiting":
            letters = in_one_letter(tuple(self._book.ledger.queue.values()))
            messages = next((each for each in letters if entry.message in each), messages)
        about = {each.ticket: tickets.get(each.ticket) for each in messages}
        return services.letter(messages, about, self._workspace)

    def retry(self, key: str) -> Entry:
        """Let a message go with the next run: one that waits, or one that failed or was dropped. If
        nobody was at its address, that is tried again, too.

        Raises NotWaitingError for one that was sent.
        """
        self._book.refresh()
        entry = self._found(self._book.ledger, key)
        if entry.state not in ("waiting", "failed", "dropped", "skipped"):
            raise NotWaitingError(entry.message.key, entry.state)
        now = self._workspace.now
        message = replace(entry.message, due=now, tries=0, since=None)

        def build(ledger: Ledger) -> dict[str, Any]:
            there = ledger.paths_of([message.key]).get(message.key)
            muted = unmute(message.to) if message.to.casefold() in ledger.muted else {}
            return {**enqueue(message), **({there: None} if there else {}), **muted}

        self._book.change(build, "retry", now)
        return Entry(message, "waiting")

    def drop(self, key: str) -> Entry:
        """Never send a message that waits. Raises NotWaitingError."""
        self._book.refresh()
        entry = self._found(self._book.ledger, key)
        sent = Sent(entry.message, "dropped", self._workspace.now)

        def build(ledger: Ledger) -> dict[str, Any]:
            state = "being sent" if _is_leased(ledger, sent.message.key) else entry.state
            if sent.message.key not in ledger.queue or state != "waiting":
                raise NotWaitingError(sent.message.key, state)
            return record(sent)

        self._book.change(build, "drop", self._workspace.now)
        return _entry(sent)

    def unreadable(self, key: str) -> str | None:
        """The file of a message that waits and can't be read, by its name or the beginning of it;
        None if a message is called so. Raises NoSuchMessageError, NotSetUpError."""
        ledger = self._looked()
        path = f"{_QUEUE}{_one_name(key, _known(ledger), ledger)}"
        return path if path in ledger.unreadable else None

    def take_out(self, path: str) -> None:
        """Take a message that can't be read out of the queue."""
        self._book.refresh()
        self._book.change(lambda _: {path: None}, "drop", self._workspace.now)

    def _looked(self) -> Ledger:
        ledger = self._book.look()
        if not ledger.commit:
            if not self._book.fetch():
                raise NotSetUpError
            ledger = self._book.ledger
        return ledger

    def _found(self, ledger: Ledger, key: str) -> Entry:
        known = _known(ledger)
        name = _one_name(key, known, ledger)
        if name not in known:
            raise NoSuchMessageError(name, list(known))
        return known[name]


def _known(ledger: Ledger) -> dict[str, Entry]:
    """All messages that can be read, by their keys."""
    known = {key: Entry(message, "waiting") for key, message in ledger.queue.items()}
    for sent in ledger.sent():
        known.setdefault(sent.message.key, _entry(sent))
    return known


def _one_name(key: str, known: Iterable[str], ledger: Ledger) -> str:
    """The only key or name of a file that can't be read which begins so, or is the same.

    Raises NoSuchMessageError.
    """
    asked = key.strip().casefold()
    names = list(dict.fromkeys([*known, *(p.removeprefix(_QUEUE) for p in ledger.unreadable)]))
    near = [name for name in names if asked and name.casefold().startswith(asked)]
    same = [name for name in near if name.casefold() == asked]
    if len(same or near) != 1:
        raise NoSuchMessageError(asked, names)
    return (same or near)[0]


def _is_leased(ledger: Ledger, key: str) -> bool:
    return any(key in lease.keys for lease in ledger.leases)


def _entry(sent: Sent) -> Entry:
    return Entry(sent.message, sent.state, sent.at)


def _month(at: datetime) -> str:
    return format_time(at)[:7]


def entry_object(entry: Entry, host: str) -> dict[str, Any]:
    """An entry as what ``json`` can write (``docs/json.md``)."""
    message = entry.message
    is_waiting = entry.state == "waiting"
    return {
        "key": message.key,
        "state": entry.state,
        "ticket": message.ticket or None,
        "events": list(message.events),
        "to": message.to,
        "by": message.by,
        "message_id": message.message_id(host) if message.by == "mail" else None,
        "due": format_time(message.due) if is_waiting else None,
        "tries": message.tries,
        "error": message.error,
        "at": format_time(entry.at or message.at),
        "purpose": message.purpose,
        "comments": list(message.comments),
    }
