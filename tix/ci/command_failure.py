"""A command that fails, as something that is to have a ticket."""

import shlex
import signal
from collections.abc import Sequence

from tix.ci.description import duration, quoted, trimmed
from tix.ci.failure import Failure
from tix.ci.keys import Mask, one_line, shortened, stable
from tix.frozen import dataclass

_LINES = 40


@dataclass(frozen=True, slots=True)
class Execution:
    """A command that was run: its words, the folder from the top of the code (""), its exit code
    (less than 0: the signal that killed it), the end of its output, how long it took."""

    words: Sequence[str]
    folder: str
    code: int
    tail: str
    seconds: float


def key_of_command(words: Sequence[str], folder: str, mask: Mask) -> str:
    """What a command is known by: itself, in its folder."""
    said = stable(mask(_shown(words)))
    return f"run:{shortened(f'{folder}: {said}' if folder else said)}"


def failure_of(execution: Execution, key: str, mask: Mask) -> Failure:
    """The failure of a command; also of one that passed, to name it."""
    shown = mask(_shown(execution.words))
    return Failure(
        key=key,
        title=shortened(f"{shown} fails", 160),
        test=shown,
        body=lambda: _body(execution, shown, mask),
    )


def _shown(words: Sequence[str]) -> str:
    """The command on one line, as a person would type it."""
    return one_line(shlex.join(words))


def _body(execution: Execution, shown: str, mask: Mask) -> str:
    where = f" in {execution.folder}" if execution.folder else ""
    parts = [f"This fails{where}, {_ended(execution.code)}:", quoted(shown)]
    lines = trimmed(mask(execution.tail)).split("\n")[-_LINES:]
    if any(lines):
        parts += ["Its last lines:", quoted("\n".join(lines))]
    parts.append(f"It took {duration(execution.seconds)}.")
    return "\n\n".join(parts) + "\n"


def _ended(code: int) -> str:
    if code >= 0:
        return f"with exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
