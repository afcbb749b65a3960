"""The rules of a desk as values; ``tix.model.rules.reader`` reads them from ``rules.yaml``.

Three forms: a rule *on* an event, one *at* a time that follows from a ticket, and one *every* so
often. The rules R1 to R6 of ``docs/rules.md`` say what holds for them.
"""

from datetime import datetime

from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # most changes set off no rule, which is found without those at times
    from tix.model.rules.moment import Moment
    from tix.model.rules.schedule import Schedule

EVENTS = (
    "opened", "changed", "asked", "answered", "reopened", "done", "signed", "rated", "paid",
    "failed",
)  # fmt: skip
"""What sets off a rule of the form ``on``; ``changed`` names a field."""


class Trigger(NamedTuple):
    """An event; ``field`` is that of ``changed``. A tuple, since all rules' are looked up for each
    change."""

    event: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.event} {self.field}" if self.field else self.event


@dataclass(frozen=True, slots=True)
class Assign:
    """Whom a ticket is given to: ``how`` is ``to``, ``one of`` or ``least loaded``.

    ``who`` is what a ticket holds for the person, or the name of the team; "" for nobody.
    """

    how: str
    who: str


@dataclass(frozen=True, slots=True)
class SetField:
    """A field and the text for it."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class AddLabels:
    """Labels to add."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveLabels:
    """Labels to take away."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """People and teams who watch from then on, as tickets hold them."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notify:
    """People and teams who are told, once."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """A comment: ``how`` is ``public``, ``internal`` or ``reply`` (the text is a reply's name)."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class CreateInvoice:
    """An invoice of what was worked and used; ``is_sent``: it goes to the customer by mail."""

    is_sent: bool = False


Effect = Assign | SetField | AddLabels | RemoveLabels | Watch | Notify | Say | CreateInvoice


@dataclass(frozen=True, slots=True)
class OnRule:
    """What happens when something else does. ``line`` is where it stands, ``place`` its number."""

    name: str
    line: int
    place: int
    trigger: Trigger
    when: str
    then: tuple[Effect, ...]
    when_line: int = 0

    @property
    def timing(self) -> str:
        """When it runs, as the file says it."""
        return f"on {self.trigger}"


@dataclass(frozen=True, slots=True)
class AtRule:
    """What happens at a time that follows from a ticket. Without ``since`` it doesn't fire."""

    name: str
    line: int
    place: int
    moment: "Moment"
    since: datetime | None
    when: str
    then: tuple[Effect, ...]
    calendar: str = ""
    when_line: int = 0

    @property
    def timing(self) -> str:
        """When it runs, as the file says it."""
        return f"at {self.moment}"


@dataclass(frozen=True, slots=True)
class EveryRule:
    """A ticket that is opened every so often.

    ``settings`` are fields and their texts. ``catches_up``: each one that was missed is opened,
    not only the latest.
    """

    name: str
    line: int
    place: int
    schedule: "Schedule"
    since: datetime | None
    title: str
    text: str = ""
    then: tuple[Effect, ...] = ()
    catches_up: bool = False

    @property
    def timing(self) -> str:
        """When it runs, as the file says it."""
        return f"every {self.schedule}"


Rule = OnRule | AtRule | EveryRule
TimeRule = AtRule | EveryRule


@dataclass(frozen=True)
class Rules:
    """All rules of a desk, in the order of the file."""

    rules: tuple[Rule, ...] = ()

    @property
    def on(self) -> list[OnRule]:
        """Those on an event."""
        return [rule for rule in self.rules if isinstance(rule, OnRule)]

    @property
    def at(self) -> list[AtRule]:
        """Those at a time of a ticket."""
        return [rule for rule in self.rules if isinstance(rule, AtRule)]

    @property
    def every(self) -> list[EveryRule]:
        """Those that open tickets."""
        return [rule for rule in self.rules if isinstance(rule, EveryRule)]

    @property
    def without_start(self) -> list[TimeRule]:
        """Time rules that don't fire, because nothing says from when on (R2)."""
        timed = (rule for rule in self.rules if isinstance(rule, AtRule | EveryRule))
        return [rule for rule in timed if rule.since is None]
