"""Working on records beside tickets: adding, changing, removing and finding them.

One set of actions for every kind in the table of kinds (``tix.model.records.kinds``).
"""

from collections.abc import Callable, Sequence

from tix.actions.comment import commented
from tix.actions.edit import Edits, as_understood
from tix.errors import NeedsPersonError, TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.changes.typed_text import title as one_line
from tix.model.record.kind import R, RecordKind
from tix.model.record.notes import answered
from tix.model.record.rewriting import with_texts
from tix.model.record.taken_out import items_for, salt_of, without
from tix.model.records.kinds import is_name, is_new_name, is_reserved, name_for, named
from tix.quick_typing import TYPE_CHECKING, Any, Generic

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.record_writer import RecordWriter
    from tix.storage.store.transaction import Transaction


class NameTakenError(TixError):
    """There is a record of that name."""

    def __init__(self, kind: RecordKind[Any], name: str, title: str = "") -> None:
        super().__init__(
            f"there is {kind.one} {name} already{f': {title}' if title else ''}",
            hint=f"tix {kind.command_name} show {name}; or name the new one: --id ANOTHER-NAME",
        )


class BadNameError(UsageError):
    """Not a name that a record's file can have."""

    def __init__(self, name: str) -> None:
        why = "a-z, 0-9 and -, not over 60 characters"
        if is_reserved(name):
            why = "Windows keeps it for a device"
        super().__init__(
            f"{name!r} can't be a record's name: {why}",
            hint=f"like {name_for(name)}" if name.strip() else None,
        )


class NotInRecordError(NeedsPersonError):
    """The text to be redacted isn't in the record."""

    def __init__(self, kind: RecordKind[Any], name: str) -> None:
        super().__init__(f"that text isn't in {named(kind, name)}")


@dataclass(frozen=True, slots=True)
class RecordResult(Generic[R]):
    """A record after a change, and the commit; ``what`` is how a person would say it.

    ``before`` is the record as it stood, where there was one; ``doubt`` says what the user may not
    have meant.
    """

    record: R
    outcome: "Outcome"
    what: str
    is_changed: bool = True
    before: R | None = None
    doubt: str | None = None


def add_record(
    workspace: "Workspace",
    kind: RecordKind[R],
    title: str,
    edits: Edits,
    name: str | None = None,
    *,
    allow_new: bool = False,
) -> RecordResult[R]:
    """Make a record; its name is made from its title unless one is given.

    Raises NameTakenError, BadNameError, BadValueError.
    """
    edits = _with_customer(workspace, kind, edits)
    ident = name_for(title) if name is None else name
    if not is_new_name(kind, ident):
        raise BadNameError(ident)
    with workspace.transaction() as work:
        if workspace.records(kind).has(ident):
            raise NameTakenError(kind, ident, _title_of(workspace, kind, ident))
        title = one_line(title, kind.title)
        record = kind.by_name[kind.title].put(replace(kind.blank, id=ident), title)
        record = _edited(workspace, kind, record, edits, allow_new=allow_new)
        _writer(workspace, work, kind).add(record)
        outcome = work.commit(f"{named(kind, ident)}: add")
    return RecordResult(record, outcome, "added", doubt=_customer_doubt(workspace, kind, edits))


def edit_record(
    workspace: "Workspace",
    kind: RecordKind[R],
    name: str,
    edits: Edits,
    *,
    allow_new: bool = False,
    as_it_was: Callable[[R], R] | None = None,
) -> RecordResult[R]:
    """Change fields of a record.

    ``as_it_was`` gives the record as it was seen by who changes it: what others have changed since
    is merged, as between two clones. Raises NoSuchRecordError, BrokenRecordError, BadValueError.
    """
    edits = _with_customer(workspace, kind, edits)

    def change(record: R) -> R:
        seen = as_it_was(record) if as_it_was else record
        new = _edited(workspace, kind, seen, edits, allow_new=allow_new)
        if seen == record:
            return new
        from tix.model.merge.kinds import special_of  # hardly ever needed
        from tix.model.merge.records import merge_records

        special = special_of(kind)
        merged: R = merge_records(
            kind, seen, record, new, special, when=lambda: workspace.now
        ).record
        return merged

    editor = workspace.field_editor((), allow_new=allow_new, kind=kind)
    done = _changed(workspace, kind, name, change, as_understood(workspace, editor, edits))
    return replace(done, doubt=_customer_doubt(workspace, kind, edits))


def note_call(
    workspace: "Workspace", kind: RecordKind[R], name: str, text: str, *, public: bool = False,
    is_form: bool = False,
) -> RecordResult[R]:  # fmt: skip
    """Add a comment to a record: a customer's are notes of calls, for the team's own eyes.

    What an ``is_form`` says that was said just before is the same form, sent again.
    """
    author = workspace.user
    return _changed(
        workspace,
        kind,
        name,
        lambda record: commented(
            workspace, record, author, text, internal=not public, is_form=is_form
        ),
        "comment",
    )


def remove_comment(
    workspace: "Workspace", kind: RecordKind[R], name: str, comment: str
) -> RecordResult[R]:
    """Take a comment of a record away. Raises NoSuchCommentError."""
    return _changed(
        workspace, kind, name, lambda r: changes.remove_comment(r, comment), "remove a comment"
    )


def remove_record(workspace: "Workspace", kind: RecordKind[R], name: str) -> RecordResult[R]:
    """Take a record out of the desk; the history keeps it."""
    with workspace.transaction() as work:
        records = _writer(workspace, work, kind)
        record = records.get(name)
        records.remove(name)
        outcome = work.commit(f"{named(kind, name)}: remove")
    return RecordResult(record, outcome, "removed")


def redact_record(
    workspace: "Workspace", kind: RecordKind[R], name: str, secret: str, salt: str
) -> RecordResult[R]:
    """Replace a secret by ``[redacted]`` in a record, which remembers a hash of it.

    ``salt`` is for one that has none yet. Raises NotInRecordError.
    """

    def clean(text: str) -> str:
        return without(text, secret)

    def change(record: R) -> R:
        cleaned = with_texts(kind, record, clean, clean)
        if cleaned == record:
            raise NotInRecordError(kind, name)
        items = items_for(secret, salt_of(record.redacted) or salt)
        return replace(cleaned, redacted=tuple(dict.fromkeys((*record.redacted, *items))))

    from tix.storage.index.open import erase  # few commands throw it away

    done = _changed(workspace, kind, name, change, "redact a text")
    if not done.outcome.is_dry:
        erase(workspace.desk)
    return done


def places_with(workspace: "Workspace", kind: RecordKind[Any], name: str, secret: str) -> list[str]:
    """Where a record has a text that isn't among its values: its file's name, lines of the file."""
    path = workspace.records(kind).get(name).path
    lines = (workspace.desk.root / path).read_text().splitlines()
    found = [f"{path}:{number}" for number, line in enumerate(lines, 1) if secret in line]
    return [f"the name {path}", *found] if secret in name else found


def _writer(workspace: "Workspace", work: "Transaction", kind: RecordKind[R]) -> "RecordWriter[R]":
    from tix.storage.store.record_writer import RecordWriter  # who only looks needs none

    return RecordWriter(workspace.desk, work, kind)


def _title_of(workspace: "Workspace", kind: RecordKind[Any], name: str) -> str:
    """What a record is called; "" for one that can't be read."""
    try:
        return kind.title_of(workspace.records(kind).get(name).record)
    except TixError:
        return ""


def _edited(
    workspace: "Workspace",
    kind: RecordKind[R],
    record: R,
    edits: Edits,
    *,
    allow_new: bool = False,
) -> R:
    editor = workspace.field_editor([record], allow_new=allow_new, kind=kind)
    edited = edits.of_fields(editor, record)
    if edits.text is not None:
        edited = replace(answered(edited, "body"), body=edits.text)
    return edited


def customer_named(workspace: "Workspace", kind: RecordKind[Any], name: str, text: str) -> str:
    """The text for a field of that name: for a record's customer its name, where what was typed
    tells that one otherwise, such as a telephone number."""
    field = kind.by_any_name.get(name.casefold())
    if field is None or field.name != "customer":
        return text
    from tix.actions.customer_match import customer_told  # most records have no customer

    match = customer_told(workspace.customers, text)
    return match.customer.id if match else text


def _with_customer(workspace: "Workspace", kind: RecordKind[Any], edits: Edits) -> Edits:
    """The edits, with the customer that is set by name."""
    settings = [(n, customer_named(workspace, kind, n, text)) for n, text in edits.settings]
    return replace(edits, settings=settings)


def _customer_doubt(workspace: "Workspace", kind: RecordKind[Any], edits: Edits) -> str | None:
    """That the customer that is set has no record, if another one's was probably meant."""
    for name, text in edits.settings:
        if text and (field := kind.by_any_name.get(name.casefold())) and field.name == "customer":
            from tix.actions.customer_match import unknown_customer  # most records have none

            return unknown_customer(workspace.customers, text)
    return None


def _changed(
    workspace: "Workspace",
    kind: RecordKind[R],
    name: str,
    change: Callable[[R], R],
    what: str,
) -> RecordResult[R]:
    from tix.storage.git.commit_message import BY_HAND

    with workspace.transaction() as work:
        records = _writer(workspace, work, kind)
        before = records.get(name)
        after = change(before)
        records.put(after)
        said = what if after != before else BY_HAND
        outcome = work.commit(f"{named(kind, name)}: {said}")
    return RecordResult(after, outcome, what, is_changed=after != before, before=before)


# -- naming -----------------------------------------------------------------------------------


def resolve_record(workspace: "Workspace", kind: RecordKind[R], typed: str) -> str:
    """The name of the record that a person means: its name, or an unambiguous beginning of it,
    what it is called, or what else its kind is known by. Raises NoSuchRecordError,
    AmbiguousNameError."""
    files = workspace.records(kind)
    names = files.names()
    folded = typed.strip().casefold()
    if folded in names:
        return folded
    found = [name for name in names if folded and name.startswith(folded)]
    if kind.has_variants and "." not in folded:
        found = list(dict.fromkeys(name.partition(".")[0] for name in found))
    if len(found) == 1:
        return found[0]
    called = [f.record.id for f in files.heads if kind.title_of(f.record).casefold() == folded]
    if len(called) == 1:
        return called[0]
    found = found or [each.id for each in kind.told((f.record for f in files.heads), typed)[1]]
    if found:
        if len(found) > 1:
            raise AmbiguousNameError(kind, typed, found)
        return found[0]
    name = folded if is_name(kind, folded) else name_for(typed)
    if not files.has(name):
        from tix.storage.store.record_files import NoSuchRecordError

        raise NoSuchRecordError(kind, typed, iter(names))
    return name


class AmbiguousNameError(UsageError):
    """Several records' names begin like that."""

    exit_code = 3

    def __init__(self, kind: RecordKind[Any], typed: str, found: Sequence[str]) -> None:
        shown = ", ".join(found[:10]) + (" …" if len(found) > 10 else "")
        super().__init__(f"{typed!r} could be {len(found)} {kind.several}", hint=f"one of: {shown}")
