"""Some fields of tickets as JSON: ``--json --fields id,title,parent``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import tee

from tix.errors import UsageError
from tix.frozen import dataclass
from tix.model.ticket.json import COVERAGE, PROMISE
from tix.model.ticket.link_names import SEEN_FROM_THE_OTHER_END
from tix.model.ticket.ticket import LINK_KINDS, SINGLE_LINK_KINDS
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.selection import Selection
    from tix.console.session import Session
    from tix.console.ticket_column import Surroundings, TicketColumn
    from tix.storage.store.filed import Filed

_Objects = Iterable[dict[str, Any]]

_TYPES: dict[str, Callable[[str], Any]] = {
    "age": int, "blocked": bool, "archived": bool, "left": int, "score": float,
}  # fmt: skip
"""The values of columns that aren't texts."""


class NoFieldError(UsageError):
    """``--fields`` names no field."""

    def __init__(self) -> None:
        super().__init__("--fields names no field", hint="--fields id,title,status")


@dataclass(frozen=True, slots=True)
class JsonFields:
    """The fields that were asked for: names as typed, and the columns of a list that they are.

    ``keys`` are those that are no columns, ``teams`` those of the team's fields that are called as
    something that is computed.
    """

    session: "Session"
    columns: tuple[tuple[str, "TicketColumn"], ...]
    keys: frozenset[str]
    teams: frozenset[str]

    @property
    def needs(self) -> frozenset[str]:
        """The facts that the values need."""
        return frozenset(need for _, column in self.columns for need in column.needs)

    def of(
        self,
        selection: "Selection",
        tickets: "Iterable[Filed]",
        to_objects: "Callable[[Iterable[Filed]], _Objects]",
    ) -> Iterator[dict[str, Any]]:
        """An object with these keys for each ticket; ``to_objects`` makes those with all keys."""
        from tix.console.ticket_table import surroundings

        around = surroundings(self.session, selection)
        made, kept = tee(tickets)
        for whole, filed in zip(to_objects(made), kept, strict=True):
            yield {
                name: self._value(name, column, whole, filed, around)
                for name, column in self.columns
            }

    def _value(
        self,
        name: str,
        column: "TicketColumn",
        whole: dict[str, Any],
        filed: "Filed",
        around: "Surroundings",
    ) -> Any:
        if name in self.teams:
            return whole["fields"].get(name)
        if name in whole or name in self.keys:
            return whole.get(name)
        return _value(column, whole, filed, around)


def json_fields(session: "Session", typed: str, also: Sequence[str] = ()) -> JsonFields:
    """Read what ``--fields`` was given; objects have the keys ``also`` beside a ticket's.

    Raises NoFieldError, UnknownColumnError.
    """
    from tix.console.ticket_table import columns_named

    names = [name.strip() for name in typed.split(",") if name.strip()]
    if not names:
        raise NoFieldError
    if teams := _COMPUTED & {*names}:
        teams &= {*(each.name for each in session.config.fields), *session.reader.team_fields()}
    keys = {"body", "fields", COVERAGE, *also} - teams
    found = columns_named(session, ["id" if name in keys else name for name in names])
    columns = tuple(zip(names, found, strict=True))
    return JsonFields(session, columns, frozenset(keys), frozenset(teams))


_COMPUTED = {PROMISE, COVERAGE}


def _value(
    column: "TicketColumn", whole: dict[str, Any], filed: "Filed", around: "Surroundings"
) -> Any:
    name = column.name
    if name in whole:  # it was typed in singular, say
        return whole[name]
    if name in whole["fields"]:
        return whole["fields"][name]
    text = column.whole(filed, around)
    if name in SINGLE_LINK_KINDS:
        return text or None
    if name in (*LINK_KINDS, *SEEN_FROM_THE_OTHER_END):
        return text.split(",") if text else []
    if name in _TYPES:
        return _TYPES[name](text) if text or _TYPES[name] is bool else None
    return text or None
