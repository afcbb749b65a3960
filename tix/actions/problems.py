"""Refusing errors that somebody made in the editor."""

from datetime import UTC, datetime

from tix.frozen import replace
from tix.model.changes.check import check_ticket
from tix.model.config.config import Config, Group
from tix.model.layout import LIVE
from tix.model.record.document import DocumentError
from tix.model.ticket.document import Document
from tix.model.ticket.ticket import Ticket

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def refuse_problems(document: Document, config: Config, before: Document | None = None) -> None:
    """Raise DocumentError for the first error in an edited ticket, such as an unknown status.

    Errors that it had ``before`` are let through. Stamps aren't checked: writing the ticket puts
    them right.
    """
    known = {text for _, text in _errors(before, config)} if before else set()
    for line, text in _errors(document, config):
        if text not in known:
            raise DocumentError(line, text)


def _errors(document: Document, config: Config) -> list[tuple[int, str]]:
    """The line and text of each error; the ticket's path and stamps are taken to be right."""
    ticket = document.record
    stamped = replace(document, record=_stamped(ticket, config))
    problems = check_ticket(stamped, f"{LIVE}/2000/01/{ticket.id}.md", config)
    return [(p.line, p.text) for p in problems if p.severity == "error"]


def _stamped(ticket: Ticket, config: Config) -> Ticket:
    is_done = config.group(ticket.status) is Group.DONE
    return replace(
        ticket,
        opened=_LONG_AGO,
        since=None,
        resolved=_LONG_AGO if is_done else None,
        closed=None,
        resolution=None,
    )
