"""``tix sign``: keep a delivery note that somebody has accepted."""

import click

from tix.console.completions import complete_ids
from tix.console.entry_commands import refuse_beside, tell_entry
from tix.console.given import option_once
from tix.console.session import Session, pass_session
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.errors import UsageError


class WhoSignsError(UsageError):
    """Nobody was named."""

    def __init__(self) -> None:
        super().__init__("say who signs", hint="tix sign ID --name 'Jo Silva'")


@click.command("sign")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@option_once("--name", metavar="NAME", help="Who accepts the note.")
@option_once("--image", metavar="FILE", help="A drawing of the signature, kept beside the note.")
@click.option("--preview", is_flag=True, help="Only print the note.")
@click.option("--force", is_flag=True, help="Attach the drawing however large.")
@json_option
@quiet_option
@dry_run_option
@pass_session
def command(
    session: Session,
    ident: str,
    name: str | None,
    image: str | None,
    preview: bool,
    force: bool,
) -> None:
    """Sign a ticket's delivery note, and print the id of the signature.

    The note says what was asked, done, worked and used. It is kept as an attachment, and its
    SHA-256 in the ticket: tix check tells if it was changed since.

    \b
    Examples:
      tix sign k7f --preview
      tix sign k7f --name 'Jo Silva'
      tix list has:signature
    """
    from tix.actions.signing import note_of, sign

    known = session.one_id(ident)
    if preview:
        others = {"--name": name, "--image": image, "--json": session.wants_json}
        refuse_beside("--preview", others)
        session.page(note_of(session, session.files.get(known).ticket).text())
        return
    if name is None:
        raise WhoSignsError
    drawing = None
    if image is not None:
        from tix.console.attachment_files import read_attachments

        [drawing] = read_attachments([image], force=force)
    tell_entry(session, sign(session, known, name, drawing))
