"""When this clone ticked last, and what came of it: for a monitor (``tix tick --status``)."""

import contextlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from tix.frozen import dataclass
from tix.model.text.quick_json import loads, quoted
from tix.model.times import format_time, parse_time
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.replacing import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from tix.actions.workspace import Workspace
    from tix.model.notices.stored import Sent

USUAL = timedelta(hours=1)
"""How old the last tick may be."""

_LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LastTick:
    """A tick of this clone: when it ended, its exit code, and what it said: a summary, or why it
    couldn't go on."""

    at: datetime
    code: int
    said: str


@dataclass(frozen=True, slots=True)
class TickStatus:
    """How ticking goes. ``late``: the last tick is older than it may be, or by some clock yet to
    come. ``waiting`` is how many messages wait, ``overdue`` how many of them should have gone by
    then; ``failures`` are those that failed for good within a day, the latest first."""

    last: LastTick | None
    late: bool
    waiting: int = 0
    overdue: int = 0
    failures: "tuple[Sent, ...]" = ()

    @property
    def failed(self) -> int:
        """How many failed for good within a day."""
        return len(self.failures)

    @property
    def code(self) -> int:
        """0: all is well. 4: a person is needed. 1: it may get well by itself, or nothing ticks."""
        if self.last is not None and self.last.code == 4:
            return 4
        return 1 if self.last is None or self.late or self.last.code else 0


def remember(workspace: "Workspace", code: int, said: str) -> None:
    """Note how a tick ended, if that can be written. ``tix.startup.idle_tick`` writes the time
    anew, so it stands first."""
    path, now = _path(workspace), datetime.now(tz=workspace.now.tzinfo)
    at = format_time(workspace.fixed_now or now)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f'{{"at": {quoted(at)}, "code": {code}, "said": {quoted(said)}}}'
        replace_file(path, text.encode())


def status(workspace: "Workspace", within: timedelta = USUAL) -> TickStatus:
    """How ticking goes in this clone. Raises LedgerFormatError."""
    from tix.storage.outbox.book import Book  # a tick may have nothing to do with it

    now, last = workspace.now, _last(workspace)
    is_late = last is not None and abs(now - last.at) > within  # what is yet to come was no tick
    ledger = Book(workspace.desk, None).look()
    if not ledger.commit:
        return TickStatus(last, is_late)
    overdue = [message for message in ledger.queue.values() if message.due + within < now]
    months = {format_time(at)[:7] for at in (now, now - _LATELY)}
    sent = [each for month in months & {*ledger.months} for each in ledger.sent(month)]
    failed = [each for each in sent if each.state == "failed" and each.at > now - _LATELY]
    latest = tuple(sorted(failed, key=lambda each: each.at, reverse=True))
    return TickStatus(last, is_late, len(ledger.queue), len(overdue), latest)


def _path(workspace: "Workspace") -> "Path":
    return workspace.desk.clone_state.last_tick


def _last(workspace: "Workspace") -> LastTick | None:
    try:
        found: Any = loads(_path(workspace).read_text())
        return LastTick(parse_time(found["at"]), int(found["code"]), str(found["said"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def status_object(found: TickStatus) -> Mapping[str, Any]:
    """The same as what ``json`` can write (``docs/json.md``)."""
    last = found.last
    return {
        "at": format_time(last.at) if last else None,
        "exit_code": last.code if last else None,
        "said": last.said if last else None,
        "late": found.late,
        "waiting": found.waiting,
        "overdue": found.overdue,
        "failed": found.failed,
    }
