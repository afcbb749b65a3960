"""An article of the knowledge base: what is known about a problem."""

from datetime import date

from tix.frozen import dataclass
from tix.model.ids import parse_id
from tix.model.layout import ARTICLES
from tix.model.record.fields import DAY, NAME, YES_NO, Field, Kind
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField
from tix.model.records.named_record import LABELS, REDACTED, NamedRecord


@dataclass(frozen=True, slots=True)
class Article(NamedRecord):
    """One article; ``id`` is the name of its file.

    Attribute names are the names in the front matter, but ``sources``, which is ``from`` there.
    """

    id: str
    title: str
    public: str | None = None
    labels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewed: date | None = None
    redacted: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()


TICKET_ID = Kind("ticket", parse_id, str, "word")

FIELDS: tuple[Field, ...] = (
    Field("title", NAME, "what it is about, in one line"),
    Field("public", YES_NO, "whether customers may read it"),
    LABELS,
    Field("from", TICKET_ID, "the tickets that it was written from", many=True, held_in="sources"),
    Field("reviewed", DAY, "the day on which somebody last saw that it is still right"),
    REDACTED,
)  # fmt: skip

ARTICLE = RecordKind(
    "article", ARTICLES, FIELDS, Article, ("title",), title="title", command="kb",
    plural="articles",
)  # fmt: skip
"""Articles among the kinds of records."""
