"""When what couldn't be sent is tried again, and whose lease holds (D4, step 3)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from tix.frozen import replace
from tix.model.notices.message import Message

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15))
_THEN = timedelta(hours=1)
_GIVE_UP = timedelta(days=3)
_LONGEST_WAIT = timedelta(days=1)

LEASE = timedelta(minutes=5)
"""How long a lease runs."""

LONGEST_SENDING = 60.0
"""Seconds of a lease that must be left for a sending to begin: the longest that one may take."""

_VOID, _WAIT = 6 * 60.0, 30 * 60.0
_WITHOUT_CLOCK = timedelta(hours=1)


def tried(
    message: Message, error: str, now: datetime, wait: timedelta | None = None
) -> Message | None:
    """The message after a temporary no: when it is tried again. None: it was tried for 3 days.

    ``wait`` is how long the other side wants to be left alone, which counts up to a day.
    """
    since = message.since or now
    if now - since >= _GIVE_UP:
        return None
    pause = _PAUSES[message.tries] if message.tries < len(_PAUSES) else _THEN
    pause = max(pause, min(wait or pause, _LONGEST_WAIT))
    return replace(message, due=now + pause, tries=message.tries + 1, since=since, error=error)


def leased_keys(
    leases: Collection[tuple[str, tuple[str, ...], datetime]],
    own: Collection[str],
    seen: Mapping[str, float | None],
    now: datetime,
) -> frozenset[str]:
    """The keys that others may be sending. ``leases`` are nonces, keys, and until when.

    One's own from before a crash holds nothing. Another's is void once it was seen unchanged for 6
    minutes, and its keys wait another 30; where that can't be told, its own time and an hour.
    """
    return frozenset(
        key
        for nonce, keys, until in leases
        if nonce not in own and _holds(seen.get(nonce), until, now)
        for key in keys
    )


def _holds(seen: float | None, until: datetime, now: datetime) -> bool:
    return now < until + _WITHOUT_CLOCK if seen is None else seen < _VOID + _WAIT
