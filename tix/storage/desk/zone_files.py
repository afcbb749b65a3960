"""The files of the system's time zones: whether there is one is known before ``zoneinfo``, which
takes as long to import as a quarter of tix, is."""

import os

_FOLDER = "/usr/share/zoneinfo"
"""Where nearly every Linux and every Mac has them, and Python looks (PEP 615)."""

_BEGINNING = b"TZif"


def has_zone(name: str) -> bool:
    """Whether the system has a zone of that name; also no where that isn't easy to tell."""
    path = zone_file(name)
    if path is None:
        return False
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (no Path is needed)
            return file.read(len(_BEGINNING)) == _BEGINNING
    except OSError:
        return False


def zone_file(name: str) -> str | None:
    """Where its file would be; None where Python looks elsewhere, or the name isn't usual."""
    if "PYTHONTZPATH" in os.environ or not _is_usual(name):
        return None
    return f"{_FOLDER}/{name}"


def _is_usual(name: str) -> bool:
    """``Area/City`` and the like: never a path out of the folder."""
    area, *others = name.split("/")
    return (
        name.isascii()
        and 1 <= len(others) <= 2
        and all(part.replace("_", "").isalpha() and part[0].isupper() for part in (area, *others))
    )
