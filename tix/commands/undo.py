"""``tix undo``: take back your last command."""

import sys

import click

from tix.console.given import ContradictingOptionsError
from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option
from tix.frozen import asdict
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.storage.store.undo import Undoable


@click.command("undo")
@click.option("-y", "--yes", is_flag=True, help="A redaction, too.")
@json_option
@quiet_option
@click.option("--list", "lists", is_flag=True, help="Show what each undo would take back.")
@pass_session
def command(session: Session, yes: bool, lists: bool) -> None:
    """Take back your last command in this clone, as a new commit.

    What others changed since stays. Again, it takes back the command before that. A redaction is
    taken back only with --yes, or after a question: the secret would be there again.

    \b
    Examples:
      tix close k7f && tix undo
      tix undo --list
    """
    if lists and yes:
        raise ContradictingOptionsError("--list and --yes")
    if lists:
        _list(session)
        return
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
        from tix.model.record.json import json_text

        told = {"undone": undone.subject, "left": list(undone.left)}
        session.print(json_text({"commit": undone.outcome.commit, **told}))
    if undone.outcome.commit is None:
        session.say(f"nothing of it is left to take back: {undone.subject}")
    else:
        session.say(f"took back: {undone.subject}")
        if undone.edited:
            session.warn(f"with it the edits by hand to {undone.edited}, committed together")
    for what in undone.left:
        session.warn(f"left as it is, because it has been changed since: {what}")


_LISTED = 20
"""Commands that are listed: who goes back further looks at the log."""


def _list(session: Session) -> None:
    """Show the commands that undo would take back, the next one first."""
    from tix.actions.undo import undoable
    from tix.model.times import format_time

    found = undoable(session, _LISTED)
    if session.wants_json:
        from tix.model.record.json import json_text

        session.print(json_text([{**asdict(each), "at": format_time(each.at)} for each in found]))
    elif not session.screen.for_people:
        for each in found:
            row = (each.commit, format_time(each.at), safe.line(each.subject))
            session.print("\t".join((*row, ",".join(each.tickets))))
    else:
        for each in found:
            session.print(_line(session, each))
    if not found:
        session.say("there is nothing of yours to take back in this clone")


def _line(session: Session, undoable: "Undoable") -> str:
    """A command in words: when, and what it did to which tickets."""
    from tix.terminal.ago import ago

    named = "" if len(undoable.tickets) < 2 else f" ({', '.join(undoable.tickets)})"
    when = session.screen.styles.dim(f"{ago(undoable.at, session.now):>11}")
    return f"{when}  {safe.line(undoable.subject + named)}"
