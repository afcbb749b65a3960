"""``tix edit``: change fields, or the whole ticket in the editor."""

from collections.abc import Sequence

import click

from tix.actions.edit import Edits, checked_file, edit_fields, file_to_edit, replace_file
from tix.console.completions import complete_files, complete_ids, complete_settings
from tix.console.given import ContradictingOptionsError, each_field_once, option_once
from tix.console.session import Session, pass_session
from tix.console.text_input import new_text_from
from tix.console.ticket_options import field_options, split_settings
from tix.console.write_options import write_options
from tix.errors import NotFoundError, UsageError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.attach import NewAttachment


class OneTicketAtATimeError(UsageError):
    """The editor takes one ticket."""

    def __init__(self) -> None:
        super().__init__("the editor takes one ticket at a time", hint="or use --set FIELD=VALUE")


@click.command("edit")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@click.option("-e", "--editor", "use_editor", is_flag=True, help="Open it in your editor.")
@click.option("--resume", is_flag=True, help="Go on with a draft that was kept.")
@option_once("--title", metavar="TEXT", help="Another title.")
@option_once("-b", "--body", metavar="TEXT", help="Another text; - reads standard input.")
@option_once("-F", "--file", metavar="FILE", help="Read the text from FILE; - is standard input.")
@option_once("--key", metavar="KEY", help="What a script knows the problem by.")
@click.option(
    "--attach",
    "names",
    metavar="FILE",
    multiple=True,
    help="Keep this file with it.",
    shell_complete=complete_files,
)
@click.option("--force", is_flag=True, help="Attach files however large; against the workflow.")
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
@write_options
@field_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    use_editor: bool,
    resume: bool,
    title: str | None,
    body: str | None,
    file: str | None,
    key: str | None,
    names: tuple[str, ...],
    force: bool,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    settings: list[tuple[str, str]],
    more: list[tuple[str, str]],
    new_field: bool,
) -> None:
    """Change fields of tickets; without options, the whole ticket in your editor.

    The options are those of tix open. What a ticket can have several of (-l, -a, --blocks …) is
    added; --set replaces it, --remove takes it away, --set FIELD= leaves nothing.

    \b
    Examples:
      tix edit k7f
      tix edit k7f --title 'Nightly build fails on arm64' -p urgent
      tix edit k7f -l ci -l arm64 --remove watchers=bob --set due=
      tix list --ids milestone:2.0 | tix edit - --milestone 2.1
    """
    idents = _ids(session, words, has_values=bool(title or settings or more or added or removed))
    text = new_text_from(session, body, file)
    own = [(name, given) for name, given in (("title", title), ("key", key)) if given is not None]
    settings = [*own, *settings]
    each_field_once(name for name, _ in settings)
    files = _read(names, force) if names else []
    edits = Edits(settings, [*more, *split_settings(added)], split_settings(removed), text, files)
    if (use_editor or resume) and edits:
        option = "-e" if use_editor else "--resume"
        raise ContradictingOptionsError(f"{option} and options that change fields")
    if edits:
        session.tell(edit_fields(session, idents, edits, allow_new=new_field, force=force))
    elif len(idents) == 1:
        _edit_file(session, idents[0], resume=resume, force=force)
    else:
        raise OneTicketAtATimeError


def _ids(session: Session, words: Sequence[str], *, has_values: bool) -> list[str]:
    """The ids. Raises NotFoundError, which says that a value's second word is taken for one."""
    try:
        return session.ids(words)
    except NotFoundError as error:
        if has_values and len(words) > 1:
            quotes = "a value of several words stands in quotes: --set FIELD='ONE OTHER'"
            error.hint = "\n".join(filter(None, [error.hint, quotes]))
        raise


def _read(names: Sequence[str], force: bool) -> "list[NewAttachment]":
    from tix.console.attachment_files import read_attachments  # few edits bring any

    return read_attachments(names, force=force)


def _edit_file(session: Session, ident: str, *, resume: bool, force: bool) -> None:
    """Let the user edit the ticket's file."""
    from tix.console.editor import edit, start_from

    draft = start_from(session.desk, f"{ident}.md", resume=resume)
    initial = (draft and draft.base) or file_to_edit(session, ident)
    document = edit(
        session.desk,
        f"{ident}.md",
        initial,
        lambda data: checked_file(session, ident, initial, data, force=force),
        again=f"tix edit {ident} --resume",
        draft=draft,
    )
    edited = replace_file(session, ident, initial, document, force=force)
    session.done(edited.outcome, f"edited {session.named(edited.ticket)}")
    if edited.customer:
        session.say(edited.customer)
    if edited.doubt:
        session.warn(edited.doubt)
    if edited.is_merged:
        session.warn(f"{ident} was changed meanwhile; both changes are in it: tix show {ident}")
    session.written = [ident]
