"""``tix link``: connect two tickets."""

import click

from tix.actions import link as actions
from tix.console.completions import complete_ids, complete_link_kinds
from tix.console.session import Session, pass_session
from tix.model.changes.editing import link_kind


@click.command("link")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument("kind", metavar="KIND", shell_complete=complete_link_kinds)
@click.argument("target", metavar="ID", shell_complete=complete_ids)
@click.option("--remove", is_flag=True, help="Take the link away.")
@pass_session
def command(session: Session, ident: str, kind: str, target: str, remove: bool) -> None:
    """Connect two tickets; the other one shows it, too.

    KIND is one of: blocks, depends-on, duplicates, relates-to, parent.

    \b
    Examples:
      tix link k7f blocks m3k
      tix link k7f parent x4w       (x4w is the parent of k7f)
      tix link k7f blocks m3k --remove
    """
    link_kind(kind)  # what is wrong with it is said first
    source, other = session.one_id(ident), session.one_id(target)
    session.tell((actions.unlink if remove else actions.link)(session, source, kind, other))
