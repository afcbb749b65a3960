"""What people do to a ticket in the demonstration: small functions that say what comes of it."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from tix.frozen import dataclass, field, replace
from tix.model.changes import changes
from tix.model.config.config import Config
from tix.model.ids import new_comment_id
from tix.model.people import Person
from tix.model.ticket.file_names import attachment_name
from tix.model.ticket.ticket import Link, Occurrence, Ticket


@dataclass(frozen=True, slots=True)
class Moment:
    """Who acts, when, and by whose words."""

    at: datetime
    by: Person
    config: Config


@dataclass(frozen=True, slots=True)
class Done:
    """A ticket after a deed, what a commit would say, and files that came with it."""

    ticket: Ticket
    message: str
    files: dict[str, bytes] = field(default_factory=dict)


Deed = Callable[[Ticket, Moment], Done]


def says(text: str, author: Person | None = None, *, internal: bool = False) -> Deed:
    """A comment, by whoever acts or by the ``author`` of a mail that they filed."""

    def deed(ticket: Ticket, moment: Moment) -> Done:
        ident = _comment_id(ticket)
        who = author or moment.by
        message = "comment" if author is None else f"comment by {author.name}"
        commented = changes.add_comment(ticket, ident, who, text, moment.at, internal=internal)
        return Done(commented, f"internal {message}" if internal else message)

    return deed


def notes(text: str) -> Deed:
    """A comment for the company's own eyes."""
    return says(text, internal=True)


def assigns(*people: Person) -> Deed:
    """The ticket is somebody's."""
    names = ", ".join(person.name for person in people)
    mails = tuple(person.mail for person in people)
    return lambda ticket, _: Done(replace(ticket, assignees=mails), f"assign to {names}")


def watches(person: Person) -> Deed:
    """Somebody wants to be told."""
    return lambda ticket, _: Done(
        replace(ticket, watchers=(*ticket.watchers, person.mail)), f"{person.name} watches"
    )


def moves(status: str, text: str | None = None, resolution: str | None = None) -> Deed:
    """Another status, with a comment that says why."""

    def deed(ticket: Ticket, moment: Moment) -> Done:
        moved = changes.set_status(ticket, status, moment.config, moment.at, resolution)
        if text is not None:
            moved = says(text)(moved, moment).ticket
        return Done(moved, status)

    return deed


def labels(*words: str) -> Deed:
    """More words to find it by."""

    def deed(ticket: Ticket, _: Moment) -> Done:
        labelled = replace(ticket, labels=changes.with_items(ticket.labels, words))
        return Done(labelled, f"add {', '.join(words)} to labels")

    return deed


def prioritises(priority: str) -> Deed:
    """More or less urgent than it was."""
    return lambda ticket, _: Done(replace(ticket, priority=priority), f"set priority to {priority}")


def links(kind: str, ident: str) -> Deed:
    """It has to do with another ticket."""
    return lambda ticket, _: Done(changes.add_link(ticket, Link(kind, ident)), f"{kind} {ident}")


def attaches(name: str, text: str) -> Deed:
    """A file is kept with it."""

    def deed(ticket: Ticket, _: Moment) -> Done:
        content = text.encode()
        stored = attachment_name(name, content)
        attached = replace(ticket, attachments=(*ticket.attachments, stored))
        return Done(attached, f"attach {name}", {f"attachments/{ticket.id}/{stored}": content})

    return deed


def seen_again(where: str) -> Deed:
    """A machine met the problem once more."""

    def deed(ticket: Ticket, moment: Moment) -> Done:
        seen = (*ticket.occurrences, Occurrence(moment.at, where, ""))
        return Done(replace(ticket, occurrences=seen), "seen again")

    return deed


def _comment_id(ticket: Ticket) -> str:
    """The same in every demonstration, so that documents can name it."""
    known = {comment.id for comment in ticket.comments}
    random = Random(f"{ticket.id} {len(known)}")
    return new_comment_id(random.choice, known.__contains__)
