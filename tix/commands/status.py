"""``tix status``: show or change the status of tickets; without arguments, of the desk."""

from collections.abc import Sequence

import click

from tix.actions.status import (
    NotDoneResolutionError,
    refuse_status_in_front,
    refuse_status_in_words,
    set_status,
    status_alone,
    status_named,
)
from tix.console.completions import complete_ids_then_status
from tix.console.given import option_once
from tix.console.session import Session, pass_session
from tix.console.status_options import force_option, resolution_code_option
from tix.console.ticket_here import ticket_here
from tix.console.write_options import dry_run_option, quiet_option
from tix.errors import UsageError
from tix.model.config.config import Group
from tix.terminal import safe


@click.command("status")
@click.argument(
    "words", metavar="[ID... [STATUS]]", nargs=-1, shell_complete=complete_ids_then_status
)
@option_once("-m", "--message", metavar="TEXT", help="Add a comment, too; - reads standard input.")
@option_once("--resolution", metavar="TEXT", help="How it was resolved; - reads standard input.")
@resolution_code_option
@force_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@quiet_option
@dry_run_option
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    message: str | None,
    resolution: str | None,
    resolution_code: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Show or change where tickets stand.

    Without arguments: the state of the desk. With ids: their status. If the last argument is a
    status of the desk, or a beginning of one, the tickets get that status; without ids, the one
    that the branch is for (tix start).

    \b
    Examples:
      tix status
      tix status k7f
      tix status k7f in-progress
      tix status k7f,m3k resolved -m 'Fixed in 2.4.1' --resolution 'upgraded the linker'
      tix list --ids label:ci | tix status - closed
    """
    refuse_status_in_front(session, words)
    refuse_status_in_words(session, words)
    if len(words) == 1 and (alone := status_alone(session, words[0])):
        words = (ticket_here(session, f"tix status ID {alone}"), alone)
    status = status_named(session, words[-1]) if len(words) > 1 else None
    given = {"-m": message, "--resolution": resolution, "--resolution-code": resolution_code,
             "--force": force or None}  # fmt: skip
    if status is None and (options := [name for name, each in given.items() if each is not None]):
        raise NoNewStatusError(options[0])
    if not words:
        from tix.console.desk_status import show_state

        show_state(session, as_json=as_json)
        return
    if status is None:
        _show(session, session.ids(words, or_none=True), as_json)
        return
    idents = change_status(
        session, words[:-1], status, message, resolution, resolution_code, force=force
    )
    if as_json:
        session.reread()
        _show(session, idents, as_json)


class NoNewStatusError(UsageError):
    """A text was given without a new status."""

    def __init__(self, option: str) -> None:
        super().__init__(
            f"{option} goes with a new status", hint="tix status ID closed, or tix comment ID TEXT"
        )


def _show(session: Session, idents: Sequence[str], as_json: bool) -> None:
    from tix.model.times import format_time

    planned = session.planned
    tickets = [(planned.get(ident) or session.files.get(ident)).ticket for ident in idents]
    if as_json:
        from tix.model.record.json import json_text

        found = [
            {"id": t.id, "status": t.status, "since": format_time(t.since) if t.since else None}
            for t in tickets
        ]
        session.print(json_text(found[0] if len(found) == 1 else found, indent=None))
        return
    for ticket in tickets:
        since = format_time(ticket.since) if ticket.since else ""
        if not session.screen.for_people:
            session.print("\t".join([ticket.id, safe.line(ticket.status or ""), since]))
            continue
        from tix.console.ticket_look import look_of
        from tix.terminal.ago import ago

        status = safe.line(ticket.status or "no status")
        shown = session.screen.styles.status(status, look_of(ticket, session.config))
        when = f" since {ago(ticket.since, session.now)}" if ticket.since else ""
        session.print(f"{ticket.id} {safe.line(ticket.title)}: {shown}{when}")


def change_status(
    session: Session,
    words: Sequence[str],
    status: str,
    message: str | None,
    resolution: str | None,
    resolution_code: str | None = None,
    *,
    force: bool = False,
) -> Sequence[str]:
    """Set the status of tickets, with a comment if there is a message; returns their ids."""
    from tix.console.text_input import text_from

    if resolution and session.config.group(status) is not Group.DONE:
        raise NotDoneResolutionError(status)  # before anything is read
    idents = session.ids(words)
    text = text_from(session, message, None)
    resolution = text_from(session, resolution, None)
    done = set_status(
        session,
        idents,
        status,
        comment=text,
        resolution=resolution,
        resolution_code=resolution_code,
        force=force,
    )
    session.tell(done)
    return idents
