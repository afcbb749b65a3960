"""The history of tickets: what each commit did to them, under which titles, and who signed it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from itertools import islice

from tix.actions.event_data import event_object, event_rows
from tix.actions.periods import period
from tix.actions.signatures import signature_object, verify
from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.history.events import Event
from tix.model.ids import ALPHABET, as_prefix, is_id
from tix.model.people import Person
from tix.model.rules.trailers import RULE, rules_in
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.rules import has_rules
from tix.storage.git.commit_trailers import trailers_of
from tix.storage.git.signatures import Signature, signed

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.notices.stored import Sent
    from tix.storage.index.history.reader import History

_IDS = re.compile(f"#?[{ALPHABET}]+(,#?[{ALPHABET}]+)*,?")
_CHUNK = 500
"""Events that are kept in memory at once."""

MOST_FILES = 50
"""Tickets of which the files are read for their titles, and not the index."""


def are_ids(words: Sequence[str]) -> bool:
    """Whether all words can be ids (``-`` stands for some), rather than a query."""
    return all(word == "-" or _IDS.fullmatch(as_prefix(word)) for word in words)


@dataclass(frozen=True, slots=True)
class Trust:
    """Which commits are signed, and each signature's state; None if they weren't verified."""

    signed: frozenset[str]
    signatures: Mapping[str, Signature] | None

    def word(self, commit: str) -> str:
        """The signature's state in a word; if it wasn't verified, ``signed`` or nothing."""
        if self.signatures is not None:
            return self.signatures[commit].state.value
        return "signed" if commit in self.signed else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for: of a time, and of the commits of some people.

    ``since`` and ``until`` are times (until isn't in it); ``people`` are texts as people type them.
    """

    since: datetime | None = None
    until: datetime | None = None
    people: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.people)


def wanted(
    workspace: "Workspace", since: str | None, until: str | None, people: Sequence[str] = ()
) -> Wanted:
    """What dates and people mean, as they are typed. Raises BadPeriodError."""
    start, end = period(workspace, since, until)
    return Wanted(start, end, tuple(people))


_ALL = Wanted()


class TicketLog:
    """The history of some tickets, or of all of them if ``idents`` is None."""

    def __init__(
        self,
        workspace: "Workspace",
        history: "Callable[[], History]",
        idents: Sequence[str] | None,
        *,
        verifies: bool,
        wanted: Wanted = _ALL,
    ) -> None:
        self.idents = idents
        self._wanted = wanted
        self._workspace = workspace
        self._make_history = history
        self._verifies = verifies
        self._titles: dict[str, str] = {}
        self._known: dict[Person, bool] = {}
        self.told = 0
        """How many events have been told."""
        self._oldest: datetime | None = None
        self.has_more = False
        """Whether there are more than those that were asked for."""

    @cached_property
    def _history(self) -> "History":
        return self._make_history()

    @property
    def count(self) -> int:
        """How many events there are: of a whole desk that takes a while."""
        if self._recent is not None:
            return sum(1 for _ in self._kept(self._recent))
        if self._wanted:
            return sum(1 for _ in self._history.rows(self.idents, self._keeps, self._wanted.since))
        return self._history.count(self.idents)

    def events(self, limit: int | None = None) -> Iterator[Event]:
        """The events, newest first; at most ``limit`` of them."""
        for event in self._events(None if limit is None else limit + 1):
            if self.told == limit:
                self.has_more = True
                return
            self.told += 1
            self._oldest = event.at
            yield event

    def _events(self, limit: int | None) -> Iterator[Event]:
        if limit is not None and self.idents is None and not self._wanted:
            from tix.storage.history.latest import latest

            if (found := latest(self._workspace.desk, limit)) is not None:
                return iter(found)
        if self._recent is not None:
            return islice(self._kept(self._recent), limit)
        keeps = self._keeps if self._wanted else None
        since = self._wanted.since
        return self._history.events(self.idents, limit=limit, since=since, keeps=keeps)

    @cached_property
    def _recent(self) -> "Sequence[Event] | None":
        """The desk's events since the time that is asked for, where that takes no index."""
        since = self._wanted.since
        if since is None or self.idents is not None:
            return None
        from tix.storage.history.latest import latest_since
        from tix.storage.index.history.open import is_there

        desk = self._workspace.desk
        return None if is_there(desk) else latest_since(desk, since)

    def _kept(self, found: "Sequence[Event]") -> "Iterator[Event]":
        return (event for event in found if self._keeps(event.by, event.at))

    def _keeps(self, author: Person, at: datetime) -> bool:
        """Whether an event of that author and time is asked for."""
        since, until = self._wanted.since, self._wanted.until
        if (since and at < since) or (until and at >= until):
            return False
        return not self._wanted.people or self._is_wanted(author)

    def _is_wanted(self, author: Person) -> bool:
        if author not in self._known:
            key = self._workspace.config.canonical_person(author.key)
            texts = (author.name.casefold(), author.mail.casefold())
            self._known[author] = key in self._keys or any(
                text.startswith(who) or f" {who}" in text for text in texts for who in self._names
            )
        return self._known[author]

    @cached_property
    def _keys(self) -> frozenset[str]:
        """The keys of the people who are asked for, as far as the desk knows them."""
        matches = self._workspace.directory.matches
        return frozenset(key for who in self._wanted.people for key in matches(who))

    @property
    def unknown_people(self) -> tuple[str, ...]:
        """Those of the people who are asked for whom neither tickets nor ``tix.yaml`` name."""
        matches = self._workspace.directory.matches
        return tuple(who for who in self._wanted.people if not matches(who))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """How names and addresses begin of those who are known by their commits alone."""
        return tuple(filter(None, (who.strip().casefold() for who in self.unknown_people)))

    def sent(self) -> "Sequence[Sent]":
        """What went out about the tickets in the time that was told of, the latest first; of a
        whole desk nothing, as nothing that somebody else's commits did."""
        if not self.idents or self._wanted.people:
            return ()
        from tix.actions.sent_messages import sent_about

        since, until = self._wanted.since, self._wanted.until
        if self.has_more:
            since = self._oldest
        return [
            sent
            for sent in sent_about(self._workspace, self.idents)
            if not (since and sent.at < since) and not (until and sent.at >= until)
        ]

    def sent_objects(self) -> Iterator[Sequence[dict[str, Any]]]:
        """The same as what ``json`` can write, all at once, if there is any; looked up once the
        events were told."""
        if sent := self.sent():
            from tix.actions.sent_messages import sent_object

            titles = self._titles
            yield [sent_object(each, titles.get(each.message.ticket)) for each in sent]

    def sent_rows(self) -> Iterator[Sequence[Sequence[str]]]:
        """The same as rows."""
        if sent := self.sent():
            from tix.actions.sent_messages import sent_row

            yield [(*sent_row(each), "") for each in sent]

    def chunks(self, limit: int | None = None) -> Iterator[Sequence[Event]]:
        """The events, some at a time: a long history doesn't fit into memory."""
        events = self.events(limit)
        while chunk := list(islice(events, _CHUNK)):
            yield chunk

    def objects(self, limit: int | None = None) -> Iterator[Sequence[dict[str, Any]]]:
        """The events as what ``json`` can write (``docs/json.md``), some at a time."""
        for chunk in self.chunks(limit):
            yield self.objects_of(chunk)

    def objects_of(self, events: Sequence[Event]) -> Sequence[dict[str, Any]]:
        """The same of these events."""
        trust, titles, rules = self.trust(events), self.titles(events), self.rules(events)
        forced = self.forced(events)
        return [
            {
                **_object(event, titles, trust),
                "rules": list(rules.get((event.commit, event.ticket), ())),
                "forced": forced.get((event.commit, event.ticket)),
            }
            for event in events
        ]

    def rows(self, limit: int | None = None) -> Iterator[Sequence[Sequence[str]]]:
        """A row for each change or decision, with its signature at the end, some at a time."""
        for chunk in self.chunks(limit):
            trust = self.trust(chunk)
            yield [(*row, trust.word(event.commit)) for event in chunk for row in event_rows(event)]

    def trust(self, events: Sequence[Event]) -> Trust:
        """Which of the events' commits are signed, with the state of each if that was asked for."""
        commits = list(dict.fromkeys(event.commit for event in events))
        carried = signed(self._workspace.desk.git, commits)
        return Trust(carried, verify(self._workspace, commits) if self._verifies else None)

    def rules(self, events: Sequence[Event]) -> Mapping[tuple[str, str], Sequence[str]]:
        """The desk's rules that had a part in these events, by the commit and the ticket."""
        if not has_rules(self._workspace.desk):
            return {}
        commits = list(dict.fromkeys(event.commit for event in events))
        told = trailers_of(self._workspace.desk.git, commits, RULE)
        return {
            (event.commit, event.ticket): ran
            for event in events
            if (values := told.get(event.commit))
            and (ran := rules_in([(RULE, value) for value in values], event.ticket))
        }

    def forced(self, events: Sequence[Event]) -> Mapping[tuple[str, str], str]:
        """What was missing where somebody went against the workflow, by commit and ticket."""
        if not self._workspace.config.guards_statuses:
            return {}
        from tix.actions.workflow import FORCED

        commits = list(dict.fromkeys(event.commit for event in events))
        told = trailers_of(self._workspace.desk.git, commits, FORCED)
        pairs = [(c, *value.partition(" ")[::2]) for c, values in told.items() for value in values]
        return {(commit, ident): what for commit, ident, what in pairs}

    def titles(self, events: Sequence[Event]) -> Mapping[str, str]:
        """Each ticket's current title, or the last one of a ticket that is gone."""
        wanted = {event.ticket for event in events} - self._titles.keys()
        if len(wanted) <= MOST_FILES:
            self._titles |= self._titles_in_files(wanted)
        wanted -= self._titles.keys()
        if wanted:
            found = self._workspace.reader.by_id(wanted)
            self._titles |= {ident: ticket.title for ident, ticket in found.items()}
        for ident in wanted - self._titles.keys():
            changes = (event.change_of("title") for event in self._latest_of(ident, events))
            last = next(filter(None, changes), None)
            self._titles[ident] = (last.new or last.old)[0] if last else ""
        return self._titles

    def _latest_of(self, ident: str, told: Sequence[Event]) -> Iterator[Event]:
        """What happened to a ticket: what is being told anyway, then all of it."""
        if not self._wanted:  # which leaves out some
            yield from (event for event in told if event.ticket == ident)
        yield from self._history.events([ident])

    def _titles_in_files(self, idents: Iterable[str]) -> dict[str, str]:
        """The titles of those whose files are named like them: that takes no index."""
        found = {}
        files = self._workspace.files
        for ident in idents:
            with suppress(TixError):
                if is_id(ident) and files.is_taken(ident):
                    filed = files.get(ident)
                    if filed.ticket.id == ident and not filed.archived:
                        found[ident] = filed.ticket.title
        return found


@contextmanager
def ticket_log(
    workspace: "Workspace",
    idents: Sequence[str] | None = None,
    *,
    verifies: bool = False,
    wanted: Wanted = _ALL,
) -> Iterator[TicketLog]:
    """Open the log of these tickets (None: of all).

    ``verifies``: git verifies each signature.
    """
    workspace.expect_history()
    with ExitStack() as open_ones:

        def history() -> "History":
            from tix.storage.index.history.open import history_of  # not for the latest events

            commit = workspace.reader.commit
            with workspace.progress("reading the history") as advance:
                found = history_of(workspace.desk, commit, advance)
            open_ones.callback(found.close)
            return found

        yield TicketLog(workspace, history, idents, verifies=verifies, wanted=wanted)


def _object(event: Event, titles: Mapping[str, str], trust: Trust) -> dict[str, Any]:
    known = trust.signatures
    return {
        **event_object(event, titles[event.ticket] or None),
        "signed": event.commit in trust.signed,
        "signature": signature_object(known[event.commit]) if known is not None else None,
    }
