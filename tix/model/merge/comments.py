"""Merging comments, three-way by id. The numbered cases are those of ``docs/merge-rules.md``.

C1. Added on either side: there. Changed on one side: the change.
C2. Removed on one side, untouched on the other: gone. Removed and changed: the change stays.
C3. Text changed on both sides: by lines, as the body; what is set aside goes into a note. Without
    a base the longer text stays, and the other goes into a note (T4).
C4. What one side wrote for internal eyes is never made public.
C0. Comments by ``tix rules`` (R3) or ``tix ci`` that have one id are one, made by both sides:
    the earlier time, and, where the base has none, the larger text. Nothing is noted.
    So is what somebody said in the same words under one id at two times (an event, or a comment
    with a key, that two clones took in).
C5. Different comments (another time or author) that share an id: all, the later ones with an id
    made from their id, time and author, in all three versions, before anything else.
"""

from collections.abc import Iterable
from datetime import datetime

from tix.frozen import dataclass, replace
from tix.model.merge.texts import merge_texts, one_of
from tix.model.people import BY_THEMSELVES, Person
from tix.model.record.notes import Aside, comment_field, derived_id
from tix.model.record.values import Comment
from tix.model.times import format_time

_Place = tuple[str, str]
"""The identity of a comment besides its id: time and author."""


@dataclass(frozen=True, slots=True)
class MergedComments:
    """The comments, by time and id, and parts of texts that were set aside."""

    comments: tuple[Comment, ...]
    asides: tuple[Aside, ...]


def merge_comments(
    base: Iterable[Comment], ours: Iterable[Comment], theirs: Iterable[Comment]
) -> MergedComments:
    """The comments of both sides."""
    versions = [tuple(comments) for comments in (base, ours, theirs)]
    versions = _same_words_as_one(_rules_as_one(versions))
    first = _first_places(comment for version in versions for comment in version)
    before, left, right = (_by_id(version, first) for version in versions)
    found: list[Comment] = []
    asides: list[Aside] = []
    for ident in sorted({**left, **right}):
        known, mine, yours = before.get(ident), left.get(ident), right.get(ident)
        if mine == yours or yours == known:  # C1, C2
            found += [mine] if mine else []
        elif mine == known:
            found += [yours] if yours else []
        elif mine and yours:
            comment, values = _merged(known, mine, yours)
            found.append(comment)
            asides += [Aside(comment_field(ident), value) for value in values]
        else:
            found += [comment for comment in (mine, yours) if comment]
    return MergedComments(in_order(found), tuple(asides))


def in_order(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """By time, then by id."""
    return tuple(sorted(comments, key=lambda comment: (comment.at, comment.id)))


def _merged(
    base: Comment | None, ours: Comment, theirs: Comment
) -> tuple[Comment, tuple[str, ...]]:
    """One comment that both sides changed (C3, C4), and what was set aside of its text."""
    texts = ours.text, theirs.text
    merged = merge_texts(base.text, *texts) if base else one_of(*texts)
    comment = replace(ours, text=merged.text, internal=ours.internal or theirs.internal)
    return comment, merged.asides


# -- what both sides' rules said (C0) -------------------------------------------------------------


def _rules_as_one(versions: list[tuple[Comment, ...]]) -> list[tuple[Comment, ...]]:
    """The versions, in which a comment that tix makes by itself is the same everywhere."""
    if not any(comment.author in BY_THEMSELVES for version in versions for comment in version):
        return versions
    base, *sides = ({c.id: c for c in version if c.author in BY_THEMSELVES} for version in versions)
    every = [c for version in versions for c in version if c.author in BY_THEMSELVES]
    first = {c.id: min(other.at for other in every if other.id == c.id) for c in every}
    said = {c.id: _larger(c, sides[1][c.id]) for c in sides[0].values() if c.id in sides[1]}

    def united(comment: Comment) -> Comment:
        if comment.author not in BY_THEMSELVES:
            return comment
        if comment.id in said and comment.id not in base:
            comment = said[comment.id]
        return replace(comment, at=first[comment.id])

    return [tuple(map(united, version)) for version in versions]


def _larger(one: Comment, other: Comment) -> Comment:
    """The comment with the larger text; internal if either is (C4)."""
    larger = max(one, other, key=lambda comment: (len(comment.text), comment.text))
    return replace(larger, internal=one.internal or other.internal)


def _same_words_as_one(versions: list[tuple[Comment, ...]]) -> list[tuple[Comment, ...]]:
    """The versions, in which what was said in the same words under one id has one time."""
    times: dict[tuple[str, Person], dict[datetime, set[str]]] = {}
    for comment in (comment for version in versions for comment in version):
        said = times.setdefault((comment.id, comment.author), {})
        said.setdefault(comment.at, set()).add(comment.text)
    first = {
        who: min(said)
        for who, said in times.items()
        if len(said) > 1 and sum(map(len, said.values())) > len(set().union(*said.values()))
    }
    if not first:
        return versions
    return [
        tuple(replace(c, at=first.get((c.id, c.author), c.at)) for c in version)
        for version in versions
    ]


# -- ids that are shared (C5) ---------------------------------------------------------------------


def _place(comment: Comment) -> _Place:
    return format_time(comment.at), str(comment.author)


def _first_places(comments: Iterable[Comment]) -> dict[str, _Place]:
    """Of the comments that have an id, the one that keeps it."""
    first: dict[str, _Place] = {}
    for comment in comments:
        place = _place(comment)
        first[comment.id] = min(place, first.get(comment.id, place))
    return first


def _by_id(comments: Iterable[Comment], first: dict[str, _Place]) -> dict[str, Comment]:
    """A version's comments, each under an id of its own."""
    found: dict[str, Comment] = {}
    for comment in comments:
        place = _place(comment)
        if place != first[comment.id]:
            comment = replace(comment, id=f"c-{derived_id(6, comment.id, *place)}")
        if found.setdefault(comment.id, comment) != comment:  # twice in one file
            again = replace(comment, id=f"c-{derived_id(6, comment.id, *place, comment.text)}")
            found[again.id] = again
    return found
