"""``tix attach``: keep files with a ticket."""

import click

from tix.commands.attachments import read_attachments
from tix.commands.completions import complete_files, complete_ids
from tix.commands.session import Session, pass_session
from tix.commands.writing import commit_changes, tell_changes
from tix.model import changes
from tix.values import replace


@click.command("attach")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=complete_files)
@click.option("--force", is_flag=True, help="Attach files however large.")
@pass_session
def command(session: Session, ident: str, files: tuple[str, ...], force: bool) -> None:
    """Keep files with a ticket, in attachments/ID/ of the desk.

    \b
    Example:
      tix attach k7f build.log screenshot.png
    """
    known = session.one_id(ident)
    attachments = read_attachments(files, force=force)
    with session.store.transaction() as work:
        ticket = work.get(known)
        stored = {work.attach(known, a.name, a.content): a.name for a in attachments}
        attached = changes.with_items(ticket.attachments, list(stored))
        work.put(replace(ticket, attachments=attached))
        new = [name for kept, name in stored.items() if kept not in ticket.attachments]
        what = f"attach {', '.join(new or stored.values())}"
        changed, outcome = commit_changes(work, [ticket], what)
    if changed:
        session.done(outcome, f"{session.named(ticket)}: attached {', '.join(new)}")
    else:
        tell_changes(session, changed, outcome, what, "attached already")
