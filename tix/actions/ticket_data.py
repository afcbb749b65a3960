"""Tickets for programs: the one shape in which every command writes them (``docs/json.md``)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tix.actions.selection import backlinks
from tix.model.ticket.json import to_object
from tix.model.ticket.ticket import Link
from tix.query.facts import backlinks_of
from tix.storage.store.attachments import attachments_of
from tix.storage.store.filed import Filed

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def ticket_objects(workspace: "Workspace", tickets: Sequence[Filed]) -> Iterator[dict[str, Any]]:
    """Each ticket as what ``json`` can write, with the time of its last change from git."""
    from tix.storage.history.last_changed import updated  # most runs ask for none

    if len(tickets) > _FEW:
        found = backlinks(workspace)
    else:
        pointing = (workspace.reader.pointing_at(filed.ticket.id) for filed in tickets)
        found = backlinks_of(ticket for some in pointing for ticket in some)
    return dated_objects(workspace, tickets, updated(workspace.desk, tickets), found)


_FEW = 20
"""Up to so many tickets, each is asked for by itself who points at it."""


def dated_objects(
    workspace: "Workspace",
    tickets: Iterable[Filed],
    updated: Mapping[str, datetime],
    backlinks: Mapping[str, Sequence[Link]],
) -> Iterator[dict[str, Any]]:
    """The same, given each ticket's last change, and the links of others to it."""
    return (
        to_object(
            workspace.config.with_priority(filed.ticket),
            path=filed.path,
            updated=updated.get(filed.ticket.id),
            attachments=attachments_of(workspace.desk, filed.ticket),
            backlinks=backlinks.get(filed.ticket.id, ()),
        )
        for filed in tickets
    )
