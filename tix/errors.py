"""The base classes of all errors that users see, each with an exit code and a hint.

Specific errors stand beside the code that raises them and derive from one of these four.
``tix.cli`` shows them, once, on standard error.
"""

from collections.abc import Callable, Iterable, Sequence


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


class SeveralNotFoundError(NotFoundError):
    """Several of the names that were typed name nothing."""

    SHOWN = 20

    def __init__(self, errors: Sequence[NotFoundError]) -> None:
        more = [f"and {len(errors) - self.SHOWN} more"] if len(errors) > self.SHOWN else []
        said = [*map(str, errors[: self.SHOWN]), *more]
        hints = dict.fromkeys(error.hint for error in errors[: self.SHOWN] if error.hint)
        super().__init__("; ".join(said), hint="\n".join(hints) or None)


def found_each(find: Callable[[str], str], typed: Iterable[str]) -> list[str]:
    """What each of the names that were typed means. Raises NotFoundError about all of them."""
    found, errors = [], []
    for name in typed:
        try:
            found.append(find(name))
        except NotFoundError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else SeveralNotFoundError(errors)
    return found


class NeedsPersonError(TixError):
    """Something that only a person can put right, like a broken ticket; exit code 4."""

    exit_code = 4


class OneTicketError(UsageError):
    """No ticket, or several, where the command takes one."""

    def __init__(self, count: int) -> None:
        named = f"{count} are named" if count else "none is named"
        super().__init__(f"one ticket is needed here, and {named}", hint="tix list shows the ids")


class EmptyIdError(UsageError):
    """An empty id, as from a shell variable that isn't set."""

    def __init__(self) -> None:
        super().__init__("an id is empty", hint="tix list shows the ids")
