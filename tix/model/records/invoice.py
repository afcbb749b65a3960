"""An invoice: what a customer owes for work and parts. Its file is named by its number."""

from datetime import date, datetime

from tix.frozen import dataclass
from tix.model.layout import INVOICES
from tix.model.record.fields import DAY, NAME, REDACTION, TEXT, WORD, Field, Kind
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField, team_value

STATUSES = ("draft", "sent", "paid", "void")
"""How far an invoice can be, in this order."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice; ``id`` is the name of its file.

    Attribute names are the names in the front matter; ``FIELDS`` tells their types, order and
    meaning. A line is ``ENTRY-ID · TICKET · QUANTITY UNIT · PRICE · NET · text``.
    """

    id: str
    number: str
    customer: str | None = None
    status: str | None = None
    issued: date | None = None
    due: date | None = None
    paid: date | None = None
    currency: str | None = None
    lines: tuple[str, ...] = ()
    tax_rate: str | None = None
    credits: str | None = None
    seller: tuple[str, ...] = ()
    buyer: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()

    @property
    def opened(self) -> datetime | None:
        """Invoices aren't opened."""
        return None

    def team_field(self, name: str) -> str | tuple[str, ...] | None:
        """The value of a team-defined field, or None."""
        return team_value(self.team_fields, name)


def _parse_status(text: str) -> str:
    if text not in STATUSES:
        raise ValueError(f"{text!r} is not one of {', '.join(STATUSES)}")
    return text


STATUS = Kind("invoice status", _parse_status, str, "word", merge="invoice")

FIELDS: tuple[Field, ...] = (
    Field("number", NAME, "its number"),
    Field("customer", TEXT, "who owes it"),
    Field("status", STATUS, "how far it is"),
    Field("issued", DAY, "the day on which it was issued", merged="earlier"),
    Field("due", DAY, "the day by which it is to be paid"),
    Field("paid", DAY, "the day on which it was paid", merged="earlier"),
    Field("currency", WORD, "the currency of its amounts (ISO 4217)", asked="word"),
    Field("lines", TEXT, "what is billed, entry by entry", many=True, other_names=("line",)),
    Field("tax_rate", TEXT, "the rate of the tax"),
    Field("credits", TEXT, "the number of the invoice that it voids"),
    Field("seller", TEXT, "who bills: name, address, country, tax number", many=True),
    Field("buyer", TEXT, "who is billed: name, address, country, tax number", many=True),
    Field(
        "redacted", REDACTION, "what texts that were taken out are known by", many=True,
        editable=False, other_names=("redaction",),
    ),
)  # fmt: skip

INVOICE = RecordKind("invoice", INVOICES, FIELDS, Invoice, ("number",), title="number")
"""Invoices among the kinds of records."""
