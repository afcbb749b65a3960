"""``billing`` and ``plans`` of ``tix.yaml``; imported only where they stand there.

``docs/work-and-billing.md`` is the page for users.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from tix.model.config.source import ConfigSource, nearest_hint, shown, values_by_name
from tix.model.record.fields import parse_money
from tix.model.record.taxes import Tax, parse_tax
from tix.model.text.yaml_nodes import Node, Scalar
from tix.model.work.billing import SELLER, TEMPLATE, Billing, Plan
from tix.model.work.lengths import LengthError, parse_length
from tix.model.work.money import CODES, OtherCurrencyError, amount_in
from tix.quick_typing import Any

_BILLING = ("currency", "rate", "tax", "number", "due", "step", "seller")
_PLAN = ("rate", "covers", "hours")
_LONGEST_STEP = 480


def read_money(source: ConfigSource, types: Sequence[str]) -> dict[str, Any]:
    """``billing`` and ``plans``, by their names. Raises ConfigError."""
    billing = _billing(source) if "billing" in source.given else None
    plans = (_plan(source, key, value, types, billing) for key, value in source.setting("plans"))
    return {"billing": billing, "plans": tuple(plans)}


def _billing(source: ConfigSource) -> Billing:
    entries = source.setting("billing")
    source.check_names(entries, _BILLING, "setting of billing")
    given = values_by_name(entries)
    if "currency" not in given:
        raise source.error(
            source.given["billing"],
            "billing needs a currency",
            "billing: {currency: EUR, rate: 80}",
        )
    node = given["currency"]
    currency = source.text(node, "the currency")
    if currency not in CODES:
        hint = nearest_hint(currency.upper(), CODES)
        raise source.error(node, f"{shown(currency)} is no currency of ISO 4217", hint)
    values: dict[str, Any] = {"currency": currency}
    if "rate" in given:
        values["rate"] = _rate(source, given["rate"], currency)
    if "tax" in given:
        values["tax"] = _tax(source, given["tax"])
    if "number" in given:
        values["number"] = _number(source, given["number"])
    if "due" in given:
        values["due"] = _days(source, given["due"])
    if "step" in given:
        values["step"] = _step(source, given["step"])
    if "seller" in given:
        values["seller"] = _seller(source, given["seller"])
    return Billing(**values)


def _plan(
    source: ConfigSource, key: Scalar, node: Node, types: Sequence[str], billing: Billing | None
) -> Plan:
    name = source.word(key, "plan")
    if isinstance(node, Scalar) and node.absent:
        return Plan(name)
    entries = source.entries(node, f"plans.{name}")
    source.check_names(entries, _PLAN, "property of a plan")
    given = values_by_name(entries)
    covers: tuple[str, ...] = ()
    if "covers" in given:
        covers = source.word_list(given["covers"], "type", "covers")
        for word, item in zip(covers, source.items(given["covers"], "covers"), strict=True):
            if word not in types:
                hint = nearest_hint(word, types)
                raise source.error(item, f"{shown(word)} is no type of this desk", hint)
    currency = billing.currency if billing else None
    rate = _rate(source, given["rate"], currency) if "rate" in given else None
    minutes = _hours(source, given["hours"]) if "hours" in given else 0
    return Plan(name, rate, covers, minutes)


def _rate(source: ConfigSource, node: Node, currency: str | None) -> str:
    written = source.text(node, "the rate")
    try:
        rate = parse_money(written)
        amount = amount_in(rate, currency or rate.partition(" ")[2])
    except OtherCurrencyError as error:
        raise source.error(node, f"the rate {error}", "one desk bills in one currency") from None
    except ValueError as error:
        raise source.error(node, str(error)) from None
    if amount < 0:
        raise source.error(node, f"the rate {shown(written)} is less than nothing")
    return rate


def _tax(source: ConfigSource, node: Node) -> Tax:
    written = source.text(node, "the tax")
    try:
        return parse_tax(written)
    except ValueError:
        hint = "tax: 23%; or why there is none: tax: E § 19 UStG"
        raise source.error(node, f"{shown(written)} is no rate of tax", hint) from None


def _number(source: ConfigSource, node: Node) -> str:
    written = source.text(node, "the number")
    if re.fullmatch(TEMPLATE, written) is None or len(written) > 40:
        reason = f"{shown(written)} can't number invoices"
        raise source.error(node, reason, 'number: "{year}-{n:04}", with letters, digits, - / . _')
    return written


def _days(source: ConfigSource, node: Node) -> int:
    written = source.text(node, "due")
    if re.fullmatch("[0-9]{1,3}d", written) is None:
        raise source.error(node, f"{shown(written)} is no number of days", "due: 30d")
    return int(written[:-1])


def _step(source: ConfigSource, node: Node) -> int:
    written = source.text(node, "the step")
    try:
        step = parse_length(written)
    except LengthError as error:
        raise source.error(node, str(error), "step: 15m") from None
    if step > _LONGEST_STEP:
        raise source.error(node, f"a step of {shown(written)} is longer than a day of work")
    return step


def _hours(source: ConfigSource, node: Node) -> int:
    written = source.text(node, "the hours")
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", written) is None:
        raise source.error(node, f"{shown(written)} is no number of hours a month", "hours: 10")
    minutes = Decimal(written) * 60
    return int(minutes.to_integral_value())


def _seller(source: ConfigSource, node: Node) -> tuple[tuple[str, str], ...]:
    entries = source.entries(node, "billing.seller")
    source.check_names(entries, SELLER, "property of the seller")
    found = {}
    for name, value in values_by_name(entries).items():
        text = " ".join(source.text(value, name).split())
        if name == "country" and re.fullmatch("[A-Z]{2}", text) is None:
            raise source.error(value, f"{shown(text)} is no country", "two letters, like PT")
        found[name] = text
    return tuple((name, found[name]) for name in SELLER if found.get(name))
