"""What a rule does to a ticket: a pure function from the ticket to the next one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.changes.editing import FieldEditor
from tix.model.people import RULES
from tix.model.record.values import Comment
from tix.model.rules.rule import (
    AddLabels,
    Assign,
    CreateInvoice,
    Effect,
    Notify,
    RemoveLabels,
    Say,
    SetField,
    Watch,
)
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Means:
    """What a rule works with.

    ``editor`` sets fields, ``pick`` says whom a ticket is given to, ``reply`` gives the text of a
    reply. ``comment`` is the id of a comment, ``at`` its time exactly (None: after all others).
    """

    editor: FieldEditor
    pick: Callable[[Assign, Ticket], str]
    reply: Callable[[str, Ticket], str]
    comment: Callable[[Ticket], str]
    now: datetime
    is_exact: bool = False


def carried_out(ticket: Ticket, effects: Iterable[Effect], means: Means) -> Ticket:
    """The ticket after everything that a rule does, in the order of the file."""
    for effect in effects:
        ticket = _after(ticket, effect, means)
    return ticket


def told_by(effects: Iterable[Effect]) -> tuple[str, ...]:
    """Whom these effects tell."""
    found = (who for effect in effects if isinstance(effect, Notify) for who in effect.people)
    return tuple(dict.fromkeys(found))


def _after(ticket: Ticket, effect: Effect, means: Means) -> Ticket:
    match effect:
        case Assign():
            who = means.pick(effect, ticket)
            return replace(ticket, assignees=(who,) if who else ())
        case SetField(field, text):
            return means.editor.set(ticket, field, text)
        case AddLabels(labels):
            return replace(ticket, labels=changes.with_items(ticket.labels, labels))
        case RemoveLabels(labels):
            return replace(ticket, labels=changes.without_items(ticket.labels, labels))
        case Watch(people):
            return replace(ticket, watchers=changes.with_items(ticket.watchers, people))
        case Say():
            return _said(ticket, effect, means)
        case Notify() | CreateInvoice():
            return ticket  # what leaves the ticket is made by whoever commits it


def _said(ticket: Ticket, effect: Say, means: Means) -> Ticket:
    """The ticket with a comment; one that it has already is left as it is."""
    ident = means.comment(ticket)
    if any(comment.id == ident for comment in ticket.comments):
        return ticket
    text = means.reply(effect.text, ticket) if effect.how == "reply" else effect.text
    at = means.now if means.is_exact else changes.comment_time(ticket, means.now)
    comment = Comment(ident, at, RULES, effect.how == "internal", text)
    if not means.is_exact:
        return replace(ticket, comments=(*ticket.comments, comment))
    comments = sorted((*ticket.comments, comment), key=lambda c: (c.at, c.id))
    return replace(ticket, comments=tuple(comments))


def in_words(effects: Iterable[Effect]) -> str:
    """What a rule does, for people: ``assign one of field, priority high``."""
    return ", ".join(_words(effects))


def _words(effects: Iterable[Effect]) -> Iterator[str]:
    for effect in effects:
        match effect:
            case Assign(how, who):
                yield f"assign to {who or 'nobody'}" if how == "to" else f"assign {how} {who}"
            case SetField(field, text):
                yield f"set {field} to {text}" if text else f"clear {field}"
            case AddLabels(labels):
                yield f"add {', '.join(labels)} to labels"
            case RemoveLabels(labels):
                yield f"remove {', '.join(labels)} from labels"
            case Watch(people):
                yield f"watch for {', '.join(people)}"
            case Notify(people):
                yield f"notify {', '.join(people)}"
            case Say("reply", text):
                yield f"reply {text}"
            case Say(how, _):
                yield "comment internally" if how == "internal" else "comment"
            case CreateInvoice(is_sent):
                yield "create and send an invoice" if is_sent else "create an invoice"
