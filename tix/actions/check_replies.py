"""Checking replies: whether they are templates, of values that there may be."""

from collections.abc import Iterator

from tix.actions.reply import OF_CUSTOMER, OF_PERSONS
from tix.actions.workspace import Workspace
from tix.frozen import dataclass
from tix.model.changes.check import Problem, Severity
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


@dataclass(frozen=True, slots=True)
class Unfilled:
    """What is wrong with a reply's template: ``line``, from 1, is that of its ``subject``, or of
    its text (``body``). What only some tickets may not have is a warning."""

    part: str
    line: int
    severity: Severity
    reason: str

    def __str__(self) -> str:
        place = f"line {self.line} of its text" if self.part == "body" else f"its {self.part}"
        return f"{self.reason} ({place})"


def reply_problems(
    workspace: Workspace, config: Config, document: Document[Reply], path: str
) -> Iterator[Problem]:
    """The problems of a reply in a file: see ``unfilled``."""
    starts = {"subject": document.line_of("subject"), "body": document.body_line}
    for each in unfilled(workspace, config, document.record):
        yield Problem(path, starts[each.part] + each.line - 1, each.severity, each.reason)


def fill_doubt(workspace: Workspace, reply: Reply) -> str | None:
    """The first thing that is wrong with a reply's template; None if nothing is."""
    problem = next(unfilled(workspace, workspace.config, reply), None)
    return f"the reply {reply.id}: {problem}" if problem else None


def unfilled(workspace: Workspace, config: Config, reply: Reply) -> Iterator[Unfilled]:
    """Whether a reply's text and subject are templates, and look only at what a reply may have.

    What a template asks for first (``if``, ``default``) may be missing.
    """
    from tix.model.text.template import TemplateError, asked_for, looked_at  # it loads Jinja

    for part in ("subject", "body"):
        source = getattr(reply, part) or ""
        try:
            asked = asked_for(source)
            for line, value in looked_at(source):
                if _is_none(value, asked) and not _is_of_team(workspace, config, value):
                    text = f"no reply has {value!r}: docs/replies.md says what one can put in"
                    yield Unfilled(part, line, "warning", text)
        except TemplateError as error:
            yield Unfilled(part, error.line, "error", error.reason)


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
