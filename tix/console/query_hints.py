"""What is said about the words of a query that were hardly meant as words."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.errors import UsageError
from tix.model.ticket.fields import BY_NAME

if TYPE_CHECKING:
    from tix.console.session import Session

_FIELDS_OF_GH = (
    "assignees author body closed closedAt comments createdAt id isPinned labels milestone "
    "name number projectItems state stateReason title updatedAt url"
)


class ColumnsInQueryError(UsageError):
    """Names of columns in place of a query."""

    def __init__(self, names: str, own: str) -> None:
        some = own or "id,title"
        super().__init__(
            f"{names[:100]!r} are names of columns, and no query",
            hint=f"--columns {some}; as JSON: --json --fields {some}",
        )


class FieldsAmongIdsError(UsageError):
    """Names of fields in place of ids."""

    def __init__(self, names: str, own: str) -> None:
        super().__init__(
            f"{names[:100]!r} names fields, and no ticket",
            hint=f"some fields only: --json --fields {own or 'id,title'}",
        )


def refuse_fields(words: Sequence[str]) -> None:
    """``--json title`` behind an id is how gh names fields. Raises FieldsAmongIdsError."""
    foreign = _FIELDS_OF_GH.split()
    for word in words[1:]:
        names = word.split(",")
        if all(name in BY_NAME or name in foreign for name in names):
            raise FieldsAmongIdsError(word, ",".join(n for n in names if n in BY_NAME)[:100])


def refuse_columns(words: Sequence[str]) -> None:
    """``--json id,title`` is how gh names fields. Raises ColumnsInQueryError."""
    foreign = _FIELDS_OF_GH.split()
    for word in words:
        names = word.split(",")
        if len(names) > 1 and all(name in BY_NAME or name in foreign for name in names):
            own = [name for name in names if name in BY_NAME]
            raise ColumnsInQueryError(word, ",".join(own)[:100])


def say_what_was_meant(
    session: "Session", words: Sequence[str], command: str, *, found: bool, as_json: bool = False
) -> None:
    """Name the field of each word that is looked for as text and is a status, priority or type.

    A query of several words that ``found`` something is rather meant as it stands.
    """
    text = " ".join(words)
    ruled_out = re.findall(_RULED_OUT, text)
    if ruled_out:
        _say_what_rules_nothing_out(session, ruled_out)
    if not text or (found and len(text.split()) > 1):
        return
    from tix.query.field_words import terms_meant

    looked_for = re.sub(_RULED_OUT, "", text)
    for word, term in terms_meant(looked_for, session.vocabulary, of_others=not found)[:3]:
        session.say(f"{word!r} was looked for as a word; did you mean 'tix {command} {term}'?")
    if as_json and not found and text in _FIELDS_OF_GH.split():
        session.say(f"{text!r} was looked for as a word; some fields only: --json --fields {text}")


_RULED_OUT = r"(?:(?<=\s)|^)-([\w@.-]+)(?=\s|$)"
_JOINED = r"([aAclmprst])(.+)"
"""``-lbug``, which rules out a word, and may be an option with its value."""
_JOINED_ELSEWHERE = r"[a-zA-Z][A-Z0-9].*"
"""``-yHigh``, as other tools take an option that tix hasn't."""


def _say_what_rules_nothing_out(session: "Session", words: Sequence[str]) -> None:
    """Name the field, or the option, for words that are ruled out and that no ticket has."""
    from tix.actions.selection import select
    from tix.query.field_words import terms_meant

    for word in words[:3]:
        joined, terms = re.fullmatch(_JOINED, word), terms_meant(word, session.vocabulary)
        is_other = re.fullmatch(_JOINED_ELSEWHERE, word)
        if not (joined or terms or is_other) or select(session, (f'"{word}"',)):
            continue
        if not joined and not terms:
            session.say(f"no ticket has the word {word!r}: -{word} rules nothing out")
            continue
        instead = f"-{terms[0][1]}" if terms else f"-{word[0]} {word[1:]}"
        session.say(f"no ticket has the word {word!r}; did you mean '{instead}'?")
