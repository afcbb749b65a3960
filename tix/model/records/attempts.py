"""Attempts: failures of a test in a place, in a row, that have no ticket yet."""

from tix.frozen import dataclass
from tix.model.layout import TRIES
from tix.model.record.fields import NAME, TEXT, Field, entry_kind
from tix.model.record.kind import RecordKind
from tix.model.record.occurrences import OCCURRENCES, Occurrence
from tix.model.record.values import Comment, TeamField
from tix.model.records.named_record import REDACTED, NamedRecord


@dataclass(frozen=True, slots=True)
class Attempts(NamedRecord):
    """The failures of one test in one place; ``id`` is the name of its file.

    Attribute names are the names in the front matter; ``FIELDS`` tells their types, order and
    meaning.
    """

    id: str
    title: str
    key: str
    place: str
    occurrences: tuple[Occurrence, ...] = ()
    redacted: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()


FIELDS: tuple[Field, ...] = (
    Field("title", NAME, "the title that the ticket would have"),
    Field("key", TEXT, "what the test is known by"),
    Field("place", TEXT, "where it fails"),
    Field(
        "occurrences",
        entry_kind("occurrence", lambda: OCCURRENCES, "contains"),
        "the failures in a row",
        many=True, editable=False, other_names=("occurrence",),
    ),
    REDACTED,
)  # fmt: skip

ATTEMPTS = RecordKind(
    "try", TRIES, FIELDS, Attempts, ("title", "key", "place"), title="title", plural="tries"
)
"""Attempts among the kinds of records."""
