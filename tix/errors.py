"""The base classes of all errors that users see, each with an exit code and a hint.

Specific errors stand beside the code that raises them and derive from one of these four.
``tix.cli`` shows them, once, on standard error.
"""


class TixError(Exception):
    """Something failed. ``str()`` is one sentence; ``hint`` is the next step; exit code 1."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(TixError):
    """The command can't be understood or carried out as typed; exit code 2."""

    exit_code = 2


class NotFoundError(TixError):
    """No such ticket, or an ambiguous prefix (the hint lists the candidates); exit code 3."""

    exit_code = 3


class NeedsPersonError(TixError):
    """Something that only a person can put right, like a broken ticket; exit code 4."""

    exit_code = 4
