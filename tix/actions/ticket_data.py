"""Tickets for programs: the one shape in which every command writes them (``docs/json.md``)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tix.model.ticket.json import to_object
from tix.storage.store.attachments import attachments_of
from tix.storage.store.filed import Filed

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def ticket_objects(workspace: "Workspace", tickets: Sequence[Filed]) -> Iterator[dict[str, Any]]:
    """Each ticket as what ``json`` can write, with the time of its last change from git."""
    from tix.storage.history.last_changed import updated  # most runs ask for none

    return dated_objects(workspace, tickets, updated(workspace.desk, tickets))


def dated_objects(
    workspace: "Workspace", tickets: Iterable[Filed], updated: Mapping[str, datetime]
) -> Iterator[dict[str, Any]]:
    """The same, given the time of each ticket's last change."""
    return (
        to_object(
            filed.ticket,
            path=filed.path,
            updated=updated.get(filed.ticket.id),
            attachments=attachments_of(workspace.desk, filed.ticket),
        )
        for filed in tickets
    )
