"""``tix customer``: the organisations that requesters belong to."""

from collections.abc import Sequence

from tix.console.record_commands import record_group
from tix.console.session import Session
from tix.model.records.customer import CUSTOMER, Customer


def _about(session: Session, customer: Customer) -> Sequence[str]:
    from tix.console.customer_page import about_customer  # for its page alone

    return about_customer(session, customer)


command = record_group(
    CUSTOMER,
    ("id", "name", "plan", "contract_until", "contacts", "labels"),
    "Acme Ltd.",
    _about,
    options="--set plan=gold --add contacts='Jo Novak <jo@acme.example>'",
)
"""The commands."""
