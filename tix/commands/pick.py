"""``tix pick``: a person chooses a ticket, and its id is the result."""

import shutil
import subprocess
import sys
from collections.abc import Sequence

import click

from tix.console.completions import complete_query
from tix.console.query_command import QueryCommand, select
from tix.console.query_hints import say_what_was_meant
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.errors import TixError
from tix.model.ticket.ticket import Ticket
from tix.terminal import safe
from tix.terminal.width import cut

_MOST = 50
"""So many are offered where numbers are typed."""

_FZF_LEFT = 130
"""fzf's exit code for Ctrl-C and Esc."""


class NobodyToAskError(TixError):
    """There is no terminal at which somebody could choose."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "nobody can choose here: standard input is no terminal", hint="tix list --ids QUERY"
        )


class NothingChosenError(TixError):
    """Nobody chose anything, or there was nothing to choose from."""

    def __init__(self, reason: str = "nothing was chosen") -> None:
        super().__init__(reason)


@click.command("pick", cls=QueryCommand)
@click.argument("words", metavar="[QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option("--all", "everything", is_flag=True, help="Also tickets that are done.")
@filter_options
@pass_session
def command(session: Session, words: tuple[str, ...], everything: bool, filters: Filters) -> None:
    """Choose a ticket at the terminal, and print its id: with fzf if you have it, else by number.

    The choice is shown on standard error, so that the id can go into another command.

    \b
    Examples:
      tix show $(tix pick)
      tix pick label:ci | tix status - in-progress
    """
    words = filters.applied_to(words)
    found = select(session, words, default_open=not everything)
    tickets = [filed.ticket for filed in found.heads()]
    say_what_was_meant(session, words, "pick", found=bool(tickets))
    if not tickets:
        raise NothingChosenError("no tickets match" if words else "no open tickets")
    if not sys.stdin.isatty():
        raise NobodyToAskError
    fzf = shutil.which("fzf")
    session.print(_by_fzf(fzf, tickets) if fzf else _by_number(session, tickets))


def _by_fzf(fzf: str, tickets: Sequence[Ticket]) -> str:
    """Let fzf ask, which draws on the terminal itself. Raises NothingChosenError, Abort."""
    lines = [
        f"{ticket.id}\t{safe.line(ticket.title)}\t{safe.line(ticket.status or '')}"
        for ticket in tickets
    ]
    asked = subprocess.run(
        [fzf, "--delimiter=\t", "--with-nth=1..", "--no-multi"],
        input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if asked.returncode == _FZF_LEFT:
        raise click.Abort
    if asked.returncode or not asked.stdout.strip():
        raise NothingChosenError
    row = asked.stdout.strip().rpartition("\n")[2]  # with --print-query, the query is before it
    return row.partition("\t")[0]


def _by_number(session: Session, tickets: Sequence[Ticket]) -> str:
    """Ask for a number, or for the beginning of an id. Raises NothingChosenError, Abort."""
    offered = tickets[:_MOST]
    beside = len(str(len(offered)))
    for number, ticket in enumerate(offered, 1):
        line = f"{number:>{beside}}  {ticket.id}  {safe.line(ticket.title)}"
        click.echo(cut(line, session.screen.width), err=True)
    if len(offered) < len(tickets):
        session.say(f"{len(offered)} of {len(tickets)} tickets")
    while True:
        typed = click.prompt("number", err=True, default="", show_default=False).strip()
        if not typed:
            raise NothingChosenError
        if typed.isdecimal() and 1 <= int(typed) <= len(offered):
            return offered[int(typed) - 1].id
        starting = [ticket.id for ticket in tickets if ticket.id.startswith(typed.casefold())]
        if len(starting) == 1:
            return starting[0]
        session.warn(f"a number from 1 to {len(offered)}, or the beginning of an id")
