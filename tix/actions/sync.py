"""Syncing a desk with a remote."""

from tix.actions.remote import chosen_remote, requires_signed, settled_config
from tix.errors import NotFoundError, TixError
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.store.file_reader import BrokenTicketError
from tix.storage.store.filed import Broken
from tix.storage.sync.outcome import SyncOutcome
from tix.storage.sync.sync import Rules

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.archive import ArchiveResult


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The result of a sync.

    ``archived`` is what was archived automatically afterwards; ``unsent`` is why what was done
    after the sync couldn't be sent yet.
    """

    synced: SyncOutcome
    archived: "ArchiveResult | None" = None
    unsent: TixError | None = None


def sync(
    workspace: "Workspace",
    remote: str | None = None,
    *,
    push_all: bool = False,
    dry_run: bool = False,
    with_ledger: bool = False,
) -> SyncResult:
    """Sync with the named remote, or the desk's own.

    ``push_all``: push commits to other files, too; ``with_ledger``: fetch what the remote has of
    the ledger in the same go. Raises NoRemoteError, UnreachableError, and
    whatever prevents a merge.
    """
    workspace.is_synced = True
    chosen = chosen_remote(workspace, remote, dry_run=dry_run)
    gets_mail = settled_config(workspace).mail is not None and not dry_run
    signed = requires_signed(workspace)
    rules = Rules(push_all, signed, dry_run, with_shared=gets_mail or with_ledger)

    def go() -> SyncOutcome:
        from tix.storage.sync import sync as storage

        with workspace.git_progress() as progress:
            done = storage.sync(workspace.store, chosen, rules, progress)
        workspace.reread(settings=True)
        return done

    done = go()
    if gets_mail:
        from tix.storage.sync.quarantine import share_quarantine  # few desks get mail

        share_quarantine(workspace.desk, chosen, is_fetched=True)
    archived = None if dry_run else _archive(workspace)  # not sooner: others may have done it
    is_billed = remote is None and not dry_run and bill_owed_here(workspace)
    if not is_billed and not (archived and archived.tickets):
        return SyncResult(done, archived)
    try:
        return SyncResult(done.and_then(go()), archived)
    except TixError as error:
        return SyncResult(done, archived, error)


def bill_owed_here(workspace: "Workspace") -> bool:
    """Make the invoices that rules owe in this clone; whether that has changed anything here."""
    if not workspace.desk.clone_state.owed_invoices.exists():
        return False
    from tix.actions.rule_invoices import bill_owed  # few desks bill

    return bill_owed(workspace)


def _archive(workspace: "Workspace") -> "ArchiveResult | None":
    """Archive what is due, once a day, if the desk is configured so.

    The user didn't ask for it, so ``undo`` doesn't take it for their last command.
    """
    config = settled_config(workspace)
    if config.archive_after is None:
        return None
    from tix.storage.store.archive import archive_old, is_time_to_archive

    if not is_time_to_archive(workspace.desk, workspace.now):
        return None
    after = config.archive_after
    return archive_old(workspace.store, config, workspace.now, after, undoable=False)


def broken_in(workspace: "Workspace", done: SyncOutcome) -> list[Broken]:
    """The tickets that came in or went out and are broken."""
    found = []
    for ident in dict.fromkeys((*done.came_in.tickets, *done.went_out.tickets)):
        try:
            workspace.reader.get(ident)
        except BrokenTicketError as error:
            found.append(error.broken)
        except NotFoundError:  # deleted
            continue
    return found


def sync_object(done: SyncOutcome, *, dry_run: bool = False) -> dict[str, Any]:
    """The result of a sync as what ``json`` can write (``docs/json.md``)."""
    return {
        "remote": done.remote.name,
        "branch": done.remote.branch,
        "dry_run": dry_run,
        "hand_edits": [*done.hand_edits.tickets, *done.hand_edits.others],
        "not_committed": [str(broken) for broken in done.hand_edits.left],
        "came_in": {"commits": done.came_in.commits, "tickets": list(done.came_in.tickets)},
        "went_out": {"commits": done.went_out.commits, "tickets": list(done.went_out.tickets)},
        "decisions": [
            {
                **_of(decision.ident),
                "set_aside": [{"field": a.field, "value": a.value} for a in decision.asides],
                "reopened": decision.reopened,
                "taken_by": list(decision.taken_by),
                "was": decision.was,
                "undeleted": decision.undeleted,
                "conflict": decision.conflict,
            }
            for decision in done.decisions
        ],
        "in_the_way": [{"path": was, "kept_as": now} for was, now in done.in_the_way],
        "expired_keys": list(done.late),
        "tries": done.tries,
    }


def _of(ident: str) -> dict[str, str | None]:
    """What a decision is about: a ticket, or a record by its kind."""
    kind, _, name = ident.rpartition(" ")
    return {"ticket": None, kind: name} if kind else {"ticket": name}
