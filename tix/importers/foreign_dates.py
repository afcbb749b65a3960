"""Days and times in the forms that other tools write."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tix.importers.front_matter import Value
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


_DAY_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d/%b/%y",
    "%d/%b/%Y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
_TIME_FORMATS = (
    "%Y-%m-%d %H:%M", "%Y-%m-%d %I:%M %p", "%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p",
    "%d/%b/%y %H:%M", "%d.%m.%Y %H:%M", "%B %d, %Y %I:%M %p", "%b %d, %Y %I:%M %p",
    "%b %d, %Y, %I:%M %p", "%B %d, %Y %H:%M",
)  # fmt: skip


def when(value: Value) -> Due:
    """A time: ISO 8601, also with ``/`` or a blank before the offset. Or a day, in a clear form."""
    text = re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", one_text(value).strip())
    text = re.sub(r"^(\d{4})/(\d\d?)/", r"\1-\2-", text).removesuffix(" UTC")
    text = text.removeprefix("[[").removesuffix("]]")
    text = re.sub(r" \([^()]*\)$", "", text)  # the zone's name, as JavaScript writes it
    if re.fullmatch(r"[0-9]{10}(?:[0-9]{3}){0,2}", text):
        return _EPOCH + timedelta(seconds=int(text[:10]))
    text = with_year_first(text)
    try:
        return parse_due(text)
    except ValueError:
        for form in _DAY_FORMATS:
            with suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        for form in _TIME_FORMATS:
            with suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=UTC)
        with suppress(ValueError):
            return datetime.strptime(text, "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
        raise


def time_or_none(value: Value) -> datetime | None:
    """A time in a form that is understood; None for a day, and for anything else."""
    try:
        found = when(value)
    except ValueError:
        return None
    return found if isinstance(found, datetime) else None


_WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)")


def due(value: Value) -> Due:
    """A time, or a day: midnight stands for one, unless it is an exact time of ISO 8601."""
    found = when(value)
    if isinstance(found, datetime) and found.time() == datetime.min.time():
        return found if _WITH_OFFSET.fullmatch(one_text(value).strip()) else found.date()
    return found
