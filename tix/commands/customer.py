"""``tix customer``: the organisations that requesters belong to."""

from collections.abc import Sequence

from tix.console.record_commands import record_group
from tix.console.session import Session
from tix.model.records.customer import CUSTOMER, Customer
from tix.terminal import safe

_SHOWN = 10
"""Open tickets that a customer's page names."""


def _open_tickets(session: Session, customer: Customer) -> Sequence[str]:
    """The customer's tickets that aren't done, the most urgent first."""
    from tix.actions.selection import select
    from tix.model.records.customer import is_meant

    found = select(session, "customer:*", default_open=True)
    tickets = [f.ticket for f in found.heads() if is_meant(customer, f.ticket.customer or "")]
    if not tickets:
        return ["", "no open tickets"]
    lines = ["", f"{len(tickets)} open:"]
    lines += [
        f"  {t.id}  {safe.line(t.status or '')}  {safe.line(t.title)}" for t in tickets[:_SHOWN]
    ]
    if len(tickets) > _SHOWN:
        lines.append(f"  … {len(tickets) - _SHOWN} more: tix list customer:{customer.id}")
    return lines


command = record_group(
    CUSTOMER,
    ("id", "name", "plan", "contract_until", "contacts", "labels"),
    "Acme Ltd.",
    _open_tickets,
)
