"""The words of an invoice's page, by language: those in which tix writes letters."""

from collections.abc import Mapping

from tix.frozen import dataclass


@dataclass(frozen=True)
class InvoiceWords:
    """The words of one language. ``columns`` are text, quantity, unit, price and net; ``void`` is
    what an invoice is that was taken back."""

    language: str
    invoice: str
    credit: str
    customer: str
    issued: str
    due: str
    paid: str
    takes_back: str
    status: str
    void: str
    tax_id: str
    registration: str
    columns: tuple[str, str, str, str, str]
    net: str
    tax: str
    total: str
    rounding: str


ENGLISH = InvoiceWords(
    "en", "Invoice", "Credit note", "Customer", "Issued", "Due", "Paid", "Takes back", "Status",
    "void", "Tax no.", "Reg. no.", ("text", "quantity", "unit", "price", "net"), "Net", "Tax",
    "Total",
    "Each line is rounded half up to the unit of the currency; so is the tax on their sum.",
)  # fmt: skip

_WORDS: Mapping[str, InvoiceWords] = {
    "de": InvoiceWords(
        "de", "Rechnung", "Gutschrift", "Kunde", "Datum", "Fällig", "Bezahlt", "Storniert",
        "Stand", "storniert", "USt-IdNr.", "Reg.-Nr.",
        ("Leistung", "Menge", "Einheit", "Preis", "Netto"), "Netto", "USt.", "Gesamt",
        "Jede Zeile ist kaufmännisch gerundet, ebenso die Steuer auf ihre Summe.",
    ),
    "es": InvoiceWords(
        "es", "Factura", "Factura rectificativa", "Cliente", "Fecha", "Vencimiento", "Pagada",
        "Anula", "Estado", "anulada", "NIF", "Reg.",
        ("concepto", "cantidad", "unidad", "precio", "importe"), "Base", "IVA", "Total",
        "Cada línea se redondea al céntimo, y también el impuesto sobre su suma.",
    ),
    "fr": InvoiceWords(
        "fr", "Facture", "Avoir", "Client", "Date", "Échéance", "Payée", "Annule", "État",
        "annulée", "N° TVA", "N° d'immatriculation",
        ("désignation", "quantité", "unité", "prix", "montant"), "Total HT", "TVA", "Total TTC",
        "Chaque ligne est arrondie à l'unité de la monnaie, de même que la taxe sur leur somme.",
    ),
    "pt": InvoiceWords(
        "pt", "Fatura", "Nota de crédito", "Cliente", "Data", "Vencimento", "Paga", "Anula",
        "Estado", "anulada", "NIF", "N.º de registo",
        ("descrição", "quantidade", "unidade", "preço", "valor"), "Valor líquido", "IVA", "Total",
        "Cada linha é arredondada à unidade da moeda, tal como o imposto sobre a sua soma.",
    ),
}  # fmt: skip


def invoice_words(language: str | None) -> InvoiceWords:
    """The words for a language like ``pt`` or ``pt-BR``; English for any other."""
    wanted = (language or "").strip().casefold().replace("_", "-").partition("-")[0]
    return _WORDS.get(wanted, ENGLISH)
