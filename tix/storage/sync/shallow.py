"""The boundary of a shallow clone: a commit that seems to have made everything before it."""

import contextlib
from datetime import UTC, datetime

from tix.errors import TixError
from tix.frozen import dataclass
from tix.storage.desk.desk import Desk
from tix.storage.sync.remote_choice import choose


@dataclass(frozen=True, slots=True)
class Boundary:
    """The newest commit at which the desk's history is cut off, and how to get the rest."""

    commit: str
    at: datetime
    cure: str


def boundary(desk: Desk) -> Boundary | None:
    """Where a shallow clone cuts the desk's branch off; None: its history is whole."""
    cut = set((desk.common_dir / "shallow").read_text().split())
    output = desk.git.line(
        "log", "--max-parents=0", "--format=%H %h %ct", "--end-of-options", "HEAD", "--"
    )
    roots = (line.split() for line in output.splitlines())
    ends = [(int(when), short) for name, short, when in roots if name in cut]
    if not ends:
        return None
    when, short = max(ends)
    return Boundary(short, datetime.fromtimestamp(when, UTC), _cure(desk))


def _cure(desk: Desk) -> str:
    """A clone of code may have cut off several branches: this is about the desk's."""
    with contextlib.suppress(TixError):
        remote = choose(desk)
        return f"git fetch --unshallow {remote.name} {remote.branch}"
    return "git fetch --unshallow"
