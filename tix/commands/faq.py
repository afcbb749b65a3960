"""``tix faq``: problems that were told and solved again and again."""

from collections.abc import Sequence

import click

from tix.console.completions import complete_query
from tix.console.given import ContradictingOptionsError, option_once
from tix.console.json_options import JsonOptions, json_options
from tix.console.query_command import QueryCommand
from tix.console.query_hints import say_what_was_meant
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.errors import NotFoundError
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.actions.faq import Question

_FEW = 5


class NoSuchQuestionError(NotFoundError):
    """``--draft`` names a problem that isn't there."""

    def __init__(self, number: int, count: int) -> None:
        super().__init__(
            f"there is no problem {number}", hint=f"there are {count}: tix faq lists them"
        )


@click.command("faq", cls=QueryCommand)
@click.argument("words", metavar="[QUERY]...", nargs=-1, shell_complete=complete_query)
@click.option(
    "--least", metavar="N", type=click.IntRange(min=2), default=3, show_default=True,
    help="How often a problem was told at least.",
)  # fmt: skip
@click.option(
    "-n", "--limit", metavar="N", type=click.IntRange(min=1), default=20, show_default=True,
    help="The N that were told most.",
)  # fmt: skip
@option_once(
    "--draft", "number", metavar="N", type=click.IntRange(min=1),
    help="Print the draft of an article about the Nth.",
)  # fmt: skip
@json_options
@filter_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    least: int,
    limit: int,
    number: int | None,
    json: JsonOptions,
    filters: Filters,
) -> None:
    """Show frequent questions: problems that several tickets tell which are done.

    Without QUERY, tickets that were done within a year are looked at.

    With each stand how often it was told, by whose customers, what helped most often, and the
    article that covers it; where there is none, the command that makes a draft of one. Tickets
    are put together by the words of their titles and texts.

    \b
    Examples:
      tix faq
      tix faq 'opened:>=2026-01-01' --least 5
      tix faq --draft 1 > article.md
    """
    from tix.actions.faq import questions  # for these alone

    if number is not None and json:
        raise ContradictingOptionsError("--draft and --json")
    found = questions(session, filters.applied_to(words), least)
    say_what_was_meant(session, words, "faq", found=bool(found), as_json=bool(json))
    if number is not None:
        if number > len(found):
            raise NoSuchQuestionError(number, len(found))
        session.write(found[number - 1].draft_text)
    elif json:
        json.print_objects(session, (each.as_object() for each in found[:limit]))
    elif not found:
        session.say("nothing was told that often")
    else:
        shown = enumerate(found[:limit], 1)
        session.page("\n\n".join("\n".join(_lines(session, n, each)) for n, each in shown))


def _lines(session: Session, number: int, question: "Question") -> Sequence[str]:
    styles = session.screen.styles
    count = f"{len(question.tickets)} times"
    lines = [f"{number}. {styles.bold(safe.line(question.title))}  {count}"]
    lines.append(f"   tickets     {_some([ticket.id for ticket in question.tickets])}")
    if question.customers:
        lines.append(f"   customers   {safe.line(_some(question.customers))}")
    if question.resolution:
        lines.append(f"   helped      {safe.line(question.resolution.split(chr(10))[0])}")
    if question.article:
        lines.append(f"   article     {question.article.id}  {safe.line(question.article.title)}")
    else:
        sources = " ".join(f"--from {ticket.id}" for ticket in question.tickets[:_FEW])
        lines.append(f"   no article  tix kb new {sources}")
    return lines


def _some(items: Sequence[str]) -> str:
    more = f" … ({len(items)})" if len(items) > _FEW else ""
    return ", ".join(items[:_FEW]) + more
