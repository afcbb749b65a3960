"""What must come of a random history: nothing is lost, nothing removed is back."""

from collections.abc import Iterable

from tests.model.merge.deeds import Deed
from tests.model.merge.people import DONE
from tix.model.record.notes import Aside, asides_of
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_due


def violations(log: list[Deed], ticket: Ticket, *, copies: bool, apart: bool = False) -> list[str]:
    """What the ticket that everybody ends with has lost or got back.

    ``copies``: commits were copied (cherry-pick), and removed things may come back; ``apart``: some
    merges had no base. In both, a line of the body may be there twice.
    """
    found = [*_values_lost(log, ticket), *_contradictions(ticket)]
    found += _lines_lost(log, ticket, doubled=copies or apart)
    found += _comments_wrong(log, ticket, copies=copies)
    found += [] if copies else [*_labels_wrong(log, ticket), *_overruled(log, ticket)]
    return found


def needless_notes(log: list[Deed], ticket: Ticket) -> list[Aside]:
    """Notes of anything but a value of one person's that nobody has decided on."""
    open_questions = {(d.field, d.value) for d in _unanswered(log, ["value", "cleared"])}
    return [a for a in asides_of(ticket) if (a.field, a.value) not in open_questions]


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
        there = deed.value in _now(ticket, deed.field)
        if there == (Aside(deed.field, deed.value or "") in noted):
            how = "there and" if there else "neither there nor"
            yield f"{deed.field} {deed.value} is {how} noted"


def _now(ticket: Ticket, name: str) -> list[str | None]:
    if name == "parent":
        return [link.id for link in ticket.links if link.kind == name]
    if name == "due":
        return [format_due(ticket.due)] if ticket.due else []
    value = ticket.team_field(name) if name == "severity" else getattr(ticket, name)
    return [value]  # type: ignore[list-item]  # the fields of this test are texts


def _lines_lost(log: list[Deed], ticket: Ticket, *, doubled: bool) -> Iterable[str]:
    noted = [line for aside in asides_of(ticket) for line in aside.value.split("\n")]
    lines = ticket.body.split("\n")
    for deed in _unanswered(log, ["line"]):
        if deed.value not in (*lines, *noted):
            yield f"line {deed.value} of the body is neither there nor noted"
        if not doubled and lines.count(deed.value or "") > 1:
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
        yield from _unseen_edits_lost(log, edits, removals, ticket)
        return
    if not copies and any({start, *edits} <= removal.seen for removal in removals):
        yield f"comment {deed.field} was removed and is back"
    if not edits and comment.text != deed.value:
        yield f"comment {deed.field} has another text"
    if comment.internal != (deed.kind == "internal"):
        yield f"comment {deed.field} has another visibility"
    everything = [line for c in ticket.comments for line in c.text.split("\n")]
    taken = (d.field.split("\n") for d in log if d.kind == "line" and d.value is None)
    replaced = {line for lines in taken for line in lines}
    for number in edits:
        line = log[number].value or ""
        gone = line in replaced or any(number in removal.seen for removal in removals)
        if line not in everything and not gone:
            yield f"{line} in {deed.field} is lost"


def _unseen_edits_lost(
    log: list[Deed], edits: list[int], removals: list[Deed], ticket: Ticket
) -> Iterable[str]:
    """What somebody wrote into a comment, and none of those who removed it had seen."""
    lines = {line for comment in ticket.comments for line in comment.text.split("\n")}
    replaced = {
        line for d in log if d.kind == "line" and not d.value for line in d.field.split("\n")
    }
    for edit in edits:
        line = log[edit].value or ""
        if not any(edit in removal.seen for removal in removals) and line not in lines | replaced:
            yield f"{line} was written, unseen by who removed {log[edit].field}, and is gone"


def _overruled(log: list[Deed], ticket: Ticket) -> Iterable[str]:
    """Those who asked are heard: who makes it done has seen what they said, or it isn't done.

    Who decided on it when somebody else was the requester already doesn't know of them.
    """
    decided = [deed for deed in log if deed.kind == "status"]
    if any(log[n].kind == "requester" for deed in decided for n in deed.seen):
        return
    there = {*(c.id for c in ticket.comments), *(seen.where for seen in ticket.occurrences)}
    for number, deed in enumerate(log):
        changed = any(log[n].kind == "requester" for n in deed.seen)
        if changed or deed.field not in there:
            continue
        first = deed.kind == "asked" and not any(log[n].kind == "status" for n in deed.seen)
        if first and ticket.status in DONE and not any(number in d.seen for d in decided):
            yield f"{deed.field} was overruled"


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
