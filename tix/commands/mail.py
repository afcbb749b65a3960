"""``tix mail``: setting mail up, taking it in, and looking at what couldn't be."""

import sys

import click

from tix.console.command_group import CommandGroup
from tix.console.dispatching import dispatch_of, trusted
from tix.console.dropping import confirm_drop, yes_option
from tix.console.given import option_once
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.mail.receive import ReceiveResult

_SECURITY = click.Choice(["tls", "starttls", "none"])
_TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: a mail server keeps the message and tries again later."""
_SHORTEST_SECRET = 3


@click.group("mail", cls=CommandGroup)
def command() -> None:
    """Answer customers by mail: requests become tickets, replies comments, and answers go out.

    Once it is set up, tix tick fetches and sends.

    \b
    Examples:
      tix mail setup
      tix mail check
      tix mail fetch
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
        why = "there isn't enough memory" if isinstance(error, MemoryError) else f"{named}{error}"
        session.warn(f"{why}; nothing was taken in")
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


# Setting up ---------------------------------------------------------------------------------------


@command.command("setup")
@option_once("--address", metavar="MAIL", help="The desk's own address: support@example.org.")
@option_once("--name", metavar="NAME", help="The name that letters come from.")
@option_once("--provider", type=click.Choice(["gmail", "microsoft365"]), help="Their servers.")
@option_once("--smtp", metavar="HOST[:PORT]", help="The server that letters are handed to.")
@option_once("--smtp-security", type=_SECURITY, help="starttls is usual; none on loopback only.")
@option_once("--sendmail", metavar="PROGRAM", help="A program with sendmail's arguments instead.")
@option_once("--imap", metavar="HOST[:PORT]", help="The server that mail is fetched from.")
@option_once("--imap-security", type=_SECURITY, help="tls is usual; none on loopback only.")
@option_once("--folder", metavar="NAME", help="The folder that mail comes to. [INBOX]")
@option_once("--maildir", metavar="PATH", help="A Maildir that mail is fetched from.")
@option_once("--mbox", metavar="PATH", help="An mbox that mail is fetched from.")
@option_once("--after", metavar="WHAT", help="Afterwards: seen, delete, or 'move FOLDER'. [seen]")
@option_once("--user", metavar="NAME", help="The user of both servers.")
@option_once("--password-command", metavar="CMD", help="A command that prints the password.")
@option_once("--token-command", metavar="CMD", help="One that prints a token, for XOAUTH2.")
@click.option(
    "--authentication", "hosts", metavar="HOST", multiple=True,
    help="Your server's name in Authentication-Results, which is believed.",
)  # fmt: skip
@click.option("--no-test", "untested", is_flag=True, help="Don't try it; only write.")
@option_once(
    "--patience", type=int, default=[60], metavar="SECONDS",
    help="How long a letter may take. [60]",
)  # fmt: skip
@quiet_option
@pass_session
def setup_command(session: Session, /, **given: Any) -> None:
    """Set up mail for the desk: ask, try it in both directions, and write what is needed.

    It connects to the servers, sends a letter to the desk's own address and waits until that is in
    the mailbox. Only then it writes: your dispatch.yaml (beside your own settings, readable for you
    alone), the desk's address into tix.yaml, and the ledger of what is sent; nothing that is there
    already is sent or taken in. At a terminal it asks for what isn't given.

    \b
    Examples:
      tix mail setup
      tix mail setup --provider gmail --address support@example.org --password-command 'pass mail'
      tix mail setup --address support@example.org --smtp mail.example.org --maildir /srv/mail
    """
    from tix.console.mail_setup import set_up

    set_up(session, given)


@command.command("check")
@click.option("--send", is_flag=True, help="Send a letter to the desk itself, and wait for it.")
@option_once(
    "--patience", type=int, default=[60], metavar="SECONDS", help="How long that may take. [60]"
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@pass_session
def check_command(session: Session, send: bool, patience: int, as_json: bool) -> None:
    """Try whether mail works, and say what does and what doesn't, server by server.

    It connects and logs in everywhere, and changes nothing. Exits 1 where something doesn't work.

    \b
    Examples:
      tix mail check
      tix mail check --send
      tix mail check --json
    """
    from tix.console.mail_setup import NotWorkingError, check_mail, tell

    found = check_mail(session, send=send, patience=patience)
    if as_json:
        from tix.model.record.json import json_text

        rows = [{"what": f.what, "ok": f.is_good, "said": f.said, "hint": f.hint} for f in found]
        session.print(json_text(rows))
    else:
        for each in found:
            tell(session, each)
    if not all(each.is_good for each in found):
        raise NotWorkingError("docs/mail.md")


# Quarantine ---------------------------------------------------------------------------------------


@command.group("quarantine", cls=CommandGroup, invoke_without_command=True)
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
@yes_option
@pass_session
def drop_command(session: Session, key: str, yes: bool) -> None:
    """Take a message out of the quarantine for good; if it comes again, it isn't taken in.

    It asks first.

    \b
    Examples:
      tix mail quarantine drop 3f2a91c07b5e
      tix mail quarantine drop 3f2a91c07b5e --yes
    """
    from tix.mail.held import drop_held, held_of

    if not yes:
        held = held_of(session, key)
        confirm_drop(f"Drop for good what {held.sender} wrote: {held.subject}?")
    held = drop_held(session, key)
    session.say(f"dropped {held.key}, from {held.sender}: {held.subject}")


@quarantine_command.command("redact")
@click.argument("key")
@click.argument("text", metavar="TEXT")
@pass_session
def redact_command(session: Session, key: str, text: str) -> None:
    """Replace a secret by [redacted] in a message of the quarantine, encoded parts decoded.

    TEXT can be - to read it from standard input. Earlier commits of refs/tix/quarantine still have
    it, as after tix redact.

    \b
    Examples:
      tix mail quarantine redact 3f2a91c07b5e - < secret.txt
    """
    from tix.console.text_input import EmptyTextError, text_from
    from tix.errors import NeedsPersonError, NotFoundError
    from tix.mail.held import redact_held

    secret = text_from(session, text, None)
    if not secret or len(secret.strip()) < _SHORTEST_SECRET:
        raise EmptyTextError("text to redact")
    done = redact_held(session, key, secret)
    held = done.held.key
    drop = f"tix mail quarantine drop {held} takes all of it away"
    if done.is_changed:
        session.say(f"{held}: replaced by [redacted]")
        session.warn("earlier commits of refs/tix/quarantine still have the text")
    elif done.is_whole and not done.is_left:
        raise NotFoundError(f"that text isn't in {held}", hint=f"tix mail quarantine show {held}")
    if done.is_left:
        raise NeedsPersonError(f"the text is still in a part of {held} that isn't text", hint=drop)
    if not done.is_whole:
        raise NeedsPersonError(
            f"{held} can't be read as a mail, so the text may stand in encoded parts", hint=drop
        )
