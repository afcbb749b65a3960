"""``tix kb``: the articles of the knowledge base."""

from datetime import timedelta

import click

from tix.console.completions import complete_ids
from tix.console.given import option_once
from tix.console.json_options import JsonOptions, json_options
from tix.console.query_command import QueryCommand
from tix.console.record_commands import record_group
from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option
from tix.model.records.article import ARTICLE

command = record_group(
    ARTICLE,
    ("id", "title", "public", "reviewed", "labels"),
    "Reset a password",
    note="Still right in version 4.",
    options="--add labels=accounts -b 'At the sign-in page, Forgotten.'",
)
"""The commands."""


@command.command("search", cls=QueryCommand)
@click.argument("words", metavar="QUERY...", nargs=-1, required=True)
@click.option(
    "-n", "--limit", metavar="N", type=click.IntRange(min=1), default=20, show_default=True,
    help="The N best ones.",
)  # fmt: skip
@json_options
@pass_session
def search_command(session: Session, words: tuple[str, ...], limit: int, json: JsonOptions) -> None:
    """Find articles by their text, the best first, with the passage that matches.

    \b
    Examples:
      tix kb search password
      tix kb search 'paper jam' public:yes
    """
    from tix.console.record_search import search_records  # for searches alone

    search_records(session, ARTICLE, words, limit, json)


@command.command("new")
@click.argument("words", metavar="[TITLE]...", nargs=-1)
@click.option(
    "--from", "sources", metavar="ID", multiple=True, required=True, shell_complete=complete_ids,
    help="A ticket that tells the problem and what helped; the most typical first.",
)  # fmt: skip
@option_once("--id", "ident", metavar="NAME", help="The name of its file, without .md.")
@json_option
@quiet_option
@pass_session
def new_command(
    session: Session, words: tuple[str, ...], sources: tuple[str, ...], ident: str | None
) -> None:
    """Make an article of tickets that tell a problem, and print its name.

    Problem and solution are taken from the tickets; the article isn't public until somebody has
    read it and says so.

    \b
    Examples:
      tix kb new --from k7f
      tix kb new 'The linker fails on arm64' --from k7f --from x4w
    """
    from tix.actions.articles import new_article  # for new ones alone

    title = " ".join(words) or None
    done = new_article(session, session.ids(sources), title, ident)
    session.done(done.outcome, f"article {done.record.id}: added, not public yet")
    if session.wants_json:
        from tix.console.record_text import print_json  # few want it

        print_json(session, ARTICLE, [session.records(ARTICLE).get(done.record.id)], single=True)
    else:
        session.print(done.record.id)


@command.command("stale")
@click.option(
    "--days", metavar="N", type=click.IntRange(min=0), default=180, show_default=True,
    help="How long a review holds.",
)  # fmt: skip
@json_options
@pass_session
def stale_command(session: Session, days: int, json: JsonOptions) -> None:
    """List articles that nobody has reviewed for long, or ever.

    tix kb edit NAME --set reviewed=today says that an article is still right.

    \b
    Examples:
      tix kb stale
      tix kb stale --days 90 --json
    """
    from tix.actions.articles import stale_articles  # for these alone
    from tix.console.record_text import table

    found = stale_articles(session, timedelta(days=days))
    if json:
        json.print_objects(
            session,
            (
                {"article": each.article.id, "title": each.article.title,
                 "reviewed": each.article.reviewed and each.article.reviewed.isoformat(),
                 "days": each.days}
                for each in found
            ),
        )  # fmt: skip
    elif not found:
        session.say(f"no article is older than {days} days")
    else:
        records = [each.article for each in found]
        session.page(table(session, ARTICLE, records, ("id", "title", "reviewed"), drop=False))
