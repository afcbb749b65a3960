"""Calendars and times for tests of promises, made from data as ``tix.yaml`` would have it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tix.model.config.reader import load_config
from tix.model.promises.calendar import ALWAYS, Calendar
from tix.model.times import format_time, instant, moment, parse_time

DATA = Path(__file__).parents[2] / "data" / "promises"


def data(name: str) -> dict[str, Any]:
    """A file of cases."""
    found: dict[str, Any] = json.loads((DATA / name).read_text())
    return found


def calendars(given: Mapping[str, Any]) -> dict[str, Calendar]:
    """Calendars by their names, read as those of a desk; ``always`` is the one that tix has."""
    own = {name: calendar for name, calendar in given.items() if name != ALWAYS.name}
    config = load_config(json.dumps({"calendars": own}))
    return {calendar.name: calendar for calendar in (*config.calendars, ALWAYS)}


def at(text: str) -> int:
    """A time as seconds since 1970."""
    return instant(parse_time(text))


def time(seconds: int | None) -> str | None:
    """The other way round."""
    found = moment(seconds)
    return format_time(found) if found else None
