"""``tix reply``: answers that are ready."""

import click

from tix.console.completions import complete_ids, complete_records
from tix.console.record_commands import record_group
from tix.console.session import Session, pass_session
from tix.model.records.reply import REPLY

command = record_group(
    REPLY,
    ("id", "title", "subject", "labels"),
    "Resolved",
    note="Jo finds it too stiff.",
)
"""The commands."""


@command.command("try")
@click.argument("name", metavar="NAME", shell_complete=complete_records(REPLY))
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def try_command(session: Session, name: str, ident: str, as_json: bool) -> None:
    """Print a reply as it would go out for a ticket; nothing is written.

    \b
    Examples:
      tix reply try resolved k7f
      tix reply try resolved k7f --json
    """
    from tix.actions.reply import reply_text  # it loads Jinja

    ticket = session.files.get(session.one_id(ident)).ticket
    found = reply_text(session, name, ticket)
    if as_json:
        from tix.model.record.json import json_text

        told = {"reply": found.name, "subject": found.subject, "text": found.text}
        session.print(json_text(told))
        return
    if found.subject:
        session.say(f"subject: {found.subject}")
    session.page(found.text)
