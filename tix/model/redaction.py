"""Taking a text out of a ticket."""

from typing import Any

from tix.model.fields import FIELDS, TEXT, TITLE, WORD
from tix.model.ticket import TeamField, Ticket
from tix.values import replace

REDACTED = "[redacted]"
"""What stands in the place of a text that was taken out."""


def redact(ticket: Ticket, secret: str) -> Ticket:
    """The ticket with the secret replaced in its texts, words, body and comments."""

    def clean(text: str) -> str:
        return text.replace(secret, REDACTED)

    values: dict[str, Any] = {}
    for field in FIELDS:
        value = field.of(ticket)
        if value is None or field.kind not in (TEXT, TITLE, WORD) or field.name == "status":
            continue
        values[field.name] = tuple(map(clean, value)) if field.many else clean(value)
    return replace(
        ticket,
        **values,
        team_fields=tuple(
            TeamField(
                f.name, clean(f.value) if isinstance(f.value, str) else tuple(map(clean, f.value))
            )
            for f in ticket.team_fields
        ),
        body=clean(ticket.body),
        comments=tuple(replace(c, text=clean(c.text)) for c in ticket.comments),
    )
