"""How well a ticket fits the words that were searched for, and the passage that shows it.

``score`` weighs where the words stand: title before labels and id, before the body, before
comments; each further place counts for less than the one before. Equal scores are told apart by
who asks (newer first). An index that ranks by itself takes the place of ``score``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import log2

from tix.model.ticket import Comment, Ticket
from tix.query.predicates import SHORTEST_ID_IN_TEXT
from tix.values import dataclass

_TITLE, _LABEL, _ID, _BODY, _COMMENT = 8.0, 5.0, 5.0, 2.0, 1.0
_WHOLE_WORD = 1.5
"""By how much more a match counts that is a word of its own."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A line that has some of the words. ``comment`` is where it stands; None is the body."""

    line: str
    comment: Comment | None = None


def score(ticket: Ticket, terms: Sequence[str]) -> float:
    """How well the ticket fits, 0 or more. ``terms`` are ``Query.text_terms``."""
    return sum(_score_of(ticket, term) for term in terms)


def passage(ticket: Ticket, terms: Sequence[str]) -> Passage | None:
    """The line of the body, or of a comment, in which most of the words begin; of equals the first.

    None if the words stand in the title, the labels or the id only.
    """
    best: tuple[int, Passage] | None = None
    for text, comment in ((ticket.body, None), *((c.text, c) for c in ticket.comments)):
        for start, found in _terms_by_line(text, terms).items():
            if best is None or found > best[0]:
                line = text[start:].partition("\n")[0]
                best = (found, Passage(line, comment))
    return best[1] if best else None


def spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text, without case: (start, end) in order, never overlapping."""
    folded, origins = _folded(text)
    places = [match.span() for term in terms for match in _pattern(term).finditer(folded)]
    if origins is not None:
        places = [(origins[start], origins[end - 1] + 1) for start, end in places]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _score_of(ticket: Ticket, term: str) -> float:
    comments = "\n".join(comment.text for comment in ticket.comments)
    prefix = term.removeprefix("#")
    is_id = len(prefix) >= SHORTEST_ID_IN_TEXT and ticket.id.startswith(prefix)
    return (
        _TITLE * _weight(ticket.title, term)
        + _LABEL * _weight("\n".join(ticket.labels), term)
        + _ID * is_id
        + _BODY * _weight(ticket.body, term)
        + _COMMENT * _weight(comments, term)
    )


def _weight(text: str, term: str) -> float:
    """0 without a match, 1 for one, slowly more for more; a whole word counts for more."""
    folded = text.casefold()
    if term.split(" ", 1)[0] not in folded:
        return 0.0
    places = [(match.start(), match.end()) for match in _pattern(term).finditer(folded)]
    whole = any(_is_whole(folded, start, end) for start, end in places)
    return log2(1 + len(places)) * (_WHOLE_WORD if whole else 1.0)


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())


def _pattern(term: str) -> re.Pattern[str]:
    """A word, or a phrase between whose words any white space may stand."""
    return re.compile(r"\s+".join(map(re.escape, term.split())))


def _folded(text: str) -> tuple[str, list[int] | None]:
    """The text in lower case, and for each of its characters where it comes from (None: itself)."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded, None
    return folded, [place for place, char in enumerate(text) for _ in char.casefold()]


def _terms_by_line(text: str, terms: Sequence[str]) -> dict[int, int]:
    """For each line, by the place where it begins, how many of the words begin in it; in order."""
    lines: Counter[int] = Counter()
    for term in terms:
        lines.update({text.rfind("\n", 0, start) + 1 for start, _ in spans(text, (term,))})
    return dict(sorted(lines.items()))
