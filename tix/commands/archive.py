"""``tix archive``: move done tickets out of the live folder."""

from datetime import timedelta

import click

from tix.actions.archive import archive, archive_old
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option
from tix.errors import UsageError
from tix.model.dates import parse_age
from tix.storage.store.archive import ArchiveResult


class BadAgeError(UsageError):
    """Not a length of time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no age", hint="like 90d, 12w, 6mo or 1y")


class AgeOfNamedTicketsError(UsageError):
    """Tickets that are named are archived whatever their age."""

    def __init__(self) -> None:
        super().__init__("--older-than is for all tickets", hint="leave out the ids, or the option")


@click.command("archive")
@click.argument("words", metavar="[ID...]", nargs=-1, shell_complete=complete_ids)
@click.option("--older-than", metavar="AGE", help="Done for that long (90d; or as tix.yaml says).")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be archived.")
@json_option
@quiet_option
@pass_session
def command(
    session: Session, words: tuple[str, ...], older_than: str | None, dry_run: bool
) -> None:
    """Move tickets that are done into archive/, so that the live folder stays small.

    Archived tickets are found, shown, searched and counted like all others; a ticket that is
    opened again comes back. With ids: those. 'archive_after: 90d' in tix.yaml does it by itself,
    once a day, with 'tix sync'.

    \b
    Examples:
      tix archive
      tix archive --older-than 30d --dry-run
      tix archive k7f m3k
    """
    if words and older_than is not None:
        raise AgeOfNamedTicketsError
    if words:
        done = archive(session, session.ids(words), dry_run=dry_run)
    else:
        after = None if older_than is None else _age(older_than)
        done = archive_old(session, after, dry_run=dry_run)
    tell(session, done, dry_run=dry_run)


def _age(text: str) -> timedelta:
    try:
        age = parse_age(text)
    except ValueError:
        age = None
    if age is None:
        raise BadAgeError(text)
    return age


def _print_json(session: Session, done: ArchiveResult, *, dry_run: bool) -> None:
    from tix.model.record.json import json_text

    commit = done.outcome.commit
    session.print(json_text({"commit": commit, "tickets": list(done.tickets), "dry_run": dry_run}))


def tell(session: Session, done: ArchiveResult, *, dry_run: bool = False) -> None:
    """Say how many were archived."""
    if session.wants_json:
        _print_json(session, done, dry_run=dry_run)
    count = len(done.tickets)
    if not count:
        session.say("nothing to archive")
        return
    tickets = f"1 ticket ({done.tickets[0]})" if count == 1 else f"{count} tickets"
    if dry_run:
        session.say(f"would archive {tickets}")
    else:
        session.done(done.outcome, f"archived {tickets}")
