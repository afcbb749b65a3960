"""How long responses and resolutions took, in time by the clock and in business time."""

from collections.abc import Iterable, Mapping, Sequence

from tix.frozen import replace
from tix.model.text.natural import natural
from tix.reports.grouping import by_word
from tix.reports.in_period import places_by
from tix.reports.opened_in_period import notes
from tix.reports.people import places_by_assignee
from tix.reports.promise_outcomes import (
    CLOCKS,
    NOTHING_PROMISED,
    period,
)
from tix.reports.report import Column, Definition, Kind, Promised, ReportInput, Section, Value
from tix.reports.took import few, spread

_FIGURES = (
    Column("count", Kind.NUMBER),
    Column("median", Kind.DURATION),
    Column("p90", Kind.DURATION, "90% within"),
    Column("business_median", Kind.BUSINESS, "business median"),
    Column("business_p90", Kind.BUSINESS, "business 90%"),
)


_Took = tuple[int, int]
"""Seconds by the clock, and in business time."""


def _sections(given: ReportInput) -> tuple[Section, ...]:
    if given.promised is None:
        return (NOTHING_PROMISED,)
    promised = given.promised()
    took = _took(given, promised)
    courses = given.courses_of_tickets()
    people, several = places_by_assignee(courses, given.config)
    words = {number: word for word, number in courses.priorities.items()}
    priorities = by_word(
        range(len(courses)),
        lambda place: words[courses.priority[place]],
        given.config.priorities[::-1],
    )
    customers = places_by(given.texts_of("customer"))
    rows = [(what, *_figures(each for at in took[what].values() for each in at)) for what in CLOCKS]
    unpromised = len(courses) - sum(number in promised.places for number, *_ in promised.waits())
    overall = Section(
        "Overall",
        (Column("clock"), *_FIGURES),
        tuple(row for row in rows if row[1]),
        notes=(
            *notes((unpromised, "Not counted: {} without a promise.")),
            *few(int(str(row[1])) for row in rows),
        ),
    )
    sections = [overall]
    for what in CLOCKS:
        assignees = _grouped(what, "assignee", Kind.PERSON, people, took[what])
        sections += [
            _grouped(what, "priority", Kind.WORD, priorities, took[what]),
            _grouped(what, "customer", Kind.WORD, customers, took[what]),
            replace(assignees, notes=(*assignees.notes, *several)),
        ]
    return tuple(section for section in sections if section.rows or section is overall)


def _took(given: ReportInput, promised: Promised) -> dict[str, dict[int, list[_Took]]]:
    """How long each clock that was met in the period took, by the place of its ticket."""
    places, (after, before) = promised.places, period(given)
    found: dict[str, dict[int, list[_Took]]] = {what: {} for what in CLOCKS}
    by_number = [found[what] for what in CLOCKS]
    for number, what, start, met, took in promised.met():
        if number in places and after <= met < before:
            by_number[what].setdefault(places[number], []).append((met - start, took))
    return found


def _figures(took: Iterable[_Took]) -> tuple[Value, ...]:
    """How many, median and 90th percentile of what it took; the same in business time."""
    took = [*took]
    by_clock, in_business = (sorted(each[n] for each in took) for n in range(2))
    return (*spread(by_clock), *spread(in_business)[1:])


def _grouped(
    what: str,
    name: str,
    kind: Kind,
    groups: Mapping[str | None, Sequence[int]],
    took: Mapping[int, Sequence[_Took]],
) -> Section:
    found = {
        word: [each for place in places for each in took.get(place, ())]
        for word, places in groups.items()
    }
    words = [word for word, each in found.items() if each]
    if name != "priority":
        words.sort(key=lambda word: (word is None, -len(found[word]), natural(word or "")))
    rows = tuple((word, *_figures(found[word])) for word in words)
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
