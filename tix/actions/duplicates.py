"""Finding similar tickets, for ``tix similar`` and for the note that ``tix open`` prints."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial

from tix.model.config.config import Group
from tix.model.ticket.ticket import Ticket
from tix.query.predicates import And, Contains, InGroup, Node, Or, TimeIn, Within
from tix.query.similar import LIKELY, WORTH_A_LOOK, Likeness, most_alike, rarest, title_tokens
from tix.query.words import Words
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_LOOKED_AT = 100
"""Roughly how many tickets are compared."""

_LATELY = timedelta(days=14)
"""How long a finished ticket may still be what a new one duplicates."""


def likely_duplicate(workspace: "Workspace", ticket: Ticket) -> Ticket | None:
    """The ticket that a new one most likely duplicates; None for most.

    It is unfinished, or was finished lately; archived tickets don't count.
    """
    lately = Within(workspace.now - _LATELY, None)
    to_do = InGroup(frozenset({Group.ACTIVE, Group.WAITING}), workspace.config)
    which = Or((to_do, TimeIn("resolved", lately), TimeIn("closed", lately)))
    found = alike(workspace, ticket, which, LIKELY, only_live=True, is_rough=True)
    return found[0].ticket if found else None


def similar_tickets(workspace: "Workspace", ident: str) -> list[Likeness]:
    """The tickets that a ticket may be a duplicate of, the most similar first."""
    return alike(workspace, workspace.reader.get(ident).ticket, None, WORTH_A_LOOK)


def similar_objects(workspace: "Workspace", found: Sequence[Likeness]) -> Iterator[dict[str, Any]]:
    """Each of them as what ``json`` can write (``docs/json.md``)."""
    from tix.actions.ticket_data import ticket_objects  # most runs ask for none

    tickets = [workspace.reader.get(each.ticket.id) for each in found]
    for ticket, each in zip(ticket_objects(workspace, tickets), found, strict=True):
        yield {"ticket": ticket, "likeness": round(each.value, 3)}


def earlier_alike(workspace: "Workspace", ticket: Ticket, which: Node) -> list[Ticket]:
    """The tickets of some that were opened before one and have a title like its, best first."""
    if workspace.reader.count(which) < 2:  # it is one of them itself
        return []

    def is_before(other: Ticket) -> bool:
        return None in (other.opened, ticket.opened) or str(other.opened) <= str(ticket.opened)

    found = alike(workspace, ticket, which, WORTH_A_LOOK, is_rough=True, is_meant=is_before)
    return [each.ticket for each in found]


def alike(
    workspace: "Workspace",
    ticket: Ticket,
    which: Node | None,
    least: float,
    *,
    only_live: bool = False,
    is_rough: bool = False,
    is_meant: Callable[[Ticket], bool] | None = None,
) -> list[Likeness]:
    """The tickets whose titles share rare words and are at least that much alike, best first.

    ``only_live``: of those in the live folder, and as rare as words are there. ``is_rough``: how
    many have a common word is estimated, which is a lot faster. ``is_meant``: of those that most
    resemble it, the others aren't looked at more closely.
    """
    reader = workspace.reader
    counts = TitleCounts(workspace, only_live=only_live, is_rough=is_rough)
    words = title_tokens(ticket)
    rare = [_in_title(word) for word in rarest(words, counts.few(words), _LOOKED_AT)]
    if not rare:
        return []
    wanted = And((Or(tuple(rare)), which)) if which else Or(tuple(rare))
    numbers = reader.find(wanted, workspace.config, only_live=only_live)[: 2 * _LOOKED_AT]
    heads = (filed.ticket for filed in reader.heads(numbers))
    others = [each for each in heads if each.id != ticket.id]
    if not any(map(is_meant, others) if is_meant else others):
        return []
    tickets = reader.count(None, only_live=only_live)
    return most_alike(ticket, others, tickets, counts, least, is_meant)


class TitleCounts:
    """How many tickets have words in the title, each counted once."""

    def __init__(self, workspace: "Workspace", *, only_live: bool, is_rough: bool = False) -> None:
        reader = workspace.reader
        self._is_rough = is_rough
        self._count = partial(reader.roughly if is_rough else reader.count, only_live=only_live)
        self._known: dict[str, int] = {}

    def __call__(self, words: Iterable[str]) -> Mapping[str, int]:
        for word in words:
            if word not in self._known:
                self._known[word] = self._count(_in_title(word))
        return self._known

    def few(self, words: Iterable[str]) -> Mapping[str, int]:
        """The same for ``rarest`` of a few: where one of the words is rare, how common others are
        isn't asked, which takes most of the time."""
        if not self._is_rough:
            return self(words)
        few = {word: self._count(_in_title(word), most=_LOOKED_AT + 1) for word in words}
        self._known |= {word: count for word, count in few.items() if count <= _LOOKED_AT}
        return few if any(0 < count <= _LOOKED_AT for count in few.values()) else self(words)


def _in_title(word: str) -> Contains:
    return Contains("title", Words((word,)))
