"""What a write can't do, or could only begin."""

from collections.abc import Callable

from tix.errors import NeedsPersonError, TixError, UsageError


class UnwritableTextError(UsageError):
    """A text that a ticket's file can't hold (a NUL, bytes that aren't UTF-8)."""

    def __init__(self, ident: str, reason: str) -> None:
        super().__init__(f"{ident} wasn't written: {reason}")


class BisectInProgressError(NeedsPersonError):
    """The desk's working tree is in the middle of a bisection."""

    def __init__(self) -> None:
        super().__init__(
            "the desk's working tree is being bisected, so nothing can be written now",
            hint="finish it: git bisect reset",
        )


class TakenPlaceError(NeedsPersonError):
    """A file is in the way of a ticket that is to be moved."""

    def __init__(self, ident: str, path: str) -> None:
        super().__init__(
            f"{ident} stays where it is: there is another file at {path}", hint="tix check --fix"
        )


class NotCommittedError(TixError):
    """The files were written and taken back, because git couldn't make the commit."""

    def __init__(self, reason: TixError) -> None:
        super().__init__(f"{reason}; nothing was changed", hint=reason.hint)


class InterruptedWriteError(KeyboardInterrupt):
    """Ctrl-C between the files and the commit. Like what it stands for, it is no Exception."""

    def __init__(self) -> None:
        super().__init__("the new text is in the files, but not committed; tix sync does that")


def checked(ident: str, write: Callable[[], bytes]) -> bytes:
    """What was written. Raises UnwritableTextError where the format can't hold it."""
    try:
        return write()
    except ValueError as error:
        raise UnwritableTextError(ident, str(error)) from None
