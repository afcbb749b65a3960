"""Making commits on top of what the remote has, by compare and swap."""

import random
import time
from collections.abc import Callable
from itertools import count

from tix.storage.git.commit import tip_of
from tix.storage.git.process import Git
from tix.storage.store.store import Store
from tix.storage.sync.alone import alone, longest_pause
from tix.storage.sync.outcome import SyncOutcome
from tix.storage.sync.provisional import ProvisionalCommits
from tix.storage.sync.remote_choice import Remote
from tix.storage.sync.remotes import LostRaceError, Progress
from tix.storage.sync.sync import PATIENCE, Rules, SyncRun


def push_with(
    store: Store,
    remote: Remote,
    rules: Rules,
    trailer: str,
    write: Callable[[Callable[[str], None]], object],
    progress: Progress | None = None,
) -> SyncOutcome:
    """Sync, let ``write`` make commits on top of what the remote has, and push them.

    ``write`` is given a function that it calls with the value of each commit's ``trailer`` before
    it makes it. If somebody else is quicker, its commits are taken back, and it is called again on
    top of theirs. Raises what ``sync`` and ``write`` raise; then they are taken back, too.
    """
    made = ProvisionalCommits(store.desk, trailer)
    with alone(store.desk, remote):
        run = SyncRun(store, remote, rules, progress, None)
        until = time.monotonic() + PATIENCE
        for tries in count(1):
            done = run.run()
            tip = tip_of(Git(store.desk.top), store.desk.ref())
            made.begin(tip)
            try:
                write(made.add)
                run.push_from(tip)
            except LostRaceError:
                made.take_back(tip)
                if time.monotonic() > until:
                    raise
                time.sleep(random.uniform(0, longest_pause(tries)))
            except Exception:
                made.take_back(tip)
                raise
            else:
                made.forget()
                return done
    raise AssertionError("it ends by what it returns or raises")
