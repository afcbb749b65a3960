"""``/t/ID``: one ticket, and what is done to it there."""

from collections.abc import Iterator, Sequence

from starlette.datastructures import UploadFile
from starlette.responses import Response

from tix.actions.attach import NewAttachment, stored_name
from tix.actions.comment import add_comment
from tix.actions.edit import Edits, edit_fields
from tix.actions.show import LinkedTicket, linked_tickets
from tix.errors import NotFoundError, TixError, UsageError
from tix.frozen import dataclass
from tix.model.people import parse_person
from tix.model.record import notes
from tix.model.record.values import Comment
from tix.model.ticket.public import naming
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.web.desk import DeskWorkspace
from tix.web.pages import Page, View
from tix.web.staff import attachments
from tix.web.staff.fields import changed, fields_of, value_of
from tix.web.staff.joining import as_seen, told
from tix.web.staff.tickets import sentence_of
from tix.web.statuses import status_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tix.console.promise_text import ClockLine
    from tix.model.records.article import Article
    from tix.query.similar import Likeness


class EmptyCommentError(UsageError):
    """A comment without a word or a file."""

    def __init__(self) -> None:
        super().__init__("the comment is empty")


@dataclass(frozen=True)
class ShownComment:
    """A comment on the page. ``is_note``: a merge made it."""

    comment: Comment
    who: str
    is_note: bool
    is_doubtful: bool


@dataclass(frozen=True)
class Happening:
    """A commit that changed the ticket: who, when, and in which words."""

    who: str
    at: str
    lines: Sequence[tuple[str, str]]


class TicketPage:
    """Everything that the page says of a ticket; each part is looked up when it is asked for."""

    def __init__(self, workspace: DeskWorkspace, ident: str) -> None:
        self.workspace = workspace
        self.ticket: Ticket = workspace.config.with_priority(workspace.files.get(ident).ticket)

    def comments(self) -> Iterator[ShownComment]:
        """The comments, in order."""
        doubtful = {each.comment for each in self.ticket.messages if each.verified is False}
        for each in self.ticket.comments:
            is_note = each.author.mail == notes.AUTHOR.mail
            who = "Merge note" if is_note else self.person(str(each.author))
            yield ShownComment(each, who, is_note, each.id in doubtful)

    def person(self, text: str) -> str:
        """What readers call somebody."""
        return parse_person(self.workspace.names.label(text)).label or text

    def files(self) -> list[attachments.ShownFile]:
        """The attachments."""
        return [attachments.shown(self.workspace, self.ticket, n) for n in self.ticket.attachments]

    def links(self) -> "Mapping[str, Sequence[LinkedTicket]]":
        """Links from both ends."""
        return linked_tickets(self.workspace, self.ticket)

    def clocks(self) -> "Sequence[ClockLine]":
        """The clocks of the promise, in words."""
        if not self.workspace.config.promises:
            return ()
        from tix.actions.promises import clocks_and_standing
        from tix.console.promise_text import clock_lines
        from tix.model.times import moment

        def shown(at: int) -> str:
            when = moment(at)
            return self.workspace.local_time(when) if when else ""

        clocks, standing = clocks_and_standing(self.workspace, self.ticket)
        return [*clock_lines(shown, standing, clocks.policy.warn if clocks else None)]

    def doubt(self) -> str:
        """Why the customer's contract doesn't cover what is to be done."""
        if not self.workspace.has_customers or self.workspace.config.is_done(self.ticket):
            return ""
        from tix.actions.customer_match import doubt_of

        return doubt_of(self.workspace, self.ticket) or ""

    def similar(self) -> "Sequence[Likeness]":
        """What may be a duplicate."""
        from tix.actions.duplicates import similar_tickets

        return similar_tickets(self.workspace, self.ticket.id)[:5]

    def articles(self) -> "Sequence[Article]":
        """Articles that may help."""
        from tix.actions.articles import has_articles, offered_articles

        if not has_articles(self.workspace):
            return ()
        return offered_articles(self.workspace, self.ticket)[:3]

    def replies(self) -> Sequence[tuple[str, str]]:
        """Answers that are ready: name and title."""
        from tix.model.records.reply import REPLY

        heads = self.workspace.records(REPLY).heads
        return [(each.record.id, each.record.title) for each in heads]

    def history(self) -> list[Happening]:
        """What was done, the latest first."""
        from tix.actions.log import ticket_log
        from tix.console.event_text import sentences, who

        with ticket_log(self.workspace, [self.ticket.id]) as log:
            return [
                Happening(
                    who(self.workspace, event), self.workspace.local_time(event.at),
                    list(sentences(self.workspace, event, comments=True)),
                )
                for event in log.events(200)
            ]  # fmt: skip


def ticket_page(
    view: View, ident: str, *, said: Sequence[str] = (), problem: str = "", status: int = 200
) -> Response:
    """The page; ``said`` is what was just done, ``problem`` why it wasn't: then all that was typed
    is there again."""
    workspace = view.workspace
    page = TicketPage(workspace, ident)
    draft, wrong = _reply(workspace, view.request.query_params.get("reply", ""), page.ticket)
    return view.page(
        "ticket.html", status, page=page, ticket=page.ticket, said=said, draft=draft,
        problem=problem or wrong,
        fields=fields_of(workspace, page.ticket), look=status_look(workspace, page.ticket),
        given={name: view.text(name) for name in view.form} if problem else {},
        shows_history="history" in view.request.query_params,
    )  # fmt: skip


def _reply(workspace: DeskWorkspace, name: str, ticket: Ticket) -> tuple[str, str]:
    """The text of an answer that is ready, and why there is none."""
    if not name:
        return "", ""
    from tix.actions.reply import reply_text

    try:
        return reply_text(workspace, name, ticket).text, ""
    except TixError as error:
        return "", sentence_of(error)


def status_look(workspace: DeskWorkspace, ticket: Ticket) -> str:
    """The class of the ticket's status."""
    from tix.console.ticket_look import look_of

    return f"status is-{look_of(ticket, workspace.config)}"


def show(view: View) -> Response:
    """The ticket; an id may be cut short, which leads to the whole one."""
    ident = view.workspace.one_id(view.path("id"))
    if ident != view.path("id"):
        return view.see(f"/t/{ident}")
    return ticket_page(view, ident)


def edit(view: View) -> Response:
    """Change fields, as they were seen; what others have changed meanwhile is merged."""
    workspace, ident = view.workspace, view.workspace.one_id(view.path("id"))
    before = workspace.files.get(ident).ticket
    names = ["title", "body", *(field.name for field in fields_of(workspace, before))]
    new = changed(names, view.text, view.form.__contains__)
    if not new:
        return view.see(f"/t/{ident}")
    seen = {name: was for name, (was, _) in new.items()}
    settings = [(name, value) for name, (_, value) in new.items() if name != "body"]
    edits = Edits(settings, text=new["body"][1] if "body" in new else None)
    try:
        done = edit_fields(
            workspace, [ident], edits,
            as_it_was=as_seen(seen, workspace.field_editor([before]), value_of),
        )  # fmt: skip
    except NotFoundError:
        raise
    except TixError as error:
        return ticket_page(view, ident, problem=sentence_of(error), status=status_of(error))
    workspace.reread()
    after, before = workspace.files.get(ident).ticket, done.before[0] if done.before else before
    said = told(before, after, seen, value_of)
    said += [*done.notes, *done.doubts, *workspace.remarks]
    return ticket_page(view, ident, said=said) if said else view.see(_back(view, ident))


def _back(view: View, ident: str) -> str:
    """Where a form says that it came from, if that is the board; else the ticket."""
    back = "".join(view.text("back").split())
    return back if back.startswith("/board?q=") else f"/t/{ident}"


def uploads(view: View, name: str = "files") -> list[NewAttachment]:
    """The files that came with a form."""
    return [
        NewAttachment(each.filename, each.file.read())
        for each in view.form.getlist(name)
        if isinstance(each, UploadFile) and each.filename
    ]


def comment(view: View) -> Response:
    """Add a comment, with files. A public one names its files, so that they are public, too."""
    workspace, ident = view.workspace, view.workspace.one_id(view.path("id"))
    text, files = view.text("comment"), uploads(view)
    if not text.strip() and not files:
        return ticket_page(view, ident, problem=str(EmptyCommentError()), status=422)
    text = naming(text, [stored_name(file) for file in files])
    try:
        done = add_comment(
            workspace, ident, text, internal="internal" in view.form, files=files,
            is_form=True,
        )  # fmt: skip
    except NotFoundError:
        raise
    except TixError as error:
        return ticket_page(view, ident, problem=sentence_of(error), status=status_of(error))
    return view.see(f"/t/{ident}#{done.comment.id}")


def attachment(view: View) -> Response:
    """A file of the ticket."""
    return attachments.answer(view, view.workspace.one_id(view.path("id")), view.path("name"))


ROUTES = (
    Page("/t/{id}", show),
    Page("/t/{id}", edit, ("POST",)),
    Page("/t/{id}/comment", comment, ("POST",)),
    Page("/t/{id}/a/{name}", attachment),
)
