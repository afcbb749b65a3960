"""Removing a secret from a ticket's files."""

from collections.abc import Iterator

from tix.errors import NotFoundError, UsageError
from tix.frozen import dataclass
from tix.model.record.taken_out import IN_NAMES, REDACTED, SHORT
from tix.model.ticket.redaction import WORDS
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome


class SecretNotFoundError(NotFoundError):
    """The text isn't in the ticket."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"that text isn't in {ident}", hint=f"look at it: tix show --raw {ident}")


class PartOfWordError(UsageError):
    """The text is part of a word that the desk agreed on, or of ``[redacted]`` itself."""

    def __init__(self, ident: str, where: str) -> None:
        super().__init__(
            f"that text is a part of {where}, so nothing was changed",
            hint=f"name more of the secret, or change the text by hand: tix edit {ident}",
        )


@dataclass(frozen=True, slots=True)
class RedactResult:
    """The result of redacting.

    ``still`` names places that contain the text but that tix doesn't change. ``is_short``: it is
    too short to be recognised when an older version is merged.
    """

    ticket: Ticket
    outcome: "Outcome"
    is_changed: bool
    is_short: bool
    still: tuple[str, ...]


def redact(workspace: "Workspace", ident: str, secret: str) -> RedactResult:
    """Replace a secret by ``[redacted]`` throughout a ticket, and erase it from the index.

    Raises PartOfWordError, SecretNotFoundError.
    """
    from tix.storage.index.open import erase
    from tix.storage.store.redact import drafts_with, redact_ticket

    with workspace.transaction() as work:
        before = work.get(ident)
        for where in _words_with(workspace, before, secret):
            raise PartOfWordError(ident, where)
        done = redact_ticket(workspace.desk, work, ident, secret)
        if not (done.changed or done.still):
            raise SecretNotFoundError(ident)
        outcome = work.commit(f"{ident}: redact a text", edits_apart=False, with_rules=False)
    still = (*done.still, *map(str, drafts_with(workspace.desk, secret)))
    if done.changed and not outcome.is_dry:
        erase(workspace.desk)
        workspace.reread()
    is_short = SHORT in done.ticket.redacted and SHORT not in before.redacted
    return RedactResult(done.ticket, outcome, done.changed, is_short, still)


def _words_with(workspace: "Workspace", ticket: Ticket, secret: str) -> Iterator[str]:
    """Words that the desk agreed on, or the mark, that contain the secret."""
    if secret in REDACTED or secret in IN_NAMES:
        yield f"{REDACTED}, which stands for such a text"
    for name in WORDS:
        if secret in (word := getattr(ticket, name) or ""):
            yield f"the {name} {word}"
    for field in workspace.config.fields:
        value = ticket.team_field(field.name)
        if field.type == "choice" and isinstance(value, str) and secret in value:
            yield f"the {field.name} {value}"
