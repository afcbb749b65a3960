"""``tix delete``: delete tickets; the history keeps them, and undo brings them back."""

import sys

import click

from tix.actions.delete import delete
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.errors import TixError
from tix.terminal import safe


class NotConfirmedError(TixError):
    """The person didn't say yes."""

    def __init__(self) -> None:
        super().__init__("nothing was deleted", hint="tix delete --yes ID... doesn't ask")


@click.command("delete")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@click.option("-y", "--yes", is_flag=True, help="Don't ask.")
@pass_session
def command(session: Session, words: tuple[str, ...], yes: bool) -> None:
    """Delete tickets and their attachments.

    The history still has them, and tix undo brings them back. To take a secret out of a ticket,
    see tix redact.

    \b
    Example:
      tix delete k7f
    """
    idents = session.ids(words)
    named = [session.named(session.files.get(ident)) for ident in idents]
    if not yes:
        asks = sys.stdin.isatty() and "-" not in words
        question = "delete " + "; ".join(safe.line(name) for name in named) + "?"
        if not asks or not click.confirm(question, default=False, err=True):
            raise NotConfirmedError
    outcome = delete(session, idents)
    what = named[0] if len(named) == 1 else f"{len(named)} tickets"
    session.done(outcome, f"deleted {what} (tix undo brings it back)")
