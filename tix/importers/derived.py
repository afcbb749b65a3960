"""Names that follow from where a ticket comes from.

Two people who import the same issue in two clones get the same ticket id, so that their desks
meet in one ticket when they sync. Random ids would make two tickets of it.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256

from tix.model.ids import derived_id, is_id


def derived_comment_id(source: str, comment: str, taken: Callable[[str], bool]) -> str:
    """The id of a comment, from its ticket's source and what the comment is called there."""
    return "c-" + derived_id(f"{source}\n{comment}", lambda ident: taken(f"c-{ident}"))


def exported_id(record: Mapping[str, object]) -> str | None:
    """The ticket's id here, where ``tix export`` wrote the record and the tracker gave it no
    number of its own."""
    ident = record.get("id")
    return ident if isinstance(ident, str) and is_id(ident) else None


def fingerprint(text: str) -> str:
    """Eight hexadecimal digits that tell one text from another."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
