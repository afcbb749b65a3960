"""What people do to tickets, at random but reproducibly: a ``random.Random`` decides.

Hypothesis draws only the seed: drawing each step took a hundred times longer than the merge.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

from tix.frozen import replace
from tix.model.changes import changes
from tix.model.config.config import Config
from tix.model.people import Person
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Link, Ticket

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ANA = Person("Ana Lima", "ana@example.org")
BOB = Person("Bob Reis", "bob@example.org")
JO = Person("", "jo@acme.example")
CONFIG = Config()

LINES = (
    "one",
    "two",
    "three",
    "- [ ] a",
    "- [x] a",
    "",
    "the key is key-1",
    "the key is [redacted]",
)
STATUSES = ("open", "in-progress", "pending", "resolved", "closed")
DONE = ("resolved", "closed")
TARGETS = ("m3k9vd", "x4w2aa", "b2b2b2")

Step = Callable[[Random, Ticket], Ticket]


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def some_text(rng: Random) -> str:
    return "\n".join(rng.choices(LINES, k=rng.randint(0, 5)))


def some_labels(rng: Random) -> tuple[str, ...]:
    return tuple(rng.sample("abcde", rng.randint(0, 3)))


def opened_ticket(rng: Random) -> Ticket:
    """A ticket as it is soon after its opening."""
    ticket = Ticket(
        id="k7f3qz",
        title=rng.choice(["Build fails", "Nightly build fails"]),
        status="open",
        since=NOW,
        priority=rng.choice([None, "low", "normal", "high"]),
        requester=str(JO),
        labels=some_labels(rng),
        opened=NOW,
        opened_by=str(ANA),
        body=some_text(rng),
    )
    for _ in range(rng.randint(0, 2)):
        ticket = _comment(rng, ticket)
    return ticket


def edited(rng: Random, ticket: Ticket) -> Ticket:
    """What a person makes of a ticket in a few steps."""
    for _ in range(rng.randint(0, 5)):
        ticket = rng.choice(STEPS)(rng, ticket)
    return ticket


def versions(seed: int) -> tuple[Ticket, Ticket, Ticket]:
    """A base, and what two people independently made of it."""
    rng = Random(seed)
    base = edited(rng, opened_ticket(rng))
    return base, edited(rng, base), edited(rng, base)


# -- one step each --------------------------------------------------------------------------------


def _single(name: str, *values: object) -> Step:
    return lambda rng, ticket: replace(ticket, **{name: rng.choice(values)})  # type: ignore[arg-type]  # any field


def _status(rng: Random, ticket: Ticket) -> Ticket:
    status = rng.choice(STATUSES)
    resolution = rng.choice([None, "fixed", "won't do"]) if status in DONE else None
    return changes.set_status(ticket, status, CONFIG, after(rng.randint(0, 3000)), resolution)


def _labels(rng: Random, ticket: Ticket) -> Ticket:
    return replace(ticket, labels=some_labels(rng))


def _assignees(rng: Random, ticket: Ticket) -> Ticket:
    return replace(ticket, assignees=tuple(rng.sample([str(ANA), str(BOB)], rng.randint(0, 2))))


def _occurrence(rng: Random, ticket: Ticket) -> Ticket:
    new = Occurrence(after(rng.randint(0, 9)), "ci", "")
    return replace(ticket, occurrences=tuple(dict.fromkeys((*ticket.occurrences, new))))


def _link(rng: Random, ticket: Ticket) -> Ticket:
    link = Link(rng.choice(["parent", "blocks", "duplicates"]), rng.choice(TARGETS))
    change = changes.remove_link if link in ticket.links else changes.add_link
    return change(ticket, link)


def _body(rng: Random, ticket: Ticket) -> Ticket:
    return replace(ticket, body=_retyped(rng, ticket.body))


def _retyped(rng: Random, text: str) -> str:
    """A text with a line changed, added or taken away; or secrets taken out; or all anew."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    return rng.choice(
        [
            "\n".join([*lines[:at], rng.choice(LINES), *lines[at:]]),
            "\n".join([*lines[:at], rng.choice(LINES), *lines[at + 1 :]]),
            "\n".join([*lines[:at], *lines[at + 1 :]]),
            text.replace("key-1", "[redacted]"),
            some_text(rng),
        ]
    )


def _team_field(rng: Random, ticket: Ticket) -> Ticket:
    value = rng.choice([None, "minor", "major", ("a", "b"), ("b", "c", "d"), ("a", "x", "b")])
    return changes.set_team_field(ticket, rng.choice(["severity", "room"]), value)


def _comment(rng: Random, ticket: Ticket) -> Ticket:
    ident = rng.choice(["c-aaaaaa", "c-bbbbbb", "c-cccccc", "c-dddddd"])
    if any(comment.id == ident for comment in ticket.comments):
        return ticket
    author, at = rng.choice([ANA, BOB, JO]), after(rng.randint(0, 3000))
    internal = rng.random() < 0.3
    return changes.add_comment(ticket, ident, author, some_text(rng), at, internal=internal)


def _on_a_comment(change: Callable[[Random, Ticket, Comment], Ticket]) -> Step:
    def step(rng: Random, ticket: Ticket) -> Ticket:
        return change(rng, ticket, rng.choice(ticket.comments)) if ticket.comments else ticket

    return step


def _edit_comment(rng: Random, ticket: Ticket, comment: Comment) -> Ticket:
    return changes.edit_comment(ticket, comment.id, _retyped(rng, comment.text))


def _remove_comment(rng: Random, ticket: Ticket, comment: Comment) -> Ticket:
    return changes.remove_comment(ticket, comment.id)


def _show_or_hide(rng: Random, ticket: Ticket, comment: Comment) -> Ticket:
    comments = (replace(c, internal=not c.internal) if c is comment else c for c in ticket.comments)
    return replace(ticket, comments=tuple(comments))


STEPS: tuple[Step, ...] = (
    _single("title", "Build", "Build broken", "Fails", "Fails with key-1", "Fails with [redacted]"),
    _single("priority", None, "low", "high", "urgent", "own word"),
    _single("type", None, "task", "incident", "own"),
    _single("milestone", None, "1.0", "2.0", "3.0-beta"),
    _single("due", None, NOW, date(2026, 11, 23), date(2026, 12, 1)),
    _single("opened", None, NOW, after(-5)),
    _single("opened_by", None, str(ANA), str(BOB)),
    _status,
    _status,
    _labels,
    _assignees,
    _occurrence,
    _link,
    _body,
    _body,
    _team_field,
    _comment,
    _comment,
    _on_a_comment(_edit_comment),
    _on_a_comment(_remove_comment),
    _on_a_comment(_show_or_hide),
)
