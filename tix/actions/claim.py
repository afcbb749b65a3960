"""Taking a ticket before anybody else does."""

from tix.actions.remote import requires_signed
from tix.actions.sync import bill_owed_here
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING
from tix.storage.store.file_reader import NoSuchTicketError
from tix.storage.sync.remote_choice import NoRemoteError
from tix.storage.sync.remotes import PushRejectedError, UnreachableError

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.ticket.ticket import Ticket
    from tix.storage.sync.claim import Ruled
    from tix.storage.sync.outcome import SyncOutcome


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """The result of a claim.

    ``is_new``: it wasn't theirs before. ``synced`` is None in a desk without a remote.
    """

    ident: str
    is_new: bool
    synced: "SyncOutcome | None" = None


def claim(workspace: "Workspace", word: str) -> ClaimResult:
    """Assign a ticket to the user, put it in progress and sync, all or nothing.

    Raises AlreadyTakenError, AlreadyDoneError, GoneError, UnreachableError, PushRejectedError,
    OneTicketError.
    """
    from tix.actions.remote import chosen_remote
    from tix.storage.sync.claim import Claim, claim_everywhere, claim_here
    from tix.storage.sync.sync import Rules

    try:
        found = workspace.one_id(word)
    except NoSuchTicketError as error:
        error.hint = f"{error.hint}; tix sync brings what others opened"
        raise
    workspace.reader.get(found)  # a broken one isn't claimed
    who = workspace.me or workspace.user.mail

    def allowed(before: "Ticket", after: "Ticket") -> None:
        if workspace.config.guards_statuses:
            from tix.actions.workflow import allow  # few desks do

            allow(workspace, [before], [after], workspace.user)

    wanted = Claim(found, who, workspace.config, workspace.now, allowed)
    try:
        remote = chosen_remote(workspace)
    except NoRemoteError:
        with workspace.transaction() as work:
            took = claim_here(work, wanted)
        return ClaimResult(found, took)
    workspace.is_synced = True
    rules = Rules(signed=requires_signed(workspace))
    try:
        with workspace.git_progress() as progress:
            done, took = claim_everywhere(
                workspace.store, wanted, remote, rules, progress, _rules_of(workspace)
            )
    except (UnreachableError, PushRejectedError) as error:
        error.hint = f"{found} is not claimed; without the remote: tix assign {found} --me"
        raise
    workspace.reread(settings=True)
    bill_owed_here(workspace)
    return ClaimResult(found, took, done)


def _rules_of(workspace: "Workspace") -> "Ruled | None":
    """What makes the desk's rules run on a ticket that is claimed; None: the desk has none."""
    from tix.storage.desk.rules import has_rules

    if not has_rules(workspace.desk):
        return None
    from tix.actions.rule_changes import after_rules

    return lambda before, after: after_rules(workspace, before, after)
