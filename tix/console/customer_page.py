"""A customer's page below its fields, and an asset's."""

from collections.abc import Iterator, Sequence

from tix.actions.customer_page import CustomerPage, customer_page, tickets_about, today
from tix.console.page_lines import beside, wrapped
from tix.console.session import Session
from tix.console.ticket_look import due_short, look_of
from tix.model.records.asset import Asset
from tix.model.records.customer import Customer
from tix.model.times import Due, due_instant
from tix.model.work.billing import Plan
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
    figures = [*_figures(found, customer), *_owed(session, found)]
    return [
        "",
        *(line for said in figures for line in wrapped(session, said, "  ")),
        *_open(session, found, customer),
        *_others(session, found, customer),
    ]


def _figures(page: CustomerPage, customer: Customer) -> Iterator[str]:
    if page.why_not:
        yield f"not covered: {page.why_not}"
    elif customer.contract or customer.covers or customer.contract_until or page.plan:
        yield f"covered today: {', '.join(page.covered)}"
    if page.figures.minutes:
        covered = _covered_hours(page.plan) if page.plan and page.plan.minutes else ""
        yield f"worked this month: {_hours(page.figures.minutes)}{covered}"
    if ratings := page.figures.ratings:
        good = sum(rating >= 4 for rating in ratings)
        yield f"content: {good} of {len(ratings)} ratings are 4 or 5"


def _covered_hours(plan: Plan) -> str:
    """How much of what was worked costs nothing; all of it counts where the plan is for all."""
    if plan.covers:
        return f"; the plan covers {_hours(plan.minutes)} a month of {', '.join(plan.covers)}"
    return f" of {_hours(plan.minutes)}"


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
    for ticket in page.open[:_SHOWN]:
        yield from _lines(session, ticket, page.due.get(ticket.id))
    if len(page.open) > _SHOWN:
        yield f"  … {len(page.open) - _SHOWN} more: tix list customer:{customer.id}"


def _others(session: Session, page: CustomerPage, customer: Customer) -> Iterator[str]:
    if page.repeated:
        yield ""
        yield from wrapped(session, "told again and again within a year:", "  ")
        for each in page.repeated[:_FEW]:
            idents = ", ".join(each.ids[:_FEW]) + (" …" if len(each.ids) > _FEW else "")
            head = f"  {len(each.ids)} times  "
            yield from beside(session, head, head, f"{safe.line(each.title)}  ({idents})")
    if page.done:
        yield ""
        yield f"{len(page.done)} done, the latest:"
        for ticket in page.done[:_FEW]:
            yield from _lines(session, ticket)
    if page.assets:
        yield ""
        yield f"{len(page.assets)} assets:" if len(page.assets) > 1 else "1 asset:"
        for asset in page.assets[:_SHOWN]:
            where = f"  ({safe.line(asset.location)})" if asset.location else ""
            shown = f"  {session.screen.styles.ident(asset.id)}  "
            yield from beside(session, f"  {asset.id}  ", shown, f"{safe.line(asset.name)}{where}")
        if len(page.assets) > _SHOWN:
            yield f"  … {len(page.assets) - _SHOWN} more: tix asset list customer:{customer.id}"


def about_asset(session: Session, asset: Asset) -> Sequence[str]:
    """The lines of an asset's page below its fields: its stock, and the tickets that name it."""
    lines = [*_stock(session, asset), ""]
    tickets = tickets_about(session, asset.id)
    if not tickets:
        return [*lines, "no tickets name it"]
    lines += [f"{len(tickets)} tickets name it:" if len(tickets) > 1 else "1 ticket names it:"]
    lines += [line for ticket in tickets[:_SHOWN] for line in _lines(session, ticket)]
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


def _lines(session: Session, ticket: "Ticket", due: Due | None = None) -> list[str]:
    styles, config = session.screen.styles, session.config
    status, said = safe.line(ticket.status or ""), safe.line(ticket.title)
    is_late = due is not None and due_instant(due, config.timezone) < session.now
    if due is not None:
        short = due_short(due, False, config, session.now)
        said += f"  {short}" if is_late else f"  due {short}"
    head = f"  {ticket.id}  {status}  "
    shown = f"  {styles.ident(ticket.id)}  {styles.status(status, look_of(ticket, config))}  "
    *lines, last = beside(session, head, shown, said)
    if is_late and last.endswith(short):
        last = last.removesuffix(short) + styles.error(short)
    return [*lines, last]
