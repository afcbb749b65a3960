"""Claiming a ticket: of all who want it at the same time, one gets it.

The change is made on top of what the remote has and pushed before anything changes here: the
remote takes one of two pushes, and who loses looks again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from tix.errors import NeedsPersonError, NotFoundError
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.config.config import Config
from tix.model.layout import FOLDERS, LIMIT
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.paths import is_ticket_path
from tix.model.ticket.ticket import Ticket
from tix.storage.git.commit import Proposal
from tix.storage.git.commit_message import BY_HAND, message
from tix.storage.git.objects import first_bytes
from tix.storage.git.process import Git
from tix.storage.git.tree_entries import tree_paths
from tix.storage.store.file_reader import BrokenTicketError
from tix.storage.store.filed import Broken
from tix.storage.store.store import Store
from tix.storage.store.transaction import Transaction
from tix.storage.sync.outcome import SyncOutcome
from tix.storage.sync.remote_choice import Remote
from tix.storage.sync.remotes import Progress
from tix.storage.sync.sync import Rules, sync


class AlreadyTakenError(NeedsPersonError):
    """Somebody else works on the ticket."""

    def __init__(self, ident: str, whose: str) -> None:
        super().__init__(
            f"{ident} is taken by {whose}; nothing was changed",
            hint=f"take it over: tix sync && tix assign {ident} --me",
        )


class AlreadyDoneError(NeedsPersonError):
    """The ticket is done."""

    def __init__(self, ident: str, status: str) -> None:
        super().__init__(f"{ident} is {status}; nothing was changed", hint=f"tix reopen {ident}")


class GoneError(NotFoundError):
    """The ticket was deleted by somebody else."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"somebody deleted {ident}; nothing was changed", hint="tix list")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who (by their key) wants which ticket, and when."""

    ident: str
    who: str
    config: Config
    now: datetime
    allow: Callable[[Ticket, Ticket], object] = lambda *_: None
    """Raises an error where the status may not become what it would."""

    def on(self, ticket: Ticket) -> Ticket:
        """The ticket, taken; as it is if it was already. Raises AlreadyTakenError, …DoneError, and
        what ``allow`` does."""
        if self.config.is_done(ticket):
            raise AlreadyDoneError(ticket.id, ticket.status or "done")
        others = [p for p in ticket.assignees if self.config.canonical_person(p) != self.who]
        if others:
            labels = (self.config.person_label(person) for person in others)
            raise AlreadyTakenError(ticket.id, " and ".join(labels))
        taken = ticket if ticket.assignees else replace(ticket, assignees=(self.who,))
        working = self.config.working_status
        if ticket.status == working:
            return taken
        taken = changes.set_status(taken, working, self.config, self.now)
        self.allow(ticket, taken)
        return taken


def claim_here(work: Transaction, claim: Claim) -> bool:
    """Claim in a desk without a remote; False: it was theirs already."""
    before = work.get(claim.ident)
    taken = claim.on(before)
    work.put(taken)
    work.commit(f"{claim.ident}: {BY_HAND if taken == before else 'claim'}")
    return taken != before


Ruled = Callable[[Ticket, Ticket], tuple[Ticket, Sequence[tuple[str, str]]]]
"""What the desk's rules make of a ticket as it was and as it is claimed, and trailers of that."""


def claim_everywhere(
    store: Store,
    claim: Claim,
    remote: Remote,
    rules: Rules,
    progress: Progress | None = None,
    ruled: Ruled | None = None,
) -> tuple[SyncOutcome, bool]:
    """Claim and sync; False: it was theirs already. Raises what ``Claim.on`` and ``sync`` do."""
    took = False

    def on_top(git: Git, commit: str) -> Proposal | None:
        nonlocal took
        path, data = _filed(git, store, commit, claim.ident)
        try:
            document = load(data)
        except DocumentError as error:
            raise BrokenTicketError(Broken(path, error.line, error.reason)) from None
        taken = claim.on(document.record)
        if taken == document.record:
            return None
        took = True
        who = store.who()
        trailers: Sequence[tuple[str, str]] = ()
        if ruled is not None:
            taken, trailers = ruled(document.record, taken)
        said = message(f"{claim.ident}: claim", [claim.ident], (), trailers)
        files = {store.desk.prefix + path: document.save(taken)}
        return Proposal(files, said, who.author, who.committer)

    return sync(store, remote, rules, progress, on_top), took


def _filed(git: Git, store: Store, commit: str, ident: str) -> tuple[str, bytes]:
    """Where the ticket is in a commit, from the desk's root, and its bytes. Raises GoneError."""
    prefix = store.desk.prefix
    folders = [f"{prefix}{folder}/" for folder in FOLDERS]
    for name in tree_paths(git, commit, *folders):
        path = name.removeprefix(prefix)
        if path.endswith(f"/{ident}.md") and is_ticket_path(path):
            return path, first_bytes(git, f"{commit}:{name}", LIMIT + 1)
    raise GoneError(ident)
