"""A customer's page below its fields, and an asset's."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tix.actions.customer_page import CustomerPage, customer_page, tickets_about, today
from tix.console.session import Session
from tix.console.ticket_look import due_short
from tix.model.records.asset import Asset
from tix.model.records.customer import Customer
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.model.ticket.ticket import Ticket

_SHOWN = 10
"""Open tickets that a page names."""

_FEW = 5
"""Other things that it names of a kind."""


def about_customer(session: Session, customer: Customer) -> Sequence[str]:
    """The lines of a customer's page below its fields."""
    found = customer_page(session, customer)
    return [
        "",
        *_figures(found, customer),
        *_owed(session, found),
        *_open(session, found, customer),
        *_others(session, found),
    ]


def _figures(page: CustomerPage, customer: Customer) -> Iterator[str]:
    if page.why_not:
        yield f"not covered: {page.why_not}"
    elif customer.contract or customer.covers or customer.contract_until or page.plan:
        yield f"covered today: {', '.join(page.covered)}"
    if page.figures.minutes:
        covered = f" of {_hours(page.plan.minutes)}" if page.plan and page.plan.minutes else ""
        yield f"worked this month: {_hours(page.figures.minutes)}{covered}"
    if ratings := page.figures.ratings:
        good = sum(rating >= 4 for rating in ratings)
        yield f"content: {good} of {len(ratings)} ratings are 4 or 5"


def _owed(session: Session, page: CustomerPage) -> Iterator[str]:
    """What is unpaid, in each currency."""
    if not page.unpaid:
        return
    from decimal import Decimal

    from tix.model.work.invoices import totals
    from tix.model.work.money import amount_text

    sums: dict[str, Decimal] = {}
    for invoice in page.unpaid:
        currency = invoice.currency or ""
        sums[currency] = sums.get(currency, Decimal(0)) + totals(invoice).total
    owed = ", ".join(f"{amount_text(each)} {currency}" for currency, each in sums.items())
    numbers = ", ".join(each.number for each in page.unpaid[:_FEW])
    more = " …" if len(page.unpaid) > _FEW else ""
    day = today(session)
    late = sum(each.is_overdue(day) for each in page.unpaid)
    said = f", {late} overdue" if late else ""
    yield f"unpaid: {owed}{said} ({numbers}{more})"


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours}h"] * (hours > 0) + [f"{rest}m"] * (rest > 0))


def _open(session: Session, page: CustomerPage, customer: Customer) -> Iterator[str]:
    if not page.open:
        yield "no open tickets"
        return
    yield f"{len(page.open)} open:"
    yield from (_line(session, ticket, page.due.get(ticket.id)) for ticket in page.open[:_SHOWN])
    if len(page.open) > _SHOWN:
        yield f"  … {len(page.open) - _SHOWN} more: tix list customer:{customer.id}"


def _others(session: Session, page: CustomerPage) -> Iterator[str]:
    if page.repeated:
        yield ""
        yield "told again and again within a year:"
        for each in page.repeated[:_FEW]:
            idents = ", ".join(each.ids[:_FEW]) + (" …" if len(each.ids) > _FEW else "")
            yield f"  {len(each.ids)} times  {safe.line(each.title)}  ({idents})"
    if page.done:
        yield ""
        yield f"{len(page.done)} done, the latest:"
        yield from (_line(session, ticket) for ticket in page.done[:_FEW])
    if page.assets:
        yield ""
        yield f"{len(page.assets)} assets:" if len(page.assets) > 1 else "1 asset:"
        for asset in page.assets[:_SHOWN]:
            where = f"  ({safe.line(asset.location)})" if asset.location else ""
            yield f"  {session.screen.styles.ident(asset.id)}  {safe.line(asset.name)}{where}"
        if len(page.assets) > _SHOWN:
            yield f"  … {len(page.assets) - _SHOWN} more: tix asset list customer:…"


def about_asset(session: Session, asset: Asset) -> Sequence[str]:
    """The lines of an asset's page below its fields: its stock, and the tickets that name it."""
    lines = [*_stock(session, asset), ""]
    tickets = tickets_about(session, asset.id)
    if not tickets:
        return [*lines, "no tickets name it"]
    lines += [f"{len(tickets)} tickets name it:" if len(tickets) > 1 else "1 ticket names it:"]
    lines += [_line(session, ticket) for ticket in tickets[:_SHOWN]]
    if len(tickets) > _SHOWN:
        lines.append(f"  … {len(tickets) - _SHOWN} more: tix list --all asset:{asset.id}")
    return lines


def _stock(session: Session, asset: Asset) -> Iterator[str]:
    from tix.actions.parts import stock_of  # for what is counted

    left = stock_of(session, asset)
    if left is not None:
        low = f", fewer than {asset.minimum or 0}" if left.is_low else ""
        yield ""
        yield f"in stock: {left}{low}"


def _line(session: Session, ticket: "Ticket", due: datetime | None = None) -> str:
    styles = session.screen.styles
    said = f"{safe.line(ticket.status or '')}  {safe.line(ticket.title)}"
    line = f"  {styles.ident(ticket.id)}  {said}"
    if due is None:
        return line
    short = due_short(due, False, session.config, session.now)
    return f"{line}  {styles.error(short) if due < session.now else f'due {short}'}"
