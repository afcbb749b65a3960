"""``tix mail``: taking mail in, and looking at what couldn't be."""

import sys
from typing import TYPE_CHECKING

import click

from tix.console.dispatching import dispatch_of, trusted
from tix.console.session import Session, pass_session
from tix.errors import TixError

if TYPE_CHECKING:
    from tix.mail.receive import ReceiveResult

_TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: a mail server keeps the message and tries again later."""


@click.group("mail")
def command() -> None:
    """Take mail in: requests become tickets, replies become comments.

    \b
    Examples:
      tix mail fetch
      tix mail receive < message.eml
      tix mail quarantine
    """


@command.command("fetch")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each as JSON.")
@pass_session
def fetch_command(session: Session, as_json: bool) -> None:
    """Take in what waits in the desk's mailboxes: IMAP, Maildir, mbox.

    Which they are stands in dispatch.yaml, beside your own settings. With a remote, what is taken
    in is pushed, and only then marked: seen, moved or deleted. Any number of clones may fetch from
    one mailbox. What was there before the setting up stays. Exits 1 where a mailbox, or the remote,
    couldn't be reached.

    \b
    Examples:
      tix mail fetch
      tix mail fetch --json
    """
    from tix.mail.fetching.fetch import NotServedError, fetch

    dispatch = dispatch_of(session)
    if dispatch is None:
        raise NotServedError
    session.patience = None
    done = fetch(session, dispatch)
    for start in done.starts:
        session.say(start)
    if as_json:
        from tix.mail.receive import receive_object
        from tix.model.record.json import json_text

        session.print(json_text([receive_object(result) for result in done.received]))
    else:
        for result in done.received:
            _tell(session, result, as_json)
        if not done.received and not done.problems:
            session.say("no mail waits")
    if done.problems:
        *others, last = done.problems
        for problem in others:
            session.warn(str(problem))
        raise last


@command.command("receive")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")
@pass_session
def receive_command(session: Session, as_json: bool) -> int:
    """Take in one message from standard input, as a mail server hands it on.

    It becomes a ticket, or a comment on the ticket that it answers; what can't be filed waits in
    quarantine. A message that was taken in before changes nothing. Exits 0, or 75 where the desk
    can't be written to just now: then nothing is lost if the server tries again.

    \b
    Examples:
      tix mail receive < message.eml
      tix mail receive --json < message.eml
    """
    try:
        from tix.mail.receive import receive

        hosts, tagger = trusted(session)
        result = receive(session, session.input(), hosts, tagger=tagger)
    except Exception as error:  # a mail server bounces whatever exits with anything else
        named = "" if isinstance(error, TixError) else f"{type(error).__name__}: "
        session.warn(f"{named}{error}; nothing was taken in")
        return _TRY_AGAIN
    _tell(session, result, as_json)
    return 0


def _tell(session: Session, result: "ReceiveResult", as_json: bool) -> None:
    if as_json:
        from tix.mail.receive import receive_object
        from tix.model.record.json import json_text

        session.print(json_text(receive_object(result)))
        return
    if result.result == "quarantined":
        session.say(f"in quarantine as {result.quarantine}: {result.reason}")
    elif result.ticket:
        comment = f" ({result.comment})" if result.comment else ""
        session.say(f"{result.ticket}{comment}: {result.result}, from {result.sender}")
    else:
        session.say(f"{result.result}: nothing was changed")


# Quarantine ---------------------------------------------------------------------------------------


@command.group("quarantine", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_context
def quarantine_command(context: click.Context, as_json: bool) -> None:
    """List the messages that couldn't be taken in, and why.

    They stand in a ref of their own (refs/tix/quarantine), on no branch.

    \b
    Examples:
      tix mail quarantine
      tix mail quarantine --json
    """
    if context.invoked_subcommand is None:
        _list(context.ensure_object(Session), as_json)


def _list(session: Session, as_json: bool) -> None:
    from tix.mail.held import held_object, list_held

    held = list_held(session)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text([held_object(each) for each in held]))
        return
    if not held:
        session.say("nothing is in quarantine")
        return
    rows = [(h.key, h.at, h.sender, h.subject, h.reason, str(h.size)) for h in held]
    if not session.screen.for_people:
        from tix.terminal.tsv import tsv

        session.print(tsv(rows))
        return
    from tix.terminal.table import Cell, Column, render

    columns = (
        Column("key"), Column("at"), Column("from", flexible=True, minimum=12),
        Column("subject", flexible=True, minimum=12), Column("why", flexible=True, minimum=16),
        Column("bytes"),
    )  # fmt: skip
    cells = [[Cell(text) for text in row] for row in rows]
    session.page(render(columns, cells, session.screen.width, session.screen.styles))


@quarantine_command.command("show")
@click.argument("key")
@pass_session
def show_command(session: Session, key: str) -> None:
    """Print a message of the quarantine as it came.

    \b
    Examples:
      tix mail quarantine show 3f2a91c07b5e
      tix mail quarantine show 3f2a91c07b5e > held.eml
    """
    from tix.mail.held import bytes_of_held
    from tix.terminal import safe

    data = bytes_of_held(session, key)
    if session.screen.for_people:
        session.page(safe.block(data.decode(errors="replace")))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@quarantine_command.command("accept")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")
@pass_session
def accept_command(session: Session, key: str, as_json: bool) -> None:
    """Take a message of the quarantine in after all, whatever its size.

    What can't be read stays there: save it with show, and open a ticket by hand.

    \b
    Examples:
      tix mail quarantine accept 3f2a91c07b5e
    """
    from tix.mail.held import accept_held

    _tell(session, accept_held(session, key, *trusted(session)), as_json)


@quarantine_command.command("drop")
@click.argument("key")
@pass_session
def drop_command(session: Session, key: str) -> None:
    """Take a message out of the quarantine for good; if it comes again, it isn't taken in.

    \b
    Examples:
      tix mail quarantine drop 3f2a91c07b5e
    """
    from tix.mail.held import drop_held

    held = drop_held(session, key)
    session.say(f"dropped {held.key}, from {held.sender}: {held.subject}")
