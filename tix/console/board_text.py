"""A board as people see it: columns of cards beside each other, as many as fit."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from tix.console.session import Session
from tix.console.ticket_groups import Group
from tix.console.ticket_look import (
    due_short,
    id_styled,
    look_of,
    priority_level,
    short_people,
)
from tix.frozen import dataclass
from tix.model.ticket.ticket import Ticket
from tix.terminal import safe
from tix.terminal.ago import ago_short
from tix.terminal.style import Styles
from tix.terminal.width import cut, display_width, wrap

_GAP = "  "
_LEAST, _MOST = 24, 44
"""The width of a column: a card can't be read in less, and needs no more."""
_TITLE_LINES = 3

_Style = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a card: its text as it is measured, and as it is shown."""

    text: str
    shown: str

    def padded(self, width: int) -> str:
        return self.shown + " " * (width - display_width(self.text))


def board(session: Session, by: str, found: Sequence[Group]) -> str:
    """The groups as columns of cards, in one row or several, each with a line below its name."""
    screen = session.screen
    room = screen.width + len(_GAP)
    across = max(1, min(len(found), room // (_LEAST + len(_GAP))))
    width = min(_MOST, room // across - len(_GAP), screen.width)
    cards = _Cards(session, by, found)
    parts = []
    for start in range(0, len(found), across):
        columns = [list(cards.column(group, width)) for group in found[start : start + across]]
        rows = zip_longest(*columns, fillvalue=_Line("", ""))
        lines = (_GAP.join(line.padded(width) for line in row).rstrip(" ") for row in rows)
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


class _Cards:
    """Makes the cards of a board."""

    def __init__(self, session: Session, by: str, found: Sequence[Group]) -> None:
        tickets = [filed.ticket for group in found for filed in group.tickets]
        self._session, self._by = session, by
        self._config, self._now = session.config, session.now
        self._styles: Styles = session.screen.styles
        prefixes = session.reader.prefix_lengths([ticket.id for ticket in tickets])
        self._ident = id_styled(prefixes, self._styles)
        people = {text for ticket in tickets for text in ticket.assignees}
        self._people = short_people(people, session.names, self._config)

    def column(self, group: Group, width: int) -> Iterator[_Line]:
        """The lines of a column: its name and how many tickets it has, then the cards."""
        name = safe.line(group.value) if group.value else f"no {self._by}"
        count = f" ({len(group.tickets)})"
        head = cut(name, width - len(count)) + count
        yield _Line(head, self._styles.bold(head))
        yield _Line("─" * width, self._styles.dim("─" * width))
        for number, filed in enumerate(group.tickets):
            if number:
                yield _Line("", "")
            yield from self._card(filed.ticket, width)

    def _card(self, ticket: Ticket, width: int) -> Iterator[_Line]:
        """Id and priority, the title, then who has it, how old it is and when it is due."""
        words: list[tuple[str | None, _Style]] = []
        if self._by != "priority":
            words.append((self._config.priority_of(ticket), self._priority(ticket)))
        if self._by != "status":
            words.append((ticket.status, self._status(ticket)))
        text, shown = ticket.id, self._ident(ticket.id)
        for word, style in words:
            fitted = cut(safe.line(word or ""), max(0, width - display_width(text) - 2))
            if fitted:
                text, shown = f"{text}  {fitted}", f"{shown}  {style(fitted)}"
        yield _Line(text, shown)
        title = wrap(safe.line(ticket.title), width)
        if len(title) > _TITLE_LINES:
            rest = " ".join(title[_TITLE_LINES - 1 :])
            title = [*title[: _TITLE_LINES - 1], cut(rest, width)]
        yield from (_Line(line, line) for line in title)
        about = cut(" · ".join(self._about(ticket)), width)
        if about:
            style = self._styles.error if self._is_late(ticket) else self._styles.dim
            yield _Line(about, style(about))

    def _priority(self, ticket: Ticket) -> _Style:
        level = priority_level(ticket, self._config)
        return lambda text: self._styles.priority(text, level)

    def _status(self, ticket: Ticket) -> _Style:
        look = look_of(ticket, self._config)
        return lambda text: self._styles.status(text, look)

    def _about(self, ticket: Ticket) -> Iterator[str]:
        if self._by != "assignees" and ticket.assignees:
            yield safe.line(", ".join(self._people[text] for text in ticket.assignees))
        if ticket.opened:
            yield ago_short(ticket.opened, self._now)
        if ticket.due:
            done = self._config.is_done(ticket)
            yield f"due {due_short(ticket.due, done, self._config, self._now)}"

    def _is_late(self, ticket: Ticket) -> bool:
        from tix.query.predicates import is_overdue

        return is_overdue(ticket, self._config, self._now)
