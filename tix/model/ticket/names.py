"""Names that are taken in queries, columns and JSON."""

from tix.model.ticket.fields import BY_NAME
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


def is_taken(name: str) -> bool:
    """Whether a name is taken, so that no team-defined field can have it."""
    return _plain(name) in _TAKEN
