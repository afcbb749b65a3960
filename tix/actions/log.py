"""The history of tickets: what each commit did to them, under which titles, and who signed it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from tix.actions.event_data import event_object, event_rows
from tix.actions.signatures import signature_object, verify
from tix.frozen import dataclass
from tix.model.history.events import Event
from tix.model.ids import ALPHABET, as_prefix
from tix.storage.git.signatures import Signature, signed

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.index.history.reader import History

_IDS = re.compile(f"#?[{ALPHABET}]+(,#?[{ALPHABET}]+)*,?")
_CHUNK = 500
"""Events that are held in memory at once."""


def are_ids(words: Sequence[str]) -> bool:
    """Whether all words can be ids (``-`` stands for some), so that they are no query."""
    return all(word == "-" or _IDS.fullmatch(as_prefix(word)) for word in words)


@dataclass(frozen=True, slots=True)
class Trust:
    """Which commits carry a signature, and how good each is; None if nobody has verified them."""

    signed: frozenset[str]
    signatures: Mapping[str, Signature] | None

    def word(self, commit: str) -> str:
        """The signature's state in a word; ``signed`` or nothing where it isn't verified."""
        if self.signatures is not None:
            return self.signatures[commit].state.value
        return "signed" if commit in self.signed else ""


class TicketLog:
    """What commits did to some tickets, or to all of them where ``idents`` is None."""

    def __init__(
        self,
        workspace: "Workspace",
        history: "History",
        idents: Sequence[str] | None,
        *,
        verifies: bool,
    ) -> None:
        self.idents = idents
        self._workspace = workspace
        self._history = history
        self._verifies = verifies
        self._titles: dict[str, str] = {}

    @property
    def count(self) -> int:
        """How many events there are."""
        return self._history.count(self.idents)

    def events(self, limit: int | None = None) -> Iterator[Event]:
        """The events, newest first."""
        return self._history.events(self.idents, limit=limit)

    def chunks(self, limit: int | None = None) -> Iterator[Sequence[Event]]:
        """The events, some at a time: a long history doesn't fit into memory."""
        events = self.events(limit)
        while chunk := list(islice(events, _CHUNK)):
            yield chunk

    def objects(self, limit: int | None = None) -> Iterator[Sequence[dict[str, Any]]]:
        """The events as what ``json`` can write (``docs/json.md``), some at a time."""
        for chunk in self.chunks(limit):
            trust, titles = self.trust(chunk), self.titles(chunk)
            yield [_object(event, titles, trust) for event in chunk]

    def rows(self, limit: int | None = None) -> Iterator[Sequence[Sequence[str]]]:
        """A row for each change or decision, with its signature at the end, some at a time."""
        for chunk in self.chunks(limit):
            trust = self.trust(chunk)
            yield [(*row, trust.word(event.commit)) for event in chunk for row in event_rows(event)]

    def trust(self, events: Sequence[Event]) -> Trust:
        """Which of the events' commits are signed, and how good that is if it was asked for."""
        commits = list(dict.fromkeys(event.commit for event in events))
        carried = signed(self._workspace.desk.git, commits)
        return Trust(carried, verify(self._workspace, commits) if self._verifies else None)

    def titles(self, events: Sequence[Event]) -> Mapping[str, str]:
        """Each ticket's title as it is now; the last one of a ticket that is gone."""
        wanted = {event.ticket for event in events} - self._titles.keys()
        self._titles.update(
            (ident, ticket.title) for ident, ticket in self._workspace.reader.by_id(wanted).items()
        )
        for ident in wanted - self._titles.keys():
            changes = (event.change_of("title") for event in self._history.events([ident]))
            last = next(filter(None, changes), None)
            self._titles[ident] = (last.new or last.old)[0] if last else ""
        return self._titles


@contextmanager
def ticket_log(
    workspace: "Workspace", idents: Sequence[str] | None = None, *, verifies: bool = False
) -> Iterator[TicketLog]:
    """The log of these tickets (None: of all), for as long as it is read.

    ``verifies``: git is asked how good each signature is.
    """
    from tix.storage.index.history.open import history_of

    workspace.expect_history()
    commit = workspace.reader.commit
    with workspace.progress("reading the history") as advance:
        history = history_of(workspace.desk, commit, advance)
    try:
        yield TicketLog(workspace, history, idents, verifies=verifies)
    finally:
        history.close()


def _object(event: Event, titles: Mapping[str, str], trust: Trust) -> dict[str, Any]:
    known = trust.signatures
    return {
        **event_object(event, titles[event.ticket] or None),
        "signed": event.commit in trust.signed,
        "signature": signature_object(known[event.commit]) if known is not None else None,
    }
