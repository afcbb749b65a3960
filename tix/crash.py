"""The log of an unexpected error, which a person can send."""

import os
import platform
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from tix import __version__


def write_log(error: BaseException, arguments: Sequence[str]) -> Path | None:
    """Write what happened to a file of its own; its path, or None if even that fails."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    text = "".join(
        [
            f"tix {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"arguments: {list(arguments)!r}\n\n",
            *traceback.format_exception(error),
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
