"""The words of an invoice's page, by language: those in which tix writes letters."""

from collections.abc import Mapping

from tix.frozen import dataclass


@dataclass(frozen=True)
class InvoiceWords:
    """The words of one language. ``columns`` are text, quantity, unit, price and net; ``void`` is
    what an invoice is that was taken back; ``exemptions`` are said where no tax is: of the
    categories AE, K, G, E and O."""

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
    exemptions: tuple[str, str, str, str, str]


ENGLISH = InvoiceWords(
    "en", "Invoice", "Credit note", "Customer", "Issued", "Due", "Paid", "Takes back", "Status",
    "void", "Tax no.", "Reg. no.", ("text", "quantity", "unit", "price", "net"), "Net", "Tax",
    "Total",
    "Each line is rounded half up to the unit of the currency; so is the tax on their sum.",
    ("Reverse charge", "Intra-Community supply", "Export outside the EU",
     "Exempt from VAT", "Not subject to VAT"),
)  # fmt: skip

_WORDS: Mapping[str, InvoiceWords] = {
    "de": InvoiceWords(
        "de", "Rechnung", "Gutschrift", "Kunde", "Datum", "Fällig", "Bezahlt", "Storniert",
        "Stand", "storniert", "USt-IdNr.", "Reg.-Nr.",
        ("Leistung", "Menge", "Einheit", "Preis", "Netto"), "Netto", "USt.", "Gesamt",
        "Jede Zeile ist kaufmännisch gerundet, ebenso die Steuer auf ihre Summe.",
        ("Steuerschuldnerschaft des Leistungsempfängers", "Innergemeinschaftliche Lieferung",
         "Ausfuhrlieferung", "Steuerfrei", "Nicht steuerbar"),
    ),
    "es": InvoiceWords(
        "es", "Factura", "Factura rectificativa", "Cliente", "Fecha", "Vencimiento", "Pagada",
        "Anula", "Estado", "anulada", "NIF", "Reg.",
        ("concepto", "cantidad", "unidad", "precio", "importe"), "Base", "IVA", "Total",
        "Cada línea se redondea al céntimo, y también el impuesto sobre su suma.",
        ("Inversión del sujeto pasivo", "Entrega intracomunitaria", "Exportación",
         "Exenta de IVA", "No sujeta a IVA"),
    ),
    "fr": InvoiceWords(
        "fr", "Facture", "Avoir", "Client", "Date", "Échéance", "Payée", "Annule", "État",
        "annulée", "N° TVA", "N° d'immatriculation",
        ("désignation", "quantité", "unité", "prix", "montant"), "Total HT", "TVA", "Total TTC",
        "Chaque ligne est arrondie à l'unité de la monnaie, de même que la taxe sur leur somme.",
        ("Autoliquidation", "Livraison intracommunautaire", "Exportation",
         "Exonéré de TVA", "Non soumis à la TVA"),
    ),
    "pt": InvoiceWords(
        "pt", "Fatura", "Nota de crédito", "Cliente", "Data", "Vencimento", "Paga", "Anula",
        "Estado", "anulada", "NIF", "N.º de registo",
        ("descrição", "quantidade", "unidade", "preço", "valor"), "Valor líquido", "IVA", "Total",
        "Cada linha é arredondada à unidade da moeda, tal como o imposto sobre a sua soma.",
        ("IVA – autoliquidação", "Transmissão intracomunitária", "Exportação",
         "Isento de IVA", "Não sujeito a IVA"),
    ),
}  # fmt: skip


def invoice_words(language: str | None) -> InvoiceWords:
    """The words for a language like ``pt`` or ``pt-BR``; English for any other."""
    wanted = (language or "").strip().casefold().replace("_", "-").partition("-")[0]
    return _WORDS.get(wanted, ENGLISH)


def exemption_text(category: str, words: InvoiceWords = ENGLISH) -> str:
    """Why there is no tax, by the category; "" for what is zero rated."""
    return dict(zip(("AE", "K", "G", "E", "O"), words.exemptions, strict=True)).get(category, "")
