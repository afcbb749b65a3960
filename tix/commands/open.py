"""``tix open``: open a ticket, or find the one that a key stands for."""

import secrets
from collections.abc import Sequence

import click

from tix.actions.duplicates import likely_duplicate
from tix.commands.attachments import NewAttachment, read_attachments
from tix.commands.completions import (
    complete_files,
    complete_labels,
    complete_people,
    complete_templates,
)
from tix.commands.given import GoesWithError, each_field_once, option_once
from tix.commands.session import Session, pass_session
from tix.commands.text_input import EmptyTextError, tell_unread, text_from
from tix.commands.ticket_options import field_options
from tix.commands.writing import commit_changes
from tix.errors import NeedsPersonError, TixError, UsageError
from tix.model import changes
from tix.model.config import Group
from tix.model.document import DocumentError, dump, load
from tix.model.editing import FieldEditor, title
from tix.model.fields import BY_NAME
from tix.model.ids import derived_id, key_source, new_id
from tix.model.ticket import Occurrence, Ticket
from tix.storage.store import Outcome, Transaction, attachment_name
from tix.values import replace


class NoTitleError(UsageError):
    """A ticket needs a title."""

    def __init__(self) -> None:
        super().__init__(
            "say what the ticket is about", hint="tix open 'Login fails with error 500'"
        )


class NoKeyError(UsageError):
    """Where a ticket without a key was seen is kept nowhere."""

    def __init__(self) -> None:
        super().__init__("--where and --commit go with --key", hint="tix open TITLE --key KEY …")


class KeyTakenError(NeedsPersonError):
    """A ticket was written in the editor, and there is one with its key."""

    def __init__(self, ident: str, key: str) -> None:
        super().__init__(
            f"{ident} has the key {key!r}; nothing was changed",
            hint=f"tix edit {ident}, or leave -e out to add an occurrence",
        )


class NoTemplateError(TixError):
    """The desk has no template of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        hint = f"there are: {', '.join(known)}" if known else "put one in templates/NAME.md"
        super().__init__(f"the desk has no template {name!r}", hint=hint)


@click.command("open")
@click.argument("words", metavar="TITLE", nargs=-1)
@option_once("-b", "--body", metavar="TEXT", help="The text; - reads standard input.")
@option_once("-F", "--file", metavar="FILE", help="Read the text from FILE; - is standard input.")
@click.option("-e", "--edit", "use_editor", is_flag=True, help="Write it in your editor.")
@click.option(
    "-a",
    "--assign",
    "assignees",
    metavar="WHO",
    multiple=True,
    help="Who works on it.",
    shell_complete=complete_people,
)
@click.option(
    "-l",
    "--label",
    "labels",
    metavar="LABEL",
    multiple=True,
    help="A label.",
    shell_complete=complete_labels,
)
@click.option(
    "--attach",
    "files",
    metavar="FILE",
    multiple=True,
    help="Keep a file with it.",
    shell_complete=complete_files,
)
@click.option("--force", is_flag=True, help="Attach files however large.")
@option_once(
    "--template",
    metavar="NAME",
    help="Begin with templates/NAME.md of the desk.",
    shell_complete=complete_templates,
)
@option_once("--key", metavar="KEY", help="What a script knows the problem by: opens it once.")
@option_once("--where", metavar="TEXT", help="With --key: where it was seen.")
@option_once("--commit", metavar="HASH", help="With --key: at which commit.")
@click.option("--json", "as_json", is_flag=True, help="Print the ticket as JSON.")
@field_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    body: str | None,
    file: str | None,
    use_editor: bool,
    assignees: tuple[str, ...],
    labels: tuple[str, ...],
    files: tuple[str, ...],
    force: bool,
    template: str | None,
    key: str | None,
    where: str | None,
    commit: str | None,
    as_json: bool,
    settings: list[tuple[str, str]],
    new_field: bool,
) -> None:
    """Open a ticket and print its id.

    With --key, a ticket that has the key and isn't done gets one more occurrence instead, and one
    that is done is reopened: a script can run it every time something fails.

    \b
    Examples:
      tix open 'Nightly build fails on arm64' -t incident -p high -l ci -a ana
      git diff | tix open 'Review this' -b -
      tix open 'Disk full on db1' --key disk-db1 --where db1
      id=$(tix open 'Write the release notes' --due friday)
    """
    text = text_from(session, body, file)
    named = [name for name, given in (("title", words), ("key", key is not None)) if given]
    each_field_once([*named, *(name for name, _ in settings)])
    if force and not files:
        raise GoesWithError("--force", "--attach")
    attachments = read_attachments(files, force=force)
    if not words and not use_editor and template is None:
        raise NoTitleError
    draft = _template(session, template) if template is not None else _blank()
    editor = session.field_editor([draft], allow_new=new_field)
    settings = [
        *settings,
        *(("assignees+", who) for who in assignees),
        *(("labels+", label) for label in labels),
    ]
    draft = _filled(draft, " ".join(words), text, settings, editor)
    if key is not None:
        draft = replace(draft, key=_one_line(key))
    if use_editor:
        if draft.key and (taken := session.reader.with_key(draft.key)):
            raise KeyTakenError(taken[-1].ticket.id, draft.key)
        draft = _edited(session, draft, editor)
    if not draft.title.strip():
        raise NoTitleError
    if not draft.key and (where or commit):
        raise NoKeyError
    occurrence = Occurrence(session.now, " ".join((where or "").split()), (commit or "").strip())
    alike = None if draft.key else likely_duplicate(session, draft)
    if draft.key:
        session.reader.with_key(draft.key)  # the index is made before others have to wait for us
    with session.store.transaction() as work:
        known = _with_key(session, work, draft.key) if draft.key else None
        if known is None:
            ticket, outcome = _open(session, work, draft, attachments, occurrence)
            said = f"opened {session.named(ticket)}"
        else:
            if use_editor:
                raise KeyTakenError(known.id, str(draft.key))
            ticket, outcome, said = _seen_again(session, work, known, occurrence)
    session.done(outcome, said, said)
    if known is not None and (left := _left_out(known, draft, text, settings, attachments, editor)):
        session.say(f"{ticket.id} was there before, and keeps its own {', '.join(left)}")
    if alike is not None:
        session.say(f"looks like {session.named(alike)}")
    tell_unread(session, "the text")
    if as_json:
        from tix.commands.ticket_output import print_written

        print_written(session, [ticket.id], single=True)
    else:
        session.print(ticket.id)


def _one_line(key: str) -> str:
    """A key without line ends. Raises EmptyTextError."""
    line = " ".join(key.split())
    if not line:
        raise EmptyTextError("key")
    return line


def _blank() -> Ticket:
    return Ticket(id="", title="")


def _template(session: Session, name: str) -> Ticket:
    """What a template of the desk begins with; its id, if it has one, doesn't matter."""
    from tix.storage.templates import template, template_names

    data = template(session.desk, name)
    if data is None:
        raise NoTemplateError(name, template_names(session.desk))
    return data


def _filled(
    ticket: Ticket,
    words: str,
    text: str | None,
    settings: Sequence[tuple[str, str]],
    editor: FieldEditor,
) -> Ticket:
    if words:
        ticket = replace(ticket, title=title(words))
    if text is not None:
        ticket = replace(ticket, body=text)
    ticket = _set(ticket, settings, editor)
    config = editor.config
    return replace(
        ticket,
        status=ticket.status or config.first_status(Group.ACTIVE),
        type=ticket.type or config.default_type,
        priority=ticket.priority or config.default_priority,
    )


def _set(ticket: Ticket, settings: Sequence[tuple[str, str]], editor: FieldEditor) -> Ticket:
    """The ticket with fields set, or (``NAME+``) added to."""
    for name, value in settings:
        if name.endswith("+"):
            ticket = editor.add(ticket, name[:-1], value)
        else:
            ticket = editor.set(ticket, name, value)
    return ticket


_PLACEHOLDER = "What it is about"

_STAMPS = ("since", "opened", "opened_by", "occurrences")
"""What a new ticket gets without being asked."""


def _edited(session: Session, draft: Ticket, editor: FieldEditor) -> Ticket:
    """The ticket after the person's editor; the document looks like the ticket's file."""
    from tix.actions.problems import refuse_problems
    from tix.commands.editor import edit

    ident = new_id(secrets.choice, lambda _: False)
    if draft.key:
        ident = derived_id(key_source(draft.key), lambda _: False)
    shown = replace(draft, id=ident, title=draft.title or _PLACEHOLDER)
    has_title = bool(draft.title)

    def read(data: bytes) -> Ticket:
        document = load(data)
        if document.ticket.title == _PLACEHOLDER:
            raise DocumentError(document.line_of("title"), "say in the title what it is about")
        if document.ticket.id != ident:
            raise DocumentError(document.line_of("id"), f"the id must stay {ident}")
        for field in map(BY_NAME.__getitem__, _STAMPS):
            if field.of(document.ticket) != field.of(shown):
                raise DocumentError(document.line_of(field.name), f"tix sets {field.name} itself")
        refuse_problems(document, session.config)
        return document.ticket

    edited = edit(session.desk, "new-ticket.md", dump(shown), read, may_stay=has_title)
    if edited.status == draft.status:
        return edited
    ticket = replace(edited, status=draft.status)
    return changes.set_status(ticket, edited.status or "", editor.config, session.now)


def _with_key(session: Session, work: Transaction, key: str) -> Ticket | None:
    """The ticket that has a key; of several one that isn't done, the one that was opened last.

    Looked for while nobody else writes: of many who open it at once, the first makes the ticket.
    Two files of one id are what two clones made of it, each by itself: they become one.
    """
    session.reread()
    found = session.reader.with_key(key)
    if not found:
        return None
    ident = max((filed.ticket for filed in found), key=lambda t: _calls_for(session, t)).id
    paths = [filed.path for filed in found if filed.ticket.id == ident]
    if len(paths) > 1:
        work.unite(ident, paths)
    return work.get(ident)


def _calls_for(session: Session, ticket: Ticket) -> tuple[bool, float, str]:
    opened = ticket.opened.timestamp() if ticket.opened else 0
    return not session.config.is_done(ticket), opened, ticket.id


def _open(
    session: Session,
    work: Transaction,
    draft: Ticket,
    attachments: Sequence[NewAttachment],
    occurrence: Occurrence,
) -> tuple[Ticket, Outcome]:
    ident = draft.id  # which the person has seen in the editor
    if draft.key:
        ident = work.id_after(key_source(draft.key))
    elif not ident or work.reader.is_taken(ident):
        ident = work.new_id()
    stored = tuple(work.attach(ident, a.name, a.content) for a in attachments)
    ticket = replace(
        draft,
        id=ident,
        since=session.now,
        opened=session.now,
        opened_by=str(work.author.person),
        occurrences=(occurrence,) if draft.key else (),
        attachments=changes.with_items(draft.attachments, stored),
    )
    work.add(ticket)
    return ticket, work.commit(f"{ident}: {ticket.title}")


def _seen_again(
    session: Session, work: Transaction, ticket: Ticket, occurrence: Occurrence
) -> tuple[Ticket, Outcome, str]:
    before, was_done = ticket, session.config.is_done(ticket)
    if occurrence not in ticket.occurrences:
        ticket = replace(ticket, occurrences=(*ticket.occurrences, occurrence))
    if was_done:
        status = session.config.first_status(Group.ACTIVE)
        ticket = changes.set_status(ticket, status, session.config, session.now)
    work.put(ticket)
    what = "reopen, seen again" if was_done else "seen again"
    changed, outcome = commit_changes(work, [before], what)
    if not changed:
        return ticket, outcome, f"{ticket.id} has that occurrence already"
    return ticket, outcome, f"{what}: {session.named(ticket)}"


def _left_out(
    known: Ticket,
    draft: Ticket,
    text: str | None,
    settings: Sequence[tuple[str, str]],
    attachments: Sequence[NewAttachment],
    editor: FieldEditor,
) -> list[str]:
    """The names of what was given for a new ticket and isn't what the one with the key has."""
    left = ["title"] if draft.title != known.title else []
    if text is not None and text != known.body:
        left.append("text")
    changing = [name for name, value in settings if _set(known, [(name, value)], editor) != known]
    left += [name.removesuffix("+") for name in changing]
    names = {attachment_name(file.name, file.content) for file in attachments}
    if not names <= set(known.attachments):
        left.append("attachments")
    return list(dict.fromkeys(left))
