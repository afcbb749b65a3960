"""Reading a text that is given to a command as an argument, in a file or on standard input."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISFIFO, S_ISREG

from tix.errors import TixError, UsageError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.console.session import Session

LARGEST = 16 * 2**20
"""The most bytes that a text may have."""


class TextFileError(TixError):
    """A file that can't be read as text."""

    def __init__(self, name: str, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{name}: {reason}", hint=hint)


FEW = 3
"""A text with fewer characters occurs in many words."""


class TooShortError(UsageError):
    """A text to redact that is so short that it occurs in many words; ``otherwise`` is what takes
    it out all the same."""

    def __init__(self, otherwise: str) -> None:
        super().__init__(
            "a text of one or two characters occurs in many words, so nothing was changed",
            hint=f"name more of it, or {otherwise}",
        )


class EmptyTextError(UsageError):
    """There is nothing to write."""

    def __init__(self, what: str, hint: str | None = None) -> None:
        super().__init__(f"the {what} is empty, so nothing was written", hint=hint)


class SeveralTextsError(UsageError):
    """A text was given in more than one way."""

    def __init__(self, ways: str) -> None:
        super().__init__(f"give the text in one way only: {ways}")


def text_from(session: "Session", argument: str | None, file: str | None) -> str | None:
    """The text in an argument (``-`` is standard input) or a file, without trailing line ends.

    None if neither is given. Raises TextFileError, SeveralTextsError, InputTakenError.
    """
    if argument is not None and file is not None:
        raise SeveralTextsError("as an argument or with -F, not both")
    if file is not None and file != "-":
        return text_of(read_bytes(file, LARGEST + 1), file)
    if argument == "-" or file == "-":
        return text_of(session.input(LARGEST + 1), "standard input")
    return None if argument is None else _clean(_checked(argument))


def new_text_from(session: "Session", argument: str | None, file: str | None) -> str | None:
    """The same of a text that takes the place of another. A command that failed pipes nothing, so
    that there shall be none must be said. Raises EmptyTextError, too."""
    text = text_from(session, argument, file)
    if text is not None and not text.strip() and argument != "":
        raise EmptyTextError("new text", hint="-b '' takes the text away")
    return text


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


def text_of(data: bytes, name: str) -> str:
    """The bytes as text, without trailing line ends. Of an endless source, just more than the limit
    was read. Raises TextFileError."""
    if len(data) > LARGEST:
        raise TextFileError(name, f"over {LARGEST // 2**20} MB are too much for a text")
    return _clean(decoded(data, name))


def refuse_endless(name: str) -> None:
    """Raise TextFileError for a device (/dev/zero never ends) or a named pipe (it may never begin).

    A shell's ``<(command)`` is below /dev/fd and is allowed.
    """
    mode = Path(name).stat().st_mode
    if S_ISBLK(mode) or (S_ISCHR(mode) and not _has_end(name)):
        raise TextFileError(name, "this is a device, not a file")
    if S_ISFIFO(mode) and not name.startswith(("/dev/", "/proc/")):
        raise TextFileError(name, "this is a pipe, not a file; 'cat' it to standard input")


def refuse_endless_source(name: str) -> None:
    """The same for a file or a folder that is read elsewhere, which says whether it can be."""
    with suppress(OSError, ValueError):
        if not Path(name).is_dir():
            refuse_endless(name)


def _has_end(name: str) -> bool:
    """Whether a character device is a terminal or the null device."""
    with Path(name).open("rb", buffering=0) as device:
        return name == os.devnull or device.isatty()


def tell_unread(session: "Session", what: str) -> None:
    """Say so if a text was piped in and not asked for. It isn't read: a shell loop may need it.

    In a pipeline it is most likely the rest of the job's script.
    """
    if session.has_read_input or not _has_unread_input():
        return
    from tix.console.in_pipeline import this_pipeline

    if this_pipeline() is None:
        session.say(f"standard input wasn't read; -F - reads {what} from it")


def _has_unread_input() -> bool:
    """Whether standard input has something that seems to be meant for us.

    A partly read file belongs to a loop (``while read title; do tix open "$title"; done``).
    """
    try:
        number = sys.stdin.fileno()
        status = os.fstat(number)
        if S_ISREG(status.st_mode):
            return status.st_size > 0 and os.lseek(number, 0, os.SEEK_CUR) == 0
        return S_ISFIFO(status.st_mode) and _readable(number)
    except (OSError, ValueError):  # not a file, or closed
        return False


def _readable(number: int) -> bool:
    """Whether bytes are waiting in a pipe, rather than its end."""
    import fcntl
    import select
    import termios

    if not select.select([number], [], [], 0)[0]:
        return False
    waiting = fcntl.ioctl(number, termios.FIONREAD, b"\0\0\0\0")
    return int.from_bytes(waiting, sys.byteorder) > 0


def decoded(data: bytes, name: str) -> str:
    """The bytes decoded as UTF-8, or as UTF-16 with its mark, which Notepad and PowerShell write;
    ``name`` is for errors. Raises TextFileError."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        with suppress(UnicodeDecodeError):
            return data.decode("utf-16")
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
