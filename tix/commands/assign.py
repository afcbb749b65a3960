"""``tix assign``: say who works on tickets."""

import shlex
from collections.abc import Sequence
from functools import partial
from itertools import takewhile

import click

from tix.actions.assign import How, assign
from tix.console.completions import complete_ids_then_people
from tix.console.given import ContradictingOptionsError
from tix.console.session import Session, pass_session
from tix.console.write_options import write_options
from tix.errors import UsageError
from tix.model.changes.typed_text import items_of
from tix.model.config.directory import UnknownPersonError
from tix.model.ticket.fields import BY_NAME


class IdsApartError(UsageError):
    """Ids with blanks between them, where commas are needed."""

    def __init__(self, tickets: Sequence[str], who: Sequence[str]) -> None:
        meant = f"tix assign {','.join(tickets)} {' '.join(map(shlex.quote, who)) or 'WHO'}"
        super().__init__(f"{tickets[1]!r} is a ticket, and nobody's name", hint=meant)


class NobodyNamedError(UsageError):
    """Nobody was named to assign the tickets to."""

    def __init__(self) -> None:
        super().__init__("say to whom", hint="tix assign ID ana, or --me, or --none")


@click.command("assign")
@click.argument(
    "words",
    metavar="ID... WHO...",
    nargs=-1,
    required=True,
    shell_complete=complete_ids_then_people,
)
@click.option("--me", "to_me", is_flag=True, help="To yourself; all arguments are ids.")
@click.option("--none", "to_nobody", is_flag=True, help="To nobody; all arguments are ids.")
@click.option("--add", is_flag=True, help="In addition to those who have it.")
@click.option("--remove", is_flag=True, help="Take WHO away from those who have it.")
@write_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    to_me: bool,
    to_nobody: bool,
    add: bool,
    remove: bool,
) -> None:
    """Say who works on tickets.

    The first argument is an id, or several separated by commas, or - for standard input; the
    others are names, aliases or mail addresses, or an unambiguous beginning of one, with blanks or
    commas between them.

    \b
    Examples:
      tix assign k7f ana
      tix assign k7f,m3k bob --add
      tix assign k7f --me
      tix list --ids label:ci assignee:none | tix assign - ana
    """
    if add and remove:
        raise ContradictingOptionsError("--add and --remove")
    if to_nobody and (to_me or add or remove):
        raise ContradictingOptionsError("--none and another option")
    session.expect_me()
    ids_only = to_me or to_nobody
    idents = session.ids(words if ids_only else words[:1])
    typed = [name for word in words[1:] for name in items_of(BY_NAME["assignees"], word)]
    who = ["me"] if to_me else [] if to_nobody else typed
    if not who and not to_nobody:
        raise NobodyNamedError
    how: How = "remove" if remove else "add" if add else "set"
    try:
        session.tell(assign(session, idents, who, how))
    except UnknownPersonError:
        _refuse_ids_apart(session, words)
        raise


def _refuse_ids_apart(session: Session, words: tuple[str, ...]) -> None:
    """Raise IdsApartError if tickets follow the first one, where people are to stand."""
    from tix.actions.status import names_tickets

    tickets = [words[0], *takewhile(partial(names_tickets, session), words[1:])]
    if len(tickets) > 1:
        raise IdsApartError(tickets, words[len(tickets) :])
