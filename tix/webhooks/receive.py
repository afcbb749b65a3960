"""Taking in an event from another system: once, however often and wherever it is told.

Ids follow from the event's id, and its commit names the event in a trailer. So two clones that take
it in make one ticket or one comment of it, and what was removed since doesn't come back. What only
the trailer tells (a status that was set) is known as far back as the clone's history goes.
"""

from tix.actions.workspace import Workspace
from tix.errors import NeedsPersonError, NotFoundError, TixError
from tix.frozen import dataclass
from tix.model.ids import derived_id
from tix.model.people import Person, parse_person
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.webhooks.incoming import IncomingEvent

if TYPE_CHECKING:
    from datetime import datetime

    from tix.storage.git.identity import Ident
    from tix.storage.store.transaction import Transaction

TRAILER = "Event"
"""The trailer that names the event of which a commit was made, by its digest."""


class NoSuchKeyError(NotFoundError):
    """No ticket has the key that an event names."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no ticket has the key {key!r}", hint="tix open TITLE --key KEY")


@dataclass(frozen=True, slots=True)
class EventResult:
    """What became of an event.

    ``result`` is opened, seen (its key's ticket has one more occurrence), commented, changed,
    unchanged (it is so already) or known (it was taken in before). ``ticket`` is None where a known
    event's ticket isn't known any more.
    """

    result: str
    event: IncomingEvent
    ticket: str | None = None
    comment: str | None = None


def receive_event(workspace: Workspace, event: IncomingEvent) -> EventResult:
    """Take in one event.

    Raises NotFoundError for a ticket that isn't there, and what the actions raise that do the same.
    """
    at = min(event.at or workspace.now, workspace.now)
    inner = _Inner(workspace, event, at)
    with inner.transaction() as work:
        inner.reread()
        result = _Taking(inner, work, event).result()
    workspace.store.has_written |= inner.has_written
    workspace.reread()
    return result


class _Inner(Workspace):
    """The desk as it is for who did what an event tells, at its time."""

    def __init__(self, outer: Workspace, event: IncomingEvent, at: "datetime") -> None:
        who = outer.store.who()
        author = _person(outer, event.by) if event.by else outer.author or who.author
        super().__init__(
            outer.desk, at, user_config=outer.user_config,
            author=author.at(at), committer=who.committer,
        )  # fmt: skip
        self._outer = outer

    def rules_left_out(self, error: TixError) -> None:
        self._outer.rules_left_out(error)

    def say(self, text: str) -> None:
        self._outer.say(text)


def _person(workspace: Workspace, text: str) -> "Ident":
    """Whom an event names, with a name, as commits and comments want it.

    Raises UnknownPersonError, AmbiguousPersonError.
    """
    from tix.storage.git.identity import Ident

    found = parse_person(workspace.directory.resolve(text))
    given = parse_person(text)
    name = given.name if given.mail else ""
    for member in workspace.config.people:
        if member.person.key == workspace.config.canonical_person(str(found)):
            found, name = member.person, member.person.name
    return Ident(Person(name or found.name or found.mail, found.mail), "")


class _Taking:
    """One event on its way into the desk, under the lock."""

    def __init__(self, workspace: Workspace, work: "Transaction", event: IncomingEvent) -> None:
        self._workspace, self._work, self._event = workspace, work, event
        self._trailers = ((TRAILER, _digest(event.id)),)

    def result(self) -> EventResult:
        """Take it in."""
        from tix.storage.history.trailers import said_by

        event = self._event
        if said := said_by(self._workspace.desk, TRAILER, _digest(event.id)):
            return self._known(said.tickets[0] if said.tickets else None)
        match event.type:
            case "ticket.open":
                return self._seen() if event.key else self._opened()
            case "ticket.comment":
                return self._commented()
            case _:
                return self._changed()

    def _told(self, what: str, ticket: str | None, comment: str | None = None) -> EventResult:
        return EventResult(what, self._event, ticket, comment)

    def _known(self, ident: str | None) -> EventResult:
        if ident is None or not self._work.reader.is_taken(ident):
            return self._told("known", None)
        try:
            has_it = any(c.id == self._comment for c in self._work.get(ident).comments)
        except NeedsPersonError:  # its file is broken, which is no matter of the event
            has_it = False
        return self._told("known", ident, self._comment if has_it else None)

    @property
    def _comment(self) -> str:
        """The id of the comment that the event becomes."""
        return f"c-{derived_id(f'event {self._event.id}', lambda _: False)}"

    @property
    def _source(self) -> str:
        """Where a new ticket comes from: as the event says, or the event itself."""
        return dict(self._event.fields).get("source") or f"event:{self._event.id}"

    # -- a new ticket ---------------------------------------------------------------------------

    def _opened(self) -> EventResult:
        known: list[str] = []

        def is_others(ident: str) -> bool:
            if not self._work.reader.is_taken(ident):
                return False
            if self._work.get(ident).source == self._source:
                known.append(ident)
                return False
            return True

        ident = derived_id(f"event {self._event.id}", is_others)
        return self._known(ident) if known else self._added(ident)

    def _seen(self) -> EventResult:
        """The ticket of a key: it is opened, or seen once more."""
        from tix.actions.changing import commit_changes
        from tix.actions.keyed import KeyedTickets, seen_again
        from tix.model.record.occurrences import seen

        key = " ".join(self._event.key.split())
        known = KeyedTickets(self._workspace, self._work).get(key)
        if known is None:
            return self._added("")
        ident = f"o-{derived_id(f'event {self._event.id}', lambda _: False)}"
        if any(occurrence.id == ident for occurrence in known.occurrences):
            return self._known(known.id)
        occurrence = seen(self._workspace.now, "", "", "", ident)
        config = self._workspace.config
        ticket = seen_again(known, occurrence, config, self._workspace.now)
        self._work.put(ticket)
        what = "reopen, seen again" if config.is_done(known) else "seen again"
        commit_changes(self._work, [known], what, trailers=self._trailers)
        return self._told("seen", known.id)

    def _added(self, ident: str) -> EventResult:
        from tix.actions.open import Draft, added, filled

        event, workspace = self._event, self._workspace
        editor = workspace.field_editor(())
        key = " ".join(event.key.split()) or None
        ticket = Ticket(ident, "", key=key, source=None if key else self._source)
        ticket = filled(ticket, event.title, event.text, event.fields, editor)
        draft = Draft(ticket, event.fields, event.text, trailers=self._trailers)
        return self._told("opened", added(workspace, self._work, draft).ticket.id)

    # -- a ticket that is there -----------------------------------------------------------------

    def _ticket(self) -> Ticket:
        """The ticket that the event names. Raises NoSuchKeyError, NotFoundError."""
        if self._event.ticket:
            return self._work.get(self._workspace.one_id(self._event.ticket))
        from tix.actions.keyed import KeyedTickets

        key = " ".join(self._event.key.split())
        found = KeyedTickets(self._workspace, self._work).get(key)
        if found is None:
            raise NoSuchKeyError(key)
        return found

    def _commented(self) -> EventResult:
        ticket = self._ticket()
        if any(comment.id == self._comment for comment in ticket.comments):
            return self._known(ticket.id)
        self._work.put(self._with_comment(ticket, internal=self._event.internal))
        what = "comment internally" if self._event.internal else "comment"
        self._work.commit(f"{ticket.id}: {what}", trailers=self._trailers)
        return self._told("commented", ticket.id, self._comment)

    def _with_comment(self, ticket: Ticket, *, internal: bool = False) -> Ticket:
        from tix.actions.comment import commented

        text = self._event.text.replace("\r\n", "\n").strip("\n")
        return commented(
            self._workspace, ticket, self._work.author.person, text,
            internal=internal, ident=self._comment,
        )  # fmt: skip

    def _changed(self) -> EventResult:
        from tix.actions.changing import commit_changes
        from tix.actions.status import allowed, mover

        ticket = self._ticket()
        if any(comment.id == self._comment for comment in ticket.comments):
            return self._known(ticket.id)
        status = self._workspace.field_editor(()).status(self._event.status)
        resolution = self._event.resolution or None, self._event.resolution_code or None
        now = max(self._workspace.now, ticket.since or self._workspace.now)
        new = mover(self._workspace, status, *resolution)(ticket, now)
        trailers = allowed(self._workspace, [ticket], [new], self._work.author.person)
        if self._event.text.strip():
            new = self._with_comment(new)
        self._work.put(new)
        done = commit_changes(self._work, [ticket], status, trailers=(*trailers, *self._trailers))
        comment = self._comment if self._event.text.strip() else None
        if done.outcome.commit is None:  # it is so already; told again later, it still isn't news
            self._work.note(f"{ticket.id}: {status} already", [ticket.id], self._trailers)
            return self._told("unchanged", ticket.id)
        return self._told("changed", ticket.id, comment)


def _digest(ident: str) -> str:
    from hashlib import sha256  # loads OpenSSL

    return sha256(ident.encode()).hexdigest()[:32]


def event_object(result: EventResult) -> "dict[str, object]":
    """The result as what ``json`` can write (``docs/json.md``)."""
    return {
        "result": result.result,
        "id": result.event.id,
        "type": result.event.type,
        "ticket": result.ticket,
        "comment": result.comment,
    }
