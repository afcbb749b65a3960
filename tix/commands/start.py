"""``tix start``: claim a ticket, and work on it on a branch of its own."""

import click

from tix.actions.start import start
from tix.commands.hook import warn_of_hooks
from tix.commands.sync import tell
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option


@click.command("start")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@json_option
@quiet_option
@pass_session
def command(session: Session, ident: str) -> None:
    """Claim a ticket, and switch the code to a branch for it, k7f3qz-nightly-build-fails.

    The branch is made where there is none. On it, comment -m, close and status STATUS mean this
    ticket where no other is named. In a desk without code the ticket is only claimed.

    \b
    Example:
      tix start k7f
    """
    session.patience = None
    done = start(session, session.folder, ident)
    named = session.named(session.reader.get(done.claimed.ident))
    session.say(f"{named}: yours" if done.claimed.is_new else f"{named}: yours already")
    if done.claimed.synced:
        tell(session, done.claimed.synced)
    if done.branch:
        session.say(f"on {'the new ' * done.is_new}branch {done.branch}")
        warn_of_hooks(session)
    else:
        session.say("this desk has no code beside it, so there is no branch to work on")
    session.written = [done.claimed.ident]
