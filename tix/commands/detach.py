"""``tix detach``: take files away from a ticket."""

import click

from tix.actions.attach import detach
from tix.console.completions import complete_attachments, complete_ids
from tix.console.session import Session, pass_session
from tix.console.write_options import write_options
from tix.frozen import replace


@click.command("detach")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument(
    "names", metavar="NAME...", nargs=-1, required=True, shell_complete=complete_attachments
)
@write_options
@pass_session
def command(session: Session, ident: str, names: tuple[str, ...]) -> None:
    """Take files away from a ticket; tix undo brings them back.

    NAME is what the file was called when it was attached, or what it is called in
    attachments/ID/. The history still has the file: to take a secret out, see tix redact.

    \b
    Example:
      tix detach k7f build.log
    """
    changed = detach(session, session.one_id(ident), names)
    session.tell(replace(changed, what=changed.what.replace("detach ", "detached ", 1)))
