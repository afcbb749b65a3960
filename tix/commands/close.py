"""``tix close``: short for ``tix status ID closed``; or close what a script knows by a key."""

import click

from tix.actions.status import done_status
from tix.commands.status import change_status
from tix.console.completions import complete_ids
from tix.console.given import ContradictingOptionsError, option_once
from tix.console.in_pipeline import masker, sync_option, take_in
from tix.console.session import Session, pass_session
from tix.console.status_options import force_option, resolution_code_option
from tix.console.ticket_here import ticket_here
from tix.console.write_options import write_options


@click.command("close")
@click.argument("words", metavar="[ID...]", nargs=-1, shell_complete=complete_ids)
@option_once("-m", "--message", metavar="TEXT", help="Add a comment, too; - reads standard input.")
@option_once("--resolution", metavar="TEXT", help="How it was resolved; - reads standard input.")
@resolution_code_option
@force_option
@option_once("--key", metavar="KEY", help="Close what a script opened with this key, if it is.")
@sync_option
@write_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    message: str | None,
    resolution: str | None,
    key: str | None,
    resolution_code: str | None,
    force: bool,
) -> None:
    """Close tickets; without ids, the one that the branch is for (tix start).

    With --key, nothing open with that key is no error: a script can run it every time something
    passes. Secrets are masked then.

    \b
    Examples:
      tix close k7f -m 'Works since the upgrade.'
      tix close k7f --resolution 'upgraded the linker' --resolution-code fixed
      tix list --ids label:wontfix | tix close -
      tix close --key nightly-build -m 'It passes again.'
    """
    if key is not None:
        if words:
            raise ContradictingOptionsError("--key and ids")
        if resolution_code is not None:
            raise ContradictingOptionsError("--key and --resolution-code")
        _close_key(session, key, message, resolution, force=force)
    else:
        words = words or (ticket_here(session, "tix close ID, or tix close --key KEY"),)
        status = done_status(session.config, "closed")
        change_status(session, words, status, message, resolution, resolution_code, force=force)


def _close_key(
    session: Session, key: str, message: str | None, resolution: str | None, *, force: bool
) -> None:
    from tix.actions.keyed import close_key  # only scripts have keys
    from tix.console.text_input import EmptyTextError, text_from

    mask = masker()
    key = " ".join(mask(key).split())
    if not key:
        raise EmptyTextError("key")
    text, how = (text_from(session, given, None) for given in (message, resolution))
    take_in(session)
    closed = close_key(
        session,
        key,
        text and mask(text),
        resolution=" ".join(mask(how).split()) if how else None,
        force=force,
    )
    if closed is not None:
        session.tell(closed)
        return
    session.say(f"nothing is open with the key {key!r}")
    if session.wants_json:
        session.print("[]")
