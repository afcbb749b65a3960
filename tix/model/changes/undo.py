"""Taking back what a command did to a record, without what others did since."""

from collections.abc import Sequence

from tix.frozen import dataclass, replace
from tix.model.changes.changes import set_team_field
from tix.model.record.kind import R, Record, RecordKind
from tix.model.record.values import Comment
from tix.quick_typing import Any, Generic

_STATUS = ("status", "since", "resolved", "closed", "resolution")
"""These belong together and are taken back together."""


@dataclass(frozen=True, slots=True)
class TakenBack(Generic[R]):
    """The record afterwards, and what was left because it has been changed again since."""

    record: R
    left: tuple[str, ...]


def take_back(kind: RecordKind[R], before: R, after: R, current: R) -> TakenBack[R]:
    """Undo the step from ``before`` to ``after`` in ``current``.

    1. What still is as the command left it becomes what it was before.
    2. Of lists, the items that came go and the items that went come back.
    3. Everything else has been changed since: it stays.
    4. That a time rule has fired stays (R2 of ``docs/rules.md``): else it would fire again.
    """
    values: dict[str, Any] = {}
    left: list[str] = []
    together = [name for name in _STATUS if name in kind.by_name]
    _take_back_together(together, (before, after, current), values, left)
    apart = {*together, "fired"}  # 4
    others = [field.attribute for field in kind.fields if field.name not in apart]
    for name in [*others, "body"]:
        old, new, now = (getattr(record, name) for record in (before, after, current))
        if old == new:
            continue
        if now == new:  # 1
            values[name] = old
        elif isinstance(now, tuple):  # 2
            values[name] = _items_back(old, new, now)
        elif now != old:  # 3
            left.append(name)
    record = replace(current, **values, comments=_comments_back(before, after, current, left))
    return TakenBack(_team_fields_back(before, after, record, left), tuple(left))


def _take_back_together(
    names: Sequence[str], versions: Sequence[Record], values: dict[str, Any], left: list[str]
) -> None:
    old, new, now = ([getattr(record, name) for name in names] for record in versions)
    if old in (new, now):
        return
    if now == new:
        values.update(zip(names, old, strict=True))
    else:
        left.append(names[0])


def _items_back(old: tuple[Any, ...], new: tuple[Any, ...], now: tuple[Any, ...]) -> Any:
    kept = tuple(item for item in now if item in old or item not in new)
    return (*kept, *(item for item in old if item not in new and item not in kept))


def _comments_back(
    before: Record, after: Record, current: Record, left: list[str]
) -> tuple[Comment, ...]:
    old = {comment.id: comment for comment in before.comments}
    new = {comment.id: comment for comment in after.comments}
    now = {comment.id: comment for comment in current.comments}
    for ident in {**old, **new}:
        if old.get(ident) == new.get(ident):
            continue
        if now.get(ident) != new.get(ident):
            left.append(ident)
        elif ident in old:
            now[ident] = old[ident]
        else:
            del now[ident]
    return tuple(sorted(now.values(), key=lambda comment: (comment.at, comment.id)))


def _team_fields_back(before: R, after: R, record: R, left: list[str]) -> R:
    names = {field.name: None for field in (*before.team_fields, *after.team_fields)}
    for name in names:
        old, new, now = (t.team_field(name) for t in (before, after, record))
        if old == new:
            continue
        if now == new:
            record = set_team_field(record, name, old)
        elif now != old:
            left.append(name)
    return record
