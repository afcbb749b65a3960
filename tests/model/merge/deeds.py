"""What people do in a random history (see ``oracle`` for what must come of it).

Every deed remembers what its doer had seen, so that it is known which deeds nobody undid.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from tests.model.merge.people import ANA, BOB, CONFIG, DONE, JO, STATUSES
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.ids import ALPHABET
from tix.model.record.notes import answered, asides_of, comment_field
from tix.model.record.occurrences import Occurrence
from tix.model.ticket.ticket import Link, Ticket
from tix.model.times import format_due

PRIORITIES = ("low", "normal", "high", "urgent", "own")


@dataclass(frozen=True, slots=True)
class Deed:
    """``value`` was written to ``field``; what had been seen then. None: taken away."""

    kind: str
    field: str
    value: str | None
    seen: frozenset[int]


class Doer:
    """Does something to a ticket, and keeps the log."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.log: list[Deed] = []
        self.acts = rng.sample(_DEEDS, rng.randint(3, len(_DEEDS)))  # few: more that collides

    def do(self, ticket: Ticket, seen: frozenset[int], now: datetime) -> tuple[Ticket, list[int]]:
        """The ticket after a random deed, and the numbers of what was done."""
        before = len(self.log)
        ticket = self.rng.choice(self.acts)(self, ticket, seen, now)
        return ticket, [*range(before, len(self.log))]

    def wrote(self, kind: str, field: str, value: str | None, seen: frozenset[int]) -> None:
        self.log.append(Deed(kind, field, value, seen))

    @property
    def number(self) -> int:
        return len(self.log)

    def word(self) -> str:
        """A word that nobody has written before, of any length."""
        return f"w{self.number}" + "x" * self.rng.randint(0, 4)


_Act = Callable[[Doer, Ticket, frozenset[int], datetime], Ticket]


def _set(name: str) -> _Act:
    def act(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
        value = doer.word()
        doer.wrote("value", name, value, seen)
        return answered(replace(ticket, **{name: value}), name)  # type: ignore[arg-type]  # a text

    return act


def _hand_edit(name: str) -> _Act:
    """In an editor: no note is answered."""

    def act(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
        value = doer.word()
        doer.wrote("value", name, value, seen)
        return replace(ticket, **{name: value})  # type: ignore[arg-type]  # a text

    return act


def _clear(name: str) -> _Act:
    def act(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
        doer.wrote("cleared", name, None, seen)
        return answered(replace(ticket, **{name: None}), name)  # type: ignore[arg-type]

    return act


def _due(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    due = date(2027, 1, 1) + timedelta(days=doer.number * 7919 % 3650)
    doer.wrote("value", "due", format_due(due), seen)
    return answered(replace(ticket, due=due), "due")


def _priority(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    return answered(replace(ticket, priority=doer.rng.choice(PRIORITIES)), "priority")


def _team_field(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    value = doer.word()
    doer.wrote("value", "severity", value, seen)
    return changes.set_team_field(ticket, "severity", value)


def _requester(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    """Somebody else is asking from now on; who asked before is still heard."""
    requester = doer.rng.choice([str(BOB), str(JO), None])
    doer.wrote("requester", "requester", requester, seen)
    return answered(replace(ticket, requester=requester), "requester")


def _seen_again(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    where = doer.word()
    doer.wrote("occurrence", where, where, seen)
    if ticket.status not in DONE:
        doer.wrote("asked", where, None, seen)
    return replace(ticket, occurrences=(*ticket.occurrences, Occurrence(now, where, "")))


def _parent(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    number = doer.number * 7919 % 32**3
    ident = "a00" + "".join(ALPHABET[number // 32**i % 32] for i in range(3))
    doer.wrote("value", "parent", ident, seen)
    return changes.add_link(ticket, Link("parent", ident))


def _status(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    status = doer.rng.choice(STATUSES)
    if status != ticket.status:
        doer.wrote("status", status, None, seen)
    resolution = doer.word() if status in DONE and doer.rng.random() < 0.5 else None
    if resolution or status not in DONE:
        doer.wrote("value" if resolution else "cleared", "resolution", resolution, seen)
    return changes.set_status(ticket, status, CONFIG, now, resolution)


def _add_label(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    label = doer.word()
    doer.wrote("label", label, label, seen)
    return replace(ticket, labels=(*ticket.labels, label))


def _remove_label(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    if not ticket.labels:
        return ticket
    label = doer.rng.choice(ticket.labels)
    doer.wrote("label", label, None, seen)
    return replace(ticket, labels=tuple(item for item in ticket.labels if item != label))


def _comment(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    ident = f"c-a{doer.number:05}"
    text = f"said {doer.word()}\nand more"
    author = doer.rng.choice([ANA, BOB, JO])
    internal = doer.rng.random() < 0.3
    doer.wrote("internal" if internal else "comment", ident, text, seen)
    if author == JO and not internal and ticket.status not in DONE:
        doer.wrote("asked", ident, None, seen)
    return changes.add_comment(ticket, ident, author, text, now, internal=internal)


def _edit_comment(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    ordinary = [c for c in ticket.comments if c.id.startswith("c-a0")]
    if not ordinary:
        return ticket
    comment = doer.rng.choice(ordinary)
    line, (first, *rest) = f"edit {doer.word()}", comment.text.split("\n")
    lines = doer.rng.choice([[first, *rest, line], [line, first, *rest], [line, *rest]])
    if first.startswith("edit ") and lines[0] == line and first not in lines:
        doer.wrote("line", first, None, seen)
    for aside in asides_of(ticket):
        if aside.field == comment_field(comment.id):  # answered
            doer.wrote("line", aside.value, None, seen)
    doer.wrote("edit", comment.id, line, seen)
    return changes.edit_comment(ticket, comment.id, "\n".join(lines))


def _remove_comment(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    ordinary = [c for c in ticket.comments if c.id.startswith("c-a0")]
    if not ordinary:
        return ticket
    comment = doer.rng.choice(ordinary)
    doer.wrote("removal", comment.id, None, seen)
    return changes.remove_comment(ticket, comment.id)


def _body(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    lines = ticket.body.split("\n") if ticket.body else []
    at = doer.rng.randint(0, min(2, len(lines)))
    going = doer.rng.choice([0, 1, 1])
    for line in lines[at : at + going]:
        doer.wrote("line", line, None, seen)
    new = [doer.word()] if doer.rng.random() < 0.8 else []
    for line in new:
        doer.wrote("line", line, line, seen)
    return replace(ticket, body="\n".join([*lines[:at], *new, *lines[at + going :]]))


_DEEDS: tuple[_Act, ...] = (
    _set("title"), _hand_edit("title"), _set("milestone"), _clear("milestone"), _set("customer"),
    _requester, _seen_again, _due, _priority, _team_field, _parent, _status, _status, _add_label,
    _remove_label, _comment, _comment, _edit_comment, _remove_comment, _body, _body,
)  # fmt: skip
