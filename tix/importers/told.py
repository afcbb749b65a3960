"""Of which fields the input of an import tells: what it says nothing about stays as it is.

People choose the columns of a table, and the fields for which they ask an API. What isn't among
these isn't gone from its source; what is among them, and empty, is.
"""

from collections.abc import Callable, Iterable, Mapping

from tix.importers.foreign_names import (
    CHILDREN,
    LINK_NAMES,
    SAY_DONE,
    STATUS_CATEGORIES,
    names_of,
    plain_name,
)
from tix.importers.incoming import Reading, field_name
from tix.importers.table_columns import BODIES
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any

TellsOf = Callable[[str], bool]
"""Whether an input tells of a field: built-in or the team's, ``body``, or ``comments``."""

_HOW_FAR = ("status", "since", "resolved", "closed", "resolution")
_WHO_ASKED = ("requester", "opened_by")
_ALWAYS = ("title", "opened")
"""Fields that an import fills in where the input has none, those that follow from one another
together."""

_NAMES = {
    **{field.name: names_of(field.name) for field in FIELDS},
    **dict.fromkeys(_WHO_ASKED, (*names_of("requester"), *names_of("opened_by"))),
    **dict.fromkeys(
        _HOW_FAR,
        (*SAY_DONE, *STATUS_CATEGORIES, *(name for each in _HOW_FAR for name in names_of(each))),
    ),
    "links": (*LINK_NAMES, *CHILDREN, "issuelinks"),
    "body": (*BODIES, "desc"),
    "comments": (),
}
"""What each may be called in the input, in the form of ``plain_name``."""


def tells_of(reading: Reading) -> TellsOf:
    """Of which fields what was read tells: those that it has by name, or of which anything has a
    value. Of comments it is always that, as a list of them may be left out or cut off."""
    has_comments = any(item.ticket.comments for item in reading.items)
    if reading.names is None:
        return lambda name: name != "comments" or has_comments
    plain = frozenset(map(plain_name, reading.names))
    told = {*_ALWAYS, *(name for name, names in _NAMES.items() if not plain.isdisjoint(names))}
    told.update(field_name(name, ()) for name in (*reading.names, *plain))
    for item in reading.items:
        told.update(_with_value(item.ticket))
        told.update(("links",) if item.links else ())
    return lambda name: name in told or name.removeprefix("original_") in told


def _with_value(ticket: Ticket) -> Iterable[str]:
    for field in FIELDS:
        if field.name not in _HOW_FAR and field.of(ticket):
            yield field.name
    for team in ticket.team_fields:
        if not team.name.startswith("original_"):
            yield team.name
    if ticket.body:
        yield "body"
    if ticket.comments:
        yield "comments"


def names_in(records: Iterable[object]) -> frozenset[str]:
    """The names that any of the records has."""
    found: set[str] = set()
    for record in records:
        if isinstance(record, Mapping):
            given: Mapping[str, Any] = record
            found.update(given)
    return frozenset(found)
