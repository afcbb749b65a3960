"""Resolution: how long until somebody answered, and until the ticket was done."""

import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from tests.reports.desks import NOW, Life, given_lives, random_lives, rows
from tix.frozen import replace
from tix.model.config.config import Config, Member
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.reports.report import ReportInput, Section, Value
from tix.reports.resolution import RESOLUTION


def seconds_to_answer(life: Life) -> list[int]:
    """Cy asked: the first public comment of anybody else answers."""
    said = [c for c in life.ticket.comments if not c.internal and c.author.name != "Cy"]
    return [int((c.at - life.opened).total_seconds()) for c in said][:1]


def done_at(life: Life) -> datetime:
    return life.turns()[-1][0]


def quantile(values: list[int], percent: int) -> int | None:
    if len(values) < 2:
        return values[0] if values else None
    exact = statistics.quantiles([Fraction(v) for v in values], n=100, method="inclusive")
    return (exact[percent - 1] + Fraction(1, 2)).__floor__()


def expected(
    lives: list[Life], since: datetime | None, until: datetime | None
) -> tuple[Value, ...]:
    def within(when: datetime) -> bool:
        return (since or when) <= when and (until is None or when < until)

    answers = [s for life in lives if within(life.opened) for s in seconds_to_answer(life)]
    done = [life for life in lives if life.is_done and within(done_at(life))]
    took = [int((done_at(life) - life.opened).total_seconds()) for life in done]
    return (
        *(len(answers), quantile(answers, 50), quantile(answers, 90)),
        *(len(took), quantile(took, 50), quantile(took, 90)),
    )


def check_groups(
    section: Section,
    lives: list[Life],
    has: Callable[[Life, Value], bool],
    *period: datetime | None,
) -> None:
    since, until = period
    shown = set()
    for word, *figures in section.rows:
        shown.add(word)
        of_word = [life for life in lives if has(life, word)]
        assert tuple(figures) == expected(of_word, since, until)
    others = [life for life in lives if not any(has(life, word) for word in shown)]
    assert expected(others, since, until) == (0, None, None, 0, None, None)


@pytest.mark.parametrize("seed", range(8))
def test_every_number_is_what_counting_one_by_one_gives(seed: int) -> None:
    lives = random_lives(seed)
    halfway = NOW - timedelta(days=25)
    for since, until in ((None, None), (halfway, None), (None, halfway), (halfway, NOW)):
        report = RESOLUTION.build(given_lives(lives, since=since, until=until))
        overall, priorities, people = report.sections
        assert overall.rows == (expected(lives, since, until),)
        assert not [note for note in overall.notes if not note.startswith("Few cases: ")]
        check_groups(priorities, lives, lambda life, w: life.ticket.priority == w, since, until)
        check_groups(
            people,
            lives,
            lambda life, who: who in life.people or (who is None and not life.people),
            since,
            until,
        )


DAY0 = datetime(2026, 11, 2, 8, tzinfo=UTC)
CY, ANA = Person("Cy", "cy@example.org"), Person("Ana", "ana@example.org")


def after(hours: float) -> datetime:
    return DAY0 + timedelta(hours=hours)


def said(author: Person, hours: float, *, internal: bool = False) -> Comment:
    return Comment("c-q8m2ht", after(hours), author, internal, "…")


def build(*tickets: Ticket, **more: datetime) -> tuple[Section, ...]:
    given = ReportInput(tickets, Config(), after(1000))
    return RESOLUTION.build(replace(given, **more)).sections  # type: ignore[arg-type]


ASKED = Ticket("aaaaaa", "x", status="open", opened=DAY0, requester="cy@example.org")


def test_by_hand() -> None:
    quick = replace(
        ASKED,
        status="closed",
        closed=after(4),
        priority="high",
        comments=(said(CY, 1), said(ANA, 1, internal=True), said(ANA, 2), said(ANA, 3)),
    )
    slow = replace(ASKED, id="bbbbbb", status="resolved", resolved=after(14))
    overall, priorities, people = build(quick, slow)
    assert overall.rows == ((1, 7200, 7200, 2, 9 * 3600, 13 * 3600),)
    assert rows(priorities)[1] == {
        "priority": "high",
        "answered": 1,
        "answer_median": 7200,
        "answer_p90": 7200,
        "resolved": 1,
        "resolution_median": 14400,
        "resolution_p90": 14400,
    }
    assert people.rows == ((None, 1, 7200, 7200, 2, 9 * 3600, 13 * 3600),)
    assert overall.notes == (
        "Few cases: 2 figures stand on fewer than 10, of which a median and 90% say little.",
    )


def test_answers_count_by_opening_and_resolutions_by_their_end() -> None:
    ticket = replace(ASKED, status="closed", closed=after(48), comments=(said(ANA, 30),))
    assert build(ticket, since=after(24))[0].rows == ((0, None, None, 1, 172800, 172800),)
    assert build(ticket, until=after(24))[0].rows == ((1, 108000, 108000, 0, None, None),)
    assert build(ticket, until=after(48))[0].rows[0][3] == 0
    assert build(ticket, since=after(48))[0].rows[0][3] == 1


def test_what_cannot_be_counted_is_noted() -> None:
    overall = build(
        replace(ASKED, opened=None),
        replace(ASKED, id="bbbbbb", status="closed"),
        replace(ASKED, id="cccccc", status="closed", closed=after(-1)),
        replace(ASKED, id="dddddd", comments=(said(ANA, -1),)),
    )[0]
    assert overall.rows == ((0, None, None, 0, None, None),)
    assert overall.notes == (
        "Left out: 1 ticket without a time of opening.",
        "Not counted as resolved: 1 ticket that can't tell since when it is so.",
        "Left out: 2 tickets answered or resolved before the time of opening.",
    )


def test_an_empty_desk_has_counts_of_zero() -> None:
    overall, priorities, people = build()
    assert overall.rows == ((0, None, None, 0, None, None),)
    assert [row[:2] for row in priorities.rows] == [
        ("urgent", 0),
        ("high", 0),
        ("normal", 0),
        ("low", 0),
    ]
    assert people.rows == ()


def test_the_asker_under_an_alias_is_no_answer_and_nothing_automatic_is() -> None:
    opened = datetime(2026, 11, 1, tzinfo=UTC)
    member = Member(Person("Jo", "jo@acme.example"), ("jo@home.example",))
    comments = tuple(
        Comment(f"c-aaaaa{n}", opened + timedelta(hours=n), Person("", mail), False, "text")
        for n, mail in enumerate(
            ("rules@tix.invalid", "jo@home.example", "ci@example.org", "ana@example.org")
        )
    )
    ticket = Ticket(
        "k7f3qz", "a", "open", opened=opened, requester="jo@acme.example", comments=comments
    )
    config = Config(people=(member,), robots=("ci@example.org",))
    given = ReportInput([ticket], config, opened + timedelta(days=1))
    overall = RESOLUTION.build(given).sections[0].rows[0]
    assert overall[:2] == (1, 3 * 3600)
