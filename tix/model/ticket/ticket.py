"""The values: a ticket and its links. All frozen, all plain data."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.people import Person, parse_person
from tix.model.record.values import Comment, HasTeamFields, TeamField
from tix.model.times import Due
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # few tickets have entries
    from tix.model.record.occurrences import Occurrence
    from tix.model.ticket.entries import (
        CommitLink,
        Firing,
        Message,
        Rating,
        Signature,
        Use,
        Wait,
        Work,
    )

LINK_KINDS = ("blocks", "depends-on", "duplicates", "relates-to", "parent")
"""Kinds of links between tickets. A link is written at one end; the other end is derived."""

SINGLE_LINK_KINDS = ("duplicates", "parent")
"""Kinds of which a ticket has at most one."""

LINK_SEEN_FROM_THE_OTHER_END = {
    "blocks": "blocked by",
    "depends-on": "needed by",
    "duplicates": "duplicated by",
    "relates-to": "relates to",
    "parent": "child",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another ticket: ``blocks m3k9vd``."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class Ticket(HasTeamFields):
    """One request, from opening to closing.

    Attribute names are the names in the front matter; ``tix.model.ticket.fields`` tells their
    types, order and meaning. Absent is None, or () for lists. Times are in UTC, whole seconds.
    People are kept as written; ``tix.model.people`` compares them.
    """

    id: str
    title: str
    status: str | None = None
    since: datetime | None = None
    type: str | None = None
    priority: str | None = None
    requester: str | None = None
    customer: str | None = None
    assignees: tuple[str, ...] = ()
    watchers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    milestone: str | None = None
    due: Due | None = None
    opened: datetime | None = None
    opened_by: str | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    resolution: str | None = None
    key: str | None = None
    occurrences: "tuple[Occurrence, ...]" = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[str, ...] = ()
    source: str | None = None
    redacted: tuple[str, ...] = ()
    channel: str | None = None
    occurred: datetime | None = None
    impact: str | None = None
    urgency: str | None = None
    contract: str | None = None
    ip: str | None = None
    assets: tuple[str, ...] = ()
    cause: str | None = None
    prevention: str | None = None
    resolution_code: str | None = None
    waited: "tuple[Wait, ...]" = ()
    worked: "tuple[Work, ...]" = ()
    used: "tuple[Use, ...]" = ()
    ratings: "tuple[Rating, ...]" = ()
    signatures: "tuple[Signature, ...]" = ()
    messages: "tuple[Message, ...]" = ()
    fired: "tuple[Firing, ...]" = ()
    failing: tuple[str, ...] = ()
    commits: "tuple[CommitLink, ...]" = ()
    imported: tuple[str, ...] = ()
    team_fields: tuple[TeamField, ...] = ()
    body: str = ""
    comments: tuple[Comment, ...] = ()

    @property
    def short_title(self) -> str:
        """The title, shortened for a sentence."""
        return self.title if len(self.title) <= 200 else f"{self.title[:199]}…"

    @property
    def asker(self) -> Person | None:
        """The person who asked: the requester, else who opened it."""
        text = self.requester or self.opened_by
        return parse_person(text) if text else None
