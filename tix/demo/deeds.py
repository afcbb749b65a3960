"""The deeds of the demonstration's people: the actions of tix, in words for stories."""

from collections.abc import Callable
from decimal import Decimal

from tix.actions.assign import assign, watch
from tix.actions.attach import NewAttachment, attach
from tix.actions.comment import add_comment
from tix.actions.edit import Edits, edit_fields
from tix.actions.entries import add_entry, day_from, new_id, who_from
from tix.actions.link import link
from tix.actions.open import see_again
from tix.actions.rating import rate
from tix.actions.status import set_status
from tix.actions.work import log_work
from tix.actions.workspace import Workspace
from tix.frozen import dataclass, replace
from tix.model.people import Person
from tix.model.ticket.entries import Use
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody does to the ticket with an id.

    ``subject`` replaces the action's own, so that the demonstration's commits stay as they were.
    """

    do: Callable[[Workspace, str], object]
    subject: str | None = None


def says(text: str, author: Person | None = None) -> Deed:
    """A comment, by whoever acts or by the ``author`` of a mail that they filed."""
    return Deed(lambda at, ident: add_comment(at, ident, text, author=author))


def notes(text: str) -> Deed:
    """A comment for the company's own eyes."""
    return Deed(lambda at, ident: add_comment(at, ident, text, internal=True), "internal comment")


def assigns(*people: Person) -> Deed:
    """The ticket is assigned to somebody."""
    mails = [person.mail for person in people]
    return Deed(lambda at, ident: assign(at, [ident], mails))


def watches(person: Person) -> Deed:
    """Somebody wants to be notified."""
    return Deed(lambda at, ident: watch(at, [ident], person.mail), f"{person.name} watches")


def moves(status: str, text: str | None = None, resolution: str | None = None) -> Deed:
    """A new status, with a comment that explains it."""
    return Deed(
        lambda at, ident: set_status(at, [ident], status, comment=text, resolution=resolution)
    )


def labels(*words: str) -> Deed:
    """More words to find it by."""
    edits = Edits(additions=[("labels", word) for word in words])
    return Deed(lambda at, ident: edit_fields(at, [ident], edits))


def prioritises(priority: str) -> Deed:
    """More or less urgent than it was."""
    edits = Edits(settings=[("priority", priority)])
    return Deed(lambda at, ident: edit_fields(at, [ident], edits))


def links(kind: str, other: str) -> Deed:
    """It has to do with another ticket."""
    return Deed(lambda at, ident: link(at, [ident], kind, [other]))


def attaches(name: str, text: str) -> Deed:
    """A file is kept with it."""
    file = NewAttachment(name, text.encode())
    return Deed(lambda at, ident: attach(at, ident, [file]))


def seen_again(where: str) -> Deed:
    """A machine ran into the problem again."""
    return Deed(lambda at, ident: see_again(at, ident, where))


def works(minutes: int, text: str, *, billable: bool = True) -> Deed:
    """Time worked, by whoever acts."""
    return Deed(lambda at, ident: log_work(at, ident, minutes, text=text, billable=billable))


def concerns(*assets: str) -> Deed:
    """It is about these assets; a rehearsal has no records in which to look them up."""

    def name(at: Workspace, ident: str) -> object:
        with at.transaction() as work:
            work.put(replace(work.get(ident), assets=assets))
            return work.commit(f"{ident}: add assets {', '.join(assets)}")

    return Deed(name)


def uses(part: str, count: int) -> Deed:
    """Parts taken from stock."""

    def use(at: Workspace, ident: str) -> object:
        def make(ticket: Ticket) -> Use:
            entry = new_id(at, "p", ticket.used)
            return Use(entry, day_from(at, None), who_from(at), Decimal(count), part, "")

        return add_entry(at, ident, "used", make, f"use {count} {part}")

    return Deed(use)


def rates(rating: int, who: Person, text: str | None = None) -> Deed:
    """Whoever asked says how content they are."""
    return Deed(lambda at, ident: rate(at, ident, rating, text=text, who=str(who)))
