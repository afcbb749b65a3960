"""``tix attach``: keep files with a ticket."""

import click

from tix.actions.attach import attach
from tix.console.attachment_files import read_attachments
from tix.console.completions import complete_files, complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import write_options
from tix.frozen import replace


@click.command("attach")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=complete_files)
@click.option("--force", is_flag=True, help="Attach files however large.")
@write_options
@pass_session
def command(session: Session, ident: str, files: tuple[str, ...], force: bool) -> None:
    """Keep files with a ticket, in attachments/ID/ of the desk.

    \b
    Example:
      tix attach k7f build.log screenshot.png
    """
    known = session.one_id(ident)
    changed = attach(session, known, read_attachments(files, force=force))
    session.tell(replace(changed, what=changed.what.replace("attach ", "attached ", 1)))
