"""Running a command as if it ran by itself: its output, signals and exit code go through unchanged.

Its output is read on the way, so that its end can be told. Where standard output is a terminal the
command gets one, too.

Signals that somebody sends to tix are handed on. A Ctrl-C at the terminal reaches the command by
itself, since both are in the terminal's foreground group.
"""

import contextlib
import os
import pty
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Sequence

from tix.errors import TixError
from tix.frozen import dataclass

_TAIL = 64_000
"""Bytes of the output's end that are kept."""

_PATIENCE = 1.0
"""Seconds to wait for output when the command has ended."""

_HANDED_ON = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH")
    if hasattr(signal, name)
)
_AWAITED = (*_HANDED_ON, signal.SIGCHLD)
CAN_WAIT = hasattr(signal, "sigtimedwait")
"""Whether a program can wait for signals, which macOS has no call for."""
_LONGEST_WAIT = 1.0
"""Seconds after which the command is looked at even where its end was no signal."""
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_FROM_KERNEL = 128
"""``si_code`` of a signal that the terminal sent to everybody."""


class CannotRunError(TixError):
    """The command can't be started."""

    def __init__(self, command: str, error: OSError) -> None:
        super().__init__(f"{command}: {(error.strerror or str(error)).lower()}")
        self.exit_code = 126 if isinstance(error, PermissionError) else 127


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended. ``code`` is its exit code, or less than 0 for the signal that killed it;
    ``was_stopped``: somebody wanted that. ``tail`` is the end of its output; ``lost`` is why the
    rest couldn't be written to standard output, and the command not go on writing."""

    code: int
    was_stopped: bool
    tail: str
    seconds: float
    lost: OSError | None = None

    def exit(self) -> int:
        """The exit code to end with; who was killed by a signal dies of it, too."""
        if self.code >= 0:
            return self.code
        number = -self.code
        sys.stdout.flush()
        sys.stderr.flush()
        with contextlib.suppress(OSError, ValueError):
            import resource  # a copy of what this process had in memory is of no use

            most = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (0, most))
            signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        with contextlib.suppress(OSError):
            os.kill(os.getpid(), number)
        return 128 + number


class _Tail:
    """The end of an output, and the error that ended it before its time."""

    def __init__(self) -> None:
        self.lost: OSError | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._lock = threading.Lock()

    def add(self, data: bytes) -> None:
        with self._lock:
            self._parts.append(data)
            self._size += len(data)
            if self._size > 4 * _TAIL:
                kept = b"".join(self._parts)[-_TAIL - 1 :]  # one more says that it is cut
                self._parts, self._size = [kept], len(kept)

    @property
    def text(self) -> str:
        whole = b"".join(self._parts)
        kept = whole[-_TAIL:]
        if len(kept) < len(whole):
            kept = kept.partition(b"\n")[2] or kept
        return kept.decode(errors="replace")


def run_through(command: Sequence[str]) -> Finished:
    """Run a command to its end. Raises CannotRunError."""
    tail, start = _Tail(), time.monotonic()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)
    try:
        with _channels(tail) as ends:
            out, err = ends
            try:
                process = subprocess.Popen(
                    command,
                    stdout=out,
                    stderr=err,
                    preexec_fn=lambda: _restore(before),
                )
            except OSError as error:
                raise CannotRunError(command[0], error) from None
            if CAN_WAIT:
                was_stopped = _wait(process, ends)
            else:
                was_stopped = _wait_with_handlers(process, ends, before)
    finally:
        _restore(before)
    seconds = time.monotonic() - start
    return Finished(process.returncode, was_stopped, tail.text, seconds, tail.lost)


def _restore(mask: set[signal.Signals | int]) -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _wait(process: "subprocess.Popen[bytes]", ends: Sequence[int]) -> bool:
    """Wait until the command has ended, and hand on the signals that come; whether somebody wanted
    its end."""
    was_stopped = False
    while True:
        is_over = process.poll() is not None
        found = signal.sigtimedwait(_AWAITED, 0 if is_over else _LONGEST_WAIT)
        if found is None:
            if is_over:
                return was_stopped
        elif found.si_signo != signal.SIGCHLD:
            was_stopped |= found.si_signo in _ENDING
            if found.si_code != _FROM_KERNEL or found.si_signo == signal.SIGWINCH:
                _hand_on(process, found.si_signo, ends)


def _wait_with_handlers(
    process: "subprocess.Popen[bytes]", ends: Sequence[int], mask: set[signal.Signals | int]
) -> bool:
    """The same where nobody can wait for a signal and learn where it comes from.

    Those that came while the command was being started come once they are unblocked.
    """
    was_stopped = False

    def handle(number: int, _: object) -> None:
        nonlocal was_stopped
        was_stopped |= number in _ENDING
        if not (number in (signal.SIGINT, signal.SIGQUIT) and os.isatty(0)):  # the terminal did it
            _hand_on(process, number, ends)

    before = {number: signal.signal(number, handle) for number in _HANDED_ON}
    _restore(mask)
    process.wait()
    for number, handler in before.items():
        signal.signal(number, handler)
    return was_stopped


def _hand_on(process: "subprocess.Popen[bytes]", number: int, ends: Sequence[int]) -> None:
    if number == signal.SIGWINCH:
        for end, target in zip(ends, (1, 2), strict=True):
            _fit(end, target)
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


@contextlib.contextmanager
def _channels(tail: _Tail) -> Iterator[tuple[int, int]]:
    """Where the command writes to, for standard output and standard error."""
    sys.stdout.flush()
    sys.stderr.flush()
    threads: list[threading.Thread] = []
    ends: list[int] = []
    for target in (1, 2):
        if target == 2 and _same_terminal():
            ends.append(ends[0])
            continue
        source, end = _terminal(target) if os.isatty(target) else os.pipe()
        thread = threading.Thread(target=_copy, args=(source, target, tail), daemon=True)
        thread.start()
        threads.append(thread)
        ends.append(end)
    try:
        yield ends[0], ends[1]
    finally:
        for end in dict.fromkeys(ends):
            os.close(end)
        for thread in threads:  # something that the command left behind may hold them open
            thread.join(_PATIENCE)


def _same_terminal() -> bool:
    return os.isatty(1) and os.isatty(2) and os.ttyname(1) == os.ttyname(2)


def _terminal(like: int) -> tuple[int, int]:
    """A terminal of the same size that changes nothing of what is written to it."""
    source, end = pty.openpty()
    settings = termios.tcgetattr(end)
    settings[1] &= ~termios.OPOST
    termios.tcsetattr(end, termios.TCSANOW, settings)
    _fit(end, like)
    return source, end


def _fit(end: int, like: int) -> None:
    """Give a terminal the size of another one; what is no terminal has none."""
    with contextlib.suppress(OSError, termios.error):
        termios.tcsetwinsize(end, termios.tcgetwinsize(like))


def _copy(source: int, target: int, tail: _Tail) -> None:
    """Hand on everything; if nobody reads it any more, the command learns that by SIGPIPE."""
    try:
        while data := _read(source):
            tail.add(data)
            view = memoryview(data)
            while view:
                view = view[os.write(target, view) :]
    except OSError as error:
        if target == 1:
            tail.lost = error
    finally:
        os.close(source)


def _read(source: int) -> bytes:
    try:
        return os.read(source, 65_536)
    except OSError:  # the other end of a terminal is closed
        return b""
