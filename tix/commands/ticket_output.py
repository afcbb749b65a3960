"""Tickets as JSON, the one shape that every command prints (``docs/json.md``)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tix.commands.session import Session
from tix.model.ticket_json import json_text, to_object
from tix.storage.attachments import attachments_of
from tix.storage.reader import Filed


def print_json(session: Session, ids: Sequence[str], *, single: bool) -> None:
    """Print the tickets with these ids: an object if ``single``, else an array.

    For a command that has just written: the desk is read anew.
    """
    session.reread()
    print_objects(session, [session.reader.get(ident) for ident in ids], single=single)


def print_objects(
    session: Session,
    tickets: Sequence[Filed],
    updated: Mapping[str, datetime] | None = None,
    *,
    single: bool = False,
) -> None:
    """Print tickets: an object if ``single``, else an array."""
    objects = ticket_objects(session, tickets, updated)
    session.print(json_text(objects[0] if single else objects))


def ticket_objects(
    session: Session, tickets: Sequence[Filed], updated: Mapping[str, datetime] | None = None
) -> list[dict[str, Any]]:
    """Each ticket as what ``json`` can write; ``updated`` if the last changes are known already."""
    times = session.reader.updated(tickets) if updated is None else updated
    return [
        to_object(
            filed.ticket,
            path=filed.path,
            updated=times.get(filed.ticket.id),
            attachments=attachments_of(session.desk, filed.ticket),
        )
        for filed in tickets
    ]
