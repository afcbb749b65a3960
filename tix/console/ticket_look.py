"""How tickets look at a terminal: ids, statuses, priorities, due dates, names."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from tix.model.config.config import Config, Group
from tix.model.people import parse_person
from tix.model.ticket.ticket import Ticket
from tix.model.times import Due, day_of
from tix.quick_typing import TYPE_CHECKING
from tix.terminal.ago import ago_short
from tix.terminal.style import Look, Styles

if TYPE_CHECKING:
    from tix.actions.names import KnownNames


def id_styled(prefixes: Mapping[str, int], styles: Styles) -> Callable[[str], str]:
    """A function that highlights the part of an id that is enough to type."""

    def style(ident: str) -> str:
        enough = prefixes.get(ident, len(ident))
        return styles.ident(ident[:enough]) + ident[enough:]

    return style


def look_of(ticket: Ticket, config: Config) -> Look:
    """How a ticket's status looks: by its group, and apart if somebody is at work on it."""
    group = config.group_of(ticket)
    is_begun = group is Group.ACTIVE and ticket.status != config.first_status(Group.ACTIVE)
    return "working" if is_begun else group.value


def priority_level(ticket: Ticket, config: Config) -> float:
    """How urgent a ticket is, from 0 to 1; 0.5 if its priority isn't known."""
    rank = config.priority_rank(config.priority_of(ticket))
    return 0.5 if rank is None else rank / max(1, len(config.priorities) - 1)


def short_people(texts: Collection[str], names: "KnownNames", config: Config) -> dict[str, str]:
    """A short label for each person, unique among them.

    The first name, else the whole name or the address up to its ``@``, else the text as written.
    """
    names.learn(texts)
    labels = {text: parse_person(names.label(text)).label for text in texts}
    shown: dict[str, str] = {}
    for shorten in (_first_name, _without_domain, str):
        people: dict[str, set[str]] = {}
        for text, label in labels.items():
            people.setdefault(shorten(label), set()).add(config.canonical_person(text))
        for text, label in labels.items():
            if text not in shown and len(people[shorten(label)]) == 1:
                shown[text] = shorten(label)
    return {text: shown.get(text, text) for text in labels}


def _first_name(label: str) -> str:
    return _without_domain(label).partition(" ")[0]


def _without_domain(label: str) -> str:
    return label if " " in label else label.partition("@")[0] or label


def due_short(due: Due, done: bool, config: Config, now: datetime) -> str:
    """When a ticket is due, for a column: ``today``, ``in 3d``, ``2d late``; the day if done."""
    if done:
        return day_of(due, config.timezone).isoformat()
    if isinstance(due, datetime):
        distance = due - now
    else:
        days = (due - day_of(now, config.timezone)).days
        if days == 0:
            return "today"
        distance = timedelta(days=days)
    if distance > timedelta():
        return ago_short(now, now - distance) if distance < _FAR else str(due.year)
    return f"{ago_short(now + distance, now)} late" if -distance < _FAR else f"since {due.year}"


_FAR = timedelta(days=36500)
"""Further away, only the year is shown; this also keeps times within the calendar."""
