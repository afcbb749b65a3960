"""``tix undo``: take back your last command."""

import click

from tix.commands.session import Session, pass_session


@click.command("undo")
@pass_session
def command(session: Session) -> None:
    """Take back your last command in this clone, as a new commit.

    What others changed since stays. Again, it takes back the command before that.

    \b
    Example:
      tix close k7f && tix undo
    """
    from tix.storage.undo import undo

    undone = undo(session.store)
    if undone.outcome.commit is None:
        session.say(f"nothing of it is left to take back: {undone.subject}")
    else:
        session.say(f"took back: {undone.subject}")
    for what in undone.left:
        session.warn(f"left as it is, because it has been changed since: {what}")
