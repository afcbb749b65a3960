"""``tix comment``: add, edit or remove a comment."""

import sys
from collections.abc import Mapping, Sequence

import click

from tix.actions.comment import add_comment, edit_comment, remove_comment, said_by
from tix.console.completions import complete_ids, complete_replies, complete_requesters
from tix.console.given import ContradictingOptionsError, GoesWithError, option_once
from tix.console.in_pipeline import sync_option
from tix.console.session import Session, pass_session
from tix.console.text_input import (
    EmptyTextError,
    SeveralTextsError,
    decoded,
    tell_unread,
    text_from,
)
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.model.changes import changes
from tix.model.layout import ARTICLES
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.attach import NewAttachment


@click.command("comment")
@click.argument("ident", metavar="[ID]", required=False, shell_complete=complete_ids)
@click.argument("words", metavar="[TEXT]", nargs=-1)
@option_once("-m", "--message", metavar="TEXT", help="The text; - reads standard input.")
@option_once("-F", "--file", metavar="FILE", help="Read the text from FILE; - is standard input.")
@click.option("-e", "--editor", "use_editor", is_flag=True, help="Write it in your editor.")
@click.option("--resume", is_flag=True, help="Go on with a draft that was kept.")
@option_once(
    "--reply",
    metavar="NAME",
    help="Begin with an answer that is ready (tix reply list).",
    shell_complete=complete_replies,
)
@option_once(
    "--by",
    metavar="WHO",
    help="Who said it, if not you: on the phone, say. 'requester' is who asked.",
    shell_complete=complete_requesters,
)
@click.option("--internal", is_flag=True, help="Not for the requester's eyes.")
@click.option("--attach", "files", metavar="FILE", multiple=True, help="Keep a file with it.")
@click.option("--force", is_flag=True, help="Attach files however large.")
@option_once("--key", metavar="KEY", help="For scripts: a comment of that key is made once.")
@option_once("--edit", "edited", metavar="C-ID", help="Give a comment another text.")
@option_once("--remove", "removed", metavar="C-ID", help="Remove a comment.")
@sync_option
@json_option
@quiet_option
@dry_run_option
@pass_session
def command(
    session: Session,
    ident: str | None,
    words: tuple[str, ...],
    message: str | None,
    file: str | None,
    use_editor: bool,
    resume: bool,
    reply: str | None,
    by: str | None,
    internal: bool,
    files: tuple[str, ...],
    force: bool,
    key: str | None,
    edited: str | None,
    removed: str | None,
) -> None:
    """Add a comment to a ticket and print its id.

    Without TEXT or -F, the text is read from your editor, or from standard input if that is no
    terminal. With --reply and -e, an answer that is ready can be changed first. An edited or
    removed comment stays in the history. Without ID, -m TEXT goes to the ticket that the branch is
    for (tix start).

    \b
    Examples:
      tix comment k7f 'It is the linker; see the attached log.' --attach build.log
      make 2>&1 | tail -50 | tix comment k7f - --internal
      tix comment k7f --key "$message_id" 'The reply, however often it is delivered.'
      tix comment k7f --reply resolved
      tix comment k7f --by requester 'Jo called: it is the blue one.'
      tix comment k7f -m 'It was the linker, not the compiler.'
      tix comment k7f --edit c-q8m2ht 'It was the linker.'
      tix comment k7f --remove c-q8m2ht
    """
    if edited is not None and removed is not None:
        raise ContradictingOptionsError("--edit and --remove")
    _refuse_beside(
        "--edit" if edited is not None else "--remove" if removed is not None else None,
        {
            "--attach": files,
            "--internal": internal,
            "--key": key is not None,
            "--reply": reply is not None,
            "--by": by is not None,
        },
    )
    _refuse_beside("--by" if by is not None else None, {"--internal": internal, "--reply": reply})
    if removed is not None:
        _refuse_beside("--remove", {"a text": words, "-F": file is not None, "-e": use_editor})
    if force and not files:
        raise GoesWithError("--force", "--attach")
    if message is not None:
        if words:
            raise SeveralTextsError("as an argument or with -m, not both")
        words = (message,)
    if ident is None:
        from tix.console.ticket_here import NoTicketHereError, ticket_here

        if message is None:
            raise NoTicketHereError("tix comment ID TEXT, or -m TEXT on a ticket's branch")
        ident = ticket_here(session, "tix comment ID -m TEXT")
    known = session.one_id(ident)
    ticket = session.files.get(known).ticket
    if removed is not None:
        session.tell(remove_comment(session, known, changes.find_comment(ticket, removed).id))
        return
    before = changes.find_comment(ticket, edited) if edited is not None else None
    text = text_from(session, " ".join(words) if words else None, file)
    if reply is not None:
        text = _from_reply(session, reply, ticket, text)
    attachments = _attached(files, force) if files else []
    if resume and text is not None:
        raise ContradictingOptionsError("--resume and a text")
    if use_editor or resume or (text is None and sys.stdin.isatty()):
        given = text or ""
        start = given or (before.text if before else "")
        text = _from_editor(session, ticket, start, bool(given), resume=resume)
    elif text is None:
        text = text_from(session, "-", None)
    if not text or not text.strip():
        raise EmptyTextError("comment")
    if before:
        session.tell(edit_comment(session, known, before.id, text))
        if not (session.wants_json or session.is_dry):
            session.print(before.id)
        return
    if attachments and not internal:
        text = _naming(text, attachments)
    author = said_by(session, ticket, by) if by is not None else None
    done = add_comment(
        session, known, text, internal=internal, files=attachments, key=key, author=author
    )
    named = session.named(done.ticket)
    session.done(
        done.outcome, f"commented on {named}", f"nothing to change: {named} has it already"
    )
    tell_unread(session, "a comment's text")
    if author and session.config.is_done(done.ticket):
        session.say(f"it is {done.ticket.status} still: tix reopen {known}")
    if not (internal or key or reply or session.is_dry):
        _offer_article(session, done.ticket)
    session.written = [known]
    if not (session.wants_json or session.is_dry):
        session.print(done.comment.id)


def _from_reply(session: Session, name: str, ticket: Ticket, text: str | None) -> str:
    """The text of a reply for a ticket."""
    from tix.actions.reply import reply_text  # it loads Jinja

    if text is not None:
        raise ContradictingOptionsError("--reply and a text")
    return reply_text(session, name, ticket).text


def _offer_article(session: Session, ticket: Ticket) -> None:
    """Name an article that may help."""
    if not session.has_folder(ARTICLES) or session.config.is_done(ticket):
        return
    from tix.actions.articles import offered_article  # most desks have none
    from tix.terminal import safe

    if found := offered_article(session, ticket):
        session.say(f"may help: tix kb show {found.id} ({safe.line(found.title)})")


def _refuse_beside(option: str | None, others: Mapping[str, object]) -> None:
    """Raise ContradictingOptionsError if one of those was given beside the option."""
    for other, given in others.items():
        if option and given:
            raise ContradictingOptionsError(f"{option} and {other}")


_NOTE = "<!-- {}: what stands between these marks isn't kept; an empty text aborts -->"


def _from_editor(
    session: Session, ticket: Ticket, initial: str, is_given: bool, *, resume: bool
) -> str:
    from tix.console.editor import edit, start_from

    note = _NOTE.format(f"A comment on {ticket.id} {ticket.title}".replace("-->", "->"))
    start = f"{initial}\n\n{note}\n"

    def read(data: bytes) -> str:
        text = decoded(data, "the text").replace("\r\n", "\n").replace(note, "").strip("\n")
        if not text.strip():
            raise EmptyTextError("comment")
        return text

    name = f"comment-{ticket.id}.md"
    return edit(
        session.desk,
        name,
        start.encode(),
        read,
        again=f"tix comment {ticket.id} --resume",
        draft=start_from(session.desk, name, resume=resume),
        may_stay=is_given,
    )


def _naming(text: str, files: "Sequence[NewAttachment]") -> str:
    """A public text that names the files that come with it: so they go out with it."""
    from tix.actions.attach import stored_name
    from tix.model.ticket.public import naming

    return naming(text, [name for file in files if (name := stored_name(file)) not in text])


def _attached(names: Sequence[str], force: bool) -> "list[NewAttachment]":
    from tix.console.attachment_files import read_attachments  # few have any

    return read_attachments(names, force=force)
