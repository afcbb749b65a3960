"""How long answers and resolutions took: by the clock and, where something is promised, in the
business time of the promise's calendar."""

from collections.abc import Iterable, Sequence

from tix.model.history.timelines import seconds_waited
from tix.reports.durations import percentile
from tix.reports.report import Column, Kind, ReportInput, Value

FEW = 10
"""Of fewer cases a median and a 90th percentile say little."""

ANSWERED = (
    Column("answered", Kind.NUMBER),
    Column("answer_median", Kind.DURATION, "median to answer"),
    Column("answer_p90", Kind.DURATION, "90% answered in"),
)
RESOLVED = (
    Column("resolved", Kind.NUMBER),
    Column("resolution_median", Kind.DURATION, "median to resolve"),
    Column("resolution_p90", Kind.DURATION, "90% resolved in"),
)


def _in_business(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of the same figures in business time."""
    return tuple(
        Column(
            column.name.replace("_", "_business_"),
            Kind.BUSINESS,
            "business median" if column.name.endswith("median") else "business 90%",
            is_minor=True,
        )
        for column in columns[1:]
    )


class Took:
    """How long each ticket of a report took; ``answers`` and ``resolutions`` are seconds, below 0
    where they don't count in the period, as in ``report resolution``."""

    def __init__(
        self, given: ReportInput, after: float | None = None, before: float | None = None
    ) -> None:
        self._courses = given.courses_of_tickets()
        self.answers, self.resolutions = seconds_waited(self._courses, after, before)
        self._business: tuple[dict[int, int], dict[int, int]] | None = None
        self.columns: tuple[Column, ...] = (*ANSWERED, *RESOLVED)
        if given.promised is not None:
            self._business = self._in_business(given)
            self.columns = (
                *(*ANSWERED, *_in_business(ANSWERED)),
                *(*RESOLVED, *_in_business(RESOLVED)),
            )

    def _in_business(self, given: ReportInput) -> tuple[dict[int, int], dict[int, int]]:
        """The business time of each answer and each resolution of a ticket with a promise, the
        latter outside the waits."""
        assert given.promised is not None
        from tix.model.promises.business_time import waits_in  # few desks promise anything

        promised = given.promised()
        business_of = promised.business(given.config)
        answers, resolutions = dict[int, int](), dict[int, int]()
        for number, policy, waits in promised.waits():
            place = promised.places.get(number)
            if place is None:
                continue
            business, opened = business_of[policy], self._courses.opened[place]
            if (took := self.answers[place]) >= 0:
                answers[place] = business.between(opened, opened + took)
            if (took := self.resolutions[place]) >= 0:
                resolutions[place] = business.between(opened, opened + took, waits_in(waits))
        return answers, resolutions

    def figures(self, answered: Iterable[int], resolved: Iterable[int]) -> tuple[Value, ...]:
        """The values of ``columns`` of the tickets at these places, as far as they count."""
        found: list[Value] = []
        for kind, places in enumerate((answered, resolved)):
            took = (self.answers, self.resolutions)[kind]
            counted = [place for place in places if took[place] >= 0]
            found += spread(sorted(took[place] for place in counted))
            if self._business is not None:
                business = self._business[kind]
                found += spread(sorted(business[p] for p in counted if p in business))[1:]
        return tuple(found)

    def counts(self, figures: Sequence[Value]) -> tuple[int, int]:
        """How many answers and resolutions are behind such values."""
        half = len(self.columns) // 2
        return int(str(figures[0])), int(str(figures[half]))

    def few(self, rows: Iterable[Sequence[Value]]) -> tuple[str, ...]:
        """The note about figures that stand on few cases, of such rows of values."""
        return few(count for row in rows for count in self.counts(row))


def spread(ordered: Sequence[int]) -> tuple[Value, ...]:
    """How many, their median and 90th percentile, of sorted values."""
    return (len(ordered), percentile(ordered, 50), percentile(ordered, 90))


def few(cases: Iterable[int]) -> tuple[str, ...]:
    """The note about rows whose figures stand on few cases; ``cases`` has each figure's number."""
    rare = sum(0 < count < FEW for count in cases)
    stand = "1 figure stands" if rare == 1 else f"{rare} figures stand"
    said = f"Few cases: {stand} on fewer than {FEW}, of which a median and 90% say little."
    return (said,) if rare else ()


def few_shares(cases: Iterable[int], what: str) -> tuple[str, ...]:
    """The note about shares of few; ``cases`` has of how many (``what``) each of them is."""
    rare = sum(0 < count < FEW for count in cases)
    are = "1 share is" if rare == 1 else f"{rare} shares are"
    return (f"Few cases: {are} of fewer than {FEW} {what}, which say little.",) if rare else ()
