"""The time zone of the machine at which somebody sits, as C and so ``date`` have it."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

_MACHINE = Path("/etc/localtime")


def local_zone(environ: Mapping[str, str]) -> tzinfo | None:
    """The zone of ``TZ``, else of the machine; None where nobody has said where that is."""
    if not environ.get("TZ") and not _MACHINE.exists():
        return None
    time.tzset()  # TZ may have been set since C looked
    return LocalZone()


class LocalZone(tzinfo):
    """The zone of C's library, of which Python needs to know no name and to load no file.

    Raises OverflowError where C's calendar ends before Python's.
    """

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """How far it is ahead of UTC at a time of its own."""
        return None if when is None else _local(when.replace(tzinfo=None)).utcoffset()

    def dst(self, when: datetime | None) -> timedelta | None:
        """Nobody asks."""
        return None

    def tzname(self, when: datetime | None) -> str | None:
        """Its abbreviation then, like ``CET``."""
        return None if when is None else _local(when.replace(tzinfo=None)).tzname()

    def fromutc(self, when: datetime) -> datetime:
        """A time in UTC, as it is here; of an hour that comes twice, the right one."""
        local = _local(when.replace(tzinfo=UTC))
        here = local.replace(tzinfo=self)
        return here if here.utcoffset() == local.utcoffset() else here.replace(fold=1)


def _local(when: datetime) -> datetime:
    try:
        return when.astimezone()
    except (ValueError, OSError):
        raise OverflowError from None
