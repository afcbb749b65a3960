"""An asset: a machine that customers ask about, or a part that is kept in stock."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.layout import ASSETS
from tix.model.record.fields import (
    MONEY,
    NAME,
    NUMBER,
    PERSON,
    TEXT,
    WORD,
    Field,
    Kind,
    parse_number,
)  # fmt: skip
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField
from tix.model.records.known_by import same_text
from tix.model.records.named_record import LABELS, REDACTED, NamedRecord
from tix.model.times import format_time, parse_time
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes long to import
    from decimal import Decimal

_PARTS = " · "


@dataclass(frozen=True, slots=True)
class Asset(NamedRecord):
    """One asset; ``id`` is the name of its file.

    Attribute names are the names in the front matter; ``FIELDS`` tells their types, order and
    meaning.
    """

    id: str
    name: str
    kind: str | None = None
    serial: str | None = None
    customer: str | None = None
    owner: str | None = None
    location: str | None = None
    counted: str | None = None
    minimum: str | None = None
    unit: str | None = None
    price: str | None = None
    labels: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()

    @property
    def count(self) -> "Count | None":
        """When it was last counted, and how many there were."""
        return Count.of(self.counted) if self.counted else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there were at a time."""

    at: datetime
    number: "Decimal"

    @classmethod
    def of(cls, text: str) -> "Count":
        """Read ``TIME · NUMBER``. Raises ValueError with a sentence for people."""
        from decimal import Decimal

        at, _, number = text.partition(_PARTS)
        return cls(parse_time(at), Decimal(parse_number(number)))


def parse_counted(text: str) -> str:
    """``TIME · NUMBER`` with the time as tix writes it, so that the later one is the larger text.

    Raises ValueError with a sentence for people.
    """
    at, dot, number = text.partition(_PARTS)
    if not dot:
        raise ValueError(f"{text!r} is not a count like '2026-11-25T09:00:00Z · 14'")
    if (count := parse_number(number)).startswith("-"):
        raise ValueError(f"{count} is not a count: it is below zero")
    return f"{format_time(parse_time(at))}{_PARTS}{count}"


def _counted_now(text: str, now: datetime) -> str:
    """A number alone was counted now."""
    return text if _PARTS in text else f"{format_time(now)}{_PARTS}{text}"


COUNTED = Kind("count", parse_counted, str, "contains", merge="later", typed=_counted_now)

FIELDS: tuple[Field, ...] = (
    Field("name", NAME, "what it is called"),
    Field("kind", WORD, "what sort of thing it is", asked="word"),
    Field("serial", TEXT, "its maker's number"),
    Field("customer", TEXT, "the customer that has it"),
    Field("owner", PERSON, "who looks after it"),
    Field("location", TEXT, "where it is"),
    Field("counted", COUNTED, "when it was last counted, and how many there were"),
    Field("minimum", NUMBER, "how many there should always be"),
    Field("unit", WORD, "what one of it is", asked="word"),
    Field("price", MONEY, "what one of it costs"),
    LABELS,
    REDACTED,
)  # fmt: skip

ASSET = RecordKind(
    "asset",
    ASSETS,
    FIELDS,
    Asset,
    ("name",),
    computed=("stock", "low"),
    states=("low",),
    known_by=(("serial", same_text),),
)
"""Assets among the kinds of records."""
