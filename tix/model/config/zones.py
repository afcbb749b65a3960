"""Time zones by their names in the time zone database: ``Europe/Lisbon``."""

from datetime import UTC, tzinfo

# Not the machine's own zone: a name means the same everywhere.
_NOT_NAMES = ("localtime", "posixrules")
_SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-"


def zone_named(name: str) -> tzinfo:
    """The zone of that name. Raises ValueError with a hint."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo, available_timezones  # rarely needed, and not cheap

    try:
        if not _is_name(name):  # never a path, and never another module's resource
            raise ValueError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, no zone's file, a folder of zones
        from tix.model.text.nearest import nearest

        near = nearest(name, sorted(available_timezones() - {"localtime"}))
    raise ValueError(f"did you mean {near!r}?" if near else "names are like Europe/Lisbon")


def _is_name(name: str) -> bool:
    """``Area/City`` and the like: at most three words, the first of which begins with a letter."""
    parts = name.split("/")
    return (
        len(parts) <= 3
        and name[:1].isalpha()
        and not name.startswith(_NOT_NAMES)
        and all(part and not part.strip(_SIGNS) for part in parts)
    )
