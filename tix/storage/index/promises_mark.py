"""A mark over what policies, calendars and zones are made of, by which kept clocks are known."""

import contextlib
import os
from collections.abc import Iterator

from tix.model.config.config import Config
from tix.storage.desk.desk import Desk
from tix.storage.desk.zone_files import zone_file


def promises_mark(desk: Desk, config: Config) -> list[str]:
    """Another one where ``tix.yaml``, a file of holidays or what is known of zones has changed."""
    zones = sorted({str(each.zone) for each in config.calendars} | {str(config.timezone)})
    zones = [zone for zone in zones if zone != "UTC"]  # which is what it is
    # What was read, and not the file, which somebody may have changed since.
    parts = [config.text, repr([*map(_zone_stamp, zones)])]
    if any(each.regions for each in config.calendars):
        from tix.storage.desk.holidays import holiday_files  # many a desk names its days itself

        for region, data in sorted(holiday_files(desk, config).items()):
            parts += [region, "" if data is None else f"+{data.decode('latin-1')}"]
    return parts  # themselves: they aren't long, and a hash takes its time to be imported


def _zone_stamp(zone: str) -> tuple[str, int, int]:
    """Where the database of time zones is updated, so are due times."""
    for place in _places(zone):
        with contextlib.suppress(OSError):
            found = os.stat(place)  # noqa: PTH116 (no path yet)
            return zone, found.st_size, found.st_mtime_ns
    return zone, 0, 0


def _places(zone: str) -> Iterator[str]:
    """Where the file of a zone may be, in the order in which Python looks."""
    if place := zone_file(zone):
        yield place
    from zoneinfo import TZPATH  # most of the time it is there

    for folder in TZPATH:
        yield f"{folder}/{zone}"
