"""The log of an unexpected error, which people can send.

It says where in the program the error happened, and contains nothing that was typed: arguments may
be customers' texts or secrets (``tix redact``). So options are logged without their values, and an
error's message only if it quotes no argument.
"""

import os
import platform
import re
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from tix import __version__


def write_log(error: BaseException, arguments: Sequence[str]) -> Path | None:
    """Write the log to a new file; its path, or None if even that fails."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    text = "".join(
        [
            f"tix {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"arguments: {' '.join(_shape(arguments))}\n\n",
            *_traceback(error, _typed(arguments)),
        ]
    )
    for folder in (Path(state) / "tix", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix="tix-crash-", suffix=".log", dir=folder)
            with open(descriptor, "w", errors="backslashreplace") as file:  # noqa: PTH123
                file.write(text)
            return Path(name)
        except OSError:
            continue
    return None


def _shape(arguments: Sequence[str]) -> Iterator[str]:
    """The command and the names of options; whatever else was typed is ``…``."""
    from tix.commands import ENTRIES

    named = False
    rest = iter(arguments[1:])
    for argument in rest:
        if argument == "--":
            yield from ("--", *("…" for _ in rest))
            return
        if argument in ENTRIES and not named:
            named = True
            yield argument
        elif argument.startswith("--"):
            yield argument.partition("=")[0] if _OPTION.match(argument) else "…"
        else:
            yield argument if _SHORT.fullmatch(argument) else "…"


_OPTION = re.compile(r"--[a-z][a-z-]*(=|$)")
_SHORT = re.compile(r"-[a-zA-Z]?")
_WORD = re.compile(r"\w{3,}")


def _typed(arguments: Sequence[str]) -> set[str]:
    """The words of the arguments."""
    return {word.casefold() for text in arguments[1:] for word in _WORD.findall(text)}


def _traceback(error: BaseException, typed: set[str]) -> Iterator[str]:
    """The error with what led to it, the first cause first."""
    if cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        yield from _traceback(cause, typed)
        yield "\nand then:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    words = {word.casefold() for word in _WORD.findall(str(error))}
    message = "(its message quotes what was typed)" if words & typed else str(error)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {message}\n"
