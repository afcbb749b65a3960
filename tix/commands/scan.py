"""``tix scan``: list commits in the tickets that they name."""

import click

from tix.actions.scan import ScanResult, rewritten_commits, scan
from tix.commands.hook import warn_of_hooks
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import UsageError


@click.command("scan")
@click.argument("revisions", metavar="[RANGE...]", nargs=-1)
@click.option("--rewritten", is_flag=True, help="Read OLD NEW pairs of commits, as post-rewrite.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@quiet_option
@pass_session
def command(session: Session, revisions: tuple[str, ...], rewritten: bool, as_json: bool) -> None:
    """List commits of the code in the tickets that their messages name, and close what they fix.

    'Fixes: k7f3qz' (or closes, resolves and their forms) fixes a ticket: it is closed once the
    commit is on the main branch. 'Refs: k7f3qz' and '(k7f3qz)' only name it. RANGE is one of
    git's; without it, all commits that HEAD has come from are looked at. 'tix hook install' does
    it with every commit.

    \b
    Examples:
      tix scan
      tix scan main..HEAD
    """
    if any(word.startswith("-") and word != "--" for word in revisions):
        raise UsageError("a range of commits has no options", hint="tix scan main..HEAD")
    pairs = rewritten_commits(session.input().decode(errors="replace")) if rewritten else {}
    if rewritten:
        revisions = ("--no-walk", *dict.fromkeys(pairs.values()))
    if rewritten and not pairs:
        found = ScanResult()  # pre-commit gives nothing to the hooks that it calls
    else:
        found = scan(session, session.folder, revisions or ("HEAD",), pairs)
    _tell(session, found)
    warn_of_hooks(session)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text({
            "linked": [ticket.id for ticket in found.linked],
            "closed": [ticket.id for ticket in found.closed],
        }))  # fmt: skip


def _tell(session: Session, found: ScanResult) -> None:
    closed = {ticket.id for ticket in found.closed}
    for ticket in found.linked:
        last = ticket.commits[-1] if ticket.commits else None
        about = f"{last.commit[:10]} {last.subject}".rstrip() if last else "no commit any more"
        session.say(f"{session.named(ticket)}: {'closed, ' * (ticket.id in closed)}{about}")
    if not found.linked:
        session.say("no new commits name a ticket")
