"""Importing again: what has changed at the source since, joined with what was changed here.

A ticket remembers what its source said last time by *stamps*, in its list ``imported``: the name of
a field, and a hash of each value that it had there. From these, and from what the source says and
the desk has now, follows what the source said then, but for values that both sides have changed.
That is the base for the desk's own merge, in which nothing of either side is lost.
"""

from collections.abc import Iterator
from hashlib import blake2b

from tix.frozen import dataclass, replace
from tix.importers.told import TellsOf
from tix.model.ids import is_comment_id
from tix.model.merge.lines import common_lines
from tix.model.merge.tickets import merge_tickets
from tix.model.record.fields import Field
from tix.model.record.json import comment_object, json_text
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any

_OWN = frozenset(("id", "source", "imported", "redacted", "fired"))
"""Fields about which a source says nothing."""

_IMPORTED = tuple(field for field in FIELDS if field.name not in _OWN)


@dataclass(frozen=True, slots=True)
class Again:
    """A ticket with what its source says now. ``is_news``: the source says something else."""

    ticket: Ticket
    is_news: bool


def stamped(ticket: Ticket) -> Ticket:
    """An imported ticket that remembers what its source says."""
    return replace(ticket, imported=tuple(dict.fromkeys(_stamps(ticket))))


def digest(ticket: Ticket) -> int:
    """A digest of what a ticket remembers of its source: the same within this run of Python."""
    return hash(frozenset(ticket.imported))


def again(ours: Ticket, theirs: Ticket, tells: TellsOf = lambda _: True) -> Again:
    """The desk's ticket joined with what its source says now; ``tells`` says of which fields.

    One that came in before tickets had stamps stays as it is. Raises TooMuchError.
    """
    known = frozenset(ours.imported)
    said = (text for text in stamped(theirs).imported if tells(_stamped_name(text)))
    remembered = (text for text in ours.imported if not tells(_stamped_name(text)))
    new = tuple(dict.fromkeys((*said, *remembered)))
    if not known or known == frozenset(new):
        return Again(ours, is_news=False)
    base = _last_time(ours, theirs, known)
    merged = merge_tickets(_as_told(base, ours, tells), ours, _as_told(theirs, ours, tells))
    return Again(replace(merged.ticket, imported=new), is_news=True)


def _as_told(side: Ticket, ours: Ticket, tells: TellsOf) -> Ticket:
    """What the source says; what it says nothing about, it says as the desk has it."""
    silent = (field for field in FIELDS if field.name in _OWN or not tells(field.name))
    return replace(
        side,
        **{field.attribute: field.of(ours) for field in silent},
        team_fields=(
            *(field for field in side.team_fields if tells(field.name)),
            *(field for field in ours.team_fields if not tells(field.name)),
        ),
        body=(side if tells("body") else ours).body,
        comments=(side if tells("comments") else ours).comments,
    )


def _stamped_name(text: str) -> str:
    name = text.rpartition(":")[0]
    return "comments" if is_comment_id(name) else name


def _stamps(ticket: Ticket) -> Iterator[str]:
    for field in _IMPORTED:
        for text in field.texts(ticket):
            yield stamp(field.name, text)
    for team in ticket.team_fields:
        yield _team_stamp(team)
    if ticket.body:
        yield stamp("body", ticket.body)
    for comment in ticket.comments:
        yield _comment_stamp(comment)


def stamp(name: str, text: str) -> str:
    """The name of a field and a hash of a value of it."""
    digest = blake2b(text.encode(errors="surrogatepass"), digest_size=5)
    return f"{name}:{digest.hexdigest()}"


def _team_stamp(field: TeamField) -> str:
    value = field.value if isinstance(field.value, str) else "\n".join(field.value)
    return stamp(field.name, value)


def _comment_stamp(comment: Comment) -> str:
    return stamp(comment.id, json_text(comment_object(comment), indent=None))


def _last_time(ours: Ticket, theirs: Ticket, known: frozenset[str]) -> Ticket:
    """What the source said last time, as far as either side still says it.

    Of a text that both have changed, it is the lines that they share.
    """
    values: dict[str, Any] = {
        field.attribute: (_items if field.many else _value)(field, ours, theirs, known)
        for field in _IMPORTED
    }
    team = {
        field.name: field
        for side in (ours, theirs)
        for field in side.team_fields
        if _team_stamp(field) in known
    }
    comments = {
        comment.id: comment
        for side in (ours, theirs)
        for comment in side.comments
        if _comment_stamp(comment) in known
    }
    bodies = (side.body for side in (ours, theirs) if stamp("body", side.body) in known)
    shared = "\n".join(common_lines(ours.body.split("\n"), theirs.body.split("\n")))
    return replace(
        Ticket(ours.id, ""),
        **values,
        team_fields=tuple(team.values()),
        body=next(bodies, shared),
        comments=tuple(comments.values()),
    )


def _items(field: Field, ours: Ticket, theirs: Ticket, known: frozenset[str]) -> tuple[Any, ...]:
    """The items of a list that the source had."""
    items = dict.fromkeys((*field.of(ours), *field.of(theirs)))
    return tuple(item for item in items if stamp(field.name, field.kind.dump(item)) in known)


def _value(field: Field, ours: Ticket, theirs: Ticket, known: frozenset[str]) -> Any:
    """The value that the source had; None if neither side has it any more."""
    for side in (ours, theirs):
        if any(stamp(field.name, text) in known for text in field.texts(side)):
            return field.of(side)
    return "" if field.name == "title" else None
