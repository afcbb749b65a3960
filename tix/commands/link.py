"""``tix link``: connect two tickets."""

import click

from tix.commands.completions import complete_ids, complete_link_kinds
from tix.commands.session import Session, pass_session
from tix.commands.writing import commit_changes, tell_changes
from tix.errors import UsageError
from tix.model import changes
from tix.model.editing import link_kind
from tix.model.ticket import Link


class SelfLinkError(UsageError):
    """A ticket can't point at itself."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"{ident} can't be linked to itself")


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
    wanted = link_kind(kind)
    source = session.one_id(ident)
    other = session.one_id(target)
    if source == other:
        raise SelfLinkError(source)
    link = Link(wanted, other)
    with session.store.transaction() as work:
        ticket = work.get(source)
        work.put(changes.remove_link(ticket, link) if remove else changes.add_link(ticket, link))
        what = f"no longer {link}" if remove else str(link)
        changed, outcome = commit_changes(work, [ticket], what)
    tell_changes(session, changed, outcome, what)
