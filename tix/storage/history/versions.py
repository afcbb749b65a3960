"""The versions that commits made of tickets, the oldest first; merges left out."""

from collections.abc import Sequence
from datetime import datetime

from tix.model.history.versions import Version
from tix.model.layout import FOLDERS
from tix.model.rules.trailers import RULE
from tix.storage.desk.desk import Desk
from tix.storage.git.commit_trailers import trailers_of
from tix.storage.history.blobs import TicketBlobs
from tix.storage.history.events import by_ticket, commits_of
from tix.storage.history.log import Commit, Period, log


def ticket_versions(
    desk: Desk, idents: Sequence[str] | None, since: datetime | None
) -> list[Version]:
    """The versions of these tickets (None: of all), in commits made since then."""
    commits = _commits(desk, idents, since)
    wanted = None if idents is None else set(idents)
    blobs = TicketBlobs(
        desk.git, (name for c in commits for t in c.touches for name in (t.old, t.new) if name)
    )
    told = trailers_of(desk.git, [commit.name for commit in commits], RULE)
    found: list[Version] = []
    for commit in commits:
        for ident, touches in by_ticket(commit).items():
            if wanted is not None and ident not in wanted:
                continue
            old = next((touch.old for touch in touches if touch.old), "")
            new = next((touch.new for touch in touches if touch.new), "")
            found.append(
                Version(
                    ident,
                    commit.authored,
                    commit.name,
                    commit.subject,
                    blobs.ticket(old),
                    blobs.ticket(new),
                    told.get(commit.name, ()),
                )
            )
    return found


def _commits(desk: Desk, idents: Sequence[str] | None, since: datetime | None) -> list[Commit]:
    """The commits that changed them, the oldest first."""
    if idents is None:
        listed = list(log(desk, list(FOLDERS), period=Period(since=since)))
    else:
        every = {commit.name: commit for ident in idents for commit in commits_of(desk, ident)}
        listed = sorted(every.values(), key=lambda commit: commit.authored, reverse=True)
    return [commit for commit in reversed(listed) if not commit.is_merge]
