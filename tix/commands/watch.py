"""``tix watch`` and ``tix unwatch``: whether you are told about tickets."""

import click

from tix.commands.completions import complete_ids
from tix.commands.session import Session, pass_session
from tix.commands.writing import change_tickets
from tix.model import changes
from tix.values import replace


@click.command("watch")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@pass_session
def command(session: Session, words: tuple[str, ...]) -> None:
    """Be among those who are told when tickets change.

    \b
    Example:
      tix watch k7f m3k
    """
    me = session.directory.resolve("me")
    change_tickets(
        session,
        session.ids(words),
        lambda t: replace(t, watchers=changes.with_items(t.watchers, [me])),
        f"watch for {session.config.person_label(me)}",
    )


@click.command("unwatch")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@pass_session
def unwatch_command(session: Session, words: tuple[str, ...]) -> None:
    """No longer be told when tickets change.

    \b
    Example:
      tix unwatch k7f
    """
    me = session.directory.resolve("me")
    change_tickets(
        session,
        session.ids(words),
        lambda t: replace(t, watchers=changes.without_items(t.watchers, [me])),
        f"unwatch for {session.config.person_label(me)}",
    )
