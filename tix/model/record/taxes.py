"""The tax on an invoice: a rate, or why there is none.

``23%``, or a category of EN 16931 (UNTDID 5305) and a reason in words: ``AE`` reverse charge, ``K``
supply within the European Union, ``G`` export, ``E`` exempt, ``O`` not subject to VAT, ``Z`` zero
rated. The reason of the first three and of ``O`` is known; that of ``E`` says which law exempts it.
"""

import re
from decimal import Decimal

from tix.frozen import dataclass

WORDS = {
    "reverse charge": "AE", "intra-community supply": "K", "intra-community": "K",
    "export outside the eu": "G", "export": "G", "exempt from vat": "E", "vat exempt": "E",
    "exempt": "E", "not subject to vat": "O", "not subject": "O", "zero rated": "Z",
}  # fmt: skip
"""The categories without tax by what people and our own pages call them; of several that begin
alike, the longest first."""
CATEGORIES = frozenset(WORDS.values())


@dataclass(frozen=True, slots=True)
class Tax:
    """``rate`` is a part of one. ``exemption`` is the category and the reason where there is no
    tax: ``AE``, ``E § 19 UStG``; None where nobody said."""

    rate: Decimal = Decimal(0)
    exemption: str | None = None

    def __str__(self) -> str:
        return self.exemption or f"{(self.rate * 100).normalize():f}%"


def percent(text: str) -> Decimal | None:
    """The rate that ``23%`` or ``5.5 %`` is, as a part of one; None for anything else."""
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%", text.strip())
    return Decimal(found[1]) / 100 if found and Decimal(found[1]) <= 100 else None


def parse_tax(text: str) -> Tax:
    """The tax that a text says. Raises ValueError with a sentence for people."""
    plain = " ".join(text.split())
    if (rate := percent(plain)) is not None:
        return Tax(rate)
    for word, category in WORDS.items():
        said = re.sub("[ -]", "[ -]", word)
        if match := re.fullmatch(rf"(?i:{category}|{said})(?:[:,]? (?P<why>.+))?", plain):
            why = match["why"]
            if category == "Z" and why:
                raise ValueError(f"{text!r}: what is zero rated needs no reason")
            return Tax(exemption=f"{category} {why}" if why else category)
    if re.fullmatch("[A-Z]{2} ?[A-Z0-9 .]*[0-9]{6}[A-Z0-9 .]*", plain):
        raise ValueError(
            f"{text!r} is a tax number, which is tax_id; tax is 23%, or why there is none"
        )
    raise ValueError(
        f"{text!r} is no tax like 23%, reverse charge (AE), intra-community supply (K), export (G),"
        " exempt (E), not subject (O) or zero rated (Z)"
    )


def category_of(exemption: str) -> tuple[str, str]:
    """The category of an exemption, and its reason or ""."""
    category, _, why = exemption.partition(" ")
    return category, why
