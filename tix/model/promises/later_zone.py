"""A calendar's time zone that is read when it is first asked: few runs count by a calendar."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import cached_property


class LaterZone(tzinfo):
    """The zone of that name, which ``read`` gives; it raises what ``read`` raises."""

    def __init__(self, name: str, read: Callable[[str], tzinfo]) -> None:
        self.name = name
        self._read = read

    @cached_property
    def real(self) -> tzinfo:
        """The zone itself, which answers faster."""
        return self._read(self.name)

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """How far it is ahead of UTC."""
        return self.real.utcoffset(when)

    def dst(self, when: datetime | None) -> timedelta | None:
        """How much of that is summer time."""
        return self.real.dst(when)

    def tzname(self, when: datetime | None) -> str | None:
        """What people call the time there."""
        return self.real.tzname(when)

    def fromutc(self, when: datetime) -> datetime:
        """A time in UTC as the time there."""
        return self.real.fromutc(when.replace(tzinfo=self.real)).replace(tzinfo=self)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"LaterZone({self.name!r})"  # ``check`` knows a configuration by it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LaterZone) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


def real_zone(zone: tzinfo) -> tzinfo:
    """The zone itself."""
    return zone.real if isinstance(zone, LaterZone) else zone
