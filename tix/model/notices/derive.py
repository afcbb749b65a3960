"""The events of a commit: what it did to a ticket that somebody may be told of.

A commit that isn't a merge is compared with its parent. A merge gives an event only where it
reopened a ticket: all else was done by the commits that it merges. A ticket that is much older than
the commit that brings it (an import, a restored file) happened elsewhere: nobody is told.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta

from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.notices.event import Event
from tix.model.people import MAIL, Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time

IsAsking = Callable[[Ticket, Person], bool | None]
"""Whether somebody is on the asking side of a ticket; False: on the answering, None: on neither."""

Mentioned = Callable[[str], tuple[str, ...]]
"""The people and teams that a text mentions."""

_OLD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a commit says beside its files: who made it, when, and whom its rules tell of tickets.

    ``notify`` are pairs of a ticket and somebody (``tix.model.rules.trailers``).
    ``is_acknowledged``: what it opens is.
    """

    author: Person
    at: datetime
    notify: tuple[tuple[str, str], ...] = ()
    is_acknowledged: bool = True

    @property
    def what(self) -> str:
        """What tells the commit from others, also from its own copies."""
        return f"{self.author.key} {format_time(self.at)}"


@dataclass(frozen=True, slots=True)
class Deriving:
    """What the desk says that events depend on."""

    config: Config
    is_asking: IsAsking
    mentioned: Mentioned = lambda _: ()

    def of_change(
        self, before: Ticket | None, after: Ticket | None, how: Circumstances
    ) -> tuple[Event, ...]:
        """The events of a commit that made one version of a ticket of another."""
        if after is None or how.author == MAIL:
            return ()
        if before is None and after.opened is not None and after.opened < how.at - _OLD:
            return ()
        return tuple(
            replace(event, filed_by=how.author) for event in self._events(before, after, how)
        )

    def of_merge(
        self, parents: Sequence[Ticket | None], after: Ticket | None, how: Circumstances
    ) -> tuple[Event, ...]:
        """The event of a merge: that it reopened the ticket, which one of its parents had done."""
        was_done = any(parent is not None and self.config.is_done(parent) for parent in parents)
        if after is None or not was_done or self.config.is_done(after):
            return ()
        return (Event("reopened", after.id, _standing(after), None, how.at),)

    def _events(self, before: Ticket | None, after: Ticket, how: Circumstances) -> Iterator[Event]:
        if before is None:
            opened = format_time(after.opened) if after.opened else how.what
            yield Event(
                "opened", after.id, opened, how.author, how.at, None, after.watchers,
                how.is_acknowledged,
            )  # fmt: skip
        if before is None or before.body != after.body:
            yield from self._mentions(after, None, "body", how, before.body if before else "")
        yield from self._assigned(before, after, how)
        yield from self._moved(before, after, how)
        for comment in after.comments:
            yield from self._said(before, after, comment)
        known = before.ratings if before else ()
        for rating in after.ratings:
            if all(rating.id != other.id for other in known):
                yield Event("rated", after.id, rating.id, how.author, how.at)
        yield from self._escalated(before, after, how)

    def _assigned(
        self, before: Ticket | None, after: Ticket, how: Circumstances
    ) -> Iterator[Event]:
        known = _keys(before.assignees if before else (), self.config)
        new = tuple(
            who for who in after.assignees if self.config.canonical_person(who) not in known
        )
        if new:
            what = f"{how.what} {', '.join(new)}"  # a script assigns twice in a second
            yield Event("assigned", after.id, what, how.author, how.at, None, new)

    def _moved(self, before: Ticket | None, after: Ticket, how: Circumstances) -> Iterator[Event]:
        if before is not None and before.status != after.status:
            yield Event("status", after.id, _standing(after), how.author, how.at)
        was_done = before is not None and self.config.is_done(before)
        is_done = self.config.is_done(after)
        if was_done != is_done:
            kind = "done" if is_done else "reopened"
            yield Event(kind, after.id, _standing(after), how.author, how.at)

    def _said(self, before: Ticket | None, after: Ticket, comment: Comment) -> Iterator[Event]:
        """The events of a comment that is new, or public only now."""
        if comment.author == MAIL:
            return
        old = _comment(before, comment.id)
        is_new, by = old is None, comment.author

        def event(kind: str) -> Event:
            return Event(kind, after.id, comment.id, by, comment.at, comment.id)

        if not comment.internal and (is_new or (old and old.internal)):
            if self.is_asking(after, by):
                yield event("asked")
                is_new = False  # who would be told of a comment is told of the question
            else:
                yield event("answered")
        if is_new:
            yield event("commented")
        if old is None or old.text != comment.text:
            how = Circumstances(by, comment.at)
            yield from self._mentions(after, comment, comment.id, how, old.text if old else "")

    def _mentions(
        self,
        after: Ticket,
        comment: Comment | None,
        what: str,
        how: Circumstances,
        old: str = "",
    ) -> Iterator[Event]:
        known = self.mentioned(old) if old else ()
        text = comment.text if comment else after.body
        new = tuple(who for who in self.mentioned(text) if who not in known)
        if new:
            ident = comment.id if comment else None
            if old:  # an edit: whom it names anew is what happened
                what = f"{what} {', '.join(new)}"
            yield Event("mentioned", after.id, what, how.author, how.at, ident, new)

    def _escalated(
        self, before: Ticket | None, after: Ticket, how: Circumstances
    ) -> Iterator[Event]:
        """The event of rules that tell somebody: what they fired for is what happened."""
        told = tuple(who for ident, who in how.notify if ident == after.id)
        if not told:
            return
        known = before.fired if before else ()
        fired = [f"{f.rule} {format_time(f.anchor)}" for f in after.fired if f not in known]
        by = None if fired else how.author
        what = ", ".join(fired) or f"{how.what} {', '.join(told)}"
        yield Event("escalated", after.id, what, by, how.at, None, told)


def _standing(ticket: Ticket) -> str:
    """A status and since when."""
    since = ticket.since or ticket.resolved or ticket.closed
    return f"{ticket.status} {format_time(since) if since else ''}"


def _comment(ticket: Ticket | None, ident: str) -> Comment | None:
    comments = ticket.comments if ticket else ()
    return next((comment for comment in comments if comment.id == ident), None)


def _keys(people: Collection[str], config: Config) -> frozenset[str]:
    return frozenset(map(config.canonical_person, people))
