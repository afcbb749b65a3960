"""Changing fields of tickets, or a ticket's whole file."""

from collections.abc import Callable, Sequence

from tix.actions.changing import (
    ChangeResult,
    Setting,
    asset_doubts,
    change_tickets,
    refuse_unknown,
    time_doubts,
)
from tix.actions.problems import refuse_problems
from tix.errors import NeedsPersonError
from tix.frozen import dataclass, replace
from tix.model.changes import changes
from tix.model.changes.typed_text import as_stored
from tix.model.history.events import changes_between
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.record.document import DocumentError
from tix.model.record.kind import R
from tix.model.record.notes import answered
from tix.model.ticket.document import Document, load
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.attach import NewAttachment
    from tix.actions.customer_match import Matched
    from tix.actions.workspace import Workspace
    from tix.model.changes.editing import FieldEditor
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.transaction import Transaction


class ChangedMeanwhileError(NeedsPersonError):
    """Somebody broke or removed the ticket while it was being edited."""

    def __init__(self, ident: str) -> None:
        super().__init__(
            f"somebody else changed {ident} while you edited it",
            hint=f"tix edit {ident} again, with your changes from the draft",
        )


@dataclass(frozen=True, slots=True)
class Edits:
    """Changes to fields. ``text`` is a new body, or None to keep it; ``files`` are attached, and
    ``comment``, if there is one, is added: once, though an ``is_form`` was sent again."""

    settings: Sequence[Setting] = ()
    additions: Sequence[Setting] = ()
    removals: Sequence[Setting] = ()
    text: str | None = None
    files: "Sequence[NewAttachment]" = ()
    comment: str = ""
    is_form: bool = False

    def __bool__(self) -> bool:
        changes_fields = self.settings or self.additions or self.removals
        return bool(changes_fields or self.text is not None or self.files or self.comment)

    @property
    def names(self) -> list[str]:
        """The names of the fields."""
        return [name for name, _ in (*self.settings, *self.additions, *self.removals)]

    def of_fields(self, editor: "FieldEditor", record: R) -> R:
        """A ticket or record with its fields changed. Raises BadValueError."""
        for name, text in self.settings:
            record = editor.set(record, name, text)
        for name, text in self.additions:
            record = editor.add(record, name, text)
        for name, text in self.removals:
            record = editor.remove(record, name, text)
        return record

    def __str__(self) -> str:
        parts = [
            f"set {name} to {text}" if text else f"clear {name}"
            for name, text in _as_stored(self.settings)
        ]
        added, removed = _as_stored(self.additions), _as_stored(self.removals)
        parts += [f"add {text} to {name}" for name, text in added if text.strip()]
        parts += [f"remove {text} from {name}" for name, text in removed if text.strip()]
        parts += ["change the text"] * (self.text is not None)
        parts += [f"attach {file.name}" for file in self.files]
        return ", ".join([*parts, *["comment"] * bool(self.comment)])


def _as_stored(settings: Sequence[Setting]) -> list[Setting]:
    return [(name, as_stored(name, text)) for name, text in settings]


def _assets(edits: Edits) -> list[str]:
    """The assets that edits name anew."""
    given = ((BY_NAME.get(name.casefold()), text) for name, text in edits.additions)
    return [text for field, text in given if field and field.name == "assets"]


def edit_fields(
    workspace: "Workspace",
    idents: Sequence[str],
    edits: Edits,
    *,
    allow_new: bool = False,
    force: bool = False,
    as_it_was: Callable[[Ticket], Ticket] | None = None,
) -> ChangeResult:
    """Change fields of tickets in one commit.

    ``allow_new``: a field that the desk doesn't have yet may be set. ``force``: a status against
    the workflow, too. ``as_it_was`` gives a ticket as it was seen by who changes it: what others
    have changed since is merged, as between two clones. Raises BadValueError, WorkflowError.
    """
    refuse_unknown(workspace, (*edits.settings, *edits.additions, *edits.removals))
    # only the tickets tell which fields of the team's own there are
    telling = [] if all(name.casefold() in BY_NAME for name in edits.names) else idents
    tickets = [workspace.files.get(ident).ticket for ident in telling]
    editor = workspace.field_editor(tickets, allow_new=allow_new)
    said = as_understood(workspace, editor, edits)
    matches: dict[str, Matched] | None = {} if workspace.has_customers else None

    def change(before: Ticket) -> Ticket:
        seen = as_it_was(before) if as_it_was else before
        edited = _edited(workspace, editor, edits, seen, matches)
        if seen == before:
            return edited
        from tix.model.merge.tickets import merge_tickets  # hardly ever needed

        return merge_tickets(seen, before, edited).ticket

    def attach(work: "Transaction", ticket: Ticket) -> Ticket:
        from tix.actions.attach import with_files  # most edits bring no files

        return with_files(work, ticket, edits.files)

    attaching = attach if edits.files else None
    changed = change_tickets(workspace, idents, change, said, attaching, force=force)
    found = {} if matches is None else {**matches}
    doubts = [*dict.fromkeys(each.doubt for each in found.values() if each.doubt)]
    doubts += asset_doubts(_assets(edits), workspace)
    times = {name.casefold() for name, _ in edits.settings} & {"due", "occurred"}
    if times:
        doubts += time_doubts([*map(change, changed.before)], workspace, times)
    notes = tuple(f"{ident}: {each.said}" for ident, each in found.items() if each.said)
    return replace(changed, notes=notes, doubts=tuple(doubts))


def as_understood(workspace: "Workspace", editor: "FieldEditor", edits: Edits) -> str:
    """What edits do, in whole words, ids, names and dates."""

    def exact(settings: Sequence[Setting]) -> list[Setting]:
        label = workspace.names.label
        return [(name, editor.exact(name, text, label)) for name, text in settings]

    return str(replace(edits, settings=exact(edits.settings), additions=exact(edits.additions)))


def _edited(
    workspace: "Workspace",
    editor: "FieldEditor",
    edits: Edits,
    before: Ticket,
    matches: "dict[str, Matched] | None",
) -> Ticket:
    """What edits make of a ticket. The customer of a new requester comes in ``matches``, by id;
    None in a desk that has no customers."""
    ticket = edits.of_fields(editor, before)
    if workspace.config.matrix:
        from tix.model.changes.priority import settled_priority  # few desks have one

        is_given = any(name.casefold() == "priority" for name, _ in edits.settings)
        ticket = settled_priority(before, ticket, workspace.config, is_given=is_given)
    if matches is not None:
        from tix.actions.customer_match import matched  # most desks have none

        matches[ticket.id] = matched(workspace, ticket, before)
        ticket = matches[ticket.id].ticket
    if edits.comment:
        from tix.actions.comment import commented  # few edits bring one

        ticket = commented(workspace, ticket, workspace.user, edits.comment, is_form=edits.is_form)
    return ticket if edits.text is None else replace(answered(ticket, "body"), body=edits.text)


# -- the whole file ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EditedFile:
    """A ticket's file after somebody edited it.

    ``is_merged``: others had changed it meanwhile. ``customer`` says which customer was found for a
    new requester, and by what; ``doubt`` why its contract doesn't cover the ticket.
    """

    ticket: Ticket
    outcome: "Outcome"
    is_merged: bool
    customer: str | None = None
    doubt: str | None = None


def file_to_edit(workspace: "Workspace", ident: str) -> bytes:
    """A ticket's file as it stands. Raises BrokenTicketError."""
    return workspace.files.document(workspace.files.get(ident).path).data


def checked_file(
    workspace: "Workspace", ident: str, initial: bytes, data: bytes, *, force: bool = False
) -> Document:
    """The edited file of a ticket. Raises DocumentError if it can't be accepted."""
    document = load(data)
    if document.record.id != ident:
        raise DocumentError(document.line_of("id"), f"the id must stay {ident}")
    before = load(initial)
    refuse_problems(document, workspace.config, before)
    if document.record.links != before.record.links:
        from tix.actions.links import LinkCircleError, refuse_circles

        try:
            refuse_circles(workspace, [before.record], [document.record])
        except LinkCircleError as error:
            line = document.line_of("links", document.record.links.index(error.link))
            raise DocumentError(line, str(error)) from None
    is_guarded = workspace.config.guards_statuses and not force
    if is_guarded and document.record.status != before.record.status:
        from tix.actions.workflow import ReopenedTooLateError, WorkflowError, allow

        try:
            allow(workspace, [before.record], [document.record], workspace.user)
        except (WorkflowError, ReopenedTooLateError) as error:
            raise DocumentError(document.line_of("status"), str(error)) from None
    return document


def replace_file(
    workspace: "Workspace", ident: str, initial: bytes, document: Document, *, force: bool = False
) -> EditedFile:
    """Replace a ticket's file by an edited one, merging what changed meanwhile.

    ``initial`` is the file before editing. A new status gets its stamps. ``force``: also against
    the workflow. Raises ChangedMeanwhileError, WorkflowError.
    """
    from tix.storage.store.file_reader import BrokenTicketError, NoSuchTicketError

    found: list[Matched] = []
    data = _with_stamps(workspace, load(initial).record, document, found)
    with workspace.transaction() as work:
        try:
            stamped = work.get(ident)
            standing = workspace.files.document(work.reader.path_of(ident))
            current = standing.data
            merged = merge_files(initial, standing.save(stamped), data)
        except (MergeConflictError, BrokenTicketError, NoSuchTicketError):
            raise ChangedMeanwhileError(ident) from None
        before, after = load(current).record, load(merged.data).record
        trailers: Sequence[tuple[str, str]] = ()
        if workspace.config.guards_statuses and before.status != after.status:
            from tix.actions.workflow import allow  # few desks do

            trailers = allow(workspace, [before], [after], work.author.person, force=force)
        work.put_document(ident, merged.data)
        outcome = work.commit(f"{ident}: edit", trailers=trailers)
    said, doubt = (found[0].said, found[0].doubt) if found else (None, None)
    return EditedFile(document.record, outcome, current != initial, said, doubt)


def _with_stamps(
    workspace: "Workspace", before: Ticket, document: Document, found: "list[Matched]"
) -> bytes:
    """The edited file, with stamps for a new status, and notes about changed values answered.

    In ``found`` comes the customer of a new requester.
    """
    edited = answered(document.record, *_changed(before, document.record))
    if workspace.config.matrix:
        from tix.model.changes.priority import settled_priority  # few desks have one

        is_given = edited.priority != before.priority
        edited = settled_priority(before, edited, workspace.config, is_given=is_given)
    if workspace.has_customers:
        from tix.actions.customer_match import matched  # most desks have none

        found.append(matched(workspace, edited, before))
        edited = found[0].ticket
    if edited.status == before.status or edited.since != before.since:
        return document.save(changes.moved_by_hand(before, edited, workspace.config))
    unmoved = replace(edited, status=before.status)
    ticket = changes.set_status(unmoved, edited.status or "", workspace.config, workspace.now)
    return document.save(replace(ticket, status=edited.status))


def _changed(before: Ticket, after: Ticket) -> set[str]:
    """The names under which a merge would note what differs: fields, ``body``, comments."""
    return {change.field.removesuffix(" (internal)") for change in changes_between(before, after)}
