"""``tix delete``: delete tickets; the history keeps them, and undo brings them back."""

import sys
from collections.abc import Sequence

import click

from tix.actions.delete import delete, pointing_at
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import write_options
from tix.errors import TixError
from tix.quick_typing import Any
from tix.terminal import safe


class NotConfirmedError(TixError):
    """The user didn't confirm."""

    def __init__(self) -> None:
        super().__init__("nothing was deleted", hint="tix delete --yes ID... doesn't ask")


@click.command("delete")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@click.option("-y", "--yes", is_flag=True, help="Don't ask.")
@write_options
@pass_session
def command(session: Session, words: tuple[str, ...], yes: bool) -> None:
    """Delete tickets and their attachments, and the links of others to them.

    The history still has them, and tix undo brings them back. To take a secret out of a ticket,
    see tix redact.

    \b
    Example:
      tix delete k7f
    """
    idents = session.ids(words)
    named = [session.named(session.files.get(ident)) for ident in idents]
    if not (yes or session.is_dry):
        asks = sys.stdin.isatty() and "-" not in words
        question = (
            f"delete {'; '.join(safe.line(name) for name in named)}{_links(session, idents)}?"
        )
        if not asks or not click.confirm(question, default=False, err=True):
            raise NotConfirmedError
    objects: list[dict[str, Any]] = []
    if session.wants_json:
        from tix.actions.ticket_data import ticket_objects

        objects = list(ticket_objects(session, [session.reader.get(ident) for ident in idents]))
    deleted = delete(session, idents)
    if deleted.outcome.is_dry:
        for name in named:
            session.done(deleted.outcome, f"{name}: delete")
    else:
        what = named[0] if len(named) == 1 else f"{len(named)} tickets"
        session.done(deleted.outcome, f"deleted {what} (tix undo brings it back)")
        if deleted.unlinked:
            session.say(f"links to it went, too: those of {', '.join(deleted.unlinked)}")
    if objects:
        from tix.model.record.json import json_text

        session.print(json_text(objects[0] if len(objects) == 1 else objects))


def _links(session: Session, idents: Sequence[str]) -> str:
    """The part of the question about other tickets that link to these."""
    others = pointing_at(session, idents)
    return f", and the links of {', '.join(others)} to it" if others else ""
