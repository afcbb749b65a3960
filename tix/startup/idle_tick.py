"""A tick with nothing to do, done before click is imported: most ticks are of that kind.

``tix.outbox.idle`` writes the stamp that says so; where it doesn't hold any more, or mail is to be
fetched, the command does the whole tick.
"""

import os
import sys
import time
from _collections_abc import Sequence  # "collections" costs a millisecond

from tix.model.layout import IDLE_STAMP, LAST_TICK, OUTBOX_STATE
from tix.startup.early_status import likely_desk
from tix.storage.git.discovery import places
from tix.storage.git.idle_stamp import read_stamp

_QUIET = ("-q", "--quiet")
_BEFORE, _TIME = b'{"at": "', "%Y-%m-%dT%H:%M:%SZ"


def is_done(arguments: Sequence[str]) -> bool:
    """Whether these arguments ask for an ordinary tick, and there is nothing to do: then it has
    been told, and noted."""
    words = list(arguments)
    if words[:1] == ["-C"]:
        del words[:2]
    is_plain = words[:1] == ["tick"] and all(word in _QUIET for word in words[1:])
    if not is_plain or None in (sys.stdin, sys.stdout, sys.stderr):
        return False
    try:
        root = likely_desk(arguments)
        found = places(root) if root is not None else None
        return found is not None and root is not None and _is_idle(root, found[2], words[1:])
    except (OSError, ValueError):
        return False


def _is_idle(root: str, common_dir: str, options: Sequence[str]) -> bool:
    folder = os.path.join(common_dir, *OUTBOX_STATE)
    file = os.path.join(folder, IDLE_STAMP)
    stamp = read_stamp(file, root)
    if stamp is None or stamp.collects:
        return False
    if not stamp.holds():
        os.unlink(file)  # the whole tick needn't ask the remote once more
        return False
    _note_time(os.path.join(folder, LAST_TICK))
    if not options:
        os.write(2, f"{stamp.said}\n".encode(errors="surrogateescape"))
    return True


def _note_time(file: str) -> None:
    """Put the time of now into what ``tix.outbox.last_tick`` keeps; with a set clock it is the same
    as it was. Raises OSError, or ValueError where the file is another."""
    if os.environ.get("TIX_NOW"):
        return
    now = time.strftime(_TIME, time.gmtime()).encode()
    opened = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    try:
        found = os.read(opened, len(_BEFORE + now))
        if not (found.startswith(_BEFORE) and found.endswith(b"Z")):
            raise ValueError(file)
        os.pwrite(opened, now, len(_BEFORE))
    finally:
        os.close(opened)
