"""Random versions of a ticket, field by field, more unlikely than people make them.

Everything is drawn from a few values, so that the versions collide; a ``random.Random`` decides.
"""

from datetime import date
from random import Random
from typing import Any

from tests.model.merge.people import ANA, BOB, JO, NOW, after
from tix.frozen import replace
from tix.model.merge.comments import in_order
from tix.model.record.notes import Aside, note
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.entries import Wait, Work
from tix.model.ticket.ticket import Link, Ticket

SINGLES: dict[str, tuple[Any, ...]] = {
    "title": ("T", "U", "long title"),
    "type": ("incident", "task", "question", "own", None),
    "priority": (
        "urgent", "P0", "critical", "high", "p1", "own", "normal", "P2", "low", "P3", "P4",
        "trivial", "minor", "4", None,
    ),
    "requester": (str(JO), str(BOB), None),
    "customer": ("Acme", "Bolt", None),
    "milestone": ("1.0", "2.0", "2.0-beta", None),
    "due": (NOW, date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 1), None),
    "key": ("k", "key", None),
    "resolved": (after(1), after(2), None),
    "closed": (after(1), after(2), None),
    "resolution": ("fixed", "fixed in 2.0", "no", None),
    "since": (NOW, after(1), after(2), None),
    "status": ("open", "in-progress", "pending", "resolved", "closed", "own", None),
    "opened": (NOW, after(-5), after(-9), None),
    "opened_by": (str(ANA), str(BOB), "bo", None),
}  # fmt: skip
LABELS = ("a", "b", "c", "d")
LINES = ("a", "b", "c", "x", "y", "1", "2", "bb", "ccc", "")
COMMENTS = (
    ("c-aaaaaa", after(3), JO),
    ("c-bbbbbb", after(1), ANA),
    ("c-cccccc", after(2), BOB),
    ("c-dddddd", after(2), JO),
)


def triple(seed: int) -> tuple[Ticket | None, Ticket, Ticket]:
    """A base (or none), ours and theirs."""
    rng = Random(seed)
    base = _changed(rng, Ticket("k7f3qz", "T", opened=NOW, opened_by=str(ANA)), 0.6)
    much = rng.choice([0.05, 0.15, 0.4])
    ours, theirs = (_changed(rng, base, much) for _ in range(2))
    if rng.random() < 0.15:
        same = {"opened": base.opened, "opened_by": base.opened_by}
        if rng.random() < 0.5:
            return None, replace(ours, key="k"), replace(theirs, key="k")
        return None, replace(ours, **same), replace(theirs, **same)  # type: ignore[arg-type]
    return base, ours, theirs


def _changed(rng: Random, ticket: Ticket, much: float) -> Ticket:
    """Another version; each part of it is another one with that probability."""
    values: dict[str, Any] = {
        name: rng.choice(pool) for name, pool in SINGLES.items() if rng.random() < much
    }
    if rng.random() < 0.7:
        values |= _stamps(rng, replace(ticket, **values))
    for name in ("labels", "assignees", "watchers", "attachments"):
        if rng.random() < much:
            values[name] = _edited(rng, getattr(ticket, name), LABELS, distinct=True)
    if rng.random() < much:
        seen = [Occurrence(after(n), "ci", "") for n in range(3)]
        values["occurrences"] = tuple(rng.sample(seen, rng.randint(0, 3)))
    if rng.random() < much:
        values["worked"] = _worked(rng, ticket)
    if rng.random() < much:
        spans = rng.sample([(a, b) for a in (1, 2, 3) for b in (4, 5, 6)], rng.randint(0, 3))
        waits = {a: Wait(after(a), after(b), "pending") for a, b in spans}
        values["waited"] = tuple(waits[a] for a in sorted(waits))
    if rng.random() < much:
        values["links"] = _links(rng)
    if rng.random() < much:
        values["team_fields"] = _team_fields(rng, ticket)
    if rng.random() < much:
        values["body"] = _text(rng, ticket.body)
    ticket = replace(ticket, **values)
    return _noted(rng, _said(rng, ticket, much), much)


def _worked(rng: Random, ticket: Ticket) -> tuple[Work, ...]:
    """Entries that come, go and change; each has an id of its own."""
    found = {work.id: work for work in ticket.worked}
    for letter in rng.sample("abcd", rng.randint(1, 3)):
        ident = f"w-{letter * 6}"
        if ident in found and rng.random() < 0.3:
            del found[ident]
        else:
            day, text = date(2026, 11, rng.choice([20, 21])), rng.choice(["", "x", "the linker"])
            minutes = rng.choice([5, 90])
            found[ident] = Work(ident, day, "ana", minutes, rng.random() < 0.5, text)
    return tuple(sorted(found.values(), key=lambda work: (work.day, work.id)))


def _stamps(rng: Random, ticket: Ticket) -> dict[str, Any]:
    """What fits to the status, as tix itself writes it."""
    done = ticket.status in ("resolved", "closed")
    return {
        "resolved": rng.choice([after(1), after(2)]) if done else None,
        "closed": rng.choice([after(1), after(2)]) if ticket.status == "closed" else None,
        "resolution": ticket.resolution if done else None,
    }


def _edited(
    rng: Random, items: tuple[str, ...], pool: tuple[str, ...], *, distinct: bool = False
) -> tuple[str, ...]:
    """A list with a few items more, fewer or others; or a wholly new one."""
    if rng.random() < 0.2:
        new = rng.choices(pool, k=rng.randint(0, 4))
        return tuple(dict.fromkeys(new) if distinct else new)
    edited = list(items)
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(edited))
        edited[at : at + rng.choice([0, 1, 1, 2])] = rng.choices(pool, k=rng.choice([0, 1, 1, 2]))
    return tuple(dict.fromkeys(edited) if distinct else edited)


def _text(rng: Random, text: str) -> str:
    return "\n".join(_edited(rng, tuple(text.split("\n")) if text else (), LINES))


def _links(rng: Random) -> tuple[Link, ...]:
    targets = ("m3k9vd", "x4w2aa", "b2b2b2")
    links = [Link(kind, rng.choice(targets)) for kind in ("parent", "duplicates")]
    blocked = [Link("blocks", target) for target in rng.sample(targets, rng.randint(0, 2))]
    return (*(link for link in links if rng.random() < 0.5), *blocked)


def _team_fields(rng: Random, ticket: Ticket) -> tuple[TeamField, ...]:
    steps = ticket.team_field("steps") or ()
    size = rng.choice(["s", "m", "large", None])
    fields = [TeamField("size", size)] if size else []
    items = _edited(rng, steps if isinstance(steps, tuple) else (), (*LABELS, "bb", "ccc"))
    return (*fields, *([TeamField("steps", items)] if items else []))


def _said(rng: Random, ticket: Ticket, much: float) -> Ticket:
    comments = {comment.id: comment for comment in ticket.comments}
    for ident, at, author in COMMENTS:
        if rng.random() >= much:
            continue
        if (known := comments.get(ident)) is None:
            text = _text(rng, "a\nb")
            comments[ident] = Comment(ident, at, author, rng.random() < 0.3, text)
        elif rng.random() < 0.4:
            del comments[ident]
        elif rng.random() < 0.2:
            comments[ident] = replace(known, internal=not known.internal)
        else:
            comments[ident] = replace(known, text=_text(rng, known.text))
    return replace(ticket, comments=in_order(comments.values()))


def _noted(rng: Random, ticket: Ticket, much: float) -> Ticket:
    """With other merge notes: those of former merges stay, go, or are new."""
    ticket = replace(ticket, comments=tuple(c for c in ticket.comments if rng.random() >= much / 2))
    pool = [(name, value) for name in ("title", "milestone", "size") for value in ("1.0", "U", "m")]
    pool += [("parent", "m3k9vd"), ("status", "closed"), ("steps", "b"), ("body", "x")]
    pool += [("comment c-aaaaaa", "x\ny"), ("comment c-bbbbbb", "b")]
    notes = {note(ticket, Aside(*rng.choice(pool))) for _ in range(2) if rng.random() < much}
    known = {comment.id for comment in ticket.comments}
    new = (comment for comment in notes if comment.id not in known)
    return replace(ticket, comments=in_order((*ticket.comments, *new)))
