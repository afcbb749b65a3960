"""A column of a list of tickets, and what its cells are made with."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tix.frozen import dataclass, field
from tix.model.config.config import Config
from tix.query.facts import Facts
from tix.storage.store.filed import Filed
from tix.terminal.style import Styles
from tix.terminal.table import Cell, Column


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The context in which a cell is made of its ticket."""

    config: Config
    now: datetime
    facts: Facts
    styles: Styles
    prefixes: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TicketColumn:
    """A column. ``whole`` makes a value for programs, ``cell`` one for people."""

    name: str
    whole: Callable[[Filed, Surroundings], str]
    cell: Callable[[Filed, Surroundings], Cell]
    shape: Column
    needs: frozenset[str] = frozenset()
