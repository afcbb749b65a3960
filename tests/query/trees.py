"""Random queries, each as text, as the tree that it stands for, and as plain Python.

The Python is written without a look at ``tix.query``: it is the oracle for the predicates.
"""

# ruff: noqa: ARG005 -- an oracle is called with the facts, whether it needs them or not

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from tests.query.desk import BERLIN, CONFIG, NOW, comment
from tix.model.config.config import Group
from tix.model.promises.glance import Glance
from tix.model.record.values import TeamField
from tix.model.ticket.entries import Rating, Use, Work
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket
from tix.query.facts import Facts
from tix.query.predicates import (
    And,
    Blocked,
    Contains,
    DateIn,
    Has,
    IdStarts,
    InGroup,
    Like,
    LinkedFrom,
    LinkTo,
    Node,
    Not,
    NumberIn,
    OneOf,
    Or,
    Overdue,
    PersonIn,
    Source,
    TimeIn,
    UpdatedIn,
    Within,
)
from tix.query.promised import DueNextIn, DueSoon, Missed, Promised, Unanswered
from tix.query.words import Words

Item = TypeVar("Item")
Oracle = Callable[[Ticket, Facts], bool]


@dataclass(frozen=True)
class Tree:
    """One query in three forms. ``binds`` is 2 for a part, 1 for parts side by side, 0 for OR."""

    text: str
    node: Node
    holds: Oracle
    binds: int = 2

    def within(self, binds: int) -> str:
        """The text, in parentheses where it stands beside something that binds tighter."""
        return self.text if self.binds >= binds else f"({self.text})"


def side_by_side(parts: list[Tree]) -> Tree:
    def holds(ticket: Ticket, facts: Facts) -> bool:
        return not [p for p in parts if not p.holds(ticket, facts)]

    return Tree(" ".join(p.within(2) for p in parts), And(tuple(p.node for p in parts)), holds, 1)


def either(parts: list[Tree]) -> Tree:
    def holds(ticket: Ticket, facts: Facts) -> bool:
        return bool([p for p in parts if p.holds(ticket, facts)])

    text = " OR ".join(p.within(1) for p in parts)
    return Tree(text, Or(tuple(p.node for p in parts)), holds, 0)


def negated(part: Tree) -> Tree:
    def holds(ticket: Ticket, facts: Facts) -> bool:
        return not part.holds(ticket, facts)

    return Tree(f"-{part.within(2)}", Not(part.node), holds)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_day(when: datetime | None) -> date | None:
    if when is None or when.year in (1, 9999):  # no time zone of theirs fits into the calendar
        return when and when.date()
    return when.astimezone(BERLIN).date()


def due_day(ticket: Ticket) -> date | None:
    due = ticket.due
    return local_day(due) if isinstance(due, datetime) else due


def is_done(ticket: Ticket) -> bool:
    if ticket.status in ("open", "in-progress", "pending"):
        return False
    return ticket.status in ("resolved", "closed") or bool(ticket.resolved or ticket.closed)


def words(text: str) -> str:
    """The words of a text, with a blank before and behind each."""
    return f" {' '.join(re.findall('[a-z0-9]+', text.casefold()))} "


def everything(ticket: Ticket) -> str:
    """The words of all its texts, with a sign between two texts that no word goes over."""
    people = [ticket.opened_by or "", *ticket.assignees, *(str(c.author) for c in ticket.comments)]
    values = [f.value for f in ticket.team_fields]
    team = [" | ".join(v) if isinstance(v, tuple) else v for v in values]
    parts = [ticket.title, *ticket.labels, ticket.body, *(c.text for c in ticket.comments)]
    return "|".join(map(words, [*parts, *people, *team]))


def number(ticket: Ticket) -> float | None:
    value = ticket.team_field("points")
    return float(value) if isinstance(value, str) and value not in ("", "x", "1e1x") else None


def last_ratings(ticket: Ticket) -> list[int]:
    last = {}
    for rating in sorted(ticket.ratings, key=lambda each: each.at):
        last[rating.who.rpartition("<")[2].strip("<>").lower()] = rating.rating
    return [*last.values()]


def mails(people: tuple[str | None, ...]) -> set[str]:
    return {p.rpartition("<")[2].strip("<>").lower() for p in people if p}


def before_now(days: int) -> datetime:
    return NOW - timedelta(days=days)


def first_day(day: date | None, **compare: date) -> bool:
    ok = day is not None
    if day and "least" in compare:
        ok = ok and day >= compare["least"]
    if day and "most" in compare:
        ok = ok and day <= compare["most"]
    return ok


ANA = frozenset({"ana@example.org", "al"})
NOV = Within(utc("2026-10-31T23:00"), utc("2026-11-30T23:00"))
TODAY = utc("2026-11-21T23:00")


def due_times(ticket: Ticket, facts: Facts) -> list[datetime]:
    """When something is due, promised or set by hand."""
    found = []
    if ticket.id in facts.promised and (at := facts.promised[ticket.id].due) is not None:
        found.append(datetime.fromtimestamp(at, UTC))
    if isinstance(ticket.due, datetime) and not is_done(ticket):
        found.append(ticket.due)
    elif ticket.due is not None and not is_done(ticket):
        last_day = ticket.due == date.max
        day_after = ticket.due if last_day else ticket.due + timedelta(days=1)
        end = datetime.combine(day_after, time(), BERLIN) if not last_day else utc("9999-12-31")
        found.append(end - timedelta(seconds=1))
    return found


LEAVES = (
    Tree("linker", Contains("text", Words(("linker",))), lambda t, f: " linker " in everything(t)),
    Tree(
        "link*",
        Contains("text", Words(("link",), prefix=True)),
        lambda t, f: " link" in everything(t),
    ),
    Tree("bob", Contains("text", Words(("bob",))), lambda t, f: " bob " in everything(t)),
    Tree(
        '"Linker  ERROR"',
        Contains("text", Words(("linker", "error"))),
        lambda t, f: " linker error " in everything(t),
    ),
    Tree(
        "title:build",
        Contains("title", Words(("build",))),
        lambda t, f: " build " in words(t.title),
    ),
    Tree(
        "body:bui*",
        Contains("body", Words(("bui",), prefix=True)),
        lambda t, f: " bui" in words(t.body),
    ),
    Tree(
        "comment:straße",
        Contains("comments", Words(("strasse",))),
        lambda t, f: any(" strasse " in words(c.text) for c in t.comments),
    ),
    Tree(
        "status:Open,pending",
        OneOf(Source("status"), frozenset({"open", "pending"})),
        lambda t, f: t.status in ("open", "pending"),
    ),
    Tree("status:none", Not(Has(Source("status"))), lambda t, f: t.status is None),
    Tree(
        "priority:>=high",
        OneOf(Source("priority"), frozenset({"high", "urgent"})),
        lambda t, f: t.priority in ("high", "urgent"),
    ),
    Tree(
        "priority:..normal",
        OneOf(Source("priority"), frozenset({"low", "normal"})),
        lambda t, f: t.priority in ("low", "normal"),
    ),
    Tree("priority:<low", OneOf(Source("priority"), frozenset()), lambda t, f: False),
    Tree("label:CI", OneOf(Source("labels"), frozenset({"ci"})), lambda t, f: "ci" in t.labels),
    Tree(
        "labels:kind/*",
        Like(Source("labels"), "kind/", False, True),
        lambda t, f: any(label.startswith("kind/") for label in t.labels),
    ),
    Tree("label:none", Not(Has(Source("labels"))), lambda t, f: len(t.labels) == 0),
    Tree(
        "assignee:ana",
        PersonIn(Source("assignees"), ANA),
        lambda t, f: bool(mails(t.assignees) & ANA),
    ),
    Tree(
        "is:mine",
        PersonIn(Source("assignees"), ANA),
        lambda t, f: bool(mails(t.assignees) & ANA),
    ),
    Tree(
        "assignees:ops",
        PersonIn(Source("assignees"), ANA | {"ops"}),
        lambda t, f: bool(mails(t.assignees) & (ANA | {"ops"})),
    ),
    Tree("is:unassigned", Not(Has(Source("assignees"))), lambda t, f: not t.assignees),
    Tree(
        "by:bob",
        PersonIn(Source("opened_by"), frozenset({"bob@example.org"})),
        lambda t, f: "bob@example.org" in mails((t.opened_by,)),
    ),
    Tree(
        "opened:2026-11",
        TimeIn("opened", NOV),
        lambda t, f: (local_day(t.opened) or date.max).isoformat()[:7] == "2026-11",
    ),
    Tree(
        "opened:<7d",
        TimeIn("opened", Within(before_now(7) + timedelta(seconds=1), None)),
        lambda t, f: t.opened is not None and NOW - t.opened < timedelta(days=7),
    ),
    Tree(
        "opened:>=7d",
        TimeIn("opened", Within(None, before_now(7) + timedelta(seconds=1))),
        lambda t, f: t.opened is not None and NOW - t.opened >= timedelta(days=7),
    ),
    Tree(
        "opened:1d..7d",
        TimeIn("opened", Within(before_now(7), before_now(1) + timedelta(seconds=1))),
        lambda t, f: (
            t.opened is not None and timedelta(days=1) <= NOW - t.opened <= timedelta(days=7)
        ),
    ),
    Tree(
        "opened:>=friday",
        TimeIn("opened", Within(utc("2026-11-19T23:00"), None)),
        lambda t, f: first_day(local_day(t.opened), least=date(2026, 11, 20)),
    ),
    Tree(
        "updated:>=2026-11-22",
        UpdatedIn(Within(TODAY, None)),
        lambda t, f: first_day(local_day(f.updated.get(t.id)), least=date(2026, 11, 22)),
    ),
    Tree(
        "due:<today",
        DateIn(Source("due"), Within(None, TODAY), BERLIN),
        lambda t, f: first_day(due_day(t), most=date(2026, 11, 21)),
    ),
    Tree(
        "due:<=3d",
        DateIn(Source("due"), Within(None, utc("2026-11-25T23:00")), BERLIN),
        lambda t, f: first_day(due_day(t), most=date(2026, 11, 25)),
    ),
    Tree(
        "due:today..fri",
        DateIn(Source("due"), Within(TODAY, utc("2026-11-27T23:00")), BERLIN),
        lambda t, f: first_day(due_day(t), least=date(2026, 11, 22), most=date(2026, 11, 27)),
    ),
    Tree("has:due", Has(Source("due")), lambda t, f: t.due is not None),
    Tree(
        "worked:>1h30m",
        NumberIn(Source("worked"), 90, None, without_low=True),
        lambda t, f: sum(each.minutes for each in t.worked) > 90,
    ),
    Tree(
        "worked:>0m",
        NumberIn(Source("worked"), 0, None, without_low=True),
        lambda t, f: bool(t.worked),
    ),
    Tree(
        "worked:1h..2h",
        NumberIn(Source("worked"), 60, 120),
        lambda t, f: 60 <= sum(each.minutes for each in t.worked) <= 120,
    ),
    Tree(
        "rating:<3",
        NumberIn(Source("ratings"), None, 3, without_high=True),
        lambda t, f: any(rating < 3 for rating in last_ratings(t)),
    ),
    Tree(
        "used:gasket*",
        Like(Source("used"), "gasket", False, True),
        lambda t, f: any(use.asset.startswith("gasket") for use in t.used),
    ),
    Tree("-has:worked", Not(Has(Source("worked"))), lambda t, f: not t.worked),
    Tree(
        "points:>=3",
        NumberIn(Source("points", team=True), 3, None),
        lambda t, f: (number(t) or 0) >= 3,
    ),
    Tree(
        "points:>1.5",
        NumberIn(Source("points", team=True), 1.5, None, without_low=True),
        lambda t, f: (number(t) or 0) > 1.5,
    ),
    Tree(
        "points:<1.5",
        NumberIn(Source("points", team=True), None, 1.5, without_high=True),
        lambda t, f: number(t) in (1, 0, -2),
    ),
    Tree(
        "points:<=1",
        NumberIn(Source("points", team=True), None, 1),
        lambda t, f: number(t) in (1, 0, -2),
    ),
    Tree(
        "points:1..3",
        NumberIn(Source("points", team=True), 1, 3),
        lambda t, f: 1 <= (number(t) or 0) <= 3,
    ),
    Tree(
        "environment:prod",
        OneOf(Source("environment", team=True), frozenset({"prod"})),
        lambda t, f: t.team_field("environment") in ("prod", "PROD", ("prod",)),
    ),
    Tree("id:K", IdStarts("k"), lambda t, f: t.id[0] == "k"),
    Tree(
        "link:blocks",
        LinkTo("blocks", ""),
        lambda t, f: any(str(link).startswith("blocks ") for link in t.links),
    ),
    Tree(
        "parent:k7",
        LinkTo("parent", "k7"),
        lambda t, f: any(str(link).startswith("parent k7") for link in t.links),
    ),
    Tree(
        "is:open",
        InGroup(frozenset({Group.ACTIVE, Group.WAITING}), CONFIG),
        lambda t, f: not is_done(t),
    ),
    Tree("is:done", InGroup(frozenset({Group.DONE}), CONFIG), lambda t, f: is_done(t)),
    Tree(
        "is:overdue",
        Overdue(NOW, CONFIG),
        lambda t, f: (
            not is_done(t)
            and t.due is not None
            and (t.due < NOW if isinstance(t.due, datetime) else t.due < date(2026, 11, 22))
        ),
    ),
    Tree("is:blocked", Blocked(), lambda t, f: t.id in f.blocked),
    Tree(
        "blocked-by:k",
        LinkedFrom("blocks", "k"),
        lambda t, f: any(str(link).startswith("blocks k") for link in f.backlinks.get(t.id, ())),
    ),
    Tree(
        "has:child",
        LinkedFrom("parent", ""),
        lambda t, f: any(link.kind == "parent" for link in f.backlinks.get(t.id, ())),
    ),
    Tree("is:missed", Missed(), lambda t, f: t.id in f.promised and f.promised[t.id].missed),
    Tree("is:due-soon", DueSoon(), lambda t, f: t.id in f.promised and f.promised[t.id].soon),
    Tree(
        "is:unanswered",
        Unanswered(),
        lambda t, f: t.id in f.promised and f.promised[t.id].unanswered,
    ),
    Tree(
        "promise:gold",
        Promised(frozenset({"gold"})),
        lambda t, f: t.id in f.promised and f.promised[t.id].policy == "gold",
    ),
    Tree(
        "due-next:..2026-11-25",
        DueNextIn(Within(None, utc("2026-11-25T23:00")), CONFIG),
        lambda t, f: any(when < utc("2026-11-25T23:00") for when in due_times(t, f)),
    ),
    Tree(
        "-has:due-next",
        Not(DueNextIn(Within(None, None), CONFIG)),
        lambda t, f: not due_times(t, f),
    ),
)


def _joined(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(inner, min_size=2, max_size=4)
    return several.map(side_by_side) | several.map(either) | inner.map(negated)


TREES = st.recursive(
    st.integers(0, len(LEAVES) - 1).map(LEAVES.__getitem__), _joined, max_leaves=12
)

IDS = ("k7f3qz", "m3k9vd", "k00000", "q8m2ht")
TEXTS = ("linker error", "the Linker\nerror again", "BUILD", "Straße", "", "nothing", "arm64 build")
TIMES = (
    None,
    TODAY,
    *(before_now(days) + timedelta(seconds=s) for days in (0, 1, 7) for s in (-1, 0, 1)),
    *(utc(t) for t in ("2026-10-31T22:59:59", "2026-10-31T23:00", "2026-11-30T22:59:59")),
    *(utc(t) for t in ("2026-11-19T22:59:59", "2026-11-19T23:00", "2026-11-21T22:59:59")),
    *(utc(t) for t in ("2026-11-25T22:59:59", "2026-11-25T23:00", "2026-11-27T22:59:59")),
    *(utc(t) for t in ("0001-01-01", "9999-12-31T23:59:59")),
)
DAYS = (*(date(2026, 11, day) for day in (19, 21, 22, 25, 26, 27, 28)), date.max, date.min)
PEOPLE = (
    *("ana@example.org", "Ana L <ANA@example.org>", "al", "ops", "bob@example.org"),
    *("Bob Reis <bob@example.org>", "carl <>", "x"),
)
POINTS = ("3", "1", "1.5", "1.50", "0", "-2", "x", "", "1e1x")
ENVIRONMENTS: tuple[str | tuple[str, ...], ...] = ("prod", "PROD", "staging", ("prod",))


WORKED = tuple(
    Work(f"w-{c * 6}", date(2026, 11, 20), "ana@example.org", minutes, True, "")
    for c, minutes in (("a", 30), ("b", 60), ("c", 61), ("d", 90))
)
USED = tuple(
    Use(f"p-{c * 6}", date(2026, 11, 20), "ana@example.org", Decimal(2), asset, "")
    for c, asset in (("a", "gasket-12"), ("b", "gasket"), ("c", "filter"))
)
RATINGS = tuple(
    Rating(f"r-{c * 6}", NOW + timedelta(hours=number), who, rating, "")
    for number, (c, who, rating) in enumerate(
        (("a", "jo@acme.example", 2), ("b", "Jo <JO@acme.example>", 4), ("c", "bo <>", 3),
         ("d", "jo@acme.example", 1)),
    )
)  # fmt: skip


def random_ticket(random: Random) -> Ticket:
    """A ticket of which each value is likely to make a difference to some leaf."""
    one = random.choice

    def some(values: Sequence[Item]) -> tuple[Item, ...]:
        return tuple(random.choices(values, k=random.randrange(3)))

    team_fields = (TeamField("points", one(POINTS)), TeamField("environment", one(ENVIRONMENTS)))
    links = tuple(Link(one(("blocks", "parent")), ident) for ident in some(IDS))
    return Ticket(
        one(IDS),
        one(TEXTS),
        status=one(("open", "in-progress", "pending", "closed", "odd", None)),
        priority=one(("low", "normal", "high", "urgent", "odd", None)),
        assignees=some(PEOPLE),
        labels=some(("ci", "kind/bug", "x", "kind")),
        due=one((*TIMES, *DAYS)),
        opened=one(TIMES),
        opened_by=one((None, *PEOPLE)),
        resolved=one((None, NOW)),
        links=links,
        team_fields=team_fields[: random.randrange(3)],
        body=one(TEXTS),
        comments=tuple(comment(text, internal=one((True, False))) for text in some(TEXTS)),
        worked=some(WORKED),
        used=some(USED),
        ratings=tuple(random.sample(RATINGS, k=random.randrange(4))),
    )


def random_facts(random: Random) -> Facts:
    """When tickets changed, and which are blocked."""
    changed = {ident: random.choice(TIMES) for ident in IDS}
    blocked = frozenset(random.choices(IDS, k=2))
    links = [Link(random.choice(LINK_KINDS), random.choice(IDS)) for _ in range(3)]
    return Facts(
        {ident: when for ident, when in changed.items() if when},
        blocked,
        backlinks={
            ident: (link,) for ident, link in zip(random.sample(IDS, 3), links, strict=True)
        },
        promised={ident: _glance(random, ident) for ident in random.sample(IDS, 3)},
    )


def _glance(random: Random, ident: str) -> Glance:
    due = random.choice((None, None, *(int(when.timestamp()) for when in TIMES if when)))
    missed, soon, unanswered = (random.choice((True, False)) for _ in range(3))
    policy = random.choice((None, "gold", "silver"))
    return Glance(ident, policy, unanswered, missed, soon, "resolution" if due else None, due)


SEEDS = st.integers(0, 2**32)
TICKETS = SEEDS.map(lambda seed: random_ticket(Random(seed)))
FACTS = SEEDS.map(lambda seed: random_facts(Random(seed)))
