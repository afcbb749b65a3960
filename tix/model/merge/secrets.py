"""What was taken out of any of three versions of a ticket is taken out of all of them.

R1. Every text of the three versions is held against the items in ``redacted`` of all of them, which
    the result keeps all; whatever they know becomes ``[redacted]``, before the other rules.
R2. What a side replaced by ``[redacted]`` in a text of the base goes out of merge notes as well,
    those that are there and those that this merge makes.
R3. ``short`` tells nothing to look for. Without a base, or where it may stand for a part of what
    both sides have added, a person must look.
"""

from collections.abc import Iterator

from tix.frozen import dataclass, replace
from tix.model.merge.texts import has_new_redaction, taken_out
from tix.model.record.fields import PERSON, TEXT
from tix.model.record.taken_out import REDACTED, SHORT, TakenOutText, without
from tix.model.ticket.fields import FIELDS, TITLE
from tix.model.ticket.notes import Aside
from tix.model.ticket.redaction import with_notes, with_texts
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class CleanVersions:
    """Three versions without what was taken out of any; ``secrets`` were found by R2."""

    base: Ticket | None
    ours: Ticket
    theirs: Ticket
    secrets: tuple[str, ...] = ()

    def aside(self, aside: Aside) -> Aside:
        """What a note may keep of a value."""
        return Aside(aside.field, _without_all(aside.value, self.secrets))


def cleaned(base: Ticket | None, ours: Ticket, theirs: Ticket) -> CleanVersions:
    """The three versions by R1 and R2. Raises TooMuchError."""
    base, ours, theirs = _by_items(base, ours, theirs)
    secrets = _secrets(base, ours, theirs) if base else ()
    if not secrets:
        return CleanVersions(base, ours, theirs)

    def clean(ticket: Ticket) -> Ticket:
        return with_notes(ticket, lambda value: _without_all(value, secrets))

    return CleanVersions(base and clean(base), clean(ours), clean(theirs), secrets)


def _by_items(
    base: Ticket | None, ours: Ticket, theirs: Ticket
) -> tuple[Ticket | None, Ticket, Ticket]:
    """R1."""
    items = items_of(base, ours, theirs)
    if not items:
        return base, ours, theirs
    known = TakenOutText(items)

    def clean(ticket: Ticket) -> Ticket:
        return replace(with_texts(ticket, known.clean, known.clean_name), redacted=items)

    return base and clean(base), clean(ours), clean(theirs)


def items_of(*versions: Ticket | None) -> tuple[str, ...]:
    """All items of all versions: the first one's order, then the others' new ones, sorted."""
    first, *others = (version.redacted if version else () for version in versions)
    new = {item for items in others for item in items} - set(first)
    return tuple(dict.fromkeys((*first, *sorted(new))))


def _secrets(base: Ticket, ours: Ticket, theirs: Ticket) -> tuple[str, ...]:
    """R2: what either side took out of the base, the longest first."""
    before = dict(_texts(base))
    found = {
        secret
        for side in (ours, theirs)
        for name, text in _texts(side)
        if REDACTED in text and name in before
        for secret in taken_out(before[name], text)
    }
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def _without_all(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = without(text, secret)
    return text


def is_for_a_person(base: Ticket | None, ours: Ticket, theirs: Ticket) -> bool:
    """R3."""
    if base is None:
        return SHORT in ours.redacted or SHORT in theirs.redacted
    before = dict(_texts(base))
    for side, other in ((ours, theirs), (theirs, ours)):
        if SHORT not in side.redacted:
            continue
        others = dict(_texts(other))
        for name, text in _texts(side):
            was, there = before.get(name, ""), others.get(name, "")
            if REDACTED in text and there not in (was, text) and has_new_redaction(was, text):
                return True
    return False


def _texts(ticket: Ticket) -> Iterator[tuple[str, str]]:
    """Its texts that a merge compares one by one, each under its name."""
    for field in FIELDS:
        if field.kind in (TEXT, TITLE, PERSON) and not field.many and field.of(ticket):
            yield field.name, field.of(ticket)
    for extra in ticket.team_fields:
        if isinstance(extra.value, str):
            yield f"field {extra.name}", extra.value
    yield "body", ticket.body
    for comment in ticket.comments:
        yield f"comment {comment.id}", comment.text
