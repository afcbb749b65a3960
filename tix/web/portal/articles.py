"""The public articles of the knowledge base, and their search."""

from collections.abc import Sequence

from starlette.responses import Response

from tix.actions.find_records import find_records
from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.layout import ARTICLES
from tix.model.records.article import ARTICLE, Article
from tix.model.records.kinds import is_name
from tix.query.ranking import passage, score
from tix.quick_typing import TYPE_CHECKING, cast
from tix.storage.desk.left_out import has_folder
from tix.web.portal.pages import PortalView, portal_page

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.ticket.ticket import Ticket

_MOST = 20


@dataclass(frozen=True)
class Found:
    """An article that was found, and the line that matches."""

    article: Article
    passage: str = ""


def listed(portal: PortalView) -> Response:
    """All of them."""
    articles = _public(portal.workspace)
    articles.sort(key=lambda article: article.title.casefold())
    return portal.page("articles.html", found=[Found(each) for each in articles], query="")


def search(portal: PortalView) -> Response:
    """Those that have the words, the best first; ``?part=list`` for scripts: the list alone."""
    view = portal.view
    found = found_articles(portal.workspace, view.query)
    if view.request.query_params.get("part") == "list":
        return portal.page("found.html", found=found[:5], query=view.query)
    return portal.page("articles.html", found=found, query=view.query)


def show(portal: PortalView) -> Response:
    """One article."""
    workspace, name = portal.workspace, portal.view.path("name")
    files = workspace.records(ARTICLE)
    if not is_name(ARTICLE, name) or not files.has(name):
        return portal.nothing()
    try:
        article = files.get(name).record
    except TixError:
        return portal.nothing()
    return portal.page("article.html", article=article) if _is_public(article) else portal.nothing()


def found_articles(workspace: "Workspace", words: str) -> list[Found]:
    """The public articles that have all words, else those that have one; the best first."""
    named = [word for word in _plain_words(words) if len(word) > 1][:12]
    if not named or not has_folder(workspace.desk, ARTICLES):
        return []
    quoted = [f'"{word}"' for word in named]
    return _having(workspace, " ".join(quoted)) or _having(workspace, " OR ".join(quoted))


def _having(workspace: "Workspace", query: str) -> list[Found]:
    filed, asked = find_records(workspace, ARTICLE, query, whole=True)
    terms = asked.text_terms
    hits = []
    for each in filed:
        if _is_public(each.record):
            ticket = cast("Ticket", each.record)  # what is looked at are columns of text
            where = passage(ticket, terms)
            hits.append((score(ticket, terms), Found(each.record, where.line if where else "")))
    hits.sort(key=lambda hit: (-hit[0], hit[1].article.id))
    return [found for _, found in hits[:_MOST]]


def _plain_words(text: str) -> Sequence[str]:
    """The words of what somebody typed: nothing of it is a query."""
    return "".join(each if each.isalnum() else " " for each in text[:500]).split()


def _public(workspace: "Workspace") -> list[Article]:
    if not has_folder(workspace.desk, ARTICLES):
        return []
    return [f.record for f in workspace.records(ARTICLE).heads if _is_public(f.record)]


def _is_public(article: Article) -> bool:
    return article.public == "yes"


ROUTES = (
    portal_page("/kb", listed),
    portal_page("/kb/{name}", show),
    portal_page("/search", search),
)
