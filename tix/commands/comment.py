"""``tix comment``: add, edit or remove a comment."""

import secrets
import sys
from collections.abc import Callable, Mapping

import click

from tix.commands.attachments import read_attachments
from tix.commands.completions import complete_ids
from tix.commands.given import ContradictingOptionsError, GoesWithError, option_once
from tix.commands.session import Session, pass_session
from tix.commands.text_input import EmptyTextError, decoded, tell_unread, text_from
from tix.commands.writing import commit_changes, tell_changes
from tix.model import changes
from tix.model.ids import new_comment_id
from tix.model.ticket import Ticket
from tix.values import replace


@click.command("comment")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument("words", metavar="[TEXT]", nargs=-1)
@option_once("-F", "--file", metavar="FILE", help="Read the text from FILE; - is standard input.")
@click.option("-e", "--editor", "use_editor", is_flag=True, help="Write it in your editor.")
@click.option("--internal", is_flag=True, help="Not for the requester's eyes.")
@click.option("--attach", "files", metavar="FILE", multiple=True, help="Keep a file with it.")
@click.option("--force", is_flag=True, help="Attach files however large.")
@option_once("--edit", "edited", metavar="C-ID", help="Give a comment another text.")
@option_once("--remove", "removed", metavar="C-ID", help="Remove a comment.")
@pass_session
def command(
    session: Session,
    ident: str,
    words: tuple[str, ...],
    file: str | None,
    use_editor: bool,
    internal: bool,
    files: tuple[str, ...],
    force: bool,
    edited: str | None,
    removed: str | None,
) -> None:
    """Add a comment to a ticket and print its id.

    Without TEXT or -F, the text is read from your editor, or from standard input if that is no
    terminal. An edited or removed comment stays in the history.

    \b
    Examples:
      tix comment k7f 'It is the linker; see the attached log.' --attach build.log
      make 2>&1 | tail -50 | tix comment k7f - --internal
      tix comment k7f --edit c-q8m2ht 'It was the linker.'
      tix comment k7f --remove c-q8m2ht
    """
    if edited is not None and removed is not None:
        raise ContradictingOptionsError("--edit and --remove")
    _refuse_beside(
        "--edit" if edited is not None else "--remove" if removed is not None else None,
        {"--attach": files, "--internal": internal},
    )
    if removed is not None:
        _refuse_beside("--remove", {"a text": words, "-F": file is not None, "-e": use_editor})
    if force and not files:
        raise GoesWithError("--force", "--attach")
    known = session.one_id(ident)
    ticket = session.files.get(known).ticket
    if removed is not None:
        _remove(session, ticket, removed)
        return
    before = changes.find_comment(ticket, edited) if edited is not None else None
    text = text_from(session, " ".join(words) if words else None, file)
    attachments = read_attachments(files, force=force)
    if use_editor or (text is None and sys.stdin.isatty()):
        given = text or ""
        text = _from_editor(session, ticket, given or (before.text if before else ""), bool(given))
    elif text is None:
        text = text_from(session, "-", None)
    if not text or not text.strip():
        raise EmptyTextError("comment")
    if before:
        _write(session, known, lambda t: changes.edit_comment(t, before.id, text), "edit a comment")
        session.print(before.id)
        return
    with session.store.transaction() as work:
        ticket = work.get(known)
        new = new_comment_id(secrets.choice, {c.id for c in ticket.comments}.__contains__)
        ticket = changes.add_comment(
            ticket, new, work.author.person, text, session.now, internal=internal
        )
        stored = [work.attach(known, a.name, a.content) for a in attachments]
        attached = changes.with_items(ticket.attachments, stored)
        work.put(replace(ticket, attachments=attached))
        what = "comment internally" if internal else "comment"
        outcome = work.commit(f"{known}: {what}")
    session.done(outcome, f"commented on {session.named(ticket)}")
    tell_unread(session, "a comment's text")
    session.print(new)


def _refuse_beside(option: str | None, others: Mapping[str, object]) -> None:
    """Raise ContradictingOptionsError if one of those was given beside the option."""
    for other, given in others.items():
        if option and given:
            raise ContradictingOptionsError(f"{option} and {other}")


def _remove(session: Session, ticket: Ticket, removed: str) -> None:
    comment = changes.find_comment(ticket, removed)
    _write(session, ticket.id, lambda t: changes.remove_comment(t, comment.id), "remove a comment")


def _write(session: Session, ident: str, change: Callable[[Ticket], Ticket], what: str) -> None:
    with session.store.transaction() as work:
        ticket = work.get(ident)
        work.put(change(ticket))
        changed, outcome = commit_changes(work, [ticket], what)
    tell_changes(session, changed, outcome, what)


_NOTE = "<!-- {}: what stands between these marks isn't kept; an empty text aborts -->"


def _from_editor(session: Session, ticket: Ticket, initial: str, is_given: bool) -> str:
    from tix.commands.editor import edit

    note = _NOTE.format(f"A comment on {ticket.id} {ticket.title}".replace("-->", "->"))
    start = f"{initial}\n\n{note}\n"

    def read(data: bytes) -> str:
        text = decoded(data, "the text").replace("\r\n", "\n").replace(note, "").strip("\n")
        if not text.strip():
            raise EmptyTextError("comment")
        return text

    name = f"comment-{ticket.id}.md"
    return edit(session.desk, name, start.encode(), read, may_stay=is_given)
