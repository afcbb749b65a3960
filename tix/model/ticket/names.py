"""Names that are taken in queries, columns and JSON."""

from tix.model.ticket.fields import BY_NAME, LATER
from tix.model.ticket.link_names import SEEN_FROM_THE_OTHER_END
from tix.model.ticket.ticket import LINK_KINDS


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_")


_TAKEN = frozenset(
    map(
        _plain,
        (
            *BY_NAME,
            *("archived", "at", "author", "backlinks", "body", "by", "comment", "comments"),
            *("fields", "group", "has", "is", "path", "sort", "team", "text", "updated"),
            *LINK_KINDS,
            *SEEN_FROM_THE_OTHER_END,
        ),
    )
)


_DECLARABLE = frozenset(name for field in LATER for name in (field.name, *field.other_names))


def is_taken(name: str) -> bool:
    """Whether a name is taken, so that no team-defined field can have it."""
    return _plain(name) in _TAKEN


def is_declarable(name: str) -> bool:
    """Whether a team may declare a field of that name: it means nothing else, or a built-in field
    that came later, to which the declaration gives its words."""
    return not is_taken(name) or name in _DECLARABLE
