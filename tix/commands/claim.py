"""``tix claim``: take a ticket before anybody else does."""

import click

from tix.commands.completions import complete_ids
from tix.commands.session import Session, pass_session
from tix.commands.sync import requires_signed, tell
from tix.storage.file_reader import NoSuchTicketError
from tix.storage.remotes import NoRemoteError, PushRejectedError, UnreachableError


@click.command("claim")
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@pass_session
def command(session: Session, ident: str) -> None:
    """Assign a ticket to you, put it in progress, and sync, all or nothing.

    If somebody else has it, says who, exits with 4 and changes nothing. Of several people who
    claim it in the same moment, one gets it. Without a remote it is a matter of this clone alone.

    \b
    Examples:
      tix claim k7f
      tix claim k7f && git switch -c fix-k7f
    """
    from tix.storage.claim import Claim, claim_everywhere, claim_here
    from tix.storage.remotes import choose
    from tix.storage.sync import Rules

    session.asks_remotes = True
    try:
        found = session.one_id(ident)
    except NoSuchTicketError as error:
        error.hint = f"{error.hint}; tix sync brings what others opened"
        raise
    session.reader.get(found)  # a broken one isn't claimed
    claim = Claim(found, session.me or session.user.mail, session.config, session.now)
    try:
        remote = choose(session.desk)
    except NoRemoteError:
        took = claim_here(session.store, claim)
        _say(session, found, took)
        return
    session.is_synced = True
    rules = Rules(signed=requires_signed(session))
    try:
        with session.git_progress() as progress:
            done, took = claim_everywhere(session.store, claim, remote, rules, progress)
    except (UnreachableError, PushRejectedError) as error:
        error.hint = f"{found} is not claimed; without the remote: tix assign {found} --me"
        raise
    session.reread()
    _say(session, found, took)
    tell(session, done)


def _say(session: Session, ident: str, took: bool) -> None:
    named = session.named(session.reader.get(ident))
    session.say(f"{named}: yours" if took else f"{named}: yours already")
