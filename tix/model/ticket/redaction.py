"""Taking a text out of a ticket, wherever people could have written it.

The words of the desk (status, type, priority and their like), ids, times and links aren't texts of
anybody's, and stay as they are.
"""

from tix.frozen import replace
from tix.model.record.fields import WORD
from tix.model.record.front_matter import FrontMatter
from tix.model.record.rewriting import with_texts
from tix.model.record.taken_out import IN_NAMES, REDACTED, items_for, salt_of, without
from tix.model.text.yaml_nodes import YamlError
from tix.model.ticket.document import Document, load
from tix.model.ticket.fields import FIELDS, TICKET
from tix.model.ticket.ticket import Ticket

_SHORTEST_IN_NAMES = 3
"""Characters; what is left of a text in a name stands in other names, too, if it is shorter."""

WORDS = tuple(field.name for field in FIELDS if field.kind is WORD and not field.rewrite)
"""Fields whose values are words that the desk agreed on."""


def redact(ticket: Ticket, secret: str, salt: str) -> Ticket:
    """The ticket with the secret replaced, and an item that remembers it.

    ``salt`` is for a ticket that has none yet.
    """
    cleaned = with_texts(
        TICKET, ticket, lambda text: without(text, secret), lambda name: redacted_name(name, secret)
    )
    if cleaned == ticket:
        return ticket
    # hashes of short texts could be guessed; the next import leaves the ticket as it is
    cleaned = replace(remembering(cleaned, secret, salt), imported=())
    for form in _in_names(secret)[1:]:
        if any(form in name for name in ticket.attachments):
            cleaned = remembering(cleaned, form, salt)
    return cleaned


def remembering(ticket: Ticket, text: str, salt: str) -> Ticket:
    """The ticket with items for a text that was taken out of it."""
    new = items_for(text, salt_of(ticket.redacted) or salt)
    return replace(ticket, redacted=tuple(dict.fromkeys((*ticket.redacted, *new))))


def is_redaction(before: Ticket, after: Ticket) -> bool:
    """Whether a text was taken out between two versions: by a new item, or by more marks.

    The item for a second short text, or for one that had come back, is there already.
    """
    if set(after.redacted) - set(before.redacted):
        return True
    return bool(after.redacted) and _marks(after) > _marks(before)


def _marks(ticket: Ticket) -> int:
    count = 0

    def counted(text: str) -> str:
        nonlocal count
        count += text.count(IN_NAMES)
        return text

    with_texts(TICKET, ticket, counted, counted)
    return count


def redacted_name(name: str, secret: str) -> str:
    """An attachment's name without the secret, as it is or as such a name would have it."""
    for form in _in_names(secret):
        name = without(name, form, IN_NAMES)
    return name


def _in_names(text: str) -> tuple[str, ...]:
    """How names of attachments may have a text: other characters have become dashes there."""
    from tix.model.ticket.file_names import (
        ascii_dashed,
        dashed,
    )  # few texts are looked for in names

    forms = (form(text).strip(".-") for form in (dashed, ascii_dashed))
    return tuple(dict.fromkeys([text, *(f for f in forms if len(f) >= _SHORTEST_IN_NAMES)]))


# -- files ----------------------------------------------------------------------------------------


def redacted_file(document: Document, ticket: Ticket, secret: str) -> bytes:
    """The document's file with the ticket in it, and without the secret in its YAML comments.

    Raises ValueError for what the format can't hold.
    """
    data = document.save(ticket)
    saved = load(data)
    front = saved.front.text
    if secret not in front:
        return data
    at = front.find(secret)
    while at >= 0:
        tried = f"{front[:at]}{REDACTED}{front[at + len(secret) :]}"
        front, at = (tried, at + len(REDACTED)) if _holds(saved, tried) else (front, at + 1)
        at = front.find(secret, at)
    return _with_front(saved, front)


def _holds(document: Document, front: str) -> bool:
    """Whether the document says the same with other lines of fields: a comment was changed."""
    try:
        values = FrontMatter(TICKET, front, document.newline).values(complete=True)
    except YamlError:
        return False
    was = document.record
    return TICKET.made(values, was.id, was.body, was.comments) == was


def _with_front(document: Document, front: str) -> bytes:
    bom = "\ufeff" if document.bom else ""
    return f"{bom}{document.head}{front}{document.tail}".encode()
