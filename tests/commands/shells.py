"""Real shells in a terminal, into which tests type."""

import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles

KILL_LINE = "\x15"

START = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
"""How a shell is started that minds nobody's settings."""

SET_UP = {
    "bash": 'eval "$(tix completion bash)"',
    "zsh": 'autoload -U compinit; compinit -u -D; eval "$(tix completion zsh)"',
    "fish": "tix completion fish | source",
}
"""What a user has in the shell's settings."""

_SHOW_LINE = {
    "bash": """bind -x '"\\C-t": printf %s "$READLINE_LINE" >"$LINE"'""",
    "zsh": 'show-line() { print -rn -- $BUFFER >$LINE }; zle -N show-line; bindkey "^T" show-line',
    "fish": "bind \\ct 'commandline >$LINE'",
}
"""Control-T writes down what is on the command line."""

_TIX = """\
#!/bin/sh
if [ -n "$RECORD" ] && [ "$1" != completion ]; then
    printf '%s\\0' "$@" >"$RECORD.new"
    mv "$RECORD.new" "$RECORD"
    exit
fi
PYTHONPATH="{package}" exec "{python}" -m tix "$@"
"""


def needs(shell: str) -> pytest.MarkDecorator:
    """Skip the test, with the shell's name, where it is missing."""
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"there is no {shell} here")


def with_tix_on_path(desk: DeskInFiles, folder: Path) -> DeskInFiles:
    """The desk with ``tix`` and ``git-tix`` among the programs that a shell finds.

    With a file's name in ``$RECORD`` tix writes down what it is called with, and does nothing.
    """
    folder.mkdir()
    for name in ("tix", "git-tix"):
        script = _TIX.format(package=Path(tix.__file__).parent.parent, python=sys.executable)
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    return desk.with_environ(PATH=f"{folder}:{os.environ['PATH']}")


class Terminal:
    """An interactive shell, and what it has shown."""

    def __init__(self, desk: DeskInFiles, *command: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        environ = {**desk.environ, "TERM": "dumb", "PS1": "$ ", "HISTFILE": "/dev/null"}
        # Whoever leads a session and opens a terminal is in control of it, as fish wants to be.
        opening = 'terminal=$1; shift; exec "$@" <"$terminal" >"$terminal" 2>&1'
        self._process = subprocess.Popen(
            ["sh", "-c", opening, "sh", os.ttyname(slave), *command],
            cwd=desk.root,
            env=environ,
            start_new_session=True,
        )
        self._slave = slave  # open, so that the terminal is there before and after the shell
        self.shown = ""

    def type(self, text: str, until: str) -> None:
        """Type, and wait until what is shown since then contains a text."""
        self.type_until(text, lambda: until in self.shown)

    def type_until(self, text: str, done: Callable[[], bool]) -> None:
        """Type, and wait until something is the case."""
        self.shown = ""
        os.write(self._master, text.encode())
        end = time.monotonic() + 30
        while not done():
            assert time.monotonic() < end, f"{text!r} led nowhere but to {self.shown!r}"
            if select.select([self._master], [], [], 0.01)[0]:
                read = os.read(self._master, 65536).decode(errors="replace")
                self.shown += read.replace("\a", "")

    def close(self) -> None:
        """End the shell."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)
        os.close(self._slave)


class Completing:
    """A shell with completion, and what comes of a press of its Tab key."""

    def __init__(self, desk: DeskInFiles, shell: str) -> None:
        self.name = shell
        self._line = desk.root.parent / "line"
        self._record = desk.root.parent / "record"
        environ = {"LINE": str(self._line), "RECORD": str(self._record)}
        self._terminal = Terminal(desk.with_environ(**environ), *START[shell])
        self._terminal.type(f'{SET_UP[shell]}; {_SHOW_LINE[shell]}; echo re""ady\n', "ready")

    def completed(self, typed: str) -> str:
        """What the line is after a press of Tab behind what was typed."""
        self._line.unlink(missing_ok=True)
        self._terminal.type_until(f"{KILL_LINE}{typed}\t\x14", self._line.exists)
        time.sleep(0.01)
        return self._line.read_text().removesuffix("\n")  # which fish adds

    def run(self, behind: str = "") -> list[str]:
        """Run the line with that text behind it; the arguments that tix is given."""
        self._record.unlink(missing_ok=True)
        self._terminal.type_until(f"{behind}\n", self._record.exists)
        return self._record.read_text().split("\0")[:-1]

    def close(self) -> None:
        """End the shell."""
        self._terminal.close()
