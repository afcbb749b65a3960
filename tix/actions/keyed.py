"""Tickets that scripts know by a key: finding them, and what happens to them again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from tix.actions.changing import ChangeResult, commit_changes
from tix.errors import TixError
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.config.config import Config, Group
from tix.model.ids import derived_id, key_source, new_entry_id
from tix.model.people import PIPELINES
from tix.model.record.occurrences import Occurrence, folded, seen
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction


class KeyedTickets:
    """The tickets of a desk by their keys, within a transaction."""

    def __init__(self, workspace: "Workspace", work: "Transaction") -> None:
        self._workspace, self._work = workspace, work

    def get(self, key: str) -> Ticket | None:
        """The ticket with that key; of several an unfinished one, then the one opened last.

        Two files with one id and that key were made by two clones independently, and are merged
        into one. A file that can't be read is passed over.
        """
        found = self._with(key)
        if not found:
            return None
        config = self._workspace.config
        ident = max((ticket for ticket, _ in found), key=lambda t: _calls_for(t, config)).id
        return self._one(ident, found)

    def open_ones(self, key: str) -> list[Ticket]:
        """The tickets with that key that aren't done."""
        found = self._with(key)
        tickets = [self._one(ident, found) for ident in dict.fromkeys(t.id for t, _ in found)]
        return [ticket for ticket in tickets if not self._workspace.config.is_done(ticket)]

    @property
    def keys(self) -> Iterable[str]:
        """Every key of the desk; some may be no ticket's."""
        return self._files[0]

    def _one(self, ident: str, found: Sequence[tuple[Ticket, str]]) -> Ticket:
        """The ticket with that id, of one file or of several."""
        paths = [path for ticket, path in found if ticket.id == ident]
        if len(paths) > 1:
            self._work.unite(ident, paths)
        return self._work.get(ident)

    def _with(self, key: str) -> list[tuple[Ticket, str]]:
        known, odd = self._files
        likely = [*known.get(key, ()), *odd]
        ident = derived_id(key_source(key), lambda _: False)
        if self._work.reader.is_taken(ident):  # also where a sparse checkout left it out
            likely.append(self._work.reader.path_of(ident))
        found = []
        for path in dict.fromkeys(likely):
            try:
                ticket = self._work.reader.document(path).record
            except TixError:  # it is broken: check says so
                continue
            if ticket.key == key:
                found.append((ticket, path))
        return found

    @cached_property
    def _files(self) -> tuple[dict[str, list[str]], list[str]]:
        from tix.storage.store.keyed_files import keyed_files

        return keyed_files(self._workspace.desk)


def _calls_for(ticket: Ticket, config: Config) -> tuple[bool, float, str]:
    opened = ticket.opened.timestamp() if ticket.opened else 0
    return not config.is_done(ticket), opened, ticket.id


def new_occurrence(
    workspace: "Workspace", known: Sequence[Occurrence], where: str, commit: str, url: str
) -> Occurrence:
    """An occurrence of now, with an id of its own."""
    taken = {occurrence.id for occurrence in known}
    ident = new_entry_id("o", workspace.choice, taken.__contains__)
    return seen(workspace.now, where, commit, url, ident)


def seen_again(ticket: Ticket, occurrence: Occurrence, config: Config, now: datetime) -> Ticket:
    """The ticket with one more occurrence; one that is done is reopened, and says since when it had
    been quiet."""
    quiet = max((known.at for known in ticket.occurrences), default=None)
    was_done = config.is_done(ticket)
    ticket = replace(ticket, occurrences=folded((*ticket.occurrences, occurrence), now))
    if not was_done:
        return ticket
    done_since = ticket.since
    status = config.first_status(Group.ACTIVE)
    if config.workflow:
        from tix.model.changes.workflow import reopened_status  # few desks have one

        status = reopened_status(ticket, config)
    ticket = changes.set_status(ticket, status, config, now)
    if quiet is None:
        return ticket
    # The same in every clone that reopens it: clones that do so at once say it once.
    said = f"reopened {ticket.id} {format_time(done_since) if done_since else ''}"
    ident = f"c-{derived_id(said, lambda _: False)}"
    if any(comment.id == ident for comment in ticket.comments):
        return ticket
    text = f"Seen again. It had been quiet since {format_time(quiet)}."
    return changes.add_comment(ticket, ident, PIPELINES, text, now)


def close_key(
    workspace: "Workspace",
    key: str,
    comment: str | None,
    *,
    resolution: str | None = None,
    force: bool = False,
) -> ChangeResult | None:
    """Close what is open with that key; None: nothing is. ``force``: also against the workflow.

    Raises WorkflowError.
    """
    from tix.actions.comment import commented
    from tix.actions.status import done_status

    status = done_status(workspace.config, "closed")
    with workspace.transaction() as work:
        before = KeyedTickets(workspace, work).open_ones(key)
        if not before:
            return None
        after = [
            replace(
                changes.set_status(ticket, status, workspace.config, workspace.now, resolution),
                failing=(),
            )
            for ticket in before
        ]
        trailers: Sequence[tuple[str, str]] = ()
        if workspace.config.guards_statuses:
            from tix.actions.workflow import allow  # few desks do

            trailers = allow(workspace, before, after, work.author.person, force=force)
        for new in after:
            work.put(commented(workspace, new, work.author.person, comment) if comment else new)
        return commit_changes(work, before, status, trailers=trailers)
