"""A made-up help desk with customers and a year of history, as a stream for ``git fast-import``.

Everything follows from a seed. No two things happen to a ticket within one second.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.conftest import NOW, DeskInFiles
from tix.frozen import replace
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.document import dump
from tix.model.ticket.entries import Rating, Wait, Work
from tix.model.ticket.paths import new_path
from tix.model.ticket.ticket import Ticket

CONFIG = """\
format: 1
name: Help desk
timezone: Europe/Lisbon
people:
- {name: Ana Lima, mail: ana@desk.example, aliases: [ana@home.example]}
- {name: Bob Reis, mail: bob@desk.example}
- {name: Cy Dent, mail: cy@desk.example}
teams:
  support: [ana@desk.example, bob@desk.example, cy@desk.example]
robots: [monitor@desk.example]
calendars:
  office:
    timezone: Europe/Lisbon
    hours: {mon-thu: 09:00-13:00 14:00-18:00, fri: 09:00-15:00}
    day: 8h
    holidays: [2026-06-11, 12-25]
promises:
- name: gold
  when: customer:acme-ltd priority:>=high
  calendar: always
  first_response: 2h
  next_response: 4h
  resolution: 3d
- name: usual
  when: -type:task
  calendar: office
  first_response: 4h
  next_response: 1d
  resolution: 5d
  from: 2026-02-01
- name: answers
  when: type:task
  calendar: office
  next_response: 1d
"""

CUSTOMERS = {"acme-ltd": "acme.example", "bolt-gmbh": "bolt.example", "rio-sa": "rio.example"}
STAFF = ("ana@desk.example", "ana@home.example", "bob@desk.example", "Cy Dent <cy@desk.example>")
PROBLEMS = (
    "Printer on floor {} jams",
    "VPN drops every {} minutes",
    "Password reset mail missing",
    "Invoice {} shows the wrong VAT",
    "Barcode scanner at gate {} doesn't read",
    "CSV export of {} rows times out",
    "New laptop for colleague {}",
    "Access to share {}",
)
_DONE, _WAITING = ("resolved", "closed"), ("pending",)


@dataclass(frozen=True)
class _Version:
    at: datetime
    by: Person
    ticket: Ticket


def fill(desk: DeskInFiles, count: int, seed: int = 1) -> None:
    """Make a desk that has nothing yet the made-up one, with so many tickets."""
    versions = [v for number in range(count) for v in _life(Random(f"{seed} {number}"), number)]
    files = {"tix.yaml": CONFIG}
    for name, domain in CUSTOMERS.items():
        text = f"---\nname: {name}\ncontacts:\n- boss@{name}.invalid.example\n"
        files[f"customers/{name}.md"] = f"{text}domains:\n- {domain}\n---\n"
    commits = [_commit(datetime(2025, 11, 1, tzinfo=UTC), Person("Ana", STAFF[0]), files)]
    for version in sorted(versions, key=lambda version: version.at):
        content = dump(version.ticket).decode()
        commits.append(_commit(version.at, version.by, {new_path(version.ticket): content}))
    branch = desk.git("symbolic-ref", "HEAD").strip()
    head = f"reset {branch}\nfrom {branch}^0\n\n".encode()
    stream = head + b"".join(commits).replace(b"commit BRANCH", f"commit {branch}".encode())
    subprocess.run(
        ["git", "fast-import", "--quiet"], input=stream, cwd=desk.root, env=desk.environ, check=True
    )
    desk.git("reset", "--quiet", "--hard")


def _commit(at: datetime, by: Person, files: dict[str, str]) -> bytes:
    who = f"{by.name or 'x'} <{by.mail}> {int(at.timestamp())} +0000"
    lines = [f"commit BRANCH\nauthor {who}\ncommitter {who}\ndata 1\nx\n".encode()]
    for path, text in files.items():
        data = text.encode()
        lines.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    return b"".join(lines)


def _life(random: Random, number: int) -> Iterator[_Version]:
    at = NOW - timedelta(seconds=random.randrange(3600, 360 * 86400))
    ident = _ident(number)
    customer = random.choice([None, None, *CUSTOMERS, *CUSTOMERS, "Somebody else"])
    domain = CUSTOMERS.get(customer or "", "web.example")
    asker = f"{random.choice('jklm')}o@{domain}"
    by_staff = random.random() < 0.25
    opener = Person("", random.choice((STAFF[0], STAFF[2])) if by_staff else asker)
    chosen = random.sample([STAFF[random.randrange(2)], *STAFF[2:]], random.choice((0, 1, 1, 1, 2)))
    ticket = Ticket(
        ident,
        random.choice(PROBLEMS).format(random.randint(2, 9)),
        status="open",
        since=at,
        type=random.choice(("incident", "request", "question", "task", "odd", None)),
        priority=random.choice(("low", "normal", "normal", "high", "urgent", None)),
        requester=asker if random.random() < 0.9 else None,
        customer=customer,
        assignees=tuple(chosen),
        labels=tuple(random.sample(("ci", "mail", "print", "net"), random.randint(0, 3))),
        due=random.choice((None, None, (at + timedelta(days=random.randint(-1, 40))).date())),
        opened=at,
        opened_by=str(opener),
        channel=random.choice(("mail", "mail", "phone", "web", "chat", None)),
        body=random.choice(("", "It happens again and again.")),
    )
    yield _Version(at, opener, ticket)
    while random.random() < 0.85:
        at += timedelta(
            seconds=random.choice((60, 3600, 20000, 86400, 300000)) * random.randint(1, 7)
        )
        at += timedelta(seconds=random.randrange(60))
        if at > NOW:
            return
        ticket, by = _step(random, ticket, at, asker)
        yield _Version(at, by, ticket)


def _ident(number: int) -> str:
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    digits = "".join(letters[number // 32**place % 32] for place in (2, 1, 0))
    return f"k{digits}qz"


def _step(random: Random, ticket: Ticket, at: datetime, asker: str) -> tuple[Ticket, Person]:
    who = Person("", random.choice((STAFF[0], STAFF[1], STAFF[2], asker, asker, "x@web.example")))
    match random.choice(("say", "say", "say", "move", "move", "move", "work", "rate", "change")):
        case "say":
            ident = f"c-{_ident(len(ticket.comments))}"
            if random.random() < 0.1:
                who = Person("", "monitor@desk.example")
            comment = Comment(ident, at, who, random.random() < 0.2, "…")
            return replace(ticket, comments=(*ticket.comments, comment)), who
        case "work":
            work = Work(
                f"w-k{ticket.id[1:4]}{len(ticket.worked):02}",
                at.date(),
                random.choice(STAFF),
                random.choice((15, 30, 45, 90)),
                random.random() < 0.6,
                "…",
            )
            return replace(ticket, worked=(*ticket.worked, work)), Person("", STAFF[0])
        case "rate" if ticket.status in _DONE:
            rating = Rating(
                f"r-k{ticket.id[1:4]}{len(ticket.ratings):02}",
                at,
                random.choice((asker, asker.upper(), "x@web.example")),
                random.randint(1, 5),
                random.choice(("", "so so")),
            )
            return replace(ticket, ratings=(*ticket.ratings, rating)), who
        case "change":
            return _changed(random, ticket), Person("", STAFF[2])
    return _moved(random, ticket, at), Person("", STAFF[2])


def _changed(random: Random, ticket: Ticket) -> Ticket:
    """What it is now decides which promise holds, and where it counts (P7)."""
    name, values = random.choice(
        (
            ("priority", ("urgent", "low", None)),
            ("customer", ("acme-ltd", "Rio-SA", None)),
            ("type", ("task", "incident")),
            ("assignees", ((), (STAFF[1],), STAFF[2:])),
        )
    )
    changes: dict[str, Any] = {name: random.choice(values)}
    return replace(ticket, **changes)


def _moved(random: Random, ticket: Ticket, at: datetime) -> Ticket:
    words = [w for w in ("open", "in-progress", "pending", *_DONE, *_DONE) if w != ticket.status]
    status = random.choice(words)
    assert ticket.since is not None
    assert ticket.status is not None
    waited = ticket.waited
    if ticket.status in (*_DONE, *_WAITING):
        waited = (*waited, Wait(ticket.since, at, ticket.status))
    resolved = closed = None
    if status in _DONE:
        resolved, closed = ticket.resolved or at, at if status == "closed" else None
    return replace(ticket, status=status, since=at, resolved=resolved, closed=closed, waited=waited)
