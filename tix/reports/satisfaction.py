"""What people think of how they were served: the share of 4 and 5, and how many answered."""

from collections.abc import Iterable, Mapping, Sequence

from tix.frozen import dataclass
from tix.model.ticket.entries import Rating, counting
from tix.model.ticket.ticket import Ticket
from tix.reports.durations import percentile
from tix.reports.in_period import InPeriod, percent, places_by
from tix.reports.people import places_by_assignee
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
from tix.reports.took import few_shares

_GOOD, _BAD = 4, 2
"""Ratings from the first on are good ones, up to the second bad ones."""

_SHOWN = 20
"""How many bad ratings are shown."""

_FIGURES = (
    Column("ratings", Kind.NUMBER),
    Column("good", Kind.NUMBER, "4 and 5"),
    Column("share", Kind.PERCENT, "share of 4 and 5"),
    Column("median", Kind.NUMBER),
    Column("done", Kind.NUMBER),
    Column("rated", Kind.NUMBER, "of these rated"),
    Column("rate", Kind.PERCENT, "rate of answers"),
)


@dataclass(frozen=True, slots=True)
class _Rated:
    """A rating that counts, and the place of its ticket in the courses."""

    place: int
    rating: Rating


def _sections(given: ReportInput) -> tuple[Section, ...]:
    happened = InPeriod(given)
    having = given.having("ratings")
    person = given.config.canonical_person
    every = {place: counting(ticket.ratings, person) for place, ticket in having.items()}
    found = [
        _Rated(place, rating)
        for place, ratings in sorted(every.items())
        for rating in ratings
        if given.in_period(rating.at)
    ]
    people, several = places_by_assignee(happened.courses, given.config)
    customers = places_by(given.texts_of("customer"))
    if not having:  # nobody is asked here
        people, several, customers = {}, (), {}
    figures = _Figures(happened, found, {*having})
    overall = (figures.of(range(len(happened.courses))),) if having else ()
    return (
        Section(
            "Overall",
            _FIGURES,
            overall,
            notes=(*happened.undone, *few_shares([len(found)], "ratings")),
        ),
        _stars(found),
        _grouped("customer", Kind.WORD, customers, figures),
        _grouped("assignee", Kind.PERSON, people, figures, several),
        _bad(found, having),
    )


class _Figures:
    """Ratings given in the period, and the tickets done in it, of which some were rated."""

    def __init__(self, happened: InPeriod, found: Iterable[_Rated], rated: set[int]) -> None:
        self._ratings: dict[int, list[int]] = {}
        for each in found:
            self._ratings.setdefault(each.place, []).append(each.rating.rating)
        self._done = happened.done
        self._rated = rated

    def of(self, places: Iterable[int]) -> tuple[Value, ...]:
        """The figures of the tickets at these places."""
        places = [*places]
        ratings = sorted(n for place in places for n in self._ratings.get(place, ()))
        done = [place for place in places if self._done[place]]
        good, rated = sum(n >= _GOOD for n in ratings), sum(place in self._rated for place in done)
        return (
            len(ratings),
            good,
            percent(good, len(ratings)),
            percentile(ratings, 50),
            len(done),
            rated,
            percent(rated, len(done)),
        )


def _stars(found: Sequence[_Rated]) -> Section:
    given = [each.rating.rating for each in found]
    rows = tuple((str(star), given.count(star)) for star in range(5, 0, -1))
    columns = (Column("rating"), Column("count", Kind.NUMBER))
    return Section("Ratings", columns, rows if given else (), bar="count")


def _grouped(
    name: str,
    kind: Kind,
    groups: Mapping[str | None, Sequence[int]],
    figures: _Figures,
    several: tuple[str, ...] = (),
) -> Section:
    """Those with any rating, or any ticket that could have got one: most ratings first."""
    rows: list[tuple[Value, ...]] = []
    for word, places in groups.items():
        row = figures.of(places)
        if row[0] or row[4]:
            rows.append((word, *row))
    rows.sort(key=lambda row: (row[0] is None, -_count(row[1]), -_count(row[5]), str(row[0])))
    return Section(
        f"By {name}",
        (Column(name, kind), *_FIGURES),
        tuple(rows),
        notes=(*several, *few_shares((_count(row[1]) for row in rows), "ratings")),
        chart=Chart(Shape.BARS, ("share",)),
    )


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _bad(found: Sequence[_Rated], having: Mapping[int, Ticket]) -> Section:
    """The bad ratings, the latest first."""
    bad = [each for each in found if each.rating.rating <= _BAD]
    bad.sort(key=lambda each: (each.rating.at, each.rating.id), reverse=True)
    columns = (
        Column("id", Kind.TICKET),
        Column("title"),
        Column("rating", Kind.NUMBER),
        Column("who", Kind.PERSON),
        Column("at", Kind.TIME),
        Column("text"),
    )
    rows = tuple(
        (
            having[each.place].id,
            having[each.place].title,
            each.rating.rating,
            each.rating.who,
            each.rating.at,
            each.rating.text,
        )
        for each in bad[:_SHOWN]
    )
    more = len(bad) - _SHOWN
    return Section(
        "Ratings of 1 and 2", columns, rows, notes=(f"And {more} more.",) if more > 0 else ()
    )


SATISFACTION = Definition(
    "satisfaction",
    "Satisfaction",
    "the share of the ratings 4 and 5, and how many of those who were asked answered",
    _sections,
    needs_history=True,
)
