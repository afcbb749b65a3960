"""An article of the knowledge base: what is known about a problem."""

from datetime import date, datetime

from tix.frozen import dataclass
from tix.model.ids import is_id
from tix.model.layout import ARTICLES
from tix.model.record.fields import DAY, NAME, REDACTION, WORD, YES_NO, Field, Kind
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField, team_value


@dataclass(frozen=True, slots=True)
class Article:
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

    @property
    def opened(self) -> datetime | None:
        """Articles aren't opened."""
        return None

    def team_field(self, name: str) -> str | tuple[str, ...] | None:
        """The value of a team-defined field, or None."""
        return team_value(self.team_fields, name)


def _parse_ticket(text: str) -> str:
    if not is_id(text):
        raise ValueError(f"{text!r} is not an id: six of 0-9 a-z (no i, l, o, u), first a letter")
    return text


TICKET_ID = Kind("ticket", _parse_ticket, str, "word")

FIELDS: tuple[Field, ...] = (
    Field("title", NAME, "what it is about, in one line"),
    Field("public", YES_NO, "whether customers may read it"),
    Field(
        "labels", WORD, "words to find it by", many=True, other_names=("label",), asked="word",
        searched="labels",
    ),
    Field("from", TICKET_ID, "the tickets that it was written from", many=True, held_in="sources"),
    Field("reviewed", DAY, "the day on which somebody last saw that it is still right"),
    Field(
        "redacted", REDACTION, "what texts that were taken out are known by", many=True,
        editable=False, other_names=("redaction",),
    ),
)  # fmt: skip

ARTICLE = RecordKind(
    "article", ARTICLES, FIELDS, Article, ("title",), title="title", command="kb",
    plural="articles",
)  # fmt: skip
"""Articles among the kinds of records."""
