"""``tix close``: short for ``tix status ID closed``."""

import click

from tix.actions.status import done_status
from tix.commands.status import change_status
from tix.console.completions import complete_ids
from tix.console.given import option_once
from tix.console.session import Session, pass_session
from tix.console.write_options import write_options


@click.command("close")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@option_once("-m", "--message", metavar="TEXT", help="Add a comment, too; - reads standard input.")
@option_once("--resolution", metavar="TEXT", help="How it was resolved; - reads standard input.")
@write_options
@pass_session
def command(
    session: Session, words: tuple[str, ...], message: str | None, resolution: str | None
) -> None:
    """Close tickets.

    \b
    Examples:
      tix close k7f -m 'Works since the upgrade.'
      tix list --ids label:wontfix | tix close -
    """
    change_status(session, words, done_status(session.config, "closed"), message, resolution)
