"""A reply: an answer that is ready, as a template. A language may stand behind its name."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.layout import REPLIES
from tix.model.record.fields import NAME, REDACTION, TEXT, WORD, Field
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField, team_value


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply; ``id`` is the name of its file, and ``body`` the template.

    Attribute names are the names in the front matter; ``FIELDS`` tells their types, order and
    meaning.
    """

    id: str
    title: str
    subject: str | None = None
    labels: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()

    @property
    def opened(self) -> datetime | None:
        """Replies aren't opened."""
        return None

    def team_field(self, name: str) -> str | tuple[str, ...] | None:
        """The value of a team-defined field, or None."""
        return team_value(self.team_fields, name)


FIELDS: tuple[Field, ...] = (
    Field("title", NAME, "what it answers, in one line"),
    Field("subject", TEXT, "the subject of a mail with it"),
    Field(
        "labels", WORD, "words to find it by", many=True, other_names=("label",), asked="word",
        searched="labels",
    ),
    Field(
        "redacted", REDACTION, "what texts that were taken out are known by", many=True,
        editable=False, other_names=("redaction",),
    ),
)  # fmt: skip

REPLY = RecordKind("reply", REPLIES, FIELDS, Reply, ("title",), title="title", has_variants=True)
"""Replies among the kinds of records."""
