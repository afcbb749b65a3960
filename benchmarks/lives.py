"""Made-up lives of tickets: what a team did to each, step by step, over three years.

Everything follows from a seed and the ticket's number.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks import words
from tix.frozen import dataclass, replace
from tix.model import ids
from tix.model.changes import changes
from tix.model.config.reader import load_config
from tix.model.people import Person
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import TeamField
from tix.model.ticket.ticket import Link, Ticket

END = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)
"""The moment at which a desk stands; benchmarks run tix at this time."""

DAYS = 3 * 365
"""So many days before the end the desk was made."""

TIX_YAML = """\
format: 1
name: Harbour support
timezone: UTC
fields:
  severity: {type: choice, choices: [minor, major, critical], help: how bad it is}
  version: {type: text, help: the release in which it was seen}
people:
- name: Ana Lima
  mail: ana@harbour.example
  aliases: [ana]
teams:
  support: [ana, agent1@harbour.example]
"""

MEAN_STEPS = 7.3
"""So many steps a life has in the mean; a test holds it."""

ANA = Person("Ana Lima", "ana@harbour.example")

_CONFIG = load_config(TIX_YAML)
_RNG = Random("people")
_AGENTS = [ANA] + [
    Person(f"{words.name(_RNG)} {words.name(_RNG)}", f"agent{n}@harbour.example")
    for n in range(1, 16)
]
CUSTOMERS = [f"{words.name(_RNG)} {kind}" for kind in ("Lines", "Tours", "São") for _ in range(15)]
_ASKERS = [
    Person(f"{words.name(_RNG)} {words.name(_RNG)}", f"p{n}@{words.name(_RNG).lower()}.example")
    for n in range(400)
]
_LABELS = [words.name(_RNG).lower() for _ in range(36)] + ["ci", "arm64", "billing", "网络"]
_LABEL_WEIGHTS = [1 / (rank + 1) for rank in range(len(_LABELS))]
_TYPES = ("incident", "request", "question", "problem", "task")
_PRIORITIES = ("low", "normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody did: the ticket after it, and what they say about it."""

    at: datetime
    by: Person
    subject: str
    ticket: Ticket


def not_done(tickets: int) -> int:
    """So many of a desk's tickets aren't done: ten times the tickets, 4.6 times the open ones."""
    return int(math.pow(tickets, 0.66))


def identifiers(rng: Random, count: int) -> list[str]:
    """Different ids."""
    taken: dict[str, None] = {}
    while len(taken) < count:
        taken[ids.new_id(rng.choice, taken.__contains__)] = None
    return list(taken)


def life(rng: Random, ident: str, others: Sequence[str], *, done: bool) -> Iterator[Step]:
    """The steps of one ticket, oldest first. ``others``: what it can point at."""
    comments = min(40, int(rng.lognormvariate(math.log(2.5), 1.0)))
    lasts = timedelta(days=min(300, rng.lognormvariate(math.log(4), 1.2)), hours=1)
    if done:
        opened = END - lasts - timedelta(days=rng.random() * (DAYS - 310))
    else:
        lasts = timedelta(days=min(DAYS - 1, rng.expovariate(1 / 90)), hours=1)
        opened = END - lasts
    opened = opened.replace(microsecond=0)
    ticket = _opened(rng, ident, others, opened)
    agent = rng.choice(_AGENTS)
    yield Step(opened, _opener(ticket), ticket.title, ticket)
    deeds = ["comment"] * comments
    deeds += ["labels"] * (rng.random() < 0.2) + ["start"] * (rng.random() < 0.5)
    rng.shuffle(deeds)
    deeds = ["assign"] * (rng.random() < 0.9) + deeds + ["done"] * done
    times = sorted(rng.random() for _ in deeds)
    for deed, share in zip(deeds, times, strict=True):
        at = opened + timedelta(seconds=int(lasts.total_seconds() * share))
        step = _do(rng, deed, ticket, agent, at)
        ticket = step.ticket
        yield step


def _opened(rng: Random, ident: str, others: Sequence[str], at: datetime) -> Ticket:
    asker = rng.choice(_ASKERS)
    ticket = Ticket(
        id=ident,
        title=words.title(rng),
        status="open",
        since=at,
        type=rng.choices(_TYPES, (30, 30, 15, 5, 20))[0],
        priority=rng.choices(_PRIORITIES, (15, 60, 20, 5))[0],
        requester=asker.mail if rng.random() < 0.8 else None,
        customer=rng.choice(CUSTOMERS) if rng.random() < 0.6 else None,
        labels=_some_labels(rng),
        milestone=f"{rng.randint(1, 4)}.{rng.randint(0, 9)}" if rng.random() < 0.1 else None,
        due=(at + timedelta(days=rng.randint(1, 60))).date() if rng.random() < 0.15 else None,
        opened=at,
        opened_by=str(asker if rng.random() < 0.3 else rng.choice(_AGENTS)),
        body=words.text(rng, min(800, int(rng.lognormvariate(math.log(45), 0.9)))),
    )
    if rng.random() < 0.03:
        seen = Occurrence(at, f"web-{rng.randint(1, 9)}", f"{rng.getrandbits(28):07x}")
        ticket = replace(ticket, key=f"job-{ident}", occurrences=(seen,))
    if others and rng.random() < 0.08:
        kind = rng.choice(("relates-to", "blocks", "depends-on", "duplicates"))
        ticket = replace(ticket, links=(Link(kind, rng.choice(others)),))
    if rng.random() < 0.4:
        severity = TeamField("severity", rng.choice(("minor", "major", "critical")))
        ticket = replace(ticket, team_fields=(severity,))
    return ticket


def _opener(ticket: Ticket) -> Person:
    name, _, mail = (ticket.opened_by or "").removesuffix(">").partition(" <")
    return Person(name, mail)


def _some_labels(rng: Random) -> tuple[str, ...]:
    count = rng.choices((0, 1, 2, 3, 4), (25, 35, 25, 10, 5))[0]
    return tuple(dict.fromkeys(rng.choices(_LABELS, _LABEL_WEIGHTS, k=count)))


def _do(rng: Random, deed: str, ticket: Ticket, agent: Person, at: datetime) -> Step:
    match deed:
        case "comment":
            author = agent if rng.random() < 0.6 else rng.choice(_ASKERS)
            number = len(ticket.comments)
            ident = f"c-{rng.choice(ids.LETTERS)}{number // 32}{ids.ALPHABET[number % 32]}"
            ident += "".join(rng.choices(ids.ALPHABET, k=3))
            text = words.text(rng, min(400, int(rng.lognormvariate(math.log(25), 0.9)) + 1))
            internal = rng.random() < 0.15
            after = changes.add_comment(ticket, ident, author, text, at, internal=internal)
            return Step(at, author, f"comment {ident}", after)
        case "labels":
            labels = changes.with_items(ticket.labels, _some_labels(rng) or ("triaged",))
            return Step(at, agent, "edit labels", replace(ticket, labels=labels))
        case "assign":
            after = replace(ticket, assignees=(agent.mail,), watchers=(ANA.mail,))
            return Step(at, agent, f"assign {agent.mail}", after)
        case "start":
            after = changes.set_status(ticket, "in-progress", _CONFIG, at)
            return Step(at, agent, "status in-progress", after)
        case _:
            status = rng.choice(("resolved", "closed", "closed"))
            said = words.title(rng) if rng.random() < 0.5 else None
            after = changes.set_status(ticket, status, _CONFIG, at, said)
            return Step(at, agent, f"status {status}", after)
