"""Full text search: the tickets that a query finds, best first, with the passage that matches."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from tix.actions.selection import Selection, select
from tix.errors import UsageError
from tix.frozen import dataclass
from tix.query.predicates import Contains
from tix.query.ranking import Passage, passage, passage_in, score, spans
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.store.filed import Filed

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.query.query import Query


class NothingToSearchError(UsageError):
    """A search without words."""

    def __init__(self) -> None:
        super().__init__("say what to search for", hint="tix search 'linker error' label:ci")


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found, its score, and the passage that matches."""

    filed: Filed
    score: int
    passage: Passage | None


@dataclass(frozen=True)
class SearchResult:
    """The result of a search.

    ``limit`` is how many hits are wanted. ``is_verbatim``: the words weren't a query, so they were
    searched for literally.
    """

    selection: Selection
    limit: int
    is_verbatim: bool = False

    @cached_property
    def terms(self) -> Sequence[Contains]:
        """The words that tickets were searched for."""
        return self.selection.query.text_terms if self.selection.query else ()

    @property
    def count(self) -> int:
        """How many tickets match, without the limit."""
        return self._ranking[1]

    def __len__(self) -> int:
        return len(self._ranking[0])

    def hits(self) -> Iterator[Hit]:
        """The hits, the best first, or in the order that the query asks for."""
        ranked, _ = self._ranking
        tickets = self.selection.reader.wholes(number for _, number in ranked)
        for filed, (value, _) in zip(tickets, ranked, strict=True):
            yield Hit(filed, value, passage(filed.ticket, self.terms))

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Id, title and the line that matches ("" for none) of each hit, in the same order.

        No more is read of the tickets than that takes.
        """
        numbers = [number for _, number in self._ranking[0]]
        for ident, title, texts in self.selection.reader.texts(numbers):
            found = passage_in(texts, self.terms)
            yield ident, title, found.line if found else ""

    @property
    def ids(self) -> list[str]:
        """The ids of the hits, in the same order."""
        numbers = [number for _, number in self._ranking[0]]
        return [str(row[0]) for row in self.selection.reader.columns(numbers, ["id"])]

    def hit(self, filed: Filed) -> Hit:
        """A ticket as a hit, whether or not it is still one."""
        return Hit(filed, score(filed.ticket, self.terms), passage(filed.ticket, self.terms))

    @cached_property
    def _ranking(self) -> tuple[list[tuple[int, int]], int]:
        """Scores and numbers in the index, in order, and how many there are without the limit."""
        found, terms = self.selection, self.terms
        if not found.keys and all(term.words.literal is None for term in terms):
            return found.reader.best(found.root, found.facts, terms, self.limit)
        scored = [
            (score(filed.ticket, terms), number)
            for number, filed in zip(found.numbers, found.wholes(), strict=True)
        ]
        if not found.keys:
            columns = found.reader.columns(found.numbers, ("opened", "id"))
            order = {
                number: (-value, opened is None, -int(str(opened or 0)), ident)
                for (value, number), (opened, ident) in zip(scored, columns, strict=True)
            }
            scored.sort(key=lambda entry: order[entry[1]])
        return scored[: self.limit], len(scored)


def search(workspace: "Workspace", words: Sequence[str], limit: int) -> SearchResult:
    """Find tickets by their text; a pasted line that is no query is searched for literally.

    Raises NothingToSearchError, QueryError.
    """
    from tix.query.error import QueryError

    if not any(word.strip() for word in words):
        raise NothingToSearchError
    try:
        return SearchResult(select(workspace, words), limit)
    except QueryError:
        if len(words) != 1 or not re.search(_PASTED, words[0].strip()):
            raise
    escaped = words[0].strip().replace("\\", "\\\\").replace('"', '\\"')
    return SearchResult(select(workspace, [f'"{escaped}"']), limit, is_verbatim=True)


_PASTED = r'^[A-Z]\w*(Error|Exception|Warning): |\\|\w"[,;:)]|[=(]"'
"""Found in lines of logs, not in queries: ``ValueError: …``, ``C:\\…``, ``"x.py", line 3``."""


def wider_search(workspace: "Workspace", query: "Query | None") -> tuple[str, int] | None:
    """A query that also finds longer words, and how many tickets it finds; None if it finds none.

    For a search that found nothing.
    """
    from tix.query.widening import with_stars  # only a search without hits needs it

    wider = with_stars(query.text) if query else None
    if wider is None:
        return None
    count = len(select(workspace, wider.split()))
    return (wider, count) if count else None


def hit_objects(
    workspace: "Workspace", found: SearchResult, some: Iterable[Hit] | None = None
) -> Iterator[dict[str, Any]]:
    """Each hit, or ``some``, as what ``json`` can write (``docs/json.md``)."""
    from tix.actions.ticket_data import ticket_objects  # most runs ask for none

    hits = list(found.hits() if some is None else some)
    objects = ticket_objects(workspace, [hit.filed for hit in hits])
    for ticket, hit in zip(objects, hits, strict=True):
        yield {
            "ticket": ticket,
            "score": hit.score,
            "passage": _passage_object(hit.passage, found.terms) if hit.passage else None,
        }


def _passage_object(where: Passage, terms: Sequence[Contains]) -> dict[str, Any]:
    return {
        "comment": where.comment.id if where.comment else None,
        "text": where.line,
        "matches": [list(span) for span in spans(where.line, terms)],
        "field": where.column,
    }
