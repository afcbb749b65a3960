"""Tickets as JSON, the one shape that every command prints (``docs/json.md``)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tix.console.session import Session
from tix.model.ticket.json import json_text, to_object
from tix.storage.store.attachments import attachments_of
from tix.storage.store.filed import Filed


def print_written(session: Session, ids: Sequence[str], *, single: bool) -> None:
    """Print the tickets with these ids, as ``print_json``, after a command that has written.

    The desk is read anew.
    """
    session.reread()
    print_json(session, [session.reader.get(ident) for ident in ids], single=single)


def print_json(session: Session, tickets: Sequence[Filed], *, single: bool) -> None:
    """Print tickets: an object if ``single``, else an array."""
    from tix.storage.history.last_changed import updated  # most runs ask for none

    objects = ticket_objects(session, tickets, updated(session.desk, tickets))
    if single:
        session.print(json_text(next(objects)))
    else:
        print_array(session, objects)


def print_array(session: Session, objects: Iterable[dict[str, Any]]) -> None:
    """Print objects as one array, each as soon as it is there: there may be very many."""
    before = "["
    for each in objects:
        lines = json_text(each).replace("\n", "\n  ")  # no text in it has a line end of its own
        session.write(f"{before}\n  {lines}")
        before = ","
    session.write("[]\n" if before == "[" else "\n]\n")


def ticket_objects(
    session: Session, tickets: Iterable[Filed], updated: Mapping[str, datetime]
) -> Iterator[dict[str, Any]]:
    """Each ticket as what ``json`` can write; ``updated`` has the time of each last change."""
    return (
        to_object(
            filed.ticket,
            path=filed.path,
            updated=updated.get(filed.ticket.id),
            attachments=attachments_of(session.desk, filed.ticket),
        )
        for filed in tickets
    )
