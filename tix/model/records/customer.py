"""A customer: the organisation that requesters belong to, its contract and its contacts."""

from datetime import date

from tix.frozen import dataclass
from tix.model.layout import CUSTOMERS
from tix.model.record.fields import (
    DAY,
    MONEY,
    NAME,
    NETWORK,
    PERSON,
    TEXT,
    WORD,
    Field,
    Kind,
    rewrite_text,
)  # fmt: skip
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment, TeamField
from tix.model.records.known_by import at_domain, same_number, same_person, same_text
from tix.model.records.named_record import LABELS, REDACTED, NamedRecord


@dataclass(frozen=True, slots=True)
class Customer(NamedRecord):
    """One customer; ``id`` is the name of its file.

    Attribute names are the names in the front matter; ``FIELDS`` tells their types, order and
    meaning. Comments on it are notes of calls.
    """

    id: str
    name: str
    contacts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ips: tuple[str, ...] = ()
    contract: str | None = None
    contract_from: date | None = None
    contract_until: date | None = None
    plan: str | None = None
    covers: tuple[str, ...] = ()
    language: str | None = None
    address: str | None = None
    tax_id: str | None = None
    rate: str | None = None
    tax: str | None = None
    labels: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()


def tax_text(text: str) -> str:
    """A tax at the shortest: ``AE``, not *reverse charge*. Raises ValueError with a sentence."""
    from tix.model.record.taxes import parse_tax  # few customers have one, and decimals take long

    return str(parse_tax(text))


def _read_tax(text: str) -> str:
    try:
        return tax_text(text)
    except ValueError:
        return text


TAX = Kind(
    "tax", _read_tax, str, "word", rewrite=rewrite_text, typed=lambda text, _: tax_text(text)
)
"""Any other text is read as it is, for a team may have a field of its own that is called so; what
is typed, and who bills, is strict."""

FIELDS: tuple[Field, ...] = (
    Field("name", NAME, "what it is called"),
    Field("contacts", PERSON, "who speaks for it", many=True, other_names=("contact",)),
    Field(
        "domains", WORD, "what its mail addresses end in", many=True, other_names=("domain",),
        asked="word",
    ),
    Field("phones", TEXT, "its telephone numbers", many=True, other_names=("phone",)),
    Field("ips", NETWORK, "addresses or networks it calls from", many=True, other_names=("ip",)),
    Field("contract", TEXT, "the number of its contract"),
    Field("contract_from", DAY, "the contract's first day", merged="earlier"),
    Field("contract_until", DAY, "the contract's last day"),
    Field("plan", WORD, "what was agreed on, by the desk's word for it", asked="word"),
    Field(
        "covers", WORD, "types of tickets that the contract covers", many=True,
        other_names=("cover",), asked="word",
    ),
    Field("language", WORD, "the language it is answered in", asked="word"),
    Field("address", TEXT, "where letters go"),
    Field("tax_id", TEXT, "its number with the tax office"),
    Field("rate", MONEY, "what an hour of work costs it"),
    Field("tax", TAX, "the tax that it pays, if that isn't the desk's: a rate, or why none"),
    LABELS,
    REDACTED,
)  # fmt: skip

CUSTOMER = RecordKind(
    "customer",
    CUSTOMERS,
    FIELDS,
    Customer,
    ("name",),
    computed=("open", "hours", "satisfaction"),
    only_shown=("coverage",),
    later=frozenset(("tax",)),
    known_by=(
        ("contacts", same_person),
        ("phones", same_number),
        ("contract", same_text),
        ("domains", at_domain),
    ),
)
"""Customers among the kinds of records."""


def is_meant(customer: Customer, text: str) -> bool:
    """Whether a ticket's ``customer`` names this one: by the name of its file, or what it is
    called."""
    folded = text.strip().casefold()
    return folded in (customer.id, customer.name.casefold())
