"""Scoring how well a ticket matches the words of a search, and finding the best passage.

``score`` adds up the places where a word stands: each column counts once for each word, however
often the word is there, so that an index can compute the same (which columns a word matches), and
the answer doesn't depend on what else is in the index. Equal scores are told apart by who asks.
"""

from collections.abc import Iterable, Iterator, Sequence

from tix.frozen import dataclass
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.query.columns import COLUMNS
from tix.query.predicates import TEXT, Contains
from tix.query.words import plain
from tix.quick_typing import TypeAlias

WEIGHTS = {
    "title": 8,
    "labels": 5,
    "people": 3,
    "body": 2,
    "resolution": 2,
    "other": 2,
    "comments": 1,
}
"""The weight of a word in each column."""

ID_WEIGHT = 5
"""The weight of a word that begins the id."""

_PASSAGES = (TEXT, "body", "comments", "resolution")


Text: TypeAlias = tuple[str, str, Comment | None]
"""A text, its column, and the comment that it is of."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A line that has some of the words.

    ``column`` is ``body``, ``comments`` or ``resolution``; ``comment`` is the comment it is of.
    """

    line: str
    column: str = "body"
    comment: Comment | None = None


def score(ticket: Ticket, terms: Sequence[Contains]) -> int:
    """How well the ticket fits, 0 or more. ``terms`` are ``Query.text_terms``."""
    return sum(_score_of(ticket, term) for term in terms)


def _score_of(ticket: Ticket, term: Contains) -> int:
    columns = COLUMNS if term.where == TEXT else (term.where,)
    found = sum(WEIGHTS[column] for column in columns if term.is_in_column(ticket, column))
    return found + ID_WEIGHT * term.begins_id(ticket.id)


def passage(ticket: Ticket, terms: Sequence[Contains]) -> Passage | None:
    """The line in which most of the words begin; of equals the first.

    Looked at are the body, then the comments, then the resolution. None if the words stand
    elsewhere only.
    """
    return passage_in(_texts(ticket), terms)


def passage_in(texts: Iterable[Text], terms: Sequence[Contains]) -> Passage | None:
    """The same among texts, of which no more are asked for than are needed."""
    terms = [term for term in terms if term.where in _PASSAGES]
    wanted = {
        column: [term for term in terms if term.where in (TEXT, column)] for column in _PASSAGES
    }
    most, best = 0, None
    for text, column, comment in texts:
        made = plain(text)
        fitting = [term for term in wanted[column] if term.words.seems_in(made)]
        if len(fitting) <= most:
            continue
        count, number = _best_line(text, fitting)
        if count > most:
            most, best = count, Passage(text.split("\n")[number], column, comment)
        if most == len(terms):
            break
    return best


def _texts(ticket: Ticket) -> Iterator[Text]:
    yield ticket.body, "body", None
    for comment in ticket.comments:
        yield comment.text, "comments", comment
    if resolution := getattr(ticket, "resolution", None):  # records beside tickets have none
        yield resolution, "resolution", None


def _best_line(text: str, terms: Sequence[Contains]) -> tuple[int, int]:
    """How many of the words begin in the line that has most, and its number; (0, 0) for none."""
    if len(terms) == 1:
        number = next(terms[0].words.lines(text), None)
        return (0, 0) if number is None else (1, number)
    lines: dict[int, int] = {}
    for term in terms:
        for number in term.words.lines(text):
            lines[number] = lines.get(number, 0) + 1
    count, number = max(((count, -number) for number, count in lines.items()), default=(0, 0))
    return count, -number


def spans(text: str, terms: Sequence[Contains]) -> list[tuple[int, int]]:
    """Where the words stand in a text: (start, end) in order, never overlapping."""
    places = sorted(place for term in terms for place in term.words.places(text))
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
