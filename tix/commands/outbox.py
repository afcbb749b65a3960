"""``tix outbox``: what is to leave the desk, and what has left it."""

import sys

import click

from tix.console.command_group import CommandGroup
from tix.console.dropping import confirm_drop, yes_option
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import NotFoundError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.outbox.looking import Entry, Outbox


class NothingToShowError(NotFoundError):
    """A message has no words: what it is about is gone, or internal by now."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key[:8]} wouldn't be sent: what it is about is gone, or internal")


@click.group("outbox", cls=CommandGroup, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the messages as JSON.")
@click.option("--all", "every", is_flag=True, help="All that was ever sent, not of a week only.")
@click.option("--ticket", metavar="ID", help="Only what is about that ticket.")
@click.pass_context
def command(context: click.Context, as_json: bool, every: bool, ticket: str | None) -> None:
    """List what is to be sent and what was sent lately: mail, chats, webhooks.

    Messages follow from what is pushed; tix tick sends them. They stand in a ref of their own
    (refs/tix/outbox), which all who tick share, so that each goes out once. What is listed is what
    this clone knew last.

    \b
    Examples:
      tix outbox
      tix outbox --ticket k7f
      tix outbox --json | jq '.[] | select(.state == "failed")'
      tix outbox show 3f2a91c0
    """
    if context.invoked_subcommand is None:
        _list(context.ensure_object(Session), as_json, every, ticket)


def _list(session: Session, as_json: bool, every: bool, ticket: str | None) -> None:
    outbox = _outbox(session)
    if ticket is not None:
        entries = outbox.about(session.one_id(ticket))
    else:
        entries = outbox.entries(every=every)
    if as_json:
        from tix.model.record.json import json_text
        from tix.outbox.looking import entry_object

        session.print(json_text([entry_object(entry, _host(session)) for entry in entries]))
        return
    if not entries:
        session.say("nothing waits, and nothing was sent lately")
        return
    rows = [_row(session, entry) for entry in entries]
    if not session.screen.for_people:
        from tix.terminal.tsv import tsv

        session.print(tsv(rows))
        return
    from tix.terminal.table import Cell, Column, render

    columns = (
        Column("key"), Column("state"), Column("ticket"), Column("what"),
        Column("to", flexible=True, minimum=14), Column("when"),
        Column("why", flexible=True, minimum=12),
    )  # fmt: skip
    cells = [[Cell(text) for text in row] for row in rows]
    session.page(render(columns, cells, session.screen.width, session.screen.styles))


def _row(session: Session, entry: "Entry") -> tuple[str, ...]:
    from tix.model.times import format_time

    message, for_people = entry.message, session.screen.for_people
    key = message.key[:8] if for_people else message.key
    when = message.due if entry.state == "waiting" else entry.at
    time = session.local_time if for_people else format_time
    shown = time(when) if when else ""
    why = message.error or ""
    if message.tries:
        tries = "tried once" if message.tries == 1 else f"tried {message.tries} times"
        why = f"{tries}: {why}" if why else tries
    what = ",".join(message.events) or message.purpose
    return key, entry.state, message.ticket, what, message.to, shown, why


def _outbox(session: Session) -> "Outbox":
    from tix.outbox.looking import Outbox
    from tix.outbox.tick import remote_of

    return Outbox(session, remote_of(session))


def _host(session: Session) -> str:
    mail = session.config.mail
    return mail.address.rpartition("@")[2] if mail else ""


@command.command("show")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print what is known of it as JSON.")
@pass_session
def show_command(session: Session, key: str, as_json: bool) -> None:
    """Print a message as it would go now. KEY is its key, or the beginning of that.

    At a terminal a letter is its headers and its text; in a pipe it is all that goes out.

    \b
    Examples:
      tix outbox show 3f2a91c0
      tix outbox show 3f2a91c0 --json
    """
    from tix.console.dispatching import dispatch_of
    from tix.outbox.looking import entry_object
    from tix.outbox.offers import services_of
    from tix.terminal import safe

    outbox = _outbox(session)
    entry = outbox.find(key)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text(entry_object(entry, _host(session))))
        return
    letter = outbox.letter(entry, services_of(dispatch_of(session)))
    if letter is None:
        raise NothingToShowError(entry.message.key)
    if session.screen.for_people:
        session.page(safe.block(_readable(entry, letter.data)))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(letter.data)
    sys.stdout.buffer.flush()


def _readable(entry: "Entry", data: bytes) -> str:
    if entry.message.by != "mail":
        return data.decode(errors="replace")
    from tix.mail.outgoing.readable import readable

    return readable(data)


@command.command("retry")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@quiet_option
@pass_session
def retry_command(session: Session, keys: tuple[str, ...]) -> None:
    """Let messages go with the next tick: those that wait for another try, failed or dropped ones.

    \b
    Examples:
      tix outbox retry 3f2a91c0
    """
    outbox = _outbox(session)
    for key in keys:
        entry = outbox.retry(key)
        session.say(f"{entry.message.key[:8]} to {entry.message.to} goes with the next tick")


@command.command("drop")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@yes_option
@quiet_option
@pass_session
def drop_command(session: Session, keys: tuple[str, ...], yes: bool) -> None:
    """Never send messages that wait. It asks first.

    \b
    Examples:
      tix outbox drop 3f2a91c0
      tix outbox drop 3f2a91c0 --yes
    """
    outbox = _outbox(session)
    for key in keys:
        if path := outbox.unreadable(key):
            if not yes:
                confirm_drop(f"Take {path} away, which can't be read?")
            outbox.take_out(path)
            session.say(f"took {path} away, which can't be read")
            continue
        message = outbox.find(key).message
        what = f"{', '.join(message.events) or message.purpose} of {message.ticket}"
        if not yes:
            confirm_drop(f"Never tell {message.to} of {what}?")
        outbox.drop(message.key)
        session.say(f"dropped {message.key[:8]} to {message.to}")


@command.command("init")
@quiet_option
@pass_session
def init_command(session: Session) -> None:
    """Set up the ledger of what leaves the desk, once for all clones.

    It begins at what is pushed now: nothing older is ever sent. Where there is one already, it
    stays as it is.

    \b
    Examples:
      tix outbox init
    """
    from tix.console.dispatching import dispatch_of
    from tix.outbox.beginning import begin
    from tix.outbox.offers import services_of
    from tix.outbox.tick import remote_of

    if begin(session, remote_of(session), services_of(dispatch_of(session))):
        session.say("the ledger begins now; what is there already isn't sent")
    else:
        session.say("there is a ledger already")
