"""Billing and plans in a line each, as ``tix config`` shows them."""

from collections.abc import Iterator

from tix.model.work.billing import Billing, Plan
from tix.model.work.lengths import length_text


def billing_lines(billing: Billing) -> Iterator[tuple[str, str]]:
    """Each setting of billing, by its dotted name."""
    yield "billing.currency", billing.currency
    if billing.rate is not None:
        yield "billing.rate", billing.rate
    yield "billing.tax", str(billing.tax)
    yield "billing.number", billing.number
    yield "billing.due", f"{billing.due}d"
    yield "billing.step", f"{billing.step}m"
    if billing.seller:
        yield "billing.seller", ", ".join(f"{name}: {text}" for name, text in billing.seller)


def plan_line(plan: Plan) -> str:
    """A plan: what an hour costs, and what is covered."""
    parts = [f"rate {plan.rate}" if plan.rate else ""]
    if plan.minutes:
        what = ", ".join(plan.covers) or "all types"
        parts.append(f"covers {length_text(plan.minutes)} a month of {what}")
    return "; ".join(part for part in parts if part)
