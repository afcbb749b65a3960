"""The column ``score``: how urgent a ticket is, as ``tix next`` and ``sort:urgency`` have it.

``urgency`` is a field, and its column.
"""

from tix.console.ticket_column import Surroundings, TicketColumn
from tix.storage.store.filed import Filed
from tix.terminal.table import Cell, Column


def _score(filed: Filed, around: Surroundings) -> str:
    figure = around.facts.urgency.get(filed.ticket.id)
    return "" if figure is None else f"{figure:g}"


SCORE = TicketColumn(
    "score",
    _score,
    lambda filed, around: Cell(_score(filed, around)),
    Column("score", align="right", priority=5),
    frozenset({"urgency"}),
)
