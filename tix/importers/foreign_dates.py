"""Days and times in the forms that other tools write."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tix.importers.front_matter import Value
from tix.importers.local_dates import as_iso
from tix.importers.table_dates import with_year_first
from tix.model.times import Due, parse_due

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def one_text(value: Value) -> str:
    """A text, or a list with one. Raises ValueError."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        raise ValueError("not one text")
    return value


_DAYS = (
    "%Y-%m-%d", "%d/%b/%y", "%d/%b/%Y", "%d.%m.%Y", "%d-%b-%Y", "%d-%b-%y", "%b %d %Y", "%d %b %Y",
    "%B %d %Y", "%d %B %Y", "%d.%m.%y", "%Y.%m.%d",
)  # fmt: skip
_IN_WORDS = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.? )?(?P<day>.+?)"
    r"(?:(?: at)? (?P<clock>\d{1,2}:\d\d)(?::(?P<seconds>\d\d))?(?: (?P<half>[ap])\.?m\.?)?"
    r"(?: ?(?:gmt|utc|z)?(?P<offset>[+-]\d\d:?\d\d)?)?)?",
    re.IGNORECASE,
)
"""A day, then a time of the day and its zone, or neither."""


_ZONE_NAMED_TOO = re.compile(r"(:\d\d.*[+-]\d\d:?\d\d) \([^()]*\)$")
"""``10:30:00 GMT+0100 (Central European Standard Time)``, as JavaScript writes it. A zone's name
alone may mean several."""


def when(value: Value) -> Due:
    """A time: ISO 8601, also with ``/`` or a blank before the offset. Or a day, in a clear form."""
    text = re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", one_text(value).strip())
    text = re.sub(r"^(\d{4})/(\d\d?)/", r"\1-\2-", text).removesuffix(" UTC")
    text = text.removeprefix("[[").removesuffix("]]")
    text = _ZONE_NAMED_TOO.sub(r"\1", text)
    if re.fullmatch(r"[0-9]{10}(?:[0-9]{3}){0,2}", text):
        return _EPOCH + timedelta(seconds=int(text[:10]))
    text = with_year_first(text)
    try:
        return parse_due(text)
    except ValueError:
        if (found := _in_words(text)) is not None:
            return found
        if (local := as_iso(text)) is None:
            raise
        return parse_due(local)


def _in_words(text: str) -> Due | None:
    """``5 Jan 2026 10:30``, ``Jan 5, 2026, 10:30:00 AM``, ``Mon, 05 Jan 2026 10:30:00 +0100``."""
    told = _IN_WORDS.fullmatch(re.sub(r"[,\s]+", " ", text.strip()))
    if told is None:
        return None
    for form in _DAYS:
        with suppress(ValueError):
            day = datetime.strptime(told["day"], form)
            return _at(day, told) if told["clock"] else day.date()
    return None


def _at(day: datetime, told: re.Match[str]) -> datetime:
    """That time of that day. Raises ValueError for what no clock shows."""
    clock = f"{told['clock']}:{told['seconds'] or '00'}"
    form, half = ("%I:%M:%S %p", f" {told['half']}m") if told["half"] else ("%H:%M:%S", "")
    at = datetime.strptime(clock + half, form).time()
    zone = datetime.strptime(told["offset"] or "+0000", "%z").tzinfo
    return datetime.combine(day, at, zone).astimezone(UTC)


def due_or_none(value: Value) -> Due | None:
    """A time or a day in a form that is understood; None for anything else."""
    try:
        return when(value)
    except ValueError:
        return None


def time_or_none(value: Value) -> datetime | None:
    """A time in a form that is understood; None for a day, and for anything else."""
    found = due_or_none(value)
    return found if isinstance(found, datetime) else None


_WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)")


def due(value: Value) -> Due:
    """A time, or a day: midnight stands for one, unless it is an exact time of ISO 8601.

    Of a span of time it is the end: ``January 7, 2026 → January 9, 2026``.
    """
    value = one_text(value).rpartition(" → ")[2]
    found = when(value)
    if isinstance(found, datetime) and found.time() == datetime.min.time():
        return found if _WITH_OFFSET.fullmatch(one_text(value).strip()) else found.date()
    return found
