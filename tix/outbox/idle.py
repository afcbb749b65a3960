"""Ticks with nothing to do: when the next one needn't look at all again.

A tick that found nothing to do leaves a stamp of what it saw (``tix.storage.git.idle_stamp``), if
nothing comes due for a while by the clock alone. It holds no longer than that, and is taken away by
whatever tick does something, or fails.
"""

import contextlib
from collections.abc import Iterable
from datetime import timedelta

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.times import instant
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.idle_stamp import IdleStamp, can_be_kept, read_stamp, standing, watched
from tix.storage.replacing import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from tix.actions.workspace import Workspace
    from tix.outbox.tick import WholeTick
    from tix.storage.sync.remote_choice import Remote

AHEAD = timedelta(minutes=15)
"""For how long a stamp holds, at the most."""


@dataclass(frozen=True, slots=True)
class Around:
    """How all stands around a tick: the remote, and the files on which it depends."""

    remote: "Remote | None"
    standing: str


def still_idle(workspace: "Workspace") -> IdleStamp | None:
    """The stamp of the last tick, if all is as it saw it; the remote is asked."""
    root, file = str(workspace.desk.root), str(workspace.desk.clone_state.idle_stamp)
    stamp = read_stamp(file, root)
    return stamp if stamp is not None and stamp.holds() else None


def look_around(workspace: "Workspace", dispatch_file: "Path | None") -> Around | None:
    """How all stands now; None where the tick will say what is wrong. The file says what this
    machine sends."""
    from tix.outbox.tick import remote_of
    from tix.storage.git.config_files import included_files
    from tix.storage.sync.fetch_words import moving_refs

    desk = workspace.desk
    if desk.is_moved:  # git must be told where its folder is
        return None
    try:
        remote = remote_of(workspace)
        files = included_files(desk.git)
    except TixError:
        return None
    if dispatch_file is not None:
        files += [str(dispatch_file), str(dispatch_file.with_name("config.yaml"))]
    paths = watched(str(desk.git_dir), str(desk.common_dir), moving_refs(desk, remote), files)
    return Around(remote, standing(paths))


def note_idle(
    workspace: "Workspace",
    was: Around | None,
    now: Around | None,
    whole: "WholeTick",
    said: Iterable[str],
) -> None:
    """Leave a stamp, if a tick found nothing to do and nothing will come due soon; else none.
    ``said`` are the lines that tell of such a tick."""
    if now is not None and was == now and _is_idle(whole) and _can_hold(workspace):
        end = _quiet_until(workspace, sends=whole.sent is not None)
        if end > instant(workspace.now):
            stamp = _stamp(workspace, now, whole, said, end)
            with contextlib.suppress(OSError):
                replace_file(workspace.desk.clone_state.idle_stamp, stamp.written())
                return
    forget_idle(workspace)


def _can_hold(workspace: "Workspace") -> bool:
    """Whether a stamp could hold: none does where git sees an edit, even one that tix leaves, or
    where an invoice is owed."""
    from tix.storage.git.status import LOOK_SETTINGS, OWN_LOOK

    if workspace.desk.clone_state.owed_invoices.exists():
        return False
    return can_be_kept() and not workspace.desk.git.run(*LOOK_SETTINGS, *OWN_LOOK)


def _stamp(
    workspace: "Workspace", now: Around, whole: "WholeTick", said: Iterable[str], end: int
) -> IdleStamp:
    from tix.storage.sync.fetch_words import quiet_fetch

    root, fetch = str(workspace.desk.root), tuple[str, ...]()
    place = root
    if now.remote is not None:
        with_shared = whole.sent is not None or workspace.config.mail is not None
        place, fetch = quiet_fetch(workspace.desk, now.remote, with_shared=with_shared)
    return IdleStamp(
        root, "\n".join(said), place, fetch, now.standing, instant(workspace.now), end,
        collects=whole.collected is not None,
    )  # fmt: skip


def forget_idle(workspace: "Workspace") -> None:
    """Take the stamp away: the next tick looks at all again."""
    with contextlib.suppress(OSError):
        workspace.desk.clone_state.idle_stamp.unlink(missing_ok=True)


def _is_idle(whole: "WholeTick") -> bool:
    """Whether a tick did nothing, and has nothing to say that is to be said again."""
    from tix.outbox.run import DispatchResult
    from tix.storage.sync.outcome import nothing_new

    done, sent = whole.done, whole.sent
    if whole.error or done.fired or done.without_start or done.problems:
        return False
    if whole.collected or (sent is not None and sent != DispatchResult(waiting=sent.waiting)):
        return False
    return done.synced is None or done.synced == nothing_new(done.synced.remote)


def _quiet_until(workspace: "Workspace", *, sends: bool) -> int:
    """Until when nothing comes due by the clock alone, in seconds, as far as is looked ahead.
    ``sends``: messages that wait are sent from here.
    """
    from tix.actions.rule_times import plan_now
    from tix.actions.rules import checked_rules
    from tix.actions.workspace import Workspace
    from tix.outbox.due import came_due
    from tix.storage.outbox.book import Book

    later = workspace.now + AHEAD
    ahead = Workspace(workspace.desk, later, user_config=workspace.user_config)
    rules, queries = checked_rules(workspace)
    then_rules, then_queries = checked_rules(ahead)
    asks_for_time = any(
        query is not None and other is not None and query.root != other.root
        for query, other in ((queries.of(rule), then_queries.of(rule)) for rule in rules.at)
    )
    if asks_for_time or plan_now(ahead, then_rules, then_queries) or came_due(ahead, workspace.now):
        return 0
    if not sends:
        return instant(later)
    ledger = Book(workspace.desk, None).look()
    if ledger.leases:
        return 0
    return min([instant(later), *(instant(each.due) for each in ledger.queue.values())])
