"""Texts that a person gives to a command: as an argument, a file, standard input or the editor."""

import sys
from pathlib import Path

from tix.errors import TixError, UsageError


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


def text_from(argument: str | None, file: str | None) -> str | None:
    """The text of an argument (``-`` is standard input) or a file, without final line ends.

    None if neither is given. Raises TextFileError, SeveralTextsError.
    """
    if argument is not None and file is not None:
        raise SeveralTextsError("as an argument or with -F, not both")
    if file is not None and file != "-":
        return _clean(decoded(read_bytes(file), file))
    if argument == "-" or file == "-":
        return _clean(decoded(sys.stdin.buffer.read(), "standard input"))
    return None if argument is None else _clean(_checked(argument))


def read_bytes(name: str) -> bytes:
    """The bytes of a file that a person named. Raises TextFileError."""
    try:
        return Path(name).read_bytes()
    except IsADirectoryError:
        raise TextFileError(name, "this is a folder, not a file") from None
    except FileNotFoundError:
        raise TextFileError(name, "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "can't be read"
        raise TextFileError(name, str(reason).lower()) from None


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
