"""A reply: an answer that is ready, as a template. A language may stand behind its name."""

from tix.frozen import dataclass
from tix.model.layout import REPLIES
from tix.model.record.fields import NAME, TEXT, Field
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField
from tix.model.records.named_record import LABELS, REDACTED, NamedRecord


@dataclass(frozen=True, slots=True)
class Reply(NamedRecord):
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


FIELDS: tuple[Field, ...] = (
    Field("title", NAME, "what it answers, in one line"),
    Field("subject", TEXT, "the subject of a mail with it"),
    LABELS,
    REDACTED,
)  # fmt: skip

REPLY = RecordKind("reply", REPLIES, FIELDS, Reply, ("title",), title="title", has_variants=True)
"""Replies among the kinds of records."""
