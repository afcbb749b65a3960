"""Errors of what somebody's own settings say name the file that says it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tix.console.session import Session
from tix.errors import UsageError


class OwnSettingError(UsageError):
    """One's own setting of that name asks for what this desk doesn't have."""

    def __init__(self, session: Session, name: str, error: UsageError) -> None:
        own = session.user_config
        super().__init__(f"{own.path}:{own.lines.get(name, 1)}: {error}", hint=error.hint)


@contextmanager
def blamed_on_own(session: Session, name: str, kind: type[UsageError]) -> Iterator[None]:
    """Blame errors of that kind within on one's own setting. Raises OwnSettingError."""
    try:
        yield
    except kind as error:
        raise OwnSettingError(session, name, error) from error
