"""What people of the desk chose: of which events they are told, by what way, and when."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from tix.model.config.config import Config
from tix.model.config.notify import BY_MAIL, NOT_AT_ALL, Notify
from tix.model.notices.event import Event
from tix.model.notices.recipients import NOTICES, Way
from tix.model.rules.schedule import first_instant

_USUAL = Notify()


def choosing(
    config: Config, looked: datetime | None = None
) -> Callable[[str, Event, datetime], Way | None]:
    """A function that says how somebody, by their key, is told of an event that is looked at now;
    None: not at all. ``looked`` is when the desk was looked at before; None: just now."""
    chosen = {m.person.key: m.notify for m in config.people if m.notify is not None}

    def choose(key: str, event: Event, now: datetime) -> Way | None:
        notify = chosen.get(key, _USUAL)
        if notify.by == NOT_AT_ALL or event.kind not in (notify.events or NOTICES):
            return None
        purpose = "notice" if notify.digest is None else "digest"
        since = now if looked is None else min(now, max(looked, event.at))
        due = due_at(notify, now, config.timezone, since)
        if notify.by == BY_MAIL:
            return Way("mail", key, purpose, due)
        return Way("chat", notify.by, purpose, due)

    return choose


def due_at(notify: Notify, now: datetime, zone: tzinfo, since: datetime | None = None) -> datetime:
    """When somebody is told of what is known now, and could have been ``since``: at once, at the
    time of their digest, or when their quiet time ends. Times of day are those of ``zone``.

    A digest whose time has come since then isn't over: it goes now, so that nothing waits for a
    day more where the desk is looked at once a day.
    """
    if notify.digest is not None:
        return max(now, _next(notify.digest, since or now, zone))
    local = now.astimezone(zone)
    if notify.quiet is not None and notify.is_quiet_at(local.hour * 60 + local.minute):
        return _next(notify.quiet[1], now, zone)
    return now


def _next(minutes: int, now: datetime, zone: tzinfo) -> datetime:
    """The first instant from now on at which the clock shows that time of a day, or, where that is
    skipped, a later one."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for days in (-1, 0, 1, 2):
        at = first_instant(midnight + timedelta(days=days, minutes=minutes), zone)
        if at >= now:
            return at
    raise AssertionError("a time of day comes every day")
