"""Tickets that got done and then weren't: how many, of what type, whose, after how long."""

from collections.abc import Callable, Mapping, Sequence

from tix.model.times import moment
from tix.reports.grouping import by_word
from tix.reports.in_period import InPeriod, Reopening, lists_of, percent
from tix.reports.opened_in_period import not_as_resolved, notes
from tix.reports.people import places_by_assignee
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.took import few, few_shares, spread

_SHOWN = 20
"""How many tickets are named."""

_SHARE = (
    Column("resolutions", Kind.NUMBER),
    Column("reopened", Kind.NUMBER),
    Column("share", Kind.PERCENT),
)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    happened = InPeriod(given)
    found = [*happened.reopenings()]
    types = by_word(found, _first(given.texts_of("type")), given.config.types)
    assignees, several = places_by_assignee(happened.courses, given.config)
    return (
        _overall(found, notes(not_as_resolved(happened.courses))),
        _grouped("By type", "type", Kind.WORD, types),
        _grouped("By assignee", "assignee", Kind.PERSON, _among(found, assignees), several),
        _tickets(given, happened),
    )


def _first(texts: Sequence[tuple[str, ...]]) -> Callable[[Reopening], str | None]:
    return lambda one: next(iter(texts[one.place]), None)


def _among(
    found: Sequence[Reopening], groups: Mapping[str | None, Sequence[int]]
) -> dict[str | None, list[Reopening]]:
    at: dict[int, list[Reopening]] = {}
    for one in found:
        at.setdefault(one.place, []).append(one)
    return {
        word: [one for place in places for one in at.get(place, ())]
        for word, places in groups.items()
    }


def _overall(found: Sequence[Reopening], left_out: tuple[str, ...]) -> Section:
    after = sorted(one.reopened - one.resolved for one in found if one.reopened is not None)
    count, median, most = spread(after)
    columns = (
        *_SHARE,
        Column("median", Kind.DURATION, "median until then"),
        Column("p90", Kind.DURATION, "90% within"),
    )
    return Section(
        "Overall",
        columns,
        ((len(found), count, percent(len(after), len(found)), median, most),),
        notes=(*left_out, *few_shares([len(found)], "resolutions"), *few([len(after)])),
    )


def _grouped(
    title: str,
    name: str,
    kind: Kind,
    groups: Mapping[str | None, Sequence[Reopening]],
    several: tuple[str, ...] = (),
) -> Section:
    rows: list[tuple[Value, ...]] = []
    for word, found in groups.items():
        undone = sum(one.reopened is not None for one in found)
        if found:
            rows.append((word, len(found), undone, percent(undone, len(found))))
    return Section(
        title,
        (Column(name, kind), *_SHARE),
        tuple(rows),
        bar="reopened",
        notes=(*several, *few_shares(map(len, groups.values()), "resolutions")),
    )


def _tickets(given: ReportInput, happened: InPeriod) -> Section:
    """The tickets reopened in the period, most often first, then the latest, then by id."""
    last = [max(times, default=0) for times in lists_of(happened.courses.reopened)]

    def order(place: int) -> tuple[int, int]:
        return -happened.reopened[place], -last[place]

    places = sorted((n for n, count in enumerate(happened.reopened) if count), key=order)
    end = order(places[:_SHOWN][-1]) if places else (0, 0)
    equal = [place for place in places if order(place) <= end]  # the places of a clone are its own
    found = zip(equal, given.heads_of(equal), strict=True)
    shown = sorted(found, key=lambda each: (order(each[0]), each[1].id))[:_SHOWN]
    columns = (
        Column("id", Kind.TICKET),
        Column("title"),
        Column("times", Kind.NUMBER),
        Column("last", Kind.TIME, "last reopened"),
        Column("status", Kind.WORD),
    )
    rows = tuple(
        (ticket.id, ticket.title, happened.reopened[place], moment(last[place]), ticket.status)
        for place, ticket in shown
    )
    more = len(places) - len(shown)
    others = (f"And {more} more.",) if more else ()
    return Section("Reopened tickets", columns, rows, notes=others)


REOPENED = Definition(
    "reopened",
    "Reopened",
    "how many resolutions didn't last, of what type and whose",
    _sections,
    needs_history=True,
)
