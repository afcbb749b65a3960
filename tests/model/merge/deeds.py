"""What people do in a random history, and what must come of it: the oracle.

Every deed remembers what its doer had seen, so that it is known which deeds nobody undid.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from tests.model.merge.people import ANA, BOB, CONFIG, DONE, JO, STATUSES
from tix.model import changes
from tix.model.ids import ALPHABET
from tix.model.merge.notes import Aside, answered, asides_of
from tix.model.ticket import Link, Ticket
from tix.model.times import format_due
from tix.values import replace

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

    def do(self, ticket: Ticket, seen: frozenset[int], now: datetime) -> tuple[Ticket, list[int]]:
        """The ticket after a random deed, and the numbers of what was done."""
        before = len(self.log)
        ticket = self.rng.choice(_DEEDS)(self, ticket, seen, now)
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


def _parent(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    number = doer.number * 7919 % 32**3
    ident = "a00" + "".join(ALPHABET[number // 32**i % 32] for i in range(3))
    doer.wrote("value", "parent", ident, seen)
    return changes.add_link(ticket, Link("parent", ident))


def _status(doer: Doer, ticket: Ticket, seen: frozenset[int], now: datetime) -> Ticket:
    status = doer.rng.choice(STATUSES)
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
    at = doer.rng.randint(0, len(lines))
    going = doer.rng.choice([0, 0, 0, 1])
    for line in lines[at : at + going]:
        doer.wrote("line", line, None, seen)
    new = [doer.word()] if doer.rng.random() < 0.8 else []
    for line in new:
        doer.wrote("line", line, line, seen)
    return replace(ticket, body="\n".join([*lines[:at], *new, *lines[at + going :]]))


_DEEDS: tuple[_Act, ...] = (
    _set("title"), _hand_edit("title"), _set("milestone"), _clear("milestone"), _set("requester"),
    _due, _priority, _team_field, _parent, _status, _status, _add_label, _remove_label, _comment,
    _comment, _edit_comment, _remove_comment, _body, _body,
)  # fmt: skip


# -- the oracle -----------------------------------------------------------------------------------


def violations(log: list[Deed], ticket: Ticket, *, copies: bool) -> list[str]:
    """What the ticket that everybody ends with has lost or got back.

    ``copies``: commits were copied (cherry-pick), and removed things may come back.
    """
    found = [*_values_lost(log, ticket), *_contradictions(ticket)]
    found += _lines_lost(log, ticket, copies=copies)
    found += _comments_wrong(log, ticket, copies=copies)
    found += [] if copies else _labels_wrong(log, ticket)
    return found


def _unanswered(log: list[Deed], kinds: Iterable[str]) -> list[Deed]:
    """Deeds of these kinds that nobody who had seen them followed with one on the same field."""
    chosen = [(number, deed) for number, deed in enumerate(log) if deed.kind in kinds]
    return [
        deed
        for number, deed in chosen
        if deed.value is not None
        and not any(number in other.seen and other.field == deed.field for _, other in chosen)
    ]


def _values_lost(log: list[Deed], ticket: Ticket) -> Iterable[str]:
    noted = set(asides_of(ticket))
    for deed in _unanswered(log, ["value", "cleared"]):
        if (
            deed.value not in _now(ticket, deed.field)
            and Aside(deed.field, deed.value or "") not in noted
        ):
            yield f"{deed.field} {deed.value} is neither there nor noted"


def _now(ticket: Ticket, name: str) -> list[str | None]:
    if name == "parent":
        return [link.id for link in ticket.links if link.kind == name]
    if name == "due":
        return [format_due(ticket.due)] if ticket.due else []
    value = ticket.team_field(name) if name == "severity" else getattr(ticket, name)
    return [value]  # type: ignore[list-item]  # the fields of this test are texts


def _lines_lost(log: list[Deed], ticket: Ticket, *, copies: bool) -> Iterable[str]:
    noted = [line for aside in asides_of(ticket) for line in aside.value.split("\n")]
    lines = ticket.body.split("\n")
    for deed in _unanswered(log, ["line"]):
        if deed.value not in (*lines, *noted):
            yield f"line {deed.value} of the body is neither there nor noted"
        if not copies and lines.count(deed.value or "") > 1:
            yield f"line {deed.value} is there more than once"


def _comments_wrong(log: list[Deed], ticket: Ticket, *, copies: bool) -> Iterable[str]:
    there = {c.id: c for c in ticket.comments}
    if len(there) != len(ticket.comments):
        yield "two comments share an id"
    texts = [c.text for c in ticket.comments]
    if len(set(texts)) != len(texts):
        yield "a comment or note is there twice"
    for start, deed in enumerate(log):
        if deed.kind in ("comment", "internal"):
            yield from _comment_wrong(log, start, deed, ticket, copies)


def _comment_wrong(
    log: list[Deed], start: int, deed: Deed, ticket: Ticket, copies: bool
) -> Iterable[str]:
    comment = next((c for c in ticket.comments if c.id == deed.field), None)
    mine = [
        (n, d) for n, d in enumerate(log) if d.field == deed.field and d.kind in ("edit", "removal")
    ]
    edits = [n for n, d in mine if d.kind == "edit"]
    removals = [d for _, d in mine if d.kind == "removal"]
    if comment is None:
        if not removals:
            yield f"comment {deed.field} is lost"
        if any(all(edit not in removal.seen for removal in removals) for edit in edits):
            yield f"comment {deed.field} was changed, unseen by who removed it, and is gone"
        return
    if not copies and any({start, *edits} <= removal.seen for removal in removals):
        yield f"comment {deed.field} was removed and is back"
    if not edits and comment.text != deed.value:
        yield f"comment {deed.field} has another text"
    if comment.internal != (deed.kind == "internal"):
        yield f"comment {deed.field} has another visibility"
    everything = [line for c in ticket.comments for line in c.text.split("\n")]
    replaced = {d.field for d in log if d.kind == "line" and d.value is None}
    for number in edits:
        line = log[number].value or ""
        gone = line in replaced or any(number in removal.seen for removal in removals)
        if line not in everything and not gone:
            yield f"{line} in {deed.field} is lost"


def _labels_wrong(log: list[Deed], ticket: Ticket) -> Iterable[str]:
    wanted = {deed.value for deed in _unanswered(log, ["label"])}
    if wanted != set(ticket.labels):
        yield f"labels {sorted(wanted ^ set(ticket.labels), key=str)}"


def _contradictions(ticket: Ticket) -> Iterable[str]:
    done = ticket.status in DONE
    stamps = (ticket.resolved is not None, ticket.closed is not None)
    if stamps != (done, ticket.status == "closed") or (ticket.resolution and not done):
        yield f"{ticket.status} with {stamps} {ticket.resolution}"
    if len([link for link in ticket.links if link.kind == "parent"]) > 1:
        yield "two parents"
