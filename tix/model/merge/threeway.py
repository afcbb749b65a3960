"""Three versions of a record, and what has been set aside while they are merged.

The numbered cases are those of ``docs/merge-rules.md``:

1. One side changed a value: that one. Both to the same: that.
2. Both changed it, each differently: the rule of the field (``rules``) picks one, the other goes
   into a note. Deleted here and changed there: the change, and the deletion is noted.
"""

from tix.model.merge.lines import redacts
from tix.model.merge.rules import rule_for
from tix.model.merge.texts import without_secrets
from tix.model.record.kind import R, RecordKind
from tix.model.record.notes import REMOVED, Aside
from tix.quick_typing import Any, Generic


class ThreeWay(Generic[R]):
    """Base, ours and theirs (``sides``) of one record; ``asides`` grows."""

    def __init__(self, kind: RecordKind[R], base: R, ours: R, theirs: R) -> None:
        self.kind = kind
        self.base = base
        self.sides = (ours, theirs)
        self.asides: set[Aside] = set()

    def set_aside(self, field: str, value: str | None) -> None:
        """Keep a value that didn't win."""
        self.asides.add(Aside(field, value or REMOVED))

    def single(self, name: str) -> Any:
        """The value of a field that has one."""
        field = self.kind.by_name[name]
        return self.of(name, *(field.of(record) for record in (self.base, *self.sides)))

    def of(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        """One value of three, by the rule of the field ``name``."""
        if isinstance(base, str) and isinstance(ours, str) and isinstance(theirs, str):
            base, ours, theirs = without_secrets(base, ours, theirs)
        if ours == theirs or theirs == base:  # 1
            return ours
        if ours == base:
            return theirs
        if ours is None or theirs is None:  # 2
            self.set_aside(name, None)
            return theirs if ours is None else ours
        return self._picked(name, base, ours, theirs)

    def _picked(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        """Of two values the one that stays; beside a redaction nothing is noted."""
        taken_out = [value for value in (ours, theirs) if _redacts(base, value)]
        rule = rule_for(self.kind.by_name.get(name))
        winner = taken_out[0] if len(taken_out) == 1 else rule(ours, theirs)
        if not taken_out:
            self.set_aside(name, self._text(name, theirs if winner == ours else ours))
        return winner

    def _text(self, name: str, value: Any) -> str:
        field = self.kind.by_name.get(name)
        return field.kind.dump(value) if field and not isinstance(value, str) else str(value)


def _redacts(base: Any, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return redacts((base,) if isinstance(base, str) else (), (value,))
