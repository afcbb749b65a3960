"""``tix undo``: take back your last command."""

import sys

import click

from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option


@click.command("undo")
@click.option("-y", "--yes", is_flag=True, help="A redaction, too.")
@json_option
@quiet_option
@pass_session
def command(session: Session, yes: bool) -> None:
    """Take back your last command in this clone, as a new commit.

    What others changed since stays. Again, it takes back the command before that. A redaction is
    taken back only with --yes, or after a question: the secret would be there again.

    \b
    Example:
      tix close k7f && tix undo
    """
    from tix.actions.undo import undo
    from tix.storage.store.undo import RedactionError

    try:
        undone = undo(session, with_redactions=yes)
    except RedactionError:
        question = "bring back what was redacted?"
        if not sys.stdin.isatty() or not click.confirm(question, default=False, err=True):
            raise
        undone = undo(session, with_redactions=True)
    if session.wants_json:
        from tix.model.ticket.json import json_text

        told = {"undone": undone.subject, "left": list(undone.left)}
        session.print(json_text({"commit": undone.outcome.commit, **told}))
    if undone.outcome.commit is None:
        session.say(f"nothing of it is left to take back: {undone.subject}")
    else:
        session.say(f"took back: {undone.subject}")
    for what in undone.left:
        session.warn(f"left as it is, because it has been changed since: {what}")
