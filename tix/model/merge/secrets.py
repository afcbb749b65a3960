"""What was taken out of any of three versions of a record is taken out of all of them.

R1. Every text of the three versions is held against the items in ``redacted`` of all of them, which
    the result keeps all; whatever they know becomes ``[redacted]``, before the other rules.
R2. What a side replaced by ``[redacted]`` in a text of the base goes out of merge notes as well,
    those that are there and those that this merge makes.
R3. ``short`` tells nothing to look for. Without a base, or where it may stand for a part of what
    both sides have added, a person must look.
"""

from collections.abc import Iterator

from tix.frozen import dataclass, replace
from tix.model.merge.texts import has_new_redaction, taken_out
from tix.model.record.kind import R, Record, RecordKind
from tix.model.record.notes import Aside
from tix.model.record.rewriting import with_notes, with_texts
from tix.model.record.taken_out import REDACTED, SHORT, TakenOutText, without
from tix.quick_typing import Generic


@dataclass(frozen=True, slots=True)
class CleanVersions(Generic[R]):
    """Three versions without what was taken out of any; ``secrets`` were found by R2."""

    base: R | None
    ours: R
    theirs: R
    secrets: tuple[str, ...] = ()

    def aside(self, aside: Aside) -> Aside:
        """The value as a note may keep it."""
        return Aside(aside.field, _without_all(aside.value, self.secrets))


def cleaned(kind: RecordKind[R], base: R | None, ours: R, theirs: R) -> CleanVersions[R]:
    """The three versions by R1 and R2. Raises TooMuchError."""
    base, ours, theirs = _by_items(kind, base, ours, theirs)
    secrets = _secrets(kind, base, ours, theirs) if base else ()
    if not secrets:
        return CleanVersions(base, ours, theirs)

    def clean(record: R) -> R:
        return with_notes(record, lambda value: _without_all(value, secrets))

    return CleanVersions(base and clean(base), clean(ours), clean(theirs), secrets)


def _by_items(kind: RecordKind[R], base: R | None, ours: R, theirs: R) -> tuple[R | None, R, R]:
    """R1."""
    items = items_of(base, ours, theirs)
    if not items:
        return base, ours, theirs
    known = TakenOutText(items)

    def clean(record: R) -> R:
        return replace(with_texts(kind, record, known.clean, known.clean_name), redacted=items)

    return base and clean(base), clean(ours), clean(theirs)


def items_of(*versions: Record | None) -> tuple[str, ...]:
    """All items of all versions: the first one's order, then the others' new ones, sorted."""
    first, *others = (version.redacted if version else () for version in versions)
    new = {item for items in others for item in items} - set(first)
    return tuple(dict.fromkeys((*first, *sorted(new))))


def _secrets(kind: RecordKind[R], base: R, ours: R, theirs: R) -> tuple[str, ...]:
    """R2: what either side took out of the base, the longest first."""
    before = dict(_texts(kind, base))
    found = {
        secret
        for side in (ours, theirs)
        for name, text in _texts(kind, side)
        if REDACTED in text and name in before
        for secret in taken_out(before[name], text)
    }
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def _without_all(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = without(text, secret)
    return text


def is_for_a_person(kind: RecordKind[R], base: R | None, ours: R, theirs: R) -> bool:
    """R3."""
    if base is None:
        return SHORT in ours.redacted or SHORT in theirs.redacted
    before = dict(_texts(kind, base))
    for side, other in ((ours, theirs), (theirs, ours)):
        if SHORT not in side.redacted:
            continue
        others = dict(_texts(kind, other))
        for name, text in _texts(kind, side):
            was, there = before.get(name, ""), others.get(name, "")
            if REDACTED in text and there not in (was, text) and has_new_redaction(was, text):
                return True
    return False


def _texts(kind: RecordKind[R], record: R) -> Iterator[tuple[str, str]]:
    """Its texts that a merge compares one by one, each under its name."""
    for field in kind.fields:
        value = field.of(record)
        if field.rewrite and not field.many and isinstance(value, str) and value:
            yield field.name, value
        elif value and (form := field.kind.form):
            for entry in value:
                yield f"{field.name} {form.identity(entry)}", form.dump(entry)
    for extra in record.team_fields:
        if isinstance(extra.value, str):
            yield f"field {extra.name}", extra.value
    yield "body", record.body
    for comment in record.comments:
        yield f"comment {comment.id}", comment.text
