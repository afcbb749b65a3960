"""How long responses and resolutions took, in time by the clock and in business time."""

from collections.abc import Mapping, Sequence

from tix.frozen import replace
from tix.reports.grouping import by_word
from tix.reports.in_period import places_by
from tix.reports.opened_in_period import notes
from tix.reports.people import places_by_assignee
from tix.reports.promise_outcomes import (
    CLOCKS,
    NOTHING_PROMISED,
    Calendars,
    Outcome,
    Period,
    outcomes,
)
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.took import few, spread

_FIGURES = (
    Column("count", Kind.NUMBER),
    Column("median", Kind.DURATION),
    Column("p90", Kind.DURATION, "90% within"),
    Column("business_median", Kind.BUSINESS, "median in business time"),
    Column("business_p90", Kind.BUSINESS, "90% in business time"),
)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    if given.promised is None:
        return (NOTHING_PROMISED,)
    promised = given.promised()
    calendars, period = Calendars(given, promised), Period(given)
    met = [outcome for outcome in outcomes(given, promised) if period.has(outcome.met)]
    courses = given.courses_of_tickets()
    people, several = places_by_assignee(courses, given.config)
    words = {number: word for word, number in courses.priorities.items()}
    priorities = by_word(
        range(len(courses)),
        lambda place: words[courses.priority[place]],
        given.config.priorities[::-1],
    )
    customers = places_by(given.texts_of("customer"))
    rows = [(what, *_figures([o for o in met if o.what == what], calendars)) for what in CLOCKS]
    unpromised = notes((len(courses) - len(promised.clocks), "Not counted: {} without a promise."))
    overall = Section(
        "Overall",
        (Column("clock"), *_FIGURES),
        tuple(row for row in rows if row[1]),
        notes=(*unpromised, *few(int(str(row[1])) for row in rows)),
    )
    sections = [overall]
    for what in CLOCKS:
        mine = [outcome for outcome in met if outcome.what == what]
        for name, kind, groups in (
            ("priority", Kind.WORD, priorities),
            ("customer", Kind.WORD, customers),
            ("assignee", Kind.PERSON, people),
        ):
            section = _grouped(what, (name, kind), groups, mine, calendars)
            if name == "assignee":
                section = replace(section, notes=(*section.notes, *several))
            sections.append(section)
    return tuple(section for section in sections if section.rows or section is overall)


def _figures(met: Sequence[Outcome], calendars: Calendars) -> tuple[Value, ...]:
    """How many, median and 90th percentile of what it took; the same in business time."""
    took = spread(sorted(outcome.took for outcome in met))
    business = sorted(outcome.took_in_business(calendars.of(outcome)) for outcome in met)
    return (*took, *spread(business)[1:])


def _grouped(
    what: str,
    named: tuple[str, Kind],
    groups: Mapping[str | None, Sequence[int]],
    met: Sequence[Outcome],
    calendars: Calendars,
) -> Section:
    name, kind = named
    at: dict[int, list[Outcome]] = {}
    for outcome in met:
        at.setdefault(outcome.place, []).append(outcome)
    found = {
        word: [outcome for place in places for outcome in at.get(place, ())]
        for word, places in groups.items()
    }
    words = [word for word, each in found.items() if each]
    if name != "priority":
        words.sort(key=lambda word: (word is None, -len(found[word]), word or ""))
    rows = tuple((word, *_figures(found[word], calendars)) for word in words)
    title = f"{what.capitalize()} by {name}"
    said = few(int(str(row[1])) for row in rows)
    return Section(title, (Column(name, kind), *_FIGURES), rows, bar="median", notes=said)


RESPONSE = Definition(
    "response",
    "Response",
    "how long responses and resolutions took, by the clock and in business time",
    _sections,
    needs_history=True,
)
