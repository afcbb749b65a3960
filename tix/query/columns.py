"""The text of a ticket in columns: what search, its ranking and its index look at."""

from collections.abc import Mapping

from tix.model.ticket import Ticket

COLUMNS = ("title", "labels", "people", "body", "comments", "resolution", "other")


def columns_of(ticket: Ticket) -> Mapping[str, tuple[str, ...]]:
    """The passages of each column, none of them empty; a phrase stands within one of them."""
    return {name: column_of(ticket, name) for name in COLUMNS}


def column_of(ticket: Ticket, name: str) -> tuple[str, ...]:
    """The passages of one column, or of ``attachments`` or ``occurrences``."""
    match name:
        case "title" | "body":
            text: str = getattr(ticket, name)
            return (text,) if text else ()
        case "labels" | "attachments":
            items: tuple[str, ...] = getattr(ticket, name)
            return items
        case "comments":
            return tuple(comment.text for comment in ticket.comments if comment.text)
        case "resolution":
            return (ticket.resolution,) if ticket.resolution else ()
        case "occurrences":
            return tuple(map(str, ticket.occurrences))
        case "people":
            return _people(ticket)
    return _other(ticket)


def _people(ticket: Ticket) -> tuple[str, ...]:
    """Everybody who has to do with it, as written, each once."""
    people = (ticket.requester, ticket.opened_by, *ticket.assignees, *ticket.watchers)
    authors = (str(comment.author) for comment in ticket.comments)
    return tuple(dict.fromkeys(who for who in (*people, *authors) if who))


def _other(ticket: Ticket) -> tuple[str, ...]:
    texts = [ticket.customer, ticket.milestone, ticket.key, ticket.source, *ticket.attachments]
    for field in ticket.team_fields:
        texts += (field.value,) if isinstance(field.value, str) else field.value
    return tuple(text for text in texts if text)
