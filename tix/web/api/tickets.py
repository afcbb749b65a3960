"""Tickets and their comments: looking, opening, changing, commenting."""

from collections.abc import Callable, Sequence

from starlette.responses import Response

from tix.actions.comment import add_comment
from tix.actions.edit import Edits, edit_fields
from tix.actions.open import Draft, filled, open_ticket
from tix.actions.selection import select
from tix.actions.ticket_data import ticket_objects
from tix.errors import NotFoundError
from tix.frozen import replace
from tix.model.changes.changes import find_comment
from tix.model.record.json import comment_object
from tix.model.ticket.public import naming
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING, TypeVar
from tix.web.api.bodies import files_in, given_fields, json_body, refuse_others, text_of
from tix.web.api.lists import answer, filed_of, listed
from tix.web.api.problems import ProblemError
from tix.web.api.requests_once import Attempt, once
from tix.web.api.versions import checked_workspace, etag_of, with_version

if TYPE_CHECKING:
    from tix.actions.attach import NewAttachment
    from tix.actions.workspace import Workspace
    from tix.web.pages import View

T = TypeVar("T")


def list_tickets(view: "View") -> Response:
    """Tickets that ``?q=`` selects, as ``tix list`` has them: the most urgent first."""
    workspace = view.workspace
    return listed(
        view,
        lambda: select(workspace, view.query, default_open=True).ids,
        lambda idents, _: list(ticket_objects(workspace, filed_of(workspace, idents))),
    )


def show_ticket(view: "View") -> Response:
    """One ticket, and its version."""
    return _told(view.workspace, view.workspace.one_id(view.path("ident")))


def open_one(view: "View") -> Response:
    """Open a ticket; 201, or 200 if one that isn't done has its ``key`` already."""
    sent = json_body(view)
    if "title" not in sent:
        raise ProblemError(422, "title is missing")
    title = text_of("title", sent.pop("title"))
    key = sent.pop("key", None)
    given = given_fields(sent, is_new=True)

    def act(attempt: Attempt | None) -> Response:
        workspace, ident = view.workspace, ""
        if attempt is not None and key is None:
            ident, is_again = attempt.ident(workspace.files.is_taken)
            if is_again and workspace.files.is_taken(ident):
                return _told(workspace, ident, 201)  # killed between that commit and the answer
        editor = workspace.field_editor(())
        made = filled(Ticket(ident, ""), title, given.body, given.settings, editor)
        if key is not None:
            made = replace(made, key=" ".join(text_of("key", key).split()))
        draft = Draft(made, given.settings, given.body, given.files)
        opened = open_ticket(workspace, _naming(draft), editor)
        workspace.reread()
        return _told(workspace, opened.ticket.id, 201 if opened.is_new else 200)

    return once(view, lambda attempt: _asked_for(lambda: act(attempt)))


def change_ticket(view: "View") -> Response:
    """Change fields of a ticket, if it is still of the version that ``If-Match`` names."""
    given = given_fields(json_body(view), is_new=False)
    ident = view.workspace.one_id(view.path("ident"))

    def act(_: Attempt | None) -> Response:
        workspace = checked_workspace(view, ident)
        edits = Edits(given.settings, text=given.body)
        if edits:
            _asked_for(lambda: edit_fields(workspace, [ident], edits))
            workspace.reread()
        return _told(workspace, ident)

    return once(view, act)


def list_comments(view: "View") -> Response:
    """A ticket's comments, the oldest first, internal ones too."""
    ticket = _ticket(view)
    known = {comment.id: comment_object(comment) for comment in ticket.comments}
    return listed(
        view, lambda: list(known), lambda names, _: [known[name] for name in names if name in known]
    )


def show_comment(view: "View") -> Response:
    """One comment."""
    ticket, name = _ticket(view), view.path("comment")
    for comment in ticket.comments:
        if comment.id == name:
            return answer(comment_object(comment))
    raise ProblemError(404, f"{ticket.id} has no comment {name!r}")


def add_one_comment(view: "View") -> Response:
    """Comment on a ticket; 201."""
    sent = json_body(view)
    refuse_others(sent, ("text", "internal", "attachments"))
    text, files = text_of("text", sent.get("text")), files_in(sent.get("attachments", []))
    internal = sent.get("internal", False)
    if not isinstance(internal, bool):
        raise ProblemError(422, "internal: this must be true or false")
    if not text.strip():
        raise ProblemError(422, "text: it is empty")
    ident = view.workspace.one_id(view.path("ident"))

    def act(attempt: Attempt | None) -> Response:
        workspace = checked_workspace(view, ident)
        named = text if internal else naming(text, _stored(files))
        key = attempt.seed if attempt else None
        done = _asked_for(
            lambda: add_comment(workspace, ident, named, internal=internal, files=files, key=key)
        )
        where = f"/api/v1/tickets/{ident}/comments/{done.comment.id}"
        made = comment_object(find_comment(done.ticket, done.comment.id))
        return answer(made, 201, Location=where, ETag=etag_of(workspace, ident))

    return once(view, act)


# -- what they share --------------------------------------------------------------------------


def _asked_for(act: Callable[[], T]) -> T:
    """What an action does; what isn't found then is a value of the request, not its address."""
    try:
        return act()
    except NotFoundError as error:
        raise ProblemError(422, str(error), hint=error.hint) from None


def _ticket(view: "View") -> Ticket:
    return view.workspace.files.get(view.workspace.one_id(view.path("ident"))).ticket


def _told(workspace: "Workspace", ident: str, status: int = 200) -> Response:
    etag = etag_of(workspace, ident)  # older than what is told, at worst
    (told,) = ticket_objects(workspace, [workspace.reader.get(ident)])
    where = {"Location": f"/api/v1/tickets/{ident}"} if status == 201 else {}
    return with_version(answer(told, status, **where), etag)


def _naming(draft: Draft) -> Draft:
    """The draft whose text names its files, so that they are as public as that is."""
    if not draft.files:
        return draft
    body = naming(draft.ticket.body, _stored(draft.files))
    return replace(draft, ticket=replace(draft.ticket, body=body))


def _stored(files: "Sequence[NewAttachment]") -> list[str]:
    from tix.actions.attach import stored_name

    return [stored_name(file) for file in files]
