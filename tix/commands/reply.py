"""``tix reply``: answers that are ready."""

import click

from tix.console.completions import complete_ids, complete_records
from tix.console.record_commands import record_group
from tix.console.session import Session, pass_session
from tix.model.records.reply import REPLY
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.reply import ReplyText

command = record_group(
    REPLY,
    ("id", "title", "subject", "labels"),
    "Resolved",
    note="Jo finds it too stiff.",
    options="-b 'Hello {{ ticket.requester.first_name }}, it is done.'",
)
"""The commands."""


@command.command("try")
@click.argument("name", metavar="NAME", shell_complete=complete_records(REPLY))
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def try_command(session: Session, name: str, ident: str, as_json: bool) -> None:
    """Print a reply as it would go out for a ticket; nothing is written.

    Where the desk sends mail, acknowledge, answer, resolved and notice are what letters say: tix
    has its own, which a reply of that name replaces.

    \b
    Examples:
      tix reply try resolved k7f
      tix reply try resolved k7f --json
    """
    ticket = session.files.get(session.one_id(ident)).ticket
    found = _letter(session, name, ticket) or _reply(session, name, ticket)
    if as_json:
        from tix.model.record.json import json_text

        told = {"reply": found.name, "subject": found.subject, "text": found.text}
        session.print(json_text(told))
        return
    if found.subject:
        session.say(f"subject: {found.subject}")
    session.page(found.text)


def _reply(session: Session, name: str, ticket: Ticket) -> "ReplyText":
    from tix.actions.reply import reply_text  # it loads Jinja

    return reply_text(session, name, ticket)


def _letter(session: Session, name: str, ticket: Ticket) -> "ReplyText | None":
    """What a letter of that name would say; None: it is no letter, or the desk sends none."""
    from tix.mail.outgoing.replies import ABOUT_TICKETS

    mail = session.config.mail
    if name not in ABOUT_TICKETS or mail is None or not mail.address:
        return None
    from tix.actions.reply import ReplyText
    from tix.console.dispatching import trusted
    from tix.mail.outgoing.compose import Composer

    text, subject = Composer(session, trusted(session)[1], warn=session.warn).words(name, ticket)
    return ReplyText(name, text, subject)
