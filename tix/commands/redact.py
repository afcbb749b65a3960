"""``tix redact``: take a secret out of a ticket's files."""

import sys
from collections.abc import Sequence

import click

from tix.actions.redact import redact
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.text_input import FEW, EmptyTextError, TooShortError, text_from
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.errors import NeedsPersonError


class StillThereError(NeedsPersonError):
    """The text is still in places that tix doesn't change."""

    def __init__(self, places: Sequence[str], *, replaced: bool) -> None:
        everywhere = "everywhere else it was replaced" if replaced else "nothing was changed"
        super().__init__(
            f"the text is still in {', '.join(places)}; {everywhere}",
            hint="change or remove that by hand, in the desk's folder",
        )


@click.command("redact")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument("text", metavar="TEXT")
@click.option("-y", "--yes", is_flag=True, help="Don't ask about one or two characters.")
@json_option
@quiet_option
@dry_run_option
@pass_session
def command(session: Session, ident: str, text: str, yes: bool) -> None:
    """Replace a secret by [redacted] wherever a ticket has it.

    In its fields, body, comments and notes, in YAML comments, and in the names and texts of its
    attachments, mails decoded; what tix can't change is named. The ticket remembers a hash of it
    (redacted), by which a merge with an older version takes it out again.

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
    if len(secret) < FEW and not yes and not _confirmed(text):
        raise TooShortError("tix redact --yes ID TEXT")
    done = redact(session, known, secret)
    is_replaced = done.is_changed and not done.outcome.is_dry
    if done.is_changed:
        session.done(done.outcome, f"{session.named(done.ticket)}: replaced by [redacted]")
    if is_replaced:
        if done.is_short:
            session.warn(
                "it is too short to be recognised later: take care when merging an older version"
            )
        session.warn("earlier commits still have the text, here and in every clone")
        rewrite = "git filter-repo --replace-text FILE --replace-message FILE"
        session.say(f"to rewrite them: {rewrite}, then git push --force")
        session.say("before any tix sync; sync tells everybody else how to follow")
        session.say("and if it was a password or a key, change it now")
    from tix.mail.held import held_with

    for key in held_with(session, secret):
        session.warn(f"mail in quarantine has it, too: tix mail quarantine redact {key} -")
    session.written = [known]
    if done.still:
        raise StillThereError(done.still, replaced=is_replaced)


def _confirmed(text: str) -> bool:
    if text == "-" or not sys.stdin.isatty():
        return False
    return click.confirm("replace such a short text wherever it occurs?", default=False, err=True)
