"""A tick: sync, let the time rules do what is due, sync (R3, R4).

With a remote they fire on top of what that has, and are pushed by compare and swap: what lost the
race is thrown away and looked at again. While the remote can't be reached they wait. Without one
the branch here is the top.
"""

from collections.abc import Collection
from contextlib import suppress
from functools import partial

from tix.actions.rule_times import plan_now
from tix.actions.rules import checked_rules
from tix.frozen import dataclass, replace
from tix.model.people import RULES
from tix.model.rules.timed import Fired, TimedPlan
from tix.model.rules.trailers import trailers
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.sync.remote_choice import NoRemoteError, Remote

_PARTS = ("sync", "rules")

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.desk.owed_invoices import OwedInvoice
    from tix.storage.git.commit import Proposal
    from tix.storage.git.process import Git
    from tix.storage.sync.outcome import SyncOutcome


@dataclass(frozen=True, slots=True)
class TickResult:
    """The result of a tick.

    ``synced`` is None where there is no remote, or it wasn't asked for. ``without_start`` are the
    names of rules that don't fire because they have no ``from``.
    """

    synced: "SyncOutcome | None" = None
    fired: tuple[Fired, ...] = ()
    without_start: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    is_dry: bool = False


def tick(
    workspace: "Workspace",
    parts: Collection[str] = _PARTS,
    *,
    dry_run: bool = False,
    undoable: bool = False,
    with_ledger: bool = False,
) -> TickResult:
    """Sync, fire what is due, and sync. Raises RulesError, and what ``sync`` raises.

    ``undoable``: it may be taken back as the user's last command. ``with_ledger`` is ``sync``'s.
    """
    remote = _remote(workspace, dry_run=dry_run)
    synced = None
    if "sync" in parts and remote is not None and not dry_run:
        from tix.actions.sync import sync  # not where there is nobody to sync with

        synced = sync(workspace, with_ledger=with_ledger).synced
    if "rules" not in parts:
        return TickResult(synced)
    if remote is None and not dry_run:
        from tix.actions.sync import bill_owed_here  # with a remote, syncing does

        bill_owed_here(workspace)
    result = _Tick(workspace, remote, undoable=undoable)
    if dry_run:
        return result.preview()
    done = result.run()
    both = [each for each in (synced, done.synced) if each is not None]
    if len(both) == 2:
        return replace(done, synced=both[0].and_then(both[1]))
    return replace(done, synced=both[0] if both else None)


def _remote(workspace: "Workspace", *, dry_run: bool) -> Remote | None:
    from tix.actions.remote import chosen_remote

    try:
        return chosen_remote(workspace, dry_run=dry_run)
    except NoRemoteError:
        return None


class _Tick:
    def __init__(self, workspace: "Workspace", remote: Remote | None, *, undoable: bool) -> None:
        self._workspace, self._remote, self._undoable = workspace, remote, undoable

    def preview(self) -> TickResult:
        """What would be done."""
        plan, waiting = self._plan()
        return TickResult(None, tuple(plan.fired), waiting, tuple(plan.problems), is_dry=True)

    def run(self) -> TickResult:
        """Do it: again and again, where somebody else changes the desk meanwhile."""
        synced: SyncOutcome | None = None
        while True:
            # Before the plan: what is made of an older desk isn't taken.
            tip = self._tip() if self._remote else ""
            plan, waiting = self._plan()
            if plan and self._remote is None:
                plan, owed = self._write_here()
                self._bill(plan, owed)
            elif plan and self._remote is not None:
                done, is_taken, owed = self._write_on_top(plan, self._remote, tip)
                synced = done if synced is None else synced.and_then(done)
                self._workspace.reread(settings=True)
                if not is_taken:
                    continue
                self._bill(plan, owed)
            return TickResult(synced, tuple(plan.fired), waiting, tuple(plan.problems))

    def _owe(self, plan: TimedPlan) -> "list[OwedInvoice]":
        """Note the invoices that rules which fire ask for, before that is committed."""
        from tix.actions.rule_invoices import owe_ticket  # few rules bill

        tip = self._tip() if plan.billed else ""
        return [
            owe_ticket(self._workspace, name, ticket, tip, is_sent=how.is_sent)
            for name, ticket, how in plan.billed
        ]

    def _bill(self, plan: TimedPlan, owed: "list[OwedInvoice]") -> None:
        """Make these invoices, now that all else is done."""
        from tix.actions.rule_invoices import bill_ticket  # few rules bill

        for each, (_, ticket, _) in zip(owed, plan.billed, strict=True):
            bill_ticket(self._workspace, each, ticket)

    def _tip(self) -> str:
        from tix.storage.git.commit import tip_of

        return tip_of(self._workspace.desk.git, self._workspace.desk.ref())

    def _plan(self) -> tuple[TimedPlan, tuple[str, ...]]:
        """What is due, and the names of the rules that wait for a ``from``."""
        rules, queries = checked_rules(self._workspace)
        waiting = tuple(rule.name for rule in rules.without_start)
        return plan_now(self._workspace, rules, queries), waiting

    # -- without a remote -----------------------------------------------------------------------

    def _write_here(self) -> "tuple[TimedPlan, list[OwedInvoice]]":
        """Fire what is due by what stands here once the lock is held; what that was, and the
        invoices that it owes."""
        from tix.storage.desk import undo_journal
        from tix.storage.git.identity import Ident
        from tix.storage.store.hand_edits import commit_hand_edits

        workspace = self._workspace
        commit_hand_edits(workspace.store)  # what somebody typed isn't said by rules
        author = Ident(RULES, "").at(workspace.now)
        committer = workspace.author or workspace.store.who().committer
        with workspace.store.transaction(author, committer) as work:
            workspace.reread()
            plan, _ = self._plan()
            if plan.after:
                work.get_all(plan.after)
            for ticket in plan.after.values():
                work.put(ticket)
            for ticket in plan.opened.values():
                work.add(ticket)
            owed = self._owe(plan)
            outcome = work.commit(
                _subject(plan), trailers=_trailers(plan), undoable=False, with_rules=False
            )
        workspace.reread()
        if self._undoable and outcome.commit:
            undo_journal.remember(workspace.desk, workspace.user, outcome.commit)
        return plan, owed

    # -- with one -------------------------------------------------------------------------------

    def _write_on_top(
        self, plan: TimedPlan, remote: Remote, tip: str
    ) -> "tuple[SyncOutcome, bool, list[OwedInvoice]]":
        """Sync with a commit of the plan on top, if that is still of the desk as it is then; the
        invoices that it owes."""
        from tix.actions.remote import requires_signed
        from tix.storage.desk import undo_journal
        from tix.storage.sync import sync as storage

        workspace, is_taken = self._workspace, False
        owed: list[OwedInvoice] = []

        def on_top(git: "Git", commit: str) -> "Proposal | None":
            nonlocal is_taken, owed
            is_taken = commit == tip
            if not is_taken:
                return None
            owed = self._owe(plan)
            return self._proposal(git, commit, plan)

        rules = storage.Rules(signed=requires_signed(workspace))
        with workspace.git_progress() as progress:
            done = storage.sync(workspace.store, remote, rules, progress, on_top)
        if is_taken and self._undoable:
            undo_journal.remember(workspace.desk, workspace.user, self._tip())
        return done, is_taken, owed

    def _proposal(self, git: "Git", commit: str, plan: TimedPlan) -> "Proposal":
        """The commit of a plan on top of another."""
        from contextlib import closing

        from tix.model.record.document import DocumentError
        from tix.model.ticket.document import dump, load
        from tix.model.ticket.paths import new_path
        from tix.storage.git.commit import Proposal
        from tix.storage.git.commit_message import message
        from tix.storage.git.identity import Ident
        from tix.storage.git.objects import ObjectReader
        from tix.storage.store.write_errors import checked

        desk, who = self._workspace.desk, self._workspace.store.who()
        files: dict[str, bytes] = {}
        with closing(ObjectReader(git)) as objects:
            for ident, ticket in plan.after.items():
                path = desk.prefix + self._workspace.files.path_of(ident)
                found = objects.read(f"{commit}:{path}")
                with suppress(DocumentError):  # what others have is broken: it stays
                    if found is not None:
                        files[path] = checked(ident, partial(load(found).save, ticket))
        for ident, ticket in plan.opened.items():
            files[desk.prefix + new_path(ticket)] = checked(ident, partial(dump, ticket))
        said = message(_subject(plan), [*plan.after, *plan.opened], (), _trailers(plan))
        author = Ident(RULES, "").at(self._workspace.now)
        return Proposal(files, said, author, self._workspace.author or who.committer)


def _subject(plan: TimedPlan) -> str:
    """The first line of a commit: which rules did something, and to which tickets."""
    from tix.actions.changing import subject

    names = list(dict.fromkeys(each.rule.name for each in plan.fired))
    idents = list(dict.fromkeys(each.ticket for each in plan.fired))
    return subject(idents, ", ".join(names) if len(names) <= 3 else f"{len(names)} rules")


def _trailers(plan: TimedPlan) -> list[tuple[str, str]]:
    return trailers(plan.ran, of_several=len(plan.after) + len(plan.opened) > 1)


def tick_object(result: TickResult) -> dict[str, Any]:
    """The result of a tick as what ``json`` can write (``docs/json.md``)."""
    from tix.actions.sync import sync_object

    return {
        "synced": sync_object(result.synced) if result.synced else None,
        "fired": [fired_object(each) for each in result.fired],
        "without_from": list(result.without_start),
        "problems": list(result.problems),
        "dry_run": result.is_dry,
    }


def fired_object(fired: Fired) -> dict[str, Any]:
    """A rule that fired, for ``json``."""
    return {
        "rule": fired.rule.name,
        "ticket": fired.ticket,
        "title": fired.title,
        "opened": fired.is_opening,
        "anchor": format_time(fired.anchor),
        "due": format_time(fired.due),
    }
