"""``tix use``: take parts from stock for a ticket."""

import click

from tix.console.completions import complete_entries, complete_ids, complete_records
from tix.console.entry_commands import changing, print_entries, refuse_beside, tell_entry
from tix.console.given import ContradictingOptionsError, option_once
from tix.console.session import Session, pass_session
from tix.console.text_input import text_from
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.errors import UsageError
from tix.model.records.asset import ASSET


class WhichPartError(UsageError):
    """The arguments don't say what was used."""

    def __init__(self) -> None:
        super().__init__("say which part and how many", hint="tix use ID gasket-12 2")


@click.command("use")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.argument("words", metavar="[PART [N]]", nargs=-1, shell_complete=complete_records(ASSET))
@option_once("-m", "--message", "text", metavar="TEXT", help="What for; - reads standard input.")
@option_once("--day", metavar="D", help="The day it was used on: 2026-11-25, yesterday, mon.")
@click.option("--back", is_flag=True, help="They were brought back.")
@option_once(
    "--edit", "edited", metavar="P-ID", help="Change an entry: tix use ID --edit P-ID N.",
    shell_complete=complete_entries("used"),
)  # fmt: skip
@option_once(
    "--remove",
    "removed",
    metavar="P-ID",
    help="Remove an entry.",
    shell_complete=complete_entries("used"),
)
@json_option
@quiet_option
@dry_run_option
@pass_session
def command(
    session: Session,
    ident: str,
    words: tuple[str, ...],
    text: str | None,
    day: str | None,
    back: bool,
    edited: str | None,
    removed: str | None,
) -> None:
    """Note parts that a ticket used, one unless N says how many, and print the id of the entry.

    PART is an asset's name, or an unambiguous beginning of it. Its stock is what was counted less
    what was used since: tix asset show PART. `use ID` lists what was used.

    \b
    Examples:
      tix use k7f gasket-12 2
      tix use k7f gasket-12 1 --back -m 'It was the wrong one.'
      tix use k7f --edit p-q8m2ht 3
      tix use k7f --remove p-q8m2ht
      tix list used:gasket-12
    """
    from tix.actions.entries import day_from
    from tix.actions.parts import edit_use, quantity_from, remove_use, use_part

    changing(edited, removed)
    if day is not None:
        day_from(session, day)  # what is no day is said first
    known = session.one_id(ident)
    if removed is not None:
        refuse_beside("--remove", {"-m": text, "--day": day, "--back": back, "a part": words})
        tell_entry(session, remove_use(session, known, removed))
    elif edited is not None:
        refuse_beside("--edit", {"--day": day})
        if len(words) > 1:
            raise ContradictingOptionsError("--edit and a part")
        quantity = quantity_from(words[0]) if words else None
        if quantity is not None and back:
            quantity = -quantity
        text = text_from(session, text, None)
        tell_entry(session, edit_use(session, known, edited, quantity, text))
    elif not words:
        given = {"-m": text, "--day": day, "--back": back}
        refuse_beside("a list", given, f"to note a part: tix use {ident} PART")
        print_entries(session, session.files.get(known).ticket, "used")
    elif len(words) > 2 or (words[0].isdigit() and words[-1][:1].isalpha()):
        raise WhichPartError
    else:
        session.expect_me()
        quantity = quantity_from(words[1] if len(words) == 2 else "1")
        quantity = -quantity if back else quantity
        text = text_from(session, text, None)
        tell_entry(session, use_part(session, known, words[0], quantity, text=text, day=day))
