"""Checking replies: whether they are templates, of values that there may be."""

from collections.abc import Iterator

from tix.actions.reply import OF_CUSTOMER, OF_PERSONS
from tix.actions.workspace import Workspace
from tix.model.changes.check import Problem
from tix.model.config.config import Config
from tix.model.record.document import Document
from tix.model.records.customer import CUSTOMER
from tix.model.records.reply import Reply
from tix.model.ticket.fields import FIELDS

_PARTS = {
    "ticket": frozenset(("body", "comments", *(f.name for f in FIELDS if not f.kind.form))),
    "customer": frozenset(("id", *OF_CUSTOMER)),
    "agent": frozenset(OF_PERSONS),
    "desk": frozenset(("name",)),
    "ticket.requester": frozenset(OF_PERSONS),
    "ticket.opened_by": frozenset(OF_PERSONS),
}
"""What each value of a reply has, beside the fields of the team's own."""

_OF_LETTERS = frozenset(("comments", "rate", "happened", "invoice"))
"""Values of some letters; what they have depends on the letter."""


def reply_problems(
    workspace: Workspace, config: Config, document: Document[Reply], path: str
) -> Iterator[Problem]:
    """Whether a reply's text and subject are templates, and look only at what a reply may have.

    What a template asks for first (``if``, ``default``) may be missing.
    """
    from tix.model.text.template import TemplateError, asked_for, looked_at  # it loads Jinja

    starts = (("subject", document.line_of("subject")), ("body", document.body_line))
    for name, line in starts:
        source = getattr(document.record, name) or ""
        try:
            asked = asked_for(source)
            for place, value in looked_at(source):
                if _is_none(value, asked) and not _is_of_team(workspace, config, value):
                    text = f"no reply has {value!r}: docs/replies.md says what one can put in"
                    yield Problem(path, line + place - 1, "warning", text)
        except TemplateError as error:
            yield Problem(path, line + error.line - 1, "error", error.reason)


def _is_none(value: str, asked: frozenset[str]) -> bool:
    """Whether nothing is called so; what is within that isn't asked for, either."""
    whose, dot, part = value.rpartition(".")
    if not dot:
        return part not in _PARTS and part not in _OF_LETTERS
    if whose in _PARTS:
        is_open = whose in ("ticket", "customer") and value in asked
        return part not in _PARTS[whose] and not is_open
    top, _, first = whose.partition(".")
    return top in _PARTS and first in _PARTS[top]  # a text or a list, which has no parts


def _is_of_team(workspace: Workspace, config: Config, value: str) -> bool:
    """Whether it is a field that the team declared, or that a ticket or customer has."""
    whose, _, name = value.partition(".")
    if whose not in ("ticket", "customer") or "." in name:
        return False
    if config.team_field_type(name) is not None:
        return True
    if whose == "ticket":
        return name in workspace.reader.team_fields()
    customers = (filed.record for filed in workspace.records(CUSTOMER).heads)
    return any(field.name == name for each in customers for field in each.team_fields)
