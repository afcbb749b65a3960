"""``/board``: a column for each status, with a card for each ticket."""

from collections.abc import Sequence

from starlette.responses import Response

from tix.actions.selection import Selection, select
from tix.console.ticket_look import look_of, priority_level, short_people
from tix.errors import UsageError
from tix.frozen import dataclass
from tix.model.config.config import Group
from tix.model.ticket.ticket import Ticket
from tix.web.css_styles import CssStyles
from tix.web.desk import DeskWorkspace
from tix.web.pages import Page, View
from tix.web.staff.tickets import sentence_of

_MOST = 100
"""Cards in a column."""

_DONE = 20
"""Cards in a column of what is done, the latest first."""


@dataclass(frozen=True)
class Card:
    """A ticket on the board."""

    ticket: Ticket
    people: str
    look: str


@dataclass(frozen=True)
class Lane:
    """A status, some of its cards, and how many there are."""

    status: str
    look: str
    cards: Sequence[Card]
    count: int


def board(view: View) -> Response:
    """The tickets that a query selects, by status."""
    workspace = view.workspace
    try:
        lanes = [_lane(workspace, view.query, each.name) for each in workspace.config.statuses]
    except UsageError as error:
        return view.page("board.html", 422, lanes=(), problem=sentence_of(error))
    return view.page("board.html", lanes=lanes, problem="")


def _lane(workspace: DeskWorkspace, query: str, status: str) -> Lane:
    is_done = workspace.config.group(status) is Group.DONE
    words = [f'status:"{status}"', *([f"({query})"] if query else [])]
    found = select(workspace, " ".join(words))
    shown = _latest(found) if is_done else found.numbers[:_MOST]
    tickets = [each.ticket for each in found.reader.heads(shown)]
    named = {text for ticket in tickets for text in ticket.assignees}
    people = short_people(named, workspace.names, workspace.config)
    styles, config = CssStyles(enabled=True), workspace.config
    cards = [
        Card(
            ticket, ", ".join(people[text] for text in ticket.assignees),
            styles.priority("", priority_level(ticket, config)),
        )
        for ticket in tickets
    ]  # fmt: skip
    look = f"status is-{look_of(Ticket('', '', status=status), config)}"
    return Lane(status, look, cards, len(found))


def _latest(found: Selection) -> Sequence[int]:
    """Those that got there last, by a column of the index: most are never read."""
    since = [int(str(row[0] or 0)) for row in found.reader.columns(found.numbers, ["since"])]
    ranked = sorted(zip(since, found.numbers, strict=True), key=lambda each: -each[0])
    return [number for _, number in ranked[:_DONE]]


ROUTES = (Page("/board", board),)
