"""The merge driver that git runs: three files in, one out. It does without click, whose import
takes longer than the merge.

``BASE OURS THEIRS [PATH [MARKER-SIZE [OUTPUT]]]``, as in git's ``%O %A %B %P %L``. The result goes
to OUTPUT, else to OURS, whole or not at all; then standard output gets one word:

1. ``merged``, exit code 0.
2. ``conflict``, exit code 1: only a person can merge these, and the result has conflict markers.
3. Nothing, exit code 2: no result was written, and the reason is on standard error.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tix.actions.merge import MARKER_SIZE, MergeCall, merge_for_git
from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe
from tix.terminal.streams import forget_result

if TYPE_CHECKING:
    from datetime import datetime

USAGE = "BASE OURS THEIRS [PATH [MARKER-SIZE [OUTPUT]]]"


def main(arguments: Sequence[str]) -> int:
    """Merge, say what came of it, and give the exit code. Never raises."""
    try:
        answer = merge_for_git(_call(arguments))
        for note in answer.notes:
            _tell(note)
        return _say("conflict", 1) if answer.is_conflict else _say("merged", 0)
    except TixError as error:
        _tell(str(error))
    except OSError as error:
        name = os.fsdecode(error.filename or "tix")[:300]
        _tell(f"{name}: {(error.strerror or str(error)).lower()}")
    except KeyboardInterrupt:
        _tell("interrupted")
    except Exception as error:  # whatever it is, git goes on, and the text isn't touched
        _tell(f"couldn't merge: {type(error).__name__}: {error}"[:300])
    return 2


class BadCallError(TixError):
    """Arguments other than git's."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(f"merge-driver is run by git, with {USAGE}")


def _call(arguments: Sequence[str]) -> MergeCall:
    if not 3 <= len(arguments) <= 6 or not "".join(arguments[4:5] or "0").isdecimal():
        raise BadCallError
    base, ours, theirs, path, size, output, *_ = (*arguments, *("" for _ in range(6)))
    return MergeCall(
        Path(base), Path(ours), Path(theirs), path or ours, int(size or MARKER_SIZE),
        Path(output) if output else None, _when, _others(),
    )  # fmt: skip


def _when() -> "datetime | None":
    """When the newer of the commits that git merges was made; it names the others as it calls.

    Of a rebase or cherry-pick it doesn't name the one that is picked: the time of the commit below.
    None where there is no commit, as outside a repository.
    """
    from tix.storage.git.commit_dates import newest_date  # hardly any merge asks
    from tix.storage.git.process import Git, GitError

    with contextlib.suppress(GitError):
        return newest_date(Git(Path.cwd()), ("HEAD", *_others()))
    return None


def _others() -> tuple[str, ...]:
    """The commits that git merges into HEAD."""
    return tuple(name.removeprefix(_OTHER) for name in os.environ if name.startswith(_OTHER))


_OTHER = "GITHEAD_"


def _say(word: str, code: int) -> int:
    """Tell the caller. The result is in place by now."""
    if sys.stdout is not None:
        try:
            print(word, flush=True)  # noqa: T201 (what git's shell line waits for)
        except (OSError, TixError):
            forget_result()
            raise
    return code


def _tell(sentence: str) -> None:
    if sys.stderr is not None:  # closed by the caller: print would take standard output
        print(f"tix: {safe.line(sentence)}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
