"""What was promised: kept or missed, by clock, policy, customer and assignee, and every miss."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate, compress, repeat
from math import inf

from tix.frozen import replace
from tix.model.history.timelines import Courses
from tix.model.times import moment
from tix.quick_typing import Any
from tix.reports.buckets import SortedTimes, buckets
from tix.reports.in_period import percent, places_by
from tix.reports.people import places_by_assignee
from tix.reports.promise_outcomes import (
    CLOCKS,
    NOTHING_PROMISED,
    RESOLUTION,
    Kept,
    Missed,
    kept_in_time,
    misses,
    running,
)
from tix.reports.report import (
    Chart,
    Column,
    Definition,
    Kind,
    ReportInput,
    Section,
    Shape,
    Value,
)
from tix.reports.took import FEW, spread

_FIGURES = (
    Column("kept", Kind.NUMBER),
    Column("missed", Kind.NUMBER),
    Column("share", Kind.PERCENT, "share kept"),
)
_LATE = (
    Column("late_median", Kind.DURATION, "median late"),
    Column("late_p90", Kind.DURATION, "90% late by"),
    Column("late_business_median", Kind.BUSINESS, "business median"),
    Column("late_business_p90", Kind.BUSINESS, "business 90%"),
    Column("running", Kind.NUMBER),
)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    if given.promised is None:
        return (NOTHING_PROMISED,)
    promised = given.promised()
    kept, missed = kept_in_time(given, promised), misses(given, promised)
    customers = given.texts_of("customer")
    people, several = places_by_assignee(given.courses_of_tickets(), given.config)
    tally = _Tally(kept, missed)
    assignees = _grouped("assignee", Kind.PERSON, tally.of_groups(people))
    return (
        _overall(kept, missed, running(given, promised)),
        _grouped("policy", Kind.WORD, _by_policy(given, kept, missed), most_first=False),
        _grouped("customer", Kind.WORD, tally.of_groups(places_by(customers))),
        replace(assignees, notes=(*assignees.notes, *several)),
        _weeks(given, kept, missed),
        _misses(given, missed, customers, people),
    )


class _Tally:
    """How many promises were kept, and missed, of the ticket at each place."""

    def __init__(self, kept: Kept, missed: Missed) -> None:
        self._kept, self._missed = Counter(kept.places), Counter(missed.places)

    def of_groups(
        self, groups: Mapping[str | None, Sequence[int]]
    ) -> dict[str | None, tuple[int, int]]:
        """How many were kept and missed of each group of places."""
        return {
            word: (_sum(self._kept, places), _sum(self._missed, places))
            for word, places in groups.items()
        }


def _sum(counts: Mapping[int, int], places: Iterable[int]) -> int:
    return sum(map(counts.get, places, repeat(0)))


def _by_policy(given: ReportInput, kept: Kept, missed: Missed) -> dict[str | None, tuple[int, int]]:
    """How many were kept and missed of each policy, in the desk's order."""
    kept_of, missed_of = Counter(kept.policies), Counter(missed.policies)
    names = dict.fromkeys((*(each.name for each in given.config.promises), *kept_of, *missed_of))
    return {name: (kept_of[name], missed_of[name]) for name in names}


def _figures(kept: int, missed: int) -> tuple[int, int, int | None]:
    return kept, missed, percent(kept, kept + missed)


def _overall(kept: Kept, missed: Missed, running: Mapping[str, int]) -> Section:
    kept_of = Counter(kept.what)
    rows: list[tuple[Value, ...]] = []
    for what in CLOCKS:
        mine = [each == what for each in missed.what]
        late, in_business = (sorted(compress(c, mine)) for c in (missed.late, missed.in_business))
        if not late and not kept_of[what] and not running[what]:
            continue
        spreads = (*spread(late)[1:], *spread(in_business)[1:])
        rows.append((what, *_figures(kept_of[what], len(late)), *spreads, running[what]))
    columns = (Column("clock"), *_FIGURES, *_LATE)
    return Section("Overall", columns, tuple(rows), notes=_few(rows))


def _few(rows: Iterable[tuple[Value, ...]]) -> tuple[str, ...]:
    decided = [sum(n for n in row[1:3] if isinstance(n, int)) for row in rows]
    rare = sum(0 < count < FEW for count in decided)
    said = "1 row stands" if rare == 1 else f"{rare} rows stand"
    return (f"Few cases: {said} on fewer than {FEW} promises, which say little.",) if rare else ()


def _grouped(
    name: str,
    kind: Kind,
    groups: Mapping[str | None, tuple[int, int]],
    *,
    most_first: bool = True,
) -> Section:
    rows: list[tuple[Value, ...]] = [
        (word, *_figures(*counts)) for word, counts in groups.items() if any(counts)
    ]
    if most_first:
        rows.sort(key=lambda r: (r[0] is None, -int(str(r[2])), -int(str(r[1])), str(r[0])))
    return Section(
        f"By {name}",
        (Column(name, kind), *_FIGURES),
        tuple(rows),
        notes=_few(rows),
        chart=Chart(Shape.BARS, ("share",)),
    )


def _weeks(given: ReportInput, kept: Kept, missed: Missed) -> Section:
    """Each week from the first to the last in which anything was kept (met) or missed (due)."""
    both = SortedTimes(kept.at), SortedTimes(missed.due)
    ends = [times.times[end] for times in both if times.times for end in (0, -1)]
    since = datetime.fromtimestamp(min(ends, default=0), UTC)
    until = datetime.fromtimestamp(max(ends) + 1, UTC) if ends else since
    rows = tuple(
        (week.name, *_figures(*(times.within(week) for times in both)))
        for week in buckets(since, until, "week", given.config.timezone)
    )
    chart = Chart(Shape.LINES, ("share",))
    return Section("Each week", (Column("week"), *_FIGURES), rows, notes=_few(rows), chart=chart)


def _names(courses: Courses, people: Mapping[str | None, Sequence[int]]) -> dict[int, str]:
    """The people who work on tickets, by what ``courses.assignees`` has of those."""
    places = {number: place for place, number in enumerate(courses.assignees)}  # one of each
    names: dict[int, list[str]] = {place: [] for place in places.values()}
    for who, theirs in people.items():
        if who is not None:
            for place in names.keys() & theirs:
                names[place].append(who)
    return {number: ", ".join(names[place]) for number, place in places.items()}


def _first_resolved(courses: Courses) -> dict[int, int]:
    """When each ticket that was reopened was first resolved, by its place."""
    times, counts = courses.resolved.times, courses.resolved.counts
    each = zip(range(len(courses)), counts, accumulate(counts), strict=True)
    return {
        place: min(times[end - count : end])
        for place, count, end in compress(each, courses.reopened.counts)
        if count
    }


def _misses(
    given: ReportInput,
    missed: Missed,
    customers: Sequence[tuple[str, ...]],
    people: Mapping[str | None, Sequence[int]],
) -> Section:
    """Every miss, the latest due time first; columns first, as there may be thousands."""
    places = sorted({*missed.places})
    heads = dict(zip(places, given.titles_of(places), strict=True))
    courses = given.courses_of_tickets()
    called, reopened = _names(courses, people), _first_resolved(courses)
    idents = [heads[place][0] for place in missed.places]
    order = sorted(range(len(idents)), key=idents.__getitem__)
    order.sort(key=missed.due.__getitem__, reverse=True)

    def ordered(column: Sequence[Any]) -> list[Any]:
        return [column[number] for number in order]

    at, what, due, met = map(ordered, (missed.places, missed.what, missed.due, missed.met))
    rows = zip(
        ordered(idents),
        (heads[place][1] for place in at),
        what,
        ordered(missed.policies),
        (customers[place][0] if customers[place] else None for place in at),
        map(called.__getitem__, map(courses.assignees.__getitem__, at)),
        map(moment, due),
        map(moment, met),
        ordered(missed.late),
        ordered(missed.in_business),
        map(_why, what, due, met, map(reopened.get, at, repeat(inf))),
        strict=True,
    )
    columns = (
        Column("id", Kind.TICKET),
        Column("title"),
        Column("clock"),
        Column("policy", Kind.WORD, is_minor=True),
        Column("customer", Kind.WORD, is_minor=True),
        Column("assignees", is_minor=True),
        Column("due", Kind.TIME),
        Column("met", Kind.TIME, is_minor=True),
        Column("late", Kind.DURATION),
        Column("late_business", Kind.BUSINESS, "in business time", is_minor=True),
        Column("why"),
    )
    return Section("Missed", columns, tuple(rows))


def _why(what: str, due: int, met: int | None, reopened: float) -> str:
    """Why it was missed, as far as the ticket tells; ``reopened`` is when what was is resolved
    first."""
    if what != RESOLUTION:
        return "no answer yet" if met is None else "answered late"
    if reopened <= due:
        return "reopened"
    return "still open" if met is None else "resolved late"


PROMISES = Definition(
    "promises",
    "Promises",
    "what was kept and what was missed, by promise, customer and assignee; every miss",
    _sections,
    needs_history=True,
)
