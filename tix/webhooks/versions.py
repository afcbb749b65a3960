"""A ticket before and after a commit that made an event of it."""

import re

from tix.model.layout import FOLDERS
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.process import GitError
from tix.storage.history.blobs import TicketBlobs
from tix.storage.history.events import by_ticket
from tix.storage.history.log import Period, log

if TYPE_CHECKING:
    from tix.storage.desk.desk import Desk
    from tix.webhooks.body import Versions

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def versions_in(desk: "Desk", commit: str, ident: str) -> "Versions":
    """The two versions; None for one that isn't there, or isn't known: history was rewritten."""
    if not _COMMIT.fullmatch(commit):
        return None, None
    try:
        found = list(log(desk, FOLDERS, period=Period(f"{commit}^!")))
    except GitError:  # the commit is gone
        return None, None
    touches = [touch for each in found for touch in by_ticket(each).get(ident, ())]
    olds, news = [touch.old for touch in touches], [touch.new for touch in touches]
    blobs = TicketBlobs(desk.git, filter(None, (*olds, *news)))
    before, after = (
        next((ticket for name in names if name and (ticket := blobs.ticket(name))), None)
        for names in (olds, news)
    )
    return before, after
