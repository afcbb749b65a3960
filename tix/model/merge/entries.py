"""Merging lists of entries, three-way by what tells entries apart.

The numbered cases are those of ``docs/merge-rules.md``:

E1. Added on either side: there. Changed on one side: the change.
E2. Removed on one side, untouched on the other: gone. Removed and changed: the change stays.
E3. Changed on both sides: the line by the rule for texts, the other one goes into a note; of a
    wait the one that ends earlier, without a note (``EntryForm.pick``).
E4. A line with the identity of another one in the same list is an entry by itself.

Where both sides changed the list, it is sorted.
"""

from collections.abc import Iterable

from tix.model.merge.threeway import ThreeWay
from tix.model.record.entries import EntryForm
from tix.model.record.fields import Field
from tix.quick_typing import Any

_Key = tuple[object, str]


def merged_entries(merge: ThreeWay[Any], field: Field) -> tuple[Any, ...]:
    """The entries of both sides."""
    form = field.kind.form
    assert form is not None, "only lists of entries are merged by identity"
    base, ours, theirs = (field.of(record) for record in (merge.base, *merge.sides))
    if ours == theirs or theirs == base:
        return tuple(ours)
    if ours == base:
        return tuple(theirs)
    before, left, right = (_by_identity(form, entries) for entries in (base, ours, theirs))
    found = []
    for key in {**left, **right}:
        known, mine, yours = before.get(key), left.get(key), right.get(key)
        if mine == yours or yours == known:  # E1, E2
            stays = mine
        elif mine == known:
            stays = yours
        elif mine is None or yours is None:
            stays = mine or yours
        else:
            stays = _of_both(merge, field, form, known, mine, yours)
        if stays is not None:
            found.append(stays)
    return tuple(sorted(dict.fromkeys(found), key=lambda e: (form.order(e), form.dump(e))))


def _of_both(
    merge: ThreeWay[Any], field: Field, form: EntryForm[Any], base: Any, ours: Any, theirs: Any
) -> Any:
    """E3. A line from which a secret was taken may be none any more: then no secret is."""
    if form.pick:
        return form.pick(ours, theirs)
    known, mine, yours = (entry and form.dump(entry) for entry in (base, ours, theirs))
    line = merge.of(field.name, known, mine, yours)
    try:
        return form.parse(line)
    except ValueError:
        return max(ours, theirs, key=lambda entry: (len(form.dump(entry)), form.dump(entry)))


def _by_identity(form: EntryForm[Any], entries: Iterable[Any]) -> dict[_Key, Any]:
    """The entries by identity; those that share one beside the first of them (E4) by line, too."""
    found: dict[_Key, Any] = {}
    for entry in sorted(entries, key=form.dump):
        identity = form.identity(entry)
        if (identity, "") in found and found[identity, ""] != entry:
            found[identity, form.dump(entry)] = entry
        else:
            found[identity, ""] = entry
    return found
