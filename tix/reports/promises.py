"""What was promised: kept or missed, by clock, policy, customer and assignee, and every miss."""

from collections.abc import Iterable, Mapping, Sequence

from tix.frozen import replace
from tix.model.history.timelines import Courses
from tix.model.promises.standing import CLOCKS, RESOLUTION
from tix.model.times import moment, seconds
from tix.reports.buckets import bucket_of
from tix.reports.in_period import FEW, lists_of, percent, places_by, spread
from tix.reports.people import places_by_assignee
from tix.reports.promise_outcomes import NAMES, NOTHING_PROMISED, Outcome, in_period, outcomes
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

_FIGURES = (
    Column("kept", Kind.NUMBER),
    Column("missed", Kind.NUMBER),
    Column("share", Kind.PERCENT, "share kept"),
)
_LATE = (
    Column("late_median", Kind.DURATION, "median late"),
    Column("late_p90", Kind.DURATION, "90% late by"),
    Column("late_business_median", Kind.BUSINESS, "median in business time"),
    Column("late_business_p90", Kind.BUSINESS, "90% in business time"),
    Column("running", Kind.NUMBER),
)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    if given.promised is None:
        return (NOTHING_PROMISED,)
    every = [each for each in outcomes(given, given.promised()) if each.promised]
    decided = [each for each in every if in_period(given, each.decided_at)]
    courses = given.courses_of_tickets()
    people, several = places_by_assignee(courses, given.config)
    policies: dict[str | None, list[Outcome]] = {p.name: [] for p in given.config.promises}
    for each in decided:
        policies.setdefault(each.policy, []).append(each)
    customers = _of_places(decided, places_by(given.texts_of("customer")))
    assignees = _of_places(decided, people)
    return (
        _overall(every, decided, seconds(given.now) or 0),
        _grouped("policy", Kind.WORD, policies, most_first=False),
        _grouped("customer", Kind.WORD, customers),
        replace(_grouped("assignee", Kind.PERSON, assignees), notes=several),
        _weeks(given, decided),
        _misses(given, [each for each in decided if each.missed], people),
    )


def _of_places(
    decided: Iterable[Outcome], groups: Mapping[str | None, Sequence[int]]
) -> dict[str | None, list[Outcome]]:
    at: dict[int, list[Outcome]] = {}
    for each in decided:
        at.setdefault(each.place, []).append(each)
    return {
        word: [each for place in places for each in at.get(place, ())]
        for word, places in groups.items()
    }


def _figures(decided: Sequence[Outcome]) -> tuple[int, int, int | None]:
    missed = sum(each.missed for each in decided)
    kept = len(decided) - missed
    return kept, missed, percent(kept, len(decided))


def _overall(every: Sequence[Outcome], decided: Sequence[Outcome], now: int) -> Section:
    rows: list[tuple[Value, ...]] = []
    for what in CLOCKS:
        mine = [each for each in decided if each.what == what]
        running = sum(each.what == what and each.decided_at is None for each in every)
        if not mine and not running:
            continue
        missed = [each for each in mine if each.missed]
        late = spread(sorted(each.late(now) for each in missed))
        in_business = spread(sorted(each.late_in_business(now) for each in missed))
        rows.append((NAMES[what], *_figures(mine), *late[1:], *in_business[1:], running))
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
    groups: Mapping[str | None, Sequence[Outcome]],
    *,
    most_first: bool = True,
) -> Section:
    rows: list[tuple[Value, ...]] = [
        (word, *_figures(decided)) for word, decided in groups.items() if decided
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


def _weeks(given: ReportInput, decided: Sequence[Outcome]) -> Section:
    """Each week in which anything was kept or missed."""
    weeks: dict[str, list[Outcome]] = {}
    for each in sorted(decided, key=lambda each: each.decided_at or 0):
        when = moment(each.decided_at)
        assert when is not None
        weeks.setdefault(bucket_of(when, "week", given.config.timezone).name, []).append(each)
    rows = tuple((week, *_figures(found)) for week, found in weeks.items())
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
    given: ReportInput, missed: Sequence[Outcome], people: Mapping[str | None, Sequence[int]]
) -> Section:
    """Every miss, the latest due time first."""
    now = seconds(given.now) or 0
    reopened = _Reopened(given.courses_of_tickets())
    places = sorted({each.place for each in missed})
    tickets = dict(zip(places, given.heads_of(places), strict=True))
    missed = sorted(missed, key=lambda each: tickets[each.place].id)
    missed = sorted(missed, key=lambda each: -(each.clock.due or 0))
    names: dict[int, list[str]] = {}
    for who, theirs in people.items():
        for place in theirs:
            names.setdefault(place, []).extend([who] if who else ())
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
    rows = tuple(
        (
            tickets[each.place].id,
            tickets[each.place].title,
            NAMES[each.what],
            each.policy,
            tickets[each.place].customer,
            ", ".join(names[each.place]),
            moment(each.clock.due),
            moment(each.clock.met),
            each.late(now),
            each.late_in_business(now),
            _why(each, reopened),
        )
        for each in missed
    )
    return Section("Missed", columns, rows)


def _why(each: Outcome, reopened: _Reopened) -> str:
    """Why it was missed, as far as the ticket tells."""
    is_met = each.clock.met is not None
    if each.what != RESOLUTION:
        return "answered late" if is_met else "no answer yet"
    if reopened.was_resolved_by(each.place, each.clock.due or 0):
        return "reopened"
    return "resolved late" if is_met else "still open"


PROMISES = Definition(
    "promises",
    "Promises",
    "what was kept and what was missed, by policy, customer and assignee; every miss",
    _sections,
    needs_history=True,
)
