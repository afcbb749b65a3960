"""What was promised: kept or missed, by clock, policy, customer and assignee, and every miss."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tix.frozen import replace
from tix.model.history.timelines import Courses
from tix.model.times import moment
from tix.reports.buckets import SortedTimes, buckets
from tix.reports.in_period import lists_of, percent, places_by
from tix.reports.people import places_by_assignee
from tix.reports.promise_outcomes import (
    CLOCKS,
    NOTHING_PROMISED,
    RESOLUTION,
    Miss,
    Outcome,
    decided,
    misses,
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
    outcomes, running = decided(given, promised)
    missed_ones = [*misses(given, promised, outcomes)]
    customers = given.texts_of("customer")
    people, several = places_by_assignee(given.courses_of_tickets(), given.config)
    tally = _Tally(outcomes, len(given.courses_of_tickets()))
    policies: dict[str | None, tuple[int, int]] = {p.name: (0, 0) for p in given.config.promises}
    for each in outcomes:
        kept, missed = policies.get(each.policy, (0, 0))
        policies[each.policy] = (kept, missed + 1) if each.missed else (kept + 1, missed)
    assignees = _grouped("assignee", Kind.PERSON, tally.of_groups(people))
    return (
        _overall(outcomes, running, missed_ones),
        _grouped("policy", Kind.WORD, policies, most_first=False),
        _grouped("customer", Kind.WORD, tally.of_groups(places_by(customers))),
        replace(assignees, notes=(*assignees.notes, *several)),
        _weeks(given, outcomes),
        _misses(given, missed_ones, customers, people),
    )


class _Tally:
    """How many promises were kept, and missed, of the ticket at each place."""

    def __init__(self, outcomes: Iterable[Outcome], places: int) -> None:
        self._kept, self._missed = [0] * places, [0] * places
        for each in outcomes:
            (self._missed if each.missed else self._kept)[each.place] += 1

    def of_groups(
        self, groups: Mapping[str | None, Sequence[int]]
    ) -> dict[str | None, tuple[int, int]]:
        """How many were kept and missed of each group of places."""
        kept, missed = self._kept.__getitem__, self._missed.__getitem__
        return {
            word: (sum(map(kept, places)), sum(map(missed, places)))
            for word, places in groups.items()
        }


def _figures(kept: int, missed: int) -> tuple[int, int, int | None]:
    return kept, missed, percent(kept, kept + missed)


def _overall(
    outcomes: Iterable[Outcome], running: Mapping[str, int], missed: Iterable[Miss]
) -> Section:
    all_of = Counter(each.what for each in outcomes)
    missed_of: dict[str, list[Miss]] = {what: [] for what in CLOCKS}
    for miss in missed:
        missed_of[miss.outcome.what].append(miss)
    rows: list[tuple[Value, ...]] = []
    for what, mine in missed_of.items():
        if not all_of[what] and not running[what]:
            continue
        late = sorted(each.late for each in mine)
        in_business = sorted(each.in_business for each in mine)
        spreads = (*spread(late)[1:], *spread(in_business)[1:])
        rows.append((what, *_figures(all_of[what] - len(mine), len(mine)), *spreads, running[what]))
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


def _weeks(given: ReportInput, outcomes: Iterable[Outcome]) -> Section:
    """Each week from the first to the last in which anything was kept or missed."""
    kept = SortedTimes(each.decided_at for each in outcomes if not each.missed)
    missed = SortedTimes(each.decided_at for each in outcomes if each.missed)
    times = [*kept.times, *missed.times]
    ends = [datetime.fromtimestamp(end(times, default=0), UTC) for end in (min, max)]
    until = ends[1] + timedelta(seconds=1) if times else ends[0]
    rows = tuple(
        (week.name, *_figures(kept.within(week), missed.within(week)))
        for week in buckets(ends[0], until, "week", given.config.timezone)
    )
    chart = Chart(Shape.LINES, ("share",))
    return Section("Each week", (Column("week"), *_FIGURES), rows, chart=chart)


class _Reopened:
    """Tells of tickets by their places whether they had been resolved before they were reopened."""

    def __init__(self, courses: Courses) -> None:
        self._resolved = [*lists_of(courses.resolved)]
        self._reopened = [*lists_of(courses.reopened)]

    def was_resolved_by(self, place: int, when: int) -> bool:
        """Whether it was resolved at that time or before, and reopened afterwards."""
        first = min(self._resolved[place], default=None)
        return first is not None and first <= when and bool(self._reopened[place])


def _misses(
    given: ReportInput,
    missed: Iterable[Miss],
    customers: Sequence[tuple[str, ...]],
    people: Mapping[str | None, Sequence[int]],
) -> Section:
    """Every miss, the latest due time first."""
    reopened = _Reopened(given.courses_of_tickets())
    missed = [*missed]
    places = sorted({each.outcome.place for each in missed})
    titles = dict(zip(places, given.titles_of(places), strict=True))
    missed.sort(key=lambda each: titles[each.outcome.place][0])
    missed.sort(key=lambda each: each.outcome.due or 0, reverse=True)
    names: dict[int, list[str]] = {place: [] for place in places}
    for who, theirs in people.items():
        if who is not None:
            for place in names.keys() & theirs:
                names[place].append(who)
    called = {place: ", ".join(each) for place, each in names.items()}
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
            _why(what, place, due or 0, reopened, is_met=met is not None),
        )
        for (place, what, policy, due, met, *_), late, in_business in missed
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


def _why(what: str, place: int, due: int, reopened: _Reopened, *, is_met: bool) -> str:
    """Why it was missed, as far as the ticket tells."""
    if what != RESOLUTION:
        return "answered late" if is_met else "no answer yet"
    if reopened.was_resolved_by(place, due):
        return "reopened"
    return "resolved late" if is_met else "still open"


PROMISES = Definition(
    "promises",
    "Promises",
    "what was kept and what was missed, by policy, customer and assignee; every miss",
    _sections,
    needs_history=True,
)
