"""Tickets whose work isn't paid, though by the desk's workflow it should be."""

from collections.abc import Iterator

from tix.actions.workspace import Workspace
from tix.model.changes.billed import unpaid
from tix.model.changes.check import Problem
from tix.model.changes.check_desk import LineOf
from tix.model.config.config import Config
from tix.model.config.workflow import INVOICE_PAID
from tix.model.records.invoice import INVOICE
from tix.query.predicates import And, Node, OneOf, Or, Source


def payment_problems(workspace: Workspace, config: Config, line_of: LineOf) -> Iterator[Problem]:
    """What is wrong with tickets that have a status which needs a paid invoice."""
    wanted = _wanting(config)
    if not wanted:
        return
    reader = workspace.reader
    invoices = [filed.record for filed in workspace.records(INVOICE).heads]
    for filed in reader.heads(reader.find(Or(wanted), config)):
        if reason := unpaid(filed.ticket, invoices):
            text = f"it is {filed.ticket.status}, but has {reason.text} ({reason.command})"
            yield Problem(filed.path, line_of(filed.path, "status", None), "warning", text)


def _wanting(config: Config) -> tuple[Node, ...]:
    return tuple(
        And(
            (
                OneOf(Source("type"), frozenset({flow.type.casefold()})),
                OneOf(Source("status"), frozenset({status.casefold()})),
            )
        )
        for flow in config.workflow
        for status, needs in flow.needs
        if INVOICE_PAID in needs
    )
