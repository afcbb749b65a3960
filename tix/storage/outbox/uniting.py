"""Two ledgers of which neither has all of the other: one was lost, and a copy comes back.

What either has as decided is decided, and waits no more. What either has waiting waits. The cursor
is the one that is further along, so that nothing old is looked at again.
"""

from collections.abc import Callable, Mapping

from tix.frozen import replace
from tix.model.times import format_time
from tix.storage.git.commit import Content
from tix.storage.git.process import Git
from tix.storage.git.tree_entries import top_tree_entries
from tix.storage.outbox.ledger import Ledger, enqueue, move_looked

IsIn = Callable[[str, str], bool]


def united(git: Git, ours: str, theirs: str, is_in: IsIn) -> Mapping[str, Content]:
    """What has to be changed in their ledger, so that it has ours, too."""
    mine, other = Ledger(git, ours), Ledger(git, theirs)
    entries = dict(top_tree_entries(git, theirs))
    files: dict[str, Content] = {}
    decided = {path.rpartition("/")[2] for path in entries if path.startswith("sent/")}
    for path, entry in top_tree_entries(git, ours, "sent", "muted", "leases"):
        if path not in entries:
            files[path] = entry
        if path.startswith("sent/"):
            decided.add(path.rpartition("/")[2])
    files |= _waiting(mine, other, decided)
    if other.cursor != mine.cursor and is_in(other.cursor, mine.cursor):
        files["cursor"] = f"{mine.cursor}\n".encode()
    if mine.looked and (other.looked is None or mine.looked > other.looked):
        files |= move_looked(mine.looked)
    if mine.start and (other.start is None or mine.start.at < other.start.at):
        files["start"] = f"{mine.start.commit} {format_time(mine.start.at)}\n".encode()
    return files


def _waiting(mine: Ledger, other: Ledger, decided: set[str]) -> dict[str, Content]:
    files: dict[str, Content] = {}
    for key in {*mine.queue, *other.queue}:
        one, two = mine.queue.get(key), other.queue.get(key)
        if key in decided:
            files |= {f"queue/{key}": None} if two else {}
        elif one and two is None:
            files |= enqueue(one)
        elif one and two and one.tries > two.tries:
            files |= enqueue(replace(one, due=max(one.due, two.due)))
    return files
