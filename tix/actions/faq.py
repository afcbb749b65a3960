"""Frequent questions: clusters of similar tickets that are done, and what is known about each."""

from collections import Counter
from collections.abc import Sequence

from tix.actions.articles import draft, has_articles, solution_of, title_rarity
from tix.actions.selection import select
from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.record.document import dump
from tix.model.records.article import ARTICLE, Article
from tix.model.ticket.ticket import Ticket
from tix.query.articles import COVERS, fitting
from tix.query.clusters import Cluster, clusters
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Question:
    """A problem that was told and solved several times.

    ``tickets`` come the most typical first, ``customers`` those first that told it most.
    ``resolution`` is what helped most often, ``article`` the one that covers it, if there is one,
    ``draft`` what could be one.
    """

    title: str
    words: tuple[str, ...]
    tickets: tuple[Ticket, ...]
    customers: tuple[str, ...]
    resolution: str | None
    article: Article | None
    draft: Article

    @property
    def draft_text(self) -> str:
        """The draft as a file."""
        return dump(ARTICLE, self.draft).decode()

    def as_object(self) -> dict[str, Any]:
        """What ``json`` can write."""
        return {
            "title": self.title,
            "words": list(self.words),
            "count": len(self.tickets),
            "tickets": [ticket.id for ticket in self.tickets],
            "customers": list(self.customers),
            "resolution": self.resolution,
            "article": self.article.id if self.article else None,
            "draft": self.draft_text,
        }


def questions(
    workspace: "Workspace", words: Sequence[str] | str, least: int = 3
) -> tuple[Question, ...]:
    """The problems that at least so many of the tickets tell that a query selects, most told first.

    Without a query: of those that were done within a year. Raises QueryError.
    """
    asked = words if any(word.strip() for word in words) else "is:done since:<365d"
    found = select(workspace, asked)
    is_done = workspace.config.is_done
    tickets = {f.ticket.id: f.ticket for f in found.wholes() if is_done(f.ticket)}
    articles = (
        [filed.record for filed in workspace.records(ARTICLE).all]
        if has_articles(workspace)
        else []
    )
    return tuple(
        _question(workspace, cluster, [tickets[ident] for ident in cluster.ids], articles)
        for cluster in clusters(tickets.values(), least)
    )


def _question(
    workspace: "Workspace", cluster: Cluster, tickets: list[Ticket], articles: Sequence[Article]
) -> Question:
    customers = Counter(filter(None, (ticket.customer for ticket in tickets)))
    return Question(
        cluster.title,
        cluster.words,
        tuple(tickets),
        tuple(name for name, _ in customers.most_common()),
        _usual(tickets, workspace.config),
        _covering(workspace, cluster, articles),
        draft(tickets, workspace.config),
    )


def _usual(tickets: Sequence[Ticket], config: Config) -> str | None:
    """What helped most often; of equals, what helped the most typical."""
    told = [how for ticket in tickets if (how := solution_of(ticket, config))]
    counts = Counter(how.strip().casefold() for how in told)
    return max(told, key=lambda how: counts[how.strip().casefold()], default=None)


def _covering(
    workspace: "Workspace", cluster: Cluster, articles: Sequence[Article]
) -> Article | None:
    """The article that was written from some of these tickets, else one that fits their title."""
    among = set(cluster.ids)
    written = [article for article in articles if among & {*article.sources}]
    if written:
        return max(written, key=lambda article: len(among & {*article.sources}))
    if not articles:
        return None
    rarity = title_rarity(workspace, cluster.title, telling=len(cluster.ids))
    fits = fitting(cluster.title, articles, rarity, COVERS)
    return fits[0].article if fits else None
