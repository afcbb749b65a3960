"""The values that records of every kind hold besides their fields."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.people import Person


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment. ``at`` is in UTC; ``text`` has LF line ends."""

    id: str
    at: datetime
    author: Person
    internal: bool
    text: str


@dataclass(frozen=True, slots=True)
class TeamField:
    """A field that the team added; its type, if declared, is in the desk's configuration."""

    name: str
    value: str | tuple[str, ...]


def team_value(fields: tuple[TeamField, ...], name: str) -> str | tuple[str, ...] | None:
    """The value of a team-defined field, or None."""
    return next((field.value for field in fields if field.name == name), None)
