"""A commit's changes to a ticket, in words: a line for each change or decision."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from tix.actions.workspace import Workspace
from tix.console.session import Session
from tix.model.history.events import Change, Event
from tix.model.history.merge_decisions import Decision
from tix.model.people import parse_person
from tix.model.record.fields import DUE, PERSON, TIME
from tix.model.ticket.fields import BY_NAME
from tix.model.times import parse_due
from tix.terminal import safe
from tix.terminal.width import wrap

INDENT = "    "
_ARROW = "→"

_STAMPS = ("since", "resolved", "closed")
"""Times that add nothing to a change of status."""


def who(session: Workspace, event: Event) -> str:
    """The commit's author, by the name that readers know."""
    return parse_person(session.names.label(str(event.by))).label


def is_created(event: Event) -> bool:
    """Whether there was no readable ticket before it."""
    change = event.change_of("id")
    return change is not None and not change.old


def is_deleted(event: Event) -> bool:
    """Whether there is no ticket after it."""
    change = event.change_of("id")
    return change is not None and not change.new


def new_comments(event: Event) -> Iterator[tuple[str, str]]:
    """The name and text of each comment that was added to an existing ticket."""
    if not is_created(event):
        yield from ((c.field, c.new[0]) for c in event.changes if _is_new_comment(c))


def _is_new_comment(change: Change) -> bool:
    return change.field.startswith("comment ") and bool(change.new) and not change.old


def lines(session: Session, event: Event, width: int, *, comments: bool = True) -> Iterator[str]:
    """An event's changes, made safe and wrapped for a terminal of that width.

    ``comments``: include the beginnings of new comments.
    """
    for name, text in sentences(session, event, comments=comments):
        yield _line(session, name, text, width)


def sentences(session: Workspace, event: Event, *, comments: bool) -> Iterator[tuple[str, str]]:
    """A name and a line of text for each change or decision of an event."""
    if event.broken:
        yield "broken", "the file can't be read in this version"
    elif event.merge is not None:
        for decision in event.merge.decisions:
            yield _decided(session, decision)
        if not event.merge.decisions:
            yield "merged", "the changes of both sides; nothing was set aside"
    elif is_created(event):
        yield "readable again" if event.after_broken else "opened", _summary(event)
    elif is_deleted(event):
        title = event.change_of("title")
        yield "deleted", title.old[0] if title else ""
    else:
        stamps = _STAMPS if event.change_of("status") else ()
        for change in event.changes:
            if change.field not in stamps and (comments or not _is_new_comment(change)):
                yield _sentence(session, change)


def _line(session: Session, name: str, text: str, width: int) -> str:
    wrapped = wrap(f"{safe.line(name)}: {safe.line(text)}", width, INDENT, INDENT + "  ")
    first = f"{INDENT}{safe.line(name)}:"
    if wrapped[0].startswith(first):
        shown = session.screen.styles.dim(first.strip())
        wrapped[0] = INDENT + shown + wrapped[0][len(first) :]
    return "\n".join(wrapped)


# Changes -----------------------------------------------------------------------------------------


def _summary(event: Event) -> str:
    """A new ticket's title, and how many comments it came with."""
    title = event.change_of("title")
    comments = sum(change.field.startswith("comment ") for change in event.changes)
    came_with = {0: "", 1: " (with 1 comment)"}.get(comments, f" (with {comments} comments)")
    return (title.new[0] if title else "") + came_with


def _sentence(session: Workspace, change: Change) -> tuple[str, str]:
    """A change's name, and a line that describes it."""
    if change.field == "body":
        return "text", _line_counts(change.old, change.new)
    if change.field.startswith("comment "):
        return _comment(change)
    old, new = (_labels(session, change.field, texts) for texts in (change.old, change.new))
    if _is_list(change.field, old, new):
        return change.field, _items(old, new) or "in another order"
    if not old:
        return change.field, _first(new)
    return change.field, f"{_first(old)} {_ARROW} {_first(new) or '(none)'}"


def _labels(session: Workspace, name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a field: people as readers know them, times where readers are."""
    field = BY_NAME.get(name)
    if field and field.kind is PERSON:
        return tuple(map(session.names.label, texts))
    if field and field.kind in (DUE, TIME):
        return tuple(_local(session, text) for text in texts)
    return texts


def _local(session: Workspace, text: str) -> str:
    """A time where the reader is; a day stays one, and what is neither as it is."""
    try:
        due = parse_due(text)
    except ValueError:
        return text
    return session.local_time(due) if isinstance(due, datetime) else text


def _is_list(name: str, old: Sequence[str], new: Sequence[str]) -> bool:
    field = BY_NAME.get(name)
    return field.many if field else len(old) > 1 or len(new) > 1


def _items(old: Sequence[str], new: Sequence[str]) -> str:
    """The items added to a list, and those removed."""
    gone = [f"-{item}" for item in old if item not in new]
    come = [f"+{item}" for item in new if item not in old]
    return " ".join([*come, *gone])


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""


def _comment(change: Change) -> tuple[str, str]:
    """The first line of a new comment, with a word if it was edited; or that it was removed."""
    if not change.new:
        return change.field, "removed"
    return change.field, ("edited: " if change.old else "") + _beginning(change.new[0])


def _beginning(text: str) -> str:
    """The first line that isn't blank, with ``…`` if there is more."""
    line = next((part for part in text.split("\n") if part.strip()), "")
    return line + (" …" if text.strip() != line.strip() else "")


def _line_counts(old: Sequence[str], new: Sequence[str]) -> str:
    """How many lines were added and removed, by counting: aligning long texts takes long."""
    before, after = (Counter(_first(texts).split("\n")) for texts in (old, new))
    come, gone = (after - before).total(), (before - after).total()
    parts = [f"{sign}{count}" for sign, count in (("+", come), ("-", gone)) if count]
    noun = "line" if come + gone == 1 else "lines"
    return f"{' '.join(parts)} {noun}" if parts else "lines moved"


# What a merge decided ----------------------------------------------------------------------------


def _decided(session: Workspace, decision: Decision) -> tuple[str, str]:
    """A decision's name, and a line that describes it."""
    field = "text" if decision.field == "body" else decision.field
    old, new = (_labels(session, decision.field, texts) for texts in (decision.old, decision.new))
    before, after = _joined(old), _joined(new) or "(none)"
    match decision.kind:
        case "set-aside" if field.startswith("the "):  # a whole file that couldn't be read
            return "set aside", f"{field} of one side"
        case "set-aside":
            return "set aside", f"{field} {before}; it is {after}"
        case "reopened":
            return "reopened", f"{before} is set aside, it is {after}"
        case "note-gone":
            return "note gone", f"{field} {before}; it is {after}"
        case "renamed":
            return "renamed", f"{before} is {after} now: there were two of that id"
        case "added":
            return "added", "no side had this ticket"
        case "deleted":
            return "deleted", "the sides had this ticket"
        case _:
            return "by hand", _by_hand(decision.field, field, old, new)


def _by_hand(name: str, shown: str, old: Sequence[str], new: Sequence[str]) -> str:
    if not new:
        return f"{shown} removed; it was {_joined(old)}"
    if name == "body" or name.startswith("comment "):
        return f"{shown}: {_beginning(new[0])}"
    if _is_list(name, (), new):
        return f"{shown} {_items(old, new)}"
    had = f"; the sides had {_joined(old)}" if old else ""
    return f"{shown} {_joined(new)}{had}"


def _joined(texts: Sequence[str]) -> str:
    return ", ".join(map(_beginning, texts))
