"""``tix watch`` and ``tix unwatch``: whether you are notified about tickets."""

import click

from tix.actions import assign
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import write_options


@click.command("watch")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@write_options
@pass_session
def command(session: Session, words: tuple[str, ...]) -> None:
    """Be among those who are told when tickets change.

    \b
    Example:
      tix watch k7f m3k
    """
    session.tell(assign.watch(session, session.ids(words)))


@click.command("unwatch")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@write_options
@pass_session
def unwatch_command(session: Session, words: tuple[str, ...]) -> None:
    """No longer be told when tickets change.

    \b
    Example:
      tix unwatch k7f
    """
    session.tell(assign.unwatch(session, session.ids(words)))
