"""Texts that a person gives to a command: as an argument, a file, standard input or the editor."""

import os
import sys
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISFIFO, S_ISREG
from typing import TYPE_CHECKING

from tix.errors import TixError, UsageError

if TYPE_CHECKING:
    from tix.console.session import Session

_LARGEST = 16 * 2**20
"""Bytes of a text that a person gives."""


class TextFileError(TixError):
    """A file that can't be read as text."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


class EmptyTextError(UsageError):
    """There is nothing to write."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the {what} is empty, so nothing was written")


class SeveralTextsError(UsageError):
    """A text was given in more than one way."""

    def __init__(self, ways: str) -> None:
        super().__init__(f"give the text in one way only: {ways}")


def text_from(session: "Session", argument: str | None, file: str | None) -> str | None:
    """The text of an argument (``-`` is standard input) or a file, without final line ends.

    None if neither is given. Raises TextFileError, SeveralTextsError, InputTakenError.
    """
    if argument is not None and file is not None:
        raise SeveralTextsError("as an argument or with -F, not both")
    if file is not None and file != "-":
        return _clean(_text(read_bytes(file, _LARGEST + 1), file))
    if argument == "-" or file == "-":
        return _clean(_text(session.input(_LARGEST + 1), "standard input"))
    return None if argument is None else _clean(_checked(argument))


def read_bytes(name: str, most: int = -1) -> bytes:
    """The bytes of a file that a person named, ``most`` at most. Raises TextFileError."""
    try:
        refuse_endless(name)
        with Path(name).open("rb") as file:
            return file.read(most)
    except IsADirectoryError:
        raise TextFileError(name, "this is a folder, not a file") from None
    except FileNotFoundError:
        raise TextFileError(name, "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "can't be read"
        raise TextFileError(name, str(reason).lower()) from None


def _text(data: bytes, name: str) -> str:
    """What was read as text; of what never ends, more than a text may have was read."""
    if len(data) > _LARGEST:
        raise TextFileError(name, f"over {_LARGEST // 2**20} MB are too much for a text")
    return decoded(data, name)


def refuse_endless(name: str) -> None:
    """Raise TextFileError for a device (/dev/zero has no end) and for a named pipe (which may have
    no beginning). What a shell makes of ``<(command)`` is below /dev/fd, and is no such pipe."""
    mode = Path(name).stat().st_mode
    if S_ISBLK(mode) or (S_ISCHR(mode) and not _has_end(name)):
        raise TextFileError(name, "this is a device, not a file")
    if S_ISFIFO(mode) and not name.startswith(("/dev/", "/proc/")):
        raise TextFileError(name, "this is a pipe, not a file; 'cat' it to standard input")


def _has_end(name: str) -> bool:
    """Whether a character device is a terminal, where somebody types, or the null device."""
    with Path(name).open("rb", buffering=0) as device:
        return name == os.devnull or device.isatty()


def tell_unread(session: "Session", what: str) -> None:
    """Say so if a text was piped in that nothing asked for: to read it unasked would take away
    what a loop goes through."""
    if not session.has_read_input and _has_unread_input():
        session.say(f"standard input wasn't read; -F - reads {what} from it")


def _has_unread_input() -> bool:
    """Whether there is something on standard input that looks as if it were meant for us.

    A file of which some was read is a loop's (``while read title; do tix open "$title"; done``).
    """
    try:
        number = sys.stdin.fileno()
        status = os.fstat(number)
        if S_ISREG(status.st_mode):
            return status.st_size > 0 and os.lseek(number, 0, os.SEEK_CUR) == 0
        return S_ISFIFO(status.st_mode) and _readable(number)
    except (OSError, ValueError):  # no file, or a closed one
        return False


def _readable(number: int) -> bool:
    """Whether bytes are waiting in a pipe, and not only its end."""
    import fcntl
    import select
    import termios

    if not select.select([number], [], [], 0)[0]:
        return False
    waiting = fcntl.ioctl(number, termios.FIONREAD, b"\0\0\0\0")
    return int.from_bytes(waiting, sys.byteorder) > 0


def decoded(data: bytes, name: str) -> str:
    """The text that bytes are in UTF-8; ``name`` says whose they are. Raises TextFileError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TextFileError(name, f"line {line} isn't UTF-8 text") from None


def _checked(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise TextFileError("the text", "it isn't UTF-8")
    return text


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n")
