"""Fetching from all mailboxes of a desk: take in, push, and only then mark.

With a remote, messages are filed on top of what that has, and by compare and swap: if somebody else
pushes first, what was made of them is thrown away and made again on top of theirs. So whether a
message is known, and which ticket it belongs to, is decided by all that anybody has pushed. A run
that is killed leaves messages that aren't marked; they are taken again, and found to be known.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from tix.errors import TixError
from tix.frozen import dataclass
from tix.mail.dispatch import Dispatch, Mailbox
from tix.mail.fetching.mailbox import MailboxError, MessageError, OpenMailbox, Waiting
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING
from tix.storage.sync.remote_choice import NoRemoteError, Remote, choose

if TYPE_CHECKING:
    from datetime import datetime

    from tix.actions.workspace import Workspace
    from tix.mail.fetching.memory import MailboxMemory
    from tix.mail.receive import ReceiveResult
    from tix.storage.sync.outcome import SyncOutcome

_BATCH = 25
"""Messages that are pushed and marked together."""
_BATCH_BYTES = 20 * 1000**2
_TIDIED = 10
_BEHIND = timedelta(seconds=1)
"""By how much the clock of whole seconds that mail servers use may be behind the time of a file."""
LARGEST = 100 * 1000**2
"""Bytes of the largest message that is fetched at all; a larger one stays where it is."""


class NotServedError(TixError):
    """Nothing says where this desk's mail is fetched."""

    def __init__(self) -> None:
        super().__init__(
            "no mailbox of this desk is known here",
            hint="mailboxes in dispatch.yaml (docs/mail.md)",
        )


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result of a fetch: what became of each message, in their order.

    ``problems`` are the mailboxes that couldn't be reached, or messages that stay there, each as a
    sentence; ``starts`` are those that are fetched from for the first time, and from when on.
    """

    received: "tuple[ReceiveResult, ...]" = ()
    problems: tuple[MailboxError, ...] = ()
    starts: tuple[str, ...] = ()
    synced: "SyncOutcome | None" = None

    @property
    def new(self) -> "tuple[ReceiveResult, ...]":
        """What became of those that nobody had taken in before."""
        return tuple(each for each in self.received if each.result != "known")

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.received or self.problems or self.starts)


def fetch(workspace: "Workspace", dispatch: Dispatch) -> FetchResult:
    """Take in what waits in the desk's mailboxes.

    A mailbox that can't be reached doesn't keep the others from it. Raises NotServedError, and what
    ``sync`` and ``receive`` raise where the desk can't be written to, or its remote not be reached;
    what was marked until then is in the desk.
    """
    if not dispatch.mailboxes:
        raise NotServedError
    run = _Fetch(workspace, dispatch)
    for mailbox in dispatch.mailboxes:
        run.fetch_from(mailbox)
    return run.result()


class _Fetch:
    """One run."""

    def __init__(self, workspace: "Workspace", dispatch: Dispatch) -> None:
        self._workspace, self._dispatch = workspace, dispatch
        self._received: list[ReceiveResult] = []
        self._problems: list[MailboxError] = []
        self._starts: list[str] = []
        self._synced: SyncOutcome | None = None

    def result(self) -> FetchResult:
        """What was done."""
        return FetchResult(
            tuple(self._received), tuple(self._problems), tuple(self._starts), self._synced
        )

    def fetch_from(self, mailbox: Mailbox) -> None:
        """Take in what waits in a mailbox."""
        from tix.mail.fetching.memory import MailboxMemory

        memory = MailboxMemory(self._workspace.desk, mailbox)
        source = opened(mailbox, self._since(mailbox, memory), memory)
        try:
            is_whole = True
            for batch in _batches(source.waiting()):
                is_whole &= self._take_in(source, mailbox, batch)
            if is_whole:
                source.done()
        except MailboxError as error:
            self._problems.append(error)
        finally:
            source.close()

    def _since(self, mailbox: Mailbox, memory: "MailboxMemory") -> "datetime":
        if mailbox.since is not None:
            return mailbox.since
        set_up = (self._dispatch.written or self._workspace.now) - _BEHIND
        since, is_new = memory.start(set_up)
        if is_new:
            self._starts.append(
                f"{mailbox.shown}: starts with what came after {format_time(since)}"
            )
        return since

    def _take_in(self, source: OpenMailbox, mailbox: Mailbox, batch: Sequence[Waiting]) -> bool:
        """Take in some messages, push and mark; whether none stays in the mailbox."""
        read: list[tuple[Waiting, bytes]] = []
        left = 0
        for message in batch:
            try:
                if message.size > LARGEST:
                    raise MessageError(mailbox, f"it has {message.size // 1000**2} MB, over 100 MB")
                data = source.read(message)
            except MessageError as error:
                left += 1
                self._problems.append(error)
                continue
            if data is not None:
                read.append((message, data))
        if read:
            self._received += self._pushed([data for _, data in read])
            source.mark([message for message, _ in read])
        return not left

    def _pushed(self, messages: Sequence[bytes]) -> "Sequence[ReceiveResult]":
        """What becomes of messages, once the remote has it."""
        from tix.mail.filing import TRAILER  # mostly no mail waits
        from tix.mail.receive import Batch, receive
        from tix.mail.tags import Tagger
        from tix.storage.history.trailers import SaidValues

        workspace, results = self._workspace, list["ReceiveResult"]()
        hosts, tagger = self._dispatch.authentication, Tagger.of(self._dispatch)

        def write(announce: Callable[[str], object]) -> None:
            workspace.reread(settings=True)
            results.clear()
            batch = Batch(announce, SaidValues(workspace.desk, TRAILER))
            for number, data in enumerate(messages):
                results.append(receive(workspace, data, hosts, tagger=tagger, batch=batch))
                if number % _TIDIED == 0:
                    gc.collect()  # tix lets Python do that rarely, and each message leaves a reader

        remote = _remote(workspace)
        if remote is None:
            write(str)
        else:
            self._push(remote, write)
            if any(result.quarantine for result in results):
                from tix.storage.sync.quarantine import share_quarantine

                share_quarantine(workspace.desk, remote)
        workspace.reread(settings=True)
        return results

    def _push(self, remote: Remote, write: Callable[[Callable[[str], object]], None]) -> None:
        from tix.actions.remote import requires_signed
        from tix.mail.filing import TRAILER
        from tix.storage.sync.push_with import push_with
        from tix.storage.sync.sync import Rules

        workspace = self._workspace
        workspace.is_synced = True
        rules = Rules(signed=requires_signed(workspace))
        with workspace.git_progress() as progress:
            done = push_with(workspace.store, remote, rules, TRAILER, write, progress)
        self._synced = done if self._synced is None else self._synced.and_then(done)


def opened(mailbox: Mailbox, since: "datetime", memory: "MailboxMemory") -> OpenMailbox:
    """A mailbox, ready to be read."""
    if mailbox.kind == "imap":
        from tix.mail.fetching.imap import ImapMailbox

        return ImapMailbox(mailbox, since, memory)
    if mailbox.kind == "maildir":
        from tix.mail.fetching.maildir import Maildir

        return Maildir(mailbox, since)
    from tix.mail.fetching.mbox import Mbox

    return Mbox(mailbox, since, memory)


def _batches(messages: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    """The messages, so many at a time as are pushed and marked together."""
    batch: list[Waiting] = []
    size = 0
    for message in messages:
        if batch and (len(batch) == _BATCH or size + message.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += min(message.size, LARGEST)
    if batch:
        yield batch


def _remote(workspace: "Workspace") -> Remote | None:
    try:
        return choose(workspace.desk)
    except NoRemoteError:
        return None
