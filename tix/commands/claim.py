"""``tix claim``: take a ticket before anybody else does."""

import click

from tix.actions.claim import claim
from tix.commands.sync import tell
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option


@click.command("claim")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@json_option
@quiet_option
@pass_session
def command(session: Session, ident: str) -> None:
    """Assign a ticket to you, put it in progress, and sync, all or nothing.

    If somebody else has it, says who, exits with 4 and changes nothing. Of several people who
    claim it in the same moment, one gets it. Without a remote it is a matter of this clone alone.

    \b
    Examples:
      tix claim k7f
      tix claim k7f && git switch -c fix-k7f
    """
    session.patience = None
    done = claim(session, ident)
    named = session.named(session.reader.get(done.ident))
    session.say(f"{named}: yours" if done.is_new else f"{named}: yours already")
    if done.synced:
        tell(session, done.synced)
    session.written = [done.ident]
