"""The options for programs that ``list``, ``search`` and ``show`` share: ``--json``, ``--jsonl``,
``--fields``."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps

import click

from tix.console.given import ContradictingOptionsError, GoesWithError
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.selection import Selection
    from tix.console.json_fields import JsonFields
    from tix.console.session import Session
    from tix.storage.store.filed import Filed

_Command = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class JsonOptions:
    """What was asked for: ``whole`` is one JSON text, ``lines`` an object on each line; ``fields``
    names those that an object is to have, all if None."""

    whole: bool
    lines: bool
    fields: str | None

    def __bool__(self) -> bool:
        return self.whole or self.lines

    def chosen(self, session: "Session", also: Sequence[str] = ()) -> "JsonFields | None":
        """The fields, read. Raises NoFieldError, UnknownColumnError."""
        if self.fields is None:
            return None
        from tix.console.json_fields import json_fields

        return json_fields(session, self.fields, also)

    def needs(self, session: "Session") -> frozenset[str]:
        """The facts that tickets as JSON need."""
        if not self:
            return frozenset()
        chosen = self.chosen(session)
        return frozenset(("updated", "backlinks")) | (chosen.needs if chosen else frozenset())

    def print_tickets(
        self,
        session: "Session",
        selection: "Selection",
        tickets: "Iterable[Filed]",
        to_objects: "Callable[[Iterable[Filed]], Iterable[dict[str, Any]]]",
        also: Sequence[str] = (),
    ) -> None:
        """Print tickets, each as soon as it is available: there may be very many."""
        chosen = self.chosen(session, also)
        objects = chosen.of(selection, tickets, to_objects) if chosen else to_objects(tickets)
        self.print_objects(session, objects)

    def print_named(self, session: "Session", tickets: "Sequence[Filed]", *, single: bool) -> None:
        """Print tickets that were named by their ids; ``single``: one alone, without an array."""
        from tix.actions.ticket_data import ticket_objects

        objects = ticket_objects(session, tickets)
        if chosen := self.chosen(session):
            from tix.actions.selection import select_ids

            about = select_ids(session, [filed.ticket.id for filed in tickets], chosen.needs)
            objects = chosen.of(about, tickets, lambda some: ticket_objects(session, list(some)))
        if single:
            from tix.model.record.json import json_text

            session.print(json_text(next(objects)))
        else:
            self.print_objects(session, objects)

    def print_objects(self, session: "Session", objects: Iterable[dict[str, Any]]) -> None:
        """Print objects as one array, or one on each line."""
        if not self.lines:
            from tix.console.ticket_json import print_array

            print_array(session, objects)
            return
        from tix.model.record.json import json_text

        for each in objects:
            session.write(json_text(each, indent=None) + "\n")


def json_options(function: _Command) -> _Command:
    """Add ``--json``, ``--jsonl`` and ``--fields``; the command gets them as ``json``."""

    @wraps(function)  # with the options that it has already
    def gather(*arguments: Any, as_json: bool, jsonl: bool, fields: str | None, **more: Any) -> Any:
        if as_json and jsonl:
            raise ContradictingOptionsError("--json and --jsonl")
        if fields is not None and not (as_json or jsonl):
            raise GoesWithError("--fields", "--json or --jsonl")
        return function(*arguments, json=JsonOptions(as_json, jsonl, fields), **more)

    command: _Command = gather
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    click.option("--jsonl", is_flag=True, help="Print JSON, an object on each line."),
    click.option("--fields", metavar="A,B,C", help="With --json or --jsonl: only these fields."),
)
