"""Adding, editing and removing comments."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tix.actions.changing import ChangeResult, change_tickets
from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.changes import changes
from tix.model.ids import derived_id, new_comment_id
from tix.model.people import Person, parse_person
from tix.model.record.kind import R
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.attach import NewAttachment
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome

_SENT_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CommentResult:
    """A new comment, the ticket with it, and the commit."""

    comment: Comment
    ticket: Ticket
    outcome: "Outcome"


def add_comment(
    workspace: "Workspace",
    ident: str,
    text: str,
    *,
    internal: bool = False,
    files: "Sequence[NewAttachment]" = (),
    key: str | None = None,
    author: Person | None = None,
    is_form: bool = False,
) -> CommentResult:
    """Comment on a ticket; an ``internal`` comment isn't for the requester's eyes.

    With a ``key`` the comment is added only once: its id follows from the key. ``author`` is who
    wrote it, if not the user: somebody's mail is being filed. What an ``is_form`` says that was
    said just before is the same form, sent again.
    """
    with workspace.transaction() as work:
        ticket = work.get(ident)
        new = None if key is None else _id_for(ident, key)
        by = author or work.author.person
        known = next((c for c in ticket.comments if c.id == new), None)
        if is_form and known is None:
            known = just_said(ticket, by, text, workspace.now, internal=internal)
        if known:
            from tix.actions.attach import put_as_it_is, stored_name  # few are sent again

            put_as_it_is(work, ticket, map(stored_name, files))
            return CommentResult(known, ticket, work.commit(f"{ident}: comment"))
        ticket = commented(workspace, ticket, by, text, internal=internal, ident=new)
        comment = ticket.comments[-1]
        if files:
            from tix.actions.attach import with_files  # few comments bring files

            ticket = with_files(work, ticket, files)
        work.put(ticket)
        what = "comment internally" if internal else "comment"
        if author:
            what += f" by {author.label}"
        outcome = work.commit(f"{ident}: {what}")
        return CommentResult(comment, work.get(ident), outcome)


def commented(
    workspace: "Workspace",
    record: R,
    author: Person,
    text: str,
    *,
    internal: bool = False,
    ident: str | None = None,
    is_form: bool = False,
) -> R:
    """The record with one more comment, under a new id unless one is given.

    What an ``is_form`` says that was said just before is there already.
    """
    if is_form and just_said(record, author, text, workspace.now, internal=internal):
        return record
    known = {comment.id for comment in record.comments}
    new = ident or new_comment_id(workspace.choice, known.__contains__)
    return changes.add_comment(record, new, author, text, workspace.now, internal=internal)


def just_said(
    record: R, author: Person, text: str, now: datetime, *, internal: bool = False
) -> Comment | None:
    """The record's last comment, if the author has said just that in the last minutes.

    Whoever sends a form and gets no answer sends it again, though it was taken.
    """
    last = record.comments[-1] if record.comments else None
    if last is None or (last.author, last.internal) != (author, internal):
        return None
    same = last.text.strip() == text.replace("\r\n", "\n").strip()
    return last if is_just_now(last.at, now) and same else None


def is_just_now(at: datetime, now: datetime) -> bool:
    """Whether a form that says what was said at that time is the same form, sent again.

    Of what is said within one second, the later is as if a second after.
    """
    return abs(now - at) < _SENT_AGAIN


REQUESTER = "requester"
"""Who asked, where somebody types who said something."""


def said_by(workspace: "Workspace", ticket: Ticket, who: str) -> Person:
    """Whose words somebody files, as they typed it: ``requester``, or a person.

    Raises NobodyAskedError, SpeaksForTheDeskError, and what finding people does.
    """
    if who.casefold() == REQUESTER:
        if ticket.requester is None:
            raise NobodyAskedError(ticket.id)
        return parse_person(ticket.requester)
    person = parse_person(workspace.directory.resolve(who))
    config = workspace.config
    answering = {str(member.person) for member in config.people}.union(
        *(team.members for team in config.teams)
    )
    key = config.canonical_person(str(person))
    asks = ticket.requester is not None and key == config.canonical_person(ticket.requester)
    if not asks and key in map(config.canonical_person, answering):
        raise SpeaksForTheDeskError(person)
    return person


class NobodyAskedError(TixError):
    """A ticket has no requester, whose words were to be filed."""

    def __init__(self, ident: str) -> None:
        super().__init__(
            f"{ident} doesn't say who asked", hint=f"tix edit {ident} --set requester=WHO"
        )


class SpeaksForTheDeskError(TixError):
    """Somebody files as another's words what would count as the desk's answer."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            f"{person.label} answers for this desk, and writes that without another's help",
            hint="--by is for who asks; without it the words are yours",
        )


def _id_for(ident: str, key: str) -> str:
    """The id of the comment with that key, the same in every clone."""
    return "c-" + derived_id(f"comment {key} of {ident}", lambda _: False)


def edit_comment(workspace: "Workspace", ident: str, comment: str, text: str) -> ChangeResult:
    """Replace a comment's text. Raises NoSuchCommentError."""
    return change_tickets(
        workspace, [ident], lambda t: changes.edit_comment(t, comment, text), "edit a comment"
    )


def remove_comment(workspace: "Workspace", ident: str, comment: str) -> ChangeResult:
    """Remove a comment. Raises NoSuchCommentError."""
    return change_tickets(
        workspace, [ident], lambda t: changes.remove_comment(t, comment), "remove a comment"
    )
