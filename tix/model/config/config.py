"""A desk's configuration as values: statuses, types, priorities, fields, people, teams, promises.

``tix.model.config.reader`` reads them from ``tix.yaml``; ``Config()`` is what is in force without.
"""

from datetime import UTC, timedelta, tzinfo
from enum import Enum

from tix.frozen import dataclass, field, replace
from tix.model.people import Person, person_key
from tix.model.record.fields import TIME, Field
from tix.model.ticket.priorities import is_known, known_words
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # few desks have any
    from tix.model.config.mail import MailSettings
    from tix.model.config.notify import Notify
    from tix.model.config.portal import PortalSettings
    from tix.model.config.workflow import Workflow
    from tix.model.promises.calendar import Calendar
    from tix.model.promises.policy import Policy
    from tix.model.work.billing import Billing, Plan

FORMAT = 1
"""The newest ``format`` of ``tix.yaml`` that this version reads."""


class Group(Enum):
    """The meaning of a status, whatever a team calls it."""

    ACTIVE = "active"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Status:
    """A configured status and its group."""

    name: str
    group: Group


FIELD_TYPES = ("text", "choice", "number", "date", "user", "list", "url")


@dataclass(frozen=True, slots=True)
class TeamFieldType:
    """A declared team-defined field; ``choices`` only for type ``choice``."""

    name: str
    type: str
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in ``tix.yaml``: a name, a mail address and aliases. ``notify`` is how they want to
    be told of things; None: as usual."""

    person: Person
    aliases: tuple[str, ...] = ()
    notify: "Notify | None" = None


@dataclass(frozen=True, slots=True)
class Team:
    """A named group of members, each a mail address."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query that people write as ``@name``."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What an impact and an urgency together make the priority."""

    impact: str
    urgency: str
    priority: str


WORKING = "in-progress"

SETTING_OF = {
    "type": "types",
    "priority": "priorities",
    "channel": "channels",
    "impact": "impacts",
    "urgency": "urgencies",
    "resolution_code": "resolution_codes",
}
"""The settings that hold the words of built-in fields."""

_BY_MEANING = ("impact", "urgency")

YES_OR_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
"""The words for booleans in settings."""


URGENCY = (
    ("due", 12.0), ("blocking", 8.0), ("priority", 6.0), ("working", 4.0), ("age", 2.0),
    ("waiting", -3.0), ("blocked", -5.0),
)  # fmt: skip
"""What makes a ticket urgent, and how much (``tix.query.urgency``); a desk can say otherwise."""


@dataclass(frozen=True, slots=True)
class Config:
    """The words of a desk. ``priorities``, ``impacts`` and ``urgencies`` run from the least to the
    most urgent; without ``resolution_codes`` any will do. ``reopen_within`` is how long after it is
    done those who asked can reopen a ticket; None: for ever."""

    format: int = FORMAT
    name: str = ""
    timezone: tzinfo = UTC
    statuses: tuple[Status, ...] = (
        Status("open", Group.ACTIVE),
        Status("in-progress", Group.ACTIVE),
        Status("pending", Group.WAITING),
        Status("resolved", Group.DONE),
        Status("closed", Group.DONE),
    )
    types: tuple[str, ...] = ("incident", "request", "question", "problem", "task")
    priorities: tuple[str, ...] = ("low", "normal", "high", "urgent")
    default_type: str = "task"
    default_priority: str = "normal"
    channels: tuple[str, ...] = (
        "mail", "phone", "web", "chat", "shell", "ci", "walk-in", "social",
    )  # fmt: skip
    impacts: tuple[str, ...] = ("low", "normal", "high")
    urgencies: tuple[str, ...] = ("low", "normal", "high")
    resolution_codes: tuple[str, ...] = ()
    matrix: tuple[MatrixCell, ...] = ()
    workflow: "tuple[Workflow, ...]" = ()
    reopen_within: timedelta | None = None
    archive_after: timedelta | None = None
    sync_after_write: bool = False
    require_signed: bool = False
    fields: tuple[TeamFieldType, ...] = ()
    people: tuple[Member, ...] = ()
    teams: tuple[Team, ...] = ()
    robots: tuple[str, ...] = ()
    calendars: "tuple[Calendar, ...]" = ()
    promises: "tuple[Policy, ...]" = ()
    billing: "Billing | None" = None
    plans: "tuple[Plan, ...]" = ()
    mail: "MailSettings | None" = None
    portal: "PortalSettings | None" = None
    queries: tuple[SavedQuery, ...] = ()
    urgency_weights: tuple[tuple[str, float], ...] = URGENCY
    main_branch: str = ""
    lines: dict[str, int] = field(default_factory=dict, compare=False)
    """The line number of each setting in the file, by its dotted name."""
    text: str = field(default="", compare=False, repr=False)
    """The file's text."""

    def group(self, status: str | None) -> Group | None:
        """The group of a configured status; None for an unknown word."""
        for known in self.statuses:
            if known.name == status:
                return known.group
        return None

    def group_of(self, ticket: Ticket) -> Group:
        """The group of a ticket; one with an unknown status is done if it has a done stamp."""
        if group := self.group(ticket.status):
            return group
        return Group.DONE if ticket.resolved or ticket.closed else Group.ACTIVE

    @property
    def guards_statuses(self) -> bool:
        """Whether it says which changes of status aren't allowed."""
        return bool(self.workflow) or self.reopen_within is not None

    def is_done(self, ticket: Ticket) -> bool:
        """Whether the ticket is done."""
        return self.group_of(ticket) is Group.DONE

    def words_of(self, field: str) -> tuple[str, ...] | None:
        """The words of a built-in field; None if any word will do."""
        if field == "status":
            return tuple(status.name for status in self.statuses)
        if (setting := SETTING_OF.get(field)) is None:
            return None
        if declared := self.team_field_type(field):
            return declared.choices or None
        words: tuple[str, ...] = getattr(self, setting)
        return words or None

    def takes_word(self, field: str, word: str) -> bool:
        """Whether a built-in field of the desk can have the word. Until a desk says which impacts
        and urgencies it has, any will do that means one."""
        words = self.words_of(field)
        if words is None or word in words:
            return True
        return field in _BY_MEANING and not self.has_own_words(field) and is_known(word)

    def order_of(self, field: str) -> tuple[str, ...]:
        """The words of a field that have an order, from the least urgent to the most."""
        if field in _BY_MEANING and not self.has_own_words(field):
            return known_words()
        return self.words_of(field) or ()

    def has_own_words(self, field: str) -> bool:
        """Whether ``tix.yaml`` says which words a built-in field has."""
        return SETTING_OF[field] in self.lines or self.team_field_type(field) is not None

    def first_status(self, group: Group) -> str:
        """The first configured status of a group (there is always one of active and done)."""
        return next(s.name for s in self.statuses if s.group is group)

    @property
    def working_status(self) -> str:
        """The status of a ticket in progress: ``in-progress``, or the desk's word for it."""
        active = [status.name for status in self.statuses if status.group is Group.ACTIVE]
        return WORKING if WORKING in active else active[min(1, len(active) - 1)]

    def priority_of(self, ticket: Ticket) -> str | None:
        """How urgent a ticket is. In a desk with a matrix that follows from its impact and urgency
        unless its file says otherwise; until it has both, it is the priority of new tickets."""
        if ticket.priority or not self.matrix:
            return ticket.priority
        return self.matrix_priority(ticket) or self.default_priority

    def matrix_priority(self, ticket: Ticket) -> str | None:
        """What the matrix makes of a ticket's impact and urgency; None if nothing."""
        if not (ticket.impact and ticket.urgency):
            return None
        asked = ticket.impact.casefold(), ticket.urgency.casefold()
        for cell in self.matrix:
            if (cell.impact.casefold(), cell.urgency.casefold()) == asked:
                return cell.priority
        return None

    def with_priority(self, ticket: Ticket) -> Ticket:
        """A ticket for whoever reads it, with the priority that it has. It isn't for writing."""
        if ticket.priority or not self.matrix:
            return ticket
        return replace(ticket, priority=self.priority_of(ticket))

    def priority_rank(self, priority: str | None) -> int | None:
        """0 for the least urgent; None for no priority or an unknown word."""
        return self.priorities.index(priority) if priority in self.priorities else None

    def team_field_type(self, name: str) -> TeamFieldType | None:
        """The declaration of a team-defined field, if it has one."""
        return next((f for f in self.fields if f.name == name), None)

    def is_own_field(self, name: str, field: Field) -> bool:
        """Whether a name means a field that the team has declared, though a built-in one has it.

        That is so where it is another of that one's names, or where the declaration makes a text
        of a list or of a time, or the reverse; else it gives the built-in field its words.
        """
        declared = self.team_field_type(name)
        if declared is None:
            return False
        is_of_another_shape = (declared.type == "list") != field.many
        is_no_time = field.kind is TIME and declared.type != "date"
        return name != field.name or not field.editable or is_of_another_shape or is_no_time

    def team(self, name: str) -> Team | None:
        """The team of that name, without case."""
        folded = name.casefold()
        return next((t for t in self.teams if t.name.casefold() == folded), None)

    def canonical_person(self, text: str) -> str:
        """The key of a person as written in a ticket, with the desk's aliases resolved."""
        key = person_key(text)
        for member in self.people:
            if key == member.person.key or any(person_key(a) == key for a in member.aliases):
                return member.person.key
        return key

    def keys_of(self, key: str) -> frozenset[str]:
        """All keys that tickets may have for who has that one as their ``canonical_person``."""
        aliases = (a for member in self.people if member.person.key == key for a in member.aliases)
        called = map(person_key, aliases)
        return frozenset((key, *(each for each in called if self.canonical_person(each) == key)))

    def person_label(self, text: str) -> str:
        """A short name for the person: the configured one, else the text as written."""
        key = person_key(text)
        for member in self.people:
            if key == member.person.key or any(person_key(a) == key for a in member.aliases):
                return member.person.label
        return text
