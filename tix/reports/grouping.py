"""Tickets by a word (status, type, priority, label) or by assignee, in the order people expect."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from tix.model.config.config import Config
from tix.model.people import person_key
from tix.model.text.natural import natural
from tix.quick_typing import Protocol, TypeVar
from tix.reports.opened_in_period import notes
from tix.reports.report import Column, Kind


class Prioritised(Protocol):
    """A ticket, or what stands for several."""

    @property
    def priority(self) -> str | None:
        """As in a ticket."""


class Assigned(Protocol):
    """A ticket, or what stands for several."""

    @property
    def assignees(self) -> tuple[str, ...]:
        """As in a ticket."""


_Counted = TypeVar("_Counted")
_Prioritised = TypeVar("_Prioritised", bound=Prioritised)
_Assigned = TypeVar("_Assigned", bound=Assigned)


def by_word(
    tickets: Iterable[_Counted], word: Callable[[_Counted], str | None], known: Sequence[str]
) -> dict[str | None, list[_Counted]]:
    """The known words in their order (also those of no ticket), then others sorted, then None."""
    found: dict[str | None, list[_Counted]] = {}
    for ticket in tickets:
        found.setdefault(word(ticket), []).append(ticket)
    others = sorted((w for w in found if w is not None and w not in known), key=natural)
    order = [*known, *others, *([None] if None in found else [])]
    return {w: found.get(w, []) for w in order}


def by_priority(
    tickets: Iterable[_Prioritised], config: Config
) -> dict[str | None, list[_Prioritised]]:
    """The tickets of each priority, the most urgent first."""
    return by_word(tickets, lambda ticket: ticket.priority, config.priorities[::-1])


def by_assignee(tickets: Iterable[_Assigned], config: Config) -> dict[str | None, list[_Assigned]]:
    """The tickets of each assignee by label, sorted by it, then None for those that nobody has.

    Somebody's aliases are one person; a ticket counts for each of its assignees. They are called
    as by ``person_labels``.
    """
    tickets = list(tickets)
    keys = _person_keys(tickets, config)
    found: dict[str, list[_Assigned]] = {}
    for ticket in tickets:
        for key in {keys[text] for text in ticket.assignees}:
            found.setdefault(key, []).append(ticket)
    named = {label: found[key] for key, label in _labels(keys, config).items()}
    ordered = sorted(named, key=lambda label: (person_key(label), label))
    by_label: dict[str | None, list[_Assigned]] = {label: named[label] for label in ordered}
    nobodys = [ticket for ticket in tickets if not ticket.assignees]
    return {**by_label, None: nobodys} if nobodys else by_label


def several_assignees(
    tickets: Iterable[_Assigned], config: Config, count: Callable[[_Assigned], int] = lambda _: 1
) -> tuple[str, ...]:
    """The note about tickets that count more than once by assignee.

    ``count`` tells for how many tickets one of them stands.
    """
    shared = [ticket for ticket in tickets if len(ticket.assignees) > 1]
    keys = _person_keys(shared, config)
    several = sum(count(t) for t in shared if len({keys[text] for text in t.assignees}) > 1)
    return notes((several, "Counted for each assignee: {} with several."))


def person_labels(texts: Iterable[str], config: Config) -> dict[str, str]:
    """What the person is called that each of these texts means, the same for all of somebody's.

    Two people whom the desk calls the same are told apart by their addresses.
    """
    keys = {text: config.canonical_person(text) for text in texts}
    labels = _labels(keys, config)
    return {text: labels[key] for text, key in keys.items()}


def _person_keys(tickets: Iterable[Assigned], config: Config) -> dict[str, str]:
    """The person that each spelling of an assignee means, looked up once for all tickets."""
    texts = {text for ticket in tickets for text in ticket.assignees}
    return {text: config.canonical_person(text) for text in texts}


def _labels(keys: Mapping[str, str], config: Config) -> dict[str, str]:
    """What each person is called, by their key; ``keys`` has that of each of their spellings."""
    labels: dict[str, str] = {}
    for text, key in keys.items():
        label = config.person_label(text)
        labels[key] = min(label, labels.get(key, label), key=lambda t: (len(t), t))
    bearers = Counter(labels.values())
    return {
        key: label if bearers[label] == 1 else f"{label} <{key}>" for key, label in labels.items()
    }


def priority_columns(priorities: Iterable[str | None]) -> tuple[Column, ...]:
    """A column of counts for each priority; its name can't be that of another column."""
    return tuple(
        Column("no_priority", Kind.NUMBER)
        if priority is None
        else Column(f"priority:{priority}", Kind.NUMBER, priority)
        for priority in priorities
    )
