"""Histories of a record: three clones that change it and sync in any order lose nothing.

Each clone syncs as ``tix sync`` does: what the remote has is merged with its own, on the base of
what it had last. Who changes a value has seen what stands there then; what nobody who had seen it
changed must be there at the end, in the field or in a note.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ANA, NOW
from tests.model.records.test_merge import values_of
from tests.scale import usual
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.merge.files import merge_record_files
from tix.model.record.document import dump, load
from tix.model.record.fields import Field
from tix.model.record.kind import RecordKind
from tix.model.record.notes import answered, asides_of
from tix.model.records.kinds import KINDS

CLONES = 3


@dataclass
class Clone:
    data: bytes
    base: bytes
    seen: frozenset[int] = frozenset()


@dataclass
class Deed:
    """A value that somebody set, an item that was added, a comment; ``before`` had been seen."""

    field: str
    text: str
    before: frozenset[int]


@dataclass
class History:
    kind: RecordKind[Any]
    remote: bytes
    remote_deeds: frozenset[int] = frozenset()
    deeds: list[Deed] = field(default_factory=list)
    clones: list[Clone] = field(default_factory=list)

    def record(self, clone: Clone) -> Any:
        return load(self.kind, clone.data, name="acme").record

    def change(self, clone: Clone, name: str, text: str, record: Any) -> None:
        document = load(self.kind, clone.data, name="acme")
        self.deeds.append(Deed(name, text, clone.seen))
        clone.data = document.save(record)
        clone.seen |= {len(self.deeds) - 1}

    def sync(self, clone: Clone) -> None:
        merged = merge_record_files(self.kind, "acme", clone.base, clone.data, self.remote)
        self.remote_deeds |= clone.seen
        self.remote = clone.data = clone.base = merged.data
        clone.seen = self.remote_deeds


def settable(kind: RecordKind[Any]) -> list[Field]:
    return [f for f in kind.fields if f.name not in (*kind.needed, "redacted")]


@st.composite
def deeds_of(draw: st.DrawFn, kind: RecordKind[Any]) -> tuple[str, Any]:
    what = draw(st.sampled_from(["sync", "sync", "set", "set", "set", "comment"]))
    if what != "set":
        return what, None
    one = draw(st.sampled_from(settable(kind)))
    value = draw(values_of(kind, one).filter(lambda value: value not in (None, ())))
    return one.name, value


@st.composite
def plans(draw: st.DrawFn) -> tuple[RecordKind[Any], list[tuple[int, tuple[str, Any]]]]:
    kind = draw(st.sampled_from([kind for kind in KINDS if settable(kind)]))
    step = st.tuples(st.integers(0, CLONES - 1), deeds_of(kind))
    return kind, draw(st.lists(step, min_size=2, max_size=14))


@settings(max_examples=usual(120), deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_nothing_is_lost(
    plan: tuple[RecordKind[Any], list[tuple[int, tuple[str, Any]]]],
) -> None:
    kind, steps = plan
    start = dump(kind, replace(kind.blank, id="acme", **dict.fromkeys(kind.needed, "2026-0001")))
    history = History(kind, start)
    history.clones = [Clone(start, start) for _ in range(CLONES)]
    for number, (at, (what, value)) in enumerate(steps):
        clone = history.clones[at]
        record = history.record(clone)
        if what == "sync":
            history.sync(clone)
        elif what == "comment":
            ident, text = f"c-aaaa{number:02}", f"Call {number}"
            when = NOW + timedelta(minutes=number)
            new = changes.add_comment(record, ident, ANA, text, when, internal=True)
            history.change(clone, f"comment {ident}", text, new)
        else:
            one = kind.by_name[what]
            if one.many:
                new = one.put(record, tuple(dict.fromkeys((*one.of(record), *value))))
                for item in value:
                    history.change(clone, what, one.kind.dump(item), new)
            else:
                new = one.put(answered(record, what), value)
                history.change(clone, what, one.kind.dump(value), new)
    for _ in range(2):
        for clone in history.clones:
            history.sync(clone)
    assert len({clone.data for clone in history.clones}) == 1
    nothing_is_lost(history)


def nothing_is_lost(history: History) -> None:
    record = history.record(history.clones[0])
    comments = {f"comment {comment.id}": comment.text for comment in record.comments}
    noted = {(aside.field, aside.value) for aside in asides_of(record)}
    for deed in history.deeds:
        # a merge can't tell two apart who said the same: whoever saw one of them saw both
        same = {
            n for n, d in enumerate(history.deeds) if (d.field, d.text) == (deed.field, deed.text)
        }
        if deed.field.startswith("comment "):
            assert comments.get(deed.field) == deed.text
        elif history.kind.by_name[deed.field].many:
            assert deed.text in history.kind.by_name[deed.field].texts(record)
        elif not any(other.field == deed.field and same & other.before for other in history.deeds):
            there = history.kind.by_name[deed.field].texts(record)
            assert deed.text in there or (deed.field, deed.text) in noted, deed
