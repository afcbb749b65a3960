"""An invoice as text for people and spreadsheets: plain, Markdown, CSV, and HTML to print."""

import csv
import io
from collections.abc import Iterator, Sequence
from html import escape

from tix.model.record.taxes import category_of
from tix.model.records.invoice import Invoice
from tix.model.text.formulas import without_formula
from tix.model.work.invoice_words import ENGLISH, InvoiceWords, exemption_text, invoice_words
from tix.model.work.invoices import party, totals
from tix.model.work.money import amount_text

_COLUMNS = ENGLISH.columns
_NUMBERS = (1, 3, 4)
"""The columns that hold numbers."""

_Row = tuple[str, str]


def title_of(invoice: Invoice, words: InvoiceWords = ENGLISH) -> str:
    """``Invoice 2026-0001``, or ``Credit note 2026-0002``."""
    return f"{words.credit if invoice.credits else words.invoice} {invoice.number}"


def facts_of(invoice: Invoice) -> list[_Row]:
    """What stands above the lines, name by name."""
    days = (("Issued", invoice.issued), ("Due", invoice.due), ("Paid", invoice.paid))
    found = [("Customer", invoice.customer or ""), ("Status", invoice.status or "")]
    found += [(name, day.isoformat()) for name, day in days if day]
    if invoice.credits:
        found.append(("Takes back", invoice.credits))
    return [row for row in found if row[1]]


def _facts_for_customer(invoice: Invoice, words: InvoiceWords) -> list[_Row]:
    """The same on the page that a customer gets: whether it was sent is nothing to them, and their
    name stands above."""
    days = ((words.issued, invoice.issued), (words.due, invoice.due), (words.paid, invoice.paid))
    found = [] if invoice.buyer else [(words.customer, invoice.customer or "")]
    found += [(words.status, words.void)] if invoice.status == "void" else []
    found += [(name, day.isoformat()) for name, day in days if day]
    return [row for row in (*found, (words.takes_back, invoice.credits or "")) if row[1]]


def sums_of(invoice: Invoice, words: InvoiceWords = ENGLISH) -> list[_Row]:
    """What stands below them."""
    sums, currency = totals(invoice), invoice.currency or ""
    return [
        (words.net, f"{amount_text(sums.net)} {currency}"),
        (f"{words.tax} {invoice.tax_rate or '0%'}", f"{amount_text(sums.tax)} {currency}"),
        (words.total, f"{amount_text(sums.total)} {currency}"),
    ]


def notes_of(invoice: Invoice, words: InvoiceWords = ENGLISH) -> list[str]:
    """What stands at the end: why there is no tax, and how it is rounded."""
    category, why = category_of(invoice.tax_exemption or "")
    said = exemption_text(category, words)
    if why:  # who pays the tax instead is said in the law's own words, whatever else is
        said = f"{said}: {why}" if category == "AE" else why
    return [note for note in (said, words.rounding) if note]


def rows_of(invoice: Invoice) -> list[list[str]]:
    """The lines, in the columns text, quantity, unit, price, net."""
    return [
        [
            line.text,
            amount_text(line.quantity),
            line.unit,
            amount_text(line.price),
            amount_text(line.net),
        ]
        for line in invoice.lines
    ]


def _address(texts: Sequence[str], words: InvoiceWords) -> list[str]:
    """Name, address and numbers, a line each."""
    who = party(texts)
    place = " ".join(who[name] for name in ("zip", "city") if name in who)
    named = (("tax_id", f"{words.tax_id} "), ("registration", f"{words.registration} "),
             ("mail", ""), ("phone", ""), ("iban", "IBAN "), ("bic", "BIC "))  # fmt: skip
    lines = [who.get("name", ""), who.get("street", ""), who.get("address", ""), place]
    if who.get("country", "") not in who.get("address", "").split()[-1:]:  # it is there already
        lines.append(who.get("country", ""))
    lines += [f"{label}{who[name]}" for name, label in named if name in who]
    return [line for line in lines if line]


def as_text(invoice: Invoice) -> str:
    """Plain text, in columns."""
    from tabulate import tabulate  # 30 ms

    body = tabulate(
        rows_of(invoice), _COLUMNS, "plain", colalign=("left", "right", "left", "right", "right"),
        disable_numparse=True,
    ) if invoice.lines else ""  # fmt: skip
    facts = [f"{name + ':':<12}{value}" for name, value in facts_of(invoice)]
    width = max((len(value) for _, value in sums_of(invoice)), default=0)
    sums = [f"{name + ':':<12}{value:>{width}}" for name, value in sums_of(invoice)]
    notes = "\n".join(notes_of(invoice))
    parts = [title_of(invoice), "\n".join(facts), body, "\n".join(sums), notes]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_csv(invoice: Invoice) -> str:
    """A row a line, with the invoice's number, ticket and entry in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["invoice", "ticket", "entry", *_COLUMNS, "currency"])
    for line, row in zip(invoice.lines, rows_of(invoice), strict=True):
        text, *numbers = row
        cells = [invoice.number, line.ticket, line.entry, without_formula(text), *numbers]
        writer.writerow([*cells, invoice.currency or ""])
    return out.getvalue()


def as_markdown(invoice: Invoice) -> str:
    """A heading, the facts, and pipe tables."""
    head = ["| text | quantity | unit | price | net |", "|---|---:|---|---:|---:|"]
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows_of(invoice)]
    sums = ["| | |", "|---|---:|"]
    sums += [f"| {_cell(name)} | {_cell(value)} |" for name, value in sums_of(invoice)]
    facts = "\n".join(f"- {name}: {_cell(value)}" for name, value in facts_of(invoice))
    parts = [f"# {_cell(title_of(invoice))}", facts, "\n".join(head + lines), "\n".join(sums)]
    return "\n\n".join([*parts, *map(_cell, notes_of(invoice))]) + "\n"


def _cell(text: str) -> str:
    """A text that Markdown shows as it is."""
    shown = "".join(f"\\{char}" if char in "\\`*_{}[]()#+!|~<>&$" else char for char in text)
    return " ".join(shown.split())


def as_html(invoice: Invoice, language: str | None = None) -> str:
    """One page to print, in the words of a language; nothing is loaded from elsewhere."""
    words = invoice_words(language)
    title = escape(title_of(invoice, words))
    seller, buyer = (_lines(_address(texts, words)) for texts in (invoice.seller, invoice.buyer))
    facts, sums = _facts_for_customer(invoice, words), sums_of(invoice, words)
    return "".join(
        [
            f'<!doctype html>\n<html lang="{words.language}">\n<meta charset="utf-8">\n',
            f"<title>{title}</title>\n",
            f"<style>{_STYLE}</style>\n<header><address>{seller}</address></header>\n",
            f"<address>{buyer}</address>\n<h1>{title}</h1>\n<dl>\n",
            *(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>\n" for n, v in facts),
            "</dl>\n<table>\n<thead><tr>",
            *_cells("th", words.columns),
            "</tr></thead>\n<tbody>\n",
            *(f"<tr>{''.join(_cells('td', row))}</tr>\n" for row in rows_of(invoice)),
            "</tbody>\n<tfoot>\n",
            *(
                f'<tr><th colspan="4">{escape(name)}</th><td class="n">{escape(value)}</td></tr>\n'
                for name, value in sums
            ),
            "</tfoot>\n</table>\n",
            *(f"<p>{escape(note)}</p>\n" for note in notes_of(invoice, words)),
            "</html>\n",
        ]
    )


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(map(escape, lines))


def _cells(tag: str, row: Sequence[str]) -> Iterator[str]:
    for place, text in enumerate(row):
        number = ' class="n"' if place in _NUMBERS else ""
        yield f"<{tag}{number}>{escape(text)}</{tag}>"


_STYLE = """
body{font:11pt/1.4 sans-serif;color:#111;background:#fff;max-width:48em;
margin:2em auto;padding:0 1em}
address{font-style:normal;margin:0 0 2em}header address{text-align:right;color:#444}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dt{color:#444}dd{margin:0}
table{width:100%;border-collapse:collapse;margin:1.5em 0}th,td{text-align:left;padding:.35em .5em;
border-bottom:1px solid #ccc;vertical-align:top}.n,tfoot th{text-align:right;white-space:nowrap}
tfoot tr:last-child{font-weight:bold}p{color:#444;font-size:9pt}
thead{display:table-header-group}tr{break-inside:avoid}@page{margin:2cm}
@media print{body{margin:0;max-width:none}}
"""
