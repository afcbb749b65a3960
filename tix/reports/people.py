"""What happened to the tickets of each customer, each assignee and each channel."""

from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.history.timelines import Courses
from tix.reports.grouping import by_assignee, several_assignees
from tix.reports.in_period import InPeriod, places_by, tables_by
from tix.reports.report import Definition, Kind, ReportInput, Section


@dataclass(frozen=True, slots=True)
class _Shared:
    """The places of the tickets with the same assignees."""

    assignees: tuple[str, ...]
    places: tuple[int, ...]


def places_by_assignee(
    courses: Courses, config: Config
) -> tuple[dict[str | None, list[int]], tuple[str, ...]]:
    """The places of each person's tickets, and the note about those that count more than once."""
    names = {number: people for people, number in courses.groups.items()}
    places: dict[int, list[int]] = {}
    for place, number in enumerate(courses.assignees):
        places.setdefault(number, []).append(place)
    shared = [_Shared(names[number], tuple(each)) for number, each in places.items()]
    people = {
        who: sorted(place for each in group for place in each.places)
        for who, group in by_assignee(shared, config).items()
    }
    return people, several_assignees(shared, config, lambda each: len(each.places))


def _agents(given: ReportInput) -> tuple[Section, ...]:
    happened = InPeriod(given)
    people, several = places_by_assignee(happened.courses, given.config)
    counts, times = tables_by("assignee", Kind.PERSON, people, happened)
    return replace(counts, notes=(*counts.notes, *several)), times


def _customers(given: ReportInput) -> tuple[Section, ...]:
    groups = places_by(given.texts_of("customer"))
    return tables_by("customer", Kind.WORD, groups, InPeriod(given))


def _channels(given: ReportInput) -> tuple[Section, ...]:
    groups = places_by(given.texts_of("channel"))
    return tables_by("channel", Kind.WORD, groups, InPeriod(given))


AGENTS = Definition(
    "agents",
    "Agents",
    "what happened to each assignee's tickets, and how long it took",
    _agents,
    needs_history=True,
)

CUSTOMERS = Definition(
    "customers",
    "Customers",
    "what happened to each customer's tickets, and how long it took",
    _customers,
    needs_history=True,
)

CHANNELS = Definition(
    "channels",
    "Channels",
    "what happened to the tickets of each channel, and how long it took",
    _channels,
    needs_history=True,
)
