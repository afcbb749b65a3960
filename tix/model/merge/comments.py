"""Merging comments, three-way by id.

1. Added on either side: there.
2. Removed on one side, untouched on the other: gone. Removed and changed: the change stays.
3. Text changed on both sides: merged by lines.
4. Two different comments (another time or author) that share an id: both, the larger one with an
   id made from its content.
5. What one side wrote for internal eyes is never made public.
"""

from dataclasses import dataclass, replace

from tix.model.merge.notes import Aside, derived_id
from tix.model.merge.texts import merge_texts
from tix.model.ticket import Comment, Ticket
from tix.model.times import format_time


@dataclass(frozen=True, slots=True)
class MergedComments:
    """The comments, by time and id, and parts of texts that were set aside."""

    comments: tuple[Comment, ...]
    asides: tuple[Aside, ...]


def merge_comments(base: Ticket, ours: Ticket, theirs: Ticket) -> MergedComments:
    """The comments of both sides."""
    before, left, right = (
        {comment.id: comment for comment in ticket.comments} for ticket in (base, ours, theirs)
    )
    out: list[Comment] = []
    asides: list[Aside] = []
    for ident in sorted({**left, **right}):
        known, mine, yours = before.get(ident), left.get(ident), right.get(ident)
        if mine == yours or yours == known:
            out += [mine] if mine else []
        elif mine == known:
            out += [yours] if yours else []
        elif mine is None or yours is None:  # 2
            out += [mine or yours]  # type: ignore[list-item]  # one of them is there
        elif _same(mine, yours):
            out.append(
                _merged(known if known and _same(known, mine) else None, mine, yours, asides)
            )
        else:  # 4
            smaller, larger = sorted((mine, yours), key=_content)
            out += [smaller, replace(larger, id="c-" + derived_id(6, *_content(larger)))]
    ordered = sorted({comment.id: comment for comment in out}.values(), key=_place)
    return MergedComments(tuple(ordered), tuple(asides))


def _same(left: Comment, right: Comment) -> bool:
    return (left.at, left.author) == (right.at, right.author)


def _merged(base: Comment | None, ours: Comment, theirs: Comment, asides: list[Aside]) -> Comment:
    """3 and 5: one comment whose text or visibility both sides changed."""
    merged = merge_texts(base.text if base else "", ours.text, theirs.text)
    asides += [Aside(f"comment {ours.id}", value) for value in merged.asides]
    return replace(ours, text=merged.text, internal=ours.internal or theirs.internal)


def _content(comment: Comment) -> tuple[str, str, str, str]:
    return (format_time(comment.at), str(comment.author), str(comment.internal), comment.text)


def _place(comment: Comment) -> tuple[str, str]:
    return (format_time(comment.at), comment.id)
