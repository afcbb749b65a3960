"""``tix tick``: sync, let rules do what is due, send what is to be sent, sync."""

from collections import Counter

import click

from tix.console.completions import complete_tick_parts
from tix.console.given import ContradictingOptionsError, option_once
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import NeedsPersonError, TixError
from tix.outbox.tick import PARTS, WholeTick, parts_named, whole_tick, whole_tick_object
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tix.mail.dispatch import Dispatch
    from tix.mail.fetching.fetch import FetchResult
    from tix.model.notices.stored import Sent
    from tix.outbox.run import DispatchResult


_FEW = 5
"""So many failed messages are named by ``--status``."""


class ProblemsError(NeedsPersonError):
    """Rules couldn't do all that was due."""

    def __init__(self, count: int) -> None:
        what = "a rule needs a person" if count == 1 else f"{count} things need a person"
        super().__init__(f"{what}, see above", hint="tix rules")


class MailboxesError(TixError):
    """Mail couldn't be fetched from everywhere; all else was done."""

    def __init__(self, count: int) -> None:
        what = "a mailbox" if count == 1 else f"{count} mailboxes"
        super().__init__(f"{what} couldn't be emptied, see above", hint="tix mail check")


@click.command("tick")
@option_once(
    "--only",
    metavar="PARTS",
    shell_complete=complete_tick_parts,
    help=f"Some parts alone: {','.join(PARTS)}.",
)
@option_once("--every", metavar="TIME", help="Again and again, like 60s or 5min, until a signal.")
@option_once(
    "--status",
    "within",
    metavar="[TIME]",
    is_flag=False,
    flag_value="1h",
    help="Only say how the last one went, for a monitor; TIME is how old it may be (1h).",
)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@quiet_option
@pass_session
def command(
    session: Session,
    only: str | None,
    every: str | None,
    within: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Sync, take in mail, let the desk's rules do what is due, send what is to be sent, and sync.

    It is what a cron line or a scheduled job calls; any number of clones may. Rules at a time and
    every so often (rules.yaml) fire on top of what the remote has: of several who tick in the same
    moment, one does it; and so does one of them send each message (tix outbox). Mail comes and goes
    only where the dispatch.yaml of this machine has the desk. While the remote can't be reached,
    all waits. Exits 1 then, and 4 where something needs a person.

    --status tells of this clone's last tick, of what waits and what failed; it exits 0 where all is
    well, 4 where a person is needed, else 1.

    \b
    Examples:
      tix tick
      tix tick --dry-run
      tix tick --only rules --json
      tix tick --status
    """
    session.patience = None
    if within is not None:
        if only or every or dry_run:
            raise ContradictingOptionsError("--status and what a tick takes")
        return _tell_status(session, within, as_json)
    parts = parts_named(only)
    if every is not None:
        from tix.console.ticking import repeat

        repeat(session, every, lambda each: _run(each, parts, dry_run, as_json))
        return 0
    _run(session, parts, dry_run, as_json)
    return 0


def _run(session: Session, parts: frozenset[str], dry_run: bool, as_json: bool) -> None:
    """Tick, and note how that ended."""
    if dry_run:
        _tick(session, parts, dry_run, as_json)
        return
    from tix.outbox.idle import forget_idle
    from tix.outbox.last_tick import remember

    try:
        if as_json or len(parts) < len(PARTS):
            said = _tick(session, parts, dry_run, as_json).summary
            forget_idle(session)
        else:
            said = _tick_or_idle(session, parts)
    except TixError as error:
        forget_idle(session)
        remember(session, error.exit_code, str(error))
        raise
    remember(session, 0, said)


def _tick_or_idle(session: Session, parts: frozenset[str]) -> str:
    """Tick, if anything is to be done since the last one that found nothing; what to say of it."""
    from tix.console.dispatching import dispatch_path
    from tix.outbox.idle import look_around, note_idle, still_idle

    stamp, collected = still_idle(session), None
    if stamp is not None:
        collected = _collected(session) if stamp.collects else None
        if not collected:
            for line in stamp.said.split("\n"):
                session.say(line)
            return stamp.said.rpartition("\n")[2]
    was = look_around(session, dispatch_path())
    whole = _tick(session, parts, dry_run=False, as_json=False, collected=collected)
    now = look_around(session, dispatch_path())
    note_idle(session, was, now, whole, _told_of_nothing(whole))
    return whole.summary


def _collected(session: Session) -> "FetchResult | None":
    """What is new in mailboxes; None: nothing."""
    from tix.console.dispatching import dispatch_of

    collect = _collector(session, dispatch_of(session))
    found = collect() if collect else None
    return found or None


def _tell_status(session: Session, within: str, as_json: bool) -> int:
    """Say how ticking goes; the exit code."""
    from tix.console.ticking import length_of
    from tix.outbox.last_tick import status, status_object

    found = status(session, length_of(within, "--status"))
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text(status_object(found)))
        return found.code
    from tix.terminal.ago import ago

    last = found.last
    if last is None:
        session.print("this clone never ticked")
    else:
        why = ", too long ago" if last.at < session.now else ": a clock is wrong, or was then"
        late = why if found.late else ""
        session.print(f"last tick {ago(last.at, session.now)}{late}: {last.said}")
    if found.waiting or found.failed:
        session.print(
            f"{found.waiting} wait, {found.overdue} of them for too long; "
            f"{found.failed} failed within a day"
        )
    for each in found.failures[:_FEW]:
        session.print(_decided(each))
    if found.failed > _FEW:
        session.print(f"and {found.failed - _FEW} more: tix outbox")
    return found.code


def _tick(
    session: Session,
    parts: frozenset[str],
    dry_run: bool,
    as_json: bool,
    collected: "FetchResult | None" = None,
) -> WholeTick:
    """Tick, and tell; ``collected`` is mail that was taken in just before."""
    whole = _ticked(session, parts, dry_run, collected)
    done = whole.done
    if as_json:
        from tix.model.record.json import json_text

        mail = session.config.mail
        host = mail.address.rpartition("@")[2] if mail else ""
        session.unsaid = lambda: _tell(session, whole)
        session.print(json_text(whole_tick_object(whole, host)))
    else:
        _tell(session, whole)
    for name in done.without_start:
        session.warn(f"the rule {name!r} has no 'from', so it doesn't fire (tix rules writes it)")
    for problem in done.problems:
        session.warn(problem)
    if whole.error is not None:
        raise whole.error
    if done.problems:
        raise ProblemsError(len(done.problems))
    if done.synced and (left := len(done.synced.hand_edits.left)):
        from tix.commands.sync import LeftBrokenError

        raise LeftBrokenError(left)
    if whole.collected and whole.collected.problems:
        raise MailboxesError(len(whole.collected.problems))
    return whole


def _ticked(
    session: Session, parts: frozenset[str], dry_run: bool, collected: "FetchResult | None"
) -> WholeTick:
    from tix.console.dispatching import dispatch_of

    dispatch = dispatch_of(session)
    services = None
    if dispatch is not None and dispatch.sends:
        from tix.outbox.offers import services_of

        services = services_of(dispatch)
    collect = (lambda: collected) if collected else _collector(session, dispatch)
    return whole_tick(
        session, parts, services, collect,
        dry_run=dry_run, undoable=session.screen.is_terminal,
    )  # fmt: skip


def _collector(session: Session, dispatch: "Dispatch | None") -> "Callable[[], FetchResult] | None":
    """What fetches mail; None where there are no mailboxes."""
    if dispatch is None or not dispatch.mailboxes:
        return None

    def collect() -> "FetchResult":
        from tix.mail.fetching.fetch import fetch

        return fetch(session, dispatch)

    return collect


def _tell(session: Session, whole: WholeTick) -> None:
    """Say what was synced, what fired and what was sent, each in a line."""
    done = whole.done
    if done.synced:
        from tix.commands.sync import tell as tell_synced

        tell_synced(session, done.synced)
    if whole.collected is not None:
        _tell_collected(session, whole.collected)
    for fired in done.fired:
        would = "would be done: " if done.is_dry else ""
        what = "opened" if fired.is_opening else "for"
        when = session.local_time(fired.due)
        session.say(f"{would}{fired.rule.name} {what} {fired.ticket} {fired.title} (due {when})")
    if whole.sent is not None:
        _tell_sent(session, whole.sent)
    if not done.is_dry:
        session.say(whole.summary)
    elif not done.fired and not done.problems:
        session.say("no rule is due")


def _told_of_nothing(whole: WholeTick) -> "Iterator[str]":
    """The lines in which ``_tell`` tells of a tick that did nothing."""
    from tix.commands.sync import summary

    if whole.done.synced:
        yield summary(whole.done.synced)
    if whole.sent is not None and whole.sent.waiting:
        yield _waiting(whole.sent)
    yield whole.summary


def _waiting(sent: "DispatchResult") -> str:
    return f"{sent.waiting} wait for their time"


def _tell_collected(session: Session, collected: "FetchResult") -> None:
    """Say what became of messages that were fetched."""
    for each in collected.new:
        where = each.ticket or (f"in quarantine as {each.quarantine}" if each.quarantine else "")
        session.say(f"{each.result}: {where or 'nothing was changed'}, from {each.sender}")
    for text in collected.starts:
        session.say(text)
    for problem in collected.problems:
        session.warn(f"{problem} ({problem.hint})" if problem.hint else str(problem))


def _tell_sent(session: Session, sent: "DispatchResult") -> None:
    """Say what became of messages, and what waits."""
    if sent.is_busy:
        session.say("another tick of this clone is sending")
        return
    if sent.came_back:
        session.warn("the remote had lost the ledger, or had an older one; it was put back")
    if sent.is_dry:
        for message in sent.queued:
            what = ", ".join(message.events) or message.purpose
            session.say(f"would be sent: {what} of {message.ticket} to {message.to}")
    for each in sent.decided:
        session.say(_decided(each))
    alike = Counter((each.to, each.error, session.local_time(each.due)) for each in sent.again)
    for (to, error, when), count in alike.items():
        many = f" ({count} messages)" if count > 1 else ""
        session.say(f"not sent to {to}: {error}; again at {when}{many}")
    for path in sent.unreadable:
        drop = f"tix outbox drop {path.removeprefix('queue/')}"
        session.warn(f"{path} in refs/tix/outbox can't be read, so it isn't sent ({drop})")
    if sent.unserved:
        session.say(f"{sent.unserved} due, which this machine has no way to send")
    elif sent.waiting and not sent.is_dry:
        session.say(_waiting(sent))


def _decided(sent: "Sent") -> str:
    """What became of a message, in a line."""
    message = sent.message
    what = ", ".join(message.events) or message.purpose
    why = f" ({message.error})" if message.error else ""
    return f"{sent.state}: {what} of {message.ticket} to {message.to}{why}"
