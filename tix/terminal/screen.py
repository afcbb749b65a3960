"""Standard output: whether it is a terminal, its size and colours; and the pager."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tix.frozen import dataclass
from tix.quick_typing import IO, Literal
from tix.terminal.style import Styles

ColorMode = Literal["auto", "always", "never"]

_READABLE = 100  # columns; the eye loses its way back over longer lines


@dataclass(frozen=True, slots=True)
class Screen:
    """Where output goes. ``width`` and ``height`` are 80 and 24 where there is no terminal.

    ``for_people``: it is read at a terminal in the end, though perhaps through a pipe.
    """

    is_terminal: bool
    width: int
    height: int
    styles: Styles
    for_people: bool = False

    @property
    def text_width(self) -> int:
        """The width to which running text is wrapped."""
        return min(self.width, _READABLE)

    @classmethod
    def detect(
        cls,
        color: ColorMode,
        environ: Mapping[str, str],
        stream: IO[str],
        *,
        for_people: bool = False,
    ) -> "Screen":
        """What ``stream`` is. ``color`` is the command's option; ``COLUMNS`` and ``LINES`` go
        before what the terminal says. ``for_people``: that is known, whatever it is."""
        is_terminal = _is_terminal(stream)
        width, height = 80, 24
        if is_terminal:
            width, height = _size(stream)
        elif for_people:
            width, height = _size_beside()
        return cls(
            is_terminal=is_terminal,
            width=_number(environ.get("COLUMNS")) or width,
            height=_number(environ.get("LINES")) or height,
            styles=Styles(_wants_color(color, environ, is_terminal)),
            for_people=for_people or is_terminal,
        )


def page(text: str, screen: Screen, environ: Mapping[str, str]) -> None:
    """Print ``text``, through the user's pager if it is longer than the terminal is high.

    The pager is the first that is set of ``TIX_PAGER``, ``PAGER`` and ``less``; an empty value
    means none. One that can't be started is done without.
    """
    end = "\n" if text and not text.endswith("\n") else ""
    is_long = screen.is_terminal and _rows(text, screen.width) >= screen.height
    command = _pager(environ) if is_long else []
    if not (command and _piped(text + end, command, environ)):
        _print(text)
        _print(end)
        sys.stdout.flush()  # what is said of it comes behind its end


def _wants_color(color: ColorMode, environ: Mapping[str, str], is_terminal: bool) -> bool:
    """The option decides; else, in this order, https://no-color.org, https://force-color.org and
    whether there is a terminal that knows colours."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return is_terminal and environ.get("TERM") != "dumb"


def _is_terminal(stream: IO[str]) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def _size(stream: IO[str]) -> tuple[int, int]:
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return 80, 24
    return size.columns or 80, size.lines or 24  # a terminal of unknown size says 0


def _size_beside() -> tuple[int, int]:
    """The size of the terminal at the other end of a pipe."""
    for stream in (sys.stderr, sys.stdin):
        if stream is not None and _is_terminal(stream):
            return _size(stream)
    return 80, 24


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 0


def _pager(environ: Mapping[str, str]) -> list[str]:
    """The pager's command and arguments; never through a shell."""
    import shlex  # only when something is printed page by page

    chosen = environ.get("TIX_PAGER", environ.get("PAGER", "less"))
    try:
        command = shlex.split(chosen)
    except ValueError:  # quotes that don't close
        return []
    if command and Path(command[0]).name == "less" and "--" not in command:
        command.append("-R")  # a LESS without it would show colours as codes
    return command


_FOR_LESS = {"LESS": "FRX", "LESSCHARSET": "utf-8"}
"""What less is told unless somebody says otherwise: the text is UTF-8, also where LANG is C."""


def _rows(text: str, width: int) -> int:
    """The rows ``text`` takes, roughly: colour codes count in, and less -F puts that right."""
    return sum(1 + max(0, len(line) - 1) // max(1, width) for line in text.splitlines())


def _piped(text: str, command: list[str], environ: Mapping[str, str]) -> bool:
    """Show ``text`` through ``command``; False if it couldn't be started.

    A reader who quits before the end is no error. Ctrl-C is the pager's own affair: to leave it
    running behind the shell's prompt would garble the terminal.
    """
    import subprocess  # 6 ms; only for the pager

    sys.stdout.flush()
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={**_FOR_LESS, **environ})
    except (OSError, ValueError):
        return False
    remaining: bytes | None = _encoded(text)
    while True:
        try:
            pager.communicate(remaining)
            return True
        except KeyboardInterrupt:
            remaining = None


def _print(text: str) -> None:
    for start in range(0, len(text), _PIECE):  # a copy of all would take as much memory again
        sys.stdout.write(_encoded(text[start : start + _PIECE]).decode(_encoding()))


_PIECE = 1 << 16
"""Characters."""


def _encoded(text: str) -> bytes:
    """``text`` in the terminal's encoding, with ``?`` for characters that it lacks."""
    return text.encode(_encoding(), "replace")


def _encoding() -> str:
    return sys.stdout.encoding or "utf-8"
