"""Clusters of similar tickets: the same problem, told several times.

A ticket is a vector of the words of its title and of the first lines of its text, of length 1.
A word weighs much as in ``tix.query.similar``: the rarer, the more; but what a few tickets have
weighs hardly less than what one has alone, so that a problem is seen among few tickets, too, of
which many have its words. Words that begin alike (*fails*, *failing*) are one word; numbers count
for little, since a problem that comes back has others, and so do names with digits (*server12*)
that one ticket alone has. How much two vectors are alike is their inner product (the cosine of the
angle between them).

Clusters grow from the bottom: the two that are most alike become one, again and again, until no two
are alike enough. Two tickets that begin a cluster must be more alike than what joins one: of two,
the mean is a single pair, which a rare word or two may have in common by chance. Titles alone must
be alike, too: the name of a part of a program, a form to fill in or a list of steps fills the texts
of many problems, and what each is about stands in its title (if that has more than a word or two).
Only texts that are nearly the same need no titles.

How much two clusters are alike is the mean over all pairs of a ticket of one and a ticket of the
other (group average linkage, UPGMA: Sokal and Michener, 1958), which is the inner product of their
mean vectors. So a cluster doesn't grow into a chain whose ends have nothing in common. Only tickets
that share rare words are compared, so the time grows with the number of tickets and not with that
of their pairs.

Tickets are taken in the order of their ids, and of equals the first: the same tickets give the same
clusters in whatever order they come.
"""

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log, sqrt

from tix.frozen import dataclass
from tix.query.similar import begin_alike
from tix.query.tokens import tokens
from tix.quick_typing import Protocol

_ALIKE = 0.28
"""How much two clusters are alike that become one, at least."""

_BEGINNING = 0.33
"""The same of two single tickets. (In 421 real issues about a quarter of the clusters hold two
problems with it, and half of them with 0.25.)"""

_POSSIBLE = 0.15
"""How much two tickets are alike that are looked at as a pair, at least."""

_TITLES_BEGINNING, _TITLES = 0.3, 0.15
"""How much the titles alone are alike, at least: of two single tickets, and of two clusters. (Of
644 real tasks of one program, clusters lose every fifth pair by it, nine of ten of these false.)"""

_NEARLY_SAME = 0.5
"""Two clusters that are so much alike become one whatever their titles are."""

_SHORT = 3
"""A title with fewer words is one together with its text."""

_FEW = 6
"""In how many tickets a word stands that is about as rare as one in a single ticket."""

_LINES, _LONGEST = 5, 40
"""How many lines of the text count, and how many words of title and text each."""

_IN_TEXT = 0.5
"""The weight of a word that stands in the text only, relative to one in the title."""

_NUMBER = 0.35
"""The weight of a number, about half that of a word which all have."""

_LOOKED_AT = 120
"""How many tickets with the same rare words a ticket is compared with, about."""

_NEIGHBOURS = 10
"""How many of them are compared by all their words."""

_WORDS = 4
"""How many words tell what a cluster is about."""

_Vector = Mapping[int, float]


class Told(Protocol):
    """A ticket, or whatever else tells a problem."""

    @property
    def id(self) -> str:
        """Its id, or another text that no other has."""

    @property
    def title(self) -> str:
        """What it is about."""

    @property
    def body(self) -> str:
        """Its text."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tickets that tell the same problem, the most typical first (of equals, and of two, the one
    with more words in its title, then the lowest id).

    ``ids`` has at least two. ``title`` is that of the first; ``words`` are what most of them have
    in common, as the most write it, what tells most first.
    """

    ids: tuple[str, ...]
    title: str
    words: tuple[str, ...]


def clusters(told: Iterable[Told], least: int = 2) -> list[Cluster]:
    """The clusters of at least so many of these tickets (two or more), the largest first.

    A ticket is in one cluster or in none. Clusters of one size stand in the order of their titles.
    """
    tickets = sorted(told, key=lambda each: each.id)
    vectors, titles, words = _vectors(tickets)
    groups = _Linkage(vectors, titles).groups()
    found = [
        _cluster([tickets[place] for place in group], [vectors[place] for place in group], words)
        for group in groups
        if len(group) >= max(2, least)
    ]
    return sorted(found, key=lambda cluster: (-len(cluster.ids), cluster.title, cluster.ids))


# Vectors -----------------------------------------------------------------------------------------


def _vectors(tickets: Sequence[Told]) -> tuple[list[_Vector], list[_Vector], list[str]]:
    """The vector of each ticket, that of its title, and the word that each number stands for."""
    titles = [_first_words(ticket.title) for ticket in tickets]
    texts = [_first_words("\n".join(ticket.body.split("\n")[:_LINES])) for ticket in tickets]
    written = Counter(
        word for both in zip(titles, texts, strict=True) for word in {*both[0], *both[1]}
    )
    stems = _stems(written)
    stemmed = [
        ({stems[word] for word in title}, {stems[word] for word in text})
        for title, text in zip(titles, texts, strict=True)
    ]
    counts = Counter(stem for title, text in stemmed for stem in title | text)
    weights = {stem: _weight(stem, count, len(tickets)) for stem, count in counts.items()}
    numbers = {stem: number for number, stem in enumerate(sorted(counts))}
    vectors = [
        _unit(
            {numbers[stem]: weights[stem] for stem in sorted(title)}
            | {numbers[stem]: weights[stem] * _IN_TEXT for stem in sorted(text - title)}
        )
        for title, text in stemmed
    ]
    of_titles = [
        _unit({numbers[stem]: weights[stem] for stem in sorted(title)})
        if len(title) >= _SHORT
        else vector
        for (title, _), vector in zip(stemmed, vectors, strict=True)
    ]
    return vectors, of_titles, _as_written(written, stems, numbers)


def _first_words(text: str) -> list[str]:
    return tokens(text)[:_LONGEST]


def _stems(words: Iterable[str]) -> dict[str, str]:
    """For each word the first one, in the order of the alphabet, that begins like it."""
    stems: dict[str, str] = {}
    stem = ""
    for word in sorted(words):
        if not begin_alike(stem, word):
            stem = word
        stems[word] = stem
    return stems


def _as_written(
    counts: Mapping[str, int], stems: Mapping[str, str], numbers: Mapping[str, int]
) -> list[str]:
    """For each number the commonest of the words that it stands for."""
    found = [""] * len(numbers)
    for word in sorted(counts, key=lambda word: (-counts[word], word)):
        number = numbers[stems[word]]
        found[number] = found[number] or word
    return found


def _weight(word: str, count: int, tickets: int) -> float:
    is_number = word.isdigit() or (count == 1 and any(char.isdigit() for char in word))
    return _NUMBER if is_number else log(1 + (tickets + _FEW) / (count + _FEW))


def _unit(vector: Mapping[int, float]) -> _Vector:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {word: weight / length for word, weight in vector.items()} if length else {}


def _product(one: _Vector, other: _Vector) -> float:
    if len(other) < len(one):
        one, other = other, one
    total = 0.0
    for word, weight in one.items():  # most of the time of all goes by here
        if word in other:
            total += weight * other[word]
    return total


# Clusters ----------------------------------------------------------------------------------------


class _Linkage:
    """Clusters in the making, each with a number; the first ones are single vectors.

    ``_sums`` has the sum of a cluster's vectors, None if it has become a part of another one;
    ``_titles`` that of its titles' vectors.
    """

    def __init__(self, vectors: Sequence[_Vector], titles: Sequence[_Vector]) -> None:
        members: dict[tuple[tuple[int, float], ...], list[int]] = {}
        for place, vector in enumerate(vectors):
            if vector:
                members.setdefault(tuple(vector.items()), []).append(place)  # equals are one
        self._members = list(members.values())
        self._sums: list[_Vector | None] = [
            {word: weight * len(places) for word, weight in same}
            for same, places in members.items()
        ]
        self._titles: list[_Vector] = [
            {word: weight * len(places) for word, weight in titles[places[0]].items()}
            for places in self._members
        ]
        self._near: list[set[int]] = [set() for _ in members]
        self._pairs: list[tuple[float, int, int]] = []
        for one, other in _candidates([dict(same) for same in members]):
            self._compare(one, other, _POSSIBLE)

    def groups(self) -> list[list[int]]:
        """The places of the vectors of each cluster, in order."""
        while self._pairs:
            value, one, other = heapq.heappop(self._pairs)
            if -value < _ALIKE:
                break
            if self._sums[one] is None or self._sums[other] is None:
                continue
            if self._belong_together(one, other, -value):
                self._merge(one, other)
        alive = zip(self._members, self._sums, strict=True)
        return [sorted(members) for members, total in alive if total is not None]

    def _belong_together(self, one: int, other: int, value: float) -> bool:
        """Whether two clusters that are so much alike become one."""
        if value >= _NEARLY_SAME:
            return True
        pairs = len(self._members[one]) * len(self._members[other])
        titles = _product(self._titles[one], self._titles[other]) / pairs
        if pairs == 1:
            return value >= _BEGINNING and titles >= _TITLES_BEGINNING
        return titles >= _TITLES

    def _compare(self, one: int, other: int, least: float) -> None:
        """Keep how much two clusters are alike, if it is so much."""
        ours, theirs = self._sums[one], self._sums[other]
        if ours is None or theirs is None or other in self._near[one]:
            return
        pairs = len(self._members[one]) * len(self._members[other])
        value = _product(ours, theirs) / pairs
        if value >= least:
            self._near[one].add(other)
            self._near[other].add(one)
            heapq.heappush(self._pairs, (-value, min(one, other), max(one, other)))

    def _merge(self, one: int, other: int) -> None:
        both = len(self._sums)
        self._sums.append(_added(self._sums[one] or {}, self._sums[other] or {}))
        self._titles.append(_added(self._titles[one], self._titles[other]))
        self._members.append(self._members[one] + self._members[other])
        self._near.append(set())
        self._sums[one] = self._sums[other] = None
        for neighbour in sorted(self._near[one] | self._near[other]):
            self._compare(both, neighbour, _POSSIBLE)


def _candidates(vectors: Sequence[_Vector]) -> Iterator[tuple[int, int]]:
    """Each place, with the places of the vectors that share rare words and are most like it."""
    having: dict[int, list[int]] = {}
    for place, vector in enumerate(vectors):
        for word in vector:
            having.setdefault(word, []).append(place)
    for place, vector in enumerate(vectors):
        rough: dict[int, float] = {}
        left = _LOOKED_AT
        for word in sorted(vector, key=lambda word: (len(having[word]), word)):
            for other in _around(having[word], place, left):
                rough[other] = rough.get(other, 0.0) + vector[word] * vectors[other][word]
            left -= len(having[word])
            if left <= 0:
                break
        rough.pop(place, None)
        best = heapq.nsmallest(_NEIGHBOURS, ((-value, other) for other, value in rough.items()))
        yield from ((place, other) for _, other in best)


def _around(places: Sequence[int], place: int, enough: int) -> Sequence[int]:
    """These places; of more than enough those that come after one of them, the first last."""
    if len(places) <= enough:
        return places
    start = bisect_left(places, place)
    return [*places[start : start + enough], *places[: max(0, start + enough - len(places))]]


def _added(one: _Vector, other: _Vector) -> _Vector:
    total = dict(one)
    for word, weight in other.items():
        total[word] = total.get(word, 0.0) + weight
    return total


def _cluster(tickets: Sequence[Told], vectors: Sequence[_Vector], words: Sequence[str]) -> Cluster:
    having = Counter(word for vector in vectors for word in vector)
    total: _Vector = {}
    for vector in vectors:
        total = _added(total, vector)
    likeness = [
        round(_product(vector, total), 9) for vector in vectors
    ]  # equals, but for the order
    told = [len(_first_words(ticket.title)) for ticket in tickets]
    order = sorted(range(len(tickets)), key=lambda n: (-likeness[n], -told[n], n))
    common = [word for word in total if 2 * having[word] >= len(vectors)]
    telling = sorted(common, key=lambda word: (-total[word], word))[:_WORDS]
    return Cluster(
        tuple(tickets[place].id for place in order),
        tickets[order[0]].title,
        tuple(words[word] for word in telling),
    )
