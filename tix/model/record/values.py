"""The values that records of every kind hold besides their fields."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.people import Person
from tix.quick_typing import Any


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


class HasTeamFields:
    """A record with fields that the team added: the base of every kind's class."""

    __slots__ = ()

    team_fields: tuple[TeamField, ...]
    """In the order of the file."""

    def team_field(self, name: str) -> str | tuple[str, ...] | None:
        """The value of a team-defined field, or None."""
        return next((field.value for field in self.team_fields if field.name == name), None)


def words_of(entries: tuple[Any, ...]) -> tuple[str, ...]:
    """The texts by which queries, columns and groups know a list of entries: what its class says.

    Of worked times, say, the one number of minutes in all; of parts, the names of the assets. Items
    that are texts are their own words.
    """
    if not entries or isinstance(entries[0], str):
        return entries
    words: tuple[str, ...] = entries[0].words(entries)
    return words
