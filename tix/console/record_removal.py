"""``tix customer remove``, ``tix customer redact`` and their like for each kind of record."""

import sys

import click

from tix.actions import records as actions
from tix.console.completions import complete_files
from tix.console.kind_commands import KindCommands
from tix.console.record_text import tell_record
from tix.console.session import Session, pass_session
from tix.console.text_input import FEW, EmptyTextError, TooShortError, text_from
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.errors import NeedsPersonError, TixError
from tix.model.record.kind import RecordKind
from tix.model.records.kinds import named
from tix.quick_typing import Any


class NotConfirmedError(TixError):
    """The person didn't say yes."""

    def __init__(self, kind: RecordKind[Any]) -> None:
        super().__init__("nothing was removed", hint=f"tix {kind.command_name} remove --yes NAME")


def remove_command(of: KindCommands) -> click.Command:
    """The command that takes a record out of the desk."""
    kind = of.kind

    @of.command("remove", f"Take {kind.one} out of the desk; tix undo brings it back.", of.name)
    @click.argument("word", metavar="NAME", shell_complete=of.complete)
    @click.option("-y", "--yes", is_flag=True, help="Don't ask.")
    @json_option
    @quiet_option
    @dry_run_option
    @pass_session
    def command(session: Session, word: str, yes: bool) -> None:
        from tix.actions.record_data import record_objects
        from tix.model.record.json import json_text

        name = actions.resolve_record(session, kind, word)
        if not (yes or session.is_dry) and not (
            sys.stdin.isatty()
            and click.confirm(f"remove {named(kind, name)}?", default=False, err=True)
        ):
            raise NotConfirmedError(kind)
        before = session.records(kind).get(name)
        objects = record_objects(session, kind, [before]) if session.wants_json else []
        done = actions.remove_record(session, kind, name)
        said = f"removed {named(kind, name)} (tix undo brings it back)"
        session.done(done.outcome, f"{named(kind, name)}: remove" if session.is_dry else said)
        if objects:
            session.print(json_text(objects[0]))

    return command


def redact_command(of: KindCommands) -> click.Command:
    """The command that takes a secret out of a record."""
    kind = of.kind

    @of.command(
        "redact", "Replace a secret by [redacted]; history still has it.",
        f"{of.name} - < secret.txt",
    )  # fmt: skip
    @click.argument("word", metavar="NAME", shell_complete=of.complete)
    @click.argument("text", metavar="TEXT", shell_complete=complete_files)
    @json_option
    @quiet_option
    @dry_run_option
    @pass_session
    def command(session: Session, word: str, text: str) -> None:
        from secrets import token_hex  # takes OpenSSL along

        name = actions.resolve_record(session, kind, word)
        secret = text_from(session, text, None)
        if not secret or not secret.strip():
            raise EmptyTextError("text to redact")
        if len(secret.strip()) < FEW:
            raise TooShortError("change the file with any editor")
        done = actions.redact_record(session, kind, name, secret, token_hex(8))
        tell_record(session, kind, done)
        if done.outcome.is_dry:
            return
        session.warn("earlier commits still have the text, here and in every clone")
        if still := actions.places_with(session, kind, name, secret):
            raise NeedsPersonError(
                f"the text is still in {', '.join(still)}; elsewhere it was replaced",
                hint="change or rename that by hand, in the desk's folder",
            )

    return command
