"""A ticket's promise as JSON (P9); ``docs/json.md`` names the keys."""

from tix.model.promises.standing import CLOCKS, Reading, Standing
from tix.model.times import format_time, moment
from tix.quick_typing import Any


def promise_object(standing: Standing) -> dict[str, Any]:
    """How a ticket stands, as what ``json`` can write."""
    soon = standing.next
    return {
        "name": standing.name,
        **{name: clock_object(getattr(standing, name)) for name in CLOCKS},
        "next": soon and {"what": soon.what, "due": time_text(soon.due), "left": soon.left},
    }


def clock_object(reading: Reading | None) -> dict[str, Any] | None:
    """A clock; None where there is none."""
    if reading is None:
        return None
    return {
        "due": time_text(reading.due),
        "met": time_text(reading.met),
        "missed": reading.missed,
        "left": reading.left,
        "paused": time_text(reading.paused),
    }


def time_text(at: int | None) -> str | None:
    """An instant as tickets write times."""
    when = moment(at)
    return None if when is None else format_time(when)
