"""``tix reopen``: open finished tickets again."""

import click

from tix.commands.status import change_status
from tix.console.completions import complete_ids
from tix.console.given import option_once
from tix.console.session import Session, pass_session
from tix.console.status_options import force_option
from tix.console.write_options import write_options
from tix.model.config.config import Group


@click.command("reopen")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@option_once("-m", "--message", metavar="TEXT", help="Add a comment, too; - reads standard input.")
@force_option
@write_options
@pass_session
def command(session: Session, words: tuple[str, ...], message: str | None, force: bool) -> None:
    """Open tickets again.

    \b
    Example:
      tix reopen k7f -m 'It fails again on 2.4.2.'
    """
    status = session.config.first_status(Group.ACTIVE)
    change_status(session, words, status, message, None, force=force)
