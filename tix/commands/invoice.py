"""``tix invoice …``: bill customers for what was worked and used."""

from collections.abc import Sequence
from pathlib import Path

import click

from tix.actions import invoices as actions
from tix.actions import sent_invoices
from tix.console.completions import complete_files, complete_record_query, complete_records
from tix.console.given import option_once, output_option
from tix.console.invoice_forms import INVOICE_FORMS
from tix.console.query_command import QueryCommand
from tix.console.record_commands import record_group
from tix.console.record_habits import say_nothing_found
from tix.console.session import Session, pass_session
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.errors import UsageError
from tix.model.records.customer import CUSTOMER
from tix.model.records.invoice import INVOICE, Invoice
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

FORMATS = ("table", "json", "csv", "markdown", "html", "ubl")


class BadPeriodError(UsageError):
    """A day that can't be read."""


command = record_group(
    INVOICE,
    ("number", "customer", "status", "issued", "due"),
    "2026-0001",
    note="They ask for another address.",
    verbs=("comment", "log", "redact"),
)
"""The commands."""

command.help = """Bill customers: one file an invoice, in invoices/; alone, it lists them.

An issued invoice doesn't change: a mistake is taken back by a credit note (void), and billed again.

\b
Examples:
  tix invoice create --customer acme-ltd --since 2026-11-01 --until 2026-11-30
  tix invoice list status:sent
"""


@command.command("create")
@option_once("-c", "--customer", metavar="NAME", required=True, help="Whom to bill.",
             shell_complete=complete_records(CUSTOMER))  # fmt: skip
@option_once("--since", metavar="DAY", help="The first day that is billed.")
@option_once("--until", metavar="DAY", help="The last day that is billed.")
@json_option
@quiet_option
@dry_run_option
@pass_session
def create(session: Session, customer: str, since: str | None, until: str | None) -> None:
    """Bill a customer for work and parts that no invoice has yet, and print the number.

    It is made on top of what the remote has, and pushed before anything changes here: numbers have
    no gaps, and nothing is billed twice. Exit code 1: nothing to bill, or the remote can't be
    reached; 4: somebody else has just billed the same. Nothing has changed then.

    \b
    Examples:
      tix invoice create --customer acme-ltd --since 2026-11-01 --until 2026-11-30
      tix invoice create --customer acme-ltd --dry-run
    """
    first, last = _day(session, since, last=False), _day(session, until, last=True)
    if session.is_dry:
        _preview(session, actions.preview_invoice(session, customer, first, last))
        return
    _tell_new(session, actions.create_invoice(session, customer, first, last), "billed")


@command.command("unbilled")
@option_once("--since", metavar="DAY", help="The first day that counts.")
@option_once("--until", metavar="DAY", help="The last day that counts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def unbilled_(session: Session, since: str | None, until: str | None, as_json: bool) -> None:
    """List customers with work and parts that no invoice has yet, and what they come to.

    By what is known here, without tax. In a pipe the columns are customer, net, currency, first
    day, last day, tickets.

    \b
    Examples:
      tix invoice unbilled
      tix invoice unbilled --until 2026-11-30
    """
    from tix.actions.unbilled import unbilled
    from tix.model.work.money import amount_text

    first, last = _day(session, since, last=False), _day(session, until, last=True)
    work = unbilled(session, first, last)
    for said in work.skipped:
        session.warn(said)
    if work.nobodys:
        shown = ", ".join(work.nobodys[:10]) + (" …" if len(work.nobodys) > 10 else "")
        hint = "tix edit ID --set customer=NAME"
        session.warn(f"no customer can be billed for work or parts on {shown} ({hint})")
    if as_json:
        from tix.model.record.json import json_text

        rows = [
            {
                "customer": each.customer,
                "net": amount_text(each.net),
                "currency": each.currency,
                "first": each.first.isoformat(),
                "last": each.last.isoformat(),
                "tickets": list(each.tickets),
            }
            for each in work.found
        ]
        session.print(json_text(rows))
    elif work.found:
        names = ("customer", "net", "currency", "first", "last", "tickets")
        rows_of_text = [
            [e.customer, amount_text(e.net), e.currency, e.first.isoformat(), e.last.isoformat(),
             ",".join(e.tickets)]
            for e in work.found
        ]  # fmt: skip
        session.page(_as_table(session, names, rows_of_text, "net"))
    elif not work.skipped and not work.nobodys:
        session.say("all is billed")


def _preview(session: Session, done: actions.InvoiceResult) -> None:
    from tix.terminal import safe

    for said in done.skipped:
        session.warn(said)
    session.say("would be billed, by what is known here; nothing was made")
    if session.wants_json:
        _print_json(session, done.invoice)
        return
    session.page(safe.block(INVOICE_FORMS["table"](done.invoice)))


def _day(session: Session, text: str | None, *, last: bool) -> "date | None":
    """The day that a text means; of a month or year the first, or the ``last``."""
    if text is None:
        return None
    from datetime import timedelta

    from tix.model.dates import parse_span
    from tix.model.times import day_of

    try:
        span = parse_span(text, session.now, session.zone, past=True)
    except ValueError as error:
        raise BadPeriodError(str(error)) from None
    when = span.end - timedelta(seconds=1) if last else span.start
    return day_of(when, session.zone)


def _tell_new(session: Session, done: actions.InvoiceResult, what: str) -> None:
    for said in done.skipped:
        session.warn(said)
    invoice = done.invoice
    _tell(session, invoice, what)
    if not session.wants_json:
        session.print(invoice.number)


def _tell(session: Session, invoice: Invoice, what: str) -> None:
    from tix.model.work.invoices import totals
    from tix.model.work.money import amount_text

    total = amount_text(totals(invoice).total)
    session.say(f"invoice {invoice.number}: {what} ({total} {invoice.currency})")
    if session.wants_json:
        _print_json(session, invoice)


def _print_json(session: Session, invoice: Invoice) -> None:
    from tix.model.record.json import json_text
    from tix.model.work.invoices import as_object

    session.print(json_text(as_object(invoice)))


_complete_query = complete_record_query(INVOICE)
_number = click.argument("number", metavar="NUMBER", shell_complete=complete_records(INVOICE))


@command.command("show")
@_number
@click.option("--format", "form", type=click.Choice(FORMATS), help="How it is written.")
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@output_option("FILE", "Write FILE instead.", shell_complete=complete_files)
@pass_session
def show(
    session: Session, number: str, form: str | None, as_json: bool, output: str | None
) -> None:
    """Show an invoice: its lines, and what they are in all.

    html is a page to print, in the customer's language; ubl is UBL 2.1, as the European norm
    EN 16931 asks for.

    \b
    Examples:
      tix invoice show 2026-0001
      tix invoice show 2026-0001 --json
    """
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} can't be used together")
    invoice = actions.find_invoice(session, number)
    if form == "html":
        from tix.exporters.invoice_texts import as_html

        text = as_html(invoice, actions.language_of(session, invoice))
    else:
        text = INVOICE_FORMS["json" if as_json else form or "table"](invoice)
    if output is not None:
        actions.write_file(Path(output), text)
        session.say(f"wrote {output}")
    elif (form or "table") == "table" and not as_json:
        from tix.terminal import safe

        session.page(safe.block(text))
    else:
        session.write(text)


@command.command("list", cls=QueryCommand)
@click.argument("words", metavar="[QUERY]...", nargs=-1, shell_complete=_complete_query)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--ids", is_flag=True, help="Print the names alone.")
@pass_session
def list_(session: Session, words: tuple[str, ...], as_json: bool, ids: bool) -> None:
    """List invoices: all, or those that match a query.

    In a pipe the columns are number, customer, status, issued, due, currency, total, credits.

    \b
    Examples:
      tix invoice list
      tix invoice list customer:acme-ltd status:sent --json
      tix invoice list is:overdue
    """
    from tix.actions.find_records import find_records
    from tix.model.record.json import json_text
    from tix.model.work.invoices import as_object

    found, query = find_records(session, INVOICE, words)
    for warning in query.warnings:
        session.warn(warning)
    for broken in session.records(INVOICE).broken:
        session.warn(f"broken: {broken}")
    invoices = [filed.record for filed in found]
    if as_json:
        session.print(json_text([as_object(invoice) for invoice in invoices]))
    elif ids:
        session.write("".join(f"{invoice.id}\n" for invoice in invoices))
    elif invoices:
        session.page(_table(session, invoices))
    else:
        say_nothing_found(session, INVOICE, words)


_COLUMNS = ("number", "customer", "status", "issued", "due", "currency", "total", "credits")


def _table(session: Session, invoices: list[Invoice]) -> str:
    from tix.model.work.invoices import totals
    from tix.model.work.money import amount_text

    rows = [
        [
            invoice.number,
            invoice.customer or "",
            invoice.status or "",
            invoice.issued.isoformat() if invoice.issued else "",
            invoice.due.isoformat() if invoice.due else "",
            invoice.currency or "",
            amount_text(totals(invoice).total),
            invoice.credits or "",
        ]
        for invoice in invoices
    ]
    return _as_table(session, _COLUMNS, rows, "total")


def _as_table(
    session: Session, names: Sequence[str], rows: Sequence[Sequence[str]], amount: str
) -> str:
    """A table at a terminal, else tab-separated lines; the column of amounts stands right."""
    from tix.terminal.table import Cell, Column, render
    from tix.terminal.tsv import tsv

    if not session.screen.for_people:
        return tsv(rows)
    shapes = [Column(name, align="right" if name == amount else "left") for name in names]
    cells = [[Cell(text) for text in row] for row in rows]
    return render(shapes, cells, session.screen.width, session.screen.styles)


@command.command("send")
@_number
@click.option("--to", metavar="MAIL", multiple=True, help="To whom, if not the first contact.")
@click.option("--by-hand", is_flag=True, help="Only note that you have sent it yourself.")
@json_option
@quiet_option
@pass_session
def send(session: Session, number: str, to: tuple[str, ...], by_hand: bool) -> None:
    """Send an invoice to its customer by mail, and note that.

    The next tix tick sends it, once, as a page to print and as UBL, if that can be made; the words
    are the reply 'invoice'. It goes to the buyer's address, else to the customer's first contact.
    One that was sent before goes, with --to, to whom it wasn't sent yet.
    A desk that sends no mail (tix mail setup) only notes it.

    \b
    Examples:
      tix invoice send 2026-0001
      tix invoice send 2026-0001 --to accounts@acme.example
      tix invoice send 2026-0001 --by-hand
    """
    if to and by_hand:
        raise UsageError("--to and --by-hand can't be used together")
    if to and not actions.sends_mail(session):
        raise UsageError("this desk sends no mail", hint="tix mail setup")
    if not to:
        if not by_hand and actions.sends_mail(session):
            to = actions.addresses_for(session, number)
        done = actions.mark_sent(session, number, to)
    else:
        to = sent_invoices.not_sent_to(session, actions.find_invoice(session, number), to)
        done = actions.send_also(session, number, to)
    goes = f"goes to {', '.join(to)} with the next tix tick" if to else "sent"
    _tell(session, done.record, goes if done.is_changed else "sent already")
    if to and not sent_invoices.has_ledger(session):
        session.say(
            "it doesn't go yet, as this desk has no ledger of what leaves it: tix outbox init, then"
            f" tix invoice send {done.record.number} --to {to[0]}"
        )


@command.command("paid")
@_number
@option_once("--day", metavar="D", help="The day it was paid on: 2026-11-25, yesterday.")
@json_option
@quiet_option
@pass_session
def paid(session: Session, number: str, day: str | None) -> None:
    """Note that an invoice was paid.

    \b
    Example:
      tix invoice paid 2026-0001 --day yesterday
    """
    done = actions.mark_paid(session, number, day)
    _tell(session, done.record, "paid" if done.is_changed else "paid already")


@command.command("void")
@_number
@json_option
@quiet_option
@pass_session
def void(session: Session, number: str) -> None:
    """Take an invoice back by a credit note, and print the number of that.

    What it billed can be billed again. As create, it takes its number on top of the remote.

    \b
    Example:
      tix invoice void 2026-0001
    """
    _tell_new(session, actions.void_invoice(session, number), f"takes back {number}")
