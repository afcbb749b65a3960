"""What the kinds beside tickets share: records that are named by their file, and rows of their
tables of fields."""

from datetime import datetime

from tix.model.record.fields import REDACTION, WORD, Field
from tix.model.record.values import HasTeamFields


class NamedRecord(HasTeamFields):
    """A record whose ``id`` is the name of its file: it is there, and isn't opened."""

    __slots__ = ()

    @property
    def opened(self) -> datetime | None:
        """None: only tickets are opened."""
        return None


LABELS = Field(
    "labels", WORD, "words to find it by", many=True, other_names=("label",), asked="word",
    searched="labels",
)  # fmt: skip

REDACTED = Field(
    "redacted", REDACTION, "what texts that were taken out are known by", many=True,
    editable=False, other_names=("redaction",),
)  # fmt: skip
