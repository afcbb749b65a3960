"""An invoice: what a customer owes for work and parts. Its file is named by its number."""

from datetime import date

from tix.frozen import dataclass
from tix.model.layout import INVOICES
from tix.model.record.entries import AMOUNT, FREE_TEXT, IDENT, EntryForm, Part
from tix.model.record.entries import WORD as WORD_PART
from tix.model.record.fields import DAY, NAME, TEXT, WORD, Field, Kind, entry_kind
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField
from tix.model.records.named_record import REDACTED, NamedRecord
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes long to import
    from decimal import Decimal

STATUSES = ("draft", "sent", "paid", "void")
"""How far an invoice can be, in this order."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """An entry of a ticket, as it is billed: ``net`` is in the invoice's currency."""

    entry: str
    ticket: str
    quantity: "Decimal"
    unit: str
    price: "Decimal"
    net: "Decimal"
    text: str

    @staticmethod
    def words(lines: "tuple[InvoiceLine, ...]") -> tuple[str, ...]:
        """The tickets and entries that are billed."""
        return tuple(dict.fromkeys(word for line in lines for word in (line.ticket, line.entry)))


LINES: EntryForm[InvoiceLine] = EntryForm(
    InvoiceLine,
    (
        Part("entry", IDENT),
        Part("ticket", WORD_PART),
        Part("quantity", AMOUNT, end=" "),
        Part("unit", WORD_PART),
        Part("price", AMOUNT),
        Part("net", AMOUNT),
        Part("text", FREE_TEXT),
    ),
    "w-q8m2ht · k7f3qz · 1.5 h · 80.00 · 120.00 · what was done",
    identity=lambda line: line,
    order=lambda line: (line.text, line.ticket, line.entry, line.net),
)
LINE = entry_kind("line", lambda: LINES, "word", "other")


@dataclass(frozen=True, slots=True)
class Invoice(NamedRecord):
    """One invoice; ``id`` is the name of its file.

    Attribute names are the names in the front matter; ``FIELDS`` tells their types, order and
    meaning. One that ``credits`` another takes back what that one billed.
    """

    id: str
    number: str
    customer: str | None = None
    status: str | None = None
    issued: date | None = None
    due: date | None = None
    paid: date | None = None
    currency: str | None = None
    lines: tuple[InvoiceLine, ...] = ()
    tax_rate: str | None = None
    credits: str | None = None
    seller: tuple[str, ...] = ()
    buyer: tuple[str, ...] = ()
    tax_exemption: str | None = None
    redacted: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()

    @property
    def bills(self) -> bool:
        """Whether it bills what it names: it is neither void nor a credit note."""
        return self.status != "void" and self.credits is None

    @property
    def is_unpaid(self) -> bool:
        """Whether its customer owes it still, sent or not."""
        return self.bills and self.status != "paid"

    def is_overdue(self, today: date) -> bool:
        """Whether it was to be paid before a day, and isn't."""
        return self.is_unpaid and self.due is not None and self.due < today


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
    Field("lines", LINE, "what is billed, entry by entry", many=True, other_names=("line",)),
    Field("tax_rate", TEXT, "the rate of the tax"),
    Field("credits", TEXT, "the number of the invoice that it voids"),
    Field("seller", TEXT, "who bills: name, address, country, tax number", many=True),
    Field("buyer", TEXT, "who is billed: name, address, country, tax number", many=True),
    Field("tax_exemption", TEXT, "why there is no tax: a category of EN 16931, and the reason"),
    REDACTED,
)  # fmt: skip

INVOICE = RecordKind(
    "invoice",
    INVOICES,
    FIELDS,
    Invoice,
    ("number",),
    title="number",
    computed=("unpaid", "overdue"),
    states=("unpaid", "overdue"),
)
"""Invoices among the kinds of records."""
