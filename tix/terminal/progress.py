"""A progress line on standard error for a long operation."""

import time
from collections.abc import Callable
from types import TracebackType

from tix.quick_typing import IO, Self
from tix.terminal import safe
from tix.terminal.bars import bar
from tix.terminal.width import cut, display_width, pad

_PATIENCE = 0.5  # seconds before the line appears: what is quick needs none
_INTERVAL = 0.1  # seconds between two drawings
_BAR = 20


class Progress:
    """A context in which each step calls ``advance``; its line is gone at the end.

    ``total`` is the number of steps, 0 if unknown. Nothing is drawn if not ``enabled``, or if
    ``stream`` is no terminal, or in the first half second.
    """

    def __init__(
        self,
        total: int,
        label: str,
        stream: IO[str],
        enabled: bool = True,
        *,
        width: int = 80,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._label = safe.line(label)
        self._stream = stream
        self._enabled = enabled and stream.isatty()
        self._width = width - 1  # the last column would wrap
        self._clock = clock
        self._done = 0
        self._drawn = 0
        self._due = clock() + _PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._drawn:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def at(self, done: int, total: int) -> None:
        """Report that ``done`` of ``total`` steps are done."""
        self._total = total
        self.advance(done - self._done)

    def part(self, label: str, done: int, total: int) -> None:
        """Report the progress of one of several phases, each with its own label."""
        self._label = safe.line(label)
        self.at(done, total)

    def advance(self, n: int = 1) -> None:
        """Report that ``n`` more steps are done."""
        self._done += n
        if self._enabled and (now := self._clock()) >= self._due:
            self._due = now + _INTERVAL
            self._write(self._line())

    def _line(self) -> str:
        if not self._total:
            return f"{self._label}  {self._done}"
        drawn = pad(bar(self._done, self._total, _BAR), _BAR)
        return f"{self._label}  {drawn}  {self._done}/{self._total}"

    def _write(self, line: str) -> None:
        line = cut(line, self._width)
        width = display_width(line)
        self._stream.write("\r" + line + " " * (self._drawn - width))
        self._stream.flush()
        self._drawn = width
