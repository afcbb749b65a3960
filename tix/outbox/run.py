"""A run of the dispatcher: the steps 0 to 5 of docs/outbox.md.

0. What the journal has goes into the ledger first; one run at a time for a journal.
1. The ledger and the desk's branch are fetched; a lost ledger comes back from the copy here.
2. The messages of new commits wait in the ledger, and the cursor moves.
3. Keys that are due are leased.
4. Each is looked up once more, sent, and noted in the journal.
5. The ledger takes over what the journal has.
"""

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta

from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.notices.current import current
from tix.model.notices.digest import as_one, in_one_letter
from tix.model.notices.message import Message
from tix.model.notices.retrying import LEASE, LONGEST_SENDING, leased_keys, tried
from tix.model.notices.sending import FinalFailureError
from tix.model.notices.stored import Sent
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.outbox.desk_at import DeskAt
from tix.outbox.failures import failure_messages, tell_failures
from tix.outbox.planning import CameDue, Planned, Planning
from tix.outbox.services import Services
from tix.outbox.tickets import TicketsInCommit
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.lock import LockedError, exclusive
from tix.storage.git.commit import Content
from tix.storage.outbox.book import Book
from tix.storage.outbox.journal import Journal, Noted
from tix.storage.outbox.ledger import (
    Lease,
    Ledger,
    end_leases,
    enqueue,
    mute,
    record,
    take_lease,
)
from tix.storage.sync.remote_choice import Remote

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

BATCH = 20
"""How many keys are leased at once."""

_PATIENCE = 2.0
"""Seconds to wait for another dispatcher of this clone."""

_MUTED = "nobody is at this address"


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """What a run did: messages that are new in the queue, and what became of those that were due.

    ``is_busy``: another dispatcher of this clone is at work. ``came_back``: a lost ledger was put
    back. ``wrote``: there are new comments in the desk, to be synced. ``unserved`` is how many are
    due and can't be sent from here.
    """

    queued: tuple[Message, ...] = ()
    decided: tuple[Sent, ...] = ()
    again: tuple[Message, ...] = ()
    waiting: int = 0
    unserved: int = 0
    unreadable: tuple[str, ...] = ()
    is_busy: bool = False
    came_back: bool = False
    wrote: bool = False
    is_dry: bool = False


class Dispatcher:
    """Sends what is to be sent of a desk, from this clone."""

    def __init__(
        self,
        workspace: "Workspace",
        remote: Remote | None,
        services: Services,
        came_due: CameDue = lambda _: (),
    ) -> None:
        self._workspace, self._desk = workspace, workspace.desk
        self._services, self._came_due = services, came_due
        self._book = Book(workspace.desk, remote)
        self._journal = Journal(workspace.desk.clone_state.outbox)
        self._queued: dict[str, Message] = {}
        self._decided: list[Sent] = []
        self._again: list[Message] = []
        self._handled: set[str] = set()
        """What this run has sent, or tried to: whatever the ledger says, it isn't sent again."""
        self._wrote = False

    @property
    def _now(self) -> datetime:
        return self._workspace.now

    # -- the whole --------------------------------------------------------------------------------

    def run(self, *, is_fetched: bool = False) -> DispatchResult:
        """All steps. ``is_fetched``: a sync has just fetched the ledger with the branch; if there
        is nothing to do by that, the remote isn't asked again.

        Raises NotSetUpError, UnreachableError, PushRejectedError, and WriteFailedError where the
        journal can't be written: then nothing is sent.
        """
        self._journal.open()
        try:
            with exclusive(self._journal.lock, _PATIENCE), closing(self._services):
                if not (is_fetched and self._is_idle()):
                    self._go()
        except LockedError:
            return DispatchResult(is_busy=True)
        return self._result()

    def _is_idle(self) -> bool:
        """Whether there is nothing to do, by what was fetched last."""
        book = self._book
        if not book.recall() or book.ledger.cursor != book.tip or self._journal.read():
            return False
        if self._plan(book.ledger).files or self._free(book.ledger):
            return False
        self._journal.keep_looked(format_time(self._now))
        return True

    def _go(self) -> None:
        self._book.refresh()  # 1
        self._report()  # 0
        self._queue()  # 2
        while lease := self._lease():  # 3
            self._send(*lease)  # 4
            self._report()  # 5

    def preview(self) -> DispatchResult:
        """What would be done, from what is known here: nothing is asked and nothing written."""
        self._book.look()
        self._book.tip = self._local_tip()
        planned, waiting = self._plan(self._book.ledger), self._book.ledger.queue.values()
        due = [message for message in waiting if message.due <= self._now]
        self._queued = {message.key: message for message in (*due, *planned.messages)}
        return replace(self._result(), is_dry=True)

    def _local_tip(self) -> str:
        from tix.storage.git.commit import tip_of

        return tip_of(self._desk.git, self._desk.ref())

    def _result(self) -> DispatchResult:
        ledger = self._book.ledger
        due = [message for message in ledger.queue.values() if message.due <= self._now]
        unserved = sum(self._services.transport(message) is None for message in due)
        return DispatchResult(
            tuple(self._queued.values()), tuple(self._decided), tuple(self._again),
            len(ledger.queue), unserved, ledger.unreadable,
            came_back=self._book.came_back, wrote=self._wrote,
        )  # fmt: skip

    # -- step 2 -----------------------------------------------------------------------------------

    def _queue(self) -> None:
        """Let the messages of new commits wait, and of what came due."""
        planned: Planned | None = None

        def build(ledger: Ledger) -> Mapping[str, Content]:
            nonlocal planned
            planned = self._plan(ledger)
            return planned.files

        self._book.change(build, "queue", self._now)
        if planned is not None:
            self._queued |= {message.key: message for message in planned.messages}
        self._journal.keep_looked(format_time(self._now))

    def _plan(self, ledger: Ledger) -> Planned:
        planning = Planning(self._workspace, self._services, self._came_due, self._journal.looked)
        return planning.of(ledger, self._book.tip)

    # -- step 3 -----------------------------------------------------------------------------------

    def _lease(self) -> tuple[Lease, float] | None:
        """A lease of keys that are due, and until when it runs here; None: there are none."""
        nonce = os.urandom(12).hex()
        taken: Lease | None = None

        def build(ledger: Ledger) -> Mapping[str, Content]:
            nonlocal taken
            keys = self._free(ledger)
            taken = Lease(nonce, tuple(keys), self._now + LEASE) if keys else None
            return take_lease(taken) if taken else {}

        if not self._free(self._book.ledger):
            return None
        self._journal.note_lease(nonce)
        began = time.monotonic()
        self._book.change(build, "lease", self._now)
        return (taken, began + LEASE.total_seconds()) if taken else None

    def _free(self, ledger: Ledger) -> list[str]:
        """Keys that are due, in no running lease, and can be sent from here."""
        leases = [(lease.nonce, lease.keys, lease.until) for lease in ledger.leases]
        own = self._journal.read().leases
        held = leased_keys(leases, own, self._journal.seen(ledger.leases), self._now)
        held |= self._handled
        due = sorted(
            (m for m in ledger.queue.values() if m.due <= self._now and m.key not in held),
            key=lambda message: (message.at, message.due, message.key),
        )
        served = [m for m in due if self._services.transport(m) is not None]
        letters = in_one_letter(served)[:BATCH]
        return [message.key for letter in letters for message in letter]

    # -- step 4 -----------------------------------------------------------------------------------

    def _send(self, lease: Lease, until: float) -> None:
        """Send what was leased, as long as there is time."""
        tickets = TicketsInCommit(self._desk, self._book.tip)
        desk = DeskAt(self._workspace, self._book.tip, self._services)
        queue = self._book.ledger.queue
        for messages in in_one_letter([queue[key] for key in lease.keys if key in queue]):
            if time.monotonic() > until - LONGEST_SENDING:
                return
            self._send_letter(messages, tickets, desk.config)

    def _send_letter(
        self, messages: Sequence[Message], tickets: TicketsInCommit, config: Config
    ) -> None:
        """Send a message, or all that are one digest."""
        self._handled |= {each.key for each in messages}
        about = {each.ticket: tickets.get(each.ticket) for each in messages}
        left = {each.key: current(each, about[each.ticket], config) for each in messages}
        self._note([each for each in messages if left[each.key] is None], "skipped")
        messages = [each for each in messages if left[each.key] is not None]
        if not messages:
            return
        try:
            state = self._hand_over([each for each in left.values() if each], about)
        except FinalFailureError as error:
            self._note([replace(each, error=str(error)) for each in messages], "failed")
            if error.is_address_dead:
                self._journal.note_dead(messages[0].to, str(error))
            return
        except Exception as error:  # of one letter, whatever it is: the others go on
            named = "" if isinstance(error, TixError) else f"{type(error).__name__}: "
            for message in messages:
                self._fail_for_now(message, f"{named}{error}", getattr(error, "wait", None))
            return
        self._note([replace(each, error=None) for each in messages], state)

    def _hand_over(self, messages: Sequence[Message], tickets: Mapping[str, Ticket | None]) -> str:
        """What became of a letter. Raises TemporaryFailureError, FinalFailureError."""
        first, services = messages[0], self._services
        transport = services.transport(first)
        assert transport is not None, "only what can be sent is leased"
        if first.to.casefold() in self._book.ledger.muted:
            raise FinalFailureError(_MUTED)
        letter = services.letter(messages, tickets, self._workspace)
        if letter is None:
            return "skipped"
        transport.send(as_one(messages), letter)
        return "sent"

    def _fail_for_now(self, message: Message, error: str, wait: timedelta | None) -> None:
        again = tried(message, " ".join(error.split()), self._now, wait)
        if again is None:
            self._note([replace(message, error=error)], "failed")
        else:
            self._journal.note_again(again)
            self._again.append(again)

    def _note(self, messages: Sequence[Message], state: str) -> None:
        sent = [Sent(message, state, self._now) for message in messages]
        if sent:
            self._journal.note_sent(*sent)
            self._decided += sent

    # -- steps 0 and 5 ----------------------------------------------------------------------------

    def _report(self) -> None:
        """Let the ledger take over what the journal has."""
        noted = self._journal.read()
        if not noted:
            return
        failed = [sent for sent in noted.sent if sent.state == "failed"]
        tickets = TicketsInCommit(self._desk, self._book.tip)
        self._wrote |= tell_failures(self._workspace, failed)

        def build(ledger: Ledger) -> Mapping[str, Content]:
            return self._reported(ledger, noted, tickets)

        self._book.change(build, "report", self._now)
        self._journal.empty()

    def _reported(
        self, ledger: Ledger, noted: Noted, tickets: TicketsInCommit
    ) -> Mapping[str, Content]:
        keys = [message.key for message in (*(s.message for s in noted.sent), *noted.again)]
        known = ledger.paths_of(keys)
        files: dict[str, Content] = {}
        for each in noted.sent:
            if each.message.key not in known:
                files |= record(each)
            elif each.message.key in ledger.queue:
                files[f"queue/{each.message.key}"] = None
            if each.state == "failed" and each.message.key not in known:
                ticket = tickets.get(each.message.ticket)
                for message in failure_messages(each, ticket, self._workspace.config, self._now):
                    files |= enqueue(message)
        for message in noted.again:
            if message.key in ledger.queue:
                files |= enqueue(message)
        for address, why in noted.dead:
            files |= mute(address, why)
        there = {lease.nonce for lease in ledger.leases}
        return files | end_leases(nonce for nonce in noted.leases if nonce in there)
