"""Articles of the knowledge base: offered where they fit, made of tickets, and gone stale."""

from collections.abc import Sequence
from datetime import timedelta

from tix.actions.duplicates import TitleCounts
from tix.actions.edit import Edits
from tix.actions.records import RecordResult, add_record
from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.layout import ARTICLES
from tix.model.promises.sides import Side, Sides
from tix.model.records.article import ARTICLE, Article
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.query.articles import fitting, problem_tokens
from tix.query.similar import Rarity
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.left_out import has_folder

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

REVIEWED_FOR = timedelta(days=180)
"""How long a review holds, if nobody says otherwise."""


def has_articles(workspace: "Workspace") -> bool:
    """Whether the desk may have articles."""
    return has_folder(workspace.desk, ARTICLES)


def offered_article(workspace: "Workspace", ticket: Ticket) -> Article | None:
    """The article that fits a ticket best, unless the ticket names it already; None for most."""
    found = offered_articles(workspace, ticket)
    return found[0] if found else None


def offered_articles(workspace: "Workspace", ticket: Ticket) -> list[Article]:
    """The articles that fit a ticket and that it doesn't name yet, the best first."""
    said = "\n".join((ticket.body, *(comment.text for comment in ticket.comments)))
    known = [f.record for f in workspace.records(ARTICLE).all if f.record.id not in said]
    if not known:
        return []
    found = fitting(ticket.title, known, title_rarity(workspace, ticket.title))
    return [fit.article for fit in found]


def title_rarity(workspace: "Workspace", title: str, telling: int = 0) -> Rarity:
    """How rare the words of a title are among the titles of live tickets, but for so many that
    tell the same problem."""
    counts = TitleCounts(workspace, only_live=True)(problem_tokens(title))
    tickets = workspace.reader.count(None, only_live=True)
    others = {word: max(0, count - telling) for word, count in counts.items()}
    return Rarity(max(0, tickets - telling), others)


# -- made of tickets ------------------------------------------------------------------------------


def draft(tickets: Sequence[Ticket], config: Config, title: str | None = None) -> Article:
    """An article that tells what these tickets have in common; the first is the most typical.

    It isn't public: what customers wrote is in it.
    """
    first = tickets[0]
    shared = [label for label in first.labels if all(label in t.labels for t in tickets)]
    solved = next((how for ticket in tickets if (how := solution_of(ticket, config))), None)
    parts = [
        "## Problem",
        first.body.strip() or first.title,
        "## Solution",
        solved or "(nobody has written down what helped)",
    ]
    if causes := list(dict.fromkeys(ticket.cause for ticket in tickets if ticket.cause)):
        parts[2:2] = ["## Cause", *causes]
    return replace(
        ARTICLE.blank,
        title=title or first.title,
        public="no",
        labels=tuple(shared),
        sources=tuple(ticket.id for ticket in tickets),
        body="\n\n".join(parts),
    )


def solution_of(ticket: Ticket, config: Config) -> str | None:
    """What helped: the resolution, else the last public comment of the answering side; where no
    teams say who that is, rather of those who had the ticket than of anybody who dropped in."""
    if ticket.resolution:
        return ticket.resolution
    members = (member for team in config.teams for member in team.members)
    sides = Sides(config.canonical_person, members, config.robots)
    asker = sides.asker(ticket)
    public = [comment for comment in ticket.comments if not comment.internal]
    answers = [c for c in public if sides.side(c.author, asker, None) is Side.ANSWERING]
    had_it = {config.canonical_person(who) for who in ticket.assignees}
    theirs = [c for c in answers if sides.key(c.author) in had_it] if not sides.staff else []
    return next((comment.text for comment in reversed(theirs or answers)), None)


def new_article(
    workspace: "Workspace",
    idents: Sequence[str],
    title: str | None = None,
    name: str | None = None,
) -> RecordResult[Article]:
    """Make an article of these tickets. Raises NameTakenError, BadNameError."""
    tickets = [workspace.files.get(ident).ticket for ident in idents]
    made = draft(tickets, workspace.config, title)
    edits = Edits(
        settings=[("public", "no"), ("labels", ",".join(made.labels)),
                  ("from", ",".join(made.sources))],
        text=made.body,
    )  # fmt: skip
    return add_record(workspace, ARTICLE, made.title, edits, name)


# -- stale ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StaleArticle:
    """An article that nobody has looked at for long; ``days`` is None if never."""

    article: Article
    days: int | None


def stale_articles(
    workspace: "Workspace", older: timedelta = REVIEWED_FOR
) -> tuple[StaleArticle, ...]:
    """The articles whose review is older, those never reviewed first, then the oldest."""
    today = day_of(workspace.now, workspace.config.timezone)
    found = []
    for filed in workspace.records(ARTICLE).heads:
        reviewed = filed.record.reviewed
        days = None if reviewed is None else (today - reviewed).days
        if days is None or days > older.days:
            found.append(StaleArticle(filed.record, days))
    return tuple(sorted(found, key=lambda s: (s.days is not None, -(s.days or 0), s.article.id)))
