"""``tix sync``: bring in what others did, and send what was done here."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping

import click

from tix.actions.sync import broken_in, sync, sync_object
from tix.console.session import Session, pass_session
from tix.console.settling import take_other, typed
from tix.console.write_options import quiet_option
from tix.errors import NeedsPersonError, TixError
from tix.model.layout import CONFIG_FILE
from tix.model.record.notes import REMOVED, Aside, is_removal
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.store.filed import Broken
from tix.storage.store.hand_edits import HandEdits
from tix.storage.sync.outcome import SyncOutcome, Traffic

if TYPE_CHECKING:  # see there
    from tix.model.merge.desks import Decision


class LeftBrokenError(NeedsPersonError):
    """Everything is synced except for broken files."""

    def __init__(self, count: int) -> None:
        left = "a file was left as it is" if count == 1 else f"{count} files were left as they are"
        super().__init__(f"{left}, see above", hint="mend what is named, then tix sync again")


class BrokenTicketsError(NeedsPersonError):
    """Everything is synced, and some tickets need a person."""

    def __init__(self, count: int) -> None:
        tickets = "a ticket needs" if count == 1 else f"{count} tickets need"
        super().__init__(
            f"all is synced, and {tickets} a person, see above", hint="tix check; tix check --fix"
        )


@click.command("sync")
@click.argument("remote", required=False)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--all", "push_all", is_flag=True, help="Push commits to other files, too.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@quiet_option
@pass_session
def command(
    session: Session, remote: str | None, dry_run: bool, push_all: bool, as_json: bool
) -> None:
    """Take in what others did, send what you did, and merge both.

    Edits made by hand are committed first. Two people may have changed the same ticket: the
    merge keeps what both did, and says what it decided. Only the desk's branch is touched.

    \b
    Examples:
      tix sync
      tix sync --dry-run
      tix sync backup      the remote of that name
    """
    session.patience = None
    done = run(session, remote, push_all=push_all, dry_run=dry_run)
    if as_json:
        from tix.model.record.json import json_text

        session.unsaid = lambda: tell(session, done, dry_run=dry_run)
        session.print(json_text(sync_object(done, dry_run=dry_run)))
    else:
        tell(session, done, dry_run=dry_run)
    _tell_config(session, done)
    broken = [] if dry_run else broken_in(session, done)
    for each in broken:
        session.warn(f"broken: {each}")
    if left := len(done.hand_edits.left):
        raise LeftBrokenError(left)
    if broken or done.set_aside:
        raise BrokenTicketsError(len(broken) + len(done.set_aside))


def _tell_config(session: Session, done: SyncOutcome) -> None:
    """Say that ``tix.yaml`` can't be read, unless that was said already."""
    try:
        _ = session.config
    except TixError as error:
        if not any(broken.path == CONFIG_FILE for broken in done.hand_edits.left):
            session.warn(f"{error} ({error.hint or 'mend it, then tix sync'})")


def run(
    session: Session, remote: str | None = None, *, push_all: bool = False, dry_run: bool = False
) -> SyncOutcome:
    """Sync, and report what was archived automatically."""
    done = sync(session, remote, push_all=push_all, dry_run=dry_run)
    if done.archived and done.archived.tickets:
        from tix.commands.archive import tell as tell_archived

        tell_archived(session, done.archived)
    if done.unsent:
        session.warn(f"what was done after it isn't sent yet: {done.unsent}")
    return done.synced


def after_write(session: Session) -> None:
    """Sync after a command that wrote.

    Failures are only warnings: the change itself is committed. With ``--sync`` they are errors.
    """
    from tix.storage.sync.remote_choice import NoRemoteError

    if session.must_sync:
        tell(session, run(session))
        return
    try:
        done = run(session)
    except NoRemoteError:
        return
    except (TixError, OSError) as error:
        hint = getattr(error, "hint", None)
        session.warn(f"not synced: {error}" + (f" ({hint})" if hint else ""))
        return
    tell(session, done)


# -- telling --------------------------------------------------------------------------------------


def tell(session: Session, done: SyncOutcome, *, dry_run: bool = False) -> None:
    """Say in one line what was synced, and then what people should know."""
    for line in _hand_edits(done.hand_edits, dry_run=dry_run):
        session.say(line)
    session.say(summary(done, dry_run=dry_run))
    for commit in done.late[:_FEW]:
        session.warn(f"came in with an expired key: {commit}")
    if len(done.late) > _FEW:
        session.warn(f"came in with an expired key: {len(done.late) - _FEW} commits more")
    tell_decisions(session, done, dry_run=dry_run)
    for line in _left(done.hand_edits.left):
        session.warn(f"not committed: {line}")


def _left(files: Iterable[Broken]) -> Iterator[str]:
    """The files that weren't committed and why; those with the same reason in one line."""
    by_reason: dict[str, list[Broken]] = {}
    for broken in files:
        by_reason.setdefault(broken.reason, []).append(broken)
    for reason, alike in by_reason.items():
        if len(alike) <= _FEW:
            yield from map(str, alike)
        else:
            yield f"{alike[0].path} and {len(alike) - 1} more: {reason}"


_FEW = 3
"""Up to so many files with the same problem are named one by one."""


def summary(done: SyncOutcome, *, dry_run: bool = False) -> str:
    """What came in and what went out, in one line."""
    where = done.remote.shown
    verb = "would sync" if dry_run else "synced"
    parts = [
        f"{_moved(moved)} {'would ' if dry_run else ''}{how[dry_run]}"
        for moved, how in (
            (done.came_in, ("came in", "come in")),
            (done.went_out, ("went out", "go out")),
        )
        if moved.commits
    ]
    if done.is_new_branch:
        is_new = "would be" if dry_run else "is"
        parts.append(f"the branch {is_new} new in {done.remote.name}")
    return f"{verb} with {where}: {', '.join(parts) or 'nothing new'}"


def _moved(moved: Traffic) -> str:
    """``3 tickets``, with their ids if they are few; or commits, if they touch no ticket."""
    count = len(moved.tickets)
    if not count:
        return "1 commit" if moved.commits == 1 else f"{moved.commits} commits"
    tickets = "1 ticket" if count == 1 else f"{count} tickets"
    return f"{tickets} ({', '.join(moved.tickets)})" if count <= 5 else tickets


def _hand_edits(edits: HandEdits, *, dry_run: bool) -> Iterator[str]:
    names = [*edits.tickets, *edits.others]
    if names:
        verb = "would commit" if dry_run else "committed"
        more = f" and {len(names) - 10} more" if len(names) > 10 else ""
        yield f"{verb} edits made by hand to {', '.join(names[:10])}{more}"


def tell_decisions(session: Session, done: SyncOutcome, *, dry_run: bool = False) -> None:
    """Name every ticket about which a merge made a decision that people should look at."""
    tickets = _tickets(session, (decision.ident for decision in done.decisions))
    for decision in done.decisions:
        for line in decided(decision, tickets, dry_run=dry_run):
            session.warn(line)
    for was, now in done.in_the_way:
        kept = "would be" if dry_run else "is"
        session.warn(f"{was}: it was in the way of what others have there; it {kept} kept as {now}")
    for ident in done.set_aside:
        kept = f"its text {'would go into' if dry_run else 'is in'} a note: tix show {ident}"
        session.warn(
            f"{ident}: your edit {'is' if dry_run else 'was'} broken, and others changed the "
            f"ticket, too; {kept}"
        )


def _tickets(session: Session, idents: Iterable[str]) -> dict[str, Ticket]:
    """The tickets that can be read."""
    found = {}
    for ident in idents:
        with contextlib.suppress(TixError):
            found[ident] = session.reader.get(ident).ticket
    return found


def decided(
    decision: "Decision", tickets: Mapping[str, Ticket], *, dry_run: bool = False
) -> Iterator[str]:
    """A merge's decisions about a ticket, a line each, with the command to decide otherwise.

    In a dry run, ``tickets`` are as before the merge.
    """
    ident, ticket = decision.ident, tickets.get(decision.ident)
    named = f"{ident} {ticket.title}" if ticket else ident
    if decision.was:
        yield f"{named}: its id was {decision.was} in one clone; another ticket has that id"
    if decision.undeleted:
        yield f"{named}: deleted by one, changed by another; it stays ({typed('delete', ident)})"
    if decision.conflict:
        yield f"{named}: {decision.conflict}; both texts are in its file: tix check"
    if decision.taken_by:
        names = " and ".join(decision.taken_by)
        yield f"{named}: taken by {names} at once (tix assign {ident} WHO)"
    if decision.reopened:
        yield f"{named}: isn't done, because the requester wrote meanwhile"
    for aside in decision.asides:
        yield f"{named}: {_aside(ident, None if dry_run else ticket, aside)}"


_LONG = 60


def _aside(ident: str, ticket: Ticket | None, aside: Aside) -> str:
    """The value that was set aside, and the one that was kept if ``ticket`` is given."""
    value = repr(aside.value if len(aside.value) <= _LONG else f"{aside.value[: _LONG - 1]}…")
    if is_removal(aside.value):
        value = f"its removal {aside.value.removeprefix(REMOVED)}".rstrip()
    kept = _value(ticket, aside.field) if ticket else None
    stays = f"{aside.field} is {kept}; " if kept else f"{aside.field}: "
    if "\n" in aside.value or aside.field.startswith("comment ") or aside.field == "body":
        see = typed("show", ident)
        return f"{aside.field} was changed twice; the other text is in a note ({see})"
    return f"{stays}{value} was set aside ({take_other(ident, aside)})"


def _value(ticket: Ticket, name: str) -> str | None:
    from tix.model.ticket.fields import BY_NAME

    field = BY_NAME.get(name)
    texts = field.texts(ticket) if field else ()
    return texts[0] if len(texts) == 1 and len(texts[0]) <= _LONG else None
