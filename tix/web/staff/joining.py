"""Two who edit one ticket or record: what one of them saw, and what they are told of the other."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from tix.errors import TixError
from tix.frozen import replace
from tix.model.changes.editing import FieldEditor
from tix.model.record import notes
from tix.model.record.kind import R
from tix.model.ticket.ticket import Ticket

ValueOf = Callable[[R, str], str]
"""A field's value, or ``body``, as one types it."""

_SHOWN = 80
"""Characters of a value that a sentence quotes."""


def as_seen(
    seen: Mapping[str, str], editor: FieldEditor, value_of: ValueOf[R]
) -> Callable[[R], R]:  # what ``edit_fields`` and ``edit_record`` want to know
    """A function that gives a record as it was when somebody saw these values in it."""

    def seen_then(record: R) -> R:
        for name, text in seen.items():
            if value_of(record, name).strip() == text.strip():
                continue
            if name == "body":
                record = replace(record, body=text)
            elif name == "status" and isinstance(record, Ticket):
                record = replace(record, status=text or None)
            else:
                with suppress(TixError):  # a word that the desk no longer has
                    record = editor.set(record, name, text)
        return record

    return seen_then


def told(before: R, after: R, seen: Mapping[str, str], value_of: ValueOf[R]) -> list[str]:
    """What a merge has set aside, or joined, if somebody else was quicker."""
    known = {comment.id for comment in before.comments}
    new = [comment for comment in after.comments if comment.id not in known]
    asides = [aside for comment in new if (aside := notes.aside_of(after, comment))]
    if asides:
        return [_set_aside(after, aside, value_of) for aside in asides]
    names = [name for name, text in seen.items() if value_of(before, name).strip() != text.strip()]
    if not names:
        return []
    return [f"Somebody else changed {', '.join(names)} meanwhile; both were joined."]


def _set_aside(after: R, aside: notes.Aside, value_of: ValueOf[R]) -> str:
    now = _quoted(value_of(after, aside.field))
    return (
        f"Somebody else changed {aside.field} meanwhile. It is now {now};"
        f" {_quoted(aside.value)} is in a note below."
    )


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
