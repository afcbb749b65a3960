"""Time zones by their names in the time zone database: ``Europe/Lisbon``."""

import re
from datetime import UTC, tzinfo

# Not the machine's own zone: a name means the same everywhere.
_NAME = r"(?!localtime|posixrules)[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}"


def zone_named(name: str) -> tzinfo:
    """The zone of that name. Raises ValueError with a hint."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo, available_timezones  # rarely needed, and not cheap

    try:
        if not re.fullmatch(_NAME, name):  # never a path, and never another module's resource
            raise ValueError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, no zone's file, a folder of zones
        from tix.model.text.nearest import nearest

        near = nearest(name, sorted(available_timezones() - {"localtime"}))
    raise ValueError(f"did you mean {near!r}?" if near else "names are like Europe/Lisbon")
