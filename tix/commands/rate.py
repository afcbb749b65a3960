"""``tix rate``: say how a ticket was served."""

import click

from tix.console.completions import complete_ids
from tix.console.entry_commands import print_entries, refuse_beside, tell_entry
from tix.console.given import option_once
from tix.console.session import Session, pass_session
from tix.console.text_input import text_from
from tix.console.write_options import dry_run_option, json_option, quiet_option


@click.command("rate")
@click.argument("ident", metavar="ID|TOKEN", shell_complete=complete_ids)
@click.argument("number", metavar="[N]", required=False)
@option_once("-m", "--message", "text", metavar="TEXT", help="Why; - reads standard input.")
@option_once(
    "--token-for", "invited", metavar="WHO", help="Print an invitation that lets WHO rate it."
)
@json_option
@quiet_option
@dry_run_option
@pass_session
def command(
    session: Session, ident: str, number: str | None, text: str | None, invited: str | None
) -> None:
    """Rate how a ticket was served, from 1 (bad) to 5 (good), and print the id of the entry.

    Of each person the last rating counts. Nobody rates their own work. An invitation (a token that
    is signed with the key in rating.key, in tix's folder of settings) stands for the ticket and the
    person: who sends it in rates as that person. `rate ID` lists the ratings.

    \b
    Examples:
      tix rate k7f 5 -m 'Quick, and kind.'
      tix rate k7f --token-for jo@acme.example
      tix list 'rating:<3'
    """
    from tix.model.work.rating_token import looks_like_token

    if looks_like_token(ident):
        refuse_beside("a token", {"--token-for": invited})
        _rate_invited(session, ident, number or "", text)
        return
    known = session.one_id(ident)
    if invited is not None:
        others = {"--json": session.wants_json, "--dry-run": session.is_dry}
        refuse_beside("--token-for", {"a rating": number, "-m": text, **others})
        _invite(session, known, invited)
    elif number is None:
        refuse_beside("a list", {"-m": text})
        print_entries(session, session.files.get(known).ticket, "ratings")
    else:
        from tix.actions.rating import rate, rating_from

        session.expect_me()
        text = text_from(session, text, None)
        tell_entry(session, rate(session, known, rating_from(number), text=text))


def _invite(session: Session, ident: str, who: str) -> None:
    from tix.actions.rating import invitation_for
    from tix.console.rating_key import rating_key
    from tix.model.work.rating_token import token_for

    invitation = invitation_for(session, ident, who)
    session.print(token_for(rating_key(make=True), invitation))


def _rate_invited(session: Session, token: str, number: str, text: str | None) -> None:
    from tix.actions.rating import rate, rating_from
    from tix.console.rating_key import rating_key
    from tix.errors import UsageError
    from tix.model.work.rating_token import BadTokenError, invitation_of

    try:
        invitation = invitation_of(rating_key(make=False), token)
    except BadTokenError as error:
        raise UsageError(str(error), hint="the key must be the one it was made with") from None
    text = text_from(session, text, None)
    done = rate(session, invitation.ticket, rating_from(number), text=text, who=invitation.who)
    tell_entry(session, done)
