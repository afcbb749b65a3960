"""``tix receive``: taking in an event from another system."""

import click

from tix.console.completions import complete_files
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.webhooks.receive import EventResult


@click.command("receive")
@click.argument("file", metavar="[EVENT.json]", default="-", shell_complete=complete_files)
@click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")
@quiet_option
@pass_session
def command(session: Session, file: str, as_json: bool) -> None:
    """Take in an event from another system, from a file or standard input.

    It is one object of JSON with an id of the sender's own and a type: ticket.open, ticket.comment
    or ticket.status. The same id again does nothing, also in another clone. Prints the ticket's id,
    of a comment that of the comment.

    \b
    Examples:
      tix receive event.json
      echo '{"id": "crm-1", "type": "ticket.open", "title": "No toner"}' | tix receive
      tix receive --json < event.json
    """
    from tix.console.text_input import read_bytes
    from tix.webhooks.incoming import LARGEST, read_event
    from tix.webhooks.receive import event_object, receive_event

    data = session.input(LARGEST + 1) if file == "-" else read_bytes(file, LARGEST + 1)
    result = receive_event(session, read_event(data))
    _tell(session, result)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text(event_object(result)))
    elif printed := result.comment or result.ticket:
        session.print(printed)


def _tell(session: Session, result: "EventResult") -> None:
    event, ticket = result.event, result.ticket
    if result.result == "known":
        session.say(f"{event.id} was taken in before; nothing was changed")
    elif result.result == "unchanged":
        session.say(f"{ticket} is {event.status} already")
    else:
        session.say(f"{ticket}: {result.result}")
