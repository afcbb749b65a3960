"""``tix redact``: take a secret out of a ticket's file."""

import click

from tix.commands.completions import complete_ids
from tix.commands.session import Session, pass_session
from tix.commands.text_input import EmptyTextError, text_from
from tix.errors import NotFoundError
from tix.model.redaction import redact


class SecretNotFoundError(NotFoundError):
    """The text isn't in the ticket."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"that text isn't in {ident}", hint=f"look at it: tix show --raw {ident}")


@click.command("redact")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument("text", metavar="TEXT")
@pass_session
def command(session: Session, ident: str, text: str) -> None:
    """Replace a secret by [redacted] wherever a ticket has it.

    TEXT can be - to read it from standard input, so that it isn't in your shell's history. The
    secret stays in git's history: this says how to take it out of that, too.

    \b
    Example:
      tix redact k7f - < secret.txt
    """
    known = session.one_id(ident)
    secret = text_from(session, text, None)
    if not secret or not secret.strip():
        raise EmptyTextError("text to redact")
    with session.store.transaction() as work:
        ticket = work.get(known)
        cleaned = redact(ticket, secret)
        if cleaned == ticket:
            raise SecretNotFoundError(known)
        work.put(cleaned)
        outcome = work.commit(f"{known}: redact a text", edits_apart=False)
    session.done(outcome, f"{session.named(cleaned)}: replaced by [redacted]")
    session.warn("earlier commits still have the text, here and in every clone")
    session.say("to rewrite them: git filter-repo --replace-text FILE, then have everybody clone")
    session.say("and if it was a password or a key, change it now")
