"""Changing the status of tickets."""

from collections.abc import Callable, Sequence

from tix.errors import NotFoundError, UsageError
from tix.model.config.config import Config, Group
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # without a new status there is nothing to change
    from datetime import datetime

    from tix.actions.changing import ChangeResult
    from tix.actions.workspace import Workspace
    from tix.model.people import Person
    from tix.model.ticket.ticket import Ticket


class NotDoneResolutionError(UsageError):
    """A resolution was given with a status that isn't done."""

    def __init__(self, status: str, option: str = "resolution") -> None:
        super().__init__(f"--{option} goes with a status that is done, and {status} isn't")


class StatusInFrontError(UsageError):
    """The status was given before the tickets."""

    def __init__(self, status: str, others: Sequence[str]) -> None:
        hint = f"tix status {' '.join(others)} {status}"
        super().__init__("the status comes last, behind the ids", hint=hint)


class StatusInWordsError(UsageError):
    """A status was given in several words."""

    def __init__(self, typed: Sequence[str], status: str, others: Sequence[str]) -> None:
        hint = f"tix status {' '.join(others) or 'ID'} {status}"
        super().__init__(f"{' '.join(typed)!r} is one status, and one word", hint=hint)


def set_status(
    workspace: "Workspace",
    idents: Sequence[str],
    status: str,
    *,
    comment: str | None = None,
    resolution: str | None = None,
    resolution_code: str | None = None,
    force: bool = False,
    is_form: bool = False,
) -> "ChangeResult":
    """Set the status of tickets, with a comment on each if a text is given, in one commit.

    ``force``: also against the workflow. ``is_form``: not again what was said just before.
    Raises NotDoneResolutionError, UnknownWordError,
    WorkflowError, ReopenedTooLateError.
    """
    from tix.actions.changing import commit_changes
    from tix.actions.comment import commented

    change = mover(workspace, status, resolution, resolution_code)
    with workspace.transaction() as work:
        before = work.get_all(idents)
        after = [change(ticket, workspace.now) for ticket in before]
        moves = any(ticket.status != status for ticket in before)
        trailers = allowed(workspace, before, after, work.author.person, force=force)
        for new in after:
            work.put(
                commented(workspace, new, work.author.person, comment, is_form=is_form)
                if comment
                else new
            )
        others = [
            *(["set resolution"] if resolution else []),
            *(["set resolution code"] if resolution_code else []),
            *(["comment"] if comment else []),
        ]
        what = status if moves else ", ".join(others)
        return commit_changes(work, before, what, f"{status} already", trailers)


def mover(
    workspace: "Workspace", status: str, resolution: str | None, resolution_code: str | None
) -> "Callable[[Ticket, datetime], Ticket]":
    """A function that sets the status of a ticket at some time. Raises NotDoneResolutionError,
    UnknownWordError."""
    from tix.model.changes import changes

    if workspace.config.group(status) is not Group.DONE:
        for option, given in (("resolution", resolution), ("resolution-code", resolution_code)):
            if given:
                raise NotDoneResolutionError(status, option)
    if resolution:
        from tix.model.changes.typed_text import as_stored

        resolution = as_stored("resolution", resolution)
    editor = workspace.field_editor(()) if resolution_code else None

    def moved(ticket: "Ticket", now: "datetime") -> "Ticket":
        new = changes.set_status(ticket, status, workspace.config, now, resolution)
        return editor.set(new, "resolution_code", resolution_code or "") if editor else new

    return moved


def allowed(
    workspace: "Workspace",
    before: "Sequence[Ticket]",
    after: "Sequence[Ticket]",
    who: "Person",
    *,
    force: bool = False,
) -> Sequence[tuple[str, str]]:
    """The trailers of changes of status that the workflow allows, or ``force`` has made.

    Raises WorkflowError, ReopenedTooLateError.
    """
    moves = any(old.status != new.status for old, new in zip(before, after, strict=True))
    if not (moves and workspace.config.guards_statuses):
        return ()
    from tix.actions.workflow import allow  # few desks do

    return allow(workspace, before, after, who, force=force)


def status_named(workspace: "Workspace", word: str) -> str | None:
    """The configured status that a word names or abbreviates.

    None if the word names tickets instead. Raises BadValueError if it is neither.
    """
    found = _meant_by(workspace, word)
    if len(found) == 1:
        return found[0]
    if found or not names_tickets(workspace, word):
        workspace.field_editor(()).status(word)  # raises, and names what there is
    return None


def _meant_by(workspace: "Workspace", word: str) -> list[str]:
    from tix.model.text.nearest import meant_by  # a status alone asks for none

    return meant_by(word, [status.name for status in workspace.config.statuses])


def status_alone(workspace: "Workspace", word: str) -> str | None:
    """The status that a word names or abbreviates; None if it names a ticket, or no status."""
    found = _meant_by(workspace, word)
    return found[0] if len(found) == 1 and not names_tickets(workspace, word) else None


def refuse_status_in_front(workspace: "Workspace", words: Sequence[str]) -> None:
    """Raise StatusInFrontError for a status where the first of several ids should be."""
    if len(words) < 2:
        return
    statuses = {status.name.casefold(): status.name for status in workspace.config.statuses}
    found = statuses.get(words[0].casefold())
    if found is not None and not names_tickets(workspace, words[0]):
        raise StatusInFrontError(found, words[1:])


def refuse_status_in_words(workspace: "Workspace", words: Sequence[str]) -> None:
    """Raise StatusInWordsError where the last words are those of one status: ``k7f in review``."""
    if len(words) < 2:
        return
    from tix.model.text.nearest import is_written_alike  # a status alone asks for none

    for count in range(2, min(4, len(words)) + 1):
        typed = words[-count:]
        for status in workspace.config.statuses:
            is_meant = is_written_alike(status.name, " ".join(typed))
            if is_meant and not names_tickets(workspace, typed[0]):
                raise StatusInWordsError(typed, status.name, words[:-count])


def names_tickets(workspace: "Workspace", word: str) -> bool:
    """Whether a word is the id of a ticket or its beginning, or several of them."""
    if word == "-":
        return True
    try:
        workspace.ids([word])
    except NotFoundError:
        return False
    return True


def done_status(config: Config, name: str) -> str:
    """The desk's word for a done status: the name if it has it, else its first of that group."""
    return name if config.group(name) is Group.DONE else config.first_status(Group.DONE)
