"""``tix redact``: take a secret out of a ticket's files."""

import sys
from collections.abc import Iterator, Sequence

import click

from tix.commands.completions import complete_ids
from tix.commands.session import Session, pass_session
from tix.commands.text_input import EmptyTextError, text_from
from tix.errors import NeedsPersonError, NotFoundError, UsageError
from tix.model.record.taken_out import IN_NAMES, REDACTED, SHORT
from tix.model.redaction import WORDS
from tix.model.ticket import Ticket

_FEW = 3
"""Characters; what has less stands in many words."""


class SecretNotFoundError(NotFoundError):
    """The text isn't in the ticket."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"that text isn't in {ident}", hint=f"look at it: tix show --raw {ident}")


class PartOfWordError(UsageError):
    """The text is a part of a word that the desk has agreed on, or of the mark itself."""

    def __init__(self, ident: str, where: str) -> None:
        super().__init__(
            f"that text is a part of {where}, so nothing was changed",
            hint=f"name more of the secret, or change the text by hand: tix edit {ident}",
        )


class TooShortError(UsageError):
    """The text is so short that it stands in many words."""

    def __init__(self) -> None:
        super().__init__(
            "a text of one or two characters stands in many words, so nothing was changed",
            hint="name more of it, or tix redact --yes ID TEXT",
        )


class StillThereError(NeedsPersonError):
    """The text is still in something that tix doesn't change."""

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
@pass_session
def command(session: Session, ident: str, text: str, yes: bool) -> None:
    """Replace a secret by [redacted] wherever a ticket has it.

    In its fields, body, comments and notes, in YAML comments, and in the names and texts of its
    attachments; what tix can't change is named. The ticket remembers a hash of it (redacted), by
    which a merge with an older version takes it out again.

    TEXT can be - to read it from standard input, so that it isn't in your shell's history. The
    secret stays in git's history: this says how to take it out of that, too.

    \b
    Example:
      tix redact k7f - < secret.txt
    """
    from tix.storage.index.opening import erase
    from tix.storage.redacting import drafts_with, redact_ticket

    known = session.one_id(ident)
    secret = text_from(session, text, None)
    if not secret or not secret.strip():
        raise EmptyTextError("text to redact")
    if len(secret) < _FEW and not yes and not _confirmed(text):
        raise TooShortError
    with session.store.transaction() as work:
        before = work.get(known)
        for where in _words_with(session, before, secret):
            raise PartOfWordError(known, where)
        done = redact_ticket(session.desk, work, known, secret)
        if not (done.changed or done.still):
            raise SecretNotFoundError(known)
        outcome = work.commit(f"{known}: redact a text", edits_apart=False)
    still = [*done.still, *map(str, drafts_with(session.desk, secret))]
    if done.changed:
        erase(session.desk)
        session.reread()
        session.done(outcome, f"{session.named(done.ticket)}: replaced by [redacted]")
        if SHORT in done.ticket.redacted and SHORT not in before.redacted:
            session.warn("it is too short to be known again: merging an older version takes care")
        session.warn("earlier commits still have the text, here and in every clone")
        session.say("to rewrite them: git filter-repo --replace-text FILE, then git push --force")
        session.say("before any tix sync; sync tells everybody else how to follow")
        session.say("and if it was a password or a key, change it now")
    if still:
        raise StillThereError(still, replaced=done.changed)


def _confirmed(text: str) -> bool:
    if text == "-" or not sys.stdin.isatty():
        return False
    return click.confirm("replace so short a text wherever it stands?", default=False, err=True)


def _words_with(session: Session, ticket: Ticket, secret: str) -> Iterator[str]:
    """Words that the desk has agreed on, and the mark, of which the secret is a part."""
    if secret in REDACTED or secret in IN_NAMES:
        yield f"{REDACTED}, which stands for such a text"
    for name in WORDS:
        if secret in (word := getattr(ticket, name) or ""):
            yield f"the {name} {word}"
    for field in session.config.fields:
        value = ticket.team_field(field.name)
        if field.type == "choice" and isinstance(value, str) and secret in value:
            yield f"the {field.name} {value}"
