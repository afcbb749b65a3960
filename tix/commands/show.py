"""``tix show``: all about tickets, as pages to read."""

import click

from tix.console.completions import complete_ids
from tix.console.given import ContradictingOptionsError, GoesWithError
from tix.console.json_options import JsonOptions, json_options
from tix.console.query_hints import refuse_fields
from tix.console.session import Session, pass_session
from tix.errors import UsageError


class OnlyOnPagesError(UsageError):
    """Signatures were requested in a format that doesn't include them."""

    def __init__(self) -> None:
        super().__init__(
            "--signatures goes with neither --json nor --raw nor --format",
            hint="tix log ID --signatures --json",
        )


@click.command("show")
@click.argument("words", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@json_options
@click.option("--format", "form", metavar="TEXT", help="A line for each: '{id} {title:30}'.")
@click.option("-0", "--null", is_flag=True, help="Lines end with a zero byte; ids of -, too.")
@click.option("--raw", is_flag=True, help="Print the file as it is.")
@click.option("--signatures", is_flag=True, help="Say who signed the last change, and the opening.")
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    json: JsonOptions,
    form: str | None,
    null: bool,
    raw: bool,
    signatures: bool,
) -> None:
    """Show tickets: fields, links from both ends, the text and the comments.

    With --signatures, or where the desk requires signed commits: whether the ticket's last change
    and its opening were signed, as git verifies it here.

    \b
    Examples:
      tix show k7f
      tix show k7f m3k --json
      tix show k7f --format '{status}'
      tix show k7f --raw > ticket.md
      tix list --ids assignee:me | tix show -
    """
    forms = {"--raw": raw, "--json": json.whole, "--jsonl": json.lines, "--format": bool(form)}
    asked = [name for name, is_given in forms.items() if is_given]
    if signatures and asked:
        raise OnlyOnPagesError
    if len(asked) > 1:
        raise ContradictingOptionsError(" and ".join(asked))
    if null and not form and "-" not in words:
        raise GoesWithError("--null", "--format, or - for the ids")
    if json:
        refuse_fields(words)
    idents = session.ids(words, or_none=True)
    if raw:
        from tix.console.raw_files import print_raw

        print_raw(session, idents)
        return
    if form:
        from tix.console.line_format import print_formatted

        print_formatted(session, idents, form, end="\0" if null else "\n")
        return
    if json:
        tickets = [session.reader.get(ident) for ident in idents]
        single = len(tickets) == 1 and "-" not in words and not json.lines
        json.print_named(session, tickets, single=single)
        return
    from tix.console.ticket_page import TicketPages

    pages = TicketPages(session)
    tickets = [session.reader.get(ident) for ident in idents]
    if signatures or session.config.require_signed:
        pages.verify(idents)
    width = session.screen.text_width
    between = f"\n\n{'═' * width}\n\n" if session.screen.for_people else "\n\n---\n\n"
    session.page(between.join(pages.page(filed) for filed in tickets))
