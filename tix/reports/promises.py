"""What was promised: kept or missed, by clock, policy, customer and assignee, and every miss."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from math import inf

from tix.frozen import replace
from tix.model.history.timelines import Courses
from tix.model.times import moment
from tix.reports.buckets import SortedTimes, buckets
from tix.reports.in_period import percent, places_by
from tix.reports.people import places_by_assignee
from tix.reports.promise_outcomes import (
    CLOCKS,
    NOTHING_PROMISED,
    RESOLUTION,
    Kept,
    Miss,
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
    tally = _Tally(kept, missed, len(given.courses_of_tickets()))
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

    def __init__(self, kept: Kept, missed: Iterable[Miss], places: int) -> None:
        self._kept, self._missed = [0] * places, [0] * places
        for place in kept.places:
            self._kept[place] += 1
        for each in missed:
            self._missed[each.place] += 1

    def of_groups(
        self, groups: Mapping[str | None, Sequence[int]]
    ) -> dict[str | None, tuple[int, int]]:
        """How many were kept and missed of each group of places."""
        kept, missed = self._kept.__getitem__, self._missed.__getitem__
        return {
            word: (sum(map(kept, places)), sum(map(missed, places)))
            for word, places in groups.items()
        }


def _by_policy(
    given: ReportInput, kept: Kept, missed: Iterable[Miss]
) -> dict[str | None, tuple[int, int]]:
    """How many were kept and missed of each policy, in the desk's order."""
    kept_of, missed_of = Counter(kept.policies), Counter(each.policy for each in missed)
    names = dict.fromkeys((*(each.name for each in given.config.promises), *kept_of, *missed_of))
    return {name: (kept_of[name], missed_of[name]) for name in names}


def _figures(kept: int, missed: int) -> tuple[int, int, int | None]:
    return kept, missed, percent(kept, kept + missed)


def _overall(kept: Kept, missed: Iterable[Miss], running: Mapping[str, int]) -> Section:
    kept_of = Counter(kept.what)
    missed_of: dict[str, list[Miss]] = {what: [] for what in CLOCKS}
    for miss in missed:
        missed_of[miss.what].append(miss)
    rows: list[tuple[Value, ...]] = []
    for what, mine in missed_of.items():
        if not mine and not kept_of[what] and not running[what]:
            continue
        late = sorted(each.late for each in mine)
        in_business = sorted(each.in_business for each in mine)
        spreads = (*spread(late)[1:], *spread(in_business)[1:])
        rows.append((what, *_figures(kept_of[what], len(mine)), *spreads, running[what]))
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


def _weeks(given: ReportInput, kept: Kept, missed: Iterable[Miss]) -> Section:
    """Each week from the first to the last in which anything was kept (met) or missed (due)."""
    both = SortedTimes(kept.at), SortedTimes(each.due for each in missed)
    ends = [times.times[end] for times in both if times.times for end in (0, -1)]
    since = datetime.fromtimestamp(min(ends, default=0), UTC)
    until = datetime.fromtimestamp(max(ends) + 1, UTC) if ends else since
    rows = tuple(
        (week.name, *_figures(*(times.within(week) for times in both)))
        for week in buckets(since, until, "week", given.config.timezone)
    )
    chart = Chart(Shape.LINES, ("share",))
    return Section("Each week", (Column("week"), *_FIGURES), rows, chart=chart)


def _names(places: Iterable[int], people: Mapping[str | None, Sequence[int]]) -> dict[int, str]:
    """The people who work on the tickets at these places."""
    names: dict[int, list[str]] = {place: [] for place in places}
    for who, theirs in people.items():
        if who is not None:
            for place in names.keys() & theirs:
                names[place].append(who)
    return {place: ", ".join(each) for place, each in names.items()}


def _first_resolved(courses: Courses) -> dict[int, int]:
    """When each ticket that was reopened was first resolved, by its place."""
    times, counts = courses.resolved.times, courses.resolved.counts
    each = zip(courses.reopened.counts, counts, accumulate(counts), strict=True)
    return {
        place: min(times[end - count : end])
        for place, (reopened, count, end) in enumerate(each)
        if reopened and count
    }


def _misses(
    given: ReportInput,
    missed: Iterable[Miss],
    customers: Sequence[tuple[str, ...]],
    people: Mapping[str | None, Sequence[int]],
) -> Section:
    """Every miss, the latest due time first."""
    missed = [*missed]
    places = sorted({each.place for each in missed})
    titles = dict(zip(places, given.titles_of(places), strict=True))
    missed.sort(key=lambda each: (-each.due, titles[each.place][0]))
    called, reopened = _names(places, people), _first_resolved(given.courses_of_tickets())
    rows = tuple(
        (
            *titles[place],
            what,
            policy,
            next(iter(customers[place]), None),
            called[place],
            moment(due),
            moment(met),
            late,
            in_business,
            _why(what, met is not None, reopened.get(place, inf) <= due),
        )
        for place, what, policy, due, met, late, in_business in missed
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
    return Section("Missed", columns, rows)


def _why(what: str, is_met: bool, was_reopened: bool) -> str:
    """Why it was missed, as far as the ticket tells."""
    if what != RESOLUTION:
        return "answered late" if is_met else "no answer yet"
    if was_reopened:
        return "reopened"
    return "resolved late" if is_met else "still open"


PROMISES = Definition(
    "promises",
    "Promises",
    "what was kept and what was missed, by policy, customer and assignee; every miss",
    _sections,
    needs_history=True,
)
