"""``tix edit``: change fields, or the whole ticket in the editor."""

from collections.abc import Sequence

import click

from tix.commands.completions import complete_ids, complete_settings
from tix.commands.given import ContradictingOptionsError, each_field_once, option_once
from tix.commands.session import Session, pass_session
from tix.commands.text_input import text_from
from tix.commands.ticket_options import field_options, split_settings
from tix.commands.writing import change_tickets
from tix.errors import NeedsPersonError, UsageError
from tix.model import changes
from tix.model.document import Document, DocumentError, load
from tix.model.fields import BY_NAME
from tix.model.history import changes_between
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.merge.notes import answered
from tix.model.ticket import Ticket
from tix.storage.file_reader import BrokenTicketError, NoSuchTicketError
from tix.values import replace


class OneTicketAtATimeError(UsageError):
    """The editor takes one ticket."""

    def __init__(self) -> None:
        super().__init__("the editor takes one ticket at a time", hint="or use --set FIELD=VALUE")


class ChangedMeanwhileError(NeedsPersonError):
    """Somebody broke the ticket, or took it away, while it was in the editor."""

    def __init__(self, ident: str) -> None:
        super().__init__(
            f"somebody else changed {ident} while you edited it",
            hint=f"tix edit {ident} again, with your changes from the draft",
        )


@click.command("edit")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@click.option("-e", "--editor", "use_editor", is_flag=True, help="Open it in your editor.")
@option_once("--title", metavar="TEXT", help="Another title.")
@option_once("-b", "--body", metavar="TEXT", help="Another text; - reads standard input.")
@option_once("-F", "--file", metavar="FILE", help="Read the text from FILE; - is standard input.")
@click.option(
    "--add",
    "added",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Add to a list.",
    shell_complete=complete_settings,
)
@click.option(
    "--remove",
    "removed",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Take from a list.",
    shell_complete=complete_settings,
)
@field_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    use_editor: bool,
    title: str | None,
    body: str | None,
    file: str | None,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    settings: list[tuple[str, str]],
    new_field: bool,
) -> None:
    """Change fields of tickets; without options, the whole ticket in your editor.

    \b
    Examples:
      tix edit k7f
      tix edit k7f --title 'Nightly build fails on arm64' -p urgent
      tix edit k7f --add labels=ci,arm64 --remove watchers=bob --set due=
      tix list --ids milestone:2.0 | tix edit - --milestone 2.1
    """
    idents = session.ids(words)
    text = text_from(session, body, file)
    if title is not None:
        settings = [("title", title), *settings]
        each_field_once(name for name, _ in settings)
    additions, removals = split_settings(added), split_settings(removed)
    changes_fields = bool(settings or additions or removals or text is not None)
    if use_editor and changes_fields:
        raise ContradictingOptionsError("-e and options that change fields")
    if not changes_fields:
        if len(idents) != 1:
            raise OneTicketAtATimeError
        _edit_file(session, idents[0])
        return
    named = [name for name, _ in (*settings, *additions, *removals)]
    # which fields of the team's own there are, the tickets tell
    telling = [] if all(name.casefold() in BY_NAME for name in named) else idents
    tickets = [session.files.get(ident).ticket for ident in telling]
    editor = session.field_editor(tickets, allow_new=new_field)

    def change(ticket: Ticket) -> Ticket:
        for name, value in settings:
            ticket = editor.set(ticket, name, value)
        for name, value in additions:
            ticket = editor.add(ticket, name, value)
        for name, value in removals:
            ticket = editor.remove(ticket, name, value)
        return ticket if text is None else replace(answered(ticket, "body"), body=text)

    change_tickets(session, idents, change, _what(settings, additions, removals, text))


def _what(
    settings: Sequence[tuple[str, str]],
    additions: Sequence[tuple[str, str]],
    removals: Sequence[tuple[str, str]],
    text: str | None,
) -> str:
    parts = [f"set {name} to {value}" if value else f"clear {name}" for name, value in settings]
    parts += [f"add {value} to {name}" for name, value in additions]
    parts += [f"remove {value} from {name}" for name, value in removals]
    parts += ["change the text"] if text is not None else []
    return ", ".join(parts)


def _edit_file(session: Session, ident: str) -> None:
    """Let the person edit the ticket's file; a changed status gets its stamps."""
    from tix.actions.problems import refuse_problems
    from tix.commands.editor import edit
    from tix.storage.files import read

    path = session.files.get(ident).path
    initial = read(session.desk.root, path)
    before = load(initial)

    def checked(data: bytes) -> Document:
        document = load(data)
        if document.ticket.id != ident:
            raise DocumentError(document.line_of("id"), f"the id must stay {ident}")
        refuse_problems(document, session.config, before)
        return document

    document = edit(session.desk, f"{ident}.md", initial, checked)
    data = _with_stamps(session, before.ticket, document)
    with session.store.transaction() as work:
        try:
            work.get(ident)
            current = read(session.desk.root, work.reader.path_of(ident))
            merged = merge_files(initial, current, data)
        except (MergeConflictError, BrokenTicketError, NoSuchTicketError):
            raise ChangedMeanwhileError(ident) from None
        work.put_document(ident, merged.data)
        outcome = work.commit(f"{ident}: edit")
    session.done(outcome, f"edited {session.named(document.ticket)}")
    if current != initial:
        session.warn(f"{ident} was changed meanwhile; both changes are in it: tix show {ident}")


def _with_stamps(session: Session, before: Ticket, document: Document) -> bytes:
    """The edited file; a new status has its stamps, and notes about what changed are answered."""
    edited = answered(document.ticket, *_changed(before, document.ticket))
    if edited.status == before.status or edited.since != before.since:
        return document.save(edited)
    unmoved = replace(edited, status=before.status)
    ticket = changes.set_status(unmoved, edited.status or "", session.config, session.now)
    return document.save(replace(ticket, status=edited.status))


def _changed(before: Ticket, after: Ticket) -> set[str]:
    """The names under which a merge would note what differs: fields, ``body``, comments."""
    return {change.field.removesuffix(" (internal)") for change in changes_between(before, after)}
