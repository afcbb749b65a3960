"""``tix link``: connect tickets."""

from collections.abc import Sequence

import click

from tix.actions import link as actions
from tix.console.completions import complete_link_words
from tix.console.session import Session, pass_session
from tix.console.write_options import write_options
from tix.errors import UsageError
from tix.model.ticket.link_names import known_kind, link_kind


class NotALinkError(UsageError):
    """The arguments don't say which tickets to link, and how."""

    def __init__(self) -> None:
        super().__init__(
            "a link has a ticket, a kind and another ticket", hint="tix link k7f blocks m3k"
        )


@click.command("link")
@click.argument(
    "words",
    metavar="ID... KIND ID...",
    nargs=-1,
    required=True,
    shell_complete=complete_link_words,
)
@click.option("--remove", is_flag=True, help="Take the links away.")
@write_options
@pass_session
def command(session: Session, words: tuple[str, ...], remove: bool) -> None:
    """Connect tickets; those at the other end show it, too.

    KIND is one of: blocks, depends-on, duplicates, relates-to, parent; or as the other end shows
    it: blocked-by, needed-by, duplicated-by, child. Several ids can be separated by blanks or
    commas, and - reads them from standard input. Tickets that would wait for each other in a
    circle, or be their own parent, are refused.

    \b
    Examples:
      tix link k7f blocks m3k x4w
      tix link k7f parent x4w       # x4w is the parent of k7f
      tix link x4w child k7f        # the same
      tix link k7f blocks m3k --remove
    """
    before, kind, behind = _parts(words)
    link_kind(kind)  # what is wrong with it is said first
    sources, others = session.ids(before), session.ids(behind)
    session.tell((actions.unlink if remove else actions.link)(session, sources, kind, others))


def _parts(words: Sequence[str]) -> tuple[Sequence[str], str, Sequence[str]]:
    """The ids before the kind, the kind, which may be three words (``is blocked by``), and those
    behind.

    The kind is the second word if no later one is a kind that is written out.
    """
    for at in range(1, len(words) - 1):
        for end in range(min(at + 3, len(words) - 1), at, -1):
            if known_kind(kind := " ".join(words[at:end])):
                return words[:at], kind, words[end:]
    if len(words) < 3 or known_kind(words[-1]):
        raise NotALinkError
    return words[:1], words[1], words[2:]
