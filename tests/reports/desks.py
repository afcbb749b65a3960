"""Random desks for the reports: tickets with their events, and what really happened to them.

``Life.moves`` is written down while the ticket is made up, not read back from it, so that tests can
count from it and owe nothing to the code under test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tix.frozen import replace
from tix.model.config.config import Config, Member
from tix.model.history.events import Event, changes_between
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.reports.report import ReportInput, Section, Value

ANA, BOB, CY = (Person(n, f"{n.lower()}@example.org") for n in ("Ana", "Bob", "Cy"))
ZONES = ("UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Asia/Kathmandu")
NOW = datetime(2018, 11, 22, 12, tzinfo=UTC)
"""A year in which Brazil still had summer time, which there began and ended at midnight."""

DONE = ("resolved", "closed")
STATUSES = ("open", "in-progress", "pending", *DONE)
WRITTEN = {
    "Ana": ("ana@example.org", "Ana <ana@example.org>", "ana@old.example", "ANA@example.org"),
    "bob@example.org": ("bob@example.org",),
    "cy <>": ("cy <>",),
}
"""Each assignee's label, and how tickets write them."""


def config(zone: str = "UTC") -> Config:
    member = Member(ANA, aliases=("ana@old.example",))
    return Config(timezone=ZoneInfo(zone), people=(member,))


@dataclass(frozen=True, slots=True)
class Life:
    """A ticket, its events (newest first) and what happened: when it got which status."""

    ticket: Ticket
    events: tuple[Event, ...]
    moves: tuple[tuple[datetime, str], ...]
    people: frozenset[str]

    @property
    def opened(self) -> datetime:
        return self.moves[0][0]

    @property
    def is_done(self) -> bool:
        return self.moves[-1][1] in DONE

    def turns(self) -> list[tuple[datetime, bool]]:
        """Each time that it got done (True) or was so no more (False)."""
        found: list[tuple[datetime, bool]] = []
        done = False
        for when, status in self.moves:
            if (status in DONE) != done:
                done = not done
                found.append((when, done))
        return found


def random_lives(seed: int, count: int = 40) -> list[Life]:
    random = Random(seed)
    return [_life(random, f"k{number:05d}") for number in range(count)]


def _life(random: Random, ident: str) -> Life:
    # Two months around the turn of summer time, some tickets much older.
    ago = random.choice((60, 60, 60, 500, 4000)) * 86400
    now = NOW - timedelta(seconds=random.randrange(ago))
    chosen = random.sample(sorted(WRITTEN), random.choice((0, 1, 1, 2, 3)))
    assignees = [random.choice(WRITTEN[who]) for who in chosen]
    if "Ana" in chosen and random.random() < 0.3:
        assignees.append("ana@old.example")
    due = random.choice((None, NOW.date(), NOW - timedelta(hours=random.randint(-50, 50))))
    ticket = Ticket(
        ident,
        f"Ticket {ident}",
        status="open",
        since=now,
        opened=now,
        type=random.choice(("task", "incident", "odd", None)),
        priority=random.choice(("low", "normal", "high", "urgent", "odd", None)),
        requester="cy@example.org",
        assignees=tuple(assignees),
        labels=tuple(random.sample(("ci", "arm64", "docs"), random.randint(0, 3))),
        due=due if due is None or isinstance(due, datetime) else _near(due, random),
    )
    moves = [(now, "open")]
    versions = [(now, ticket)]
    while random.random() < 0.7:
        now += timedelta(seconds=random.choice((1, 60, 3600, 86400, 864000)) * random.randint(1, 9))
        if now > NOW:
            break
        ticket = _step(ticket, now, random)
        versions.append((now, ticket))
        if ticket.status and ticket.status != moves[-1][1]:
            moves.append((now, ticket.status))
    return Life(ticket, _events(versions), tuple(moves), frozenset(chosen))


def _near(day: date, random: Random) -> date:
    return day + timedelta(days=random.randint(-3, 3))


def _step(ticket: Ticket, now: datetime, random: Random) -> Ticket:
    """A comment or a change of status, as commands make them."""
    if random.random() < 0.4:
        author = random.choice((BOB, CY))
        ident = f"c-q8m2h{len(ticket.comments)}"
        comment = Comment(ident, now, author, random.random() < 0.3, "…")
        return replace(ticket, comments=(*ticket.comments, comment))
    status = random.choice([s for s in STATUSES if s != ticket.status])
    resolved = closed = None
    if status == "resolved":
        resolved = ticket.resolved or now
    elif status == "closed":
        resolved, closed = ticket.resolved, now
    return replace(ticket, status=status, since=now, resolved=resolved, closed=closed)


def _events(versions: Sequence[tuple[datetime, Ticket]]) -> tuple[Event, ...]:
    befores = (None, *(version for _, version in versions))
    return tuple(
        Event(after.id, at, ANA, f"{number:040x}", "", changes_between(before, after))
        for number, (before, (at, after)) in enumerate(zip(befores, versions, strict=False))
    )[::-1]


def given_lives(lives: Sequence[Life], zone: str = "UTC", **more: object) -> ReportInput:
    base = ReportInput(
        [life.ticket for life in lives],
        config(zone),
        NOW,
        events={life.ticket.id: life.events for life in lives},
    )
    return replace(base, **more)  # type: ignore[arg-type]  # the tests' own keywords


def rows(section: Section) -> list[dict[str, Value]]:
    """A section's rows by the names of their columns."""
    names = [column.name for column in section.columns]
    return [dict(zip(names, row, strict=True)) for row in section.rows]
