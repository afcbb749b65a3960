"""Setting the ledger up (D3)."""

from tix.model.notices.message import message_key
from tix.outbox.desk_at import DeskAt
from tix.outbox.news import commits_since, news
from tix.outbox.services import Services
from tix.quick_typing import TYPE_CHECKING
from tix.storage.outbox.book import Book
from tix.storage.outbox.ledger import Start, set_up
from tix.storage.sync.remote_choice import Remote

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def begin(workspace: "Workspace", remote: Remote | None, services: Services) -> bool:
    """Set up the ledger, at the tip of the desk's branch: nothing old is ever sent (D3).

    Whether there was none before. Raises UnreachableError, PushRejectedError, NoBranchThereError.
    """
    book = Book(workspace.desk, remote)
    if book.fetch():
        return False
    desk = DeskAt(workspace, book.tip, services)
    late = commits_since(workspace.desk, book.tip, workspace.now)
    told = news(workspace.desk, late, desk.deriving)
    marks = {message_key(event, "") for event, _ in told}
    return book.set_up(set_up(Start(book.tip, workspace.now), sorted(marks)), workspace.now)
