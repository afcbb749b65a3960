"""Printing tickets as JSON (``docs/json.md``)."""

from collections.abc import Iterable, Sequence

from tix.actions.ticket_data import ticket_objects
from tix.console.session import Session
from tix.model.record.json import json_text
from tix.quick_typing import Any
from tix.storage.store.filed import Filed


def print_written(session: Session, ids: Sequence[str], *, single: bool) -> None:
    """Print the tickets with these ids, as ``print_json``, after a command that has written.

    The desk is read anew; after a dry run they are as they would be.
    """
    session.reread()
    planned = session.planned
    print_json(
        session, [planned.get(ident) or session.reader.get(ident) for ident in ids], single=single
    )


def print_json(session: Session, tickets: Sequence[Filed], *, single: bool) -> None:
    """Print tickets: an object if ``single``, else an array."""
    objects = ticket_objects(session, tickets)
    if single:
        session.print(json_text(next(objects)))
    else:
        print_array(session, objects)


def print_array(session: Session, objects: Iterable[dict[str, Any]]) -> None:
    """Print objects as one array, each as soon as it is available: there may be very many."""
    before = "["
    for each in objects:
        lines = json_text(each).replace("\n", "\n  ")  # its texts contain no line ends
        session.write(f"{before}\n  {lines}")
        before = ","
    session.write("[]\n" if before == "[" else "\n]\n")
