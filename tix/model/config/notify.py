"""``notify`` of a person in ``tix.yaml``: by what way they are told of things, of which, and when.

::

    {by: mail, digest: 08:00, quiet: 22:00-07:00, events: [assigned, mentioned]}

A text alone is ``by``. Times of day are the desk's.
"""

import re

from tix.frozen import dataclass
from tix.model.config.source import ConfigSource, nearest_hint, shown, values_by_name
from tix.model.event_names import EVENTS
from tix.model.people import Person
from tix.model.text.yaml_nodes import Node, Scalar

_NAMES = ("by", "digest", "quiet", "events")
_CLOCK = r"([01]?[0-9]|2[0-3]):([0-5][0-9])"
_DAY = 24 * 60

NOT_AT_ALL = "none"
BY_MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Notify:
    """How somebody is told.

    ``by`` is mail, none, or the name of a channel of the dispatcher's. ``digest`` is when they get
    all at once, ``quiet`` from when to when nothing is sent, in minutes since 00:00 (the end of
    ``quiet`` may be before its beginning). ``events`` are the kinds they want; (): the usual ones.
    """

    by: str = BY_MAIL
    digest: int | None = None
    quiet: tuple[int, int] | None = None
    events: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """In one line, for people."""
        parts = [self.by]
        if self.digest is not None:
            parts.append(f"digest {clock(self.digest)}")
        if self.quiet is not None:
            parts.append(f"quiet {clock(self.quiet[0])}-{clock(self.quiet[1])}")
        if self.events:
            parts.append(f"events: {', '.join(self.events)}")
        return "; ".join(parts)

    def is_quiet_at(self, minutes: int) -> bool:
        """Whether nothing is sent at that time of a day."""
        if self.quiet is None:
            return False
        begins, ends = self.quiet
        if begins < ends:
            return begins <= minutes < ends
        return minutes >= begins or minutes < ends


def clock(minutes: int) -> str:
    """Minutes since 00:00 as a time of day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_notify(source: ConfigSource, node: Node, person: Person) -> Notify:
    """What somebody chose. Raises ConfigError."""
    if isinstance(node, Scalar):
        return Notify(_by(source, node, person))
    entries = source.entries(node, "notify")
    source.check_names(entries, _NAMES, "setting of notify")
    source.check_twice((key.value, key) for key, _ in entries)
    given = values_by_name(entries)
    by = _by(source, given.get("by"), person, node)
    if by == NOT_AT_ALL and len(given) > 1:
        reason = "'by: none' is nothing at all, so nothing else goes with it"
        raise source.error(node, reason)
    notify = Notify(
        by,
        _minutes(source, given["digest"], "digest") if "digest" in given else None,
        _quiet(source, given["quiet"]) if "quiet" in given else None,
        _events(source, given["events"]) if "events" in given else (),
    )
    if notify.digest is not None and notify.is_quiet_at(notify.digest):
        raise source.error(given["digest"], f"digest {clock(notify.digest)} is in the quiet time")
    return notify


def _by(source: ConfigSource, node: Node | None, person: Person, whole: Node | None = None) -> str:
    way = BY_MAIL
    if node is not None:
        way = source.word(node, "way") if source.text(node, "by") != NOT_AT_ALL else NOT_AT_ALL
    if way == BY_MAIL and not person.mail:
        where = node or whole
        assert where is not None
        raise source.error(where, f"{person.name} has no mail address to be told at")
    return way


def _minutes(source: ConfigSource, node: Node, what: str) -> int:
    text = source.text(node, what).strip()
    match = re.fullmatch(_CLOCK, text)
    if match is None:
        raise source.error(node, f"{what}: {shown(text)} is no time of day", "like 08:00")
    return int(match[1]) * 60 + int(match[2])


def _quiet(source: ConfigSource, node: Node) -> tuple[int, int]:
    text = source.text(node, "quiet").strip()
    match = re.fullmatch(rf"{_CLOCK}\s*-\s*(?:{_CLOCK}|24:00)", text)
    if match is None:
        reason = f"quiet: {shown(text)} is no part of a day"
        raise source.error(node, reason, "like 22:00-07:00")
    begins = int(match[1]) * 60 + int(match[2])
    ends = int(match[3]) * 60 + int(match[4]) if match[3] else _DAY
    if begins == ends % _DAY:
        raise source.error(node, f"quiet: {shown(text)} is all day or never", "by: none")
    return begins, ends


def _events(source: ConfigSource, node: Node) -> tuple[str, ...]:
    items = source.items(node, "events")
    if not items:
        raise source.error(node, "events is an empty list", "by: none")
    events = []
    for item in items:
        word = source.text(item, "an event")
        if word not in EVENTS:
            hint = nearest_hint(word, EVENTS)
            raise source.error(item, f"{shown(word)} is no event", hint)
        events.append(word)
    source.check_twice(zip(events, items, strict=True))
    return tuple(events)
