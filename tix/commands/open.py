"""``tix open``: open a ticket, or find the one with a given key."""

import re
from collections.abc import Sequence
from contextlib import suppress

import click

from tix.actions import open as actions
from tix.actions.changing import refuse_unknown, time_doubts
from tix.actions.open import Draft, NoTitleError, OpenResult
from tix.console.completions import (
    complete_files,
    complete_templates,
)
from tix.console.given import ContradictingOptionsError, GoesWithError, each_field_once, option_once
from tix.console.in_pipeline import masker, sync_option, take_in, this_pipeline
from tix.console.session import Session, pass_session
from tix.console.text_input import EmptyTextError, tell_unread, text_from
from tix.console.ticket_options import field_options
from tix.console.write_options import quiet_option
from tix.errors import TixError, UsageError
from tix.frozen import replace
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.actions.attach import NewAttachment


class NoKeyError(UsageError):
    """``--where`` or the like without a key: only tickets with one have occurrences."""

    def __init__(self) -> None:
        super().__init__(
            "--where, --commit and --url go with --key", hint="tix open TITLE --key KEY …"
        )


@click.command("open")
@click.argument("words", metavar="TITLE", nargs=-1)
@option_once("-b", "--body", metavar="TEXT", help="The text; - reads standard input.")
@option_once("-F", "--file", metavar="FILE", help="Read the text from FILE; - is standard input.")
@click.option("-e", "--edit", "use_editor", is_flag=True, help="Write it in your editor.")
@click.option("--resume", is_flag=True, help="Go on with a draft that was kept.")
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
@option_once(
    "--from-transcript",
    "transcript",
    metavar="FILE",
    help="Read it from a chat; - is standard input.",
)
@option_once("--key", metavar="KEY", help="What a script knows the problem by: opens it once.")
@option_once("--where", metavar="TEXT", help="With --key: where it was seen.")
@option_once("--commit", metavar="HASH", help="With --key: at which commit.")
@option_once("--url", metavar="ADDRESS", help="With --key: the address of the run.")
@click.option("--json", "as_json", is_flag=True, help="Print the ticket as JSON.")
@sync_option
@quiet_option
@field_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    body: str | None,
    file: str | None,
    use_editor: bool,
    resume: bool,
    files: tuple[str, ...],
    force: bool,
    template: str | None,
    transcript: str | None,
    key: str | None,
    where: str | None,
    commit: str | None,
    url: str | None,
    as_json: bool,
    settings: list[tuple[str, str]],
    more: list[tuple[str, str]],
    new_field: bool,
) -> None:
    """Open a ticket and print its id.

    With --key, a ticket that has the key and isn't done gets one more occurrence instead, and one
    that is done is reopened: a script can run it every time something fails. Secrets are masked
    then, and in a pipeline place, commit and address are those of the run.

    With --from-transcript, what was said in a chat becomes the text and comments, with speakers and
    times; the same chat again opens nothing.

    \b
    Examples:
      tix open 'Nightly build fails on arm64' -t incident -p high -l ci -a ana
      git diff | tix open 'Review this' -b -
      tix open 'Disk full on db1' --key disk-db1 --where db1
      tix open 'Write the release notes' --due friday --parent k7f --depends-on m3k
      tix open --from-transcript chat.txt --channel chat -c acme
      id=$(tix open 'Order toner')
    """
    text = text_from(session, body, file)
    if key is not None:
        words, text, key, settings, more = _masked(words, text, key, settings, more)
    named = [name for name, given in (("title", words), ("key", key is not None)) if given]
    each_field_once([*named, *(name for name, _ in settings)])
    if force and not files:
        raise GoesWithError("--force", "--attach")
    attachments = _attached(files, force) if files else []
    if resume and (words or text is not None or settings or more or key or template):
        raise ContradictingOptionsError("--resume and what a new ticket is to have")
    use_editor |= resume
    if words in ((), ("-",)) and not use_editor and template is None and transcript is None:
        raise NoTitleError
    if transcript is not None:
        if text is not None or key is not None or use_editor or template is not None:
            others = "-b, -F, -e, --key or --template"
            raise ContradictingOptionsError(f"--from-transcript and {others}")
        from tix.console.transcript_input import read_draft  # few tickets were chats

        given = dict(settings)
        chat = read_draft(session, transcript, given.get("requester"), given.get("occurred"))
        if chat.known is not None:
            session.say(f"{session.named(chat.known)} is that transcript already")
            _print(session, chat.known.id, as_json=as_json)
            return
        ticket = chat.ticket
    else:
        ticket = actions.template(session, template) if template is not None else Ticket("", "")
    refuse_unknown(session, [*settings, *more])
    editor = session.field_editor([ticket], allow_new=new_field)
    settings = [*settings, *((f"{name}+", value) for name, value in more)]
    ticket = actions.filled(ticket, " ".join(words), text, settings, editor)
    if key is not None:
        ticket = replace(ticket, key=_one_line(key))
    if use_editor:
        ticket = _edited(session, ticket, resume=resume)
    if not ticket.title.strip():
        raise NoTitleError
    draft = Draft(ticket, settings, text, attachments)
    if ticket.key:
        take_in(session)
        draft = _of_run(draft, where, commit, url)
    elif where or commit or url:
        raise NoKeyError
    done = actions.open_ticket(session, draft, editor, must_be_new=use_editor)
    ticket = done.ticket
    _tell(session, done)
    _tell_of_marks(session, words)
    tell_unread(session, "the text")
    _print(session, ticket.id, as_json=as_json)


def _print(session: Session, ident: str, *, as_json: bool) -> None:
    """Print the ticket."""
    if as_json:
        from tix.console.ticket_json import print_written

        print_written(session, [ident], single=True)
    else:
        session.print(ident)


_Settings = list[tuple[str, str]]


def _masked(
    words: tuple[str, ...], text: str | None, key: str, settings: _Settings, more: _Settings
) -> tuple[tuple[str, ...], str | None, str, _Settings, _Settings]:
    """What a script gave, without secrets: the title may be the last line of a log."""
    mask = masker()
    return (
        (mask(" ".join(words)),) if words else (),
        None if text is None else mask(text),
        mask(key),
        [(name, mask(value)) for name, value in settings],
        [(name, mask(value)) for name, value in more],
    )


def _of_run(draft: Draft, where: str | None, commit: str | None, url: str | None) -> Draft:
    """The draft with where it was seen; in a pipeline that is known."""
    mask, run = masker(), this_pipeline()
    ticket = replace(draft.ticket, title=mask(draft.ticket.title), body=mask(draft.ticket.body))
    return replace(
        draft,
        ticket=ticket,  # of the editor, or of a template
        files=[_masked_file(file) for file in draft.files],
        where=mask(where if where is not None else run.place if run else ""),
        commit=mask(commit if commit is not None else run.commit if run else ""),
        url=mask(url if url is not None else run.url if run else ""),
    )


def _masked_file(file: "NewAttachment") -> "NewAttachment":
    mask = masker()
    content = mask(file.content.decode(errors="surrogateescape")).encode(errors="surrogateescape")
    return replace(file, name=mask(file.name), content=content)


def _one_line(key: str) -> str:
    """A key without line ends. Raises EmptyTextError."""
    line = " ".join(key.split())
    if not line:
        raise EmptyTextError("key")
    return line


def _tell(session: Session, done: OpenResult) -> None:
    ticket = done.ticket
    if done.is_new:
        due = f"; due {session.due_text(ticket.due)}" if ticket.due else ""
        said = f"opened {session.named(ticket)}{due}"
    elif done.what:
        said = f"{done.what}: {session.named(ticket)}"
    else:
        said = f"{ticket.id} has that occurrence already"
    session.done(done.outcome, said, said)
    if done.customer:
        session.say(done.customer)
    for doubt in (*done.doubts, *time_doubts([ticket] if done.is_new else [], session)):
        session.warn(doubt)
    if done.kept:
        session.say(f"{ticket.id} was there before, and keeps its own {', '.join(done.kept)}")
    if done.article is not None:
        session.say(f"may help: tix kb show {done.article.id} ({safe.line(done.article.title)})")
    if done.alike is not None:
        session.say(f"looks like {session.named(done.alike)}")


_MARK = r"\+[^\W\d]\S*|(?:pri|priority|due|project|tag|label|depends|assignee|status)[:=]\S+"
"""``+ci`` and ``due:friday``, with which other tools set fields among the words of a title."""


def _tell_of_marks(session: Session, words: Sequence[str]) -> None:
    """Say so where words of a title look like fields, or name a person, and where the only one is a
    ticket's id."""
    if len(words) < 2:
        _tell_of_id(session, words)
        return
    if people := [word[1:] for word in words if _is_person(session, word)]:
        session.say(f"@{people[0]}: part of the title; who works on it is -a {people[0]}")
    if marks := [word for word in words if re.fullmatch(_MARK, word)]:
        named = ", ".join(map(safe.line, marks[:3]))
        session.say(f"{named}: part of the title; fields are options: tix open --help")


def _is_person(session: Session, word: str) -> bool:
    """Whether it is ``@bob``, and somebody whom the desk knows, or a team, is called so."""
    if not re.fullmatch(_PERSON, word) or not session.directory.matches(word[1:]):
        return False
    with suppress(TixError):  # several are called so
        return bool(session.directory.resolve(word[1:]))
    return False


_PERSON = r"@[\w.+-]+(?:@[\w.-]+)?"


def _tell_of_id(session: Session, words: Sequence[str]) -> None:
    """``tix open k7f``: say that there is such a ticket."""
    if not words or not re.fullmatch(_ID, words[0]):
        return
    from tix.actions.selection import select
    from tix.model.ids import as_prefix

    ids = select(session, (f'id:"{as_prefix(words[0])}"',)).ids
    if len(ids) == 1:  # of many tickets, some begin with nearly every short title: v2, k8s
        session.say(f"the title is an id: tix show {ids[0]}; tix undo takes the new one back")


_ID = r"#?(?=[0-9a-zA-Z]*[0-9])[a-zA-Z][0-9a-zA-Z]{1,5}"
"""What is an id or the beginning of one, and hardly a title."""


_DRAFT = "new-ticket.md"


def _edited(session: Session, draft: Ticket, *, resume: bool) -> Ticket:
    """The ticket after the user edited it, as a document like the ticket's file."""
    from tix.console.editor import edit, start_from

    kept = start_from(session.desk, _DRAFT, resume=resume)
    shown = actions.draft_to_edit(session, draft)
    if kept and kept.base:
        shown = load(kept.base).record
    return edit(
        session.desk,
        _DRAFT,
        dump(shown),
        lambda data: actions.checked_draft(session, shown, data),
        again="tix open --resume",
        draft=kept,
        may_stay=bool(draft.title or kept),
    )


def _attached(names: Sequence[str], force: bool) -> "list[NewAttachment]":
    from tix.console.attachment_files import read_attachments  # few have any

    return read_attachments(names, force=force)
